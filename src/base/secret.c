/* secret.c -- see secret.h.
 *
 * A secret's pages are cut out of a larger block of malloc's: no other allocation shares them, and who counts or fails allocations sees them. */
#include "secret.h"

#include "undumped.h"

#include <stdlib.h>
#include <string.h>

/* Called through a volatile pointer: the compiler can't know what it is and so can't drop the call as a dead store. */
static void *(*const volatile overwrite)(void *, int, size_t) = memset;

void wax__wipe(void *p, size_t len)
{
    if (p && len)
        overwrite(p, 0, len);
}

/* Where the pages of a secret begin; its bytes follow. */
union front {
    struct {
        void  *block;       /* malloc's */
        size_t len;         /* of the pages */
        size_t holders;
    } of;
    max_align_t align;
};

static size_t whole_pages(size_t len)
{
    size_t page = wax__page_size();

    return (len + page - 1) / page * page;
}

bool wax__secret_room(struct secret *s, size_t len)
{
    size_t pages = whole_pages(sizeof(union front) + len + 1), page = wax__page_size();
    char *block = len < SIZE_MAX / 2 ? malloc(pages + page - 1) : NULL;

    if (!block)
        return false;
    union front *front = (union front *)(void *)(block + (page - (uintptr_t)block % page) % page);
    wax__pages_undumped(front, pages, true);
    front->of.block = block;
    front->of.len = pages;
    front->of.holders = 1;
    wax__secret_clear(s);
    *s = (struct secret){ (uint8_t *)(front + 1), len };
    s->bytes[len] = 0;              /* mechanisms that want a C string may have one */
    return true;
}

bool wax__secret_set(struct secret *s, const void *p, size_t len)
{
    struct secret fresh = { 0 };

    if (!wax__secret_room(&fresh, len))
        return false;
    if (len)
        memcpy(fresh.bytes, p, len);
    wax__secret_clear(s);
    *s = fresh;
    return true;
}

static union front *front_of(const struct secret *s)
{
    return s->bytes ? (union front *)(void *)s->bytes - 1 : NULL;
}

void wax__secret_share(struct secret *s, const struct secret *of)
{
    struct secret shared = *of;
    union front *front = front_of(of);

    if (front)
        front->of.holders++;
    wax__secret_clear(s);
    *s = shared;
}

void wax__secret_clear(struct secret *s)
{
    union front *front = front_of(s);

    if (front && --front->of.holders == 0) {
        void *block = front->of.block;
        wax__wipe(s->bytes, s->len);
        wax__pages_undumped(front, front->of.len, false);
        free(block);
    }
    *s = (struct secret){ 0 };
}

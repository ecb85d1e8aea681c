/* mailboxes.c -- see mailboxes.h. */
#include "mailboxes.h"

#include "address.h"
#include "fail.h"

#include <stdlib.h>
#include <string.h>

static bool add(struct mailboxes *m, const char *address)
{
    if (m->n == m->size) {
        size_t size = m->size ? 2 * m->size : 8;
        char **at = realloc(m->at, size * sizeof *at);
        if (!at)
            return false;
        m->at = at;
        m->size = size;
    }
    m->at[m->n] = strdup(address);
    return m->at[m->n] && ++m->n;
}

wax_status wax__mailboxes_add(struct mailboxes *m, const char *list, const char *what, wax_error *why)
{
    struct address_reader r;
    enum address_kind kind = ADDRESS_GROUP;
    wax_status s = wax__address_begin(&r, list, what, why);

    while (!s && kind != ADDRESS_END) {
        s = wax__address_next(&r, &kind, why);
        if (!s && kind == ADDRESS_MAILBOX && !add(m, r.address))
            s = wax__fail_memory(why, "message");
    }
    wax__address_finish(&r);
    return s;
}

struct ranked { char *address; size_t local, rank; };   /* local: how long what stands before the domain is, which holds no @ itself */

static int compare_domains(const char *a, const char *b)
{
    while (*a && text_lower((uint8_t)*a) == text_lower((uint8_t)*b))
        a++, b++;
    return text_lower((uint8_t)*a) - text_lower((uint8_t)*b);
}

static int compare_addresses(const struct ranked *a, const struct ranked *b)
{
    int order = memcmp(a->address, b->address, a->local < b->local ? a->local : b->local);

    if (order || a->local != b->local)
        return order ? order : a->local < b->local ? -1 : 1;
    return compare_domains(a->address + a->local, b->address + b->local);
}

static int by_address(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    int order = compare_addresses(x, y);

    return order ? order : x->rank < y->rank ? -1 : 1;
}

static void drop_repeated(struct mailboxes *m, const struct ranked *sorted)
{
    for (size_t i = 1, last = 0; i < m->n; i++) {
        if (compare_addresses(&sorted[last], &sorted[i])) {
            last = i;
            continue;
        }
        free(sorted[i].address);
        m->at[sorted[i].rank] = NULL;
    }
}

static void close_gaps(struct mailboxes *m)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->n; i++)
        if (m->at[i])
            m->at[kept++] = m->at[i];
    m->n = kept;
}

/* Sorted, the same are neighbours, the earliest first: no table whose keys a stranger could choose. */
wax_status wax__mailboxes_once(struct mailboxes *m, wax_error *why)
{
    if (m->n < 2)
        return WAX_OK;
    struct ranked *sorted = malloc(m->n * sizeof *sorted);
    if (!sorted)
        return wax__fail_memory(why, "message");
    for (size_t i = 0; i < m->n; i++)
        sorted[i] = (struct ranked){ m->at[i], (size_t)(strrchr(m->at[i], '@') - m->at[i]), i };
    qsort(sorted, m->n, sizeof *sorted, by_address);
    drop_repeated(m, sorted);
    close_gaps(m);
    free(sorted);
    return WAX_OK;
}

void wax__mailboxes_clear(struct mailboxes *m)
{
    for (size_t i = 0; i < m->n; i++)
        free(m->at[i]);
    free(m->at);
    *m = (struct mailboxes){ 0 };
}

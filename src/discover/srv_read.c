/* srv_read.c -- see srv.h: the records of an answer, RFC 1035 s.4.1.
 *
 * Knows names, compressed ones too, and one type of record.  Promise: it reads no byte outside of the answer, and ends: each pointer in a
 * name leads to a place before the one where the name stood so far. */
#include "srv.h"

#include <string.h>

enum { HEADER = 12, TYPE_SRV = 33, CLASS_IN = 1, POINTER = 0xC0, LABEL_MOST = 63 };

struct answer {
    const uint8_t *bytes;
    size_t         len, at;
    bool           is_broken;       /* stays */
};

static unsigned take(struct answer *a, size_t n)
{
    unsigned value = 0;

    if (a->is_broken || n > a->len - a->at) {
        a->is_broken = true;
        return 0;
    }
    while (n--)
        value = value << 8 | a->bytes[a->at++];
    return value;
}

static void skip(struct answer *a, size_t n)
{
    if (a->is_broken || n > a->len - a->at)
        a->is_broken = true;
    else
        a->at += n;
}

/* -- names -------------------------------------------------------------------------------------------------- */

/* One more label behind what is there; false: it does not fit. */
static bool add_label(char name[SRV_NAME], size_t *len, const uint8_t *label, size_t n)
{
    if (*len + n + 1 >= SRV_NAME || memchr(label, 0, n) || memchr(label, '.', n))
        return false;
    if (*len)
        name[(*len)++] = '.';
    memcpy(name + *len, label, n);
    *len += n;
    name[*len] = 0;
    return true;
}

/* "" is the root.  Goes on behind the name where it stands, wherever its pointers lead. */
static void take_name(struct answer *a, char name[SRV_NAME])
{
    size_t begin = a->at, behind = 0, len = 0;
    unsigned n;

    *name = 0;
    while ((n = take(a, 1)) && !a->is_broken) {
        if (n >= POINTER) {
            size_t to = (n & ~(unsigned)POINTER) << 8 | take(a, 1);
            behind = behind ? behind : a->at;
            a->is_broken = a->is_broken || to >= begin;
            a->at = begin = a->is_broken ? a->at : to;
        } else {
            const uint8_t *label = a->bytes + a->at;
            skip(a, n);
            a->is_broken = a->is_broken || n > LABEL_MOST || !add_label(name, &len, label, n);
        }
    }
    a->at = behind ? behind : a->at;
}

static bool is_host(char *name)
{
    static const char fit[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

    for (char *c = name; *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    return *name && *name != '-' && !name[strspn(name, fit)];
}

/* -- records ------------------------------------------------------------------------------------------------ */

static void take_srv(struct answer *a, struct srv_list *list, bool *has_root)
{
    struct srv s = { .priority = 0 };

    s.priority = (uint16_t)take(a, 2);
    s.weight = (uint16_t)take(a, 2);
    s.port = (uint16_t)take(a, 2);
    take_name(a, s.target);
    *has_root |= !a->is_broken && !*s.target;
    if (!a->is_broken && s.port && list->n < SRV_MOST && is_host(s.target))
        list->at[list->n++] = s;
}

static void take_record(struct answer *a, struct srv_list *list, bool *has_root)
{
    char owner[SRV_NAME];

    take_name(a, owner);
    bool is_srv = take(a, 2) == TYPE_SRV;
    is_srv = take(a, 2) == CLASS_IN && is_srv;
    skip(a, 4);
    size_t len = take(a, 2), end = a->at + len;
    if (is_srv && len <= a->len - a->at)
        take_srv(a, list, has_root);
    else
        skip(a, len);
    a->is_broken = a->is_broken || a->at != end;
}

bool srv_read(struct srv_list *list, const uint8_t *bytes, size_t len)
{
    struct answer a = { .bytes = bytes, .len = len };
    char name[SRV_NAME];
    bool has_root = false;

    *list = (struct srv_list){ .n = 0 };
    skip(&a, 4);
    size_t questions = take(&a, 2), records = take(&a, 2);
    skip(&a, HEADER - 8);
    for (; questions && !a.is_broken; questions--) {
        take_name(&a, name);
        skip(&a, 4);
    }
    for (; records && !a.is_broken; records--)
        take_record(&a, list, &has_root);
    if (a.is_broken)
        *list = (struct srv_list){ .n = 0 };
    list->is_refused = !a.is_broken && has_root && !list->n;
    return !a.is_broken;
}

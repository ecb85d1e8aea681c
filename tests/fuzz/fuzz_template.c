/* fuzz_template.c -- whatever a row holds, a list of addresses has as many of them as its template shows, or the row is refused.
 *
 * The input is three values, each ended by a NUL: for a name, for an address in brackets, for an address that stands alone. */
#include "template.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wax/message.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void count(void *n, const char *display_name, const char *address)
{
    (void)display_name;
    (void)address;
    ++*(int *)n;
}

/* Lines that are too long and names that are too large may still be refused as a list; more addresses there never are. */
static void check(const char *template, const struct row *r, int shown)
{
    wax_error why = { 0 }, unread = { 0 };
    int n = 0;
    char *list = template_fill(template, TEMPLATE_LIST, r, &why);

    if (!list != (why.status != WAX_OK) || (why.status && !*why.text))
        abort();
    if (list && !wax_addresses(list, count, &n, &unread) && n != shown)
        abort();
    free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char *const names[] = { "n", "b", "w" };
    struct row r = { 0 };
    wax_error why = { 0 };

    row_begin(&r, 1);
    for (size_t i = 0; i < 3; i++) {
        const uint8_t *end = len ? memchr(data, 0, len) : NULL;
        size_t here = end ? (size_t)(end - data) : len;
        row_put(&r, names[i], here ? (const char *)data : "", here, &why);
        data += here + (end != NULL);
        len -= here + (end != NULL);
    }
    if (!why.status) {
        check("{n} <{b}>, a@b.example", &r, 2);
        check("a@b.example (x{n}), {w}, \"y{n}\" <{b}>", &r, 3);
        check("{n}@example.org, us: {w}, {n} {n} <{b}@example.org>;", &r, 3);
    }
    row_clear(&r);
    return 0;
}

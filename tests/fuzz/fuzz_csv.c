/* fuzz_csv.c -- whatever a table holds, its rows have the fields of its first line, are text, and are the same when it is read again. */
#include "rows.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint64_t mix(uint64_t sum, const char *text)
{
    for (; *text; text++)
        sum = (sum ^ (uint8_t)*text) * 0x100000001b3u;
    return sum * 31;
}

static uint64_t read_all(struct rows *rows)
{
    const struct row *r;
    wax_error why = { 0 };
    size_t n = 0;
    uint64_t sum = 0;

    for (int64_t number = 1; !rows_next(rows, &r, &why) && r; number++) {
        if (r->number != number || (n && r->n != n))
            abort();
        n = r->n;
        for (size_t i = 0; i < n; i++)
            sum = mix(mix(sum, row_name(r, i)), row_value(r, i));
    }
    if (why.status && !*why.text)
        abort();
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    FILE *file = len ? fmemopen((void *)(uintptr_t)data, len, "r") : NULL;
    struct rows *rows = file ? rows_new(file, ROWS_CSV) : NULL;

    if (!rows)
        return 0;
    uint64_t sum = read_all(rows);
    rows_rewind(rows);
    if (read_all(rows) != sum)
        abort();
    rows_free(rows);
    return 0;
}

/* marks.c -- see marks.h. */
#include "marks.h"

#include <string.h>

struct mark {
    uint64_t wire, data;    /* when this much of the wire is gone, this much of the data may have arrived */
};

void wax__marks_clear_data(struct marks *m, size_t n)
{
    m->written += n;
    m->clear += n;
}

bool wax__marks_room(struct marks *m, size_t records)
{
    return wax__buf_room(&m->records, records * sizeof(struct mark));
}

bool wax__marks_record(struct marks *m, size_t n, size_t waiting)
{
    struct mark mark = { m->gone + waiting, m->written + n };

    if (!wax__buf_put(&m->records, &mark, sizeof mark))
        return false;
    m->written += n;
    return true;
}

static bool first_record(const struct marks *m, struct mark *mark)
{
    if (buf_len(&m->records) == 0)
        return false;
    memcpy(mark, buf_data(&m->records), sizeof *mark);
    return true;
}

void wax__marks_gone(struct marks *m, size_t n)
{
    struct mark mark;

    m->gone += n;
    if (m->sent < m->clear)
        m->sent = m->gone < m->clear ? m->gone : m->clear;
    while (first_record(m, &mark) && mark.wire <= m->gone) {
        m->sent = mark.data;
        wax__buf_take(&m->records, sizeof mark);
    }
    if (buf_len(&m->records) == 0)
        wax__buf_clear(&m->records);
}

void wax__marks_free(struct marks *m)
{
    wax__buf_clear(&m->records);
}

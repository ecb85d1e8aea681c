/* Every allocation fails in turn: a mail that is taken in says so, nothing leaks, and what leaves is whole or nothing. */
#include "alloc_fail.h"
#include "intake.h"
#include "intake_list.h"
#include "reading.h"
#include "test.h"

#include <unistd.h>

static const char text[] = "From: J\xC3\xBCrgen \"x\" <jo> (\xC3\xBC)\nTo: a, b: c;\nResent-To: d\nSubject: \xFC\nBcc: e\n\n\xC3\xBC\rx\n";
static const struct intake_defaults defaults = { .domain = "x.example", .author = "a@x.example", .author_name = "\xC3\x84" };

static void count(void *n, const char *field, const char *list)
{
    (void)field;
    (void)list;
    ++*(int *)n;
}

static wax_status finish(struct intake_mail *m, struct buf *out, wax_error *why)
{
    wax_source from = { 0 };
    bool is_new;
    int lists = 0;
    wax_status s = intake_lists(m, count, &lists, why);

    if (s || (s = intake_complete(m, &defaults, why)) || (s = intake_settle(m, true, &is_new, why)) || (s = intake_open(m, &from, why)))
        return s;
    s = read_to_end(from, 100, out, why);
    from.free(from.user);
    return s;
}

static wax_status take(struct buf *out, wax_error *why)
{
    static struct intake_lines lines;
    struct intake_mail m = { 0 };
    int ends[2];

    if (pipe(ends) || write(ends[1], text, sizeof text - 1) < 0)
        return WAX_E_IO;
    close(ends[1]);
    intake_lines_begin(&lines, ends[0]);
    wax_status s = intake_read(&m, &lines, INTAKE_TO_END, why);
    if (!s)
        s = finish(&m, out, why);
    close(ends[0]);
    intake_free(&m);
    return s;
}

static void try_with(void (*fail)(long))
{
    struct buf whole = { 0 };
    wax_error why = { 0 };
    bool has_failed = true, is_whole_or_nothing = true;

    CHECK(take(&whole, &why) == WAX_OK && buf_len(&whole) > 100);
    for (long n = 0; has_failed && n < 10000; n++) {
        struct buf out = { 0 };
        why = (wax_error){ 0 };
        fail(n);
        wax_status s = take(&out, &why);
        has_failed = alloc_fail_stop();
        if (s ? s != WAX_E_NOMEM || !has_failed : !test_same_bytes(buf_data(&out), buf_len(&out), buf_data(&whole), buf_len(&whole)))
            is_whole_or_nothing = false;
        wax__buf_clear(&out);
    }
    CHECK(is_whole_or_nothing && !has_failed);
    wax__buf_clear(&whole);
}

TEST("a mail is taken in whole or not at all when one allocation fails")
{
    try_with(alloc_fail_after);
}

TEST("a mail is taken in whole or not at all when memory is used up for good")
{
    try_with(alloc_fail_from);
}

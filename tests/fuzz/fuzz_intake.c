/* fuzz_intake.c -- whatever a program hands to sendmail, what leaves has a header of its own, without Bcc, and lines that end in CRLF; and an
 * address list falls into pieces that lie in it. */
#include "intake.h"
#include "intake_aliases.h"
#include "intake_list.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct intake_defaults defaults = { .domain = "x.example", .author = "a@x.example", .author_name = "A" };

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool has(struct span header, const char *name)
{
    return intake_header_has(header, name);
}

static void check_header(struct span h)
{
    must(has(h, "From") && has(h, "Date") && has(h, "Message-ID"));
    must(!has(h, "Bcc") && !has(h, "Resent-Bcc") && !has(h, "Return-Path"));
    must(!memchr(h.p, 0, h.len) && h.len > 2 && memcmp(h.p + h.len - 2, "\r\n", 2) == 0);
}

/* In small reads; a form that is not encoded keeps what CRs and NULs the body has, which the message refuses. */
static void read_all(wax_source from, bool is_encoded)
{
    uint8_t piece[61], last = 0;
    size_t n = 1;
    wax_error why = { 0 };

    while (n && !from.read(from.user, piece, sizeof piece, &n, &why))
        for (size_t i = 0; i < n; last = piece[i++])
            must(piece[i] != '\n' || last == '\r' || !is_encoded);
    must(last == '\n' && !why.status);
}

static void finish(struct intake_mail *m)
{
    wax_error why = { 0 };
    wax_source from = { 0 };
    bool is_new;

    must(intake_complete(m, &defaults, &why) == WAX_OK);
    must(intake_settle(m, m->profile.n % 2, &is_new, &why) == WAX_OK);
    must(intake_open(m, &from, &why) == WAX_OK);
    check_header((struct span){ buf_data(&m->header), buf_len(&m->header) });
    read_all(from, m->form == BODY_ENCODED);
    from.free(from.user);
}

static void take(const uint8_t *data, size_t len, enum intake_end until)
{
    static struct intake_lines lines;
    struct intake_mail m = { 0 };
    wax_error why = { 0 };
    int ends[2];

    must(pipe(ends) == 0 && write(ends[1], data, len) == (ssize_t)len);
    close(ends[1]);
    intake_lines_begin(&lines, ends[0]);
    if (intake_read(&m, &lines, until, &why) == WAX_OK)
        finish(&m);
    else
        must(*why.text);
    close(ends[0]);
    intake_free(&m);
}

static void split(struct span list)
{
    struct span rest = list;
    struct list_item i;
    bool is_broken = false;

    while (intake_list_next(&rest, &i, &is_broken)) {
        must(i.all.p >= list.p && i.all.p + i.all.len <= list.p + list.len);
        must(i.address.len == 0 || (i.address.p >= i.all.p && i.address.p + i.address.len <= i.all.p + i.all.len));
    }
    must(is_broken || rest.len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buf mended = { 0 };
    bool has_failed = false;

    if (len < 2 || len > 32768)
        return 0;
    struct span text = { data + 1, len - 1 };
    take(text.p, text.len, (enum intake_end)(*data % 4));
    split(text);
    must(intake_list_mend(text, "x.example", &mended) && buf_len(&mended) >= 1);
    wax__buf_take(&mended, buf_len(&mended));
    intake_alias_find(text, (struct span){ (const uint8_t *)"a", 1 }, &mended, &has_failed);
    must(!has_failed);
    wax__buf_clear(&mended);
    return 0;
}

/* intake_header.c -- see intake_header.h. */
#include "intake_header.h"

#include "intake_list.h"
#include "intake_text.h"
#include "limit.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* -- fields --------------------------------------------------------------------------------------------------- */

bool intake_begins_field(const uint8_t *p, size_t len)
{
    size_t n = 0;

    while (n < len && p[n] > 32 && p[n] < 127 && p[n] != ':')
        n++;
    size_t name = n;
    while (n < len && (p[n] == ' ' || p[n] == '\t'))
        n++;
    return name && n < len && p[n] == ':';
}

static size_t line_len(struct span s)
{
    const uint8_t *lf = memchr(s.p, '\n', s.len);

    return lf ? (size_t)(lf + 1 - s.p) : s.len;
}

static bool goes_on(struct span s, size_t at)
{
    return at < s.len && (s.p[at] == ' ' || s.p[at] == '\t');
}

bool intake_field_next(struct span *rest, struct intake_field *f)
{
    size_t n = 0;

    if (rest->len == 0)
        return false;
    do
        n += line_len((struct span){ rest->p + n, rest->len - n });
    while (goes_on(*rest, n));
    const uint8_t *p = rest->p, *colon = memchr(p, ':', n);
    size_t name = strcspn((const char *)p, " \t:");     /* the header has been found to consist of fields */
    f->whole = (struct span){ p, n };
    f->name = (struct span){ p, name };
    f->value = (struct span){ colon + 1, (size_t)(p + n - 2 - (colon + 1)) };
    *rest = (struct span){ p + n, rest->len - n };
    return true;
}

bool intake_field_is(const struct intake_field *f, const char *name)
{
    return wax__text_same(f->name, name);
}

bool intake_header_has(struct span header, const char *name)
{
    struct intake_field f;

    while (intake_field_next(&header, &f))
        if (intake_field_is(&f, name))
            return true;
    return false;
}

bool intake_unfold(struct span value, struct buf *to)
{
    bool good = true;

    for (size_t i = 0; good && i < value.len; i++)
        good = value.p[i] == '\r' || value.p[i] == '\n' || wax__buf_put(to, value.p + i, 1);
    return good;
}

/* -- folding -------------------------------------------------------------------------------------------------- */

/* Where a line of at most `width` bytes ends: before white space that has something behind it; len where there is none. */
static size_t fold_at(const uint8_t *p, size_t len, size_t width)
{
    size_t best = 0, end = len;

    while (end && text_is_blank(p[end - 1]))
        end--;
    for (size_t i = 1; i < end && (i <= width || !best); i++)
        if (text_is_blank(p[i]) && !text_is_blank(p[i - 1]))
            best = i;
    return len <= width || !best ? len : best;
}

static bool put_folded(struct buf *to, const uint8_t *p, size_t len, size_t width)
{
    bool good = true;

    while (good && len) {
        size_t n = fold_at(p, len, width);
        good = wax__buf_put(to, p, n) && wax__buf_put(to, "\r\n", 2);
        p += n;
        len -= n;
    }
    return good;
}

/* A field that came well-formed, its lines too long or not. */
static bool put_as_it_is(struct buf *to, struct span whole)
{
    bool good = true;

    while (good && whole.len) {
        size_t n = line_len(whole);
        good = n - 2 <= LIMIT_BODY_LINE ? wax__buf_put(to, whole.p, n) : put_folded(to, whole.p, n - 2, LIMIT_BODY_LINE);
        whole = (struct span){ whole.p + n, whole.len - n };
    }
    return good;
}

/* -- which field is what -------------------------------------------------------------------------------------- */

static bool is_one_of(const struct intake_field *f, const char *const *names)
{
    for (; *names; names++)
        if (intake_field_is(f, *names))
            return true;
    return false;
}

/* Bcc is a secret; Return-Path is the last server's to write (RFC 5321 s.4.4); Content-Length counts the lines of a mailbox file. */
static bool is_dropped(const struct intake_field *f)
{
    static const char *const names[] = { "Bcc", "Resent-Bcc", "Return-Path", "Content-Length", NULL };

    return is_one_of(f, names);
}

static bool holds_addresses(const struct intake_field *f)
{
    static const char *const names[] = { "From", "Sender", "Reply-To", "To", "Cc", "Resent-From", "Resent-Sender", "Resent-Reply-To", "Resent-To",
                                         "Resent-Cc", NULL };

    return is_one_of(f, names);
}

/* Encoded-words have no place in what machines read (RFC 2047 s.5): there, bytes beyond ASCII stay, and ask for SMTPUTF8. */
static bool holds_text(const struct intake_field *f)
{
    static const char *const names[] = { "MIME-Version", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID", "Message-ID",
                                         "In-Reply-To", "References", "Received", "Date", "Resent-Date", "Resent-Message-ID", NULL };

    return !is_one_of(f, names);
}

/* -- mending -------------------------------------------------------------------------------------------------- */

/* What comes between the colon and the first word is kept out of the encoding. */
static bool put_text(struct buf *to, struct span line)
{
    return wax__buf_puts(to, " ") && intake_text_words(to, line);
}

static bool mend(struct buf *to, const struct intake_field *f, struct span line, const char *domain)
{
    if (holds_addresses(f))
        return intake_list_mend(line, domain, to);
    if (holds_text(f) && !wax__text_is_ascii(line.p, line.len))
        return put_text(to, line);
    return wax__buf_put(to, line.p, line.len);
}

static bool put_mended(struct buf *to, const struct intake_field *f, const struct buf *mended)
{
    struct buf line = { 0 };
    bool good = wax__buf_put(&line, f->name.p, f->name.len) && wax__buf_puts(&line, ":") && wax__buf_put(&line, buf_data(mended), buf_len(mended)) &&
                put_folded(to, buf_data(&line), buf_len(&line), LIMIT_HEADER_LINE);

    wax__buf_clear(&line);
    return good;
}

static bool is_same(const struct buf *a, const struct buf *b)
{
    return buf_len(a) == buf_len(b) && memcmp(buf_data(a), buf_data(b), buf_len(a)) == 0;
}

static bool put_field(struct buf *to, const struct intake_field *f, const char *domain)
{
    struct buf line = { 0 }, mended = { 0 };
    bool good = intake_unfold(f->value, &line) && mend(&mended, f, (struct span){ buf_data(&line), buf_len(&line) }, domain);

    if (good)
        good = is_same(&line, &mended) ? put_as_it_is(to, f->whole) : put_mended(to, f, &mended);
    wax__buf_clear(&line);
    wax__buf_clear(&mended);
    return good;
}

/* -- supplying ------------------------------------------------------------------------------------------------ */

static bool put_author(struct buf *to, const char *prefix, const struct intake_defaults *d)
{
    struct span name = { (const uint8_t *)d->author_name, strlen(d->author_name) };
    bool good = wax__buf_putf(to, "%sFrom: ", prefix);

    if (name.len == 0)
        return good && wax__buf_putf(to, "%s\r\n", d->author);
    return good && intake_text_name(to, name) && wax__buf_putf(to, " <%s>\r\n", d->author);
}

static bool put_date(struct buf *to, const char *prefix, const struct intake_defaults *d)
{
    char date[DATE_SIZE];

    wax__moment_date(date, &d->moment);
    return wax__buf_putf(to, "%sDate: %s\r\n", prefix, date);
}

static bool put_id(struct buf *to, const char *prefix, const struct intake_defaults *d)
{
    char random[RANDOM_SIZE];

    wax__moment_random(random, &d->moment);
    return wax__buf_putf(to, "%sMessage-ID: <%s%s@%s>\r\n", prefix, *prefix ? "r" : "", random, d->domain);
}

typedef bool supply_fn(struct buf *, const char *prefix, const struct intake_defaults *);

static bool supply(struct buf *to, struct span header, const char *prefix, const struct intake_defaults *d)
{
    static const struct { const char *name; supply_fn *put; } needed[] = { { "From", put_author }, { "Date", put_date }, { "Message-ID", put_id } };
    bool good = true;

    for (size_t i = 0; good && i < sizeof needed / sizeof *needed; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s%s", prefix, needed[i].name);
        good = intake_header_has(header, name) || needed[i].put(to, prefix, d);
    }
    return good;
}

/* RFC 5322 s.3.6.6: who sends a mail on says so in fields of his own. */
static bool is_resent(struct span header)
{
    struct intake_field f;

    while (intake_field_next(&header, &f))
        if (f.name.len > 7 && wax__text_same((struct span){ f.name.p, 7 }, "Resent-"))
            return true;
    return false;
}

bool intake_header_complete(struct span header, const struct intake_defaults *d, struct buf *to)
{
    struct span rest = header;
    struct intake_field f;
    bool good = !is_resent(header) || supply(to, header, "Resent-", d);     /* in front: s.3.6.6 keeps each block together */

    while (good && intake_field_next(&rest, &f))
        good = is_dropped(&f) || put_field(to, &f, d->domain);
    return good && supply(to, header, "", d);
}

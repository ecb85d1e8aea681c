/* inspect.c -- see inspect.h. */
#include "inspect.h"

#include "crlf.h"
#include "fail.h"
#include "limit.h"
#include "text.h"

#include <string.h>

struct inspection {
    wax_message_facts facts;
    bool              is_in_body;
    bool              is_unruled;                   /* nobody has looked at its lines */
    struct crlf       at;                           /* in the body */
    size_t            line;                         /* of the header, from 1 */
    size_t            len;
    uint8_t           text[LIMIT_BODY_LINE + 2];    /* of this line, as much as has been seen */
};

/* RFC 5322 s.2.2, with the white space before the colon that s.4.5 tells readers to bear. */
static bool begins_field(const uint8_t *p, size_t len)
{
    size_t n = 0;

    while (n < len && p[n] > 32 && p[n] < 127 && p[n] != ':')
        n++;
    size_t name = n;
    while (n < len && (p[n] == ' ' || p[n] == '\t'))
        n++;
    return name && n < len && p[n] == ':';
}

static wax_status check_header_line(struct inspection *i, size_t len, wax_error *why)
{
    bool goes_on = i->line > 1 && (i->text[0] == ' ' || i->text[0] == '\t');

    if (i->line == 1 && len >= 5 && memcmp(i->text, "From ", 5) == 0)
        return wax__fail(why, WAX_E_INPUT, "message", "line 1 of the mail is a mailbox file's separator, \"From \" and a date: remove it");
    if (!goes_on && !begins_field(i->text, len))
        return wax__fail(why, WAX_E_INPUT, "message", "line %zu of the mail is no header field, like \"Subject: Hello\": "
                         "a mail is a header, an empty line, and then its text", i->line);
    if (wax__text_is_ascii(i->text, len))
        return WAX_OK;
    if (!wax__text_is_utf8(i->text, len))
        return wax__fail(why, WAX_E_INPUT, "message", "line %zu of the mail's header is neither ASCII nor UTF-8: encode it as RFC 2047 says", i->line);
    i->facts.has_utf8_header = true;
    return WAX_OK;
}

/* RFC 3030 s.3 frees the body from lines, not the header. */
static wax_status check_header_end(const struct inspection *i, wax_error *why)
{
    size_t len = i->len < 2 ? 0 : i->len - 2;

    if (i->len < 2 || i->text[len] != '\r' || memchr(i->text, '\r', len) || memchr(i->text, '\n', len))
        return wax__fail(why, WAX_E_INPUT, "message", "line %zu of the mail's header does not end in CRLF, and no CR or LF may stand alone there, even in a binary mail",
                         i->line + 1);
    if (memchr(i->text, 0, len))
        return wax__fail(why, WAX_E_INPUT, "message", "line %zu of the mail's header holds a NUL byte", i->line + 1);
    return WAX_OK;
}

static wax_status end_header_line(struct inspection *i, wax_error *why)
{
    wax_status s = i->is_unruled ? check_header_end(i, why) : WAX_OK;
    if (s)
        return s;
    size_t len = i->len - 2;

    i->len = 0;
    i->line++;
    if (len)
        return check_header_line(i, len, why);
    i->is_in_body = true;
    return i->line > 1 ? WAX_OK : wax__fail(why, WAX_E_INPUT, "message", "the mail begins with an empty line: it has no header");
}

/* The header's part of the bytes; returns how many that were. */
static wax_status inspect_header(struct inspection *i, const uint8_t *p, size_t len, size_t *used, wax_error *why)
{
    wax_status s = WAX_OK;

    for (*used = 0; !s && !i->is_in_body && *used < len;) {
        const uint8_t *lf = memchr(p + *used, '\n', len - *used);
        size_t n = lf ? (size_t)(lf + 1 - (p + *used)) : len - *used;
        if (n > sizeof i->text - i->len)
            return wax__fail(why, WAX_E_INPUT, "message", "line %zu of the mail's header is longer than 998 bytes", i->line + 1);
        memcpy(i->text + i->len, p + *used, n);
        i->len += n;
        *used += n;
        if (lf)
            s = end_header_line(i, why);
    }
    return s;
}

static void inspect_body(struct inspection *i, const uint8_t *p, size_t len)
{
    if (!i->facts.is_8bit)
        i->facts.is_8bit = !wax__text_is_ascii(p, len);
    if (i->is_unruled && !i->facts.is_binary)
        i->facts.is_binary = wax__crlf_look(&i->at, p, len, LIMIT_BODY_LINE + 2) != CRLF_KEPT;
}

static wax_status inspect(struct inspection *i, const uint8_t *p, size_t len, wax_error *why)
{
    size_t used;
    wax_status s = inspect_header(i, p, len, &used, why);

    i->facts.size += (int64_t)len;
    if (!s && used < len)
        inspect_body(i, p + used, len - used);
    return s;
}

/* What ends in the middle of a line. */
static wax_status inspect_end(struct inspection *i, wax_error *why)
{
    if (i->len)
        return check_header_end(i, why);
    i->facts.is_binary = i->facts.is_binary || i->at.after_cr || i->at.column;
    return WAX_OK;
}

/* Into one chunk, over and over: a short mail lies there whole at the end. */
static wax_status inspect_all(struct inspection *i, wax_source *from, struct kept **kept, wax_error *why)
{
    uint8_t chunk[LIMIT_MESSAGE_CHUNK];
    size_t got, len = 0;
    wax_status s;

    do {
        len = i->facts.size == (int64_t)len && len < sizeof chunk ? len : 0;        /* a long mail is read a whole chunk at a time */
        if ((s = from->read(from->user, chunk + len, sizeof chunk - len, &got, why)) || (s = inspect(i, chunk + len, got, why)))
            return s;
        len += got;
    } while (got);
    if (i->facts.size == 0)
        return wax__fail(why, WAX_E_INPUT, "message", "the mail is empty: there is nothing to send");
    s = i->is_unruled ? inspect_end(i, why) : WAX_OK;
    if (s || !kept || i->facts.size != (int64_t)len)
        return s;
    *kept = wax__kept_new(chunk, len);
    return *kept ? WAX_OK : wax__fail_memory(why, "message");
}

wax_status wax__inspect(wax_source *from, bool is_unruled, wax_message_facts *facts, struct kept **kept, wax_error *why)
{
    struct inspection i = { .facts = { .binary_size = -1 }, .is_unruled = is_unruled };
    wax_status s = inspect_all(&i, from, kept, why);
    *facts = s ? (wax_message_facts){ 0 } : i.facts;
    return s;
}

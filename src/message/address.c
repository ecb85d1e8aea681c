/* address.c -- see address.h: the elements of a list.  What stands between the @ signs is address_spec.c's. */
#include "address.h"

#include "address_spec.h"
#include "atext.h"
#include "fail.h"
#include "limit.h"

#include <string.h>

wax_status wax__address_refuse(const struct address_reader *r, const uint8_t *at, const char *expected, wax_error *why)
{
    size_t character = 1;
    char seen[48];

    for (const uint8_t *p = r->list; p < at; p++)
        character += (*p & 0xC0) != 0x80;
    wax__text_printable(seen, sizeof seen, at, strlen((const char *)at));
    if (!*at)
        return wax__fail(why, WAX_E_USAGE, "message", "%s cannot be read, at its end: %s", r->what, expected);
    return wax__fail(why, WAX_E_USAGE, "message", "%s cannot be read from character %zu on, at %s: %s", r->what, character, seen, expected);
}

/* Unicode's own white space, line ends, C1 controls and reversals: an address that holds one is read as another by people. */
static bool is_deceptive(const uint8_t *p, size_t n)
{
    if (n == 2)
        return p[0] == 0xC2 && p[1] <= 0xA0;
    if (n != 3 || p[0] != 0xE2)
        return false;
    return (p[1] == 0x80 && ((p[2] >= 0x80 && p[2] <= 0x8F) || (p[2] >= 0xA8 && p[2] <= 0xAF)))
        || (p[1] == 0x81 && p[2] >= 0x9F && p[2] <= 0xAF);
}

size_t wax__address_atom(const uint8_t *p)
{
    size_t i = 0;

    for (size_t n = 1; atext_is(p[i]); i += n, n = 1) {
        if (p[i] < 128)
            continue;
        n = wax__text_utf8_len(p + i, strnlen((const char *)p + i, 4));
        if (is_deceptive(p + i, n))
            break;
    }
    return i;
}

wax_status wax__address_quoted(struct address_reader *r, struct buf *to, wax_error *why)
{
    const uint8_t *open = r->at++;

    for (; *r->at != '"'; r->at++) {
        if (*r->at == '\\')
            r->at++;
        if (!*r->at)
            return wax__address_refuse(r, open, "the quotation mark is never closed", why);
        if (*r->at < 32)
            return wax__address_refuse(r, r->at, "a tab can't stand between quotation marks; write a space", why);
        if (!wax__buf_put(to, r->at, 1))
            return wax__fail_memory(why, "message");
    }
    r->at++;
    return WAX_OK;
}

/* Past a comment, however deep: counted, not recursed into. */
static wax_status skip_comment(struct address_reader *r, wax_error *why)
{
    const uint8_t *open = r->at;
    size_t depth = 0;

    do {
        if (*r->at == '\\')
            r->at++;
        else if (*r->at == '(')
            depth++;
        else if (*r->at == ')')
            depth--;
        if (!*r->at)
            return wax__address_refuse(r, open, "the bracket ( that begins a comment is never closed", why);
        r->at++;
    } while (depth);
    return WAX_OK;
}

wax_status wax__address_skip(struct address_reader *r, wax_error *why)
{
    wax_status s = WAX_OK;

    while (!s && (*r->at == ' ' || *r->at == '\t' || *r->at == '(')) {
        if (*r->at == '(')
            s = skip_comment(r, why);
        else
            r->at++;
    }
    return s;
}

/* A word or a dot of a phrase, appended.  Dots are RFC 5322's obs-phrase, but "J. Doe" is how people write, and means one thing. */
static wax_status word(struct address_reader *r, wax_error *why)
{
    size_t n = *r->at == '.' ? 1 : wax__address_atom(r->at);

    if (*r->at == '"')
        return wax__address_quoted(r, &r->name_buf, why);
    if (!wax__buf_put(&r->name_buf, r->at, n))
        return wax__fail_memory(why, "message");
    r->at += n;
    return WAX_OK;
}

/* Words up to the first thing that is none, one space where there was white space or a comment. */
static wax_status phrase(struct address_reader *r, wax_error *why)
{
    wax_status s = wax__address_skip(r, why);

    while (!s && (*r->at == '"' || *r->at == '.' || wax__address_atom(r->at))) {
        s = word(r, why);
        const uint8_t *end = r->at;
        if (!s)
            s = wax__address_skip(r, why);
        if (!s && r->at > end && !wax__buf_put(&r->name_buf, " ", 1))
            s = wax__fail_memory(why, "message");
    }
    return s;
}

/* The name without white space around it, as a C string. */
static wax_status keep_name(struct address_reader *r, const uint8_t *start, wax_error *why)
{
    struct buf *b = &r->name_buf;

    while (buf_len(b) && b->mem[b->end - 1] == ' ')
        b->end--;
    while (buf_len(b) && b->mem[b->start] == ' ')
        b->start++;
    if (buf_len(b) > LIMIT_DISPLAY_NAME)
        return wax__address_refuse(r, start, "the name is far too long", why);
    if (!wax__buf_put(b, "", 1))
        return wax__fail_memory(why, "message");
    r->name = (const char *)buf_data(b);
    return WAX_OK;
}

static wax_status angle(struct address_reader *r, wax_error *why)
{
    wax_status s;

    r->at++;
    if ((s = wax__address_skip(r, why)))
        return s;
    if (*r->at == '@')
        return wax__address_refuse(r, r->at, "routes are of the past; write the address alone", why);
    if (*r->at == '>')
        return wax__address_refuse(r, r->at, "there is no address between < and >", why);
    if ((s = wax__address_spec(r, why)) || (s = wax__address_skip(r, why)))
        return s;
    if (*r->at != '>')
        return wax__address_refuse(r, r->at, "the address should end here, with >", why);
    r->at++;
    return WAX_OK;
}

static wax_status group(struct address_reader *r, const uint8_t *start, wax_error *why)
{
    if (r->is_in_group)
        return wax__address_refuse(r, start, "a group can't stand in a group", why);
    r->at++;
    r->is_in_group = true;
    r->needs_comma = false;
    return WAX_OK;
}

/* A dot that begins a phrase, or no phrase at all where one must be. */
static wax_status named(struct address_reader *r, const uint8_t *start, enum address_kind *kind, wax_error *why)
{
    wax_status s = keep_name(r, start, why);

    if (s)
        return s;
    if (*start == '.')
        return wax__address_refuse(r, start, "a name can't begin with a dot; put it in quotation marks", why);
    if (*r->at == '<') {
        *kind = ADDRESS_MAILBOX;
        return angle(r, why);
    }
    *kind = ADDRESS_GROUP;
    return group(r, start, why);
}

static wax_status element(struct address_reader *r, enum address_kind *kind, wax_error *why)
{
    const uint8_t *start = r->at;

    *kind = ADDRESS_MAILBOX;
    if (wax__address_spec_begins(start))
        return wax__address_spec(r, why);
    wax_status s = phrase(r, why);
    if (s)
        return s;
    if (*r->at == '<' || (*r->at == ':' && buf_len(&r->name_buf)))
        return named(r, start, kind, why);
    if (*r->at == '@') {
        wax__buf_take(&r->name_buf, SIZE_MAX);
        r->at = start;
        return wax__address_spec(r, why);
    }
    if (r->at == start)
        return wax__address_refuse(r, start, "an address should stand here", why);
    if (!*r->at || *r->at == ',' || *r->at == ';')
        return wax__address_refuse(r, start, "it has no @ and domain; a name with a comma needs quotation marks", why);
    return wax__address_refuse(r, r->at, "this can't stand in a name; put the name in quotation marks", why);
}

/* Past the comma between two elements.  *is_over: the list or the group ends here. */
static wax_status separator(struct address_reader *r, bool *is_over, wax_error *why)
{
    wax_status s = wax__address_skip(r, why);

    *is_over = !*r->at || (*r->at == ';' && r->is_in_group);
    if (s || *is_over || !r->needs_comma)
        return s;
    if (*r->at != ',')
        return wax__address_refuse(r, r->at, "a comma should stand here, or nothing", why);
    r->at++;
    *is_over = false;
    return wax__address_skip(r, why);
}

static wax_status end(struct address_reader *r, enum address_kind *kind, wax_error *why)
{
    if (!r->is_in_group) {
        *kind = ADDRESS_END;
        return r->needs_comma ? WAX_OK : wax__address_refuse(r, r->at, "an address should stand here; the list is empty", why);
    }
    if (!*r->at)
        return wax__address_refuse(r, r->at, "the group is never closed; a semicolon should stand here", why);
    r->at++;
    r->is_in_group = false;
    r->needs_comma = true;
    *kind = ADDRESS_GROUP_END;
    return WAX_OK;
}

wax_status wax__address_next(struct address_reader *r, enum address_kind *kind, wax_error *why)
{
    bool is_over;
    wax_status s = separator(r, &is_over, why);

    r->name = r->address = "";
    wax__buf_take(&r->name_buf, SIZE_MAX);
    wax__buf_take(&r->address_buf, SIZE_MAX);
    if (s)
        return s;
    if (is_over)
        return end(r, kind, why);
    s = element(r, kind, why);
    r->needs_comma = *kind == ADDRESS_MAILBOX;
    return s;
}

wax_status wax__address_begin(struct address_reader *r, const char *list, const char *what, wax_error *why)
{
    const uint8_t *p = (const uint8_t *)list;

    *r = (struct address_reader){ .what = what, .list = p, .at = p, .name = "", .address = "" };
    for (size_t n; *p; p += n) {
        n = *p < 128 ? 1 : wax__text_utf8_len(p, strnlen((const char *)p, 4));
        if (!n)
            return wax__address_refuse(r, p, "this is not UTF-8", why);
        if ((*p < 32 && *p != '\t') || *p == 127 || (n == 2 && p[0] == 0xC2 && p[1] < 0xA0))
            return wax__address_refuse(r, p, "a control character can't stand in an address list", why);
    }
    return WAX_OK;
}

void wax__address_finish(struct address_reader *r)
{
    wax__buf_clear(&r->name_buf);
    wax__buf_clear(&r->address_buf);
}

/* place_list.c -- a value within a list of addresses: a name, an address, or a part of one.
 *
 * Which one follows from what the template has around it, never from the value.  Guarantee: the list has as many addresses as the template shows. */
#include "place.h"

#include "fail.h"

#include <string.h>
#include <wax/message.h>

/* Where the field stands, by the punctuation of RFC 5322 s.3.4. */
enum where { WITHIN_QUOTES, WITHIN_COMMENT, WITHIN_BRACKETS, BESIDE };

static enum where step(enum where w, const char **at)
{
    char c = **at;

    if (w == WITHIN_QUOTES || w == WITHIN_COMMENT) {
        *at += c == '\\' && (*at)[1];
        return c == (w == WITHIN_QUOTES ? '"' : ')') ? BESIDE : w;
    }
    if (w == WITHIN_BRACKETS)
        return c == '>' ? BESIDE : w;
    return c == '"' ? WITHIN_QUOTES : c == '(' ? WITHIN_COMMENT : c == '<' ? WITHIN_BRACKETS : BESIDE;
}

static enum where where_is(const struct spot *s)
{
    enum where w = BESIDE;

    for (const char *at = s->template; at < s->open; at++)
        w = step(w, &at);
    return w;
}

static const char *blanks_before(const struct spot *s)
{
    const char *at = s->open;

    while (at > s->template && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at;
}

/* Alone between commas, or between < and >. */
static bool is_whole(const struct spot *s, const char *before, const char *behind)
{
    const char *from = blanks_before(s), *to = s->close + strspn(s->close, " \t");

    return (from == s->template ? strchr(before, ',') != NULL : strchr(before, from[-1]) != NULL)
        && (*to ? strchr(behind, *to) != NULL : strchr(behind, ',') != NULL);
}

/* An address in brackets follows, before the list goes on: this belongs to its name. */
static bool is_in_name(const struct spot *s)
{
    enum where w = BESIDE;

    for (const char *at = s->close; *at && !(w == BESIDE && strchr(",;", *at)); at++)
        if ((w = step(w, &at)) == WITHIN_BRACKETS)
            return true;
    return false;
}

static void count(void *n, const char *display_name, const char *address)
{
    (void)display_name;
    (void)address;
    ++*(size_t *)n;
}

static wax_status check_whole(const struct spot *s, const char *never, wax_error *why)
{
    size_t n = 0;
    wax_error unread = { 0 };

    if (wax_addresses(s->value, count, &n, &unread) == WAX_E_NOMEM)
        return wax__fail_memory(why, "template");
    if (unread.status || n != 1 || strpbrk(s->value, never))
        return place_refuse(s, "where one address is meant", why);
    return WAX_OK;
}

static wax_status put(struct buf *to, const char *text, wax_error *why)
{
    return wax__buf_puts(to, text) ? WAX_OK : wax__fail_memory(why, "template");
}

static wax_status put_name(struct buf *to, const char *value, wax_error *why)
{
    if (!put(to, "\"", why) && !place_put_escaped(to, value, "\"\\", why))
        put(to, "\"", why);
    return why->status;
}

static wax_status put_part(struct buf *to, const struct spot *s, wax_error *why)
{
    if (!*s->value || strpbrk(s->value, " ,;:<>()\"\\[]@"))
        return place_refuse(s, "where a part of an address is meant", why);
    return put(to, s->value, why);
}

wax_status place_put_in_list(struct buf *to, const struct spot *s, wax_error *why)
{
    switch (where_is(s)) {
    case WITHIN_QUOTES: return place_put_escaped(to, s->value, "\"\\", why);
    case WITHIN_COMMENT: return place_put_escaped(to, s->value, "()\\", why);
    case WITHIN_BRACKETS:
        if (!is_whole(s, "<", ">"))
            return put_part(to, s, why);
        return check_whole(s, "<>:;,", why) ? why->status : put(to, s->value, why);
    case BESIDE: break;
    }
    if (is_in_name(s))
        return put_name(to, s->value, why);
    if (!is_whole(s, ",:", ",;"))
        return put_part(to, s, why);
    return check_whole(s, ":;", why) ? why->status : put(to, s->value, why);
}

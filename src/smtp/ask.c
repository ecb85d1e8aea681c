/* ask.c -- see ask.h, and smtp.h for the public half. */
#include "ask.h"

#include "fail.h"
#include "limit.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

/* -- what each value may be --------------------------------------------------------------------------------- */

static bool is_word_of(const char *const words[], size_t n, const char *s, size_t len)
{
    size_t i = 0;

    while (i < n && (strlen(words[i]) != len || memcmp(words[i], s, len) != 0))
        i++;
    return i < n;
}

/* NEVER alone, or a list of the others, RFC 3461 s.4.1; each once, for a list without end would make a command without end. */
static bool is_notify(const char *s)
{
    static const char *const words[] = { "SUCCESS", "FAILURE", "DELAY" };

    if (strcmp(s, "NEVER") == 0)
        return true;
    if (strlen(s) > strlen("SUCCESS,FAILURE,DELAY"))
        return false;
    for (;;) {
        size_t n = strcspn(s, ",");
        if (!is_word_of(words, 3, s, n))
            return false;
        if (!s[n])
            return true;
        s += n + 1;
    }
}

static bool is_printable(const char *s)
{
    while (*s >= 32 && *s <= 126)
        s++;
    return !*s;
}

static bool begins_with(const char *s, const char *word)
{
    return strncmp(s, word, strlen(word)) == 0;
}

/* RFC 3461 s.4.2; RFC 6533 s.3. */
static bool is_orcpt(const char *s)
{
    if (!*s)
        return true;
    if (begins_with(s, "rfc822;"))
        return s[7] && strlen(s) <= LIMIT_PATH && is_printable(s + 7);
    return begins_with(s, "utf-8;") && s[6] && strlen(s) <= LIMIT_PATH && wax__text_is_utf8(s, strlen(s));
}

static bool is_ret(const char *s)
{
    return strcmp(s, "FULL") == 0 || strcmp(s, "HDRS") == 0;
}

static bool is_envid(const char *s)
{
    return *s && strlen(s) <= 100 && is_printable(s);       /* RFC 3461 s.4.4 */
}

/* Nine digits at most, in RFC 2852 as in RFC 4865.  Returns how many; 0: none, or too many. */
static size_t seconds(const char *s)
{
    size_t n = 0;

    while (text_is_digit((uint8_t)s[n]))
        n++;
    return n <= 9 ? n : 0;
}

/* "120;R", "-60;NT": RFC 2852 s.4.  Returning what is late already would be refusing it: R takes no time that is over. */
static bool is_by(const char *s)
{
    size_t sign = *s == '-' || *s == '+', n = seconds(s + sign);
    const char *mode = s + sign + n;

    if (!n || mode[0] != ';' || (mode[1] != 'R' && mode[1] != 'N') || (mode[2] && strcmp(mode + 2, "T") != 0))
        return false;
    return mode[1] == 'N' || atol(s) > 0;
}

static bool is_holdfor(const char *s)
{
    size_t n = seconds(s);

    return n && !s[n];
}

static bool is_below(const char *two_digits, int bound)
{
    return (two_digits[0] - '0') * 10 + two_digits[1] - '0' < bound;
}

/* RFC 3339 in UTC and whole seconds, so that two of them compare as text. */
static bool is_holduntil(const char *s)
{
    return wax__caps_is_moment((const uint8_t *)s, strlen(s)) && is_below(s + 5, 13) && is_below(s + 8, 32) && is_below(s + 11, 24) && is_below(s + 14, 60)
        && is_below(s + 17, 61);
}

static bool is_priority(const char *s)
{
    s += *s == '-';
    return text_is_digit((uint8_t)*s) && !s[1];
}

static bool is_nothing(const char *s)
{
    return !*s;
}

/* -- how a value is spelled --------------------------------------------------------------------------------- */

static bool put_plain(struct buf *b, const char *value, const char *recipient)
{
    (void)recipient;
    return wax__buf_putf(b, "=%s", value);
}

static bool put_xtext(struct buf *b, const char *value, const char *recipient)
{
    (void)recipient;
    return wax__buf_puts(b, "=") && wax__path_xtext(b, value);
}

static bool put_nothing(struct buf *b, const char *value, const char *recipient)
{
    (void)b;
    (void)value;
    (void)recipient;
    return true;
}

static bool put_orcpt(struct buf *b, const char *value, const char *recipient)
{
    const char *address = *value ? strchr(value, ';') + 1 : recipient;
    bool is_utf8 = *value ? *value == 'u' : !wax__text_is_ascii(recipient, strlen(recipient));

    return is_utf8 ? wax__buf_puts(b, "=utf-8;") && wax__path_utf8_xtext(b, address)
                   : wax__buf_puts(b, "=rfc822;") && wax__path_xtext(b, address);
}

/* -- what the limits of an offer mean ------------------------------------------------------------------------ */

/* RFC 2852 s.2: a message that is to be returned may not be given less time than this. */
static bool is_time_enough(const struct caps *caps, const char *value)
{
    return !strchr(value, 'R') || atol(value) >= (long)caps->min_by;
}

static bool is_hold_short_enough(const struct caps *caps, const char *value)
{
    return !caps->max_hold || (uint64_t)atol(value) <= caps->max_hold;
}

static bool is_hold_early_enough(const struct caps *caps, const char *value)
{
    return !*caps->max_hold_until || strcmp(value, caps->max_hold_until) <= 0;
}

static bool has_no_limit(const struct caps *caps, const char *value)
{
    (void)caps;
    (void)value;
    return true;
}

/* -- the table ----------------------------------------------------------------------------------------------- */

static const struct parameter {
    const char *keyword, *extension;
    enum cap    cap;
    bool        (*is_value)(const char *);
    const char *grammar;
    bool        (*put)(struct buf *, const char *value, const char *recipient);
    bool        (*is_within)(const struct caps *, const char *value);
    const char *limit;
} parameters[ASKS] = {
    [WAX_ASK_NOTIFY] = { "NOTIFY", "DSN", CAP_DSN, is_notify, "NOTIFY is NEVER, or a list of SUCCESS, FAILURE and DELAY, each once, with commas",
                         put_plain, has_no_limit, "" },
    [WAX_ASK_ORCPT] = { "ORCPT", "DSN", CAP_DSN, is_orcpt, "ORCPT is rfc822; and an address in printable ASCII, or utf-8; and one in UTF-8",
                        put_orcpt, has_no_limit, "" },
    [WAX_ASK_RET] = { "RET", "DSN", CAP_DSN, is_ret, "RET is FULL or HDRS", put_plain, has_no_limit, "" },
    [WAX_ASK_ENVID] = { "ENVID", "DSN", CAP_DSN, is_envid, "an envelope id is 1 to 100 printable ASCII characters", put_xtext, has_no_limit, "" },
    [WAX_ASK_BY] = { "BY", "DELIVERBY", CAP_DELIVERBY, is_by,
                     "BY is seconds of at most nine digits, then ;R (return it when they are over; more than 0) or ;N (tell of the delay), then "
                     "T if relays are to be told of", put_plain, is_time_enough, "it wants more time than that before a message is returned" },
    [WAX_ASK_HOLDFOR] = { "HOLDFOR", "FUTURERELEASE", CAP_FUTURERELEASE, is_holdfor, "HOLDFOR is a number of seconds of at most nine digits",
                          put_plain, is_hold_short_enough, "it does not hold messages for so long" },
    [WAX_ASK_HOLDUNTIL] = { "HOLDUNTIL", "FUTURERELEASE", CAP_FUTURERELEASE, is_holduntil,
                            "HOLDUNTIL is a time in UTC like 2030-01-31T08:00:00Z", put_plain, is_hold_early_enough,
                            "it does not hold messages until so late a day" },
    [WAX_ASK_MT_PRIORITY] = { "MT-PRIORITY", "MT-PRIORITY", CAP_MT_PRIORITY, is_priority, "MT-PRIORITY is a number from -9 to 9", put_plain,
                              has_no_limit, "" },
    [WAX_ASK_REQUIRETLS] = { "REQUIRETLS", "REQUIRETLS", CAP_REQUIRETLS, is_nothing, "REQUIRETLS takes no value", put_nothing, has_no_limit, "" },
};

const char *wax__ask_keyword(wax_ask kind)
{
    return parameters[kind].keyword;
}

unsigned wax__ask_cap(wax_ask kind)
{
    return parameters[kind].cap;
}

wax_status wax_ask_check(wax_ask kind, const char *value, wax_insistence how, wax_error *why)
{
    if ((unsigned)kind >= ASKS)
        return wax__fail(why, WAX_E_USAGE, "envelope", "there is no parameter number %d", (int)kind);
    if (!value || !parameters[kind].is_value(value))
        return wax__fail(why, WAX_E_USAGE, "envelope", "%s", parameters[kind].grammar);
    if (kind == WAX_ASK_REQUIRETLS && how != WAX_MUST)      /* whoever asked for it would not know that it is gone */
        return wax__fail(why, WAX_E_USAGE, "envelope", "REQUIRETLS is a must: where it may be left out, nothing is required");
    return WAX_OK;
}

static wax_status refuse(const struct parameter *of, const char *host, const char *value, const char *reason, wax_error *why)
{
    return wax__fail(why, WAX_E_REFUSED, of->cap == CAP_DSN ? "dsn" : "extension", "the message can't be sent to %s: it asks for %s%s%s and %s",
                     host, of->keyword, *value ? "=" : "", value, reason);
}

static wax_status not_offered(const struct parameter *of, const char *host, wax_error *why)
{
    if (of->cap == CAP_DSN)
        return wax__fail(why, WAX_E_REFUSED, "dsn", "the message can't be sent to %s: it asks for delivery notifications (%s) and the server does "
                         "not offer DSN", host, of->keyword);
    return wax__fail(why, WAX_E_REFUSED, "extension", "the message can't be sent to %s: it asks for %s and the server does not offer %s", host,
                     of->keyword, of->extension);
}

wax_status wax__ask_fits(wax_ask kind, const char *value, const struct epoch *e, const char *host, wax_error *why)
{
    const struct parameter *of = &parameters[kind];

    if (kind == WAX_ASK_REQUIRETLS && !e->is_verified)
        return refuse(of, host, value, "this channel is no TLS that was verified", why);
    if (!epoch_offers(e, of->cap))
        return not_offered(of, host, why);
    return of->is_within(&e->caps, value) ? WAX_OK : refuse(of, host, value, of->limit, why);
}

bool wax__ask_put(struct buf *b, wax_ask kind, const char *value, const char *recipient)
{
    return wax__buf_putf(b, " %s", parameters[kind].keyword) && parameters[kind].put(b, value, recipient);
}

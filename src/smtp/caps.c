/* caps.c -- see caps.h. */
#include "caps.h"

#include <string.h>

static const struct { const char *keyword; enum cap cap; } known[] = {
    { "STARTTLS", CAP_STARTTLS }, { "PIPELINING", CAP_PIPELINING }, { "CHUNKING", CAP_CHUNKING },
    { "8BITMIME", CAP_8BITMIME }, { "SMTPUTF8", CAP_SMTPUTF8 }, { "DSN", CAP_DSN },
    { "SIZE", CAP_SIZE }, { "AUTH", CAP_AUTH }, { "ENHANCEDSTATUSCODES", CAP_ENHANCED },
    { "BINARYMIME", CAP_BINARYMIME }, { "DELIVERBY", CAP_DELIVERBY }, { "FUTURERELEASE", CAP_FUTURERELEASE },
    { "MT-PRIORITY", CAP_MT_PRIORITY }, { "REQUIRETLS", CAP_REQUIRETLS }, { "LIMITS", CAP_LIMITS },
};

/* Splits the next word off; some servers write "AUTH=PLAIN", so an equals sign ends a keyword too. */
static struct span word(struct span *rest, bool is_keyword)
{
    size_t n = 0;

    while (rest->len && *rest->p == ' ')
        *rest = (struct span){ rest->p + 1, rest->len - 1 };
    while (n < rest->len && rest->p[n] != ' ' && !(is_keyword && rest->p[n] == '='))
        n++;
    struct span w = { rest->p, n };
    size_t skip = n + (n < rest->len);
    *rest = (struct span){ rest->p + skip, rest->len - skip };
    return w;
}

static bool is_mechanism_char(uint8_t c)
{
    return text_is_alpha(c) || text_is_digit(c) || c == '-' || c == '_';     /* RFC 4422 s.3.1 */
}

static void learn_mechanism(char to[CAPS_MECHANISMS], struct span name)
{
    size_t have = strlen(to);

    for (size_t i = 0; i < name.len; i++)
        if (!is_mechanism_char(name.p[i]))
            return;
    if (!name.len || have + name.len + 2 > CAPS_MECHANISMS)
        return;
    if (have)
        to[have++] = ' ';
    memcpy(to + have, name.p, name.len);
    to[have + name.len] = 0;
}

/* 0 when it is none. */
static uint64_t number(struct span text)
{
    uint64_t n;

    return wax__text_number(text, &n) ? n : 0;
}

bool wax__caps_is_moment(const uint8_t *p, size_t len)
{
    const char *shape = CAPS_MOMENT;

    if (len != strlen(shape))
        return false;
    for (size_t i = 0; i < len; i++)
        if (shape[i] == '0' ? !text_is_digit(p[i]) : p[i] != (uint8_t)shape[i])
            return false;
    return true;
}

/* "FUTURERELEASE 86400 2030-01-31T08:00:00Z", RFC 4865 s.3. */
static void learn_hold(struct caps *caps, struct span rest)
{
    caps->max_hold = number(word(&rest, false));
    struct span until = word(&rest, false);
    if (wax__caps_is_moment(until.p, until.len))
        memcpy(caps->max_hold_until, until.p, until.len);
}

/* "DELIVERBY 240", or with more behind a comma that is for others: RFC 2852 s.2. */
static struct span before_comma(struct span text)
{
    const uint8_t *comma = text.len ? memchr(text.p, ',', text.len) : NULL;

    return comma ? (struct span){ text.p, (size_t)(comma - text.p) } : text;
}

/* "LIMITS MAILMAX=10 RCPTMAX=100": names that are not ours are passed over, RFC 9422 s.3. */
static void learn_limit(struct caps *caps, struct span limit)
{
    struct span value = limit, name = word(&value, true);

    if (wax__text_same(name, "MAILMAX"))
        caps->max_mails = number(value);
    else if (wax__text_same(name, "RCPTMAX"))
        caps->max_recipients = number(value);
}

static void learn_parameters(struct caps *caps, enum cap cap, struct span rest)
{
    if (cap == CAP_SIZE)
        caps->max_size = number(word(&rest, false));
    else if (cap == CAP_DELIVERBY)
        caps->min_by = number(before_comma(word(&rest, false)));
    else if (cap == CAP_FUTURERELEASE)
        learn_hold(caps, rest);
    while (cap == CAP_LIMITS && rest.len)
        learn_limit(caps, word(&rest, false));
}

static void learn_line(struct caps *caps, struct span rest)
{
    struct span keyword = word(&rest, true);

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!wax__text_same(keyword, known[i].keyword))
            continue;
        caps->offers |= known[i].cap;
        learn_parameters(caps, known[i].cap, rest);
    }
}

struct caps wax__caps_learn(const struct reply *ehlo)
{
    struct caps caps = { 0 };
    struct span text;
    size_t at = 0;

    wax__reply_line(ehlo, &at, &text);      /* the first line is a greeting, RFC 5321 s.4.1.1.1 */
    while (wax__reply_line(ehlo, &at, &text))
        learn_line(&caps, text);
    return caps;
}

void wax__caps_mechanisms(char to[CAPS_MECHANISMS], const struct reply *ehlo)
{
    struct span rest;
    size_t at = 0;

    *to = 0;
    wax__reply_line(ehlo, &at, &rest);
    while (wax__reply_line(ehlo, &at, &rest))
        if (wax__text_same(word(&rest, true), "AUTH"))
            while (rest.len)
                learn_mechanism(to, word(&rest, false));
}

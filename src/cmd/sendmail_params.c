/* sendmail_params.c -- see sendmail_params.h. */
#include "sendmail_params.h"

#include <ctype.h>
#include <string.h>

/* -- what each may be ----------------------------------------------------------------------------------------- */

typedef bool takes(char to[PARAM_MOST], struct span value);

/* A mail is looked at when it has come, so neither makes a difference to us. */
static bool take_body(char to[PARAM_MOST], struct span value)
{
    (void)to;
    return wax__text_same(value, "7BIT") || wax__text_same(value, "8BITMIME");
}

static bool take_size(char to[PARAM_MOST], struct span value)
{
    size_t n = 0;

    (void)to;
    while (n < value.len && text_is_digit(value.p[n]))
        n++;
    return n && n <= 20 && n == value.len;
}

static bool take_words(char to[PARAM_MOST], struct span value)
{
    if (value.len >= PARAM_MOST)
        return false;
    for (size_t i = 0; i < value.len; i++)
        to[i] = (char)toupper(value.p[i]);
    to[value.len] = 0;
    return true;
}

/* RFC 3461 s.4: two capital digits of hexadecimal.  -1: they are none. */
static int hexchar(const uint8_t *p)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *high = p[0] ? strchr(digits, p[0]) : NULL, *low = high && p[1] ? strchr(digits, p[1]) : NULL;

    return low ? (int)(16 * (high - digits) + (low - digits)) : -1;
}

/* xtext, s.4: what is printable, but for "+" and "=", which stand there as "+2B" and "+3D". */
static bool take_xtext(char to[PARAM_MOST], struct span value)
{
    size_t n = 0;

    for (size_t i = 0; i < value.len; i++) {
        bool is_hex = value.p[i] == '+';
        int c = !is_hex ? value.p[i] : i + 2 < value.len ? hexchar(value.p + i + 1) : -1;
        if (c <= 0 || value.p[i] < '!' || value.p[i] > '~' || value.p[i] == '=' || n + 1 >= PARAM_MOST)
            return false;
        to[n++] = (char)c;
        i += is_hex ? 2 : 0;
    }
    to[n] = 0;
    return true;
}

/* s.4.2: whose kind is written in any case.  Addresses of other kinds are not ours to pass on. */
static bool take_orcpt(char to[PARAM_MOST], struct span value)
{
    static const char kind[] = "rfc822;";
    size_t n = sizeof kind - 1;

    if (value.len <= n || !wax__text_same((struct span){ value.p, n }, kind) || !take_xtext(to, value))
        return false;
    memcpy(to, kind, n);
    return true;
}

/* -- the table ------------------------------------------------------------------------------------------------ */

enum { NOT_ASKED = -1 };

static const struct parameter {
    const char *name;
    bool        is_of_mail;
    int         ask;            /* NOT_ASKED: it asks nothing of the server */
    takes      *take;
} parameters[] = {
    { "BODY", true, NOT_ASKED, take_body }, { "SIZE", true, NOT_ASKED, take_size }, { "RET", true, WAX_ASK_RET, take_words },
    { "ENVID", true, WAX_ASK_ENVID, take_xtext }, { "NOTIFY", false, WAX_ASK_NOTIFY, take_words }, { "ORCPT", false, WAX_ASK_ORCPT, take_orcpt },
};

enum { N_PARAMETERS = sizeof parameters / sizeof *parameters };

static int find(struct span name, bool is_mail)
{
    int i = 0;

    while (i < N_PARAMETERS && !(parameters[i].is_of_mail == is_mail && wax__text_same(name, parameters[i].name)))
        i++;
    return i;
}

static bool take(struct sendmail_params *p, const struct parameter *is, struct span value)
{
    char unused[PARAM_MOST], *to = is->ask == NOT_ASKED ? unused : p->asked[is->ask];

    return is->take(to, value) && (is->ask == NOT_ASKED || (*to && !wax_ask_check((wax_ask)is->ask, to, WAX_IF_OFFERED, NULL)));
}

static const char *read_one(struct sendmail_params *p, struct span word, bool is_mail, unsigned *seen)
{
    const uint8_t *equals = memchr(word.p, '=', word.len);
    size_t n = equals ? (size_t)(equals - word.p) : word.len;
    int i = find((struct span){ word.p, n }, is_mail);

    if (i == N_PARAMETERS)
        return "555 5.5.4 this parameter was not offered";
    if (*seen & 1u << i)
        return "501 5.5.4 a parameter is said twice";
    *seen |= 1u << i;
    return equals && take(p, &parameters[i], (struct span){ equals + 1, word.len - n - 1 }) ? NULL : "501 5.5.4 the value of a parameter is none that it can have";
}

const char *sendmail_params_read(struct sendmail_params *p, struct span words, bool is_mail)
{
    const char *bad = NULL;
    unsigned seen = 0;

    *p = (struct sendmail_params){ 0 };
    while (words.len && !bad) {
        const uint8_t *space = memchr(words.p, ' ', words.len);
        size_t n = space ? (size_t)(space - words.p) : words.len;
        bad = n ? read_one(p, (struct span){ words.p, n }, is_mail, &seen) : NULL;
        words = (struct span){ words.p + n + (space != NULL), words.len - n - (space != NULL) };
    }
    return bad;
}

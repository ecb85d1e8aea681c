/* conceal.c -- see conceal.h. */
#include "conceal.h"

#include "text.h"

#include <string.h>

/* -- in other letters --------------------------------------------------------------------------------------- */

enum { SPELLED_MOST = 6 };      /* characters for one byte: "\\u002f" */

/* How a byte is spelled at p: in how many characters; 0: it is not. */
typedef size_t spelling(const uint8_t *p, size_t len, uint8_t byte);

static size_t as_it_is(const uint8_t *p, size_t len, uint8_t byte)
{
    return len && *p == byte;
}

static size_t in_hex(const uint8_t *p, size_t len, uint8_t byte)
{
    static const uint8_t digits[] = "0123456789abcdef";

    return len >= 2 && text_lower(p[0]) == digits[byte >> 4] && text_lower(p[1]) == digits[byte & 15] ? 2 : 0;
}

/* What URLs (%2F), logs (\x2f) and JSON (\/, \u002f) write for some bytes, and each of them may choose others. */
static size_t escaped(const uint8_t *p, size_t len, uint8_t byte)
{
    static const char *const signs[] = { "%", "\\x", "\\u00" };

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i]);
        if (len > n && memcmp(p, signs[i], n) == 0 && in_hex(p + n, len - n, byte))
            return n + 2;
    }
    if (len >= 2 && p[0] == '\\' && p[1] == byte && !text_is_alpha(byte) && !text_is_digit(byte))
        return 2;
    return as_it_is(p, len, byte);
}

/* Does the end of the text come within the spelling of a byte? */
static bool is_cut(const uint8_t *p, size_t len, spelling *spell)
{
    return !len || (spell == in_hex && len == 1) || (spell == escaped && len < SPELLED_MOST && (*p == '%' || *p == '\\'));
}

/* How many characters spell the secret, or as much of it as fits before the end; 0: they don't. */
static size_t spelled(const uint8_t *p, size_t len, const struct secret *s, spelling *spell)
{
    size_t at = 0, n = 0, step;

    while (n < s->len && (step = spell(p + at, len - at, s->bytes[n]))) {
        at += step;
        n++;
    }
    if (n == s->len)
        return at;
    return n >= CONCEAL_LEAST && is_cut(p + at, len - at, spell) ? len : 0;
}

static size_t spelled_somehow(const uint8_t *p, size_t len, const struct secret *s)
{
    static spelling *const known[] = { as_it_is, escaped, in_hex };
    size_t n = 0;

    for (size_t i = 0; i < sizeof known / sizeof *known && !n; i++)
        n = spelled(p, len, s, known[i]);
    return n;
}

/* -- in base64 ---------------------------------------------------------------------------------------------- */

/* How many bytes a word of base64 stands for, and each of them. */
static size_t count(struct span word)
{
    return word.len * 6 / 8;
}

static uint8_t byte_at(struct span word, size_t i)
{
    const uint8_t *p = word.p + i * 8 / 6;

    return (uint8_t)((wax__text_base64_digit(p[0]) << 6 | wax__text_base64_digit(p[1])) >> (4 - i * 8 % 6));
}

/* The secret, or as much of it as fits before the end. */
static bool begins(struct span word, size_t at, const struct secret *s)
{
    size_t rest = count(word) - at, n = s->len < rest ? s->len : rest, i = 0;

    while (i < n && byte_at(word, at + i) == s->bytes[i])
        i++;
    return i == n && n >= CONCEAL_LEAST;
}

static size_t digits(const uint8_t *p, size_t len)
{
    size_t n = 0;

    while (n < len && wax__text_base64_digit(p[n]) >= 0)
        n++;
    return n;
}

/* Nobody says where base64 begins in a word that goes on from another, as in "response=AGFk". */
static bool word_holds(const uint8_t *p, size_t len, const struct secret *s)
{
    for (size_t shift = 0; shift < 4 && shift < len; shift++) {
        struct span word = { p + shift, len - shift };
        for (size_t at = 0; at < count(word); at++)
            if (begins(word, at, s))
                return true;
    }
    return false;
}

/* -- both --------------------------------------------------------------------------------------------------- */

/* How many bytes from `at` on show the secret. */
static size_t shown(const uint8_t *p, size_t len, size_t at, const struct secret *s)
{
    size_t word, n;

    if (s->len < CONCEAL_LEAST)
        return 0;
    if ((n = spelled_somehow(p + at, len - at, s)))
        return n;
    if (at && wax__text_base64_digit(p[at - 1]) >= 0)
        return 0;
    word = digits(p + at, len - at);
    return word_holds(p + at, word, s) ? word : 0;
}

size_t wax__conceal(char *to, size_t size, const void *from, size_t len, const struct secret *s)
{
    static const char mark[] = "<secret>";
    const uint8_t *p = from;
    size_t n = 0;

    for (size_t at = 0, step; at < len && n < size; at += step) {
        size_t hidden = shown(p, len, at, s);
        size_t put = hidden ? sizeof mark - 1 : 1;
        step = hidden ? hidden : 1;
        if (put > size - n)
            return n;
        memcpy(to + n, hidden ? (const void *)mark : p + at, put);
        n += put;
    }
    return n;
}

bool wax__secret_shows(const struct secret *s, const void *from, size_t len)
{
    for (size_t at = 0; at < len; at++)
        if (shown(from, len, at, s))
            return true;
    return false;
}

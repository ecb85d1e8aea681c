/* conceal.c -- see conceal.h. */
#include "conceal.h"

#include "text.h"

#include <string.h>

/* A text, as its bytes or as the bytes that its base64 stands for. */
struct reading {
    struct span text;
    bool        is_base64;
};

static size_t count(const struct reading *r)
{
    return r->is_base64 ? r->text.len * 6 / 8 : r->text.len;
}

static uint8_t byte_at(const struct reading *r, size_t i)
{
    if (!r->is_base64)
        return r->text.p[i];
    const uint8_t *p = r->text.p + i * 8 / 6;
    return (uint8_t)((wax__text_base64_digit(p[0]) << 6 | wax__text_base64_digit(p[1])) >> (4 - i * 8 % 6));
}

/* The secret, or as much of it as fits before the end. */
static bool begins(const struct reading *r, size_t at, const struct secret *s)
{
    size_t rest = count(r) - at, n = s->len < rest ? s->len : rest, i = 0;

    while (i < n && byte_at(r, at + i) == s->bytes[i])
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
        struct reading r = { { p + shift, len - shift }, true };
        for (size_t at = 0; at < count(&r); at++)
            if (begins(&r, at, s))
                return true;
    }
    return false;
}

/* How many bytes from `at` on show the secret. */
static size_t shown(const uint8_t *p, size_t len, size_t at, const struct secret *s)
{
    struct reading r = { { p, len }, false };
    size_t word;

    if (s->len < CONCEAL_LEAST)
        return 0;
    if (begins(&r, at, s))
        return s->len < len - at ? s->len : len - at;
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

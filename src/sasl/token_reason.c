/* token_reason.c -- why a token was refused, as servers write it: a flat JSON object with status, schemes and scope (RFC 7628 s.3.2.2; Google's
 * and Microsoft's XOAUTH2 the same).
 *
 * Reads one object of strings and bare words, in one pass, and nothing else of JSON: what is more, or is not JSON at all, is shown as it came.
 */
#include "mechanisms.h"

#include "conceal.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

struct reason {
    struct span status, scope;
};

static void skip_space(struct span *left)
{
    while (left->len && strchr(" \t\r\n", *left->p)) {
        left->p++;
        left->len--;
    }
}

static bool take(struct span *left, char c)
{
    skip_space(left);
    if (!left->len || *left->p != (uint8_t)c)
        return false;
    left->p++;
    left->len--;
    return true;
}

/* Between quotes, without escapes: no status and no scope has any. */
static bool take_string(struct span *left, struct span *to)
{
    const uint8_t *end;

    if (!take(left, '"') || !(end = memchr(left->p, '"', left->len)))
        return false;
    *to = (struct span){ left->p, (size_t)(end - left->p) };
    left->p = end + 1;
    left->len -= to->len + 1;
    return !memchr(to->p, '\\', to->len);
}

static bool take_word(struct span *left, struct span *to)
{
    skip_space(left);
    *to = (struct span){ left->p, 0 };
    while (left->len && (text_is_alpha(*left->p) || text_is_digit(*left->p) || *left->p == '.' || *left->p == '-')) {
        left->p++;
        left->len--;
        to->len++;
    }
    return to->len > 0;
}

static bool is_called(struct span name, const char *word)
{
    return name.len == strlen(word) && memcmp(name.p, word, name.len) == 0;
}

static bool take_member(struct span *left, struct reason *r)
{
    struct span name, value;

    if (!take_string(left, &name) || !take(left, ':') || !(take_string(left, &value) || take_word(left, &value)))
        return false;
    if (is_called(name, "status"))
        r->status = value;
    else if (is_called(name, "scope"))
        r->scope = value;
    return true;
}

static bool read_reason(struct reason *r, struct span text)
{
    *r = (struct reason){ 0 };
    if (!take(&text, '{'))
        return false;
    do
        if (!take_member(&text, r))
            return false;
    while (take(&text, ','));
    if (!take(&text, '}'))
        return false;
    skip_space(&text);
    return !text.len && r->status.len;
}

void wax__sasl_token_reason(struct exchange *x, struct span said)
{
    struct reason r;
    char clean[1024], text[1200];
    size_t n = wax__conceal(clean, sizeof clean, said.p, said.len, &x->who->secret);

    if (!read_reason(&r, (struct span){ (const uint8_t *)clean, n })) {
        wax__sasl_hint(x, said);
        return;
    }
    int len = snprintf(text, sizeof text, "the token was refused (%.*s); get a fresh one%s%.*s", (int)r.status.len, (const char *)r.status.p,
                       r.scope.len ? " for the scope " : "", (int)r.scope.len, r.scope.len ? (const char *)r.scope.p : "");
    wax__text_printable(x->hint, sizeof x->hint, text, len < (int)sizeof text ? (size_t)len : sizeof text - 1);
}

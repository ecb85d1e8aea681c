/* dkim_field.c -- see dkim_field.h. */
#include "dkim_field.h"

#include "crypto_fail.h"
#include "dkim_names.h"
#include "fail.h"
#include "limit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct line {
    struct buf *to;
    size_t      column;
};

enum { HASH_BASE64 = 44 };

/* -- words, folded -------------------------------------------------------------------------------------------- */

/* White space may stand between any two words of ours (RFC 6376 s.3.2, s.3.5), so a fold may. */
static bool put_word(struct line *l, const char *between, const char *word, size_t len)
{
    if (l->column + strlen(between) + len > LIMIT_HEADER_LINE) {
        between = "\r\n ";
        l->column = 1;
    } else
        l->column += strlen(between);
    l->column += len;
    return wax__buf_puts(l->to, between) && wax__buf_put(l->to, word, len);
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static bool put_tag(struct line *l, const char *format, ...)
{
    char tag[LIMIT_DOMAIN + 8];
    va_list ap;

    va_start(ap, format);
    int n = vsnprintf(tag, sizeof tag, format, ap);
    va_end(ap);
    return n > 0 && (size_t)n < sizeof tag && put_word(l, " ", tag, (size_t)n);
}

/* RFC 6376 s.2.11: what is no plain printable character, or would end the tag, as =XX. */
static bool put_identity(struct line *l, const char *identity)
{
    char text[3 * LIMIT_DOMAIN + 8] = "i=";
    size_t n = 2;

    for (const char *p = identity; *p; p++) {
        bool is_plain = *p > 32 && *p < 127 && *p != ';' && *p != '=';
        n += (size_t)snprintf(text + n, sizeof text - n, is_plain ? "%c" : "=%02X", (unsigned char)*p);
    }
    text[n++] = ';';
    return put_word(l, " ", text, n);
}

static bool put_names(struct line *l, struct span names)
{
    struct span name;
    bool good = put_word(l, " ", "h=", 2);

    for (size_t at = 0; good && wax__dkim_names_next(names, &at, &name);) {
        char word[LIMIT_FIELD_NAME + 1];
        memcpy(word, name.p, name.len);
        word[name.len] = at < names.len ? ':' : ';';
        good = put_word(l, "", word, name.len + 1);
    }
    return good;
}

static bool put_signature(struct line *l, const struct buf *signature)
{
    char digits[4];
    const uint8_t *p = buf_data(signature);

    for (size_t at = 0, n; at < buf_len(signature); at += n) {
        n = buf_len(signature) - at < 3 ? buf_len(signature) - at : 3;
        if (!put_word(l, "", digits, wax__text_to_base64(digits, p + at, n)))
            return false;
    }
    return wax__buf_puts(l->to, "\r\n");
}

/* -- tags ----------------------------------------------------------------------------------------------------- */

static bool put_times(struct line *l, int64_t t, int64_t valid_s)
{
    return put_tag(l, "t=%" PRId64 ";", t) && (!valid_s || put_tag(l, "x=%" PRId64 ";", t + valid_s));
}

static bool put_tags(struct line *l, const struct dkim_signer *s, struct span names, const uint8_t *body_hash, int64_t t)
{
    char hash[HASH_BASE64 + 1] = "";

    wax__text_to_base64(hash, body_hash, 32);
    return wax__buf_puts(l->to, "DKIM-Signature:") && put_tag(l, "v=1;") && put_tag(l, "a=%s;", wax__dkim_key_algorithm(&s->key))
        && put_tag(l, "c=%s/%s;", wax__canon_name(s->header), wax__canon_name(s->body)) && put_tag(l, "d=%s;", s->domain)
        && put_tag(l, "s=%s;", s->selector) && (!s->identity || put_identity(l, s->identity)) && put_times(l, t, s->valid_s)
        && put_names(l, names) && put_tag(l, "bh=%s;", hash) && put_tag(l, "b=");
}

/* -- what is signed ------------------------------------------------------------------------------------------- */

/* RFC 6376 s.3.7, s.5.4.2: the last of a name first; a field that is not there is nothing; the signature's own last, without its CRLF. */
bool wax__dkim_signed_text(enum canon canon, struct sign_fields *fields, struct span names, struct span unsigned_field, struct buf *to)
{
    struct span name;
    bool good = true;

    wax__sign_fields_give_back(fields);
    for (size_t at = 0; good && wax__dkim_names_next(names, &at, &name);) {
        const struct sign_field *f = wax__sign_fields_take(fields, name);
        good = !f || wax__canon_field(canon, f->whole, to);
    }
    if (!good || !wax__canon_field(canon, unsigned_field, to))
        return false;
    to->end -= canon == CANON_RELAXED ? 2 : 0;
    return true;
}

static wax_status sign(struct line *l, const struct dkim_signer *s, struct sign_fields *fields, struct span names, struct span own, wax_error *why)
{
    struct buf text = { 0 }, signature = { 0 };
    uint8_t hash[32];
    wax_status status = WAX_OK;

    if (!wax__dkim_signed_text(s->header, fields, names, own, &text))
        status = wax__fail_memory(why, "sign");
    else if (EVP_Digest(buf_data(&text), buf_len(&text), hash, NULL, EVP_sha256(), NULL) != 1)
        status = wax__crypto_fail(why, WAX_E_INPUT, "the header could not be hashed");
    else
        status = wax__dkim_key_sign(&s->key, hash, &signature, why);
    if (!status && !put_signature(l, &signature))
        status = wax__fail_memory(why, "sign");
    wax__buf_clear(&text);
    wax__buf_clear(&signature);
    return status;
}

static wax_status check(struct sign_fields *fields, int64_t unix_seconds, wax_error *why)
{
    if (!wax__sign_fields_named(fields, (struct span){ (const uint8_t *)"From", 4 }))
        return wax__fail(why, WAX_E_INPUT, "sign", "the mail has no From, and a DKIM signature must be about it (RFC 6376 s.5.4): add one");
    if (unix_seconds < 0)
        return wax__fail(why, WAX_E_USAGE, "sign", "the mail's moment lies before 1970, and a DKIM signature can't say so");
    return WAX_OK;
}

wax_status wax__dkim_field(const struct dkim_signer *s, struct sign_fields *fields, const uint8_t body_hash[32], int64_t unix_seconds,
                           struct buf *to, wax_error *why)
{
    struct line l = { to, strlen("DKIM-Signature:") };
    struct buf own_names = { 0 };
    size_t start = buf_len(to);
    wax_status status = check(fields, unix_seconds, why);

    if (status)
        return status;
    bool good = s->names || wax__dkim_names_default(fields, &own_names);
    struct span names = s->names ? (struct span){ (const uint8_t *)s->names, strlen(s->names) }
                                 : (struct span){ buf_data(&own_names), buf_len(&own_names) };
    if (good && put_tags(&l, s, names, body_hash, unix_seconds))
        status = sign(&l, s, fields, names, (struct span){ buf_data(to) + start, buf_len(to) - start }, why);
    else
        status = wax__fail_memory(why, "sign");
    wax__buf_clear(&own_names);
    return status;
}

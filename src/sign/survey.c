/* survey.c -- see survey.h. */
#include "survey.h"

#include "crypto_fail.h"
#include "fail.h"
#include "limit.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct survey *survey;
    EVP_MD_CTX    *md;
    bool           is_in_body;
    survey_body   *body;
    void          *user;
    uint8_t        chunk[LIMIT_MESSAGE_CHUNK];
};

/* RFC 5322 s.2.1: the header ends at the first empty line. */
static bool ends_here(const struct buf *header)
{
    const uint8_t *end = buf_data(header) + buf_len(header);

    return (buf_len(header) == 2 && memcmp(end - 2, "\r\n", 2) == 0) || (buf_len(header) >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0);
}

static wax_status take_header(struct reading *r, const uint8_t *p, size_t len, size_t *used, wax_error *why)
{
    struct survey *s = r->survey;

    for (*used = 0; !r->is_in_body && *used < len;) {
        const uint8_t *lf = memchr(p + *used, '\n', len - *used);
        size_t n = lf ? (size_t)(lf + 1 - (p + *used)) : len - *used;
        if (buf_len(&s->header) + n > LIMIT_SIGNED_HEADER)
            return wax__fail(why, WAX_E_INPUT, "sign", "the mail's header is longer than %d bytes, too long to be signed: name fewer recipients in it",
                             LIMIT_SIGNED_HEADER);
        if (!wax__buf_put(&s->header, p + *used, n))
            return wax__fail_memory(why, "sign");
        *used += n;
        s->header_len += n;
        r->is_in_body = lf && ends_here(&s->header);
        s->header.end -= r->is_in_body ? 2 : 0;
    }
    return WAX_OK;
}

static wax_status take(struct reading *r, size_t len, wax_error *why)
{
    size_t used;
    wax_status s;

    if (EVP_DigestUpdate(r->md, r->chunk, len) != 1)
        return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
    if ((s = take_header(r, r->chunk, len, &used, why)))
        return s;
    return used < len ? r->body(r->user, r->chunk + used, len - used, why) : WAX_OK;
}

static wax_status read_all(struct reading *r, wax_source from, wax_error *why)
{
    size_t got = 1;
    wax_status s = WAX_OK;

    while (!s && got)
        if (!(s = from.read(from.user, r->chunk, sizeof r->chunk, &got, why)))
            s = take(r, got, why);
    return s ? s : from.rewind(from.user, why);
}

static wax_status begin(struct reading *r, wax_error *why)
{
    r->md = EVP_MD_CTX_new();
    if (!r->md || EVP_DigestInit_ex(r->md, EVP_sha256(), NULL) != 1)
        return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
    return WAX_OK;
}

static wax_status finish(struct reading *r, wax_error *why)
{
    struct seen *seen = &r->survey->seen;

    seen->is_known = EVP_DigestFinal_ex(r->md, seen->digest, NULL) == 1;
    return seen->is_known ? WAX_OK : wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
}

wax_status wax__survey(struct survey *survey, wax_source from, survey_body *body, void *user, wax_error *why)
{
    struct reading *r = calloc(1, sizeof *r);
    wax_status s;

    if (!r)
        return wax__fail_memory(why, "sign");
    r->survey = survey;
    r->body = body;
    r->user = user;
    if (!(s = begin(r, why)) && !(s = read_all(r, from, why)))
        s = finish(r, why);
    EVP_MD_CTX_free(r->md);
    free(r);
    return s;
}

void wax__survey_clear(struct survey *s)
{
    wax__buf_clear(&s->header);
    *s = (struct survey){ 0 };
}

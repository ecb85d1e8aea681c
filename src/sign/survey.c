/* survey.c -- see survey.h. */
#include "survey.h"

#include "crypto_fail.h"
#include "fail.h"
#include "limit.h"

#include <stdlib.h>
#include <string.h>

/* RFC 5322 s.2.1: the header ends at the first empty line. */
static bool ends_here(const struct buf *header)
{
    const uint8_t *end = buf_data(header) + buf_len(header);

    return (buf_len(header) == 2 && memcmp(end - 2, "\r\n", 2) == 0) || (buf_len(header) >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0);
}

static wax_status take_header(struct survey *s, const uint8_t *p, size_t len, size_t *used, bool *is_over, wax_error *why)
{
    for (*used = 0; !*is_over && *used < len;) {
        const uint8_t *lf = memchr(p + *used, '\n', len - *used);
        size_t n = lf ? (size_t)(lf + 1 - (p + *used)) : len - *used;
        if (buf_len(&s->header) + n > LIMIT_SIGNED_HEADER)
            return wax__fail(why, WAX_E_INPUT, "sign", "the mail's header is longer than %d bytes, too long to be signed: name fewer recipients in it",
                             LIMIT_SIGNED_HEADER);
        if (!wax__buf_put(&s->header, p + *used, n))
            return wax__fail_memory(why, "sign");
        *used += n;
        s->header_len += n;
        *is_over = lf && ends_here(&s->header);
        s->header.end -= *is_over ? 2 : 0;
    }
    return WAX_OK;
}

static wax_status read_some(struct survey *s, void *to, size_t room, size_t *n, wax_error *why)
{
    wax_status status = s->from.read(s->from.user, to, room, n, why);

    if (!status && EVP_DigestUpdate(s->md, to, *n) != 1)
        return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
    return status;
}

/* What came behind the header's end is the body's, and waits in front of `ahead`. */
static wax_status read_header(struct survey *s, wax_error *why)
{
    size_t got = 1, used = 0;
    bool is_over = false;
    wax_status status = WAX_OK;

    while (!status && got && !is_over) {
        wax__buf_take(&s->ahead, SIZE_MAX);
        uint8_t *room = wax__buf_room(&s->ahead, LIMIT_MESSAGE_CHUNK);
        if (!room)
            return wax__fail_memory(why, "sign");
        if (!(status = read_some(s, room, LIMIT_MESSAGE_CHUNK, &got, why)))
            status = take_header(s, room, got, &used, &is_over, why);
        buf_added(&s->ahead, status ? 0 : got);
    }
    wax__buf_take(&s->ahead, used);
    return status;
}

wax_status wax__survey_begin(struct survey *s, wax_source from, wax_error *why)
{
    s->from = from;
    s->md = EVP_MD_CTX_new();
    if (!s->md || EVP_DigestInit_ex(s->md, EVP_sha256(), NULL) != 1)
        return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
    return read_header(s, why);
}

static wax_status finish(struct survey *s, wax_error *why)
{
    if (!s->seen.is_known)
        s->seen.is_known = EVP_DigestFinal_ex(s->md, s->seen.digest, NULL) == 1;
    return s->seen.is_known ? WAX_OK : wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
}

wax_status wax__survey_read(struct survey *s, void *to, size_t room, size_t *n, wax_error *why)
{
    size_t ahead = buf_len(&s->ahead);
    wax_status status = WAX_OK;

    *n = ahead < room ? ahead : room;
    if (*n) {
        memcpy(to, buf_data(&s->ahead), *n);
        wax__buf_take(&s->ahead, *n);
    } else if (!s->seen.is_known) {
        status = read_some(s, to, room, n, why);
    }
    return status || *n ? status : finish(s, why);
}

void wax__survey_clear(struct survey *s)
{
    wax__buf_clear(&s->header);
    wax__buf_clear(&s->ahead);
    EVP_MD_CTX_free(s->md);
    *s = (struct survey){ 0 };
}

wax_status wax__survey(struct survey *survey, wax_source from, survey_body *body, void *user, wax_error *why)
{
    uint8_t piece[LIMIT_MESSAGE_CHUNK];
    size_t n = 1;
    wax_status s = wax__survey_begin(survey, from, why);

    while (!s && n)
        if (!(s = wax__survey_read(survey, piece, sizeof piece, &n, why)) && n)
            s = body(user, piece, n, why);
    return s ? s : from.rewind(from.user, why);
}

/* framed.c -- see framed.h. */
#include "framed.h"

#include "crypto_fail.h"
#include "fail.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct framed {
    struct frame frame;
    wax_source   from;              /* owned */
    wax_source   said;              /* borrowed: that, or what stands for it */
    EVP_MD_CTX  *md;
    size_t       before_at, after_at, skipped;
    bool         is_over;           /* the mail's own bytes have ended, and were the same */
};

static size_t take_text(struct span text, size_t *at, void *to, size_t room)
{
    size_t left = text.len - *at, n = left < room ? left : room;

    if (n)
        memcpy(to, text.p + *at, n);
    *at += n;
    return n;
}

static wax_status compare(struct framed *f, wax_error *why)
{
    uint8_t digest[SEEN_SIZE];

    f->is_over = f->frame.instead != NULL;
    if (f->is_over)
        return WAX_OK;
    if (EVP_DigestFinal_ex(f->md, digest, NULL) != 1)
        return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
    f->is_over = memcmp(digest, f->frame.seen->digest, SEEN_SIZE) == 0;
    if (f->is_over)
        return WAX_OK;
    f->frame.seen->is_known = false;
    return wax__fail(why, WAX_E_INPUT, "sign", "the mail changed after it was signed, while it was being sent; its end was not said: send it again");
}

/* What is skipped is hashed too. */
static void skip(struct framed *f, uint8_t *to, size_t *n)
{
    size_t left = f->frame.skipped - f->skipped, skipped = left < *n ? left : *n;

    memmove(to, to + skipped, *n - skipped);
    f->skipped += skipped;
    *n -= skipped;
}

static wax_status take_mail(struct framed *f, void *to, size_t room, size_t *n, wax_error *why)
{
    wax_status s = WAX_OK;

    for (*n = 0; !s && !*n && !f->is_over;) {
        if ((s = f->said.read(f->said.user, to, room, n, why)))
            break;
        if (EVP_DigestUpdate(f->md, to, *n) != 1)
            return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
        if (*n)
            skip(f, to, n);
        else
            s = compare(f, why);
    }
    return s;
}

static wax_status read_framed(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct framed *f = user;
    wax_status s = WAX_OK;

    *n = take_text(f->frame.before, &f->before_at, to, room);
    if (!*n && !f->is_over)
        s = take_mail(f, to, room, n, why);
    if (!s && !*n && f->is_over)
        *n = take_text(f->frame.after, &f->after_at, to, room);
    return s;
}

static wax_status rewind_framed(void *user, wax_error *why)
{
    struct framed *f = user;

    f->before_at = f->after_at = f->skipped = 0;
    f->is_over = false;
    if (EVP_DigestInit_ex(f->md, EVP_sha256(), NULL) != 1)
        return wax__crypto_fail(why, WAX_E_INPUT, "the mail could not be hashed");
    return f->said.rewind(f->said.user, why);
}

static void free_framed(void *user)
{
    struct framed *f = user;

    f->from.free(f->from.user);
    EVP_MD_CTX_free(f->md);
    free(f);
}

wax_status wax__framed(struct frame frame, wax_source from, wax_source *out, wax_error *why)
{
    struct framed *f = calloc(1, sizeof *f);
    wax_status s;

    if (!f)
        return wax__fail_memory(why, "sign");
    f->frame = frame;
    f->from = from;
    f->said = frame.instead ? *frame.instead : from;
    f->md = EVP_MD_CTX_new();
    s = f->md ? rewind_framed(f, why) : wax__crypto_fail(why, WAX_E_NOMEM, "the mail could not be hashed");
    if (s) {
        EVP_MD_CTX_free(f->md);
        free(f);
        return s;
    }
    *out = (wax_source){ read_framed, rewind_framed, free_framed, f };
    return WAX_OK;
}

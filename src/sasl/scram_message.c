/* scram_message.c -- see scram_message.h. */
#include "scram_message.h"

#include "fail.h"
#include "limit.h"
#include "mechanisms.h"

#include <stdlib.h>
#include <string.h>

/* -- channel binding, RFC 5929, 9266 ------------------------------------------------------------------------- */

struct binding { const char *type; const uint8_t *bytes; size_t len; };

/* tls-exporter where there is TLS 1.3; before it what the handshake left. */
static struct binding binding_of(const wax_tls_info *facts)
{
    if (facts && facts->has_exporter)
        return (struct binding){ "tls-exporter", facts->exporter, sizeof facts->exporter };
    if (facts && facts->unique_len)
        return (struct binding){ "tls-unique", facts->unique, facts->unique_len };
    if (facts && facts->end_point_len)
        return (struct binding){ "tls-server-end-point", facts->end_point, facts->end_point_len };
    return (struct binding){ 0 };
}

static bool offers_plus(struct span offered)
{
    return wax__sasl_is_offered(offered, "SCRAM-SHA-1-PLUS") || wax__sasl_is_offered(offered, "SCRAM-SHA-256-PLUS")
        || wax__sasl_is_offered(offered, "SCRAM-SHA-512-PLUS");
}

/* s.6: "y" says that we could bind and that no -PLUS was seen, so that a server whose offer was cut down notices. */
bool wax__scram_gs2(struct buf *b, const struct exchange *x)
{
    struct binding binding = binding_of(x->facts);

    if (x->mechanism->needs_binding)
        return wax__buf_putf(b, "p=%s,,", binding.type);
    return wax__buf_puts(b, binding.type && !offers_plus(x->offered) ? "y,," : "n,,");
}

/* -- our messages ------------------------------------------------------------------------------------------- */

bool wax__scram_first_bare(struct buf *b, const struct exchange *x, const char *nonce)
{
    bool good = wax__buf_puts(b, "n=");

    for (const char *p = x->who->user; *p && good; p++)
        good = *p == ',' ? wax__buf_puts(b, "=2C") : *p == '=' ? wax__buf_puts(b, "=3D") : wax__buf_put(b, p, 1);
    return good && wax__buf_puts(b, ",r=") && wax__buf_puts(b, nonce);
}

bool wax__scram_final_bare(struct buf *b, const struct exchange *x, struct span nonce)
{
    struct binding binding = x->mechanism->needs_binding ? binding_of(x->facts) : (struct binding){ 0 };
    struct buf input = { 0 };
    char text[256];
    bool good = wax__scram_gs2(&input, x) && wax__buf_put(&input, binding.bytes, binding.len) && text_base64_len(buf_len(&input)) <= sizeof text;

    if (good)
        good = wax__buf_puts(b, "c=") && wax__buf_put(b, text, wax__text_to_base64(text, buf_data(&input), buf_len(&input)))
            && wax__buf_puts(b, ",r=") && wax__buf_put(b, nonce.p, nonce.len);
    wax__buf_clear(&input);
    return good;
}

/* SASLprep (RFC 4013) leaves ASCII as it is and forbids controls; other UTF-8 is sent as it was given. */
wax_status wax__scram_check(const struct exchange *x, wax_error *why)
{
    const struct secret *password = &x->who->secret;

    if (!*x->who->user || !password->len)
        return wax__fail(why, WAX_E_USAGE, "auth", "the %s for %s is empty, so no login was tried; give the one your provider knows",
                         *x->who->user ? "password" : "user", x->mechanism->name);
    for (size_t i = 0; i < password->len; i++)
        if (password->bytes[i] < 32 || password->bytes[i] == 127)
            return wax__fail(why, WAX_E_USAGE, "auth", "a password for %s can't hold control characters", x->mechanism->name);
    for (const char *p = x->who->user; *p; p++)
        if ((uint8_t)*p < 32 || *p == 127)
            return wax__fail(why, WAX_E_USAGE, "auth", "a user for %s can't hold control characters", x->mechanism->name);
    return WAX_OK;
}

/* -- their first message ------------------------------------------------------------------------------------ */

/* Splits "x=value" off; false when the next field is another one. */
static bool field(struct span *rest, char name, struct span *value)
{
    const uint8_t *comma = memchr(rest->p, ',', rest->len);
    size_t n = comma ? (size_t)(comma - rest->p) : rest->len;

    if (n < 2 || rest->p[0] != (uint8_t)name || rest->p[1] != '=')
        return false;
    *value = (struct span){ rest->p + 2, n - 2 };
    n += comma != NULL;
    *rest = (struct span){ rest->p + n, rest->len - n };
    return true;
}

static bool is_our_nonce(struct span theirs, const char *ours)
{
    size_t n = strlen(ours);

    for (size_t i = 0; i < theirs.len; i++)
        if (theirs.p[i] < 33 || theirs.p[i] > 126)
            return false;
    return theirs.len > n && memcmp(theirs.p, ours, n) == 0;
}

static wax_status wrong(const char *mechanism, const char *what, wax_error *why)
{
    return wax__fail(why, WAX_E_PROTOCOL, "auth", "expected nonce, salt and iteration count in %s, but %s; the password was not used", mechanism, what);
}

wax_status wax__scram_parse_first(struct scram_first *f, struct span rest, const char *our_nonce, const char *mechanism, wax_error *why)
{
    struct span salt, count;
    uint64_t n;

    if (!field(&rest, 'r', &f->nonce) || !field(&rest, 's', &salt) || !field(&rest, 'i', &count))
        return wrong(mechanism, "the server said something else", why);
    if (!is_our_nonce(f->nonce, our_nonce))
        return wrong(mechanism, "the nonce is not ours with something added: somebody replays an old login", why);
    if (!salt.len || salt.len > text_base64_len(SCRAM_SALT) || !wax__text_from_base64(f->room, &f->salt.len, salt.p, salt.len))
        return wrong(mechanism, "the salt can't be read", why);
    f->salt.p = f->room;
    if (!wax__text_number(count, &n) || n < LIMIT_SCRAM_LEAST || n > LIMIT_SCRAM_MOST)
        return wax__fail(why, WAX_E_LIMIT, "auth", "the server wants %.*s rounds of hashing in %s; we do at least %d, so that the password can't "
                         "be guessed from the proof, and at most %d, so that no server keeps us busy", (int)(count.len < 20 ? count.len : 20),
                         (const char *)count.p, mechanism, LIMIT_SCRAM_LEAST, LIMIT_SCRAM_MOST);
    f->iterations = (unsigned)n;
    return WAX_OK;
}

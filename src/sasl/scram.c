/* scram.c -- SCRAM, RFC 5802, 7677: both sides prove that they know the password, and neither says it.
 *
 * Three messages of ours: the nonce, the proof, and an empty one when the server's signature is right.  Guarantee: without that
 * signature the exchange never says is_proved, so a server that only claims to know us is not believed.
 */
#include "mechanisms.h"

#include "buf.h"
#include "digest.h"
#include "fail.h"
#include "limit.h"
#include "scram_message.h"

#include <string.h>

struct variant {
    const char *digest;
    size_t      len;            /* of the digest, bytes */
};

/* What must last from one message to the next; it lies in exchange.state. */
struct scram {
    char    nonce[SCRAM_NONCE + 1];
    uint8_t server_signature[DIGEST_MOST];
};
_Static_assert(sizeof(struct scram) <= SASL_STATE, "the state of SCRAM has room in an exchange");

static struct scram *state_of(struct exchange *x) { return (struct scram *)(void *)x->state; }
static const struct variant *variant_of(const struct exchange *x) { return x->mechanism->variant; }

static wax_status draw_nonce(struct exchange *x, wax_error *why)
{
    uint8_t random[SCRAM_NONCE / 4 * 3];
    struct scram *s = state_of(x);

    if (*s->nonce)
        return WAX_OK;
    if (x->nonce)
        memcpy(s->nonce, x->nonce, strnlen(x->nonce, SCRAM_NONCE));
    else if (!wax__digest_random(random, sizeof random))
        return wax__fail(why, WAX_E_AUTH, "system", "OpenSSL gave no random bytes for %s", x->mechanism->name);
    else
        wax__text_to_base64(s->nonce, random, sizeof random);
    return WAX_OK;
}

/* -- the first message -------------------------------------------------------------------------------------- */

static wax_status say_nonce(struct exchange *x, struct secret *response, wax_error *why)
{
    struct buf b = { 0 };
    bool good;

    if (draw_nonce(x, why))
        return why->status;
    good = wax__scram_gs2(&b, x) && wax__scram_first_bare(&b, x, state_of(x)->nonce) && wax__secret_set(response, buf_data(&b), buf_len(&b));
    wax__buf_wipe(&b);
    return good ? WAX_OK : wax__fail_memory(why, "auth");
}

/* -- the proof ---------------------------------------------------------------------------------------------- */

struct keys { uint8_t salted[DIGEST_MOST], client[DIGEST_MOST], stored[DIGEST_MOST], server[DIGEST_MOST], signature[DIGEST_MOST]; };

/* RFC 5802 s.3. */
static bool derive(struct keys *k, struct scram *s, const struct variant *v, const struct credentials *who, const struct scram_first *first,
                   struct span auth_message)
{
    static const char client_key[] = "Client Key", server_key[] = "Server Key";
    struct span password = { who->secret.bytes, who->secret.len };

    return wax__digest_pbkdf2(v->digest, password, first->salt, first->iterations, k->salted, v->len)
        && wax__digest_hmac(v->digest, (struct span){ k->salted, v->len }, (struct span){ (const uint8_t *)client_key, 10 }, k->client)
        && wax__digest_hash(v->digest, (struct span){ k->client, v->len }, k->stored)
        && wax__digest_hmac(v->digest, (struct span){ k->stored, v->len }, auth_message, k->signature)
        && wax__digest_hmac(v->digest, (struct span){ k->salted, v->len }, (struct span){ (const uint8_t *)server_key, 10 }, k->server)
        && wax__digest_hmac(v->digest, (struct span){ k->server, v->len }, auth_message, s->server_signature);
}

static bool put_proof(struct buf *final, struct keys *k, size_t len)
{
    char text[DIGEST_MOST * 2];

    for (size_t i = 0; i < len; i++)
        k->client[i] ^= k->signature[i];
    size_t n = wax__text_to_base64(text, k->client, len);
    return wax__buf_puts(final, ",p=") && wax__buf_put(final, text, n);
}

/* The whole of what both sides sign: our first message, theirs, and our last without its proof. */
static bool put_auth_message(struct buf *b, const struct exchange *x, const char *nonce, struct span challenge, const struct buf *final)
{
    return wax__scram_first_bare(b, x, nonce) && wax__buf_puts(b, ",") && wax__buf_put(b, challenge.p, challenge.len) && wax__buf_puts(b, ",")
        && wax__buf_put(b, buf_data(final), buf_len(final));
}

static wax_status say_proof(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    struct scram *s = state_of(x);
    struct buf final = { 0 }, message = { 0 };
    struct scram_first first;
    struct keys keys;
    bool good = false;

    if (!wax__scram_parse_first(&first, challenge, s->nonce, x->mechanism->name, why)) {
        good = wax__scram_final_bare(&final, x, first.nonce) && put_auth_message(&message, x, s->nonce, challenge, &final)
            && derive(&keys, s, variant_of(x), x->who, &first, (struct span){ buf_data(&message), buf_len(&message) })
            && put_proof(&final, &keys, variant_of(x)->len) && wax__secret_set(response, buf_data(&final), buf_len(&final));
        if (!good)
            wax__fail_memory(why, "auth");
    }
    wax__wipe(&keys, sizeof keys);
    wax__buf_wipe(&message);
    wax__buf_wipe(&final);
    return good ? WAX_OK : why->status;
}

/* -- their proof -------------------------------------------------------------------------------------------- */

static wax_status hear_proof(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    uint8_t theirs[DIGEST_MOST * 2];
    size_t n, len = variant_of(x)->len;

    if (challenge.len > 2 && memcmp(challenge.p, "e=", 2) == 0) {
        wax__sasl_hint(x, (struct span){ challenge.p + 2, challenge.len - 2 });
        return wax__secret_set(response, "", 0) ? WAX_OK : wax__fail_memory(why, "auth");
    }
    bool good = challenge.len > 2 && memcmp(challenge.p, "v=", 2) == 0 && challenge.len - 2 <= text_base64_len(DIGEST_MOST)
             && wax__text_from_base64(theirs, &n, challenge.p + 2, challenge.len - 2) && n == len
             && wax__digest_same(theirs, state_of(x)->server_signature, len);
    if (!good)
        return wax__fail(why, WAX_E_AUTH, "proof", "the server could not prove with %s that it knows the password: it is not the server it "
                         "claims to be, so the login was ended", x->mechanism->name);
    x->is_proved = true;
    return wax__secret_set(response, "", 0) ? WAX_OK : wax__fail_memory(why, "auth");
}

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    if (wax__scram_check(x, why))
        return why->status;
    if (x->step == 0)
        return say_nonce(x, response, why);
    if (x->step == 1)
        return say_proof(x, challenge, response, why);
    if (x->step == 2)
        return hear_proof(x, challenge, response, why);
    return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in %s, which was over", x->mechanism->name);
}

static const struct variant sha1 = { "SHA1", 20 }, sha256 = { "SHA256", 32 }, sha512 = { "SHA512", 64 };

#define SCRAM(symbol, text, of)                                                                                                \
    const struct mechanism wax__sasl_scram_##symbol = { .name = "SCRAM-" text, .speaks_first = true, .proves_server = true,     \
                                                        .variant = of, .respond = respond };                                   \
    const struct mechanism wax__sasl_scram_##symbol##_plus = { .name = "SCRAM-" text "-PLUS", .speaks_first = true,             \
                                                               .needs_binding = true, .proves_server = true, .variant = of,    \
                                                               .respond = respond };
SCRAM(sha1, "SHA-1", &sha1)
SCRAM(sha256, "SHA-256", &sha256)
SCRAM(sha512, "SHA-512", &sha512)

/* cram_md5.c -- CRAM-MD5, RFC 2195: user, blank, HMAC-MD5 of the challenge in hex.
 *
 * Whoever reads it can try passwords against it fast, so it runs only on a channel that is proved. */
#include "mechanisms.h"

#include "digest.h"
#include "fail.h"

#include <stdio.h>
#include <string.h>

enum { MD5_LEN = 16 };

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    uint8_t mac[DIGEST_MOST];
    char hex[2 * MD5_LEN + 1];

    if (wax__sasl_may_show(x, why))
        return why->status;
    if (x->step || !challenge.len)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "expected one challenge in CRAM-MD5, got %s", x->step ? "a second" : "an empty one");
    if (!wax__digest_hmac("MD5", (struct span){ x->who->secret.bytes, x->who->secret.len }, challenge, mac))
        return wax__fail(why, WAX_E_AUTH, "system", "this system's OpenSSL has no MD5 for CRAM-MD5; name another mechanism");
    for (size_t i = 0; i < MD5_LEN; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    struct piece pieces[] = { { x->who->user, strlen(x->who->user) }, { " ", 1 }, { hex, 2 * MD5_LEN } };
    return wax__sasl_join(response, pieces, 3) ? WAX_OK : wax__fail_memory(why, "auth");
}

const struct mechanism wax__sasl_cram_md5 = { .name = "CRAM-MD5", .gives = GIVES_A_GUESS, .respond = respond };

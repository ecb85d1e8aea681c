/* proof.c -- see proof.h. */
#include "proof.h"

#include "context.h"
#include "fail.h"
#include "roots.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

unsigned wax__proof_name_flags(void)
{
    return X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
}

const char *wax__proof_kind(const struct proof *p)
{
    return wax__context_demand(p->context)->ca_file ? "CA file" : "system roots";
}

/* -- in the handshake --------------------------------------------------------------------------------------- */

int wax__proof_judge(X509_STORE_CTX *c, void *context)
{
    struct roots *system = wax__context_system(context);

    if (system)
        wax__roots_find(system, c);
    return X509_verify_cert(c);
}

/* -- at its end --------------------------------------------------------------------------------------------- */

static bool proves_name(X509 *cert, const struct peer_name *name)
{
    return 1 == (name->is_ip ? X509_check_ip_asc(cert, name->text, 0) : X509_check_host(cert, name->text, 0, wax__proof_name_flags(), NULL));
}

/* OpenSSL has checked all this, or so we asked.  We don't rest on it: X509_V_OK is also the result when no certificate came; and when
 * memory runs out at one of three moments, OpenSSL 3.0 loses the name on its way to the verification, and says OK. */
wax_status wax__proof_confirm(const struct proof *p, SSL *ssl)
{
    X509 *cert = SSL_get0_peer_certificate(ssl);
    long result = SSL_get_verify_result(ssl);

    if (!p->is_demanded)
        return WAX_OK;
    if (!cert)
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the peer showed no certificate, so it may be anybody, not %s", p->name->text);
    if (result != X509_V_OK)
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the certificate does not prove that this is %s: %s", p->name->text,
                         X509_verify_cert_error_string(result));
    if (proves_name(cert, p->name))
        return WAX_OK;
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the certificate could not be checked against the name %s", p->name->text);
}

/* pki.h -- a throw-away certificate authority, made in memory in a few milliseconds: for tests, demos and the sink.
 *
 * Knows certificates and nothing of those who show or check them.  It issues what is asked for, faults included: that is its
 * use.  Promise: keys are fresh, leave the process only by write_key, and then into a new file that only its owner can read.
 */
#ifndef WAX_TESTING_PKI_H
#define WAX_TESTING_PKI_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wax/status.h>

struct pki {
    EVP_PKEY *ca_key;
    X509     *ca;
};

/* What the certificate shall say.  Zeroed, it is a sound one for no name at all. */
struct pki_wish {
    const char *names[8];           /* subjectAltName, ended by NULL: an IP literal becomes iPAddress, the rest dNSName */
    const char *raw_name;           /* one more dNSName, raw_len bytes as they are: NUL, or an address as a name */
    size_t      raw_len;
    const char *common_name;        /* of the subject; NULL: none */
    const char *purpose;            /* extendedKeyUsage, as OpenSSL spells it; NULL: "serverAuth" */
    const char *digest;             /* of the signature; NULL: "SHA256" */
    unsigned    rsa_bits;           /* 0: P-256 */
    int64_t     from_s, until_s;    /* validity, seconds from now; both 0: an hour ago to thirty days ahead */
    bool        is_self_signed;     /* by its own key, not by the CA */
    bool        is_ca;              /* an authority itself, which may issue */
    bool        must_staple;        /* RFC 7633 */
    const char *key_usage;          /* as OpenSSL spells it; NULL: none is said of a host, and an authority's is sound */
};

/* What was issued.  A zeroed struct is empty; clear frees. */
struct pki_cert {
    EVP_PKEY *key;
    X509     *cert;
};

wax_status wax__pki_make(struct pki *, const char *ca_name, wax_error *);
void       wax__pki_clear(struct pki *);
wax_status wax__pki_issue(const struct pki *, const struct pki_wish *, struct pki_cert *, wax_error *);
void       wax__pki_cert_clear(struct pki_cert *);

/* PEM, mode 0600, into a file that must not exist yet.  OK; E_IO with path and reason. */
wax_status wax__pki_write_cert(const char *path, X509 *, wax_error *);
wax_status wax__pki_write_key(const char *path, EVP_PKEY *, wax_error *);

#endif

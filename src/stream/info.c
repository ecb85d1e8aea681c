/* info.c -- see info.h. */
#include "info.h"

#include "date.h"
#include "pin.h"
#include "verify.h"

#include <limits.h>
#include <openssl/ssl.h>
#include <stdio.h>

/* RFC 9266 s.2.  On TLS 1.3 only: before it an empty context and none are two values (RFC 5705 s.4), and peers disagree on
 * which of them was meant. */
static bool export_binding(uint8_t to[32], SSL *ssl)
{
    static const char label[] = "EXPORTER-Channel-Binding";

    return SSL_version(ssl) == TLS1_3_VERSION && SSL_export_keying_material(ssl, to, 32, label, sizeof label - 1, NULL, 0, 0) == 1;
}

static void fill_peer(wax_tls_info *info, SSL *ssl)
{
    X509 *cert = SSL_get0_peer_certificate(ssl);

    if (!cert)
        return;
    wax__verify_name(info->subject, sizeof info->subject, X509_get_subject_name(cert));
    wax__verify_name(info->issuer, sizeof info->issuer, X509_get_issuer_name(cert));
    wax__date_seconds(X509_get0_notAfter(cert), &info->expires);
}

/* RFC 5929 s.3: the first Finished of the handshake, the client's in a full one, the server's in a resumed one.  Without the
 * extended master secret somebody between us can make it the same on both sides (RFC 7627 s.1). */
static void fill_unique(wax_tls_info *info, SSL *ssl)
{
    bool is_ours = (SSL_is_server(ssl) == 1) == info->resumed;

    if (SSL_version(ssl) == TLS1_2_VERSION && SSL_get_extms_support(ssl) == 1)
        info->unique_len = (is_ours ? SSL_get_finished : SSL_get_peer_finished)(ssl, info->unique, sizeof info->unique);
}

/* RFC 5929 s.4.1: by the digest of the certificate's signature, SHA-256 in place of MD5 and SHA-1, and undefined where the signature
 * has none (Ed25519). */
static void fill_end_point(wax_tls_info *info, const SSL *ssl)
{
    const X509 *cert = SSL_is_server(ssl) ? SSL_get_certificate(ssl) : SSL_get0_peer_certificate(ssl);
    unsigned len = 0;
    int digest;

    if (!cert || !X509_get_signature_info((X509 *)cert, &digest, NULL, NULL, NULL))
        return;
    const EVP_MD *md = EVP_get_digestbynid(digest == NID_md5 || digest == NID_sha1 ? NID_sha256 : digest);
    if (md && X509_digest(cert, md, info->end_point, &len))
        info->end_point_len = len;
}

void wax__info_fill(wax_tls_info *info, SSL *ssl, const char *verified_name)
{
    const char *group = SSL_group_to_name(ssl, (int)SSL_get_negotiated_group(ssl));

    *info = (wax_tls_info){ .verified = verified_name != NULL, .resumed = SSL_session_reused(ssl) };
    snprintf(info->version, sizeof info->version, "%s", SSL_get_version(ssl));
    snprintf(info->cipher, sizeof info->cipher, "%s", SSL_get_cipher_name(ssl));
    snprintf(info->group, sizeof info->group, "%s", group ? group : "");
    snprintf(info->name, sizeof info->name, "%s", verified_name ? verified_name : "");
    info->has_exporter = export_binding(info->exporter, ssl);
    fill_peer(info, ssl);
    fill_unique(info, ssl);
    fill_end_point(info, ssl);
}

/* -- certificates ----------------------------------------------------------------------------------------- */

static void fill_key(wax_certificate *to, X509 *cert)
{
    const EVP_PKEY *key = X509_get0_pubkey(cert);
    const char *kind = key ? EVP_PKEY_get0_type_name(key) : NULL;

    if (kind)
        snprintf(to->key, sizeof to->key, "%.20s %d", kind, EVP_PKEY_get_bits(key));
}

static void fill_pins(wax_certificate *to, const X509 *cert)
{
    struct tls_pin pin;

    if (wax__pin_of(&pin, cert, false))
        wax__pin_text(to->cert_pin, &pin);
    if (wax__pin_of(&pin, cert, true))
        wax__pin_text(to->key_pin, &pin);
}

bool wax__info_certificate(wax_certificate *to, const SSL *ssl, size_t i)
{
    STACK_OF(X509) *verified = SSL_get0_verified_chain(ssl), *chain = verified ? verified : SSL_get_peer_cert_chain(ssl);
    X509 *cert = i < (size_t)INT_MAX ? sk_X509_value(chain, (int)i) : NULL;

    *to = (wax_certificate){ 0 };
    if (!cert)
        return false;
    wax__verify_name(to->subject, sizeof to->subject, X509_get_subject_name(cert));
    wax__verify_name(to->issuer, sizeof to->issuer, X509_get_issuer_name(cert));
    wax__verify_hosts(to->names, sizeof to->names, cert);
    wax__date_seconds(X509_get0_notBefore(cert), &to->begins);
    wax__date_seconds(X509_get0_notAfter(cert), &to->expires);
    fill_key(to, cert);
    fill_pins(to, cert);
    return true;
}

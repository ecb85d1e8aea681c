/* bare.c -- see bare.h. */
#include "bare.h"

#include "pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool bare_begin(struct bare *b, const struct pki_cert *cert)
{
    *b = (struct bare){ .ctx = SSL_CTX_new(TLS_server_method()) };
    SSL_CTX_set_security_level(b->ctx, 0);
    SSL_CTX_set_min_proto_version(b->ctx, 0);
    SSL_CTX_clear_options(b->ctx, SSL_OP_NO_RENEGOTIATION);
    if (!cert)
        SSL_CTX_set_cipher_list(b->ctx, "ALL:aNULL:@SECLEVEL=0");
    bool good = !cert || (SSL_CTX_use_certificate(b->ctx, cert->cert) == 1 && SSL_CTX_use_PrivateKey(b->ctx, cert->key) == 1);
    bare_again(b);
    return good;
}

void bare_again(struct bare *b)
{
    SSL_free(b->ssl);
    b->ssl = SSL_new(b->ctx);
    b->in = BIO_new(BIO_s_mem());
    b->out = BIO_new(BIO_s_mem());
    SSL_set_bio(b->ssl, b->in, b->out);
    SSL_set_accept_state(b->ssl);
}

void bare_end(struct bare *b)
{
    SSL_free(b->ssl);
    SSL_CTX_free(b->ctx);
    *b = (struct bare){ 0 };
}

size_t bare_to_stream(struct bare *b, wax_stream *s)
{
    char *bytes;
    long len = BIO_get_mem_data(b->out, &bytes);
    size_t n = len > 0 ? pair_feed(s, bytes, (size_t)len) : 0;
    char gone[512];

    for (size_t left = n; left; )
        left -= (size_t)BIO_read(b->out, gone, (int)(left < sizeof gone ? left : sizeof gone));
    return n;
}

static size_t from_stream(struct bare *b, wax_stream *s)
{
    size_t len;
    const uint8_t *bytes = wax_stream_wire_out(s, &len);

    if (len)
        BIO_write(b->in, bytes, (int)len);
    wax_stream_wire_out_done(s, len);
    return len;
}

void bare_settle(struct bare *b, wax_stream *s)
{
    do
        SSL_do_handshake(b->ssl);
    while (from_stream(b, s) + bare_to_stream(b, s));
}

wax_status bare_come(struct bare *b, const wax_tls *tls, const char *host, wax_error *why, wax_tls_info *info)
{
    wax_stream *s = wax_stream_new();

    if (SSL_is_init_finished(b->ssl) || SSL_get_state(b->ssl) != TLS_ST_BEFORE)
        bare_again(b);
    wax_stream_upgrade(s, tls, host);
    bare_settle(b, s);
    wax_status status = wax_stream_upgrade(s, tls, host);
    *why = *wax_stream_error(s);
    if (info && wax_stream_info(s))
        *info = *wax_stream_info(s);
    wax_stream_free(s);
    return status;
}

static wax_status meet(const struct pki_cert *cert, const char *host, const wax_tls *tls, wax_error *why, wax_tls_info *info)
{
    struct bare b;

    bare_begin(&b, cert);
    wax_status status = bare_come(&b, tls, host, why, info);
    bare_end(&b);
    return status;
}

wax_status bare_meet_with(const struct pki_cert *cert, X509 *ca, const char *host, wax_error *why, wax_tls_info *info)
{
    char folder[64] = "/tmp/wax-stream-XXXXXX", path[96];
    wax_tls *tls = wax_tls_new();
    wax_status status = WAX_E_IO;

    snprintf(path, sizeof path, "%s/ca.pem", mkdtemp(folder) ? folder : "");
    if (ca)
        wax_tls_ca_file(tls, path);
    if (!ca || !wax__pki_write_cert(path, ca, why))
        status = meet(cert, host, tls, why, info);
    unlink(path);
    rmdir(folder);
    wax_tls_free(tls);
    return status;
}

wax_status bare_meet(const struct pki_wish *wish, const char *host, bool knows_ca, wax_error *why, wax_tls_info *info)
{
    struct pki pki = { 0 };
    struct pki_cert cert = { 0 };

    *why = (wax_error){ 0 };
    if (!wax__pki_make(&pki, "Wax Test CA", why) && !wax__pki_issue(&pki, wish, &cert, why))
        bare_meet_with(&cert, knows_ca ? pki.ca : NULL, host, why, info);
    wax__pki_cert_clear(&cert);
    wax__pki_clear(&pki);
    return why->status;
}

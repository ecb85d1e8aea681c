/* smime.c -- S/MIME (RFC 8551) by OpenSSL's CMS: a person's signature beside the mail, and a mail that only the named can read.
 *
 * Owns keys and certificates; frames and sources are others'.  Promise: the mail passes once for each, in constant memory. */
#include "bio_source.h"
#include "crypto_fail.h"
#include "fail.h"
#include "multipart.h"
#include "pem.h"
#include "smime_certificate.h"

#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wax/sign.h>

/* A failure of the mail's source is the reason, whatever OpenSSL made of it. */
static wax_status cms_fail(const struct bio_source *from, const char *what, wax_error *why)
{
    if (!from->why.status)
        return wax__crypto_fail(why, WAX_E_INPUT, what);
    ERR_clear_error();
    *why = from->why;
    return why->status;
}

/* -- the signature ---------------------------------------------------------------------------------------------- */

struct signing_keys {
    X509           *certificate;
    STACK_OF(X509) *chain;
    EVP_PKEY       *key;
};

static void free_signing(void *user)
{
    struct signing_keys *k = user;

    X509_free(k->certificate);
    sk_X509_pop_free(k->chain, X509_free);
    EVP_PKEY_free(k->key);
    free(k);
}

/* RFC 8551 s.2.5.1; left to itself OpenSSL would take the clock's. */
static bool add_time(CMS_SignerInfo *signer, int64_t unix_seconds)
{
    ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)unix_seconds);
    bool good = t && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(t), t, -1) == 1;

    ASN1_TIME_free(t);
    return good;
}

static bool put_der(struct buf *to, CMS_ContentInfo *cms)
{
    uint8_t *der = NULL;
    int len = i2d_CMS_ContentInfo(cms, &der);
    struct encoder lines = { .how = ENCODING_BASE64 };
    bool good = len > 0 && wax__encode(&lines, der, (size_t)len, to) && wax__encode_end(&lines, to);

    OPENSSL_free(der);
    return good;
}

static bool make_signature(const struct signing_keys *k, const struct sealing *how, BIO *entity, struct buf *part)
{
    const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL;
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, k->chain, NULL, flags);
    CMS_SignerInfo *signer = cms ? CMS_add1_signer(cms, k->certificate, k->key, EVP_sha256(), flags) : NULL;
    bool good = signer && add_time(signer, how->moment->unix_seconds) && CMS_final(cms, entity, NULL, flags) == 1
             && wax__buf_puts(part, "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n"
                                    "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n")
             && put_der(part, cms);

    CMS_ContentInfo_free(cms);
    return good;
}

static wax_status sign_smime(void *user, const struct sealing *how, struct buf *part, char micalg[MICALG_SIZE], wax_error *why)
{
    struct signing_keys *k = user;
    struct bio_source from;
    wax_status s = wax__smime_in_time(k->certificate, how->moment->unix_seconds, why);

    if (s)
        return s;
    ERR_clear_error();
    snprintf(micalg, MICALG_SIZE, "sha-256");
    bool good = wax__bio_source(&from, how->entity) && make_signature(k, how, from.bio, part) && !from.why.status;
    if (!good)
        s = cms_fail(&from, "the mail could not be signed", why);
    wax__bio_source_clear(&from);
    return s;
}

static const struct sealer smime_signs = { .what = "an S/MIME signature", .protocol = "application/pkcs7-signature", .sign = sign_smime, .free = free_signing };

static wax_status check_pair(const struct signing_keys *k, const char *certificate_file, const char *key_file, wax_error *why)
{
    int kind = EVP_PKEY_get_base_id(k->key);

    if (X509_check_private_key(k->certificate, k->key) != 1) {
        ERR_clear_error();
        return wax__fail(why, WAX_E_INPUT, "sign", "the key in \"%.150s\" is not that of the certificate in \"%.150s\"", key_file, certificate_file);
    }
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC)
        return WAX_OK;
    return wax__fail(why, WAX_E_INPUT, "sign", "the key in \"%.150s\" is neither RSA nor ECDSA, and readers of S/MIME know no other", key_file);
}

static wax_status read_signing(struct signing_keys *k, const char *certificate_file, const char *key_file, wax_error *why)
{
    struct pem file = { "the signer's key", key_file, NULL };
    wax_status s = wax__smime_read(certificate_file, SMIME_SIGNS, &k->certificate, &k->chain, why);

    if (s || (s = wax__pem_key(&file, &k->key, why)))
        return s;
    return check_pair(k, certificate_file, key_file, why);
}

void wax_message_smime_sign(wax_message *m, const char *certificate_file, const char *key_file)
{
    wax_error *why = wax__mail_may_seal(m, certificate_file, "the signer's certificate");
    struct signing_keys *k = why ? calloc(1, sizeof *k) : NULL;

    if (why && !k)
        wax__fail_memory(why, "sign");
    if (!k)
        return;
    if (read_signing(k, certificate_file, key_file ? key_file : certificate_file, why))
        free_signing(k);
    else
        wax__sealer_put(m, &smime_signs, k, why);
}

/* -- encryption ------------------------------------------------------------------------------------------------- */

struct reading_keys {
    STACK_OF(X509) *recipients;
    bool            is_authenticated;
};

static void free_reading(void *user)
{
    struct reading_keys *k = user;

    sk_X509_pop_free(k->recipients, X509_free);
    free(k);
}

static bool can_read(void *user, const char *mailbox)
{
    const struct reading_keys *k = user;

    for (int i = 0; i < sk_X509_num(k->recipients); i++)
        if (wax__smime_is_for(sk_X509_value(k->recipients, i), mailbox))
            return true;
    return false;
}

static wax_status check_certificates(const struct reading_keys *k, int64_t now, wax_error *why)
{
    wax_status s = WAX_OK;

    if (sk_X509_num(k->recipients) == 0)
        return wax__fail(why, WAX_E_USAGE, "sign", "the mail is to be encrypted, and for nobody: add a certificate (wax_message_smime_encrypt)");
    for (int i = 0; !s && i < sk_X509_num(k->recipients); i++)
        s = wax__smime_in_time(sk_X509_value(k->recipients, i), now, why);
    return s;
}

static bool make_encrypted(const struct reading_keys *k, BIO *entity, BIO *to)
{
    const unsigned flags = CMS_STREAM | CMS_BINARY;
    CMS_ContentInfo *cms = CMS_encrypt(k->recipients, NULL, k->is_authenticated ? EVP_aes_256_gcm() : EVP_aes_256_cbc(), flags);
    bool good = cms && i2d_CMS_bio_stream(to, cms, entity, (int)flags) == 1;

    CMS_ContentInfo_free(cms);
    return good;
}

static wax_status put_fields(struct stored *to, bool is_authenticated, wax_error *why)
{
    struct buf fields = { 0 };
    bool good = wax__buf_putf(&fields, "Content-Type: application/pkcs7-mime; smime-type=%s;\r\n name=\"smime.p7m\"\r\n"
                              "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n",
                              is_authenticated ? "authEnveloped-data" : "enveloped-data");
    wax_status s = good ? wax__spool_put(to, buf_data(&fields), buf_len(&fields), why) : wax__fail_memory(why, "sign");

    wax__buf_clear(&fields);
    return s;
}

static wax_status encrypt_between(const struct reading_keys *k, struct bio_source *from, struct bio_lines *to, wax_error *why)
{
    bool good = make_encrypted(k, from->bio, to->bio) && !from->why.status && !to->why.status;

    if (!good && to->why.status && !from->why.status)
        from->why = to->why;
    return good ? wax__bio_lines_end(to, why) : cms_fail(from, "the mail could not be encrypted", why);
}

static wax_status encrypt_smime(void *user, const struct sealing *how, struct stored *to, wax_error *why)
{
    struct reading_keys *k = user;
    struct bio_source from = { 0 };
    struct bio_lines lines = { 0 };
    wax_status s = check_certificates(k, how->moment->unix_seconds, why);

    if (s || (s = put_fields(to, k->is_authenticated, why)))
        return s;
    ERR_clear_error();
    if (wax__bio_source(&from, how->entity) && wax__bio_lines(&lines, to))
        s = encrypt_between(k, &from, &lines, why);
    else
        s = wax__crypto_fail(why, WAX_E_NOMEM, "the mail could not be encrypted");
    wax__bio_source_clear(&from);
    wax__bio_lines_clear(&lines);
    return s;
}

static const struct sealer smime_encrypts = { .what = "S/MIME encryption", .encrypt = encrypt_smime, .can_read = can_read, .free = free_reading };

static struct reading_keys *reading_keys_of(wax_message *m, wax_error *why)
{
    struct reading_keys *k = wax__sealer_keys(m, &smime_encrypts);

    if (k)
        return k;
    if (!(k = calloc(1, sizeof *k)) || !(k->recipients = sk_X509_new_null())) {
        free(k);
        wax__fail_memory(why, "sign");
        return NULL;
    }
    return wax__sealer_put(m, &smime_encrypts, k, why) ? k : NULL;
}

void wax_message_smime_encrypt(wax_message *m, const char *certificate_file)
{
    wax_error *why = wax__mail_may_seal(m, certificate_file, "a recipient's certificate");
    X509 *x = NULL;

    if (!why)
        return;
    struct reading_keys *k = wax__smime_read(certificate_file, SMIME_READS, &x, NULL, why) ? NULL : reading_keys_of(m, why);
    if (k && sk_X509_push(k->recipients, x))
        return;
    if (k)
        wax__fail_memory(why, "sign");
    X509_free(x);
}

void wax_message_smime_authenticated(wax_message *m)
{
    wax_error *why = wax__mail_may_seal(m, "", "authenticated encryption");
    struct reading_keys *k = why ? reading_keys_of(m, why) : NULL;

    if (k)
        k->is_authenticated = true;
}

/* smime_certificate.c -- see smime_certificate.h. */
#include "smime_certificate.h"

#include "crypto_fail.h"
#include "fail.h"
#include "pem.h"
#include "text.h"

#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 160 };

static const char *name_of(const X509 *x, char to[NAME_SIZE])
{
    char raw[NAME_SIZE] = "";

    X509_NAME_oneline(X509_get_subject_name(x), raw, sizeof raw);
    wax__text_printable(to, NAME_SIZE, raw, strlen(raw));
    return to;
}

static wax_status check_use(X509 *x, enum smime_use use, const struct pem *file, wax_error *why)
{
    int purpose = use == SMIME_SIGNS ? X509_PURPOSE_SMIME_SIGN : X509_PURPOSE_SMIME_ENCRYPT;
    char name[NAME_SIZE];

    if (X509_check_purpose(x, purpose, 0) == 1)
        return WAX_OK;
    ERR_clear_error();
    return wax__fail(why, WAX_E_INPUT, "sign", "the certificate in \"%.150s\" (%s) is not for %s mail, as its own key usage says; ask whoever issued it for one that is",
                     file->path, name_of(x, name), use == SMIME_SIGNS ? "signing" : "encrypting");
}

/* The end of the file is an error of PEM's too, and the one that is expected. */
static bool is_end(void)
{
    return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

static wax_status read_chain(BIO *from, const struct pem *file, STACK_OF(X509) **chain, wax_error *why)
{
    X509 *x;

    if (!(*chain = sk_X509_new_null()))
        return wax__crypto_fail(why, WAX_E_NOMEM, "a chain could not be made");
    while ((x = PEM_read_bio_X509(from, NULL, NULL, NULL)))
        if (!sk_X509_push(*chain, x)) {
            X509_free(x);
            return wax__crypto_fail(why, WAX_E_NOMEM, "a chain could not be made");
        }
    if (!is_end())
        return wax__pem_wrong(file, "certificates in PEM, the signer's first", why);
    ERR_clear_error();
    return WAX_OK;
}

wax_status wax__smime_read(const char *path, enum smime_use use, X509 **x, STACK_OF(X509) **chain, wax_error *why)
{
    struct pem file = { use == SMIME_SIGNS ? "the signer's certificate" : "the recipient's certificate", path, NULL };
    BIO *from;
    wax_status s = wax__pem_open(&file, &from, why);

    *x = NULL;
    if (s)
        return s;
    if (!(*x = PEM_read_bio_X509(from, NULL, NULL, NULL)))
        s = wax__pem_wrong(&file, "a certificate in PEM (openssl x509 -inform DER, openssl pkcs12 -nokeys make one of other files)", why);
    if (!s && chain)
        s = read_chain(from, &file, chain, why);
    BIO_free(from);
    return s ? s : check_use(*x, use, &file, why);
}

wax_status wax__smime_in_time(const X509 *x, int64_t unix_seconds, wax_error *why)
{
    time_t at = (time_t)unix_seconds;
    char name[NAME_SIZE];

    if (X509_cmp_time(X509_get0_notBefore(x), &at) < 0 && X509_cmp_time(X509_get0_notAfter(x), &at) > 0)
        return WAX_OK;
    return wax__fail(why, WAX_E_INPUT, "sign", "the certificate of %s is not valid at the mail's time: it has expired, or its time has not come; get a new one", name_of(x, name));
}

static bool is_mailbox(const GENERAL_NAME *name)
{
    return name->type == GEN_EMAIL || (name->type == GEN_OTHERNAME && OBJ_obj2nid(name->d.otherName->type_id) == NID_id_on_SmtpUTF8Mailbox);
}

/* Names that can't be read are taken for somebody's. */
static bool names_anybody(X509 *x)
{
    int how;
    GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, &how, NULL);
    bool found = (!names && how != -1) || X509_NAME_get_index_by_NID(X509_get_subject_name(x), NID_pkcs9_emailAddress, -1) >= 0;

    for (int i = 0; !found && i < sk_GENERAL_NAME_num(names); i++)
        found = is_mailbox(sk_GENERAL_NAME_value(names, i));
    GENERAL_NAMES_free(names);
    ERR_clear_error();
    return found;
}

bool wax__smime_is_for(X509 *x, const char *mailbox)
{
    return X509_check_email(x, mailbox, strlen(mailbox), 0) == 1 || !names_anybody(x);
}

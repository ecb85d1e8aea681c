/* certificates.c -- writes, into the folder it is given, the certificates that the tests of the command need: good ones and bad ones,
 * and a client's, in PEM and (password "sesame") in PKCS#12. */
#include "pki.h"

#include <openssl/pkcs12.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char *folder;
static wax_error why;

static const char *in_folder(const char *name, const char *ending)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/%s%s%s", folder, name, ending ? "." : "", ending ? ending : "");
    return path;
}

static bool issue(const struct pki *pki, const char *name, struct pki_wish wish)
{
    struct pki_cert cert = { 0 };
    bool is_fine = !wax__pki_issue(pki, &wish, &cert, &why) && !wax__pki_write_cert(in_folder(name, "pem"), cert.cert, &why) &&
                   !wax__pki_write_key(in_folder(name, "key"), cert.key, &why);

    wax__pki_cert_clear(&cert);
    return is_fine;
}

static bool put_together(const struct pki_cert *cert, FILE *f)
{
    PKCS12 *p12 = PKCS12_create("sesame", NULL, cert->key, cert->cert, NULL, 0, 0, 0, 0, 0);
    bool is_fine = p12 && f && i2d_PKCS12_fp(f, p12) == 1;

    PKCS12_free(p12);
    return is_fine;
}

static bool issue_client(const struct pki *pki)
{
    struct pki_wish wish = { .names = { "ada.example.org" }, .common_name = "ada", .purpose = "clientAuth" };
    struct pki_cert cert = { 0 };
    FILE *f = fopen(in_folder("client", "p12"), "w");
    bool is_fine = !wax__pki_issue(pki, &wish, &cert, &why) && !wax__pki_write_cert(in_folder("client", "pem"), cert.cert, &why) &&
                   !wax__pki_write_key(in_folder("client", "key"), cert.key, &why) && put_together(&cert, f);

    is_fine = f && fclose(f) == 0 && is_fine;
    wax__pki_cert_clear(&cert);
    return is_fine;
}

/* As `openssl rehash` names it. */
static bool put_into_folder(const struct pki *pki)
{
    char name[64];

    snprintf(name, sizeof name, "roots/%08lx", X509_NAME_hash_ex(X509_get_subject_name(pki->ca), NULL, NULL, NULL));
    return mkdir(in_folder("roots", NULL), 0700) == 0 && !wax__pki_write_cert(in_folder(name, "0"), pki->ca, &why);
}

static bool make(const char *ca_name, const char *ca_file, struct pki *pki)
{
    return !wax__pki_make(pki, ca_name, &why) && !wax__pki_write_cert(in_folder(ca_file, "pem"), pki->ca, &why);
}

int main(int argc, char **argv)
{
    struct pki ours = { 0 }, foreign = { 0 };
    const int64_t day = 86400;

    folder = argc > 1 ? argv[1] : ".";
    bool is_fine = make("Wax Test Authority", "ca", &ours) && make("Somebody Else's Authority", "foreign-ca", &foreign) &&
                   issue(&ours, "good", (struct pki_wish){ .names = { "mail.example.net", "localhost", "127.0.0.1", "::1" } }) &&
                   issue(&ours, "other-name", (struct pki_wish){ .names = { "www.example.com" } }) &&
                   issue(&ours, "expired", (struct pki_wish){ .names = { "mail.example.net" }, .from_s = -10 * day, .until_s = -3 * day }) &&
                   issue(&ours, "from-tomorrow", (struct pki_wish){ .names = { "mail.example.net" }, .from_s = day, .until_s = 9 * day }) &&
                   issue(&foreign, "foreign", (struct pki_wish){ .names = { "mail.example.net" } }) &&
                   issue(&foreign, "foreign-client", (struct pki_wish){ .common_name = "ada", .purpose = "clientAuth" }) &&
                   issue(&ours, "self-signed", (struct pki_wish){ .names = { "mail.example.net" }, .is_self_signed = true }) &&
                   issue_client(&ours) && put_into_folder(&ours);
    wax__pki_clear(&ours);
    wax__pki_clear(&foreign);
    if (!is_fine)
        fprintf(stderr, "%s\n", why.text);
    return is_fine ? 0 : 1;
}

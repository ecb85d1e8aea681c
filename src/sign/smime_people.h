/* smime_people.h -- for tests: people with keys and certificates, made anew, in files of a folder of their own that goes with the program. */
#ifndef WAX_SIGN_SMIME_PEOPLE_H
#define WAX_SIGN_SMIME_PEOPLE_H

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct person {
    const char *names;          /* subjectAltName, "email:ada@example.org"; NULL: none */
    const char *usage;          /* keyUsage, "critical,digitalSignature"; NULL: none */
    bool        is_rsa;
    long        from_s, to_s;   /* valid, from now */
    char        file[64];       /* certificate and key, PEM */
    X509       *certificate;
    EVP_PKEY   *key;
};

enum { ADA, GRACE, HILDA, NOBODY, EVERYBODY, EXPIRED, SIGNER_ONLY, N_PEOPLE };

static struct person people[N_PEOPLE] = {
    [ADA] = { .names = "email:ada@example.org", .from_s = -1000, .to_s = 1000000 },
    [GRACE] = { .names = "email:grace@example.net", .is_rsa = true, .from_s = -1000, .to_s = 1000000 },
    [HILDA] = { .names = "email:hilda@example.com,email:h@example.com", .from_s = -1000, .to_s = 1000000 },
    [NOBODY] = { .from_s = -1000, .to_s = 1000000 },
    [EVERYBODY] = { .is_rsa = true, .from_s = -1000, .to_s = 1000000 },
    [EXPIRED] = { .names = "email:ada@example.org", .from_s = -2000, .to_s = -1000 },
    [SIGNER_ONLY] = { .names = "email:ada@example.org", .usage = "critical,digitalSignature", .is_rsa = true, .from_s = -1000, .to_s = 1000000 },
};

static char people_folder[] = "/tmp/wax-people-XXXXXX";

static bool add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *e = value ? X509V3_EXT_conf_nid(NULL, NULL, nid, value) : NULL;
    bool good = !value || (e && X509_add_ext(x, e, -1) == 1);

    X509_EXTENSION_free(e);
    return good;
}

static bool certify(struct person *p)
{
    X509 *x = p->certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(x);

    return x && X509_set_version(x, X509_VERSION_3) && ASN1_INTEGER_set(X509_get_serialNumber(x), 1 + (p - people))
        && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"A Person", -1, -1, 0) && X509_set_issuer_name(x, name)
        && X509_gmtime_adj(X509_getm_notBefore(x), p->from_s) && X509_gmtime_adj(X509_getm_notAfter(x), p->to_s) && X509_set_pubkey(x, p->key)
        && add_extension(x, NID_subject_alt_name, p->names) && add_extension(x, NID_key_usage, p->usage) && X509_sign(x, p->key, EVP_sha256());
}

static bool write_person(struct person *p)
{
    snprintf(p->file, sizeof p->file, "%s/%d.pem", people_folder, (int)(p - people));
    FILE *f = fopen(p->file, "w");
    bool good = f && PEM_write_X509(f, p->certificate) && PEM_write_PrivateKey(f, p->key, NULL, NULL, 0, NULL, NULL);

    return f && fclose(f) == 0 && good;
}

static void forget_people(void)
{
    for (struct person *p = people; p < people + N_PEOPLE; p++) {
        X509_free(p->certificate);
        EVP_PKEY_free(p->key);
        unlink(p->file);
    }
    rmdir(people_folder);
}

/* Once, before the tests run. */
static void make_people(void)
{
    bool good = mkdtemp(people_folder) != NULL;

    for (struct person *p = people; good && p < people + N_PEOPLE; p++) {
        p->key = p->is_rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
        good = p->key && certify(p) && write_person(p);
    }
    if (!good)
        abort();
    atexit(forget_people);
}

#endif

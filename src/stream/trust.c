/* trust.c -- see trust.h. */
#include "trust.h"

#include "fail.h"
#include "reason.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static bool has_own_roots(const struct tls_demand *demand)
{
    return demand->ca_file || demand->ca_folder;
}

const char *wax__trust_kind(const struct tls_demand *demand)
{
    if (!has_own_roots(demand))
        return "system roots";
    return demand->ca_folder ? demand->ca_file ? "CA file or folder" : "CA folder" : "CA file";
}

const char *wax__trust_place(const struct tls_demand *demand)
{
    if (!has_own_roots(demand))
        return "the system's roots";
    return demand->ca_folder ? demand->ca_file ? "the roots in CA file and folder" : "the roots in the CA folder" : "the roots in the CA file";
}

/* OpenSSL looks into the folder when it needs a root, and a folder that is not there looks like one without roots. */
static bool is_folder(const char *path, wax_error *why)
{
    char inside[4096];
    int n = snprintf(inside, sizeof inside, "%s/.", path);

    errno = ENAMETOOLONG;
    FILE *f = n < (int)sizeof inside ? fopen(inside, "re") : NULL;

    if (f)
        fclose(f);
    else
        wax__fail(why, WAX_E_USAGE, "tls", "the CA folder \"%.200s\" can't be read: %s", path, strerror(errno));
    return f;
}

static bool load_own(SSL_CTX *ctx, const struct tls_demand *demand, wax_error *why)
{
    if (demand->ca_file && SSL_CTX_load_verify_file(ctx, demand->ca_file) != 1) {
        wax__reason_file("the CA file", demand->ca_file, why);
        return false;
    }
    if (demand->ca_folder && !is_folder(demand->ca_folder, why))
        return false;
    if (!demand->ca_folder || SSL_CTX_load_verify_dir(ctx, demand->ca_folder) == 1)
        return true;
    wax__fail_memory(why, "tls");
    return false;
}

/* Whoever gives lists wants to be sure: of the whole chain, and of a list for each issuer in it (RFC 5280 s.6.3). */
static bool load_crls(SSL_CTX *ctx, const char *path, wax_error *why)
{
    X509_LOOKUP *file = X509_STORE_add_lookup(SSL_CTX_get_cert_store(ctx), X509_LOOKUP_file());

    if (file && X509_load_crl_file(file, path, X509_FILETYPE_PEM) > 0)
        return X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
    wax__reason_file("the CRL file", path, why);
    return false;
}

bool wax__trust_load(SSL_CTX *ctx, struct roots *system, const struct tls_demand *demand, wax_error *why)
{
    if (has_own_roots(demand) ? !load_own(ctx, demand, why) : !wax__roots_trust_system(system, ctx)) {
        wax__fail_memory(why, "tls");       /* if nothing else was said */
        return false;
    }
    return !demand->crl_file || load_crls(ctx, demand->crl_file, why);
}

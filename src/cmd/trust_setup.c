/* trust_setup.c -- see trust_setup.h. */
#include "trust_setup.h"

#include "password.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- files -------------------------------------------------------------------------------------------------- */

struct place {
    const char *path;           /* NULL: the option is not given */
    const char *option, *what;
    bool        is_folder;
    bool        may_be_missing;
};

/* Looked at, not read: it may be a pipe, whose bytes come once.  NULL: it is as it should be. */
static const char *fault(const struct place *p)
{
    struct stat st = { 0 };
    int fd = open(p->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int was = fd < 0 || fstat(fd, &st) < 0 ? errno : 0;

    if (fd >= 0)
        close(fd);
    if (was)
        return p->may_be_missing && was == ENOENT ? NULL : strerror(was);
    if (S_ISDIR(st.st_mode) == p->is_folder)
        return NULL;
    return p->is_folder ? "it is no folder" : "it is a folder";
}

static void look_at(const struct place *p, struct outcome *o)
{
    const char *why = p->path ? fault(p) : NULL;

    if (why)
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "options", "%s can't be read from --%s %.300s: %s; nothing was sent", p->what, p->option,
                      p->path, why);
}

static void look_at_files(const struct trust_args *a, struct outcome *o)
{
    const struct place places[] = {
        { a->ca_file, "ca-file", "the roots", false, false },
        { a->ca_folder, "ca-folder", "the roots", true, false },
        { a->crl_file, "crl-file", "the revocation lists", false, false },
        { a->known_servers, "known-servers", "the known servers", false, true },
        { a->cert, "cert", "the certificate", false, false },
        { a->key, "key", "the private key", false, false },
        { a->pkcs12, "pkcs12", "certificate and key", false, false },
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        look_at(&places[i], o);
}

/* -- the demand --------------------------------------------------------------------------------------------- */

static void set_proof(wax_tls *tls, const struct trust_args *a)
{
    wax_tls_ca_file(tls, a->ca_file);
    wax_tls_ca_folder(tls, a->ca_folder);
    wax_tls_crl_file(tls, a->crl_file);
    wax_tls_name(tls, a->verify_name);
    for (size_t i = 0; i < a->pins.n; i++)
        wax_tls_pin(tls, a->pins.at[i]);
    if (a->is_pin_only)
        wax_tls_pin_only(tls);
    wax_tls_known_servers(tls, a->known_servers);
    if (a->accepts_new)
        wax_tls_insecure_accept_new(tls);
}

static void set_pkcs12(wax_tls *tls, const struct trust_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct password password = { 0 };
    wax_error why = { 0 };

    if (a->pkcs12_password_file)
        password_from_file(&password, a->pkcs12_password_file, deadline_ms, &why);
    outcome_failed(o, &why);
    if (*password.warning)
        outcome_warn(o, password.warning);
    wax_tls_client_pkcs12(tls, a->pkcs12, password_text(&password));
    password_clear(&password);
}

static void set_identity(wax_tls *tls, const struct trust_args *a, int64_t deadline_ms, struct outcome *o)
{
    if (a->cert)
        wax_tls_client_certificate(tls, a->cert, a->key);
    if (a->pkcs12)
        set_pkcs12(tls, a, deadline_ms, o);
    if (a->identity)
        wax_tls_client_uri(tls, a->identity);
}

wax_tls *trust_setup(const struct trust_args *a, int64_t deadline_ms, struct outcome *o)
{
    wax_error why = { 0 };

    look_at_files(a, o);
    wax_tls *tls = outcome_is_wrong(o) ? NULL : wax_tls_new();
    if (!tls) {
        if (!outcome_is_wrong(o))
            outcome_no_memory(o);
        return NULL;
    }
    set_proof(tls, a);
    set_identity(tls, a, deadline_ms, o);
    if (!outcome_is_wrong(o) && trust_args_is_given(a) && wax_tls_check(tls, &why))
        outcome_failed(o, &why);
    return tls;
}

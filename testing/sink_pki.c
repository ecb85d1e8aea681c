/* sink_pki.c -- the certificate that a sink shows: the caller's, or one from an authority made for this run alone.
 *
 * Knows files and where they lie; the certificates themselves are pki.c's.  Promise: the folder is ours alone (0700), and it and all
 * in it are gone when the sink is closed. */
#include "sink.h"

#include "fail.h"
#include "pki.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *in_folder(const wax_sink *s, const char *file)
{
    char *path = malloc(strlen(s->pki_folder) + strlen(file) + 2);

    if (path)
        sprintf(path, "%s/%s", s->pki_folder, file);
    return path;
}

static wax_status make_folder(wax_sink *s)
{
    const char *tmp = getenv("TMPDIR");
    struct buf path = { 0 };

    if (!wax__buf_putf(&path, "%s/wax-sink-XXXXXX", tmp && *tmp ? tmp : "/tmp") || !wax__buf_put(&path, "", 1))
        return wax__fail_memory(&s->error, "open");
    s->pki_folder = (char *)path.mem;
    if (mkdtemp(s->pki_folder))
        return WAX_OK;
    wax__fail(&s->error, WAX_E_IO, "open", "no folder for the certificates could be made as %s: %s; TMPDIR says where",
              s->pki_folder, strerror(errno));
    free(s->pki_folder);
    s->pki_folder = NULL;
    return s->error.status;
}

/* One authority and one certificate of it, written as NAME.pem and NAME.key; *tls shows them. */
static wax_status issue(wax_sink *s, const char *ca_name, const char *ca_pem, const char *cert_pem, const char *key_pem, wax_tls **tls)
{
    struct pki_wish wish = { .names = { "localhost", "127.0.0.1", "::1", strcmp(s->name, "localhost") ? s->name : NULL } };
    struct pki pki = { 0 };
    struct pki_cert cert = { 0 };
    char *ca = in_folder(s, ca_pem), *chain = in_folder(s, cert_pem), *key = in_folder(s, key_pem);
    wax_status st = ca && chain && key ? WAX_OK : wax__fail_memory(&s->error, "open");

    if (!st)
        st = wax__pki_make(&pki, ca_name, &s->error);
    if (!st)
        st = wax__pki_issue(&pki, &wish, &cert, &s->error);
    if (!st)
        st = wax__pki_write_cert(ca, pki.ca, &s->error);
    if (!st)
        st = wax__pki_write_cert(chain, cert.cert, &s->error);
    if (!st)
        st = wax__pki_write_key(key, cert.key, &s->error);
    if (!st && !(*tls = wax_tls_new_server(chain, key)))
        st = wax__fail_memory(&s->error, "open");
    wax__pki_cert_clear(&cert);
    wax__pki_clear(&pki);
    free(ca);
    free(chain);
    free(key);
    return st;
}

static wax_status own_authority(wax_sink *s)
{
    wax_status st = make_folder(s);

    if (!st)
        st = issue(s, "wax sink, for this run only", "ca.pem", "sink.pem", "sink.key", &s->tls);
    if (!st && sink_is_playing(s))
        st = issue(s, "an authority that nobody knows", "wrong-ca.pem", "wrong.pem", "wrong.key", &s->wrong_tls);
    if (!st && !(s->ca_file = in_folder(s, "ca.pem")))
        st = wax__fail_memory(&s->error, "open");
    return st;
}

static wax_status given_certificate(wax_sink *s)
{
    s->tls = wax_tls_new_server(s->chain_file, s->key_file);
    return s->tls ? WAX_OK : wax__fail_memory(&s->error, "open");
}

wax_status wax__sink_pki_open(wax_sink *s)
{
    if (s->tls_mode == WAX_SINK_CLEAR)
        return s->client_ca ? wax__fail(&s->error, WAX_E_USAGE, "open", "without TLS no client can show a certificate") : WAX_OK;
    wax_status st = s->chain_file ? given_certificate(s) : own_authority(s);
    if (st || !s->client_ca)
        return st;
    wax_tls_ca_file(s->tls, s->client_ca);
    return wax_tls_check(s->tls, &s->error);
}

void wax__sink_pki_close(wax_sink *s)
{
    static const char *const files[] = { "ca.pem", "sink.pem", "sink.key", "wrong-ca.pem", "wrong.pem", "wrong.key" };

    wax_tls_free(s->tls);
    wax_tls_free(s->wrong_tls);
    for (size_t i = 0; s->pki_folder && i < sizeof files / sizeof *files; i++) {
        char *path = in_folder(s, files[i]);
        if (path)
            unlink(path);
        free(path);
    }
    if (s->pki_folder)
        rmdir(s->pki_folder);
    free(s->pki_folder);
    free(s->ca_file);
}

#include "bare.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

/* A system of our own: a folder of hashed roots and a single file, which OpenSSL's variables name. */
struct system {
    char            folder[64], hashed[96], file[96];
    struct pki      pki;
    struct pki_cert cert;
};

static struct system begin(void)
{
    struct system sys = { .folder = "/tmp/wax-stream-XXXXXX" };

    CHECK(mkdtemp(sys.folder) != NULL);
    CHECK(!wax__pki_make(&sys.pki, "Wax Test CA", NULL));
    CHECK(!wax__pki_issue(&sys.pki, &(struct pki_wish){ .names = { "mail.example.org" } }, &sys.cert, NULL));
    snprintf(sys.hashed, sizeof sys.hashed, "%s/%08lx.0", sys.folder, X509_NAME_hash_ex(X509_get_subject_name(sys.pki.ca), NULL, NULL, NULL));
    snprintf(sys.file, sizeof sys.file, "%s/all.pem", sys.folder);
    setenv("SSL_CERT_DIR", sys.folder, 1);
    setenv("SSL_CERT_FILE", sys.file, 1);
    return sys;
}

static void end(struct system *sys)
{
    unlink(sys->hashed);
    unlink(sys->file);
    rmdir(sys->folder);
    wax__pki_cert_clear(&sys->cert);
    wax__pki_clear(&sys->pki);
}

static bool is_trusted(const struct system *sys)
{
    wax_error why = { 0 };
    wax_tls_info info = { 0 };

    bare_meet_with(&sys->cert, NULL, "mail.example.org", &why, &info);
    if (why.status)
        test_note("%s", why.text);
    return why.status == WAX_OK && test_same(info.verified_by, "system roots");
}

TEST("a root in the folder is found by its hash, and the file is not even opened")
{
    struct system sys = begin();
    char event[4096];
    int watch = inotify_init1(IN_NONBLOCK);

    CHECK(!wax__pki_write_cert(sys.hashed, sys.pki.ca, NULL) && !wax__pki_write_cert(sys.file, sys.pki.ca, NULL));
    CHECK(inotify_add_watch(watch, sys.file, IN_OPEN) >= 0);
    CHECK(is_trusted(&sys));
    CHECK(read(watch, event, sizeof event) < 0);
    close(watch);
    end(&sys);
}

TEST("a root that is only in the file is found there")
{
    struct system sys = begin();

    CHECK(!wax__pki_write_cert(sys.file, sys.pki.ca, NULL));
    CHECK(is_trusted(&sys));
    end(&sys);
}

TEST("a root that is in neither is not trusted, nor is anything where there are no roots")
{
    struct system sys = begin();

    CHECK(!is_trusted(&sys));
    setenv("SSL_CERT_DIR", "/nonexistent", 1);
    CHECK(!is_trusted(&sys));
    end(&sys);
}

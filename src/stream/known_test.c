#include "bare.h"
#include "known.h"
#include "pin.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A self-signed server, and a folder for the file of known ones. */
struct scene {
    char            folder[64], path[96], line[400], pin[PIN_TEXT];
    struct pki      pki;
    struct pki_cert cert;
    struct bare     bare;
    wax_tls        *tls;
    wax_error       why;
    wax_tls_info    info;
};

static void begin(struct scene *sc)
{
    struct pki_wish wish = { .common_name = "box", .is_self_signed = true };
    struct tls_pin key;

    *sc = (struct scene){ .folder = "/tmp/wax-stream-XXXXXX", .tls = wax_tls_new() };
    CHECK(mkdtemp(sc->folder) != NULL);
    snprintf(sc->path, sizeof sc->path, "%s/known", sc->folder);
    CHECK(!wax__pki_make(&sc->pki, "Wax Test CA", NULL) && !wax__pki_issue(&sc->pki, &wish, &sc->cert, NULL));
    CHECK(bare_begin(&sc->bare, &sc->cert) && wax__pin_of(&key, sc->cert.cert, true));
    wax__pin_text(sc->pin, &key);
    snprintf(sc->line, sizeof sc->line, "mail.example.org %s\n", sc->pin);
    wax_tls_known_servers(sc->tls, sc->path);
}

static void end(struct scene *sc)
{
    unlink(sc->path);
    rmdir(sc->folder);
    wax_tls_free(sc->tls);
    bare_end(&sc->bare);
    wax__pki_cert_clear(&sc->cert);
    wax__pki_clear(&sc->pki);
}

static void write_file(const struct scene *sc, const char *text)
{
    FILE *f = fopen(sc->path, "w");

    CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0 && chmod(sc->path, 0600) == 0);
}

static bool file_is(const struct scene *sc, const char *text)
{
    char got[2000];
    FILE *f = fopen(sc->path, "r");
    size_t n = f ? fread(got, 1, sizeof got - 1, f) : 0;

    if (f)
        fclose(f);
    got[n] = 0;
    return test_same(got, text);
}

static bool takes(struct scene *sc, const char *how)
{
    sc->info = (wax_tls_info){ 0 };
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, &sc->info);
    if (sc->why.status)
        test_note("%s", sc->why.text);
    return !sc->why.status && sc->info.verified && test_same(sc->info.verified_by, how);
}

static bool refuses(struct scene *sc, wax_status status, const char *part)
{
    sc->info = (wax_tls_info){ 0 };
    bare_come(&sc->bare, sc->tls, "mail.example.org", &sc->why, &sc->info);
    bool is_good = sc->why.status == status && strstr(sc->why.text, part) && !sc->info.verified;
    if (!is_good)
        test_note("%s: %s", wax_status_name(sc->why.status), sc->why.text);
    return is_good;
}

static const char other_line[] = "mail.example.org key-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

TEST("an unknown server is refused with the line that would make it known, and nothing is written")
{
    struct scene sc;
    char line[600];

    begin(&sc);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "this server is not among the known ones"));
    snprintf(line, sizeof line, "\"%s\": mail.example.org %s", sc.path, sc.pin);
    CHECK(strstr(sc.why.text, line));
    CHECK(access(sc.path, F_OK) != 0);
    end(&sc);
}

TEST("where new servers are accepted it is written down for its owner alone, and known from then on")
{
    struct scene sc;
    struct stat st;

    begin(&sc);
    wax_tls_insecure_accept_new(sc.tls);
    CHECK(takes(&sc, "new server") && file_is(&sc, sc.line));
    CHECK(stat(sc.path, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(takes(&sc, "known server") && sc.info.resumed && file_is(&sc, sc.line));
    wax_tls_known_servers(sc.tls, sc.path);
    CHECK(takes(&sc, "known server") && !sc.info.resumed && file_is(&sc, sc.line));
    end(&sc);
}

TEST("a key that has changed is refused with both keys and the line, whether new servers are accepted or not")
{
    struct scene sc;
    char text[600];

    begin(&sc);
    snprintf(text, sizeof text, "# mine\n\n%s", other_line);
    write_file(&sc, text);
    for (int i = 0; i < 2; i++) {
        CHECK(refuses(&sc, WAX_E_UNTRUSTED, "the key of mail.example.org has changed") && strstr(sc.why.text, sc.pin));
        CHECK(strstr(sc.why.text, "key-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= (line 3 of"));
        wax_tls_insecure_accept_new(sc.tls);
    }
    CHECK(file_is(&sc, text));
    end(&sc);
}

TEST("a session does not outlive the line that it was made by")
{
    struct scene sc;

    begin(&sc);
    write_file(&sc, sc.line);
    CHECK(takes(&sc, "known server"));
    write_file(&sc, other_line);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "has changed") && SSL_session_reused(sc.bare.ssl));
    end(&sc);
}

TEST("several servers may stand behind a name, and remarks behind a line; a line is of its name only")
{
    struct scene sc;
    char text[1000];

    begin(&sc);
    snprintf(text, sizeof text, "%sMAIL.example.org\t%s the second box\r\n", other_line, sc.pin);
    write_file(&sc, text);
    CHECK(takes(&sc, "known server"));
    snprintf(text, sizeof text, "other.example %s\n", sc.pin);
    write_file(&sc, text);
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "is not among the known ones"));
    end(&sc);
}

TEST("a pin is demanded besides")
{
    struct scene sc;

    begin(&sc);
    write_file(&sc, sc.line);
    wax_tls_pin(sc.tls, "key-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    CHECK(refuses(&sc, WAX_E_UNTRUSTED, "neither is pinned"));
    end(&sc);
}

TEST("a file that can't be used is named, with the line or the reason")
{
    static const char *lines[] = { "mail.example.org\n", "mail.example.org sha256:x\n",
                                   "mail.example.org cert-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" };
    struct scene sc;
    char text[800];

    begin(&sc);
    wax_tls_insecure_accept_new(sc.tls);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(text, sizeof text, "#\n%s", lines[i]);
        write_file(&sc, text);
        CHECK(refuses(&sc, WAX_E_USAGE, "line 2 of the known servers"));
    }
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = 0;
    text[sizeof text - 2] = '\n';
    write_file(&sc, text);
    CHECK(refuses(&sc, WAX_E_USAGE, "line 1 of the known servers"));
    write_file(&sc, sc.line);
    CHECK(chmod(sc.path, 0620) == 0 && refuses(&sc, WAX_E_USAGE, "may be written by others"));
    wax_tls_known_servers(sc.tls, "/nonexistent/known");
    CHECK(refuses(&sc, WAX_E_USAGE, "can't be written: No such file"));
    wax_tls_known_servers(sc.tls, sc.folder);
    CHECK(refuses(&sc, WAX_E_USAGE, "can't be read: Is a directory"));
    end(&sc);
}

TEST("contradictions are told")
{
    struct scene sc;

    begin(&sc);
    wax_tls_insecure_no_verify(sc.tls);
    CHECK(refuses(&sc, WAX_E_USAGE, "known servers were given, and no verification was asked for"));
    end(&sc);
    begin(&sc);
    wax_tls_insecure_accept_new(sc.tls);
    wax_tls_known_servers(sc.tls, NULL);
    CHECK(refuses(&sc, WAX_E_USAGE, "there is no file of known servers"));
    end(&sc);
}

/* Eight processes that wait for the gun, and then write down what they have met. */
static void meet_at_once(struct scene *sc, const struct acquaintance *a)
{
    pid_t children[8];
    int gun[2], ended;
    char shot;

    CHECK(pipe(gun) == 0);
    for (int i = 0; i < 8; i++)
        if ((children[i] = fork()) == 0) {
            close(gun[1]);
            _exit(read(gun[0], &shot, 1) != 0 || wax__known_record(a, &sc->why) != WAX_OK);
        }
    close(gun[0]);
    close(gun[1]);
    for (int i = 0; i < 8; i++)
        CHECK(waitpid(children[i], &ended, 0) == children[i] && ended == 0);
}

TEST("of many who meet a server first at the same time, one writes it down")
{
    struct scene sc;

    begin(&sc);
    struct acquaintance a = { .path = sc.path, .name = "mail.example.org" };
    CHECK(wax__pin_parse(&a.key, sc.pin));
    for (int i = 0; i < 40; i++) {
        meet_at_once(&sc, &a);
        CHECK(file_is(&sc, sc.line) && unlink(sc.path) == 0);
    }
    end(&sc);
}

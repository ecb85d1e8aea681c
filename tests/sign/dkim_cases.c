/* dkim_cases.c -- many ready-made mails of hostile shape, the same for each seed, signed; for verifiers that are not ours (dkim_test.py).
 *
 *     dkim_cases FOLDER SEED N        the keys are FOLDER/rsa.pem and FOLDER/ed25519.pem
 *
 * Prints each as its length on a line, and its bytes. */
#include "../../src/message/hostile.h"

#include <stdlib.h>
#include <wax/sign.h>

enum { MOST = 1 << 16 };

struct mail {
    char   text[MOST];
    size_t len, at;
};

static wax_status read_mail(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct mail *m = user;

    (void)why;
    *n = m->len - m->at < room ? m->len - m->at : room;
    memcpy(to, m->text + m->at, *n);
    m->at += *n;
    return WAX_OK;
}

static wax_status rewind_mail(void *user, wax_error *why)
{
    (void)why;
    ((struct mail *)user)->at = 0;
    return WAX_OK;
}

static void put(struct mail *m, const char *text)
{
    size_t n = strlen(text);

    if (m->len + n < MOST) {
        memcpy(m->text + m->len, text, n);
        m->len += n;
    }
}

static const char *one_of(uint32_t *seed, const char *const *words, uint32_t n)
{
    return words[hostile_random(seed, n)];
}
#define ONE_OF(seed, words) one_of(seed, words, sizeof words / sizeof *words)

static const char *const names[] = { "TO", "Subject", "Subject", "Date", "Cc", "X-Any", "Received", "Message-ID", "List-Id", "References",
    "MIME-Version", "Content-Type", "Reply-To" };
static const char *const colons[] = { ":", ": ", ":  ", ":\t", ":\r\n " };
static const char *const words[] = { "a", "Ada", "ada@example.org", ";", ":", "=", "b=", "bh=x", "\xC3\xA0", "..", "d=example.org", "DKIM-Signature", "v=1" };
static const char *const gaps[] = { " ", " ", "  ", "\t", " \t ", "\r\n ", "\r\n\t", " \r\n  ", "\r\n   \t" };
static const char *const body[] = { "\r\n", "\r\n", "\r\n\r\n\r\n", " ", "  ", "\t", " \r\n", "\t\r\n", "a", "word", ".", "\r\n.\r\n", "-- \r\n", "From ",
    "\xC3\xA0", "=3D", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\n" };
static const char *const lists[] = { "From", "From:From:To:To:Subject", "from:SUBJECT:x-any:X-Absent:Received:Received", "Date:From:From:From:List-Id:References" };
static const char *const identities[] = { "@example.org", "@a.b.example.org", "a=b;c@example.org", "ada@example.org" };

static void put_field(struct mail *m, uint32_t *seed, const char *name)
{
    put(m, name);
    put(m, ONE_OF(seed, colons));
    put(m, "x");
    for (uint32_t n = hostile_random(seed, 8); n; n--) {
        put(m, ONE_OF(seed, gaps));
        put(m, ONE_OF(seed, words));
    }
    put(m, hostile_random(seed, 3) ? "\r\n" : " \t\r\n");
}

/* One, and one that can be read: verifiers refuse more, or less, before they look at a signature. */
static void put_from(struct mail *m, uint32_t *seed)
{
    put(m, hostile_random(seed, 2) ? "From" : "FROM");
    put(m, ONE_OF(seed, colons));
    put(m, "Ada");
    put(m, ONE_OF(seed, gaps));
    put(m, "<ada@example.org>");
    put(m, hostile_random(seed, 3) ? "\r\n" : " \t\r\n");
}

static void make(struct mail *m, uint32_t *seed)
{
    m->len = m->at = 0;
    for (uint32_t n = hostile_random(seed, 12), from = hostile_random(seed, n + 1), i = 0; i <= n; i++)
        if (i == from)
            put_from(m, seed);
        else
            put_field(m, seed, ONE_OF(seed, names));
    if (hostile_random(seed, 30))
        put(m, "\r\n");
    else
        return;
    for (uint32_t n = hostile_random(seed, 4) ? hostile_random(seed, 10) : hostile_random(seed, 300), column = 0; n; n--) {
        const char *piece = ONE_OF(seed, body);
        column = strchr(piece, '\n') ? 0 : column + (uint32_t)strlen(piece);
        put(m, column > 900 ? "\r\n" : piece);
        column = column > 900 ? 0 : column;
    }
}

static void sign(wax_message *m, uint32_t *seed, const char *folder)
{
    char key[4096];
    bool is_rsa = hostile_random(seed, 2);

    snprintf(key, sizeof key, "%s/%s.pem", folder, is_rsa ? "rsa" : "ed25519");
    wax_message_dkim_with(m, &(wax_dkim){ .domain = "example.org", .selector = is_rsa ? "rsa" : "ed25519", .key_file = key,
        .identity = hostile_random(seed, 2) ? ONE_OF(seed, identities) : NULL, .fields = hostile_random(seed, 2) ? ONE_OF(seed, lists) : NULL,
        .simple_header = hostile_random(seed, 2), .simple_body = hostile_random(seed, 2) });
}

static void print(wax_message *m, size_t room)
{
    static char text[4 * MOST];
    wax_source from;
    wax_error why = { 0 };
    size_t len = 0, got = 1;

    if (wax_message_check(m, NULL) || wax_message_open(m, &from)) {
        fprintf(stderr, "dkim_cases: %s\n", wax_message_error(m)->text);
        exit(1);
    }
    for (; got && !from.read(from.user, text + len, len + room < sizeof text ? room : 0, &got, &why); len += got)
        ;
    from.free(from.user);
    printf("%zu\n", len);
    fwrite(text, 1, len, stdout);
}

int main(int argc, char **argv)
{
    static struct mail mail;
    uint32_t seed = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;

    for (long n = argc == 4 ? strtol(argv[3], NULL, 10) : 0; n > 0; n--) {
        wax_message *m = wax_message_new();
        make(&mail, &seed);
        wax_message_fix(m, 1528637909, 0, seed);
        wax_message_raw(m, (wax_source){ read_mail, rewind_mail, NULL, &mail });
        for (uint32_t signers = 1 + hostile_random(&seed, 3); signers; signers--)
            sign(m, &seed, argv[1]);
        print(m, 1 + hostile_random(&seed, 2000));
        wax_message_free(m);
    }
    return 0;
}

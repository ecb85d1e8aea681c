/* soak_test.c -- very many mails through two connections to a server that keeps breaking off: what every report says is what the server did.
 *
 *     soak_test [MAILS [SEED]]
 *
 * What must hold of each recipient of each mail: reported accepted, the server took it once; uncertain, once or not at all; anything else, not at all; and a
 * refusal or a deferral was really said.  The dice are thrown from the seed, but threads race: the same seed is the same kind of weather, not the
 * same storm. */
#include "pki.h"
#include "shaky.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wax/wax.h>

enum { WAITING = 256, BODY_ROOM = 400000 };

struct outcome { uint8_t fate; uint16_t smtp; };

static struct soak {
    struct shaky   *server;
    wax_loop       *loop;
    wax_client     *client;
    wax_tls        *tls;        /* NULL: in the clear */
    struct outcome *outcomes;   /* RECIPIENTS a mail */
    size_t          n_mails, n_begun, n_done;
} soak = { .n_mails = 4000 };

static uint64_t seed = 1;

/* -- sending -------------------------------------------------------------------------------------------------- */

static size_t recipients_of(size_t mail)
{
    return 1 + mail % RECIPIENTS;
}

static wax_message *new_mail(size_t i)
{
    static char body[BODY_ROOM];
    char address[64];
    wax_message *m = wax_message_new();

    wax_message_raw(m, wax_source_bytes(body, shaky_body(body, sizeof body, i)));
    snprintf(address, sizeof address, "m%zu@example.org", i);
    wax_message_envelope_from(m, address);
    for (size_t k = 0; k < recipients_of(i); k++) {
        snprintf(address, sizeof address, "r%zu.m%zu@example.net", k, i);
        wax_message_envelope_to(m, address);
    }
    return m;
}

static void submit(void);

static void done(void *user, wax_message *m, const wax_report *r)
{
    struct outcome *of = user;

    for (size_t k = 0; k < wax_report_recipients(r); k++) {
        const wax_result *result = wax_report_result(r, k);
        of[k] = (struct outcome){ (uint8_t)result->fate, (uint16_t)result->why.smtp };
    }
    wax_message_free(m);
    soak.n_done++;
    if (soak.n_begun < soak.n_mails)
        submit();
}

static void submit(void)
{
    size_t i = soak.n_begun++;
    wax_message *m = new_mail(i);

    if (wax_submit(soak.client, m, done, &soak.outcomes[i * RECIPIENTS]) == WAX_OK)
        return;
    test_note("mail %zu was not even taken: %s", i, wax_client_error(soak.client)->text);
    wax_message_free(m);
}

static void send_all(void)
{
    char url[64];

    snprintf(url, sizeof url, "%s://127.0.0.1:%u", soak.tls ? "smtps" : "smtp", shaky_port(soak.server));
    soak.loop = wax_loop_new(NULL);
    soak.client = wax_client_on(soak.loop, url);
    if (soak.tls)
        wax_client_set_tls(soak.client, soak.tls);
    else
        wax_client_tls_mode(soak.client, WAX_TLS_INSECURE_NONE);
    wax_client_name(soak.client, "soak.test");
    wax_client_connections(soak.client, 2);
    for (int i = 0; i < WAITING && soak.n_begun < soak.n_mails; i++)
        submit();
    wax_loop_run(soak.loop);
    wax_client_free(soak.client);
    wax_loop_free(soak.loop);
}

/* -- comparing ------------------------------------------------------------------------------------------------ */

static bool agrees(const struct outcome *o, const struct entry *e)
{
    switch (o->fate) {
    case WAX_ACCEPTED:  return e->taken == 1;
    case WAX_UNCERTAIN: return e->taken <= 1;
    case WAX_REFUSED:   return !e->taken && e->was_refused;
    case WAX_DEFERRED:  return !e->taken && (e->was_deferred || o->smtp == 421);
    default:            return !e->taken;
    }
}

/* How many disagree; the first is shown. */
static size_t count_lies(size_t *fates)
{
    size_t n = 0;

    for (size_t i = 0; i < soak.n_mails; i++)
        for (size_t k = 0; k < recipients_of(i); k++) {
            const struct outcome *o = &soak.outcomes[i * RECIPIENTS + k];
            const struct entry *e = shaky_entry(soak.server, i, k);
            fates[o->fate]++;
            if (!agrees(o, e) && n++ == 0)
                test_note("seed %llu, r%zu.m%zu: reported %s (%u), taken %u times, deferred %d, refused %d", (unsigned long long)seed, k, i,
                          wax_fate_name((wax_fate)o->fate), o->smtp, e->taken, e->was_deferred, e->was_refused);
        }
    return n;
}

static bool had_all_weather(const struct shaky *s)
{
    for (int i = FAULT_4XX; i < FAULT_KINDS; i++)
        if (!shaky_faults(s, (enum fault)i))
            return false;
    return shaky_silences(s) > 0;
}

static void whole(const struct pki_cert *cert)
{
    size_t fates[WAX_ACCEPTED + 1] = { 0 };

    soak.n_begun = soak.n_done = 0;
    soak.outcomes = calloc(soak.n_mails * RECIPIENTS, sizeof *soak.outcomes);
    soak.server = shaky_open(soak.n_mails, seed, cert);
    if (!CHECK(soak.outcomes && soak.server))
        return;
    send_all();
    shaky_close(soak.server);
    CHECK(soak.n_done == soak.n_mails && count_lies(fates) == 0);
    CHECK(test_same(shaky_complaint(soak.server), ""));
    CHECK(had_all_weather(soak.server) && fates[WAX_ACCEPTED] && fates[WAX_UNCERTAIN] && fates[WAX_REFUSED] && fates[WAX_DEFERRED]);
    test_note("%zu accepted, %zu uncertain, %zu refused, %zu deferred, %zu not tried", fates[WAX_ACCEPTED], fates[WAX_UNCERTAIN], fates[WAX_REFUSED],
              fates[WAX_DEFERRED], fates[WAX_NOT_TRIED]);
    shaky_free(soak.server);
    free(soak.outcomes);
}

static void in_the_clear(void *unused)
{
    (void)unused;
    whole(NULL);
}

/* Whom we talk to is not the question here. */
static void inside_tls(void *unused)
{
    struct pki_wish wish = { .names = { "127.0.0.1" } };
    struct pki_cert cert = { 0 };
    struct pki pki = { 0 };
    wax_error why = { 0 };

    (void)unused;
    if (!CHECK(!wax__pki_make(&pki, "soak", &why) && !wax__pki_issue(&pki, &wish, &cert, &why)))
        return;
    soak.tls = wax_tls_new();
    wax_tls_insecure_no_verify(soak.tls);
    whole(&cert);
    wax_tls_free(soak.tls);
    wax__pki_cert_clear(&cert);
    wax__pki_clear(&pki);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        soak.n_mails = strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    test_run("what is reported of every mail is what a server did that kept breaking off", in_the_clear, NULL);
    test_run("and inside TLS", inside_tls, NULL);
    return test_exit();
}

/* bulk.c -- the hot path of many mails: the client, its pool and its accounts, over a connection that is a server in memory.
 *
 * The connection stands here in the place of conn.c's, so that neither a socket nor OpenSSL has a say in how often the client turns. */
#include "conn.h"
#include "hot.h"
#include "peer.h"
#include "wax_loop.h"

#include <stdlib.h>
#include <string.h>
#include <wax/client.h>

enum { WAITING = 256, BYTES = 1024 };

static const char offers[] = "250-mail.example.net\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250 CHUNKING\r\n";

static struct bulk {
    wax_client *client;
    char        text[BYTES + 80];
    size_t      len;
    long        left;
} bulk;

/* -- the connection ------------------------------------------------------------------------------------------- */

struct conn {
    wax_smtp *smtp;
    wax_step  step;
};

static struct peer peer;

struct conn *wax__conn_begin(const struct terms *t, conn_fn *moved, void *user)
{
    struct conn *c = calloc(1, sizeof *c);

    (void)moved, (void)user;
    hot_must(c != NULL, "memory");
    c->smtp = wax_smtp_new(t->url.host);
    wax_smtp_set_tls(c->smtp, WAX_TLS_INSECURE_NONE);
    wax_smtp_set_clock(c->smtp, wax__clock_us, NULL);
    peer_begin(&peer, c->smtp, offers);
    return c;
}

void wax__conn_free(struct conn *c)
{
    if (c)
        wax_smtp_free(c->smtp);
    free(c);
}

void wax__conn_turn(struct conn *c)
{
    c->step = peer_talk(&peer);
}

void wax__conn_carry(struct conn *c, wax_delivery *d)
{
    wax_smtp_deliver(c->smtp, d);
}

void wax__conn_rest(struct conn *c)
{
    (void)c;
}

bool wax__conn_withdraw(struct conn *c, wax_delivery *d)
{
    (void)c, (void)d;
    return false;
}

void wax__conn_quit(struct conn *c)
{
    wax_smtp_quit(c->smtp);
}

void wax__conn_break(struct conn *c, const wax_error *why)
{
    wax_smtp_broken(c->smtp, 0, why);
}

void wax__conn_time_out(struct conn *c, int64_t ms)
{
    (void)c, (void)ms;
    hot_must(false, "waiting for nothing");
}

bool wax__conn_is_idle(const struct conn *c)
{
    return c->step == WAX_IDLE;
}

bool wax__conn_is_over(const struct conn *c)
{
    return c->step == WAX_DONE || c->step == WAX_FAILED;
}

const wax_stage *wax__conn_stage(const struct conn *c, size_t i)
{
    (void)c, (void)i;
    return NULL;
}

const char *wax__conn_peer(const struct conn *c)
{
    (void)c;
    return "";
}

const wax_tls_info *wax__conn_tls(const struct conn *c)
{
    (void)c;
    return NULL;
}

size_t wax__conn_unsent(const struct conn *c)
{
    (void)c;
    return 0;
}

/* -- the mails ------------------------------------------------------------------------------------------------ */

static void submit(void);

static void done(void *user, wax_message *m, const wax_report *r)
{
    hot_must(wax_report_status(r) == WAX_OK, "sending a mail");
    wax_message_free(m);
    free(user);
    if (bulk.left)
        submit();
}

static void submit(void)
{
    struct hot_text *reading = malloc(sizeof *reading);
    wax_message *m = wax_message_new();

    bulk.left--;
    hot_must(reading != NULL, "memory");
    *reading = (struct hot_text){ bulk.text, bulk.len, 0 };
    wax_message_raw(m, hot_source(reading));
    wax_message_envelope_from(m, "ada@example.org");
    wax_message_envelope_to(m, "grace@example.net");
    hot_must(wax_submit(bulk.client, m, done, reading) == WAX_OK, "handing over a mail");
}

static void write_text(void)
{
    static const char head[] = "From: <ada@example.org>\r\nTo: <grace@example.net>\r\nSubject: bulk\r\n\r\n";
    static const char line[] = "All work and no play makes a mail that nobody has time to read\r\n";

    memcpy(bulk.text, head, bulk.len = sizeof head - 1);
    for (; bulk.len < BYTES; bulk.len += sizeof line - 1)
        memcpy(bulk.text + bulk.len, line, sizeof line - 1);
}

void hot_bulk(long times)
{
    wax_loop *loop = wax_loop_new(NULL);

    write_text();
    bulk.client = wax_client_on(loop, "smtp://mail.example.net");
    bulk.left = times;
    wax_client_idle(bulk.client, 0);
    for (int i = 0; i < WAITING && bulk.left; i++)
        submit();
    while (wax_loop_timeout_ms(loop) == 0)
        wax_loop_turn(loop);
    hot_must(bulk.left == 0, "sending all mails");
    wax_client_free(bulk.client);
    wax_loop_free(loop);
}

/* breath_test.c -- the client over a connection that answers within the call that speaks.
 *
 * The connection is here in the place of conn.c's, so that a whole window of messages can be said, answered and settled before the client has
 * looked up: no socket becomes readable afterwards, and nothing wakes the client but the client. */
#include "conn.h"
#include "limit.h"
#include "one_mail.h"
#include "test.h"

#include <wax/client.h>

#include <stdlib.h>
#include <string.h>

/* -- the connection ------------------------------------------------------------------------------------------- */

struct conn {
    wax_smtp *smtp;
    wax_step  step;
    bool      is_in_body;
};

static unsigned n_begun, n_carried, rested_behind;      /* the last: how many were carried when a connection rested for the first time */

static void hear(struct conn *c, const char *reply)
{
    size_t used;

    if (*reply)
        wax_smtp_hear(c->smtp, 0, (const uint8_t *)reply, strlen(reply), &used);
}

static bool ends_body(const uint8_t *said, size_t len)
{
    return len >= 5 && memcmp(said + len - 5, "\r\n.\r\n", 5) == 0;
}

/* A server without extensions: one command, one reply. */
static void answer(struct conn *c)
{
    size_t len;
    const uint8_t *said = wax_smtp_out(c->smtp, &len);
    bool opens = !c->is_in_body && len == 6 && memcmp(said, "DATA\r\n", 6) == 0;
    bool is_within = c->is_in_body && !ends_body(said, len);

    wax_smtp_sent(c->smtp, len);
    c->is_in_body = opens || is_within;
    hear(c, opens ? "354 go on\r\n" : is_within ? "" : "250 OK\r\n");
}

struct conn *wax__conn_begin(const struct terms *t, conn_fn *moved, void *user)
{
    struct conn *c = calloc(1, sizeof *c);

    (void)moved, (void)user;
    n_begun++;
    c->smtp = wax_smtp_new(t->url.host);
    wax_smtp_set_tls(c->smtp, WAX_TLS_INSECURE_NONE);
    hear(c, "220 mail.example.org\r\n");
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
    while ((c->step = wax_smtp_step(c->smtp)) == WAX_SEND)
        answer(c);
}

void wax__conn_carry(struct conn *c, wax_delivery *d)
{
    n_carried++;
    wax_smtp_deliver(c->smtp, d);
}

void wax__conn_rest(struct conn *c)
{
    (void)c;
    rested_behind = rested_behind ? rested_behind : n_carried;
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
    wax_error why = { .status = WAX_E_TIMEOUT };

    (void)ms;
    wax__conn_break(c, &why);
}

bool wax__conn_is_idle(const struct conn *c)
{
    return c->step == WAX_IDLE;
}

const wax_stage *wax__conn_stage(const struct conn *c, size_t i)
{
    (void)c;
    (void)i;
    return NULL;
}

bool wax__conn_is_over(const struct conn *c)
{
    return c->step == WAX_DONE || c->step == WAX_FAILED;
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

/* -- the client ----------------------------------------------------------------------------------------------- */

enum { MAILS = 2 * LIMIT_CARRIED + 1 };

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    (void)m;
    *(unsigned *)user += wax_report_status(r) == WAX_OK;
}

/* Turns for as long as there is something to do now: whoever has to wait for a time has forgotten somebody. */
static void turn_while_due(wax_loop *loop)
{
    for (unsigned turns = 0; wax_loop_timeout_ms(loop) == 0 && turns < MAILS; turns++)
        wax_loop_turn(loop);
}

static void goes_on(int64_t idle_ms)
{
    wax_loop *loop = wax_loop_new(NULL);
    wax_client *client = wax_client_on(loop, "smtp://mail.example.org");
    wax_message *mails[MAILS];
    unsigned n_sent = 0, n_submitted = 0;

    n_begun = n_carried = rested_behind = 0;
    wax_client_idle(client, idle_ms);
    for (size_t i = 0; i < MAILS; i++)
        n_submitted += wax_submit(client, mails[i] = new_mail(), on_done, &n_sent) == WAX_OK;
    turn_while_due(loop);
    if (!CHECK(n_submitted == MAILS && n_sent == MAILS && n_begun == 1))
        test_note("%u submitted, %u sent over %u connections", n_submitted, n_sent, n_begun);
    if (!CHECK(rested_behind == (idle_ms ? MAILS : 0)))
        test_note("rested when %u of %d were carried", rested_behind, MAILS);
    wax_client_free(client);
    wax_loop_free(loop);
    for (size_t i = 0; i < MAILS; i++)
        wax_message_free(mails[i]);
}

TEST("a window that is settled in the breath in which it was said leaves nobody waiting behind it")
{
    goes_on(0);
}

TEST("nor on a connection that is kept")
{
    goes_on(60000);
}

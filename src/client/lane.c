/* lane.c -- see lane.h. */
#include "lane.h"

#include "conn.h"
#include "fail.h"
#include "pool.h"
#include "wax_client.h"
#include "wax_loop.h"

static void moved(void *lane)
{
    struct lane *l = lane;

    wax__pool_work(l->client, l);
}

bool wax__lane_begin(struct lane *l)
{
    struct wax_client *c = l->client;

    *l = (struct lane){ .next = l->next, .client = c, .n_set = c->n_set, .idle_since = INT64_MAX };
    l->conn = wax__conn_begin(&c->terms, moved, l);
    return l->conn;
}

/* An idle connection keeps nothing that it can be asked for again. */
static void forget_channel(struct lane *l)
{
    wax__channel_drop(l->channel);
    l->channel = NULL;
}

void wax__lane_end(struct lane *l)
{
    wax__conn_free(l->conn);
    l->conn = NULL;
    forget_channel(l);
}

bool wax__lane_is_idle(const struct lane *l)
{
    return l->conn && wax__conn_is_idle(l->conn);
}

/* -- what became of it ------------------------------------------------------------------------------------------ */

/* Nothing was said of it, or a 421: that is about the connection, RFC 5321 s.3.8, whatever it answers. */
static bool is_open(const wax_result *r)
{
    return r->fate == WAX_NOT_TRIED || (r->fate == WAX_DEFERRED && r->why.smtp == 421);
}

static bool was_answered(const wax_delivery *d)
{
    for (size_t i = 0; i < wax_delivery_recipients(d); i++)
        if (!is_open(wax_delivery_result(d, i)) && wax_delivery_result(d, i)->fate != WAX_UNCERTAIN)
            return true;
    return false;
}

static bool is_all_open(const wax_delivery *d)
{
    for (size_t i = 0; i < wax_delivery_recipients(d); i++)
        if (!is_open(wax_delivery_result(d, i)))
            return false;
    return true;
}

static void report_stages(const struct lane *l, const struct job *j)
{
    const wax_stage *stage;

    for (size_t i = 0; (stage = wax__conn_stage(l->conn, i)); i++)
        wax__span_add(&j->report->spans, stage, j->began_us);
    for (size_t i = 0; (stage = wax_delivery_stage(wax__job_delivery(j), i)); i++)
        wax__span_add(&j->report->spans, stage, j->began_us);
}

static void report_channel(struct lane *l, const struct job *j)
{
    l->channel = wax__channel_with(l->channel, wax__conn_peer(l->conn), wax__conn_tls(l->conn));
    j->report->channel = wax__channel_hold(l->channel);
}

/* The message is let go of before anybody is told: whoever is told may free it. */
static void settle(struct lane *l, struct job *j)
{
    report_stages(l, j);
    report_channel(l, j);
    l->n_answered += was_answered(wax__job_delivery(j));
    wax__job_unpack(j);
    wax__client_settle(l->client, j);
}

/* The connection went, or was told to go, with nothing of this message on it: that is nobody's fault where others went well before it, over this
 * connection or over one beside it, or where we went ourselves.  Each such end has got an answer for something, or there is one connection less to begin: it can't go
 * on for ever. */
static bool may_try_again(const struct lane *l, const struct job *j)
{
    const wax_delivery *d = wax__job_delivery(j);
    wax_status s = wax_delivery_status(d);
    bool is_innocent = s == WAX_E_EOF || s == WAX_E_IO || s == WAX_E_DEFERRED;

    return is_innocent && is_all_open(d) && (l->n_answered || l->was_left || wax__pool_has_proven(l->client, l));
}

static void end_connection(struct lane *l, struct job_queue *again)
{
    wax__pool_learn(l->client, l);
    wax__lane_end(l);
    for (struct job *j = again->first; j; j = j->next)
        wax__job_renew(j);
    wax__turns_put_back(&l->client->waiting, again);
}

void wax__lane_collect(struct lane *l)
{
    bool is_over = l->conn && wax__conn_is_over(l->conn);
    struct job_queue again = { 0 };

    l->was_ready = l->was_ready || wax__lane_is_idle(l);
    while (l->carried.first && (is_over || wax_delivery_is_settled(wax__job_delivery(l->carried.first)))) {
        struct job *j = wax__job_take(&l->carried);
        l->n_carried--;
        if (is_over && may_try_again(l, j))
            wax__job_put(&again, j);
        else
            settle(l, j);
    }
    if (!l->carried.first)
        forget_channel(l);
    l->was_ready = l->was_ready || l->n_answered;
    if (is_over)
        end_connection(l, &again);
}

/* -- what it is given ------------------------------------------------------------------------------------------- */

/* Had before anything is said, so that what is carried can be told of. */
static bool has_channel(struct lane *l, wax_error *why)
{
    if (!l->channel && !(l->channel = wax__channel_new()))
        wax__fail_memory(why, "message");
    return l->channel;
}

/* A connection that has said QUIT already gives it back. */
bool wax__lane_carry(struct lane *l, struct job *j)
{
    wax_error why = { 0 };

    if (!has_channel(l, &why) || !wax__job_pack(j, &why)) {
        wax__client_settle_failed(l->client, j, &why);
        return false;
    }
    wax__conn_carry(l->conn, wax__job_delivery(j));
    if (wax_delivery_is_settled(wax__job_delivery(j))) {
        wax__job_renew(j);
        wax__turns_put_back(&l->client->waiting, &(struct job_queue){ j, j });
        l->is_parting = true;
        return false;
    }
    wax__job_put(&l->carried, j);
    l->wants_turn = true;
    l->n_carried++;
    l->n_given++;
    return true;
}

void wax__lane_part(struct lane *l)
{
    l->is_parting = l->wants_turn = true;
    wax__conn_quit(l->conn);
}

void wax__lane_turn(struct lane *l)
{
    wax__conn_turn(l->conn);
    wax__lane_collect(l);
}

void wax__lane_break(struct lane *l, const wax_error *why)
{
    if (l->carried.first)
        wax__conn_break(l->conn, why);
    wax__lane_collect(l);
}

/* What is to be said of it is said with the next turn. */
bool wax__lane_withdraw(struct lane *l, const struct job *j)
{
    bool is_taken = wax__conn_withdraw(l->conn, wax__job_delivery(j));

    l->wants_turn = l->wants_turn || is_taken;
    l->was_left = l->was_left || is_taken;
    return is_taken;
}

void wax__lane_time_out(struct lane *l, int64_t waited_ms)
{
    wax__conn_time_out(l->conn, waited_ms);
    wax__lane_collect(l);
}

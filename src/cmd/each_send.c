/* each_send.c -- see each_send.h. */
#include "each_send.h"

#include "progress.h"

#include <stdlib.h>

enum {
    UNDER_WAY_EACH  = 64,               /* as many as a client gives to one connection */
    UNDER_WAY_MOST  = 4096,             /* on all of them: what is lost with a machine is uncertain */
    BYTES_EACH      = 8 << 20,          /* under way at once on a connection, so that none waits for its turn until its time is over */
    AHEAD_MS        = 2000,             /* by a slow rate, where a log is kept: whatever is written down as begun is uncertain when the run is killed */
    KEPT_MS         = 60 * 1000         /* the connection waits for the next row; with the last one goes QUIT */
};

struct slot {
    struct each_send *of;
    int64_t           row;
    wax_message      *mail;             /* NULL: the slot is free */
    bool              is_waiting;       /* to go again */
    char              digest[ROW_DIGEST_LEN + 1];
};

struct each_send {
    struct call         *call;
    struct each_mails   *mails;
    struct each_log     *log;           /* NULL: none is kept */
    struct each_results *results;
    struct progress      progress;
    struct slot         *slots;
    size_t               n_slots, n_under_way;
    int64_t              next_row;
    bool                 has_lost_log, wants_fresh_token, has_fresh_token;
    wax_error            end;                               /* why no more are sent; OK: go on */
};

/* -- what became of one ------------------------------------------------------------------------------------- */

static void end_run(struct each_send *e, const wax_error *why)
{
    if (!e->end.status)
        e->end = *why;
}

/* What a lost connection certainly did not send has gone over another one already, as long as that helped: the client's doing. */
static bool may_go_again(struct each_send *e, const wax_error *why)
{
    bool is_old_token = !e->call->signal && !e->end.status && !e->has_fresh_token && call_may_try_fresh_token(e->call, why);

    e->wants_fresh_token = e->wants_fresh_token || is_old_token;
    return is_old_token;
}

/* The last thing that is done for a row: it is written down, and forgotten. */
static void empty(struct slot *s, enum verdict v)
{
    if (s->of->log)
        each_log_settle(s->of->log, s->row, s->digest, v);
    wax_message_free(s->mail);
    s->mail = NULL;
    s->is_waiting = false;
}

static void on_done(void *user, wax_message *m, const wax_report *r)
{
    struct slot *s = user;
    struct each_send *e = s->of;
    const wax_error *why = wax_report_error(r);
    enum verdict v = each_verdict_of(r);

    (void)m;
    e->n_under_way--;
    s->is_waiting = may_go_again(e, why);
    if (s->is_waiting)
        return;
    progress_pause(&e->progress);
    if (each_verdict_ends_run(v, why))
        end_run(e, why);
    each_results_put(e->results, s->row, r);
    empty(s, v);
}

/* -- handing over ------------------------------------------------------------------------------------------- */

static bool is_last(const struct each_send *e)
{
    return e->next_row > e->results->n_rows;
}

static void submit(struct each_send *e, struct slot *s)
{
    s->is_waiting = false;
    if (is_last(e))
        wax_client_idle(e->call->client, 0);
    if (wax_submit(e->call->client, s->mail, on_done, s) == WAX_OK) {
        e->n_under_way++;
        return;
    }
    each_results_put_failed(e->results, s->row, wax_client_error(e->call->client));
    empty(s, VERDICT_UNSENT);
}

static void read_row(struct each_send *e, struct slot *s)
{
    struct outcome one = { 0 };

    s->row = each_mails_row(e->mails, s->digest, &one);
    if (!s->row && !outcome_is_wrong(&one))
        outcome_wrong(&one, EXIT_CODE_DATA, WAX_E_INPUT, "row", "there are fewer mails than when they were looked at");
    if (s->row)
        e->next_row = s->row + 1;
    else
        end_run(e, &one.error);
}

/* The rows were good when they were looked at; what has changed since then is that row's fault alone. */
static void make_and_submit(struct each_send *e, struct slot *s)
{
    struct outcome one = { 0 };

    s->mail = each_mails_make(e->mails, &one);
    if (s->mail && e->log)
        each_log_begin(e->log, s->row, s->digest);
    if (s->mail)
        submit(e, s);
    else
        each_results_put_failed(e->results, s->row, &one.error);
}

static void fill(struct each_send *e, struct slot *s)
{
    read_row(e, s);
    enum each_past past = s->row && e->log ? each_log_past(e->log, s->row) : PAST_OPEN;
    if (s->row && past == PAST_OPEN)
        make_and_submit(e, s);
    else if (s->row)
        each_results_put_past(e->results, s->row, past == PAST_UNCERTAIN);
}

static void give_up(struct each_send *e, struct slot *s)
{
    progress_pause(&e->progress);
    each_results_put_failed(e->results, s->row, &e->end);
    empty(s, VERDICT_UNSENT);
}

static void hand_over(struct each_send *e)
{
    for (size_t i = 0; i < e->n_slots; i++) {
        struct slot *s = &e->slots[i];
        if (s->is_waiting && e->end.status)
            give_up(e, s);
        else if (s->is_waiting)
            submit(e, s);
        while (!s->mail && !e->end.status && !is_last(e))
            fill(e, s);
    }
}

/* -- the run ------------------------------------------------------------------------------------------------ */

static bool make_client(struct each_send *e)
{
    call_restart_clock(e->call);
    if (!call_make_client(e->call)) {
        end_run(e, &e->call->outcome->error);
        return false;
    }
    const struct send_args *a = e->call->args;
    wax_client_timeout(e->call->client, a->server.timeout_ms + pool_args_wait_ms(&a->pool, e->n_slots));
    pool_args_apply(&a->pool, e->call->client);
    wax_client_idle(e->call->client, KEPT_MS);
    return true;
}

static void refresh(struct each_send *e)
{
    e->wants_fresh_token = false;
    e->has_fresh_token = true;
    call_restart_clock(e->call);
    call_get_password(e->call, true);
    if (outcome_is_wrong(e->call->outcome))
        end_run(e, &e->call->outcome->error);
    else
        make_client(e);
}

/* What was handed over goes to the server when the loop turns, not before: it is written down first.  Once that fails, nothing more goes. */
static void write_down(struct each_send *e)
{
    struct outcome broken = { 0 };

    if (!e->log || e->has_lost_log || each_log_sync(e->log, &broken))
        return;
    e->has_lost_log = true;
    outcome_join(e->results->outcome, &broken);
    end_run(e, &broken.error);
    wax_client_cancel(e->call->client);
}

static void turn(struct each_send *e)
{
    write_down(e);
    call_turn(e->call, progress_wait_ms(&e->progress));
    progress_draw(&e->progress);
    if (e->wants_fresh_token && !e->n_under_way)
        refresh(e);
    if (!e->wants_fresh_token)
        hand_over(e);
}

static void run(struct each_send *e)
{
    progress_begin(&e->progress, !e->call->args->quiet && !e->call->args->trace, each_results_show, e->results);
    hand_over(e);
    while (e->n_under_way || e->wants_fresh_token)
        turn(e);
    progress_erase(&e->progress);
    write_down(e);
    if (!is_last(e))
        each_results_put_rest(e->results, e->next_row, &e->end);
}

static size_t between(int64_t least, int64_t n, int64_t most)
{
    return (size_t)(n < least ? least : n > most ? most : n);
}

/* What waits for its turn at a slow rate is not begun: it must not wait until its time is over, and need not be written down as begun. */
static size_t slots_by_rate(const struct send_args *a, size_t n, bool is_logged)
{
    int64_t wait_ms = pool_args_wait_ms(&a->pool, n), most_ms = a->server.timeout_ms / 2;

    if (is_logged && most_ms > AHEAD_MS)
        most_ms = AHEAD_MS;
    return wait_ms > most_ms ? between(1, (int64_t)n * most_ms / wait_ms, (int64_t)n) : n;
}

static size_t slots_for(const struct send_args *a, int64_t largest, bool is_logged)
{
    size_t each = between(1, largest > 0 ? BYTES_EACH / largest : UNDER_WAY_EACH, UNDER_WAY_EACH), connections = a->pool.connections ? a->pool.connections : 1;

    return slots_by_rate(a, between(1, (int64_t)(each * connections), UNDER_WAY_MOST), is_logged);
}

static bool make_slots(struct each_send *e, int64_t largest)
{
    e->n_slots = slots_for(e->call->args, largest, e->log);
    e->slots = calloc(e->n_slots, sizeof *e->slots);
    for (size_t i = 0; e->slots && i < e->n_slots; i++)
        e->slots[i].of = e;
    if (!e->slots) {
        outcome_no_memory(e->call->outcome);
        end_run(e, &e->call->outcome->error);
    }
    return e->slots;
}

void each_send(struct call *call, struct each_mails *mails, int64_t largest, struct each_log *log, struct each_results *results)
{
    struct each_send e = { .call = call, .mails = mails, .log = log, .results = results, .next_row = 1 };

    call_begin(call);
    if (make_slots(&e, largest) && make_client(&e))
        run(&e);
    else
        each_results_put_rest(results, 1, &e.end);
    free(e.slots);
}

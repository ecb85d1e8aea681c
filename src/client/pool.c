/* pool.c -- see pool.h.
 *
 * Messages go in the order in which they were submitted, submitters taking turns, each to the connection that has the fewest; one that idles comes first, then a new one,
 * as long as there may be more.  A second connection is begun when the first has shown that the server takes us, and so on: what a
 * server refuses, it refuses once. */
#include "pool.h"

#include "conn.h"
#include "fail.h"
#include "wax_loop.h"

#include <stdlib.h>

/* -- its connections -------------------------------------------------------------------------------------------- */

static size_t n_live(const struct wax_client *c)
{
    size_t n = 0;

    for (const struct lane *l = c->lanes; l; l = l->next)
        n += l->conn != NULL;
    return n;
}

bool wax__pool_has_proven(const struct wax_client *c, const struct lane *but)
{
    for (const struct lane *l = c->lanes; l; l = l->next)
        if (l != but && l->conn && l->was_ready)
            return true;
    return false;
}

void wax__pool_learn(struct wax_client *c, const struct lane *ended)
{
    size_t others = n_live(c) - 1;

    if (!ended->was_ready && wax__pool_has_proven(c, ended))
        c->n_bearable = others;
    else if (!others)
        c->n_bearable = SIZE_MAX;
}

static bool may_begin(const struct wax_client *c)
{
    size_t most = c->n_connections < c->n_bearable ? c->n_connections : c->n_bearable;

    for (const struct lane *l = c->lanes; l; l = l->next)
        if (l->conn && !l->was_ready && !l->is_parting)
            return false;
    return n_live(c) < most;
}

static struct lane *free_lane(struct wax_client *c)
{
    struct lane *l = c->lanes;

    while (l && l->conn)
        l = l->next;
    if (!l && (l = calloc(1, sizeof *l))) {
        *l = (struct lane){ .next = c->lanes, .client = c, .idle_since = INT64_MAX };
        c->lanes = l;
    }
    return l;
}

static struct lane *begin_lane(struct wax_client *c)
{
    struct lane *l = free_lane(c);

    c->progress_told = 0;
    return l && wax__lane_begin(l) ? l : NULL;
}

void wax__pool_clear(struct wax_client *c)
{
    for (struct lane *l = c->lanes, *next; l; l = next) {
        next = l->next;
        wax__lane_end(l);
        free(l);
    }
    c->lanes = NULL;
}

/* -- handing over ----------------------------------------------------------------------------------------------- */

/* How many one connection is given at a time: its share of those who wait, so that others find something to do. */
static size_t share(const struct wax_client *c)
{
    size_t most = c->waiting.n / c->n_connections + (c->waiting.n % c->n_connections != 0);

    return most < 1 ? 1 : most > LIMIT_CARRIED ? LIMIT_CARRIED : most;
}

static bool takes(const struct lane *l, size_t most)
{
    return l->conn && !l->is_parting && l->n_carried < most;
}

static struct lane *least_loaded(struct wax_client *c, size_t most)
{
    struct lane *least = NULL;

    for (struct lane *l = c->lanes; l; l = l->next)
        if (takes(l, most) && (!least || l->n_carried < least->n_carried))
            least = l;
    return least;
}

static struct lane *lane_for_next(struct wax_client *c, size_t most)
{
    struct lane *least = least_loaded(c, most), *begun = NULL;

    if (!least || least->n_carried)
        begun = may_begin(c) ? begin_lane(c) : NULL;
    return begun ? begun : least;
}

static int64_t pace_until(const struct wax_client *c)
{
    int64_t second = wax__pace_until(&c->per_second), minute = wax__pace_until(&c->per_minute);

    return second > minute ? second : minute;
}

static void give(struct wax_client *c, struct lane *l, int64_t now)
{
    if (!wax__lane_carry(l, wax__turns_take(&c->waiting)))
        return;
    wax__pace_go(&c->per_second, now);
    wax__pace_go(&c->per_minute, now);
    if (c->n_per_connection && l->n_given >= c->n_per_connection)
        wax__lane_part(l);
}

/* Nobody can carry anything, and nobody will come who could. */
static void fail_for_memory(struct wax_client *c)
{
    wax_error why = { 0 };

    wax__fail_memory(&why, "connect");
    while (c->waiting.n)
        wax__client_settle_failed(c, wax__turns_take(&c->waiting), &why);
}

static void hand_over(struct wax_client *c, int64_t now)
{
    size_t most = c->waiting.n ? share(c) : 0;
    struct lane *l = NULL;

    while (c->waiting.n && pace_until(c) <= now && (l = lane_for_next(c, most)))
        give(c, l, now);
    if (c->waiting.n && !l && pace_until(c) <= now && !n_live(c))
        fail_for_memory(c);
}

/* A connection that was made under other terms carries what it has, and nothing more: they may have demanded less of it, or have logged in
 * somebody else.  And a kept one is looked at before anything is entrusted to it: the server's goodbye may lie there. */
static void look_at(struct wax_client *c)
{
    for (struct lane *l = c->lanes; l; l = l->next) {
        if (l->conn && l->n_set != c->n_set)
            wax__lane_part(l);
        if (wax__lane_is_idle(l))
            wax__lane_turn(l);
    }
}

/* A connection that has nothing new to say is not turned: its socket does that, and a turn for nobody is a system call for each of hundreds. */
static void speak(struct wax_client *c)
{
    for (struct lane *l = c->lanes; l; l = l->next) {
        bool wants = l->wants_turn && l->conn;
        l->wants_turn = false;
        if (wants)
            wax__lane_turn(l);
    }
}

/* With the last message goes QUIT, unless the connection is kept for more, or somebody is to be told of one in this turn, who may have more: then it is
 * said when the connection idles. */
static void say_goodbye(struct wax_client *c)
{
    if (c->waiting.n || c->idle_ms || c->settled.first)
        return;
    for (struct lane *l = c->lanes; l; l = l->next)
        if (l->conn) {
            wax__conn_quit(l->conn);
            l->wants_turn = true;
        }
}

/* -- time ------------------------------------------------------------------------------------------------------- */

static void expire_carried(struct wax_client *c, int64_t now)
{
    for (struct lane *l = c->lanes; l; l = l->next) {
        const struct job *j = l->carried.first;
        while (j && now < wax__job_deadline(j))
            j = j->next;
        if (j)
            wax__lane_time_out(l, j->timeout_ms);
    }
}

struct late { struct wax_client *client; int64_t now; };

static bool is_late(const struct job *j, void *late)
{
    return ((struct late *)late)->now >= wax__job_deadline(j);
}

static void settle_late(struct job *j, void *late)
{
    wax_error why = { 0 };

    wax__fail(&why, WAX_E_TIMEOUT, "queue", "the message waited %g s for its turn, and that was all the time it had; nothing was sent",
              (double)j->timeout_ms / 1000);
    wax__client_settle_failed(((struct late *)late)->client, j, &why);
}

static void expire(struct wax_client *c, int64_t now)
{
    if (now < c->due)
        return;
    expire_carried(c, now);
    wax__turns_sift(&c->waiting, is_late, settle_late, &(struct late){ c, now });
    c->due = wax__turns_deadline(&c->waiting);
    for (const struct lane *l = c->lanes; l; l = l->next) {
        int64_t carried = wax__job_soonest(&l->carried);
        c->due = carried < c->due ? carried : c->due;
    }
}

/* Nobody parts from a connection while somebody waits. */
static int64_t idle_until(const struct lane *l)
{
    return l->idle_since == INT64_MAX || l->client->waiting.n ? INT64_MAX : l->idle_since + l->client->idle_ms;
}

static void part_from_idle(struct wax_client *c, int64_t now)
{
    for (struct lane *l = c->lanes; l; l = l->next) {
        l->idle_since = !wax__lane_is_idle(l) ? INT64_MAX : l->idle_since == INT64_MAX ? now : l->idle_since;
        if (now < idle_until(l))
            continue;
        wax__lane_part(l);
        wax__lane_turn(l);
        l->idle_since = INT64_MAX;
    }
}

/* Who waits will be carried soon. */
static void rest(struct wax_client *c)
{
    for (struct lane *l = c->waiting.n ? NULL : c->lanes; l; l = l->next)
        if (l->conn && !l->carried.first)
            wax__conn_rest(l->conn);
}

/* -- work ------------------------------------------------------------------------------------------------------- */

/* What was handed over may be settled in the same breath, and then no socket wakes us for those who still wait. */
static bool must_go_on(const struct wax_client *c)
{
    bool is_any = false;

    for (const struct lane *l = c->lanes; l; l = l->next) {
        if (wax__lane_is_idle(l))
            return true;
        is_any = is_any || l->conn;
    }
    return !is_any;
}

static int64_t next_look(struct wax_client *c, int64_t now)
{
    int64_t next = c->due, pace = pace_until(c);

    for (const struct lane *l = c->lanes; l; l = l->next)
        next = idle_until(l) < next ? idle_until(l) : next;
    if (c->waiting.n && pace > now)
        return pace < next ? pace : next;
    return c->waiting.n && must_go_on(c) ? now : next;
}

static bool has_nothing_to_do(const struct wax_client *c)
{
    for (const struct lane *l = c->lanes; l; l = l->next)
        if (l->carried.first)
            return false;
    return c->waiting.n == 0;
}

void wax__pool_work(struct wax_client *c, struct lane *moved)
{
    int64_t now = wax__loop_now(c->terms.loop);

    if (moved)
        wax__lane_collect(moved);
    expire(c, now);
    part_from_idle(c, now);
    speak(c);                           /* of what was taken back, whoever waits */
    if (c->waiting.n) {
        look_at(c);
        hand_over(c, now);
        say_goodbye(c);
        speak(c);
    }
    rest(c);
    if (has_nothing_to_do(c))
        c->due = INT64_MAX;
    wax__timer_at(c->timer, next_look(c, wax__loop_now(c->terms.loop)));
    wax__client_tell(c);
}

/* -- taking back ------------------------------------------------------------------------------------------------ */

struct wanted { struct wax_client *client; const wax_message *message; bool is_found; };

static bool is_wanted(const struct job *j, void *wanted)
{
    return j->message == ((struct wanted *)wanted)->message;
}

static void settle_wanted(struct job *j, void *wanted)
{
    struct wanted *w = wanted;
    wax_error why = { 0 };

    w->is_found = true;
    wax__fail(&why, WAX_E_CANCELLED, "cancel", "it was taken back while it waited for its turn; nothing was sent");
    wax__client_settle_failed(w->client, j, &why);
}

static bool withdraw_carried(struct wax_client *c, const wax_message *m)
{
    for (struct lane *l = c->lanes; l; l = l->next)
        for (struct job *j = l->carried.first; j; j = j->next)
            if (j->message == m)
                return wax__lane_withdraw(l, j);
    return false;
}

bool wax__pool_withdraw(struct wax_client *c, const wax_message *m)
{
    struct wanted w = { c, m, false };

    wax__turns_sift(&c->waiting, is_wanted, settle_wanted, &w);
    return w.is_found || withdraw_carried(c, m);
}

void wax__pool_break(struct wax_client *c, const wax_error *why)
{
    for (struct lane *l = c->lanes; l; l = l->next)
        wax__lane_break(l, why);
    for (struct job *j; (j = wax__turns_take(&c->waiting)); )
        wax__client_settle_failed(c, j, why);
}

/* job.c -- see job.h. */
#include "job.h"

#include "delivery.h"
#include "fail.h"

#include <stdlib.h>
#include <string.h>

static bool is_recipient(wax_message *m, const char *address)
{
    for (size_t i = 0; i < wax_message_recipients(m); i++)
        if (strcmp(wax_message_recipient(m, i), address) == 0)
            return true;
    return false;
}

/* Whoever asks for what can't be asked is told before anybody is called. */
static wax_status check_asked(wax_message *m, wax_error *why)
{
    const wax_asked *a;

    for (size_t i = 0; !why->status && (a = wax_message_asked(m, i)); i++)
        if (!wax_ask_check(a->ask, a->value, a->how, why) && a->recipient && !is_recipient(m, a->recipient))
            wax__fail(why, WAX_E_USAGE, "envelope", "something is asked for %.100s, who is no recipient of the mail", a->recipient);
    return why->status;
}

/* The envelope is made when it is asked for, and that may fail too. */
static wax_status check(wax_message *m, wax_message_facts *facts, wax_error *why)
{
    bool is_good = wax_message_check(m, facts) == WAX_OK;
    bool has_sender = is_good && wax_message_sender(m), has_recipient = is_good && wax_message_recipients(m);

    if (wax_message_error(m)->status)
        *why = *wax_message_error(m);
    else if (!has_sender)
        wax__fail(why, WAX_E_USAGE, "envelope", "the message has no sender: set From, or call wax_message_envelope_from");
    else if (!has_recipient)
        wax__fail(why, WAX_E_USAGE, "envelope", "the message has no recipient: set To, Cc or Bcc, or call wax_message_envelope_to");
    return why->status;
}

static void ask(const struct job *j)
{
    const wax_asked *a;

    for (size_t i = 0; (a = wax_message_asked(j->message, i)); i++)
        if (a->recipient)
            wax_delivery_ask_for(wax__job_delivery(j), a->recipient, a->ask, a->value, a->how);
        else
            wax_delivery_ask(wax__job_delivery(j), a->ask, a->value, a->how);
}

static wax_status make_envelope(struct job *j, wax_error *why)
{
    if (!(j->report = wax__report_new(j->message)))
        return wax__fail_memory(why, "message");
    ask(j);
    *why = *wax_delivery_error(wax__job_delivery(j));
    return why->status;
}

struct job *wax__job_new(wax_message *m, wax_error *why)
{
    wax_message_facts facts;
    struct job *j;

    if (check(m, &facts, why) || check_asked(m, why))
        return NULL;
    if (!(j = calloc(1, sizeof *j))) {
        wax__fail_memory(why, "message");
        return NULL;
    }
    j->message = m;
    j->facts = facts;
    if (!make_envelope(j, why))
        return j;
    wax__job_free(j);
    return NULL;
}

void wax__job_free(struct job *j)
{
    if (!j)
        return;
    wax_report_free(j->report);         /* and with it whatever is open of the message */
    free(j);
}

wax_delivery *wax__job_delivery(const struct job *j)
{
    return j->report->delivery;
}

int64_t wax__job_deadline(const struct job *j)
{
    return j->timeout_ms ? j->began + j->timeout_ms : INT64_MAX;
}

/* -- the delivery reads the message through us, so that progress can be told ---------------------------------- */

static wax_status read_on(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct job *j = user;
    wax_status status = j->source.read(j->source.user, to, room, n, why);

    if (!status)
        j->n_read += (int64_t)*n;
    return status;
}

static wax_status rewind_it(void *user, wax_error *why)
{
    struct job *j = user;

    j->n_read = 0;
    return j->source.rewind(j->source.user, why);
}

static void free_source(void *user)
{
    struct job *j = user;

    if (j->source.free)
        j->source.free(j->source.user);
    j->source = (wax_source){ 0 };
}

/* Which form is wanted shows when it is read, and the message has one reader at a time: only then is it opened. */
static wax_status read_binary(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct job *j = user;

    if (!j->source.read && wax_message_open_binary(j->message, &j->source)) {
        *why = *wax_message_error(j->message);
        return why->status;
    }
    j->size = j->facts.binary_size;
    return read_on(j, to, room, n, why);
}

static wax_status rewind_binary(void *user, wax_error *why)
{
    struct job *j = user;

    return j->source.read ? rewind_it(j, why) : WAX_OK;
}

static void load(struct job *j)
{
    wax_delivery *d = wax__job_delivery(j);

    wax_delivery_size(d, j->facts.size);
    if (j->facts.is_8bit)
        wax_delivery_is_8bit(d);
    if (j->facts.is_binary)
        wax_delivery_is_binary(d);
    if (j->facts.has_utf8_header)
        wax_delivery_is_utf8(d);
    wax_delivery_body(d, (wax_source){ read_on, rewind_it, free_source, j });
    if (j->facts.binary_size >= 0)
        wax_delivery_binary_form(d, (wax_source){ read_binary, rewind_binary, free_source, j }, j->facts.binary_size);
}

bool wax__job_pack(struct job *j, wax_error *why)
{
    if (wax_message_open(j->message, &j->source)) {
        *why = *wax_message_error(j->message);
        return false;
    }
    j->n_read = 0;
    j->size = j->facts.size;
    load(j);
    return true;
}

void wax__job_unpack(struct job *j)
{
    wax__delivery_unload(wax__job_delivery(j));
}

void wax__job_renew(struct job *j)
{
    wax__job_unpack(j);
    wax__delivery_renew(wax__job_delivery(j));
}

/* -- queues ------------------------------------------------------------------------------------------------- */

void wax__job_put(struct job_queue *q, struct job *j)
{
    j->next = NULL;
    if (q->last)
        q->last->next = j;
    else
        q->first = j;
    q->last = j;
}

struct job *wax__job_take(struct job_queue *q)
{
    struct job *j = q->first;

    if (!j)
        return NULL;
    q->first = j->next;
    if (!q->first)
        q->last = NULL;
    j->next = NULL;
    return j;
}

void wax__job_put_before(struct job_queue *these, struct job_queue *those)
{
    if (!these->first)
        return;
    these->last->next = those->first;
    if (!those->first)
        those->last = these->last;
    those->first = these->first;
    *these = (struct job_queue){ 0 };
}

int64_t wax__job_soonest(const struct job_queue *q)
{
    int64_t soonest = INT64_MAX;

    for (const struct job *j = q->first; j; j = j->next)
        soonest = wax__job_deadline(j) < soonest ? wax__job_deadline(j) : soonest;
    return soonest;
}

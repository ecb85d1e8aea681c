/* delivery.c -- see delivery.h, and smtp.h for the public half. */
#include "delivery.h"

#include "fail.h"
#include "path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(struct wax_delivery *d, const char *s)
{
    char *p = strdup(s);

    if (!p)
        wax__fail_memory(&d->why, "envelope");
    return p;
}

static char *copy_path(struct wax_delivery *d, const char *path)
{
    d->has_utf8_path = d->has_utf8_path || !wax__text_is_ascii(path, strlen(path));
    return copy(d, path);
}

/* Whoever changes a message that is under way loses the change, and is told so. */
bool wax__delivery_may_change(struct wax_delivery *d)
{
    if (d && d->now.is_handed && !d->now.is_settled)
        wax__fail(&d->why, WAX_E_USAGE, "envelope", "the message was changed when it had been handed over; set it up before that");
    return d && !d->now.is_handed;
}

wax_delivery *wax_delivery_new(const char *from)
{
    struct wax_delivery *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    d->size = -1;
    if (!from)
        wax__fail(&d->why, WAX_E_USAGE, "envelope", "the message has no sender");
    else if (*from)
        wax__path_check(from, "sender", &d->why);
    d->from = copy_path(d, from ? from : "");
    return d;
}

static void drop(wax_source *from)
{
    if (from->free)
        from->free(from->user);
    *from = (wax_source){ 0 };
}

void wax_delivery_free(wax_delivery *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->n_rcpt; i++)
        free(d->rcpt[i].address);
    wax__delivery_unload(d);
    wax__delivery_clear_asks(d);
    free(d->rcpt);
    free(d->from);
    free(d);
}

void wax_delivery_to(wax_delivery *d, const char *address)
{
    const char *path = address ? address : "";

    if (!wax__delivery_may_change(d) || wax__path_check(path, "recipient", &d->why))
        return;
    if ((d->n_rcpt & (d->n_rcpt - 1)) == 0) {       /* full at each power of two */
        size_t room = d->n_rcpt ? d->n_rcpt * 2 : 1;
        struct recipient *more = realloc(d->rcpt, room * sizeof *more);
        if (!more) {
            wax__fail_memory(&d->why, "envelope");
            return;
        }
        d->rcpt = more;
    }
    char *mine = copy_path(d, path);
    if (mine)
        d->rcpt[d->n_rcpt++] = (struct recipient){ .address = mine, .result = { .address = mine } };
}

/* What is no more to be changed drops what was to be its new source. */
static bool take_source(struct wax_delivery *d, wax_source *place, wax_source from)
{
    bool may = wax__delivery_may_change(d);

    drop(may ? place : &from);
    if (may)
        *place = from;
    return may;
}

void wax_delivery_body(wax_delivery *d, wax_source body)
{
    (void)take_source(d, d ? &d->body : NULL, body);
}

void wax_delivery_size(wax_delivery *d, int64_t bytes)
{
    if (wax__delivery_may_change(d))
        d->size = bytes < 0 ? -1 : bytes;
}

void wax_delivery_binary_form(wax_delivery *d, wax_source binary, int64_t bytes)
{
    if (take_source(d, d ? &d->binary : NULL, binary))
        d->binary_size = bytes < 0 ? -1 : bytes;
}

void wax__delivery_become_binary(struct wax_delivery *d)
{
    drop(&d->body);
    d->body = d->binary;
    d->size = d->binary_size;
    d->is_binary = true;
    d->binary = (wax_source){ 0 };
}

void wax__delivery_unload(struct wax_delivery *d)
{
    drop(&d->body);
    drop(&d->binary);
}

void wax__delivery_renew(struct wax_delivery *d)
{
    for (size_t i = 0; i < d->n_rcpt; i++) {
        struct recipient *r = &d->rcpt[i];
        r->result = (wax_result){ .address = r->address };
        r->is_taken = r->is_final = false;
    }
    d->why = (wax_error){ 0 };
    d->size = -1;
    d->is_8bit = d->is_utf8 = d->is_binary = false;
    d->now = (struct attempt){ 0 };
}

void wax_delivery_is_8bit(wax_delivery *d)
{
    if (wax__delivery_may_change(d))
        d->is_8bit = true;
}

void wax_delivery_is_utf8(wax_delivery *d)
{
    if (wax__delivery_may_change(d))
        d->is_utf8 = true;
}

void wax_delivery_is_binary(wax_delivery *d)
{
    if (wax__delivery_may_change(d))
        d->is_binary = true;
}

/* -- the account -------------------------------------------------------------------------------------------- */

void wax__delivery_settle(struct wax_delivery *d, size_t i, const wax_error *why, wax_fate fate)
{
    struct recipient *rcpt = &d->rcpt[i];

    if (rcpt->is_final)
        return;
    rcpt->result.why = *why;
    rcpt->result.fate = fate;
    rcpt->is_final = true;
}

void wax__delivery_fail(struct wax_delivery *d, const wax_error *why, wax_fate fate)
{
    if (!d->why.status)
        d->why = *why;
    for (size_t i = 0; i < d->n_rcpt; i++)
        wax__delivery_settle(d, i, why, fate);
}

void wax__delivery_accept(struct wax_delivery *d, size_t from, size_t to, const struct reply *end)
{
    wax_error yes = { .smtp = end->code, .stage = "end" };

    memcpy(yes.enhanced, end->enhanced, sizeof yes.enhanced);
    wax__reply_print(yes.text, sizeof yes.text, end);
    for (size_t i = wax__delivery_waiting(d, from); i < to; i = wax__delivery_waiting(d, i + 1))
        wax__delivery_settle(d, i, &yes, WAX_ACCEPTED);
}

void wax__delivery_doubt(struct wax_delivery *d, const wax_error *why)
{
    for (size_t i = 0; i < d->n_rcpt; i++) {
        d->rcpt[i].is_final = d->rcpt[i].is_final && !d->rcpt[i].is_taken;
        wax__delivery_settle(d, i, why, WAX_UNCERTAIN);
    }
}

size_t wax__delivery_waiting(const struct wax_delivery *d, size_t i)
{
    while (i < d->n_rcpt && (!d->rcpt[i].is_taken || d->rcpt[i].is_final))
        i++;
    return i < d->n_rcpt ? i : d->n_rcpt;
}

size_t wax_delivery_recipients(const wax_delivery *d)
{
    return d ? d->n_rcpt : 0;
}

const wax_result *wax_delivery_result(const wax_delivery *d, size_t i)
{
    return d && i < d->n_rcpt ? &d->rcpt[i].result : NULL;
}

bool wax_delivery_is_settled(const wax_delivery *d)
{
    return d && d->now.is_settled;
}

/* -- the outcome as a whole --------------------------------------------------------------------------------- */

static const struct recipient *first_not_accepted(const struct wax_delivery *d, size_t *accepted)
{
    const struct recipient *first = NULL;

    *accepted = 0;
    for (size_t i = 0; i < d->n_rcpt; i++) {
        bool yes = d->rcpt[i].result.fate == WAX_ACCEPTED;
        bool worse = first && d->rcpt[i].result.fate == WAX_UNCERTAIN && first->result.fate != WAX_UNCERTAIN;
        *accepted += yes;
        if (!yes && (!first || worse))
            first = &d->rcpt[i];
    }
    return first;
}

void wax__delivery_conclude(struct wax_delivery *d)
{
    size_t accepted;
    const struct recipient *bad = first_not_accepted(d, &accepted);

    d->now.is_settled = true;
    if (d->n_rcpt == 0)
        return;
    wax_error whole = bad ? bad->result.why : (wax_error){ 0 };
    if (bad && accepted && bad->result.fate != WAX_UNCERTAIN) {
        whole.status = WAX_OK;
        wax__fail(&whole, WAX_E_PARTIAL, bad->result.why.stage, "%zu of %zu recipients got the message; %s", accepted, d->n_rcpt,
                  bad->result.why.text);
    }
    if (bad || d->why.status != WAX_E_USAGE)    /* everybody has it; but it was changed too late, and that is still to be told */
        d->why = whole;
}

void wax__delivery_call_off(struct wax_delivery *d, const wax_error *why)
{
    wax__delivery_fail(d, why, WAX_NOT_TRIED);
    wax__delivery_conclude(d);
}

wax_status wax_delivery_status(const wax_delivery *d)
{
    return !d ? WAX_E_NOMEM : d->now.is_settled ? d->why.status : d->why.status ? d->why.status : WAX_AGAIN;
}

const wax_error *wax_delivery_error(const wax_delivery *d)
{
    static const wax_error none = { WAX_E_NOMEM, 0, "", "envelope", "memory is used up" };

    return d ? &d->why : &none;
}

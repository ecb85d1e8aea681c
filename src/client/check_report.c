/* check_report.c -- see check_report.h, and check.h for the public half. */
#include "check_report.h"

#include "note.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* -- gathering ---------------------------------------------------------------------------------------------- */

static void add(struct wax_check_report *r, struct texts *to, const char *text)
{
    if (wax__buf_put(&to->mem, text, strlen(text) + 1))
        to->n++;
    else
        r->has_no_memory = true;
}

static const char *behind(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);

    return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static void on_note(struct wax_check_report *r, const char *text)
{
    const char *address = behind(text, NOTE_CONNECTING);

    if (address)
        add(r, &r->addresses, address);
}

static void forget(struct texts *t)
{
    wax__buf_take(&t->mem, buf_len(&t->mem));
    t->n = 0;
}

/* Nothing is concluded from a line that somebody made up, or from its answer. */
static void on_own_line(struct wax_check_report *r, const char *text)
{
    size_t at = buf_len(&r->talk.mem);

    r->is_answer = r->is_login = false;
    if (wax__buf_put(&r->talk_lines, &at, sizeof at))
        add(r, &r->talk, text);
    else
        r->has_no_memory = true;
}

static void on_said(struct wax_check_report *r, const char *text)
{
    struct texts *offers = &r->offers[r->is_secure];

    r->has_said = true;
    if (r->is_own) {
        on_own_line(r, text);
        return;
    }
    r->is_goodbye = behind(text, "QUIT");
    if (!r->is_goodbye && !behind(text, "RCPT ") && !behind(text, "DATA"))
        forget(&r->answer);
    r->is_login = behind(text, "AUTH ") || behind(text, "<secret>");
    r->is_answer = behind(text, "EHLO ") || behind(text, "LHLO ");
    if (!r->is_answer)
        return;
    forget(offers);         /* asked again: the last answer counts */
}

/* The first line of the answer names the server; the rest is the offer.  It is kept until the end, so that it is known as the first. */
static void on_heard(struct wax_check_report *r, const char *text)
{
    if (r->is_own) {
        add(r, &r->talk, text);
        return;
    }
    if (!r->is_goodbye)
        add(r, &r->answer, text);
    if (r->is_login && behind(text, "235"))
        r->was_welcomed = true;
    if (!r->has_said)
        add(r, &r->greeting, text);
    else if (r->is_answer && behind(text, "250"))
        add(r, &r->offers[r->is_secure], text[3] ? text + 4 : "");
}

void wax__check_hear(struct wax_check_report *r, const wax_trace_event *e, size_t n_own)
{
    if (e->kind == WAX_TRACE_SAID) {
        r->is_own = n_own > r->n_own;
        r->n_own = n_own;
    }
    switch (e->kind) {
    case WAX_TRACE_NOTE: on_note(r, e->text); break;
    case WAX_TRACE_SAID: on_said(r, e->text); break;
    case WAX_TRACE_HEARD: on_heard(r, e->text); break;
    case WAX_TRACE_TLS: r->is_secure = true; break;
    }
}

/* -- looking ------------------------------------------------------------------------------------------------ */

static const char *text_at(const struct texts *t, size_t i)
{
    const char *p = (const char *)buf_data(&t->mem);

    if (i >= t->n)
        return NULL;
    while (i--)
        p += strlen(p) + 1;
    return p;
}

bool wax__check_offers(const struct wax_check_report *r, bool inside_tls, const char *keyword)
{
    const char *line;

    for (size_t i = 0; (line = wax_check_offer(r, inside_tls, i)); i++)
        if (wax__text_same((struct span){ (const uint8_t *)line, strcspn(line, " ") }, keyword))
            return true;
    return false;
}

/* -- as check.h shows it ------------------------------------------------------------------------------------ */

static const wax_error no_report = { .status = WAX_E_NOMEM, .stage = "report", .text = "memory is used up" };

void wax_check_free(wax_check_report *r)
{
    if (!r)
        return;
    wax__buf_clear(&r->addresses.mem);
    wax__buf_clear(&r->greeting.mem);
    wax__buf_clear(&r->answer.mem);
    wax__buf_clear(&r->talk.mem);
    wax__buf_clear(&r->talk_lines);
    wax__buf_clear(&r->offers[0].mem);
    wax__buf_clear(&r->offers[1].mem);
    free(r);
}

wax_status wax_check_status(const wax_check_report *r)
{
    return wax_check_error(r)->status;
}

const wax_error *wax_check_error(const wax_check_report *r)
{
    return r ? &r->error : &no_report;
}

const char *wax_check_peer(const wax_check_report *r)
{
    return r ? r->peer : "";
}

const wax_stage *wax_check_stage(const wax_check_report *r, size_t i)
{
    return r && i < r->spans.n ? &r->spans.at[i] : NULL;
}

int64_t wax_check_ms(const wax_check_report *r)
{
    return r ? r->ms : 0;
}

/* 235 from a server that was to prove something and did not is no login. */
bool wax_check_logged_in(const wax_check_report *r)
{
    return r && r->was_welcomed && r->error.status != WAX_E_AUTH;
}

const char *wax_check_address(const wax_check_report *r, size_t i)
{
    return r ? text_at(&r->addresses, i) : NULL;
}

const char *wax_check_greeting(const wax_check_report *r, size_t i)
{
    return r ? text_at(&r->greeting, i) : NULL;
}

bool wax_check_reached(const wax_check_report *r)
{
    return r && r->is_reached;
}

const char *wax_check_answer(const wax_check_report *r, size_t i)
{
    return r ? text_at(&r->answer, i) : NULL;
}

/* Where the i-th of the lines said stands; past the last, where the talk ends. */
static size_t line_at(const struct wax_check_report *r, size_t i)
{
    size_t at = buf_len(&r->talk.mem);

    if (i < buf_len(&r->talk_lines) / sizeof at)
        memcpy(&at, buf_data(&r->talk_lines) + i * sizeof at, sizeof at);
    return at;
}

/* The j-th text of it: 0 is the line itself. */
static const char *talk_at(const struct wax_check_report *r, size_t i, size_t j)
{
    const char *p = (const char *)buf_data(&r->talk.mem) + line_at(r, i), *end = (const char *)buf_data(&r->talk.mem) + line_at(r, i + 1);

    while (j-- && p < end)
        p += strlen(p) + 1;
    return p < end ? p : NULL;
}

const char *wax_check_line(const wax_check_report *r, size_t i)
{
    return r && i < SIZE_MAX - 1 ? talk_at(r, i, 0) : NULL;
}

const char *wax_check_reply(const wax_check_report *r, size_t i, size_t j)
{
    return r && i < SIZE_MAX - 1 && j < SIZE_MAX ? talk_at(r, i, j + 1) : NULL;
}

const char *wax_check_offer(const wax_check_report *r, bool inside_tls, size_t i)
{
    return r ? text_at(&r->offers[inside_tls], i + 1) : NULL;
}

const wax_tls_info *wax_check_tls(const wax_check_report *r)
{
    return r && r->has_tls ? &r->tls : NULL;
}

const wax_certificate *wax_check_certificate(const wax_check_report *r, size_t i)
{
    return r && i < r->n_certificates ? &r->certificates[i] : NULL;
}

const wax_warning *wax_check_warning(const wax_check_report *r, size_t i)
{
    return r && i < r->n_warnings ? &r->warnings[i] : NULL;
}

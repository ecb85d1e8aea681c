/* message.c -- the wax_message: what was set, until it is read.
 *
 * Owns the strings and the order in which they came.  Judges nothing itself: each setter asks the file that knows, and keeps the
 * first refusal. */
#include "address.h"
#include "fail.h"
#include "field.h"
#include "file_source.h"
#include "flowed.h"
#include "mail.h"
#include "source.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

wax_message *wax_message_new(void)
{
    return calloc(1, sizeof(wax_message));
}

void wax_message_free(wax_message *m)
{
    if (!m)
        return;
    for (struct header_field *f = m->fields, *next; f; f = next) {
        next = f->next;
        wax__buf_clear(&f->text);
        free(f);
    }
    wax__shape_free(m->shape);
    wax__own_parts_free(m);
    wax__mailboxes_clear(&m->from);
    wax__mailboxes_clear(&m->to);
    wax__asked_clear(&m->asked);
    wax__source_free(&m->raw);
    wax__seals_free(&m->seals);
    wax__kept_free(m->kept);
    free(m);
}

void wax__mail_forget_look(wax_message *m)
{
    wax__kept_free(m->kept);
    m->kept = NULL;
}

bool wax__mail_is_refused(const wax_message *m)
{
    return m->error.status && !m->is_of_look;
}

static void forget_error_of_look(wax_message *m)
{
    if (m->is_of_look)
        m->error = (wax_error){ 0 };
    m->is_of_look = false;
}

bool wax__mail_may_set(wax_message *m, const void *argument, const char *what)
{
    if (!m || wax__mail_is_refused(m))
        return false;
    forget_error_of_look(m);
    if (m->is_open)
        wax__fail(&m->error, WAX_E_USAGE, "message", "%s was set while the mail was being read; free its source first", what);
    else if (!argument)
        wax__fail(&m->error, WAX_E_USAGE, "message", "%s was given NULL", what);
    m->is_settled = false;
    if (m->error.status)
        return false;
    wax__seals_forget(&m->seals);
    wax__mail_forget_look(m);
    return argument;
}

static bool has_shape(wax_message *m, wax_error *why)
{
    if (!m->shape && !(m->shape = wax__shape_new()))
        wax__fail_memory(why, "message");
    return m->shape;
}

struct part *wax__mail_body(wax_message *m, wax_error *why)
{
    if (m->own_body)
        return wax__own_parts_body(m);
    return has_shape(m, why) ? wax__shape_lay_out(m->shape) : NULL;
}

bool wax__mail_may_shape(wax_message *m, const void *argument, const char *what)
{
    if (!wax__mail_may_compose(m, argument, what))
        return false;
    if (m->own_body)
        wax__fail(&m->error, WAX_E_USAGE, "message", "%s can't stand beside a tree of parts of your own: add it there, with wax_message_part", what);
    return !m->error.status && has_shape(m, &m->error);
}

bool wax__mail_may_compose(wax_message *m, const void *argument, const char *what)
{
    if (!wax__mail_may_set(m, argument, what))
        return false;
    if (m->is_raw)
        wax__fail(&m->error, WAX_E_USAGE, "message", "%s can't be set in a ready-made mail, which is sent as it is", what);
    return !m->error.status;
}

/* -- fields ------------------------------------------------------------------------------------------------- */

static struct header_field **place_of(wax_message *m, const char *name)
{
    struct header_field **at = &m->fields;

    while (*at && !wax__text_same((struct span){ (const uint8_t *)(*at)->name, strlen((*at)->name) }, name))
        at = &(*at)->next;
    return at;
}

const char *wax__mail_field(const wax_message *m, const char *name)
{
    for (const struct header_field *f = m->fields; f; f = f->next)
        if (wax__text_same((struct span){ (const uint8_t *)f->name, strlen(f->name) }, name))
            return (const char *)buf_data(&f->text);
    return NULL;
}

static bool add_field(struct header_field **at, const char *name)
{
    size_t n = strlen(name) + 1;
    struct header_field *f = calloc(1, sizeof *f + n);

    if (!f)
        return false;
    memcpy(f->name, name, n);
    *at = f;
    return true;
}

/* The text with its NUL; after a comma when it joins what is there. */
static bool put_text(struct buf *to, const char *utf8, bool joins)
{
    size_t n = strlen(utf8) + 1;
    struct buf made = { 0 };

    if (joins && buf_len(to)) {
        if (!wax__buf_room(to, n + 1))
            return false;
        to->end--;
        return wax__buf_put(to, ", ", 2) && wax__buf_put(to, utf8, n);
    }
    if (!wax__buf_put(&made, utf8, n))
        return false;
    wax__buf_clear(to);
    *to = made;
    return true;
}

void wax_message_set(wax_message *m, const char *field, const char *utf8)
{
    if (!wax__mail_may_compose(m, field, field ? field : "a field") || !wax__mail_may_compose(m, utf8, field) || wax__field_check(field, utf8, &m->error))
        return;
    enum field_kind kind = wax__field_law(field)->kind;
    struct header_field **at = place_of(m, field);
    if ((!*at && !add_field(at, field)) || !put_text(&(*at)->text, utf8, kind == FIELD_RECIPIENTS || kind == FIELD_HIDDEN))
        wax__fail_memory(&m->error, "message");
}

/* -- bodies ------------------------------------------------------------------------------------------------- */

void wax_message_text(wax_message *m, const char *utf8)
{
    if (wax__mail_may_shape(m, utf8, "the text"))
        wax__part_text(&m->shape->text, "text/plain; charset=utf-8", "the text", utf8, &m->error);
}

void wax_message_text_flowed(wax_message *m, const char *utf8)
{
    struct buf flowed = { 0 };

    if (!wax__mail_may_shape(m, utf8, "the text"))
        return;
    if (wax__flow(&flowed, utf8))
        wax__part_text(&m->shape->text, "text/plain; charset=utf-8; format=flowed", "the text", (const char *)buf_data(&flowed), &m->error);
    else
        wax__fail_memory(&m->error, "message");
    wax__buf_clear(&flowed);
}

void wax_message_html(wax_message *m, const char *utf8)
{
    if (wax__mail_may_shape(m, utf8, "the HTML text"))
        wax__part_text(&m->shape->html, "text/html; charset=utf-8", "the HTML text", utf8, &m->error);
}

/* -- ready-made --------------------------------------------------------------------------------------------- */

static bool may_be_raw(wax_message *m, const void *argument)
{
    if (!wax__mail_may_set(m, argument, "the ready-made mail"))
        return false;
    if (m->fields || !wax__shape_is_empty(m->shape) || m->own_body)
        wax__fail(&m->error, WAX_E_USAGE, "message", "a ready-made mail is sent as it is; header fields, texts and files can't be set beside it");
    return !m->error.status;
}

static void take_raw(wax_message *m, wax_source from)
{
    wax__source_free(&m->raw);
    m->raw = from;
    m->is_raw = true;
}

void wax_message_raw(wax_message *m, wax_source from)
{
    bool is_whole = from.read && from.rewind;

    if (!may_be_raw(m, &from) || !is_whole) {
        if (m && !is_whole)
            wax__fail(&m->error, WAX_E_USAGE, "message", "the source of a ready-made mail needs read and rewind");
        wax__source_free(&from);
        return;
    }
    take_raw(m, from);
}

void wax_message_raw_file(wax_message *m, const char *path)
{
    wax_source from;

    if (may_be_raw(m, path) && !wax__file_source(&from, path, &m->error))
        take_raw(m, from);
}

void wax_message_raw_fd(wax_message *m, int fd)
{
    wax_source from;

    if (may_be_raw(m, &fd) && !wax__descriptor_source(&from, fd, &m->error))
        take_raw(m, from);
}

void wax_message_binary(wax_message *m, wax_insistence how)
{
    if (wax__mail_may_set(m, "", "the mail's being binary"))
        m->binary = how == WAX_IF_OFFERED ? BINARY_TOO : BINARY_ALONE;
}

/* -- seals -------------------------------------------------------------------------------------------------- */

wax_error *wax__mail_may_seal(wax_message *m, const void *argument, const char *what)
{
    return wax__mail_may_set(m, argument, what) ? &m->error : NULL;
}

bool wax__mail_hides_recipients(const wax_message *m)
{
    return wax__mail_field(m, "Bcc") != NULL;
}

struct seal *wax__mail_seal(const wax_message *m, enum seal_rank rank)
{
    return m->seals.at[rank];
}

void wax__mail_put_seal(wax_message *m, struct seal *seal)
{
    m->seals.at[seal->kind->rank] = seal;
}

/* -- the envelope ------------------------------------------------------------------------------------------- */

/* What the header gave makes way the first time. */
static bool begin_envelope(wax_message *m, struct mailboxes *which, bool *is_set, const char *mailbox, const char *what)
{
    if (!wax__mail_may_set(m, mailbox, what))
        return false;
    if (!*is_set)
        wax__mailboxes_clear(which);
    *is_set = true;
    return true;
}

static void add_one(wax_message *m, struct mailboxes *to, const char *mailbox, const char *what)
{
    size_t before = to->n;

    if (!wax__mailboxes_add(to, mailbox, what, &m->error) && to->n != before + 1)
        wax__fail(&m->error, WAX_E_USAGE, "message", "%s is one mailbox, not %zu", what, to->n - before);
}

void wax_message_envelope_from(wax_message *m, const char *mailbox)
{
    if (!m || !begin_envelope(m, &m->from, &m->has_from, mailbox, "the envelope's sender"))
        return;
    wax__mailboxes_clear(&m->from);
    if (*mailbox)
        add_one(m, &m->from, mailbox, "the envelope's sender");
}

void wax_message_envelope_to(wax_message *m, const char *mailbox)
{
    if (m && begin_envelope(m, &m->to, &m->has_to, mailbox, "the envelope's recipient"))
        add_one(m, &m->to, mailbox, "the envelope's recipient");
}

/* A failure here is the message's: there is nobody else to tell. */
static bool is_settled(wax_message *m)
{
    return m && !wax__mail_is_refused(m) && !wax__envelope_settle(m, &m->error);
}

const char *wax_message_sender(wax_message *m)
{
    if (!is_settled(m))
        return NULL;
    return m->from.n ? m->from.at[0] : m->has_from ? "" : NULL;
}

size_t wax_message_recipients(wax_message *m)
{
    return is_settled(m) ? m->to.n : 0;
}

const char *wax_message_recipient(wax_message *m, size_t i)
{
    return i < wax_message_recipients(m) ? m->to.at[i] : NULL;
}

/* -- the moment --------------------------------------------------------------------------------------------- */

void wax_message_fix(wax_message *m, int64_t unix_seconds, int utc_offset_minutes, uint64_t seed)
{
    if (wax__mail_may_set(m, "", "the clock"))
        m->has_moment = !wax__moment_fixed(&m->moment, unix_seconds, utc_offset_minutes, seed, &m->error);
}

const wax_error *wax_message_error(const wax_message *m)
{
    static const wax_error no_message = { WAX_E_NOMEM, 0, "", "message", "memory is used up" };

    return m ? &m->error : &no_message;
}

/* -- one list, for everyone --------------------------------------------------------------------------------- */

static wax_status read_list(const char *list, wax_mailbox_fn *each, void *user, wax_error *why)
{
    struct address_reader r;
    enum address_kind kind = ADDRESS_GROUP;
    wax_status s = wax__address_begin(&r, list, "the address list", why);

    while (!s && kind != ADDRESS_END) {
        s = wax__address_next(&r, &kind, why);
        if (!s && kind == ADDRESS_MAILBOX && each)
            each(user, r.name, r.address);
    }
    wax__address_finish(&r);
    return s;
}

wax_status wax_addresses(const char *list, wax_mailbox_fn *each, void *user, wax_error *why)
{
    wax_error unasked = { 0 };
    wax_error *e = why ? why : &unasked;

    *e = (wax_error){ 0 };
    if (!list)
        return wax__fail(e, WAX_E_USAGE, "message", "the address list is NULL");
    wax_status s = read_list(list, NULL, NULL, e);      /* whole first: nobody should act on half a list */
    return s ? s : read_list(list, each, user, e);
}

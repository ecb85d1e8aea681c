/* attach.c -- what a mail carries besides its text: files, images that its HTML shows, mails that are forwarded, an invitation.
 *
 * Owns the sources until they are parts of the message, and frees them when they never become that.  Opens nothing. */
#include "content_id.h"
#include "fail.h"
#include "file_name.h"
#include "file_source.h"
#include "limit.h"
#include "mail.h"
#include "media_type.h"
#include "source.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

struct wanted {
    enum part_kind kind;
    const char    *what;                        /* in sentences */
    const char    *name, *type, *content_id;    /* each may be NULL */
};

/* -- checks -------------------------------------------------------------------------------------------------- */

static wax_status check_content_id(const struct part *shown, const char *id, wax_error *why)
{
    wax_status s = wax__content_id_check(id, why);

    for (const struct part *p = shown; !s && p; p = p->next)
        if (p->id && strcmp(p->id, id) == 0)
            s = wax__content_id_is_twice(id, why);
    return s;
}

static wax_status check(const wax_message *m, const struct wanted *w, wax_error *why)
{
    wax_status s = WAX_OK;

    if (w->name)
        s = wax__file_name_check(w->name, why);
    if (!s && w->type)
        s = wax__media_type_check(w->type, why);
    if (!s && w->content_id)
        s = check_content_id(m->shape->shown, w->content_id, why);
    return s;
}

/* -- a part's own header ------------------------------------------------------------------------------------- */

static wax_status put_type(struct part *p, const struct wanted *w, wax_error *why)
{
    char guessed[MEDIA_TYPE_SIZE] = MEDIA_TYPE_UNKNOWN;
    wax_status s = w->kind == PART_FILE && !w->type && w->name ? wax__media_type_guess(guessed, w->name, why) : WAX_OK;
    const char *type = w->type ? w->type : guessed;

    if (s)
        return s;
    if (!wax__buf_put(&p->own_type, type, strlen(type) + 1))
        return wax__fail_memory(why, "message");
    p->type = (const char *)buf_data(&p->own_type);
    return WAX_OK;
}

static bool put_fields(struct part *p, const struct wanted *w)
{
    const char *name = w->name ? w->name : "";

    return wax__buf_put(&p->name, name, strlen(name) + 1)
        && (!w->content_id || wax__buf_putf(&p->fields, "Content-ID: <%s>\r\n", w->content_id))
        && wax__buf_putf(&p->fields, "Content-Disposition: %s", w->content_id ? "inline" : "attachment")
        && (!w->name || wax__file_name_put(&p->fields, w->name))
        && wax__buf_put(&p->fields, "\r\n", 2);
}

static wax_status put_id(struct part *p, const char *id, wax_error *why)
{
    if (id && !(p->id = strdup(id)))
        return wax__fail_memory(why, "message");
    return WAX_OK;
}

static wax_status describe(struct part *p, const struct wanted *w, wax_error *why)
{
    wax_status s;

    if ((s = put_type(p, w, why)) || (s = put_id(p, w->content_id, why)))
        return s;
    return put_fields(p, w) ? WAX_OK : wax__fail_memory(why, "message");
}

/* -- parts --------------------------------------------------------------------------------------------------- */

static wax_status prepare(wax_source *from, const struct wanted *w, wax_error *why)
{
    static const struct line_law mail = { "the forwarded mail", WAX_E_INPUT, LIMIT_BODY_LINE };

    return wax__source_settle(from, w->what, w->kind == PART_MAIL ? &mail : NULL, why);
}

static struct part *new_part(wax_source from, const struct wanted *w, wax_error *why)
{
    struct part *p = calloc(1, sizeof *p);

    if (!p) {
        wax__fail_memory(why, "message");
        wax__source_free(&from);
        return NULL;
    }
    *p = (struct part){ .kind = w->kind, .content = from, .len = -1 };
    if (prepare(&p->content, w, why) || describe(p, w, why)) {
        wax__part_clear(p);
        free(p);
        return NULL;
    }
    return p;
}

static void append(struct part **list, struct part *p)
{
    while (*list)
        list = &(*list)->next;
    *list = p;
}

static bool may_add(wax_message *m, const wax_source *from, const struct wanted *w)
{
    if (!wax__mail_may_shape(m, m, w->what))
        return false;
    if (!from->read)
        return wax__fail(&m->error, WAX_E_NOMEM, "message", "%s has no source: memory was used up when it was made, or it has no read", w->what), false;
    return !check(m, w, &m->error);
}

/* What has a Content-ID is shown by the HTML. */
static void add(wax_message *m, wax_source from, const struct wanted *w)
{
    struct part *p = may_add(m, &from, w) ? new_part(from, w, &m->error) : (wax__source_free(&from), NULL);

    if (p)
        append(w->content_id ? &m->shape->shown : &m->shape->attached, p);
}

wax_source wax_source_file(const char *path)
{
    wax_source from;

    return path && !wax__file_source(&from, path, NULL) ? from : (wax_source){ 0 };
}

/* -- what is set --------------------------------------------------------------------------------------------- */

void wax_message_attach(wax_message *m, const char *path, const char *type)
{
    if (wax__mail_may_shape(m, path, "an attached file"))
        wax_message_attach_source(m, wax_source_file(path), wax__file_name_of(path), type);
}

void wax_message_attach_source(wax_message *m, wax_source from, const char *name, const char *type)
{
    add(m, from, &(struct wanted){ PART_FILE, "an attached file", name, type, NULL });
}

void wax_message_inline(wax_message *m, const char *content_id, wax_source from, const char *name, const char *type)
{
    add(m, from, &(struct wanted){ PART_FILE, "an inline part", name, type, content_id ? content_id : "" });
}

void wax_message_forward(wax_message *m, wax_source from, const char *name)
{
    add(m, from, &(struct wanted){ PART_MAIL, "a forwarded mail", name, NULL, NULL });
}

/* -- an invitation ------------------------------------------------------------------------------------------- */

/* The line of the calendar's own METHOD (RFC 5545 s.3.7.2), of which the type repeats the value (RFC 6047 s.2.4). */
static struct span method_of(const char *icalendar)
{
    static const char name[] = "METHOD:";
    const char *line = icalendar;

    while (line && !wax__text_same((struct span){ (const uint8_t *)line, strnlen(line, sizeof name - 1) }, name))
        line = (line = strchr(line, '\n')) ? line + 1 : NULL;
    if (!line)
        return (struct span){ 0 };
    line += sizeof name - 1;
    size_t n = 0;
    while (text_is_alpha((uint8_t)line[n]) || text_is_digit((uint8_t)line[n]) || line[n] == '-')
        n++;
    return (struct span){ (const uint8_t *)line, n < 64 && (line[n] == '\r' || line[n] == '\n') ? n : 0 };
}

static wax_status check_invitation(const char *icalendar, struct span method, wax_error *why)
{
    static const char begin[] = "BEGIN:VCALENDAR";

    if (strlen(icalendar) > LIMIT_INVITATION)
        return wax__fail(why, WAX_E_USAGE, "message", "the invitation is larger than %d bytes; attach it as a file", LIMIT_INVITATION);
    if (!wax__text_same((struct span){ (const uint8_t *)icalendar, strnlen(icalendar, sizeof begin - 1) }, begin))
        return wax__fail(why, WAX_E_USAGE, "message", "the invitation is no iCalendar text: its first line is not BEGIN:VCALENDAR");
    if (!method.len)
        return wax__fail(why, WAX_E_USAGE, "message", "the invitation has no METHOD, such as METHOD:REQUEST, and readers would show it as a file: "
                         "attach it as one, or add the line");
    return WAX_OK;
}

void wax_message_invite(wax_message *m, const char *icalendar)
{
    struct buf type = { 0 };

    if (!wax__mail_may_shape(m, icalendar, "the invitation"))
        return;
    struct span method = method_of(icalendar);
    if (check_invitation(icalendar, method, &m->error) || wax__part_text(&m->shape->invitation, "", "the invitation", icalendar, &m->error))
        return;
    if (!wax__buf_putf(&type, "text/calendar; charset=utf-8; method=%.*s", (int)method.len, (const char *)method.p)) {
        wax__fail_memory(&m->error, "message");
        return;
    }
    m->shape->invitation.own_type = type;
    m->shape->invitation.type = (const char *)buf_data(&m->shape->invitation.own_type);
}

/* own_parts.c -- parts in a nesting of the application's own, where the usual shapes do not do: reports, digests, what another wrote.
 *
 * Owns the parts, all in one list, so that no depth of nesting makes freeing them recurse.  Knows which structures may be made by hand, and lets
 * none be made that says something that is not so: a boundary that is not ours, a signature that nobody computed. */
#include "content_id.h"
#include "fail.h"
#include "field.h"
#include "file_name.h"
#include "limit.h"
#include "mail.h"
#include "media_type.h"
#include "source.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

struct wax_part {
    struct part  part;
    wax_message *mail;          /* borrowed */
    wax_part    *last;          /* of a multipart's parts */
    wax_part    *older;         /* of the mail's */
    unsigned     depth;         /* 1: the body itself */
    bool         is_multipart;
};

/* -- where it stands ----------------------------------------------------------------------------------------- */

static wax_status check_place(const wax_message *m, const wax_part *in, wax_error *why)
{
    if (!in && !wax__shape_is_empty(m->shape))
        return wax__fail(why, WAX_E_USAGE, "message", "a tree of parts is the whole body: texts, HTML and files that have calls of their own can't stand beside it");
    if (!in && m->own_body)
        return wax__fail(why, WAX_E_USAGE, "message", "the mail's body is there already: say in which multipart this part stands");
    if (in && in->mail != m)
        return wax__fail(why, WAX_E_USAGE, "message", "the multipart belongs to another mail");
    if (in && !in->is_multipart)
        return wax__fail(why, WAX_E_USAGE, "message", "only a multipart holds parts, and the one given is %.100s", in->part.type);
    if (in && in->depth == LIMIT_PART_DEPTH)
        return wax__fail(why, WAX_E_USAGE, "message", "parts stand at most %d deep in each other; readers refuse more", LIMIT_PART_DEPTH);
    return WAX_OK;
}

/* RFC 2387 s.3.1: the type of the first part, which is the one that is shown, MUST be named. */
static wax_status name_first(struct part *related, const struct part *first, wax_error *why)
{
    struct buf type = { 0 };

    if (!wax__media_type_begins(related->type, "multipart/related") || wax__media_type_has(related->type, "type"))
        return WAX_OK;
    if (!wax__buf_putf(&type, "%s;\r\n type=\"%.*s\"", related->type, (int)strcspn(first->type, ";"), first->type))
        return wax__fail_memory(why, "message");
    wax__buf_clear(&related->own_type);
    related->own_type = type;
    related->type = (const char *)buf_data(&related->own_type);
    return WAX_OK;
}

static wax_status put_into(wax_message *m, wax_part *in, wax_part *p, wax_error *why)
{
    wax_status s = in && !in->part.first ? name_first(&in->part, &p->part, why) : WAX_OK;

    if (s)
        return s;
    p->older = m->own_parts;
    m->own_parts = p;
    if (!in)
        m->own_body = p;
    else if (!in->last)
        in->part.first = &p->part;
    else
        in->last->part.next = &p->part;
    if (in)
        in->last = p;
    return WAX_OK;
}

/* -- making one ---------------------------------------------------------------------------------------------- */

static void free_one(wax_part *p)
{
    if (!p)
        return;
    wax__part_clear(&p->part);
    free(p);
}

/* Owns the content from here on, whatever comes. */
static wax_part *new_part(wax_message *m, const wax_part *in, enum part_kind kind, wax_source content, const char *type)
{
    wax_part *p = calloc(1, sizeof *p);

    if (!p) {
        wax__source_free(&content);
        return wax__fail_memory(&m->error, "message"), NULL;
    }
    *p = (wax_part){ .part = { .kind = kind, .content = content, .len = -1 }, .mail = m, .depth = in ? in->depth + 1 : 1 };
    if (!wax__buf_put(&p->part.own_type, type, strlen(type) + 1) || !wax__buf_put(&p->part.name, "", 1)) {
        free_one(p);
        return wax__fail_memory(&m->error, "message"), NULL;
    }
    p->part.type = (const char *)buf_data(&p->part.own_type);
    return p;
}

static wax_part *placed(wax_message *m, wax_part *in, wax_part *p)
{
    if (!p || !put_into(m, in, p, &m->error))
        return p;
    free_one(p);
    return NULL;
}

static wax_status check_multipart(const char *type, wax_error *why)
{
    wax_status s = wax__media_type_grammar(type, why);

    if (s)
        return s;
    if (!wax__media_type_begins(type, "multipart/"))
        return wax__fail(why, WAX_E_USAGE, "message", "%.80s is no multipart: \"multipart/mixed\" is one", type);
    if (wax__media_type_has(type, "boundary"))
        return wax__fail(why, WAX_E_USAGE, "message", "a multipart's boundary is made with the mail, so that no part can hold it: leave it out");
    if (wax__media_type_begins(type, "multipart/signed") || wax__media_type_begins(type, "multipart/encrypted"))
        return wax__fail(why, WAX_E_USAGE, "message", "%.40s is made from the finished mail: wax_message_smime_sign and its like, in wax/sign.h, do", type);
    return WAX_OK;
}

wax_part *wax_message_multipart(wax_message *m, wax_part *in, const char *type)
{
    if (!wax__mail_may_compose(m, type, "the type of a multipart") || check_multipart(type, &m->error) || check_place(m, in, &m->error))
        return NULL;
    wax_part *p = new_part(m, in, PART_TEXT, (wax_source){ 0 }, type);
    if (p)
        p->is_multipart = true;
    return placed(m, in, p);
}

static bool is_mail(const char *type)
{
    struct span t = { (const uint8_t *)type, strlen(type) };

    return wax__text_same(t, "message/rfc822") || wax__text_same(t, "message/global");
}

static wax_status check_leaf(const char *type, wax_error *why)
{
    wax_status s = wax__media_type_grammar(type, why);

    if (!s && wax__media_type_begins(type, "multipart/"))
        return wax__fail(why, WAX_E_USAGE, "message", "%.80s holds parts, and is made by wax_message_multipart", type);
    return s;
}

/* RFC 2046 s.4.1.1: a text's lines end in CRLF, whatever the system that keeps it has. */
static const struct line_law *law_of(const char *type)
{
    static const struct line_law mail = { "a mail in a part", WAX_E_INPUT, LIMIT_BODY_LINE }, text = { "a part that is text", WAX_E_INPUT, SIZE_MAX };

    return is_mail(type) ? &mail : wax__media_type_is_text(type) || wax__media_type_begins(type, "message/") ? &text : NULL;
}

static wax_status check_content(const wax_source *content, wax_error *why)
{
    return content->read ? WAX_OK : wax__fail(why, WAX_E_NOMEM, "message", "a part has no source: memory was used up when it was made, or it has no read");
}

wax_part *wax_message_part(wax_message *m, wax_part *in, wax_source content, const char *type)
{
    if (!wax__mail_may_compose(m, type, "the type of a part") || check_content(&content, &m->error) || check_leaf(type, &m->error) || check_place(m, in, &m->error)
        || wax__source_settle(&content, "a part", law_of(type), &m->error)) {
        wax__source_free(&content);
        return NULL;
    }
    return placed(m, in, new_part(m, in, is_mail(type) ? PART_MAIL : PART_FILE, content, type));
}

/* -- what is said of it -------------------------------------------------------------------------------------- */

static bool may_say(wax_part *p, const void *argument, const char *what)
{
    return p && wax__mail_may_compose(p->mail, argument, what);
}

static bool is_line_of(const char *line, const char *name)
{
    size_t n = strlen(name);

    return wax__text_same((struct span){ (const uint8_t *)line, strnlen(line, n) }, name) && line[n] == ':';
}

static wax_status check_once(const wax_part *p, const char *name, wax_error *why)
{
    const struct buf *fields = &p->part.fields;
    const char *line = buf_len(fields) ? (const char *)buf_data(fields) : "";

    for (; *line; line = strchr(line, '\n') + 1)
        if (is_line_of(line, name))
            return wax__fail(why, WAX_E_USAGE, "message", "a part has one %.60s, and this one's is set", name);
    return WAX_OK;
}

/* The fields so far and the new one, with a NUL behind that is none of them, so that they can be looked through. */
static void put_lines(wax_part *p, const char *name, const struct buf *lines, bool is_whole)
{
    struct buf *to = &p->part.fields;

    if (check_once(p, name, &p->mail->error))
        return;
    if (!is_whole || !wax__buf_put(to, buf_data(lines), buf_len(lines)) || !wax__buf_put(to, "", 1)) {
        wax__fail_memory(&p->mail->error, "message");
        return;
    }
    to->end--;
}

void wax_part_set(wax_part *p, const char *field, const char *utf8)
{
    struct buf lines = { 0 };

    if (!may_say(p, field, "the name of a part's field") || !may_say(p, utf8, field))
        return;
    const struct field_law *law = wax__field_part_law(field);
    if (!wax__field_check_as(law, field, utf8, &p->mail->error) && !wax__field_put_as(&lines, law, field, utf8, &p->mail->error))
        put_lines(p, field, &lines, true);
    wax__buf_clear(&lines);
}

static wax_status check_id(const wax_part *p, const char *id, wax_error *why)
{
    wax_status s = wax__content_id_check(id, why);

    for (const wax_part *other = p->mail->own_parts; !s && other; other = other->older)
        if (other->part.id && strcmp(other->part.id, id) == 0)
            s = wax__content_id_is_twice(id, why);
    return s;
}

void wax_part_id(wax_part *p, const char *id)
{
    struct buf lines = { 0 };

    if (!may_say(p, id, "a Content-ID") || check_id(p, id, &p->mail->error))
        return;
    free(p->part.id);
    p->part.id = strdup(id);
    put_lines(p, "Content-ID", &lines, wax__buf_putf(&lines, "Content-ID: <%s>\r\n", id) && p->part.id);
    wax__buf_clear(&lines);
}

/* RFC 2183 s.2: the two that readers know; others are taken for an attachment (s.2.8). */
static wax_status check_disposition(const char *disposition, const char *name, wax_error *why)
{
    if (strcmp(disposition, "inline") != 0 && strcmp(disposition, "attachment") != 0)
        return wax__fail(why, WAX_E_USAGE, "message", "\"%.40s\" is no disposition: a part is \"inline\" or an \"attachment\"", disposition);
    return name ? wax__file_name_check(name, why) : WAX_OK;
}

/* The name stands behind the type too, for readers that know no RFC 2231. */
static bool put_name(struct part *p, const char *name)
{
    struct buf own = { 0 };

    if (!wax__buf_put(&own, name, strlen(name) + 1))
        return false;
    wax__buf_clear(&p->name);
    p->name = own;
    return true;
}

void wax_part_disposition(wax_part *p, const char *disposition, const char *name)
{
    struct buf lines = { 0 };

    if (!may_say(p, disposition, "a disposition") || check_disposition(disposition, name, &p->mail->error))
        return;
    bool is_whole = wax__buf_putf(&lines, "Content-Disposition: %s", disposition) && (!name || (wax__file_name_put(&lines, name) && put_name(&p->part, name)))
                 && wax__buf_put(&lines, "\r\n", 2);
    put_lines(p, "Content-Disposition", &lines, is_whole);
    wax__buf_clear(&lines);
}

/* -- all of them --------------------------------------------------------------------------------------------- */

struct part *wax__own_parts_body(const wax_message *m)
{
    return m->own_body ? &m->own_body->part : NULL;
}

wax_status wax__own_parts_check(const wax_message *m, wax_error *why)
{
    for (const wax_part *p = m->own_parts; p; p = p->older)
        if (p->is_multipart && !p->part.first)
            return wax__fail(why, WAX_E_USAGE, "message", "%.100s holds no part, and must hold one (RFC 2046 s.5.1.1)", p->part.type);
    return WAX_OK;
}

void wax__own_parts_free(wax_message *m)
{
    for (wax_part *p = m->own_parts, *older; p; p = older) {
        older = p->older;
        free_one(p);
    }
}

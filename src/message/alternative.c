/* alternative.c -- the same content once more, in a type of text that few readers know.
 *
 * Knows which types have a place of their own, and sends the caller there; where the part stands is shape.c's. */
#include "fail.h"
#include "mail.h"
#include "media_type.h"
#include "text.h"

#include <string.h>

/* The calls that put these in their place; given here they would be there twice, or without what belongs to them. */
static const struct { const char *type, *call; } placed[] = {
    { "text/plain", "wax_message_text" }, { "text/html", "wax_message_html" }, { "text/calendar", "wax_message_invite" },
};

static struct span span_of_type(const char *type)
{
    return (struct span){ (const uint8_t *)type, strlen(type) };
}

static wax_status check_type(const char *type, wax_error *why)
{
    if (!wax__media_type_is_text(type) || strchr(type, ';'))
        return wax__fail(why, WAX_E_USAGE, "message", "an alternative is text in UTF-8: its type is like text/x-amp-html, without parameters, and not "
                         "\"%.80s\"", type);
    for (size_t i = 0; i < sizeof placed / sizeof *placed; i++)
        if (wax__text_same(span_of_type(type), placed[i].type))
            return wax__fail(why, WAX_E_USAGE, "message", "%s has its own place in a mail: %s puts it there", placed[i].type, placed[i].call);
    return wax__media_type_check(type, why);
}

/* The one of that type, or the first that is free. */
static struct part *place_for(wax_message *m, const char *type)
{
    for (size_t i = 0; i < LIMIT_ALTERNATIVES; i++) {
        struct part *p = &m->shape->others[i];
        if (!p->type || wax__text_same(span_of_type(type), p->type))
            return p;
    }
    wax__fail(&m->error, WAX_E_USAGE, "message", "a mail has at most %d alternatives besides text, HTML and an invitation", LIMIT_ALTERNATIVES);
    return NULL;
}

/* The part's type is its own copy, and there is none before there is a text. */
static void put(wax_message *m, struct part *p, const char *type, const char *utf8)
{
    struct buf own = { 0 };

    if (!wax__buf_put(&own, type, strlen(type) + 1)) {
        wax__fail_memory(&m->error, "message");
        return;
    }
    if (wax__part_text(p, "", "the alternative", utf8, &m->error)) {
        wax__buf_clear(&own);
        return;
    }
    p->own_type = own;
    p->type = (const char *)buf_data(&p->own_type);
    p->charset = "; charset=utf-8";
}

void wax_message_alternative(wax_message *m, const char *type, const char *utf8)
{
    struct part *p;

    if (!wax__mail_may_shape(m, type, "the type of an alternative") || !wax__mail_may_shape(m, utf8, "an alternative") || check_type(type, &m->error))
        return;
    if ((p = place_for(m, type)))
        put(m, p, type, utf8);
}

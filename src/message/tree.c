/* tree.c -- which part stands in which: mixed(related(alternative(text, others, HTML, invitation), what the HTML shows), what is attached).
 *
 * Knows the order that readers expect; writes nothing.  A branch with one part only is left out, but for the outermost: what is
 * attached is always in a multipart/mixed. */
#include "mail.h"

static struct part *branch(struct part *at, const char *type, struct part *first)
{
    *at = (struct part){ .type = type, .first = first };
    return at;
}

static struct part **add_leaf(struct part **at, struct part *leaf)
{
    if (!leaf->type)
        return at;
    *at = leaf;
    leaf->next = NULL;
    return &leaf->next;
}

/* RFC 2046 s.5.1.4: the best last.  A reader that shows the last one, whatever it is, finds the HTML there and not what few know.  Who
 * can take an invitation is shown that; RFC 6047 s.2.4 has its method beside the text. */
static struct part *alternatives(wax_message *m)
{
    struct part *first = NULL, **at = add_leaf(&first, &m->text);

    for (size_t i = 0; i < LIMIT_ALTERNATIVES; i++)
        at = add_leaf(at, &m->others[i]);
    at = add_leaf(at, &m->html);
    add_leaf(at, &m->invitation);
    return first && first->next ? branch(&m->alternative, "multipart/alternative", first) : first;
}

/* RFC 2387 s.3.1: the type of the first part, which is the one that is shown, MUST be named. */
static struct part *with_what_it_shows(wax_message *m, struct part *text)
{
    if (!m->shown)
        return text;
    text->next = m->shown;
    return branch(&m->related, text->first ? "multipart/related;\r\n type=\"multipart/alternative\"" : "multipart/related; type=\"text/html\"", text);
}

/* A mail with nothing in it is one whose text is empty. */
struct part *wax__mail_body(wax_message *m)
{
    if (m->own_body)
        return wax__own_parts_body(m);
    struct part *text = alternatives(m), *body = text ? with_what_it_shows(m, text) : NULL;

    if (body && m->attached)
        body->next = m->attached;
    if (m->attached)
        return branch(&m->whole, "multipart/mixed", body ? body : m->attached);
    if (!body)
        wax__part_empty(&m->whole, "text/plain; charset=utf-8");
    return body ? body : &m->whole;
}

/* tree.c -- which part stands in which: mixed(related(alternative(text, HTML, invitation), what the HTML shows), what is attached).
 *
 * Knows the order that readers expect; writes nothing.  A branch with one part only is left out, but for the outermost: what is
 * attached is always in a multipart/mixed. */
#include "mail.h"

static struct part *branch(struct part *at, const char *type, struct part *first)
{
    *at = (struct part){ .type = type, .first = first };
    return at;
}

/* RFC 2046 s.5.1.4: the best last.  Who can take an invitation is shown that; RFC 6047 s.2.4 has its method beside the text. */
static struct part *alternatives(wax_message *m)
{
    struct part *leaves[] = { &m->text, &m->html, &m->invitation }, *first = NULL, **at = &first;

    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        if (leaves[i]->type) {
            *at = leaves[i];
            leaves[i]->next = NULL;
            at = &leaves[i]->next;
        }
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
    struct part *text = alternatives(m), *body = text ? with_what_it_shows(m, text) : NULL;

    if (body && m->attached)
        body->next = m->attached;
    if (m->attached)
        return branch(&m->whole, "multipart/mixed", body ? body : m->attached);
    if (!body)
        wax__part_empty(&m->whole, "text/plain; charset=utf-8");
    return body ? body : &m->whole;
}

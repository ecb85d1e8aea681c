/* shape.c -- see shape.h: mixed(related(alternative(text, others, HTML, invitation), what the HTML shows), what is attached).
 *
 * A branch with one part only is left out, but for the outermost: what is attached is always in a multipart/mixed. */
#include "shape.h"

#include <stdlib.h>

struct shape *wax__shape_new(void)
{
    return calloc(1, sizeof(struct shape));
}

static void free_parts(struct part *p)
{
    for (struct part *next; p; p = next) {
        next = p->next;
        wax__part_clear(p);
        free(p);
    }
}

void wax__shape_free(struct shape *s)
{
    if (!s)
        return;
    wax__part_clear(&s->text);
    wax__part_clear(&s->html);
    wax__part_clear(&s->invitation);
    for (size_t i = 0; i < LIMIT_ALTERNATIVES; i++)
        wax__part_clear(&s->others[i]);
    free_parts(s->shown);
    free_parts(s->attached);
    free(s);
}

bool wax__shape_is_empty(const struct shape *s)
{
    return !s || !(s->text.type || s->html.type || s->invitation.type || s->others[0].type || s->shown || s->attached);
}

bool wax__shape_shows_nothing(const struct shape *s)
{
    return s->shown && !s->html.type;
}

/* -- the tree ----------------------------------------------------------------------------------------------- */

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
static struct part *alternatives(struct shape *s)
{
    struct part *first = NULL, **at = add_leaf(&first, &s->text);

    for (size_t i = 0; i < LIMIT_ALTERNATIVES; i++)
        at = add_leaf(at, &s->others[i]);
    at = add_leaf(at, &s->html);
    add_leaf(at, &s->invitation);
    return first && first->next ? branch(&s->alternative, "multipart/alternative", first) : first;
}

/* RFC 2387 s.3.1: the type of the first part, which is the one that is shown, MUST be named. */
static struct part *with_what_it_shows(struct shape *s, struct part *text)
{
    if (!s->shown)
        return text;
    text->next = s->shown;
    return branch(&s->related, text->first ? "multipart/related;\r\n type=\"multipart/alternative\"" : "multipart/related; type=\"text/html\"", text);
}

/* A mail with nothing in it is one whose text is empty. */
struct part *wax__shape_lay_out(struct shape *s)
{
    struct part *text = alternatives(s), *body = text ? with_what_it_shows(s, text) : NULL;

    if (body && s->attached)
        body->next = s->attached;
    if (s->attached)
        return branch(&s->whole, "multipart/mixed", body ? body : s->attached);
    if (!body)
        wax__part_empty(&s->whole, "text/plain; charset=utf-8");
    return body ? body : &s->whole;
}

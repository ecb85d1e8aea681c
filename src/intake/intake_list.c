/* intake_list.c -- see intake_list.h. */
#include "intake_list.h"

#include "intake_text.h"

#include <string.h>

/* -- the outline ---------------------------------------------------------------------------------------------- */

enum inside { OUTSIDE, QUOTE, COMMENT, LITERAL };

struct scan {
    enum inside    inside;
    unsigned       depth;           /* of comments */
    const uint8_t *angle, *angle_end, *comment, *comment_end, *first, *last;    /* first, last: what is neither blank nor comment */
};

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void note_word(struct scan *s, const uint8_t *p)
{
    if (!s->first)
        s->first = p;
    s->last = p;
}

static void open_comment(struct scan *s, const uint8_t *p)
{
    if (s->depth++ == 0)
        s->comment = p + 1;
    s->inside = COMMENT;
}

static void close_comment(struct scan *s, const uint8_t *p)
{
    if (--s->depth)
        return;
    s->comment_end = p;
    s->inside = OUTSIDE;
}

static void look_outside(struct scan *s, const uint8_t *p)
{
    if (*p == '(') {
        open_comment(s, p);
        return;
    }
    if (*p == '"')
        s->inside = QUOTE;
    else if (*p == '[')
        s->inside = LITERAL;
    else if (*p == '<' && !s->angle)
        s->angle = p + 1;
    else if (*p == '>' && s->angle && !s->angle_end)
        s->angle_end = p;
    if (!is_blank(*p))
        note_word(s, p);
}

/* How many bytes were looked at: two behind a backslash. */
static size_t look(struct scan *s, const uint8_t *p, const uint8_t *end)
{
    size_t n = *p == '\\' && s->inside != OUTSIDE && p + 1 < end ? 2 : 1;

    if (s->inside == OUTSIDE) {
        look_outside(s, p);
        return n;
    }
    if (s->inside != COMMENT)
        note_word(s, p + n - 1);
    if (n == 1 && s->inside == COMMENT && *p == '(')
        open_comment(s, p);
    else if (n == 1 && s->inside == COMMENT && *p == ')')
        close_comment(s, p);
    else if (n == 1 && ((s->inside == QUOTE && *p == '"') || (s->inside == LITERAL && *p == ']')))
        s->inside = OUTSIDE;
    return n;
}

static bool is_delimiter(const struct scan *s, uint8_t c)
{
    bool is_in_angle = s->angle && !s->angle_end;

    return s->inside == OUTSIDE && !is_in_angle && (c == ',' || c == ';' || c == ':');
}

static struct span between(const uint8_t *from, const uint8_t *end)
{
    return (struct span){ from, from ? (size_t)(end - from) : 0 };
}

static void take(struct list_item *i, const struct scan *s, struct span all)
{
    *i = (struct list_item){ .all = all, .has_angle = s->angle, .comment = between(s->comment, s->comment_end) };
    i->address = s->angle ? between(s->angle, s->angle_end) : between(s->first, s->first ? s->last + 1 : NULL);
}

bool intake_list_next(struct span *rest, struct list_item *i, bool *is_broken)
{
    const uint8_t *p = rest->p, *end = rest->p + rest->len;
    struct scan s = { 0 };

    if (rest->len == 0)
        return false;
    while (p < end && !is_delimiter(&s, *p))
        p += look(&s, p, end);
    if (s.inside != OUTSIDE || (s.angle && !s.angle_end)) {
        *is_broken = true;
        return false;
    }
    take(i, &s, between(rest->p, p));
    if (p < end)
        i->delimiter = (char)*p++;
    *rest = (struct span){ p, (size_t)(end - p) };
    return true;
}

/* -- mending -------------------------------------------------------------------------------------------------- */

bool intake_address_has_domain(struct span a)
{
    bool is_quoted = false;

    for (size_t i = 0; i < a.len; i++) {
        if (a.p[i] == '\\' && is_quoted)
            i++;
        else if (a.p[i] == '"')
            is_quoted = !is_quoted;
        else if (a.p[i] == '@' && !is_quoted)
            return true;
    }
    return false;
}

/* Words that are no address, as in "To: undisclosed recipients", are not made one. */
static bool is_one_word(struct span a)
{
    bool is_quoted = false;

    for (size_t i = 0; i < a.len; i++) {
        if (a.p[i] == '\\' && is_quoted)
            i++;
        else if (a.p[i] == '"')
            is_quoted = !is_quoted;
        else if (is_blank(a.p[i]) && !is_quoted)
            return false;
    }
    return true;
}

static bool put_between(struct buf *to, const uint8_t *from, const uint8_t *end)
{
    return wax__buf_put(to, from, (size_t)(end - from));
}

/* The name in front of the bracket. */
static bool put_name(struct buf *to, struct span all, const uint8_t *bracket)
{
    struct span name = { all.p, (size_t)(bracket - all.p) };

    if (wax__text_is_ascii(name.p, name.len))
        return wax__buf_put(to, name.p, name.len);
    size_t blank = 0;
    while (is_blank(name.p[blank]))
        blank++;
    return wax__buf_put(to, name.p, blank) && intake_text_phrase(to, name) && wax__buf_puts(to, " ");
}

/* What is behind the address: a bracket, a comment. */
static bool put_tail(struct buf *to, const struct list_item *i, const uint8_t *from)
{
    const uint8_t *end = i->all.p + i->all.len;

    if (i->comment.len == 0 || i->comment.p < from || wax__text_is_ascii(i->comment.p, i->comment.len))
        return put_between(to, from, end);
    return put_between(to, from, i->comment.p) && intake_text_words(to, i->comment)
        && put_between(to, i->comment.p + i->comment.len, end);
}

static bool put_item(struct buf *to, const struct list_item *i, const char *domain)
{
    if (i->address.len == 0)
        return wax__buf_put(to, i->all.p, i->all.len);
    const uint8_t *address_end = i->address.p + i->address.len;
    bool is_complete = i->delimiter == ':' || intake_address_has_domain(i->address) || !is_one_word(i->address);
    return (i->has_angle ? put_name(to, i->all, i->address.p - 1) && put_between(to, i->address.p - 1, address_end)
                         : put_between(to, i->all.p, address_end)) &&
           (is_complete || (wax__buf_puts(to, "@") && wax__buf_puts(to, domain))) && put_tail(to, i, address_end);
}

bool intake_list_mend(struct span list, const char *domain, struct buf *to)
{
    bool is_broken = false, good = true;
    struct span rest = list;
    struct list_item i;

    while (good && intake_list_next(&rest, &i, &is_broken))
        good = put_item(to, &i, domain) && (!i.delimiter || wax__buf_put(to, &i.delimiter, 1));
    return good && (!is_broken || wax__buf_put(to, rest.p, rest.len));
}

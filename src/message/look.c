/* look.c -- a part's bytes, looked at before they are said, and held to it when they are: see part.h.
 *
 * Knows what decides on an encoding, a charset, a forwarded mail's type.  A source is its owner's, and may give other bytes each
 * time; no line may leave for that which was not promised. */
#include "fail.h"
#include "inspect.h"
#include "limit.h"
#include "media_type.h"
#include "part.h"
#include "text.h"

#include <string.h>

/* -- UTF-8, over the edges of reads -------------------------------------------------------------------------- */

struct utf8 {
    uint8_t held[4];            /* a character that is not whole yet */
    size_t  n_held;
    bool    is_wrong;
};

static void note_byte(struct utf8 *u, uint8_t c)
{
    u->held[u->n_held++] = c;
    if (wax__text_utf8_len(u->held, u->n_held))
        u->n_held = 0;
    u->is_wrong = u->n_held == sizeof u->held;
}

static void note_utf8(struct utf8 *u, const uint8_t *p, size_t len)
{
    if (u->n_held == 0 && wax__text_is_ascii(p, len))
        return;
    for (size_t i = 0; i < len && !u->is_wrong; i++)
        note_byte(u, p[i]);
}

static bool is_utf8(const struct utf8 *u)
{
    return !u->is_wrong && u->n_held == 0;
}

/* -- the look ------------------------------------------------------------------------------------------------ */

typedef bool note_fn(void *note, const uint8_t *, size_t len);      /* false: enough was seen */

static wax_status read_through(wax_source *from, note_fn *note, void *to, wax_error *why)
{
    uint8_t bytes[LIMIT_MESSAGE_CHUNK];
    size_t got = 1;
    wax_status s = from->rewind(from->user, why);

    while (!s && got && !(s = from->read(from->user, bytes, sizeof bytes, &got, why)))
        if (got && !note(to, bytes, got))
            break;
    return s;
}

struct file_look { struct profile profile; struct utf8 utf8; bool wants_charset; };

/* Most files that are no text show it in their first bytes, and need no more. */
static bool note_file(void *to, const uint8_t *p, size_t len)
{
    struct file_look *l = to;

    if (!l->profile.is_binary)
        wax__profile_add(&l->profile, p, len);
    if (l->wants_charset)
        note_utf8(&l->utf8, p, len);
    l->wants_charset = l->wants_charset && !l->utf8.is_wrong;
    return l->wants_charset || !l->profile.is_binary;
}

static wax_status look_at_file(struct part *p, wax_error *why)
{
    struct file_look l = { .wants_charset = wax__media_type_is_text(p->type) && !wax__media_type_has(p->type, "charset") };
    bool may_be_named = l.wants_charset;
    wax_status s = read_through(&p->content, note_file, &l, why);

    p->best = l.profile.n ? wax__encoding_for(&l.profile, false) : ENCODING_BASE64;        /* some readers take an empty 7bit part for an empty line */
    p->robust = l.profile.n ? wax__encoding_for(&l.profile, true) : ENCODING_BASE64;
    p->charset = may_be_named && is_utf8(&l.utf8) ? "; charset=utf-8" : NULL;
    return s;
}

static bool note_mail(void *to, const uint8_t *p, size_t len)
{
    struct profile *seen = to;

    wax__profile_add(seen, p, len);
    return !seen->has_boundary;
}

/* RFC 2046 s.5.2.1 lets no message/rfc822 be encoded; RFC 6532 s.3.7: with UTF-8 in its header it is a message/global. */
static wax_status look_at_mail(struct part *p, const char *mark, wax_error *why)
{
    wax_message_facts facts;
    struct profile seen = { .mark = mark };
    wax_status s = read_through(&p->content, note_mail, &seen, why);

    if (!s && seen.has_boundary)
        return wax__fail(why, WAX_E_USAGE, "message", "the forwarded mail holds the boundary of this one; "
                         "was it composed with the same seed? Give wax_message_fix another");
    if (s || (s = p->content.rewind(p->content.user, why)) || (s = wax__inspect(&p->content, false, &facts, NULL, why)))
        return s;
    p->best = p->robust = facts.is_8bit || facts.has_utf8_header ? ENCODING_8BIT : ENCODING_7BIT;
    p->type = facts.has_utf8_header ? "message/global" : "message/rfc822";
    return WAX_OK;
}

/* Whoever carries it may put 8-bit bytes into others (RFC 8551 s.3.1.3, RFC 3156 s.3), and a forwarded mail can't be encoded. */
static wax_status choose(struct part *p, const struct manner *how, wax_error *why)
{
    p->encoding = how->is_signed ? p->robust : p->best;
    if (how->is_binary && p->kind == PART_FILE && p->encoding != ENCODING_7BIT && !wax__media_type_begins(p->type, "message/"))
        p->encoding = ENCODING_BINARY;
    if (p->kind == PART_FILE && p->encoding != ENCODING_7BIT && wax__media_type_begins(p->type, "message/"))
        return wax__fail(why, WAX_E_USAGE, "message", "the part that is %.100s holds more than lines of ASCII, and a part of that kind can't be encoded (RFC 2045 "
                         "s.6.4): encode what it holds, or attach it as a file", p->type);
    if (!how->is_signed || p->encoding != ENCODING_8BIT)
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "a forwarded mail with 8-bit bytes can't be under a signature, which would not survive its way; attach it as a file");
}

wax_status wax__part_look(struct part *p, const struct manner *how, wax_error *why)
{
    wax_status s = WAX_OK;

    if (!p->is_looked_at && p->kind != PART_TEXT)
        s = p->kind == PART_FILE ? look_at_file(p, why) : look_at_mail(p, how->mark, why);
    p->is_looked_at = !s;
    return s ? s : choose(p, how, why);
}

/* -- later readings ------------------------------------------------------------------------------------------ */

static wax_status is_another(const struct part *p, wax_error *why)
{
    const char *name = buf_len(&p->name) ? (const char *)buf_data(&p->name) : p->type;

    return wax__fail(why, WAX_E_INPUT, "message", "%.255s was changed while it was being sent: its source gave other bytes than before; send it again", name);
}

static wax_status holds_mark(wax_error *why)
{
    return wax__fail(why, WAX_E_USAGE, "message", "a part that goes as binary holds the boundary of the mail; was it composed with the same seed? "
                     "Give wax_message_fix another");
}

static bool is_promised(const struct part *p, const struct profile *seen)
{
    if (p->kind == PART_MAIL)
        return !seen->has_boundary;
    return p->encoding != ENCODING_7BIT || wax__profile_is_7bit(seen);
}

/* base64 and quoted-printable keep their lines whatever comes. */
wax_status wax__part_keeps(const struct part *p, struct profile *seen, const uint8_t *bytes, size_t len, wax_error *why)
{
    if (p->kind == PART_TEXT)
        return WAX_OK;
    if (p->encoding == ENCODING_BASE64 || p->encoding == ENCODING_QP)
        seen->n += len;
    else
        wax__profile_add(seen, bytes, len);
    if (p->encoding == ENCODING_BINARY && seen->has_boundary)
        return holds_mark(why);
    bool is_ascii = p->kind != PART_MAIL || p->encoding == ENCODING_8BIT || wax__text_is_ascii(bytes, len);
    return is_ascii && is_promised(p, seen) ? WAX_OK : is_another(p, why);
}

wax_status wax__part_ends(struct part *p, const struct profile *seen, wax_error *why)
{
    if (p->kind == PART_TEXT)
        return WAX_OK;
    if ((seen->last == '\r' && p->encoding != ENCODING_BINARY) || (p->len >= 0 && (uint64_t)p->len != seen->n))
        return is_another(p, why);
    p->len = (int64_t)seen->n;
    return WAX_OK;
}

/* compose.c -- a composed mail, as a source: its header and boundaries are laid out when it is opened, its parts are encoded as
 * they are read.
 *
 * Knows the order of things (RFC 5322 s.3.6, RFC 2046 s.5.1); grammar, folding and encoding are others'.  Promise: memory does
 * not grow with the parts, and the same message reads the same each time. */
#include "encode.h"
#include "fail.h"
#include "field.h"
#include "file_name.h"
#include "limit.h"
#include "mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The frame up to `frame_end`, then a leaf; NULL after the last. */
struct piece {
    size_t       frame_end;
    struct part *leaf;
};

struct compose {
    wax_message   *mail;                /* borrowed */
    bool           is_binary;           /* bytes go as they are */
    struct buf     frame, pieces;       /* the second holds struct piece */
    unsigned       n_branches;
    size_t         frame_at, piece_at;
    bool           is_in_leaf;
    struct encoder encoder;
    struct profile seen;                /* of the leaf that is being read */
    char           mark[sizeof "--" BOUNDARY_START + RANDOM_SIZE];      /* what each boundary of this mail begins with */
    struct buf     encoded;             /* of the leaf, not yet read */
    bool           is_measured;         /* base64 is counted and not made: what it looks like is known */
    uint64_t       n_plain, n_unmade;   /* bytes of this leaf; of base64 that was not made */
};

/* -- the header --------------------------------------------------------------------------------------------- */

static wax_status put_if_set(struct compose *c, const char *name, wax_error *why)
{
    const char *text = wax__mail_field(c->mail, name);

    return text ? wax__field_put(&c->frame, name, text, why) : WAX_OK;
}

static wax_status put_date(struct compose *c, wax_error *why)
{
    char date[DATE_SIZE];

    if (wax__mail_field(c->mail, "Date"))
        return put_if_set(c, "Date", why);
    wax__moment_date(date, &c->mail->moment);
    return wax__field_put(&c->frame, "Date", date, why);
}

/* RFC 5322 s.3.6.2: where From names several, Sender MUST say who sends. */
static wax_status put_sender(struct compose *c, const struct mailboxes *from, wax_error *why)
{
    if (wax__mail_field(c->mail, "Sender") || from->n == 1)
        return put_if_set(c, "Sender", why);
    return wax__field_put(&c->frame, "Sender", from->at[0], why);
}

static wax_status put_authors(struct compose *c, wax_error *why)
{
    struct mailboxes from = { 0 };
    const char *list = wax__mail_field(c->mail, "From");
    wax_status s;

    if (!list)
        return wax__fail(why, WAX_E_USAGE, "message", "the mail has no From; set it: wax_message_set(m, \"From\", \"Ada <ada@example.org>\")");
    s = wax__mailboxes_add(&from, list, "From", why);
    if (!s)
        s = put_if_set(c, "From", why);
    if (!s)
        s = put_sender(c, &from, why);
    wax__mailboxes_clear(&from);
    return s;
}

/* 128 random bits at the author's domain: unique, and it tells nothing that From doesn't. */
static wax_status put_message_id(struct compose *c, wax_error *why)
{
    struct mailboxes from = { 0 };
    struct buf id = { 0 };
    char random[RANDOM_SIZE];
    wax_status s;

    if (wax__mail_field(c->mail, "Message-ID"))
        return put_if_set(c, "Message-ID", why);
    wax__moment_random(random, &c->mail->moment);
    s = wax__mailboxes_add(&from, wax__mail_field(c->mail, "From"), "From", why);
    if (!s && !wax__buf_putf(&id, "<%s%s>", random, strrchr(from.at[0], '@')))
        s = wax__fail_memory(why, "message");
    if (!s)
        s = wax__field_put(&c->frame, "Message-ID", (const char *)buf_data(&id), why);
    wax__mailboxes_clear(&from);
    wax__buf_clear(&id);
    return s;
}

/* Those that have no place of their own, in the order they were set. */
static wax_status put_others(struct compose *c, wax_error *why)
{
    static const char *const placed[] = { "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Message-ID" };
    wax_status s = WAX_OK;

    for (const struct header_field *f = c->mail->fields; !s && f; f = f->next) {
        const char *name = wax__field_law(f->name)->name;
        bool is_placed = false;
        for (size_t i = 0; name && i < sizeof placed / sizeof *placed; i++)
            is_placed = is_placed || strcmp(name, placed[i]) == 0;
        if (!is_placed)
            s = wax__field_put(&c->frame, f->name, (const char *)buf_data(&f->text), why);
    }
    return s;
}

static wax_status put_header(struct compose *c, wax_error *why)
{
    static const char *const in_order[] = { "Reply-To", "To", "Cc", "Subject" };
    wax_status s;

    if ((s = put_date(c, why)) || (s = put_authors(c, why)))
        return s;
    for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
        if ((s = put_if_set(c, in_order[i], why)))
            return s;
    if ((s = put_message_id(c, why)) || (s = put_others(c, why)))
        return s;
    return wax__buf_puts(&c->frame, "MIME-Version: 1.0\r\n") ? WAX_OK : wax__fail_memory(why, "message");
}

/* -- the parts ---------------------------------------------------------------------------------------------- */

static bool add_piece(struct compose *c, struct part *leaf)
{
    struct piece p = { c->frame.end, leaf };

    return wax__buf_put(&c->pieces, &p, sizeof p);
}

static bool lay_out(struct compose *c, struct part *p);

/* RFC 2045 s.6.4: a branch is as wide as its widest part. */
static enum encoding width(const struct part *p)
{
    enum encoding widest = p->first || p->encoding < ENCODING_8BIT ? ENCODING_7BIT : p->encoding;

    for (const struct part *child = p->first; child; child = child->next) {
        enum encoding w = width(child);
        widest = w > widest ? w : widest;
    }
    return widest;
}

static bool put_fields(struct compose *c, const struct part *p)
{
    return !buf_len(&p->fields) || wax__buf_put(&c->frame, buf_data(&p->fields), buf_len(&p->fields));
}

/* RFC 2046 s.5.1.1: the line end before a boundary belongs to it; each part keeps its own last one.  128 random bits, drawn after
 * the parts were given: no part can know them.  And no line begins so but for a forwarded mail's, which are looked through. */
static bool lay_out_branch(struct compose *c, struct part *p)
{
    char random[RANDOM_SIZE], boundary[sizeof BOUNDARY_START + RANDOM_SIZE + 12];

    enum encoding widest = width(p);

    wax__moment_random(random, &c->mail->moment);
    snprintf(boundary, sizeof boundary, BOUNDARY_START "%s_%u", random, c->n_branches++);
    bool good = wax__buf_putf(&c->frame, "Content-Type: %s;\r\n boundary=\"%s\"\r\n", p->type, boundary)
             && (widest == ENCODING_7BIT || wax__buf_putf(&c->frame, "Content-Transfer-Encoding: %s\r\n", wax__encoding_name(widest)))
             && put_fields(c, p);
    for (struct part *child = p->first; good && child; child = child->next)
        good = wax__buf_putf(&c->frame, "\r\n--%s\r\n", boundary) && lay_out(c, child);
    return good && wax__buf_putf(&c->frame, "\r\n--%s--\r\n", boundary);
}

static bool lay_out_leaf(struct compose *c, struct part *p)
{
    const char *name = (const char *)buf_data(&p->name);

    return wax__buf_putf(&c->frame, "Content-Type: %s%s", p->type, p->charset ? p->charset : "")
        && (!*name || wax__file_name_put_plain(&c->frame, name))
        && wax__buf_putf(&c->frame, "\r\nContent-Transfer-Encoding: %s\r\n", wax__encoding_name(p->encoding))
        && put_fields(c, p) && wax__buf_put(&c->frame, "\r\n", 2)
        && add_piece(c, p);
}

static bool lay_out(struct compose *c, struct part *p)
{
    return p->first ? lay_out_branch(c, p) : lay_out_leaf(c, p);
}

/* All of them before the first byte is said: what the header says follows from them. */
static wax_status look_at_each(struct part *p, const struct manner *how, wax_error *why)
{
    wax_status s = p->first ? WAX_OK : wax__part_look(p, how, why);

    for (struct part *child = p->first; !s && child; child = child->next)
        s = look_at_each(child, how, why);
    return s;
}

static bool is_signed(const struct compose *c)
{
    return c->mail->seals.at[SEAL_SIGN] != NULL;
}

static wax_status look(struct compose *c, struct part *body, wax_error *why)
{
    char random[RANDOM_SIZE];

    if (c->mail->shape && wax__shape_shows_nothing(c->mail->shape))
        return wax__fail(why, WAX_E_USAGE, "message", "the mail has an inline part and no HTML that shows it: set the HTML, or attach the part");
    wax_status s = wax__own_parts_check(c->mail, why);
    if (s)
        return s;
    wax__moment_random(random, &c->mail->moment);
    snprintf(c->mark, sizeof c->mark, "--" BOUNDARY_START "%s", random);
    return look_at_each(body, &(struct manner){ c->mark, is_signed(c), c->is_binary }, why);
}

/* -- reading ------------------------------------------------------------------------------------------------ */

static const struct piece *piece(const struct compose *c)
{
    return (const struct piece *)(const void *)buf_data(&c->pieces) + c->piece_at;
}

static wax_status begin_leaf(struct compose *c, struct part *leaf, wax_error *why)
{
    c->is_in_leaf = true;
    c->n_plain = 0;
    c->encoder = (struct encoder){ .how = leaf->encoding, .hides_from = is_signed(c) };
    c->seen = (struct profile){ .mark = leaf->encoding == ENCODING_BINARY || leaf->kind == PART_MAIL ? c->mark : NULL };
    return leaf->content.rewind(leaf->content.user, why);
}

static bool is_unmade(const struct compose *c)
{
    return c->is_measured && c->encoder.how == ENCODING_BASE64;
}

/* The next piece's turn comes. */
static wax_status end_leaf(struct compose *c, struct part *leaf, wax_error *why)
{
    if (!wax__encode_end(&c->encoder, &c->encoded))
        return wax__fail_memory(why, "message");
    c->is_in_leaf = false;
    c->piece_at++;
    if (is_unmade(c))
        c->n_unmade += wax__base64_size(c->n_plain);
    return wax__part_ends(leaf, &c->seen, why);
}

/* More of the leaf, encoded. */
static wax_status encode_more(struct compose *c, struct part *leaf, wax_error *why)
{
    uint8_t plain[LIMIT_MESSAGE_CHUNK];
    size_t got;
    wax_status s = leaf->content.read(leaf->content.user, plain, sizeof plain, &got, why);

    if (s)
        return s;
    if (got == 0)
        return end_leaf(c, leaf, why);
    c->n_plain += got;
    if ((s = wax__part_keeps(leaf, &c->seen, plain, got, why)) || is_unmade(c))
        return s;
    return wax__encode(&c->encoder, plain, got, &c->encoded) ? WAX_OK : wax__fail_memory(why, "message");
}

static size_t take_encoded(struct compose *c, uint8_t *to, size_t room)
{
    size_t n = buf_len(&c->encoded) < room ? buf_len(&c->encoded) : room;

    memcpy(to, buf_data(&c->encoded), n);
    wax__buf_take(&c->encoded, n);
    return n;
}

static size_t take_frame(struct compose *c, uint8_t *to, size_t room)
{
    size_t left = piece(c)->frame_end - c->frame_at, n = left < room ? left : room;

    memcpy(to, buf_data(&c->frame) + c->frame_at, n);
    c->frame_at += n;
    return n;
}

/* Some bytes, or a step towards them; *is_over at the end. */
static wax_status advance(struct compose *c, uint8_t *to, size_t room, size_t *n, bool *is_over, wax_error *why)
{
    *n = buf_len(&c->encoded) ? take_encoded(c, to, room) : 0;
    if (*n)
        return WAX_OK;
    if (c->is_in_leaf)
        return encode_more(c, piece(c)->leaf, why);
    if ((*n = take_frame(c, to, room)))
        return WAX_OK;
    *is_over = !piece(c)->leaf;
    return *is_over ? WAX_OK : begin_leaf(c, piece(c)->leaf, why);
}

static wax_status read_composed(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct compose *c = user;
    bool is_over = false;
    wax_status s = WAX_OK;

    *n = 0;
    while (!s && !is_over && *n < room) {
        size_t some;
        s = advance(c, (uint8_t *)to + *n, room - *n, &some, &is_over, why);
        *n += some;
    }
    return s;
}

static wax_status rewind_composed(void *user, wax_error *why)
{
    struct compose *c = user;

    (void)why;
    c->frame_at = c->piece_at = 0;
    c->n_unmade = 0;
    c->is_in_leaf = false;
    wax__buf_take(&c->encoded, SIZE_MAX);
    return WAX_OK;
}

static void free_composed(void *user)
{
    struct compose *c = user;

    c->mail->is_open = false;
    wax__buf_clear(&c->frame);
    wax__buf_clear(&c->pieces);
    wax__buf_clear(&c->encoded);
    free(c);
}

static wax_status lay_out_all(struct compose *c, wax_error *why)
{
    struct part *body = wax__mail_body(c->mail, why);
    wax_status s = body ? look(c, body, why) : why->status;

    if (!s && !(s = put_header(c, why)) && !(lay_out(c, body) && add_piece(c, NULL)))
        s = wax__fail_memory(why, "message");
    return s;
}

void wax__compose_measure(wax_source *composed)
{
    ((struct compose *)composed->user)->is_measured = true;
}

uint64_t wax__compose_unmade(const wax_source *composed)
{
    return ((const struct compose *)composed->user)->n_unmade;
}

wax_status wax__compose_open(wax_message *m, bool is_binary, wax_source *to, wax_error *why)
{
    struct compose *c = calloc(1, sizeof *c);
    wax_status s;

    if (!c)
        return wax__fail_memory(why, "message");
    c->mail = m;
    c->is_binary = is_binary;
    if ((s = lay_out_all(c, why))) {
        free_composed(c);
        return s;
    }
    *to = (wax_source){ read_composed, rewind_composed, free_composed, c };
    return WAX_OK;
}

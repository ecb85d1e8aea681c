/* intake_source.c -- see intake.h: from a mail that was read to one that leaves. */
#include "intake.h"

#include "fail.h"
#include "intake_list.h"
#include "limit.h"

#include <stdlib.h>
#include <string.h>

static struct span header_of(const struct intake_mail *m)
{
    return (struct span){ buf_data(&m->header), buf_len(&m->header) };
}

/* -- the recipients ------------------------------------------------------------------------------------------- */

static bool is_named(const struct intake_field *f, const char *const names[3])
{
    return intake_field_is(f, names[0]) || intake_field_is(f, names[1]) || intake_field_is(f, names[2]);
}

static bool give(const struct intake_field *f, intake_list_fn *give_to, void *user)
{
    char name[16];
    struct buf line = { 0 };
    bool good = intake_unfold(f->value, &line) && wax__buf_put(&line, "", 1);

    wax__text_printable(name, sizeof name, f->name.p, f->name.len);
    if (good)
        give_to(user, name, (const char *)buf_data(&line));
    wax__buf_clear(&line);
    return good;
}

static bool is_sent_again(struct span header)
{
    return intake_header_has(header, "Resent-To") || intake_header_has(header, "Resent-Cc") || intake_header_has(header, "Resent-Bcc");
}

wax_status intake_lists(const struct intake_mail *m, intake_list_fn *give_to, void *user, wax_error *why)
{
    static const char *const plain[] = { "To", "Cc", "Bcc" }, *const resent[] = { "Resent-To", "Resent-Cc", "Resent-Bcc" };
    struct span rest = header_of(m);
    bool is_again = is_sent_again(rest);
    struct intake_field f;

    while (intake_field_next(&rest, &f))
        if (is_named(&f, is_again ? resent : plain) && !give(&f, give_to, user))
            return wax__fail_memory(why, "message");
    return WAX_OK;
}

wax_status intake_sender(const struct intake_mail *m, intake_list_fn *give_to, void *user, wax_error *why)
{
    struct span rest = header_of(m);
    bool is_again = is_sent_again(rest);
    const char *sender = is_again ? "Resent-Sender" : "Sender", *name = intake_header_has(rest, sender) ? sender : is_again ? "Resent-From" : "From";
    struct intake_field f;

    while (intake_field_next(&rest, &f))
        if (intake_field_is(&f, name))
            return give(&f, give_to, user) ? WAX_OK : wax__fail_memory(why, "message");
    return WAX_OK;
}

/* -- the form of the body ------------------------------------------------------------------------------------- */

static bool begins(struct span value, const char *with)
{
    size_t n = strlen(with);

    while (value.len && (*value.p == ' ' || *value.p == '\t' || *value.p == '\r' || *value.p == '\n'))
        value = (struct span){ value.p + 1, value.len - 1 };
    return value.len >= n && wax__text_same((struct span){ value.p, n }, with);
}

static bool is_composite(const struct intake_field *f)
{
    return intake_field_is(f, "Content-Type") && (begins(f->value, "multipart/") || begins(f->value, "message/"));
}

static bool is_encoded(const struct intake_field *f)
{
    return intake_field_is(f, "Content-Transfer-Encoding") && (begins(f->value, "quoted-printable") || begins(f->value, "base64"));
}

/* RFC 2045 s.6.4: a part that has parts takes no encoding but the identity, and what is encoded is not encoded twice. */
static bool may_be_encoded(const struct intake_mail *m)
{
    struct span rest = header_of(m);
    struct intake_field f;

    while (intake_field_next(&rest, &f))
        if (is_composite(&f) || is_encoded(&f))
            return false;
    return true;
}

static enum body_form form_for(const struct intake_mail *m, bool seven)
{
    bool is_too_long = m->profile.longest > LIMIT_BODY_LINE;
    bool needs_encoding = is_too_long || m->profile.is_binary || (seven && m->is_8bit);

    if (needs_encoding && may_be_encoded(m))
        return BODY_ENCODED;
    return is_too_long ? BODY_FOLDED : BODY_AS_IT_IS;
}

/* Of what goes: whole lines of CRLF were put there by us, so only base64 gives back CRs and NULs. */
static enum encoding encoding_of(const struct intake_mail *m)
{
    enum encoding e = wax__encoding_for(&m->profile, false);

    return e == ENCODING_7BIT ? ENCODING_QP : e;
}

/* -- the header ----------------------------------------------------------------------------------------------- */

static bool put_without(struct buf *to, struct span header, const char *name)
{
    struct intake_field f;
    bool good = true;

    while (good && intake_field_next(&header, &f))
        good = intake_field_is(&f, name) || wax__buf_put(to, f.whole.p, f.whole.len);
    return good;
}

/* What is not UTF-8 is of a charset that nobody told us: RFC 1428 has a name for that. */
static bool put_type(struct buf *to, const struct intake_mail *m)
{
    const char *charset = !m->is_8bit ? "us-ascii" : m->is_utf8 ? "utf-8" : "unknown-8bit";

    return wax__buf_putf(to, "Content-Type: text/plain; charset=%s\r\n", charset);
}

static bool put_encoding(struct buf *to, const struct intake_mail *m)
{
    struct span header = header_of(m);

    return (intake_header_has(header, "MIME-Version") || wax__buf_puts(to, "MIME-Version: 1.0\r\n")) &&
           (intake_header_has(header, "Content-Type") || put_type(to, m)) &&
           wax__buf_putf(to, "Content-Transfer-Encoding: %s\r\n", wax__encoding_name(encoding_of(m)));
}

static bool declare_encoding(struct intake_mail *m)
{
    struct buf changed = { 0 };
    bool good = put_without(&changed, header_of(m), "Content-Transfer-Encoding") && put_encoding(&changed, m);

    if (!good) {
        wax__buf_clear(&changed);
        return false;
    }
    wax__buf_clear(&m->header);
    m->header = changed;
    return true;
}

wax_status intake_complete(struct intake_mail *m, const struct intake_defaults *d, wax_error *why)
{
    struct buf complete = { 0 };

    if (!intake_header_complete(header_of(m), d, &complete)) {
        wax__buf_clear(&complete);
        return wax__fail_memory(why, "message");
    }
    wax__buf_clear(&m->header);
    m->header = complete;
    return WAX_OK;
}

wax_status intake_settle(struct intake_mail *m, bool seven, bool *is_new, wax_error *why)
{
    enum body_form form = m->form == BODY_ENCODED ? BODY_ENCODED : form_for(m, seven);

    *is_new = form != m->form;
    if (*is_new && form == BODY_ENCODED && !declare_encoding(m))
        return wax__fail_memory(why, "message");
    m->form = form;
    return WAX_OK;
}

/* -- the mail as it leaves ------------------------------------------------------------------------------------ */

struct leaving {
    const struct intake_mail *mail;
    size_t                    header_at;    /* of the header and the empty line behind it */
    size_t                    column;       /* BODY_FOLDED */
    struct encoder            encoder;
    struct buf                ready;
    bool                      is_over;
};

enum { FOLD_COLUMN = 990 };     /* four bytes before 998 a character begins at the latest */

/* As Postfix has it: CRLF and a space, in which base64 and most texts don't change their meaning. */
static bool fold(struct leaving *l, const uint8_t *p, size_t len)
{
    bool good = true;

    for (size_t i = 0; good && i < len; i++) {
        bool is_end = p[i] == '\n' || p[i] == '\r', begins_character = (p[i] & 0xC0) != 0x80;
        if (!is_end && ((l->column >= FOLD_COLUMN && begins_character) || l->column == LIMIT_BODY_LINE)) {
            good = wax__buf_puts(&l->ready, "\r\n ");
            l->column = 1;
        }
        good = good && wax__buf_put(&l->ready, p + i, 1);
        l->column = is_end ? 0 : l->column + 1;
    }
    return good;
}

static bool transform(struct leaving *l, const uint8_t *p, size_t len)
{
    switch (l->mail->form) {
    case BODY_AS_IT_IS: return wax__buf_put(&l->ready, p, len);
    case BODY_FOLDED: return fold(l, p, len);
    case BODY_ENCODED: break;
    }
    return len ? wax__encode(&l->encoder, p, len, &l->ready) : wax__encode_end(&l->encoder, &l->ready);
}

static wax_status make_ready(struct leaving *l, wax_error *why)
{
    const wax_source *body = &l->mail->body;
    uint8_t piece[LIMIT_MESSAGE_CHUNK];
    size_t n = 0;
    wax_status s = WAX_OK;

    while (!s && !l->is_over && buf_len(&l->ready) == 0) {
        if (!(s = body->read(body->user, piece, sizeof piece, &n, why)) && !transform(l, piece, n))
            s = wax__fail_memory(why, "message");
        l->is_over = n == 0;
    }
    return s;
}

static size_t give_header(struct leaving *l, void *to, size_t room)
{
    struct span h = header_of(l->mail);
    const char *from = l->header_at < h.len ? (const char *)h.p + l->header_at : &"\r\n"[l->header_at - h.len];
    size_t left = (l->header_at < h.len ? h.len : h.len + 2) - l->header_at, n = left < room ? left : room;

    memcpy(to, from, n);
    l->header_at += n;
    return n;
}

static wax_status read_leaving(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct leaving *l = user;

    *n = l->header_at < buf_len(&l->mail->header) + 2 ? give_header(l, to, room) : 0;
    if (*n)
        return WAX_OK;
    wax_status s = make_ready(l, why);
    *n = buf_len(&l->ready) < room ? buf_len(&l->ready) : room;
    if (*n)
        memcpy(to, buf_data(&l->ready), *n);
    wax__buf_take(&l->ready, *n);
    return s;
}

static wax_status rewind_leaving(void *user, wax_error *why)
{
    struct leaving *l = user;

    l->header_at = l->column = 0;
    l->encoder = (struct encoder){ .how = encoding_of(l->mail) };
    wax__buf_take(&l->ready, buf_len(&l->ready));
    l->is_over = false;
    return l->mail->body.rewind(l->mail->body.user, why);
}

static void free_leaving(void *user)
{
    struct leaving *l = user;

    wax__buf_clear(&l->ready);
    free(l);
}

wax_status intake_open(const struct intake_mail *m, wax_source *to, wax_error *why)
{
    struct leaving *l = calloc(1, sizeof *l);

    if (!l)
        return wax__fail_memory(why, "message");
    l->mail = m;
    wax_status s = rewind_leaving(l, why);
    if (s)
        free_leaving(l);
    else
        *to = (wax_source){ read_leaving, rewind_leaving, free_leaving, l };
    return s;
}

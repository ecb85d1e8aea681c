/* multipart.c -- see multipart.h. */
#include "multipart.h"

#include "entity.h"
#include "fail.h"
#include "framed.h"

#include <stdio.h>
#include <stdlib.h>

struct whole {
    struct seal          seal;
    const struct sealer *sealer;
    void                *keys;
    wax_message         *mail;              /* borrowed: it owns us */
    struct seen          seen;
    struct buf           before, after;     /* what stands around the mail as it was seen */
    size_t               header_len;
    wax_source           instead;           /* of an encrypted mail: its body, kept */
};

static struct whole *whole_of(struct seal *seal)
{
    return (struct whole *)(void *)seal;
}

static void forget(struct seal *seal)
{
    struct whole *w = whole_of(seal);

    wax__buf_clear(&w->before);
    wax__buf_clear(&w->after);
    if (w->instead.free)
        w->instead.free(w->instead.user);
    w->instead = (wax_source){ 0 };
    w->seen.is_known = false;
}

/* -- the two forms ---------------------------------------------------------------------------------------------- */

static bool put(struct buf *to, const struct buf *what)
{
    return wax__buf_put(to, buf_data(what), buf_len(what));
}

/* RFC 1847 s.2.1: the line end before a boundary is the boundary's. */
static bool frame_signed(struct whole *w, const struct entity *e, const char *boundary, const char *micalg, const struct buf *part)
{
    return put(&w->before, &e->outside)
        && wax__buf_putf(&w->before, "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"%s\";\r\n micalg=%s; boundary=\"%s\"\r\n\r\n--%s\r\n",
                         w->sealer->protocol, micalg, boundary, boundary)
        && put(&w->before, &e->inside) && wax__buf_putf(&w->after, "\r\n--%s\r\n", boundary) && put(&w->after, part)
        && wax__buf_putf(&w->after, "\r\n--%s--\r\n", boundary);
}

static wax_status learn_signed(struct whole *w, struct entity *e, const struct sealing *how, wax_error *why)
{
    struct buf part = { 0 };
    char micalg[MICALG_SIZE];
    wax_status s = w->sealer->sign(w->keys, how, &part, micalg, why);

    if (!s && !frame_signed(w, e, how->boundary, micalg, &part))
        s = wax__fail_memory(why, "sign");
    wax__buf_clear(&part);
    return s;
}

/* RFC 5652 s.6.2, RFC 9580 s.5.1: the envelope tells everybody whose keys can open it. */
static wax_status check_readers(const struct whole *w, wax_error *why)
{
    if (wax__mail_hides_recipients(w->mail))
        return wax__fail(why, WAX_E_USAGE, "sign", "an encrypted mail shows all of its readers to each of them, so it can't have a Bcc: send whoever is hidden "
                         "a mail of their own");
    for (size_t i = 0; i < wax_message_recipients(w->mail); i++) {
        const char *mailbox = wax_message_recipient(w->mail, i);
        if (mailbox && !w->sealer->can_read(w->keys, mailbox))
            return wax__fail(why, WAX_E_USAGE, "sign", "%.200s could not read the mail, which is encrypted for others: add a certificate or key that names this address",
                             mailbox);
    }
    return WAX_OK;
}

static wax_status learn_encrypted(struct whole *w, struct entity *e, const struct sealing *how, wax_error *why)
{
    struct stored *kept = wax__spool_begin();
    wax_status s = check_readers(w, why);

    if (!s && (!kept || !put(&w->before, &e->outside) || !wax__buf_puts(&w->before, "MIME-Version: 1.0\r\n")))
        s = wax__fail_memory(why, "sign");
    if (!s)
        s = w->sealer->encrypt(w->keys, how, kept, why);
    if (s)
        wax__spool_drop(kept);
    else
        w->instead = wax__spool_end(kept);
    return s;
}

/* -- the seal --------------------------------------------------------------------------------------------------- */

static wax_status learn_from(struct whole *w, struct entity *e, const struct moment *moment, wax_error *why)
{
    char random[RANDOM_SIZE], boundary[BOUNDARY_SIZE];
    struct sealing how = { wax__entity_source(e), moment, boundary };

    wax__moment_random(random, moment);
    snprintf(boundary, sizeof boundary, "=_%s_sealed%d", random, (int)w->seal.kind->rank);
    w->header_len = e->survey.header_len;
    return w->sealer->sign ? learn_signed(w, e, &how, why) : learn_encrypted(w, e, &how, why);
}

static wax_status learn(struct whole *w, wax_source from, const struct moment *moment, wax_error *why)
{
    struct entity e = { .must_be_ascii = w->sealer->sign != NULL };
    wax_status s;

    forget(&w->seal);
    if (!(s = wax__entity_begin(&e, from, why)) && !(s = learn_from(w, &e, moment, why)) && !(s = from.rewind(from.user, why)))
        w->seen = e.survey.seen;
    wax__entity_clear(&e);
    return s;
}

static wax_status open_whole(struct seal *seal, wax_source from, const struct moment *moment, wax_source *out, wax_error *why)
{
    struct whole *w = whole_of(seal);
    wax_status s = w->seen.is_known ? WAX_OK : learn(w, from, moment, why);

    return s ? s : wax__framed((struct frame){ .before = { buf_data(&w->before), buf_len(&w->before) }, .after = { buf_data(&w->after), buf_len(&w->after) },
                                               .skipped = w->instead.read ? 0 : w->header_len, .seen = &w->seen,
                                               .instead = w->instead.read ? &w->instead : NULL }, from, out, why);
}

static void free_whole(struct seal *seal)
{
    struct whole *w = whole_of(seal);

    forget(seal);
    w->sealer->free(w->keys);
    free(w);
}

static const struct seal_kind kinds[] = {
    [SEAL_SIGN] = { SEAL_SIGN, open_whole, forget, free_whole },
    [SEAL_ENCRYPT] = { SEAL_ENCRYPT, open_whole, forget, free_whole },
};

static enum seal_rank rank_of(const struct sealer *s)
{
    return s->sign ? SEAL_SIGN : SEAL_ENCRYPT;
}

void *wax__sealer_keys(const wax_message *m, const struct sealer *sealer)
{
    struct seal *seal = wax__mail_seal(m, rank_of(sealer));

    return seal && whole_of(seal)->sealer == sealer ? whole_of(seal)->keys : NULL;
}

bool wax__sealer_put(wax_message *m, const struct sealer *sealer, void *keys, wax_error *why)
{
    struct seal *there = wax__mail_seal(m, rank_of(sealer));
    struct whole *w = there ? NULL : calloc(1, sizeof *w);

    if (there)
        wax__fail(why, WAX_E_USAGE, "sign", "the mail gets %s already, and no mail has %s besides", whole_of(there)->sealer->what, sealer->what);
    else if (!w)
        wax__fail_memory(why, "sign");
    if (!w) {
        sealer->free(keys);
        return false;
    }
    *w = (struct whole){ .seal = { &kinds[rank_of(sealer)] }, .sealer = sealer, .keys = keys, .mail = m };
    wax__mail_put_seal(m, &w->seal);
    return true;
}

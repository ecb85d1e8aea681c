/* open.c -- the mail as a source, in either of its forms, and what is true of it before it is said. */
#include "fail.h"
#include "inspect.h"
#include "mail.h"
#include "source.h"

/* A ready-made mail has a moment only where it is sealed. */
static wax_status settle_moment(wax_message *m, wax_error *why)
{
    wax_status s = WAX_OK;

    if (!m->has_moment && (!m->is_raw || wax__seals_any(&m->seals)))
        m->has_moment = !(s = wax__moment_now(&m->moment, why));
    return s;
}

/* Who relays it to a server without BINARYMIME encodes it anew (RFC 3030 s.3). */
static wax_status check_binary(const wax_message *m, bool is_binary, wax_error *why)
{
    if (is_binary && m->binary == BINARY_NOT)
        return wax__fail(why, WAX_E_USAGE, "message", "the mail has no binary form: ask for it with wax_message_binary");
    if (!is_binary || !wax__seals_any(&m->seals))
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "a mail that goes as binary can't be signed or encrypted: a relay may have to encode it, and no signature survives that");
}

/* The main form is the one that is read without more words. */
static bool is_main_binary(const wax_message *m)
{
    return m->binary == BINARY_ALONE;
}

static wax_status open_mail(wax_message *m, bool is_binary, wax_source *out, wax_error *why)
{
    wax_status s;

    if (m->is_open)
        return wax__fail(why, WAX_E_USAGE, "message", "the mail is being read already; free that source first");
    if (m->kept && is_binary == is_main_binary(m)) {
        *out = wax__kept_open(m->kept, m);
        m->kept = NULL;
        return WAX_OK;
    }
    if ((s = check_binary(m, is_binary, why)) || (s = settle_moment(m, why))
        || (s = m->is_raw ? wax__raw_open(m, is_binary, out, why) : wax__compose_open(m, is_binary, out, why)))
        return s;
    m->is_open = true;          /* until that source is freed, by us or by the caller */
    return wax__seals_open(&m->seals, &m->moment, out, why);
}

static wax_status open_form(wax_message *m, bool is_binary, wax_source *out)
{
    if (wax__mail_is_refused(m))
        return m->error.status;
    m->is_of_look = true;
    m->error = (wax_error){ 0 };
    return open_mail(m, is_binary, out, &m->error);
}

wax_status wax_message_open(wax_message *m, wax_source *out)
{
    return m ? open_form(m, is_main_binary(m), out) : WAX_E_NOMEM;
}

wax_status wax_message_open_binary(wax_message *m, wax_source *out)
{
    return m ? open_form(m, true, out) : WAX_E_NOMEM;
}

static void add_unmade(const wax_source *composed, wax_message_facts *facts, struct kept **kept)
{
    uint64_t unmade = wax__compose_unmade(composed);

    facts->size += (int64_t)unmade;
    if (!unmade)
        return;
    wax__kept_free(*kept);
    *kept = NULL;
}

/* Most of a long mail is base64, which need not be made to be counted; a seal reads it all. */
static wax_status inspect_form(wax_message *m, bool is_binary, wax_message_facts *facts, struct kept **kept)
{
    bool is_measured = !m->is_raw && !wax__seals_any(&m->seals);
    wax_source from;
    wax_status s = open_form(m, is_binary, &from);

    if (s)
        return s;
    if (is_measured)
        wax__compose_measure(&from);
    s = wax__inspect(&from, is_binary, facts, kept, &m->error);
    if (is_measured)
        add_unmade(&from, facts, kept);
    wax__source_free(&from);
    return s;
}

/* A form that can't be had, or that is no shorter for it, is none; the mail goes in the other. */
static int64_t binary_size(wax_message *m)
{
    wax_message_facts facts;
    struct kept *kept = NULL;
    bool has_form = m->binary == BINARY_TOO && !inspect_form(m, true, &facts, &kept) && facts.is_binary;

    wax__kept_free(kept);
    m->error = (wax_error){ 0 };
    return has_form ? facts.size : -1;
}

wax_status wax_message_check(wax_message *m, wax_message_facts *or_null)
{
    wax_message_facts facts;

    if (!m)
        return WAX_E_NOMEM;
    wax__mail_forget_look(m);
    wax_status s = inspect_form(m, is_main_binary(m), &facts, &m->kept);
    if (s || !or_null)
        return s;
    facts.binary_size = binary_size(m);
    *or_null = facts;
    return WAX_OK;
}

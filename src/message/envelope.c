/* envelope.c -- who a mail is from and to: as it was set, and where it was not, as the header says.
 *
 * RFC 5322 s.3.6.2: Sender, or where there is none From, names who is responsible; To, Cc and Bcc name who gets it.  A ready-made
 * mail's header is not read: what stands there may be years old, and its Bcc may be gone. */
#include "fail.h"
#include "mail.h"

#include <string.h>

static wax_status find_sender(wax_message *m, wax_error *why)
{
    const char *name = wax__mail_field(m, "Sender") ? "Sender" : "From";
    const char *list = wax__mail_field(m, name);

    wax__mailboxes_clear(&m->from);
    return list ? wax__mailboxes_add(&m->from, list, name, why) : WAX_OK;
}

static wax_status find_recipients(wax_message *m, wax_error *why)
{
    static const char *const names[] = { "To", "Cc", "Bcc" };
    wax_status s = WAX_OK;

    wax__mailboxes_clear(&m->to);
    for (size_t i = 0; !s && i < sizeof names / sizeof *names; i++)
        if (wax__mail_field(m, names[i]))
            s = wax__mailboxes_add(&m->to, wax__mail_field(m, names[i]), names[i], why);
    return s;
}

wax_status wax__envelope_settle(wax_message *m, wax_error *why)
{
    wax_status s = WAX_OK;

    if (m->is_settled)
        return WAX_OK;
    if (!m->is_raw && !m->has_from)
        s = find_sender(m, why);
    if (!s && !m->is_raw && !m->has_to)
        s = find_recipients(m, why);
    if (!s)
        s = wax__mailboxes_once(&m->to, why);
    m->is_settled = !s;
    return s;
}

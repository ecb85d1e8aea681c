/* named_mail.c -- see named_mail.h. */
#include "named_mail.h"

#include "intake_named.h"

#include <string.h>

struct naming {
    wax_message *message;
    bool         has_sender;
    wax_error    why;
};

static void add_sender(void *naming, const char *display_name, const char *address)
{
    struct naming *n = naming;

    (void)display_name;
    if (!n->has_sender)
        wax_message_envelope_from(n->message, address);
    n->has_sender = true;
}

static void add_recipient(void *naming, const char *display_name, const char *address)
{
    (void)display_name;
    wax_message_envelope_to(((struct naming *)naming)->message, address);
}

static void add_senders(void *naming, const char *field, const char *list)
{
    struct naming *n = naming;

    (void)field;
    if (!n->why.status)
        wax_addresses(list, add_sender, n, &n->why);
}

static void add_recipients(void *naming, const char *field, const char *list)
{
    struct naming *n = naming;

    (void)field;
    if (!n->why.status)
        wax_addresses(list, add_recipient, n, &n->why);
}

/* -- the options ---------------------------------------------------------------------------------------------- */

static void put_sender(struct naming *n, const char *from)
{
    n->has_sender = !*from || strcmp(from, "<>") == 0;
    if (n->has_sender)
        wax_message_envelope_from(n->message, "");
    else
        add_senders(n, "from", from);
}

void named_mail_by_options(wax_message *m, const struct send_args *a, struct outcome *o)
{
    const struct strings *const lists[] = { &a->to, &a->cc, &a->bcc };
    struct naming n = { .message = m };

    put_sender(&n, a->from);
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            add_recipients(&n, "to", lists[l]->at[i]);
    outcome_failed(o, &n.why);
}

/* -- the header ----------------------------------------------------------------------------------------------- */

static void check(wax_message *m, struct outcome *o)
{
    if (outcome_is_wrong(o) || wax_message_error(m)->status)
        return;
    if (!wax_message_sender(m))
        outcome_wrong(o, EXIT_CODE_DATA, WAX_E_INPUT, "envelope", "its header has no Sender and no From, so nobody sends it; --from says who does");
    else if (!wax_message_recipients(m))
        outcome_wrong(o, EXIT_CODE_DATA, WAX_E_INPUT, "envelope", "its header names nobody in To, Cc or Bcc, so nobody gets it");
}

static void read_names(struct naming *n, const struct intake_mail *header, const char *from)
{
    if (from)
        put_sender(n, from);
    else if (intake_sender(header, add_senders, n, &n->why))
        return;
    if (!n->why.status)
        intake_lists(header, add_recipients, n, &n->why);
}

void named_mail_by_header(wax_message *m, const struct send_args *a, wax_source source, struct outcome *o)
{
    struct intake_mail header = { 0 };
    struct naming n = { .message = m };
    wax_source leaving;

    if (!intake_named(&leaving, source, &header, &n.why)) {
        wax_message_raw(m, leaving);
        read_names(&n, &header, a->from);
    }
    outcome_failed(o, &n.why);
    check(m, o);
    intake_free(&header);
}

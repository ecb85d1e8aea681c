/* each_mails.c -- see each_mails.h. */
#include "each_mails.h"

#include "each_kind.h"

#include <stdlib.h>

enum { SAID_MOST = 20 };        /* faulty ones that are named: a person mends those and tries again */

struct each_mails {
    const struct each_kind *kind;
    void                   *from;
};

struct each_mails *each_mails_open(const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct each_mails *m = calloc(1, sizeof *m);

    if (!m) {
        outcome_no_memory(o);
        return NULL;
    }
    m->kind = a->each.mailbox ? &each_mailbox : &each_table;
    m->from = m->kind->open(a, deadline_ms, o);
    if (m->from)
        return m;
    each_mails_free(m);
    return NULL;
}

void each_mails_free(struct each_mails *m)
{
    if (m)
        m->kind->free(m->from);
    free(m);
}

void each_mails_rewind(struct each_mails *m)
{
    m->kind->rewind(m->from);
}

const char *each_mails_name(const struct each_mails *m, int64_t row)
{
    return m->kind->name ? m->kind->name(m->from, row) : NULL;
}

int64_t each_mails_row(struct each_mails *m, char digest[ROW_DIGEST_LEN + 1], struct outcome *o)
{
    return m->kind->next(m->from, digest, o);
}

wax_message *each_mails_make(struct each_mails *m, struct outcome *o)
{
    return m->kind->make(m->from, o);
}

wax_message *each_mails_next(struct each_mails *m, int64_t *number, struct outcome *o)
{
    char digest[ROW_DIGEST_LEN + 1];

    *number = each_mails_row(m, digest, o);
    return *number ? each_mails_make(m, o) : NULL;
}

/* Whether one mail keeps the laws; of the signature's advice, once is enough. */
static void check_one(wax_message *m, int64_t number, int64_t *largest, struct outcome *o)
{
    wax_message_facts facts;

    if (!m)
        return;
    if (wax_message_check(m, &facts))
        outcome_failed(o, wax_message_error(m));
    else
        *largest = facts.size > *largest ? facts.size : *largest;
    if (number == 1)
        sign_args_advise(m);
    wax_message_free(m);
}

int64_t each_mails_check(struct each_mails *m, int64_t *largest, struct outcome *o)
{
    int64_t n = 0, number = 1;

    for (int said = 0; number && said < SAID_MOST; n += number != 0) {
        struct outcome one = { 0 };
        check_one(each_mails_next(m, &number, &one), number, largest, &one);
        said += outcome_is_wrong(&one);
        outcome_join(o, &one);
    }
    if (number && outcome_is_wrong(o))
        outcome_say("there may be more; mend these first");
    if (!n && !outcome_is_wrong(o))
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "row", "%s", m->kind->none);
    return n;
}

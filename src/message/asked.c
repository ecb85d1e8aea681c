/* asked.c -- what a mail asks of the server beyond its delivery, kept until somebody delivers it.
 *
 * Keeps the words as they were given, in order; what they may be the conversation knows (wax_ask_check). */
#include "fail.h"
#include "mail.h"

#include <stdlib.h>
#include <string.h>

static bool grow(struct asked *a)
{
    if ((a->n & (a->n - 1)) != 0)           /* full at each power of two */
        return true;
    wax_asked *more = realloc(a->at, (a->n ? 2 * a->n : 1) * sizeof *more);
    if (more)
        a->at = more;
    return more != NULL;
}

static bool add(struct asked *a, wax_ask ask, const char *value, const char *recipient, wax_insistence how)
{
    if (!grow(a))
        return false;
    wax_asked one = { ask, how, strdup(value), recipient ? strdup(recipient) : NULL };
    a->at[a->n++] = one;                    /* kept even if half of it is missing, so that it is freed */
    return one.value && (one.recipient || !recipient);
}

void wax_message_ask(wax_message *m, wax_ask ask, const char *value, wax_insistence how)
{
    if (wax__mail_may_set(m, value, "what the mail asks") && !add(&m->asked, ask, value, NULL, how))
        wax__fail_memory(&m->error, "message");
}

void wax_message_ask_for(wax_message *m, const char *recipient, wax_ask ask, const char *value, wax_insistence how)
{
    if (!wax__mail_may_set(m, recipient, "the recipient for whom something is asked") || !wax__mail_may_set(m, value, "what the mail asks"))
        return;
    if (!add(&m->asked, ask, value, recipient, how))
        wax__fail_memory(&m->error, "message");
}

const wax_asked *wax_message_asked(const wax_message *m, size_t i)
{
    return m && i < m->asked.n ? &m->asked.at[i] : NULL;
}

void wax__asked_clear(struct asked *a)
{
    for (size_t i = 0; i < a->n; i++) {
        free((char *)a->at[i].value);
        free((char *)a->at[i].recipient);
    }
    free(a->at);
    *a = (struct asked){ 0 };
}

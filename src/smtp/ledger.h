/* ledger.h -- what was said and is not yet answered, oldest first.
 *
 * The two cursors of a conversation are its ends: saying adds, hearing takes.  Every reply answers a command that we can name.
 */
#ifndef WAX_SMTP_LEDGER_H
#define WAX_SMTP_LEDGER_H

#include "states.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wax_delivery;

struct entry {
    enum state           line;      /* whose row of the table hears the reply */
    struct wax_delivery *delivery;  /* NULL for the conversation's own lines */
    size_t               rcpt;      /* which recipient, for RCPT; with LMTP also for the end, which is answered for each in turn */
    uint64_t             said;      /* bytes said with it: until they are on their way, no reply to it can have come */
};

struct ledger {
    struct entry *ring;
    size_t        size, first, n;
};

bool          wax__ledger_room(struct ledger *);            /* make sure that one more fits; false: no memory */
void          wax__ledger_add(struct ledger *, struct entry);   /* after room */
struct entry *wax__ledger_head(const struct ledger *);      /* NULL when every word was answered */
void          wax__ledger_take(struct ledger *);
void          wax__ledger_clear(struct ledger *);

#endif

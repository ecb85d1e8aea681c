/* ask.h -- what a message may ask of the server beyond its delivery: one row a parameter of MAIL or RCPT.
 *
 * Knows of each parameter its keyword, the extension it comes from, what its value may be, how it is spelled, and what an offer's limits
 * mean for it.  Does not know who asks.  Promise: whatever value it took, what it puts is " KEYWORD" or " KEYWORD=value" in printable
 * ASCII, with no second space: it can't end its command, and can't begin another parameter.
 */
#ifndef WAX_SMTP_ASK_H
#define WAX_SMTP_ASK_H

#include "buf.h"
#include "epoch.h"

#include <wax/smtp.h>

enum { ASKS_OF_RCPT = WAX_ASK_RET, ASKS = WAX_ASK_REQUIRETLS + 1 };     /* those of RCPT come first */

/* One that was asked; value NULL: it was not. */
struct ask {
    char          *value;
    wax_insistence how;
};

static inline bool ask_is_of_rcpt(wax_ask kind) { return kind < WAX_ASK_RET; }

const char *wax__ask_keyword(wax_ask);
unsigned    wax__ask_cap(wax_ask);                  /* what must be offered for it */

/* Can this server, on this channel, do what is asked?  Or E_REFUSED and the reason: no offer, a limit of the offer, no verified TLS. */
wax_status  wax__ask_fits(wax_ask, const char *value, const struct epoch *, const char *host, wax_error *why);

/* `recipient`: whom the RCPT names; NULL for MAIL.  False: no memory. */
bool        wax__ask_put(struct buf *, wax_ask, const char *value, const char *recipient);

#endif

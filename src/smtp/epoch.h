/* epoch.h -- everything the server told us, under the number of the epoch in which it did.
 *
 * The upgrade to TLS is one assignment of a fresh one.  When you add a field, ask: did the server tell us this?  Then it goes here,
 * and there is nothing to remember.
 */
#ifndef WAX_SMTP_EPOCH_H
#define WAX_SMTP_EPOCH_H

#include "admission.h"
#include "caps.h"
#include "ledger.h"

#include <wax/tls.h>

struct epoch {
    unsigned      number;       /* 0 in the clear, 1 inside TLS */
    struct admission *admission;    /* to log in: NULL in the clear, and once it is over */
    bool          is_verified;  /* the channel: its demand was met in full */
    bool          has_caps;     /* this epoch's EHLO was answered */
    bool          is_secret_doubted;    /* 535 was said once */
    bool          is_authed;
    bool          was_asked_again;  /* EHLO was said again after AUTH */
    struct caps   caps;
    struct ledger ledger;
    bool          is_window_full;   /* and its ledger is not half answered yet */
};

/* No facts, no secrets. */
static inline const wax_tls_info *epoch_facts(const struct epoch *e) { return e->admission ? &e->admission->facts : NULL; }
static inline bool epoch_offers(const struct epoch *e, enum cap cap) { return e->has_caps && (e->caps.offers & cap); }

#endif

/* seal.h -- what is done to a mail between its being laid out and its being read: it is signed, encrypted, signed as a whole.
 *
 * The message knows that there are seals, in which order, and when what they remember is out of date; it does not know what any of
 * them does.  Whoever makes seals sees the mail as a source, and the message through this page alone.
 */
#ifndef WAX_MESSAGE_SEAL_H
#define WAX_MESSAGE_SEAL_H

#include "moment.h"

#include <wax/message.h>

/* In the order in which they are applied: what is signed can be encrypted, and the domain answers for what is sent in the end. */
enum seal_rank { SEAL_SIGN, SEAL_ENCRYPT, SEAL_DOMAIN, SEAL_RANKS };

struct seal {
    const struct seal_kind *kind;
};

struct seal_kind {
    enum seal_rank rank;

    /* The mail so far, which stands at its start, becomes the mail after it.  Owns `from` when it succeeds, and only then; what it makes must be
     * the same at each opening until forget() is called, and borrows the seal. */
    wax_status (*open)(struct seal *, wax_source from, const struct moment *, wax_source *out, wax_error *);
    void       (*forget)(struct seal *);        /* the mail may have changed: what was learned of it is void */
    void       (*free)(struct seal *);
};

/* Where a setter outside this layer says what is wrong: the message's first error.  NULL: the setter must do nothing, because the message is
 * NULL, has failed, is being read, or `argument` is NULL. */
wax_error *wax__mail_may_seal(wax_message *, const void *argument, const char *what);

bool wax__mail_hides_recipients(const wax_message *);                     /* it has a Bcc */

struct seal *wax__mail_seal(const wax_message *, enum seal_rank);       /* borrowed; NULL: none of that rank */
void         wax__mail_put_seal(wax_message *, struct seal *);          /* the message owns it; its rank must be free */

#endif

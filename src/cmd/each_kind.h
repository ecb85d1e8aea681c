/* each_kind.h -- where the mails of --each come from, as what is common to all: the rows of a table, the mails of a mailbox.
 *
 * A plain table of functions; each kind is a file of its own.
 */
#ifndef WAX_CMD_EACH_KIND_H
#define WAX_CMD_EACH_KIND_H

#include "row_digest.h"
#include "send_args.h"

struct each_kind {
    const char  *none;              /* the sentence where there are no mails */
    void        *(*open)(const struct send_args *, int64_t deadline_ms, struct outcome *);      /* NULL, and the outcome says why */
    void         (*free)(void *);                   /* NULL: nothing */
    void         (*rewind)(void *);

    /* Goes on to the next, whose number it returns, and by what it is known again; 0: there is none, or the outcome says why it can't be read. */
    int64_t      (*next)(void *, char digest[ROW_DIGEST_LEN + 1], struct outcome *);
    wax_message *(*make)(void *, struct outcome *);         /* its mail, the caller's to free; NULL, and the outcome says why */

    /* NULL: they are rows; else they are mails, and this is the file of that one, "" where it has none of its own. */
    const char  *(*name)(const void *, int64_t number);
};

extern const struct each_kind each_table, each_mailbox;

#endif

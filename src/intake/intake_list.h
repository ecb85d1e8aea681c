/* intake_list.h -- an address list as programs write it, its mailboxes found where they stand.
 *
 * Knows the outline of RFC 5322 s.3.4 (quotes, comments, angle brackets, groups, commas) and how an address without a domain gets one;
 * whether an address is a good one is the message's to say.  Promise: what needs no mending is copied byte for byte, and a list whose
 * outline is ambiguous (a quote, comment or bracket that does not close) is refused, not guessed at.
 */
#ifndef WAX_INTAKE_LIST_H
#define WAX_INTAKE_LIST_H

#include "buf.h"
#include "text.h"

/* Between two delimiters.  Borrowed from the list. */
struct list_item {
    struct span all, address, comment;  /* address: without its brackets, empty where there is none; comment: the last, without its brackets */
    bool        has_angle;
    char        delimiter;              /* behind it; 0: the end.  ':' : it is a group's name */
};

/* False: the list is over, or *is_broken. */
bool intake_list_next(struct span *rest, struct list_item *, bool *is_broken);

bool intake_address_has_domain(struct span address);

/* Puts the list, its mailboxes without domain completed by this one, and its names beyond ASCII encoded (RFC 2047).  False: memory is used
 * up.  A broken list is put as it is. */
bool intake_list_mend(struct span list, const char *domain, struct buf *to);

#endif

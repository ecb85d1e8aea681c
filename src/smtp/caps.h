/* caps.h -- what one EHLO reply offers, in a struct of fixed size.
 *
 * Knows the keywords of RFC 5321 s.4.1.1.1 that we use; lines that are no keyword, or none of ours, are passed over.
 * Promise: it holds no pointer into the reply.
 */
#ifndef WAX_SMTP_CAPS_H
#define WAX_SMTP_CAPS_H

#include "reply.h"

enum cap {
    CAP_STARTTLS = 1 << 0,      /* RFC 3207 */
    CAP_PIPELINING = 1 << 1,    /* RFC 2920 */
    CAP_CHUNKING = 1 << 2,      /* RFC 3030 */
    CAP_8BITMIME = 1 << 3,      /* RFC 6152 */
    CAP_SMTPUTF8 = 1 << 4,      /* RFC 6531 */
    CAP_DSN = 1 << 5,           /* RFC 3461 */
    CAP_SIZE = 1 << 6,          /* RFC 1870 */
    CAP_AUTH = 1 << 7,          /* RFC 4954 */
    CAP_ENHANCED = 1 << 8,      /* RFC 2034 */
    CAP_BINARYMIME = 1 << 9,    /* RFC 3030 */
    CAP_DELIVERBY = 1 << 10,    /* RFC 2852 */
    CAP_FUTURERELEASE = 1 << 11,    /* RFC 4865 */
    CAP_MT_PRIORITY = 1 << 12,  /* RFC 6710 */
    CAP_REQUIRETLS = 1 << 13,   /* RFC 8689 */
    CAP_LIMITS = 1 << 14        /* RFC 9422 */
};

#define CAPS_MOMENT "0000-00-00T00:00:00Z"      /* RFC 3339 in UTC, whole seconds: two of them compare as text */

struct caps {
    unsigned offers;            /* of enum cap */
    uint64_t max_size;          /* bytes; 0: not said */
    uint64_t min_by;            /* seconds: less is not taken for a message that is to be returned, RFC 2852 s.2 */
    uint64_t max_hold;          /* seconds; 0: not said.  RFC 4865 s.3 */
    uint64_t max_mails, max_recipients;     /* in a session, of one mail; 0: not said.  RFC 9422 s.4 */
    char     max_hold_until[sizeof CAPS_MOMENT];    /* "": not said, or in another form */
};

enum { CAPS_MECHANISMS = 512 };

struct caps wax__caps_learn(const struct reply *ehlo);
void        wax__caps_mechanisms(char to[CAPS_MECHANISMS], const struct reply *ehlo);   /* "PLAIN LOGIN": what is past the room is forgotten, whole words only */
bool        wax__caps_is_moment(const uint8_t *, size_t len);       /* has the shape of CAPS_MOMENT */

#endif

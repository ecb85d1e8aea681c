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
    CAP_ENHANCED = 1 << 8       /* RFC 2034 */
};

struct caps {
    unsigned offers;            /* of enum cap */
    uint64_t max_size;          /* bytes; 0: not said */
    char     auth[512];         /* "PLAIN LOGIN": what is past the room is forgotten, whole words only */
};

struct caps wax__caps_learn(const struct reply *ehlo);

#endif

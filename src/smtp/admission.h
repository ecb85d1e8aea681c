/* admission.h -- all that a login needs: the witness, what was offered, and how far it has come.
 *
 * It comes with the channel and goes with the answer: a conversation that is ready can't log in, and keeps nothing that it could do it with.
 */
#ifndef WAX_SMTP_ADMISSION_H
#define WAX_SMTP_ADMISSION_H

#include "buf.h"
#include "caps.h"
#include "mechanism.h"

#include <string.h>

struct admission {
    wax_tls_info    facts;      /* of the channel */
    char            offered[CAPS_MECHANISMS];
    struct exchange exchange;   /* without a mechanism it has not begun */
    unsigned        lines;      /* how many were said in it */
    struct buf      challenge;  /* what the last 334 asked, decoded */
};

struct admission *wax__admission_new(const wax_tls_info *facts);    /* NULL: no memory */
void              wax__admission_begin(struct admission *, const struct mechanism *, const struct credentials *, const char *host);   /* again, with another */
void              wax__admission_free(struct admission *);            /* and wipes */

static inline struct span admission_offered(const struct admission *a) { return (struct span){ (const uint8_t *)a->offered, strlen(a->offered) }; }

#endif

/* survey.h -- one reading of the whole mail before it is sent: its header is kept, its body shown as it passes, all of it remembered by digest.
 *
 * Knows where a header ends, and nothing of what the survey is for.  Promise: memory holds the header and one chunk.
 */
#ifndef WAX_SIGN_SURVEY_H
#define WAX_SIGN_SURVEY_H

#include "buf.h"

#include <openssl/evp.h>
#include <wax/smtp.h>

enum { SEEN_SIZE = 32 };

/* What a mail was like when it was read to its end.  Zeroed: it never was. */
struct seen {
    bool    is_known;
    uint8_t digest[SEEN_SIZE];      /* SHA-256 */
};

struct survey {
    struct buf  header;             /* as it is, its empty line not included */
    size_t      header_len;         /* with the empty line, if there is one: where the body begins */
    struct seen seen;               /* known when the body's end was read */

    wax_source  from;               /* borrowed */
    EVP_MD_CTX *md;
    struct buf  ahead;              /* of the body, read together with the header's end */
};

/* `from` stands at its start.  The survey was zeroed; clear it, whatever came of it. */
wax_status wax__survey_begin(struct survey *, wax_source from, wax_error *);                            /* the header is known */
wax_status wax__survey_read(struct survey *, void *to, size_t room, size_t *n, wax_error *);            /* the body, as a source gives it */
void       wax__survey_clear(struct survey *);

typedef wax_status survey_body(void *user, const uint8_t *, size_t len, wax_error *);

/* All of it, each piece of the body shown; `from` stands at its start, before and afterwards. */
wax_status wax__survey(struct survey *, wax_source from, survey_body *, void *user, wax_error *);

#endif

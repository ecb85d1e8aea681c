/* https.h -- one POST of a form, and its answer.
 *
 * Knows HTTP through libcurl, which is loaded when it is needed: most mails need none of it.  Guarantee: no redirect is followed, TLS is
 * verified, and the answer is bounded in size and time.
 */
#ifndef WAX_CREDENTIALS_HTTPS_H
#define WAX_CREDENTIALS_HTTPS_H

#include "buf.h"

#include <stdint.h>
#include <wax/status.h>

enum { HTTPS_ANSWER_MOST = 65536, HTTPS_PATIENCE_MS = 30000 };

struct https_answer {
    long       status;      /* 200, 400, ... */
    struct buf body;        /* holds secrets: wax__buf_wipe */
};

/* `url` is one that token_url.h likes.  ca_file NULL: the system's roots. */
wax_status https_post(const char *url, const char *ca_file, const struct buf *form, int64_t deadline_ms, struct https_answer *, wax_error *why);

const char *https_library(void);    /* its name */

#endif

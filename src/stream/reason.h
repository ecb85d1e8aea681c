/* reason.h -- why OpenSSL failed, in words a person can use.
 *
 * Knows OpenSSL's error queue, alerts and reasons; decides nothing but the status and the sentence.
 */
#ifndef WAX_STREAM_REASON_H
#define WAX_STREAM_REASON_H

#include "wire_bio.h"

#include <wax/status.h>

/* What the sentence needs to know of the conversation. */
struct circumstances {
    const char        *peer;        /* "mail.example.org", or "" */
    const struct wire *wire;
    bool               is_server;
    bool               shows_certificate;   /* we have one */
    bool               after_clear; /* something was said or heard before the upgrade */
    bool               is_secure;   /* the handshake is done */
};

const char *wax__reason(void);          /* of the earliest error in the queue: a constant, never NULL */
bool        wax__reason_is_memory(void);

/* A file of the caller's that OpenSSL could not read, or could not use: E_USAGE with the reason, or E_NOMEM. */
wax_status wax__reason_file(const char *what, const char *path, wax_error *);

/* The failure that lies in the error queue, which is empty afterwards. */
wax_status wax__reason_fail(const struct circumstances *, wax_error *);

#endif

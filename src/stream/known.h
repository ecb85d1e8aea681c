/* known.h -- the servers that were met before, and their keys: a file of lines, "mail.example.org key-sha256:...".
 *
 * Knows the file and nothing of handshakes.  Promise: a name that stands there with other keys only is refused, with both keys and the
 * line; a new one is written in one piece, under a lock, into a file that nobody else may write.
 */
#ifndef WAX_STREAM_KNOWN_H
#define WAX_STREAM_KNOWN_H

#include "demand.h"

#include <stdio.h>

struct acquaintance {
    const char    *path;        /* of the file; NULL: there is none */
    const char    *name;        /* of the server */
    struct tls_pin key;         /* that it shows */
};

/* OK: known, with this key.  AGAIN: the name is not there.  E_UNTRUSTED: it is, with another key.  E_USAGE: the file can't be used. */
wax_status wax__known_find(const struct acquaintance *, wax_error *);

/* Writes it down, unless somebody else did so meanwhile: as find, but never AGAIN. */
wax_status wax__known_record(const struct acquaintance *, wax_error *);

/* Of an open file, from where it stands. */
wax_status wax__known_read(const struct acquaintance *, FILE *, wax_error *);

#endif

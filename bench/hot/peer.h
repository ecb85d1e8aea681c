/* peer.h -- a server in memory that says yes to everything, for a conversation without a socket.
 *
 * Answers when all that is to be said has been said, so that what may share a flight does.  Its own instructions are not the core's, and are not counted.
 */
#ifndef WAX_BENCH_PEER_H
#define WAX_BENCH_PEER_H

#include <wax/smtp.h>

struct peer {
    wax_smtp   *smtp;           /* borrowed */
    const char *offers;         /* what EHLO is answered with */
    unsigned    epoch;
    size_t      n_heard, n_said, n_chunk;   /* of a chunk, how much is still to come */
    bool        is_in_body;     /* behind DATA */
    char        heard[1 << 21], said[1 << 16];
};

void     peer_begin(struct peer *, wax_smtp *, const char *offers);     /* greets; all of *peer is set but for the text, which may be as it was */
wax_step peer_talk(struct peer *);      /* until the conversation is idle or over */

#endif

/* drive.h -- a conversation over a stream: the core says whose move it is, the stream carries the bytes.
 *
 * The one place where smtp and stream meet.  Knows no addresses, no clock and no mail; of the socket it only has the number.
 */
#ifndef WAX_CLIENT_DRIVE_H
#define WAX_CLIENT_DRIVE_H

#include <wax/smtp.h>
#include <wax/stream.h>

/* All four are borrowed. */
struct drive {
    wax_smtp      *smtp;
    wax_stream    *stream;
    const wax_tls *tls;         /* what the channel must prove */
    const char    *host;        /* whom we mean to reach */
};

/* All that can be done without I/O. */
void wax__drive(struct drive *);

/* All that can be done over a connected, non-blocking socket without waiting.  What to poll for next; 0: nothing more will move. */
unsigned wax__drive_socket(struct drive *, int fd);

#endif

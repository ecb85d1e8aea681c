/* room.h -- for a driver that knows what comes next: room that is kept. */
#ifndef WAX_SMTP_ROOM_H
#define WAX_SMTP_ROOM_H

#include <stdbool.h>
#include <wax/smtp.h>

/* Whether a conversation that idles keeps the memory of its mails, for more are to come soon; it gives it back until it is told.  What was in it is
 * overwritten. */
void wax__smtp_keep_room(wax_smtp *, bool);

#endif

/* inspect.h -- a mail, looked at as it will be sent: how long it is, and what must be asked of the server.
 *
 * Knows where a header ends and what a field begins with; changes nothing.  Refuses what no reader would take for a mail, with the
 * line's number.
 */
#ifndef WAX_MESSAGE_INSPECT_H
#define WAX_MESSAGE_INSPECT_H

#include "kept.h"

/* Reads it to its end, from where it stands.  Lines that nobody has put right yet are looked at too: a header's must be good, a body's may make the mail binary.
 * *kept is all of it, where it is asked for and the mail is short. */
wax_status wax__inspect(wax_source *, bool is_unruled, wax_message_facts *, struct kept **kept_or_null, wax_error *);

#endif

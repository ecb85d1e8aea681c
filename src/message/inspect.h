/* inspect.h -- a mail, looked at as it will be sent: how long it is, and what must be asked of the server.
 *
 * Knows where a header ends and what a field begins with; changes nothing.  Refuses what no reader would take for a mail, with the
 * line's number.
 */
#ifndef WAX_MESSAGE_INSPECT_H
#define WAX_MESSAGE_INSPECT_H

#include <wax/message.h>

wax_status wax__inspect(wax_source *, wax_message_facts *, wax_error *);    /* reads it to its end, from where it stands */

#endif

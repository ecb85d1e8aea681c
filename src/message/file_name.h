/* file_name.h -- the name of an attached file, as a parameter of its part (RFC 2183 s.2.3, RFC 2231).
 *
 * Knows names and how readers take them; knows no file.  Promise: what check lets through stands in one field, whose lines hold
 * at most 78 bytes, and every reader that knows RFC 2231 gets back the same bytes.
 */
#ifndef WAX_MESSAGE_FILE_NAME_H
#define WAX_MESSAGE_FILE_NAME_H

#include "buf.h"

#include <wax/status.h>

const char *wax__file_name_of(const char *path);                        /* what is behind the last slash; points into it */
wax_status  wax__file_name_check(const char *name, wax_error *);

bool wax__file_name_put(struct buf *, const char *name);                /* ";\r\n filename=...", behind a disposition */

/* ";\r\n name=...", behind a type, for readers that know no RFC 2231; nothing for a name that needs none.  Not a second filename=,
 * of which readers would take one or the other.  The extension stays, or what a filter sees would not be what is opened. */
bool wax__file_name_put_plain(struct buf *, const char *name);

#endif

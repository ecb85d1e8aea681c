/* media_type.h -- what kind of thing a part is: "application/pdf" (RFC 2045 s.5.1), said by the caller or guessed from a name.
 *
 * Knows the grammar, and the two forms in which systems keep their lists: mime.types, and shared-mime-info's globs2.  Promise: what
 * it lets through can't break out of its field, and never claims a structure that the part does not have (multipart, message).
 */
#ifndef WAX_MESSAGE_MEDIA_TYPE_H
#define WAX_MESSAGE_MEDIA_TYPE_H

#include <stdbool.h>
#include <wax/smtp.h>

enum { MEDIA_TYPE_SIZE = 128 };

#define MEDIA_TYPE_UNKNOWN "application/octet-stream"       /* RFC 2046 s.4.5.1: a reader asks before it opens it */

wax_status wax__media_type_check(const char *type, wax_error *);
wax_status wax__media_type_grammar(const char *type, wax_error *);              /* the same for whoever makes that structure himself */
bool       wax__media_type_begins(const char *type, const char *prefix);        /* in any case of letters */
bool       wax__media_type_is_text(const char *type);
bool       wax__media_type_has(const char *type, const char *parameter);        /* also in pieces or with a charset (RFC 2231) */

/* By the name's extension, from what this system has (media_type_posix.c); else it is UNKNOWN.  Fails for want of memory only. */
wax_status wax__media_type_guess(char to[MEDIA_TYPE_SIZE], const char *name, wax_error *);

/* The same in one list, which is read to its end or to the first line that fits; `to` is untouched when none does. */
wax_status wax__media_type_find(char to[MEDIA_TYPE_SIZE], const char *extension, wax_source list, wax_error *);

#endif

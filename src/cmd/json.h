/* json.h -- the pieces of a JSON object (RFC 8259), to standard output.
 *
 * Promise: well-formed whatever the texts hold; what is not UTF-8 becomes U+FFFD.
 */
#ifndef WAX_CMD_JSON_H
#define WAX_CMD_JSON_H

#include <stdbool.h>
#include <wax/tls.h>

void json_string(const char *);
void json_begin(bool is_event);      /* an object; the last of the events, where it is one (events.h): the outcome */

/* Members that are not the first of their object. */
void json_text(const char *name, const char *value);
void json_number(const char *name, long long value);
void json_flag(const char *name, bool value);
void json_tls(const wax_tls_info *or_null);     /* "tls" */

#endif

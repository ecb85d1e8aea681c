/* report_json.h -- what became of the mail, for a program: one JSON object on one line (RFC 8259).
 *
 * Promise: it is well-formed whatever the server and the arguments held; what is not UTF-8 becomes U+FFFD.
 */
#ifndef WAX_CMD_REPORT_JSON_H
#define WAX_CMD_REPORT_JSON_H

#include "outcome.h"

#include <wax/client.h>

/* To standard output.  The report is NULL when nothing was tried. */
void report_json(const struct outcome *, const wax_report *, bool is_event);

#endif

/* check_json.h -- what a check has found, for a program: one JSON object on one line, to standard output. */
#ifndef WAX_CMD_CHECK_JSON_H
#define WAX_CMD_CHECK_JSON_H

#include "outcome.h"

#include <wax/check.h>

void check_json(const struct outcome *, const wax_check_report *or_null, bool is_event);

#endif

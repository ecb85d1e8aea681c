/* check_text.h -- what a check has found, for a person: to standard output, in lines of at most 80 columns. */
#ifndef WAX_CMD_CHECK_TEXT_H
#define WAX_CMD_CHECK_TEXT_H

#include <stdint.h>
#include <wax/check.h>

/* stop: the stage it was to stop after; NULL: none. */
void check_text(const wax_check_report *, int64_t now, const char *stop);     /* seconds since 1970 */

#endif

/* report_text.h -- what became of the mail, for a person. */
#ifndef WAX_CMD_REPORT_TEXT_H
#define WAX_CMD_REPORT_TEXT_H

#include "outcome.h"

#include <wax/client.h>

/* To standard output: one line for each recipient for whom the server accepted the message. */
void report_text_accepted(const wax_report *);

/* To standard error: for each that it did not, unless the sentence that was said already says so. */
void report_text_others(const wax_report *, const struct outcome *said);

#endif

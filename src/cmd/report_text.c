/* report_text.c -- see report_text.h. */
#include "report_text.h"

#include "colour.h"

#include <stdio.h>
#include <string.h>

void report_text_accepted(const wax_report *r)
{
    for (size_t i = 0; i < wax_report_recipients(r); i++) {
        const wax_result *result = wax_report_result(r, i);
        if (result->fate != WAX_ACCEPTED)
            continue;
        colour_put(stdout, COLOUR_GOOD, "sent:");
        printf(" the server accepted the message for %s (%s)\n", result->address, result->why.text);
    }
}

void report_text_others(const wax_report *r, const struct outcome *said)
{
    char line[1024];

    for (size_t i = 0; i < wax_report_recipients(r); i++) {
        const wax_result *result = wax_report_result(r, i);
        if (result->fate == WAX_ACCEPTED || strstr(said->error.text, result->why.text))
            continue;
        snprintf(line, sizeof line, "%.300s: %s: %s", result->address, wax_fate_name(result->fate), result->why.text);
        outcome_say_of(said, line);
    }
}

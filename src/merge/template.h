/* template.h -- a text with {fields} in it, filled from a row.
 *
 * {name} is the field of that name; {{ and }} are braces.  Knows the places a value may stand in, and not what they are for.
 * Guarantee: a value is text and nothing else.  In HTML it is no markup, in a list of addresses it is one name or one address, in a line it does not
 * end the line, in a URL it brings no other part of one, in a path it names a file in the folder that the template says.  What can't be written so is refused, naming row and field.
 */
#ifndef WAX_MERGE_TEMPLATE_H
#define WAX_MERGE_TEMPLATE_H

#include "row.h"

enum template_place {
    TEMPLATE_TEXT,      /* as it is */
    TEMPLATE_LINE,      /* the same, on one line */
    TEMPLATE_HTML,      /* text, or the value of an attribute that stands in quotes */
    TEMPLATE_URL,       /* a piece of one: whatever means something there is percent-encoded (RFC 3986 s.2.1) */
    TEMPLATE_PATH,      /* one part of a path: no slash, no dot at its beginning */
    TEMPLATE_LIST       /* a list of addresses, RFC 5322 s.3.4: "{name} <{email}>", "{email}", "{user}@example.org" */
};

/* What the template says for this row, to be freed.  NULL, and why. */
char *template_fill(const char *template, enum template_place, const struct row *, wax_error *why);

#endif

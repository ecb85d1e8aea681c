/* field_form.h -- the forms of fields that programs act on: whether a mail was written by a machine, and what list it came by.
 *
 * Knows RFC 3834 s.5, RFC 2919, RFC 2369 and RFC 8058; writes nothing.  Promise: what it lets through says to a program what it says to
 * a person: an address is no place for a comma that would end it, and a word that nobody knows is no answer.
 */
#ifndef WAX_MESSAGE_FIELD_FORM_H
#define WAX_MESSAGE_FIELD_FORM_H

#include <wax/status.h>

typedef wax_status field_form_fn(const char *name, const char *text, wax_error *);     /* of text without control characters */

field_form_fn wax__form_auto_submitted, wax__form_list_id, wax__form_list_ways, wax__form_list_post, wax__form_one_click;

#endif

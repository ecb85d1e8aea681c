/* header_args.h -- fields of the header that have no option of their own: --header 'Name: text', as often as there are such fields.
 *
 * Knows how one is written and which are not to be had so; what a field may hold the message knows.
 */
#ifndef WAX_CMD_HEADER_ARGS_H
#define WAX_CMD_HEADER_ARGS_H

#include "options.h"
#include "template.h"

#include <wax/message.h>

void header_args_check(const struct strings *, struct outcome *);       /* every problem is said */
void header_args_set(wax_message *, const struct strings *);            /* those that were checked */

const char         *header_args_text(const char *line);         /* behind the name and its colon; of one that was checked */
enum template_place header_args_place(const char *line);        /* what a row's value is, in there */

#endif

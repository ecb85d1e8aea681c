/* report.h -- what became of one message, as its sender is told.
 *
 * Promise: all its memory is had when it is made, before anything is sent, so that no outcome goes unreported for want of it.
 */
#ifndef WAX_CLIENT_REPORT_H
#define WAX_CLIENT_REPORT_H

#include "channel.h"
#include "span.h"

#include <wax/client.h>

struct wax_report {
    wax_delivery   *delivery;       /* which keeps the account of each recipient */
    struct channel *channel;        /* NULL: none carried it */
    int64_t         ms;
    struct spans    spans;
};

struct wax_report *wax__report_new(wax_message *);      /* its envelope, nobody tried; NULL: no memory.  What is wrong with the envelope, the delivery says */
void wax__report_fail(struct wax_report *, const wax_error *);      /* before it was on its way: nobody was tried */

#endif

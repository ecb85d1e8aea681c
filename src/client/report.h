/* report.h -- what became of one message, as its sender is told.
 *
 * Promise: all its memory is had when it is made, before anything is sent, so that no outcome goes unreported for want of it.
 */
#ifndef WAX_CLIENT_REPORT_H
#define WAX_CLIENT_REPORT_H

#include "addresses.h"
#include "span.h"

#include <wax/client.h>

struct wax_report {
    wax_error    error;
    int64_t      ms;
    char         peer[ADDRESS_TEXT];
    bool         has_tls;
    wax_tls_info tls;
    struct spans spans;
    size_t       n;
    wax_result  *results;           /* their addresses lie behind them */
};

struct wax_report *wax__report_new(wax_message *);      /* its recipients, none tried; NULL: no memory */
void wax__report_fail(struct wax_report *, const wax_error *);              /* before it was on its way: nobody was tried */
void wax__report_settle(struct wax_report *, const wax_delivery *);
void wax__report_channel(struct wax_report *, const char *peer, const wax_tls_info *or_null);

#endif

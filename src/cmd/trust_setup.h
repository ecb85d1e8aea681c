/* trust_setup.h -- from the options to a demand: the files are looked at, and the library finds no fault in what is asked for.
 *
 * Knows what the library offers for each option; talks to nobody but files.
 */
#ifndef WAX_CMD_TRUST_SETUP_H
#define WAX_CMD_TRUST_SETUP_H

#include "trust_args.h"

#include <stdint.h>
#include <wax/tls.h>

/* The caller's to free.  Never the default one by mistake: when it could not be made as asked for, the outcome is wrong. */
wax_tls *trust_setup(const struct trust_args *, int64_t deadline_ms, struct outcome *);

#endif

/* timeline.h -- a session's time as a picture: a waterfall, as SVG.
 *
 * Knows how it looks; the stages are timing.h's.  Promise: it is well-formed XML whatever the title holds, refers to nothing outside itself, and
 * can be read on a light and on a dark ground.
 */
#ifndef WAX_CMD_TIMELINE_H
#define WAX_CMD_TIMELINE_H

#include "outcome.h"
#include "timing.h"

#include <stdio.h>

/* NULL, and the outcome says why: so that nothing is sent whose picture can't be kept. */
FILE *timeline_open(const char *path, struct outcome *);

/* Draws and closes; NULL is fine.  False: it could not be written whole. */
bool timeline_close(FILE *, const struct timing *, const char *title);

#endif

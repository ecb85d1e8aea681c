/* diagnose_args.c -- see diagnose_args.h. */
#include "diagnose_args.h"

const char *diagnose_args_given(const struct diagnose_args *a)
{
    return a->events ? "events" : a->timing ? "timing" : a->timeline ? "timeline" : NULL;
}

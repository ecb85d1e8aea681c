/* peak.h -- how much memory this program holds, as the kernel counts it for this program alone.
 *
 * What wait4 tells a parent begins with the parent's own, and is of no use here. */
#ifndef WAX_BENCH_PEAK_H
#define WAX_BENCH_PEAK_H

void print_peak(void);          /* the most so far, in KB, on a line of standard output */
long resident_kb(void);         /* now */

#endif

/* peak.h -- the most memory that this program has held so far, in KB, on a line of standard output.
 *
 * As the kernel counts it for this program alone: what wait4 tells a parent begins with the parent's own. */
#ifndef WAX_BENCH_PEAK_H
#define WAX_BENCH_PEAK_H

void print_peak(void);

#endif

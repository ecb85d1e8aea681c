/* cpu.h -- how much CPU this process has used, in ms, user and system time together. */
#ifndef WAX_BENCH_CPU_H
#define WAX_BENCH_CPU_H

double cpu_ms(void);

#endif

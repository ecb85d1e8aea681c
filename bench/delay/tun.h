#ifndef BENCH_DELAY_TUN_H
#define BENCH_DELAY_TUN_H

/* Makes a TUN device with this IPv4 address (a /30) in the network namespace of the calling process, brings it and
 * the loopback up, and returns its non-blocking descriptor. The device is gone when the descriptor is closed.
 * On failure it says why on stderr and ends the process: there is no line without its two ends. */
int tun_open(const char *address);

/* Moves the calling process into a network namespace of its own, which lives as long as the process does. */
void tun_leave_for_a_new_namespace(void);

#endif

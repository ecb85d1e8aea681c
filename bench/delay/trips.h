#ifndef BENCH_DELAY_TRIPS_H
#define BENCH_DELAY_TRIPS_H

#include <stddef.h>
#include <stdint.h>

enum side { NEAR, FAR }; /* the client's end of the line, and the server's */

/* A packet leaves this side. Returns its depth: how many packets, each waiting for the one before, led to it.
 * When it ends the near side's half of a connection, prints "TRIPS PACKETS" for that connection on stdout. */
unsigned trips_depart(enum side from, const uint8_t *packet, size_t len);

/* The packet reaches this side, with the depth that it left with. */
void trips_arrive(enum side at, const uint8_t *packet, size_t len, unsigned depth);

#endif

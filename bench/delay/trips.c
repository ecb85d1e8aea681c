/* trips.c -- counts round trips on the wire, as whole numbers.
 *
 * Knows IPv4 and TCP headers and nothing of clocks. Each packet gets a depth, one more than the deepest packet that
 * its sender has received: the length of the chain of waits behind it (a Lamport clock). A bare ACK has a depth too,
 * because a sender may have waited for it: Nagle and slow start cost trips and are counted. What a client waited
 * for is the deepest reply that carried data (or the SYN-ACK) before it said FIN, and two depths are one trip.
 * Promise: the count does not change with the load of the machine, as long as no side sleeps for a whole trip in
 * the middle of a flight. */
#include "trips.h"

#include <stdbool.h>
#include <stdio.h>

struct segment {
    unsigned near_port;
    size_t   payload;
    bool     syn, ends;
};

static struct connection {
    unsigned deepest[2]; /* received by each side */
    unsigned heard;      /* the deepest that gave the near side something to read */
    unsigned packets;    /* with payload, from the near side */
    bool     closed;
} connections[65536]; /* by the near side's port: a listener on the near side is nobody's workload */

static unsigned get16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static bool is_tcp(const uint8_t *p, size_t len)
{
    return len >= 40 && p[0] >> 4 == 4 && p[9] == 6 && len >= (p[0] & 15u) * 4u + 20;
}

static struct segment parse(enum side from, const uint8_t *p)
{
    const uint8_t *tcp = p + (p[0] & 15u) * 4u;
    size_t headers = (p[0] & 15u) * 4u + (tcp[12] >> 4) * 4u;
    size_t total = get16(p + 2);
    return (struct segment){
        .near_port = get16(from == NEAR ? tcp : tcp + 2),
        .payload = total > headers ? total - headers : 0,
        .syn = tcp[13] & 2,
        .ends = tcp[13] & 5, /* FIN or RST */
    };
}

static void report_end(struct connection *c)
{
    if (!c->closed)
        printf("%u %u\n", c->heard / 2, c->packets);
    c->closed = true;
    fflush(stdout);
}

unsigned trips_depart(enum side from, const uint8_t *packet, size_t len)
{
    if (!is_tcp(packet, len))
        return 0;
    struct segment s = parse(from, packet);
    struct connection *c = &connections[s.near_port];
    if (from == NEAR && s.syn)
        *c = (struct connection){0};
    if (from == NEAR && s.payload)
        c->packets++;
    if (from == NEAR && s.ends)
        report_end(c);
    return c->deepest[from] + 1;
}

void trips_arrive(enum side at, const uint8_t *packet, size_t len, unsigned depth)
{
    if (!is_tcp(packet, len))
        return;
    struct segment s = parse(at == NEAR ? FAR : NEAR, packet);
    struct connection *c = &connections[s.near_port];
    if (depth > c->deepest[at])
        c->deepest[at] = depth;
    if (at == NEAR && (s.payload || s.syn) && depth > c->heard)
        c->heard = depth;
}

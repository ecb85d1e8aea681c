/* delay.c -- a wire as long as one likes: real TCP at both ends, and a fixed time between them.
 *
 *     delay RTT_MS
 *
 * The near end (192.0.2.1) is in the network namespace that the program was started in, the far end (192.0.2.2) in a
 * new one, whose path is the first line printed: start the server there with `nsenter --net=PATH`. Then one line
 * for each connection that the near side ends: its round trips, and how many packets with payload it sent.
 * The line lives until its stdin ends, so it cannot outlive whoever holds the other end of that pipe.
 *
 * Knows time and queues; devices are tun.c's, counting is trips.c's. Promise: packets leave in the order they came,
 * each half a round trip after it came, and are dropped only when QUEUE of them are on the way. */
#define _GNU_SOURCE
#include "trips.h"
#include "tun.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define QUEUE 4096 /* packets on the way in one direction: 6 MB, more than any window we open */
#define MTU   1500

#define NS_PER_S  1000000000
#define NS_PER_MS 1000000

struct packet {
    int64_t  due_ns;
    size_t   len;
    unsigned depth;
    uint8_t  bytes[MTU];
};

struct queue {
    size_t        taken, put; /* running counts; their difference is on the way */
    struct packet packets[QUEUE];
};

static int          ends[2];   /* by side: the TUN device there */
static struct queue queues[2]; /* by side: what left it */
static int64_t      delay_ns;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void take_from(enum side from)
{
    struct queue *q = &queues[from];
    uint8_t bytes[MTU];
    ssize_t n;
    while ((n = read(ends[from], bytes, sizeof bytes)) > 0) {
        if (q->put - q->taken == QUEUE)
            continue; /* a full wire drops, and TCP sends again */
        struct packet *p = &q->packets[q->put++ % QUEUE];
        p->due_ns = now_ns() + delay_ns;
        p->len = (size_t)n;
        p->depth = trips_depart(from, bytes, p->len);
        memcpy(p->bytes, bytes, p->len);
    }
}

static void deliver_to(enum side to, int64_t now)
{
    struct queue *q = &queues[to == NEAR ? FAR : NEAR];
    for (; q->taken != q->put && q->packets[q->taken % QUEUE].due_ns <= now; q->taken++) {
        const struct packet *p = &q->packets[q->taken % QUEUE];
        trips_arrive(to, p->bytes, p->len, p->depth);
        if (write(ends[to], p->bytes, p->len) < 0)
            perror("delay: a packet was lost");
    }
}

static int64_t earliest_due(int64_t otherwise)
{
    for (int side = NEAR; side <= FAR; side++) {
        const struct queue *q = &queues[side];
        if (q->taken != q->put && q->packets[q->taken % QUEUE].due_ns < otherwise)
            otherwise = q->packets[q->taken % QUEUE].due_ns;
    }
    return otherwise;
}

/* Returns when a packet came, when one is due, or after a second; 0 when stdin has ended. */
static int wait_for_work(void)
{
    struct pollfd fds[] = {{ends[NEAR], POLLIN, 0}, {ends[FAR], POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    int64_t now = now_ns(), wait = earliest_due(now + NS_PER_S) - now;
    if (wait < 0)
        wait = 0;
    struct timespec timeout = {wait / NS_PER_S, wait % NS_PER_S};
    char ignored;
    ppoll(fds, 3, &timeout, NULL);
    return fds[2].revents ? read(STDIN_FILENO, &ignored, 1) > 0 : 1;
}

static void open_both_ends(void)
{
    ends[NEAR] = tun_open("192.0.2.1");
    tun_leave_for_a_new_namespace();
    ends[FAR] = tun_open("192.0.2.2");
    printf("/proc/%d/ns/net\n", (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: delay RTT_MS\n");
        return EXIT_FAILURE;
    }
    delay_ns = (int64_t)(atof(argv[1]) * NS_PER_MS / 2);
    prctl(PR_SET_TIMERSLACK, 1); /* the default slack of 50 us would be added to every half trip */
    open_both_ends();
    while (wait_for_work()) {
        take_from(NEAR);
        take_from(FAR);
        deliver_to(NEAR, now_ns());
        deliver_to(FAR, now_ns());
    }
    return EXIT_SUCCESS;
}

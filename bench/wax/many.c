/* many.c -- many clients on one loop, each with a connection of its own that it keeps.
 *
 *     bench-wax-many URL CA-FILE CLIENTS [AT-ONCE]
 *
 * Each sends a mail, 64 at a time or as many as are said; then all lie idle; then each sends another.  Prints the seconds that connecting took, the KB that this program has grown
 * by, and the seconds of the second mails.  Promise: a mail that was not accepted ends it with its sentence. */
#include "peak.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wax/wax.h>

static struct many {
    wax_client **clients;
    wax_loop    *loop;
    wax_tls     *tls;
    const char  *url;
    size_t       n, begun, at_once;
} many;

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench-wax-many: %s\n", what);
    exit(EXIT_FAILURE);
}

static wax_client *new_client(void)
{
    wax_client *c = wax_client_on(many.loop, many.url);

    wax_client_set_tls(c, many.tls);
    wax_client_name(c, "[127.0.0.1]");
    wax_client_idle(c, 3600000);
    return c;
}

static void begin_next(void);

static void done(void *user, wax_message *m, const wax_report *r)
{
    (void)user;
    must(wax_report_status(r) == WAX_OK, wax_report_error(r)->text);
    wax_message_free(m);
    if (many.begun < many.n)
        begin_next();
}

static void begin_next(void)
{
    size_t i = many.begun++;
    wax_message *m = wax_message_new();

    if (!many.clients[i])
        many.clients[i] = new_client();
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_set(m, "Subject", "many");
    must(wax_submit(many.clients[i], m, done, NULL) == WAX_OK, wax_client_error(many.clients[i])->text);
}

/* One mail by each client up to the n-th, from the first-th on: the seconds it took. */
static double send_all(size_t first, size_t n)
{
    double began = now_s();

    many.begun = first;
    many.n = n;
    for (size_t i = 0; i < many.at_once && many.begun < n; i++)
        begin_next();
    wax_loop_run(many.loop);
    return now_s() - began;
}

int main(int argc, char **argv)
{
    must(argc == 4 || argc == 5, "usage: bench-wax-many URL CA-FILE CLIENTS [AT-ONCE]");
    size_t n = strtoul(argv[3], NULL, 10);

    many.url = argv[1];
    many.at_once = argc == 5 ? strtoul(argv[4], NULL, 10) : 64;
    many.loop = wax_loop_new(NULL);
    many.tls = wax_tls_new();
    many.clients = calloc(n, sizeof *many.clients);
    must(many.clients && n, "memory is used up");
    wax_tls_ca_file(many.tls, argv[2]);
    send_all(0, 1);                     /* what is made once is there before we count */
    long kb = resident_kb();
    double connecting = send_all(1, n);
    kb = resident_kb() - kb;
    printf("%.3f %ld %.3f\n", connecting, kb, send_all(0, n));
    for (size_t i = 0; i < n; i++)
        wax_client_free(many.clients[i]);
    free(many.clients);
    wax_loop_free(many.loop);
    wax_tls_free(many.tls);
    return EXIT_SUCCESS;
}

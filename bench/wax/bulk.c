/* bulk.c -- many mails through libwax's public API: one client, one connection or several, messages handed over as others are settled.
 *
 *     bench-wax-bulk URL CA-FILE MAILS BYTES [CONNECTIONS]
 *
 * Says the same bytes as bench-limit-bulk, from memory.  Every report is looked at: a mail that was not accepted ends the program with its
 * sentence.  Prints the mails a second, from the end of the first to the end of the last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wax/wax.h>

enum { WAITING = 128 };        /* for each connection: twice what it carries at a time */

static struct bulk {
    wax_client *client;
    char       *text;
    size_t      len;
    long        left, settled;
    double      began;
} bulk;

struct reading { size_t at; };

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
    fprintf(stderr, "bench-wax-bulk: %s\n", what);
    exit(EXIT_FAILURE);
}

static wax_status read_text(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct reading *r = user;

    (void)why;
    *n = bulk.len - r->at < room ? bulk.len - r->at : room;
    memcpy(to, bulk.text + r->at, *n);
    r->at += *n;
    return WAX_OK;
}

static wax_status rewind_text(void *user, wax_error *why)
{
    (void)why;
    ((struct reading *)user)->at = 0;
    return WAX_OK;
}

static void submit(void);

static void done(void *user, wax_message *m, const wax_report *r)
{
    (void)user;
    must(wax_report_status(r) == WAX_OK, wax_report_error(r)->text);
    wax_message_free(m);
    if (bulk.settled++ == 0)
        bulk.began = now_s();
    if (bulk.left)
        submit();
}

static void submit(void)
{
    struct reading *reading = calloc(1, sizeof *reading);
    wax_message *m = wax_message_new();

    bulk.left--;
    wax_message_raw(m, (wax_source){ read_text, rewind_text, free, reading });
    wax_message_envelope_from(m, "ada@example.org");
    wax_message_envelope_to(m, "grace@example.net");
    must(wax_submit(bulk.client, m, done, NULL) == WAX_OK, wax_client_error(bulk.client)->text);
}

static void write_text(size_t bytes)
{
    bulk.text = malloc(bytes + 256);
    must(bulk.text != NULL, "memory is used up");
    bulk.len = (size_t)sprintf(bulk.text, "From: <ada@example.org>\r\nTo: <grace@example.net>\r\nSubject: bulk\r\n\r\n");
    while (bulk.len < bytes)
        bulk.len += (size_t)sprintf(bulk.text + bulk.len, "%.62s\r\n", "All work and no play makes a mail that nobody has time to read.");
}

int main(int argc, char **argv)
{
    must(argc == 5 || argc == 6, "usage: bench-wax-bulk URL CA-FILE MAILS BYTES [CONNECTIONS]");
    size_t connections = argc == 6 ? strtoul(argv[5], NULL, 10) : 1;
    wax_loop *loop = wax_loop_new(NULL);
    wax_tls *tls = wax_tls_new();

    write_text(strtoul(argv[4], NULL, 10));
    wax_tls_ca_file(tls, argv[2]);
    bulk.client = wax_client_on(loop, argv[1]);
    bulk.left = atol(argv[3]);
    wax_client_set_tls(bulk.client, tls);
    wax_client_name(bulk.client, "[127.0.0.1]");
    wax_client_timeout(bulk.client, 0);
    wax_client_connections(bulk.client, connections);
    for (size_t i = 0; i < WAITING * connections && bulk.left; i++)
        submit();
    wax_loop_run(loop);
    printf("%.3f\n", (double)(bulk.settled - 1) / (now_s() - bulk.began));
    wax_client_free(bulk.client);
    wax_loop_free(loop);
    wax_tls_free(tls);
    free(bulk.text);
    return EXIT_SUCCESS;
}

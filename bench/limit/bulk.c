/* bulk.c -- the limit: many mails over some connections, said by a loop that believes everything.
 *
 *     bench-limit-bulk bdat|data|lockstep CA-FILE HOST PORT MAILS BYTES [CONNECTIONS]
 *
 * TLS from the first byte, certificate and name verified.  With bdat, 64 whole messages are in flight on each connection, which take turns; with data, the
 * end of one shares a flight with the envelope of the next; with lockstep, one command waits for its reply; both on one connection.  Prints the mails a
 * second, from the first MAIL to the last reply. */
#include "line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 64, FLIGHT_MAX = 1 << 21, CONNECTIONS_MAX = 1000 };

static char   flight[FLIGHT_MAX], body[FLIGHT_MAX / WINDOW], envelope[512];
static size_t n_flight, n_body, n_lines;

static struct track { struct line line; long left, unanswered; } tracks[CONNECTIONS_MAX];

static void put(const char *bytes, size_t n)
{
    line_must(n_flight + n <= FLIGHT_MAX, "fitting a flight");
    memcpy(flight + n_flight, bytes, n);
    n_flight += n;
}

static void puts_line(const char *text)
{
    put(text, strlen(text));
}

static void go(struct line *l)
{
    line_say(l, flight, n_flight);
    n_flight = 0;
}

static void say_some(struct track *t, const char *verb)
{
    long n = t->left < WINDOW / 2 ? t->left : WINDOW / 2;

    for (long i = 0; i < n; i++) {
        puts_line(envelope);
        puts_line(verb);
        put(body, n_body);
    }
    go(&t->line);
    t->left -= n;
    t->unanswered += n;
}

static void hear_some(struct track *t)
{
    long keep = t->left ? WINDOW / 2 : 0, n = t->unanswered > keep ? t->unanswered - keep : 0;

    line_hear(&t->line, (size_t)(3 * n));
    t->unanswered -= n;
}

static bool is_over(void)
{
    for (size_t i = 0; i < n_lines; i++)
        if (tracks[i].left || tracks[i].unanswered)
            return false;
    return true;
}

static void send_bdat(long mails)
{
    char verb[64];

    snprintf(verb, sizeof verb, "BDAT %zu LAST\r\n", n_body);
    for (size_t i = 0; i < n_lines; i++)
        tracks[i].left = mails / (long)n_lines + ((long)i < mails % (long)n_lines);
    while (!is_over()) {
        for (size_t i = 0; i < n_lines; i++)
            say_some(&tracks[i], verb);
        for (size_t i = 0; i < n_lines; i++)
            hear_some(&tracks[i]);
    }
}

static void send_data(long mails)
{
    struct line *l = &tracks->line;

    for (long i = 0; i < mails; i++) {
        puts_line(envelope);
        puts_line("DATA\r\n");
        go(l);
        line_hear(l, i ? 4 : 3);
        put(body, n_body);
        puts_line(".\r\n");
    }
    go(l);
    line_hear(l, 1);
}

static void send_lockstep(long mails)
{
    const char *rcpt = strchr(envelope, '\n') + 1;
    struct line *l = &tracks->line;

    for (long i = 0; i < mails; i++) {
        put(envelope, (size_t)(rcpt - envelope)), go(l), line_hear(l, 1);
        puts_line(rcpt), go(l), line_hear(l, 1);
        puts_line("DATA\r\n"), go(l), line_hear(l, 1);
        put(body, n_body), puts_line(".\r\n"), go(l), line_hear(l, 1);
    }
}

static void write_body(size_t bytes)
{
    n_body = (size_t)snprintf(body, sizeof body, "From: <ada@example.org>\r\nTo: <grace@example.net>\r\nSubject: bulk\r\n\r\n");
    line_must(bytes + 1024 < sizeof body, "fitting the mail");
    while (n_body < bytes)
        n_body += (size_t)snprintf(body + n_body, sizeof body - n_body, "%.62s\r\n",
                                   "All work and no play makes a mail that nobody has time to read.");
    snprintf(envelope, sizeof envelope, "MAIL FROM:<ada@example.org> SIZE=%zu\r\nRCPT TO:<grace@example.net>\r\n", n_body);
}

int main(int argc, char **argv)
{
    line_must(argc == 7 || argc == 8, "usage: bench-limit-bulk bdat|data|lockstep CA-FILE HOST PORT MAILS BYTES [CONNECTIONS]: that");
    long mails = atol(argv[5]);
    SSL_CTX *ctx = line_context(argv[2]);

    n_lines = argc == 8 ? strtoul(argv[7], NULL, 10) : 1;
    line_must(n_lines >= 1 && n_lines <= CONNECTIONS_MAX, "counting the connections");
    write_body(strtoul(argv[6], NULL, 10));
    for (size_t i = 0; i < n_lines; i++)
        line_open(&tracks[i].line, ctx, argv[3], argv[4]);
    double began = line_now_s();
    (*argv[1] == 'b' ? send_bdat : *argv[1] == 'd' ? send_data : send_lockstep)(mails);
    printf("%.3f\n", (double)mails / (line_now_s() - began));
    for (size_t i = 0; i < n_lines; i++)
        line_quit(&tracks[i].line);
    SSL_CTX_free(ctx);
    return EXIT_SUCCESS;
}

/* crowd.c -- one mail to very many recipients, through libwax's public API.
 *
 *     bench-wax-crowd URL CA-FILE RECIPIENTS
 *
 * The connection stands when the clock begins: a first mail to one reader made it.  Prints the milliseconds of the second one.  Promise: a recipient who
 * was not accepted ends it with the report's sentence. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wax/wax.h>

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
    fprintf(stderr, "bench-wax-crowd: %s\n", what);
    exit(EXIT_FAILURE);
}

static void send_to(wax_client *client, size_t readers)
{
    wax_message *m = wax_message_new();
    char address[64];

    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "Subject", "crowd");
    for (size_t i = 0; i < readers; i++) {
        snprintf(address, sizeof address, "reader%zu@example.net", i);
        wax_message_envelope_to(m, address);
    }
    must(wax_send(client, m, NULL) == WAX_OK, wax_client_error(client)->text);
    wax_message_free(m);
}

int main(int argc, char **argv)
{
    must(argc == 4, "usage: bench-wax-crowd URL CA-FILE RECIPIENTS");
    wax_client *client = wax_client_new(argv[1]);
    wax_tls *tls = wax_tls_new();

    wax_tls_ca_file(tls, argv[2]);
    wax_client_set_tls(client, tls);
    wax_client_name(client, "[127.0.0.1]");
    wax_client_idle(client, 600000);
    send_to(client, 1);
    double began = now_s();
    send_to(client, strtoul(argv[3], NULL, 10));
    printf("%.3f\n", (now_s() - began) * 1000);
    wax_client_free(client);
    wax_tls_free(tls);
    return EXIT_SUCCESS;
}

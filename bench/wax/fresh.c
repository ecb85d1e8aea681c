/* fresh.c -- mails by one client, each over STARTTLS and with a login on a connection of its own, through libwax's public API.
 *
 *     bench-wax-fresh URL CA-FILE USER PASSWORD MAILS
 *
 * Where the server hands out tickets, sessions are resumed: that is the library's to do.  Prints the CPU milliseconds a mail, the first one left aside. */
#include "cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <wax/wax.h>

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench-wax-fresh: %s\n", what);
    exit(EXIT_FAILURE);
}

static void send_one(wax_client *client)
{
    wax_message *m = wax_message_new();

    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_set(m, "Subject", "fresh");
    must(wax_send(client, m, NULL) == WAX_OK, wax_client_error(client)->text);
    wax_message_free(m);
}

int main(int argc, char **argv)
{
    must(argc == 6, "usage: bench-wax-fresh URL CA-FILE USER PASSWORD MAILS");
    wax_client *client = wax_client_new(argv[1]);
    wax_tls *tls = wax_tls_new();
    long mails = atol(argv[5]);

    wax_tls_ca_file(tls, argv[2]);
    wax_client_set_tls(client, tls);
    wax_client_name(client, "[127.0.0.1]");
    wax_client_login(client, argv[3], argv[4]);
    wax_client_mechanism(client, "PLAIN");
    send_one(client);
    double began = cpu_ms();
    for (long i = 0; i < mails; i++)
        send_one(client);
    printf("%.3f\n", (cpu_ms() - began) / (double)mails);
    wax_client_free(client);
    wax_tls_free(tls);
    return EXIT_SUCCESS;
}

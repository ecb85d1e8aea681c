/* big.c -- one mail with one large file attached, or one that is such a file, sent through libwax's public API.
 *
 *     bench-wax-big URL CA-FILE FILE [ready-made]
 *
 * Knows nothing of what it is compared with.  Prints its peak memory (peak.h).  Promise: a mail that was not accepted ends it with the report's
 * sentence and no figure. */
#include "peak.h"

#include <stdio.h>
#include <stdlib.h>
#include <wax/wax.h>

static wax_message *compose(const char *file)
{
    wax_message *m = wax_message_new();

    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_set(m, "Subject", "big");
    wax_message_attach(m, file, NULL);
    return m;
}

static wax_message *take(const char *file)
{
    wax_message *m = wax_message_new();

    wax_message_raw_file(m, file);
    wax_message_envelope_from(m, "ada@example.org");
    wax_message_envelope_to(m, "grace@example.net");
    return m;
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: bench-wax-big URL CA-FILE FILE [ready-made]\n");
        return EXIT_FAILURE;
    }
    wax_client *client = wax_client_new(argv[1]);
    wax_message *mail = argc == 5 ? take(argv[3]) : compose(argv[3]);
    wax_tls *tls = wax_tls_new();

    wax_tls_ca_file(tls, argv[2]);
    wax_client_set_tls(client, tls);
    wax_client_name(client, "[127.0.0.1]");
    wax_client_timeout(client, 0);
    wax_status s = wax_send(client, mail, NULL);
    if (s)
        fprintf(stderr, "%s\n", wax_client_error(client)->text);
    else
        print_peak();
    wax_message_free(mail);
    wax_client_free(client);
    wax_tls_free(tls);
    return s ? EXIT_FAILURE : EXIT_SUCCESS;
}

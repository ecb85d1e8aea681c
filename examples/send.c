/* send.c -- one mail, sent and accounted for.
 *
 *     MAIL_PASSWORD=... send URL USER FROM TO [CA-FILE]
 *
 *     send submission://mail.example.org ada ada@example.org grace@example.net */
#include <wax/wax.h>

#include <stdio.h>
#include <stdlib.h>

static void print_fates(const wax_report *report)
{
    for (size_t i = 0; i < wax_report_recipients(report); i++) {
        const wax_result *r = wax_report_result(report, i);
        printf("%s: %s\n", r->address, wax_fate_name(r->fate));
    }
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: MAIL_PASSWORD=... send URL USER FROM TO [CA-FILE]\n");
        return 64;
    }

    wax_client  *client = wax_client_new(argv[1]);
    wax_message *mail = wax_message_new();
    wax_report  *report = NULL;
    wax_tls     *tls = wax_tls_new();

    wax_client_login(client, argv[2], getenv("MAIL_PASSWORD"));
    if (argc > 5) {
        wax_tls_ca_file(tls, argv[5]);          /* a private authority; without it the system's */
        wax_client_set_tls(client, tls);
    }
    wax_message_set(mail, "From", argv[3]);
    wax_message_set(mail, "To", argv[4]);
    wax_message_set(mail, "Subject", "First light");
    wax_message_text(mail, "It works.\n");

    wax_status status = wax_send(client, mail, &report);
    if (status)
        fprintf(stderr, "send: %s\n", wax_client_error(client)->text);
    print_fates(report);

    wax_report_free(report);
    wax_client_free(client);
    wax_message_free(mail);
    wax_tls_free(tls);
    return status ? 1 : 0;
}

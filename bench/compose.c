/* compose.c -- a mail with one file attached, read to its end as it would be sent: the library alone, no server. */
#include "peak.h"

#include <stdio.h>
#include <wax/message.h>

static char piece[65536];

static wax_status read_to_end(wax_source *mail)
{
    wax_error why = { 0 };
    size_t n = 1;
    wax_status s = WAX_OK;

    while (!s && n)
        s = mail->read(mail->user, piece, sizeof piece, &n, &why);
    mail->free(mail->user);
    if (s)
        fprintf(stderr, "%s\n", why.text);
    return s;
}

int main(int argc, char **argv)
{
    wax_message *m = wax_message_new();
    wax_source mail;

    wax_message_set(m, "From", "ada@example.org");
    wax_message_attach(m, argc > 1 ? argv[1] : "", NULL);
    wax_status s = wax_message_open(m, &mail);
    if (s)
        fprintf(stderr, "%s\n", wax_message_error(m)->text);
    else
        s = read_to_end(&mail);
    wax_message_free(m);
    print_peak();
    return s ? 1 : 0;
}

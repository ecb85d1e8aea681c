/* loop.c -- mails sent from inside a poll loop that has other things to do: here, reading addresses from standard input.
 *
 *     MAIL_PASSWORD=... loop URL USER FROM [CA-FILE] < addresses
 *
 * Each line is an address that gets a mail.  Nothing blocks: wax has one descriptor to watch, and says how long to wait at most. */
#include <wax/wax.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_mails, failed_mails;

static void on_done(void *user, wax_message *mail, const wax_report *report)
{
    (void)user;
    printf("%s: %s\n", wax_report_result(report, 0)->address, wax_fate_name(wax_report_result(report, 0)->fate));
    failed_mails += wax_report_status(report) != WAX_OK;
    open_mails--;
    wax_message_free(mail);
}

static void greet(wax_client *client, const char *from, const char *to)
{
    wax_message *mail = wax_message_new();

    wax_message_set(mail, "From", from);
    wax_message_set(mail, "To", to);
    wax_message_set(mail, "Subject", "Hello");
    wax_message_text(mail, "Sent from inside a loop.\n");
    if (wax_submit(client, mail, on_done, NULL) == WAX_OK) {
        open_mails++;
        return;
    }
    fprintf(stderr, "loop: %s\n", wax_client_error(client)->text);
    failed_mails++;
    wax_message_free(mail);
}

/* False at the end of the input.  Whole lines are taken to come in one piece, as from a terminal. */
static int read_addresses(wax_client *client, const char *from)
{
    char text[4096];
    ssize_t n = read(STDIN_FILENO, text, sizeof text - 1);

    text[n > 0 ? n : 0] = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        greet(client, from, line);
    return n > 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: MAIL_PASSWORD=... loop URL USER FROM [CA-FILE] < addresses\n");
        return 64;
    }

    wax_loop   *loop = wax_loop_new(NULL);
    wax_client *client = wax_client_on(loop, argv[1]);
    wax_tls    *tls = wax_tls_new();

    wax_client_login(client, argv[2], getenv("MAIL_PASSWORD"));
    if (argc > 4)
        wax_tls_ca_file(tls, argv[4]);
    wax_client_set_tls(client, tls);
    wax_client_idle(client, 5000);              /* the connection stays for the next mail */

    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = wax_loop_fd(loop), .events = POLLIN } };
    while (fds[0].fd >= 0 || open_mails) {
        poll(fds, 2, wax_loop_timeout_ms(loop));
        if (fds[0].revents && !read_addresses(client, argv[3]))
            fds[0].fd = -1;                     /* poll passes over it from now on */
        wax_loop_turn(loop);
    }

    wax_client_free(client);
    wax_loop_free(loop);
    wax_tls_free(tls);
    return failed_mails ? 1 : 0;
}

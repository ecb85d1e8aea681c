/* libevent_send.c -- a mail sent from libevent's loop: wax is one event, with a descriptor and a timeout.
 *
 *     MAIL_PASSWORD=... libevent_send URL USER FROM TO [CA-FILE]
 *
 * Nothing blocks.  The event is not persistent: after each turn it is added again, with the timeout that wax then names. */
#include <wax/wax.h>

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct turns {
    wax_loop     *loop;
    struct event *event;
} turns;

/* After each turn, and after each call that gives wax something to do. */
static void wait_for_turn(turns *t)
{
    int timeout_ms = wax_loop_timeout_ms(t->loop);
    struct timeval patience = { .tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000 };

    event_del(t->event);
    event_add(t->event, timeout_ms < 0 ? NULL : &patience);
}

static void on_event(evutil_socket_t fd, short what, void *user)
{
    turns *t = user;

    (void)fd, (void)what;
    wax_loop_turn(t->loop);
    wait_for_turn(t);
}

struct done {
    struct event_base *base;
    wax_status status;
};

static void on_done(void *user, wax_message *mail, const wax_report *report)
{
    struct done *done = user;

    (void)mail;
    done->status = wax_report_status(report);
    if (done->status != WAX_OK)
        fprintf(stderr, "libevent_send: %s\n", wax_report_error(report)->text);
    for (size_t i = 0; i < wax_report_recipients(report); i++)
        printf("%s: %s\n", wax_report_result(report, i)->address, wax_fate_name(wax_report_result(report, i)->fate));
    event_base_loopbreak(done->base);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: MAIL_PASSWORD=... libevent_send URL USER FROM TO [CA-FILE]\n");
        return 64;
    }

    struct event_base *base = event_base_new();
    turns        t = { .loop = wax_loop_new(NULL) };
    wax_client  *client = wax_client_on(t.loop, argv[1]);
    wax_message *mail = wax_message_new();
    wax_tls     *tls = wax_tls_new();

    t.event = event_new(base, wax_loop_fd(t.loop), EV_READ, on_event, &t);
    wax_client_login(client, argv[2], getenv("MAIL_PASSWORD"));
    if (argc > 5)
        wax_tls_ca_file(tls, argv[5]);
    wax_client_set_tls(client, tls);
    wax_message_set(mail, "From", argv[3]);
    wax_message_set(mail, "To", argv[4]);
    wax_message_set(mail, "Subject", "Hello");
    wax_message_text(mail, "Sent from libevent's loop.\n");

    struct done done = { base, WAX_OK };
    wax_status status = wax_submit(client, mail, on_done, &done);
    if (status)
        fprintf(stderr, "libevent_send: %s\n", wax_client_error(client)->text);
    else {
        wait_for_turn(&t);
        event_base_dispatch(base);              /* a program that lives on just returns to its loop */
    }

    wax_client_free(client);
    wax_message_free(mail);
    event_free(t.event);                        /* before the loop whose descriptor it watches */
    wax_loop_free(t.loop);
    wax_tls_free(tls);
    event_base_free(base);
    return status || done.status ? 1 : 0;
}

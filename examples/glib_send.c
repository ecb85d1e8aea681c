/* glib_send.c -- a mail sent from GLib's main loop, as in a program with windows: wax is one more source of events.
 *
 *     MAIL_PASSWORD=... glib_send URL USER FROM TO [CA-FILE]
 *
 * Nothing blocks: GLib asks the source how long it may sleep, watches its one descriptor, and gives it its turn. */
#include <wax/wax.h>

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct wax_turns {
    GSource   base;
    wax_loop *loop;
    gpointer  fd;
} wax_turns;

static gboolean how_long(GSource *source, gint *timeout_ms)
{
    *timeout_ms = wax_loop_timeout_ms(((wax_turns *)source)->loop);
    return *timeout_ms == 0;
}

static gboolean is_due(GSource *source)
{
    wax_turns *turns = (wax_turns *)source;

    return g_source_query_unix_fd(source, turns->fd) || wax_loop_timeout_ms(turns->loop) == 0;
}

static gboolean turn(GSource *source, GSourceFunc callback, gpointer user)
{
    (void)callback, (void)user;
    wax_loop_turn(((wax_turns *)source)->loop);
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs turns_funcs = { .prepare = how_long, .check = is_due, .dispatch = turn };

/* All that a program has to add to have wax in its main loop. */
static GSource *attach(wax_loop *loop, GMainContext *context)
{
    GSource   *source = g_source_new(&turns_funcs, sizeof(wax_turns));
    wax_turns *turns = (wax_turns *)source;

    turns->loop = loop;
    turns->fd = g_source_add_unix_fd(source, wax_loop_fd(loop), G_IO_IN);
    g_source_attach(source, context);
    return source;
}

struct done {
    GMainLoop *main_loop;
    wax_status status;
};

static void on_done(void *user, wax_message *mail, const wax_report *report)
{
    struct done *done = user;

    (void)mail;
    done->status = wax_report_status(report);
    if (done->status != WAX_OK)
        fprintf(stderr, "glib_send: %s\n", wax_report_error(report)->text);
    for (size_t i = 0; i < wax_report_recipients(report); i++)
        printf("%s: %s\n", wax_report_result(report, i)->address, wax_fate_name(wax_report_result(report, i)->fate));
    g_main_loop_quit(done->main_loop);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: MAIL_PASSWORD=... glib_send URL USER FROM TO [CA-FILE]\n");
        return 64;
    }

    GMainLoop   *main_loop = g_main_loop_new(NULL, FALSE);
    wax_loop    *loop = wax_loop_new(NULL);
    GSource     *turns = attach(loop, NULL);
    wax_client  *client = wax_client_on(loop, argv[1]);
    wax_message *mail = wax_message_new();
    wax_tls     *tls = wax_tls_new();

    wax_client_login(client, argv[2], getenv("MAIL_PASSWORD"));
    if (argc > 5)
        wax_tls_ca_file(tls, argv[5]);
    wax_client_set_tls(client, tls);
    wax_message_set(mail, "From", argv[3]);
    wax_message_set(mail, "To", argv[4]);
    wax_message_set(mail, "Subject", "Hello");
    wax_message_text(mail, "Sent from GLib's loop.\n");

    struct done done = { main_loop, WAX_OK };
    wax_status status = wax_submit(client, mail, on_done, &done);
    if (status)
        fprintf(stderr, "glib_send: %s\n", wax_client_error(client)->text);
    else
        g_main_loop_run(main_loop);             /* a program that lives on just returns to its loop */

    wax_client_free(client);
    wax_message_free(mail);
    g_source_destroy(turns);                    /* before the loop whose descriptor it watches */
    g_source_unref(turns);
    wax_loop_free(loop);
    wax_tls_free(tls);
    g_main_loop_unref(main_loop);
    return status || done.status ? 1 : 0;
}

/* sink.c -- `wax sink`: the testing library's server, from the shell.
 *
 * Says where it listens and where its CA's certificate lies, in two lines that a script can read, before the first connection
 * is taken.  Promise: ended by SIGINT or SIGTERM it leaves nothing behind but the mails it was told to store.
 */
#include "commands.h"
#include "platform.h"
#include "sink_args.h"
#include "trace_print.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* For the signal handler.  A signal that comes before the sink is open is kept: the CA's folder must not be left behind. */
static wax_sink *volatile open_sink;
static volatile sig_atomic_t is_ended;

static void on_signal(int number)
{
    (void)number;
    is_ended = 1;
    if (open_sink)
        wax_sink_stop(open_sink);
}

static void listen_to_signals(void (*handler)(int))
{
    signal(SIGINT, handler);
    signal(SIGTERM, handler);
}

/* In this order: whenever the signal comes, one of the two sees it. */
static void stop_at_signals(wax_sink *sink)
{
    open_sink = sink;
    if (is_ended)
        wax_sink_stop(sink);
}

static wax_sink *make(const struct sink_args *a)
{
    wax_sink *sink = wax_sink_new();

    wax_sink_listen(sink, a->host, a->port);
    wax_sink_tls_mode(sink, a->tls_mode);
    if (a->name)
        wax_sink_name(sink, a->name);
    if (a->auth)
        wax_sink_auth(sink, a->user, a->password);
    if (a->store)
        wax_sink_store(sink, a->store);
    if (a->play)
        wax_sink_play(sink, a->play);
    if (a->cert)
        wax_sink_certificate(sink, a->cert, a->key);
    if (a->client_ca)
        wax_sink_client_ca(sink, a->client_ca);
    for (size_t i = 0; i < a->without.n; i++)
        wax_sink_without(sink, a->without.at[i]);
    if (a->lmtp)
        wax_sink_lmtp(sink);
    if (a->trace)
        wax_sink_trace(sink, trace_print, NULL);
    if (a->once)
        wax_sink_run_for(sink, 1);
    return sink;
}

static bool announce(const struct sink_args *a, const wax_sink *sink)
{
    bool is_ipv6 = strchr(a->host, ':') != NULL;

    if (*a->host == '/')
        printf("listening on %s\n", a->host);
    else
        printf("listening on %s%s%s:%u\n", is_ipv6 ? "[" : "", a->host, is_ipv6 ? "]" : "", wax_sink_port(sink));
    if (*wax_sink_ca_file(sink))
        printf("CA file: %s\n", wax_sink_ca_file(sink));
    return fflush(stdout) == 0;
}

static void serve(const struct sink_args *a, struct outcome *o)
{
    listen_to_signals(on_signal);
    wax_sink *sink = make(a);
    if (!sink)
        outcome_no_memory(o);
    else if (wax_sink_open(sink))
        outcome_failed(o, wax_sink_error(sink));
    else if (!announce(a, sink))
        outcome_wrong(o, EXIT_CODE_IO, WAX_E_IO, "report", "nobody would know where to connect: standard output could not be written");
    else {
        stop_at_signals(sink);
        if (wax_sink_run(sink))
            outcome_failed(o, wax_sink_error(sink));
    }
    listen_to_signals(SIG_IGN);     /* what is left is tidying up */
    wax_sink_free(sink);
}

int sink_main(int argc, char **argv)
{
    struct outcome o = { 0 };
    struct sink_args a = { 0 };
    enum parsed parsed = sink_args_read(&a, argc, argv, &o);

    if (parsed == PARSED)
        serve(&a, &o);
    sink_args_free(&a);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}

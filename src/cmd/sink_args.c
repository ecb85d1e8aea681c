/* sink_args.c -- see sink_args.h. */
#include "sink_args.h"

#include <stdio.h>
#include <string.h>

#define FIELD(name) offsetof(struct sink_args, name)

static const struct option options[] = {
    { "listen", "HOST:PORT", OPTION_LINE, 255, FIELD(listen), "default 127.0.0.1:2525; port 0: any; or /path" },
    { "tls", "MODE", OPTION_LINE, 255, FIELD(tls), "starttls (default), implicit, none" },
    { "auth", "USER:PASSWORD", OPTION_LINE, 255, FIELD(auth), "mail needs this login; a test's, not yours" },
    { "store", "FOLDER", OPTION_TEXT, 0, FIELD(store), "keep each mail as NNN.eml and NNN.json" },
    { "play", "DIALOGUE", OPTION_TEXT, 0, FIELD(play), "say this conversation, word for word" },
    { "without", "CAPABILITY", OPTION_LIST, 64, FIELD(without), "do not offer it, as in CHUNKING; may be repeated" },
    { "lmtp", NULL, OPTION_FLAG, 0, FIELD(lmtp), "speak LMTP" },
    { "name", "NAME", OPTION_LINE, 255, FIELD(name), "in greeting and certificate; default localhost" },
    { "cert", NULL, OPTION_TEXT, 0, FIELD(cert), NULL },
    { "key", "FILE", OPTION_TEXT, 0, FIELD(key), "PEM, instead of a certificate of its own CA" },
    { "client-ca", "FILE", OPTION_TEXT, 0, FIELD(client_ca), "clients show a certificate of it; offers EXTERNAL" },
    { "once", NULL, OPTION_FLAG, 0, FIELD(once), "end after one connection" },
    { "trace", NULL, OPTION_FLAG, 0, FIELD(trace), "show what is said, on standard error" },
};

static const struct command command = {
    .name = "sink",
    .usage = "sink [OPTIONS]    a mail server for tests, never for real mail",
    .options = options, .n_options = sizeof options / sizeof *options,
    .examples = "  wax sink --auth ada:sesame --store mails --trace\n"
                "    prints \"listening on 127.0.0.1:2525\" and \"CA file: PATH\"; then, elsewhere:\n"
                "  wax send --server smtp://localhost:2525 --ca-file PATH --user ada ...\n"
                "More: man wax-sink\n",
};

const struct command *sink_args_command(void)
{
    return &command;
}

static bool read_port(const char *s, unsigned *port)
{
    size_t n = strspn(s, "0123456789");

    if (n == 0 || n > 5 || s[n])
        return false;
    *port = 0;
    for (; *s; s++)
        *port = *port * 10 + (unsigned)(*s - '0');
    return *port <= 65535;
}

static void take_path(struct sink_args *a, const char *path, struct outcome *o)
{
    if (strlen(path) >= sizeof a->host)
        outcome_usage(o, "--listen: the path of a local socket is shorter than %zu bytes", sizeof a->host);
    else
        strcpy(a->host, path);
}

/* The last colon divides: [::1]:2525 has others. */
static void take_host_and_port(struct sink_args *a, const char *text, struct outcome *o)
{
    const char *host = text, *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    bool is_bracketed = len > 2 && host[0] == '[' && host[len - 1] == ']';

    if (is_bracketed) {
        host++;
        len -= 2;
    }
    if (len == 0 || !read_port(colon + 1, &a->port) || (!is_bracketed && memchr(host, ':', len)))
        outcome_usage(o, "--listen is HOST:PORT, such as 127.0.0.1:2525 or [::1]:0, or the /path of a local socket, not '%.60s'", text);
    else
        snprintf(a->host, sizeof a->host, "%.*s", (int)len, host);
}

static void check_listen(struct sink_args *a, struct outcome *o)
{
    const char *text = a->listen ? a->listen : "127.0.0.1:2525";

    if (*text == '/')
        take_path(a, text, o);
    else
        take_host_and_port(a, text, o);
}

static void check_tls(struct sink_args *a, struct outcome *o)
{
    const char *mode = a->tls ? a->tls : "starttls";

    if (strcmp(mode, "starttls") == 0)
        a->tls_mode = WAX_SINK_STARTTLS;
    else if (strcmp(mode, "implicit") == 0)
        a->tls_mode = WAX_SINK_IMPLICIT;
    else if (strcmp(mode, "none") == 0)
        a->tls_mode = WAX_SINK_CLEAR;
    else
        outcome_usage(o, "--tls is starttls, implicit or none, not '%.60s'", mode);
    if (!a->cert != !a->key)
        outcome_usage(o, "--cert and --key go together");
    if (a->client_ca && a->tls_mode == WAX_SINK_CLEAR)
        outcome_usage(o, "--client-ca needs TLS, and --tls none has none");
}

static void check_auth(struct sink_args *a, struct outcome *o)
{
    const char *colon = a->auth ? strchr(a->auth, ':') : NULL;

    if (!a->auth)
        return;
    if (!colon || colon == a->auth || !colon[1]) {
        outcome_usage(o, "--auth is USER:PASSWORD, both of them");
        return;
    }
    snprintf(a->user, sizeof a->user, "%.*s", (int)(colon - a->auth), a->auth);
    a->password = colon + 1;
}

enum parsed sink_args_read(struct sink_args *a, int argc, char **argv, struct outcome *o)
{
    enum parsed parsed = options_parse(&command, a, &a->operands, argc, argv, o);

    if (parsed != PARSED)
        return parsed;
    if (a->operands.n)
        outcome_usage(o, "there is nothing to do with '%.60s'; a sink takes options only", a->operands.at[0]);
    check_listen(a, o);
    check_tls(a, o);
    check_auth(a, o);
    return outcome_is_wrong(o) ? PARSED_WRONG : PARSED;
}

void sink_args_free(struct sink_args *a)
{
    options_free(&command, a, &a->operands);
}

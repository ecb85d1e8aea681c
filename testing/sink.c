/* sink.c -- the sink as an object: what it is told, where it listens, when it ends.
 *
 * Knows sockets that listen and libuv's loop; what a connection says is sink_conn.c's and beyond.  Promise: run returns only when
 * every connection has ended, and free leaves nothing behind but the mails. */
#include "sink.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* -- what it is told ------------------------------------------------------------------------------------------ */

static void set(wax_sink *s, char **field, const char *text)
{
    if (!s)
        return;
    free(*field);
    *field = strdup(text);
    if (!*field)
        wax__fail_memory(&s->error, "setting");
}

wax_sink *wax_sink_new(void)
{
    wax_sink *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->fd = -1;
    set(s, &s->host, "127.0.0.1");
    set(s, &s->name, "localhost");
    return s;
}

void wax_sink_listen(wax_sink *s, const char *host, unsigned port)
{
    if (!s)
        return;
    set(s, &s->host, host);
    s->port = port;
    if (port > 65535)
        wax__fail(&s->error, WAX_E_USAGE, "setting", "a port is at most 65535, not %u", port);
}

void wax_sink_tls_mode(wax_sink *s, wax_sink_tls mode)
{
    if (s)
        s->tls_mode = mode;
}

void wax_sink_lmtp(wax_sink *s)
{
    if (s)
        s->is_lmtp = true;
}

void wax_sink_name(wax_sink *s, const char *dns_name)
{
    if (s)
        set(s, &s->name, dns_name);
}

void wax_sink_auth(wax_sink *s, const char *user, const char *password)
{
    if (!s)
        return;
    set(s, &s->user, user);
    set(s, &s->password, password);
    if (strlen(user) >= SINK_NAME)
        wax__fail(&s->error, WAX_E_USAGE, "setting", "the user's name has more than %d bytes", SINK_NAME - 1);
}

void wax_sink_store(wax_sink *s, const char *folder)
{
    if (s)
        set(s, &s->folder, folder);
}

void wax_sink_play(wax_sink *s, const char *dialogue_path)
{
    if (s)
        set(s, &s->dialogue_path, dialogue_path);
}

void wax_sink_certificate(wax_sink *s, const char *chain_pem, const char *key_pem)
{
    if (!s)
        return;
    set(s, &s->chain_file, chain_pem);
    set(s, &s->key_file, key_pem);
}

void wax_sink_client_ca(wax_sink *s, const char *ca_pem)
{
    if (s)
        set(s, &s->client_ca, ca_pem);
}

void wax_sink_without(wax_sink *s, const char *capability)
{
    unsigned offer = wax__sink_offer_named(capability);

    if (!s)
        return;
    s->without |= offer;
    if (!offer)
        wax__fail(&s->error, WAX_E_USAGE, "setting", "the sink never offers %s: there is nothing to leave out", capability);
}

void wax_sink_trace(wax_sink *s, wax_trace_fn *trace, void *user)
{
    if (!s)
        return;
    s->trace = trace;
    s->trace_user = user;
}

void wax_sink_run_for(wax_sink *s, unsigned connections)
{
    if (s)
        s->connections = connections;
}

/* -- where it listens ----------------------------------------------------------------------------------------- */

static wax_status cannot_listen(wax_sink *s)
{
    int why = errno;

    if (*s->host == '/')
        return wax__fail(&s->error, WAX_E_IO, "open", "the sink can't listen on %s: %s", s->host, strerror(why));
    return wax__fail(&s->error, WAX_E_IO, "open", "the sink can't listen on %s port %u: %s%s", s->host, s->port, strerror(why),
                     why == EACCES ? "; ports under 1024 need root" : why == EADDRINUSE ? "; port 0 takes any free one" : "");
}

/* Never blocks, and no child inherits it. */
static void keep_to_ourselves(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static wax_status bind_to(wax_sink *s, const struct sockaddr *address, socklen_t len)
{
    int on = 1;

    s->fd = socket(address->sa_family, SOCK_STREAM, 0);
    if (s->fd < 0)
        return cannot_listen(s);
    keep_to_ourselves(s->fd);
    setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s->fd, address, len) != 0 || listen(s->fd, SOMAXCONN) != 0)
        return cannot_listen(s);
    return WAX_OK;
}

static wax_status listen_locally(wax_sink *s)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (strlen(s->host) >= sizeof address.sun_path)
        return wax__fail(&s->error, WAX_E_USAGE, "open", "the path of a local socket has at most %zu bytes: %s",
                         sizeof address.sun_path - 1, s->host);
    strcpy(address.sun_path, s->host);
    return bind_to(s, (struct sockaddr *)&address, sizeof address);
}

static void learn_port(wax_sink *s)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;

    if (getsockname(s->fd, (struct sockaddr *)&address, &len) != 0)
        return;
    if (address.ss_family == AF_INET)
        s->port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6)
        s->port = ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
}

static wax_status listen_on_net(wax_sink *s)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *list;
    char port[8];

    snprintf(port, sizeof port, "%u", s->port);
    int bad = getaddrinfo(s->host, port, &hints, &list);
    if (bad)
        return wax__fail(&s->error, WAX_E_RESOLVE, "open", "%s is no address to listen on: %s", s->host, gai_strerror(bad));
    wax_status st = bind_to(s, list->ai_addr, list->ai_addrlen);
    freeaddrinfo(list);
    if (!st)
        learn_port(s);
    return st;
}

/* -- when it ends --------------------------------------------------------------------------------------------- */

static void stop_listening(wax_sink *s)
{
    if (s->fd < 0)
        return;
    uv_close((uv_handle_t *)&s->listener, NULL);
    close(s->fd);
    s->fd = -1;
    if (*s->host == '/')
        unlink(s->host);
}

static void stop(wax_sink *s)
{
    if (s->is_stopping)
        return;
    s->is_stopping = true;
    stop_listening(s);
    uv_close((uv_handle_t *)&s->stopper, NULL);
    for (struct conn *c = s->conns, *next; c; c = next) {
        next = c->next;
        wax__sink_end(c);
    }
}

static void on_stop(uv_async_t *stopper)
{
    stop(stopper->data);
}

static bool is_enough(const wax_sink *s)
{
    return s->connections && s->begun == s->connections;
}

/* Out of descriptors: what is alive goes on, and accepting goes on when one of them has ended. */
static void rest(wax_sink *s)
{
    uv_poll_stop(&s->listener);
}

static void on_caller(uv_poll_t *listener, int status, int events)
{
    wax_sink *s = listener->data;
    int fd = -1;

    (void)status, (void)events;
    while (!is_enough(s) && (fd = accept(s->fd, NULL, NULL)) >= 0) {
        keep_to_ourselves(fd);
        s->begun++;
        wax__sink_accept(s, fd);
    }
    if (is_enough(s))
        stop_listening(s);
    else if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        rest(s);
}

void wax__sink_ended(wax_sink *s)
{
    s->ended++;
    if (s->connections && s->ended == s->connections)
        stop(s);
    else if (s->fd >= 0)
        uv_poll_start(&s->listener, UV_READABLE, on_caller);
}

static wax_status no_loop(wax_sink *s, int why)
{
    return wax__fail(&s->error, WAX_E_IO, "open", "the event loop could not be set up: %s", uv_strerror(why));
}

static int watch(wax_sink *s)
{
    int bad = uv_poll_init(&s->loop, &s->listener, s->fd);

    if (!bad)
        uv_poll_start(&s->listener, UV_READABLE, on_caller);
    return bad;
}

/* Once is_open, the loop has handles, and only running it to its end gives them back. */
static wax_status open_loop(wax_sink *s)
{
    int bad = uv_loop_init(&s->loop);

    if (bad)
        return no_loop(s, bad);
    s->stopper.data = s->listener.data = s;
    bad = uv_async_init(&s->loop, &s->stopper, on_stop);
    if (!bad && (bad = watch(s)) != 0)
        uv_close((uv_handle_t *)&s->stopper, NULL);
    s->is_open = !bad;
    if (!bad)
        return WAX_OK;
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_loop_close(&s->loop);
    return no_loop(s, bad);
}

wax_status wax_sink_open(wax_sink *s)
{
    if (!s)
        return WAX_E_NOMEM;
    if (s->error.status)
        return s->error.status;
    wax_status st = wax__sink_play_open(s);
    if (!st)
        st = wax__sink_store_open(s);
    if (!st)
        st = wax__sink_pki_open(s);
    if (!st)
        st = *s->host == '/' ? listen_locally(s) : listen_on_net(s);
    return st ? st : open_loop(s);
}

wax_status wax_sink_run(wax_sink *s)
{
    if (!s)
        return WAX_E_NOMEM;
    if (!s->is_open || s->is_stopping)
        return wax__fail(&s->error, WAX_E_USAGE, "run", "a sink is opened, and then run once");
    uv_run(&s->loop, UV_RUN_DEFAULT);
    return s->error.status;
}

void wax_sink_stop(wax_sink *s)
{
    if (s && s->is_open)
        uv_async_send(&s->stopper);
}

unsigned wax_sink_port(const wax_sink *s)
{
    return s ? s->port : 0;
}

const char *wax_sink_ca_file(const wax_sink *s)
{
    return s && s->ca_file ? s->ca_file : "";
}

uint64_t wax_sink_mails(const wax_sink *s)
{
    return s ? atomic_load_explicit(&s->mails, memory_order_relaxed) : 0;
}

const wax_error *wax_sink_error(const wax_sink *s)
{
    static const wax_error no_memory = { .status = WAX_E_NOMEM, .stage = "new", .text = "memory is used up" };

    return s ? &s->error : &no_memory;
}

void wax_sink_free(wax_sink *s)
{
    if (!s)
        return;
    if (s->is_open) {
        stop(s);
        uv_run(&s->loop, UV_RUN_DEFAULT);
        uv_loop_close(&s->loop);
    }
    if (s->fd >= 0)
        close(s->fd);
    wax__sink_pki_close(s);
    wax__dialogue_clear(&s->dialogue);
    wax__buf_clear(&s->body);
    wax__buf_clear(&s->stuffed);
    char *texts[] = { s->host, s->name, s->user, s->password, s->folder, s->dialogue_path, s->chain_file, s->key_file, s->client_ca };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    free(s);
}

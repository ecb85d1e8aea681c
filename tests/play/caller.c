/* caller.c -- see caller.h. */
#include "caller.h"

#include "test.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 };

/* -- the sink ------------------------------------------------------------------------------------------------- */

static void *run(void *arg)
{
    struct running *r = arg;

    r->status = wax_sink_run(r->sink);
    return NULL;
}

bool running_start(struct running *r)
{
    if (!CHECK(wax_sink_open(r->sink) == WAX_OK)) {
        test_note("%s", wax_sink_error(r->sink)->text);
        return false;
    }
    return CHECK(pthread_create(&r->thread, NULL, run, r) == 0);
}

wax_status running_join(struct running *r)
{
    pthread_join(r->thread, NULL);
    r->thread = 0;
    return r->status;
}

void running_free(struct running *r)
{
    wax_sink_stop(r->sink);
    if (r->thread)
        running_join(r);
    wax_sink_free(r->sink);
    *r = (struct running){ 0 };
}

/* -- the call ------------------------------------------------------------------------------------------------- */

bool call(struct caller *c, const wax_sink *s)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)wax_sink_port(s)) };
    int on = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *c = (struct caller){ .fd = socket(AF_INET, SOCK_STREAM, 0), .stream = wax_stream_new() };
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return CHECK(c->stream != NULL) && CHECK(connect(c->fd, (struct sockaddr *)&to, sizeof to) == 0);
}

void hang_up(struct caller *c)
{
    if (c->fd >= 0)
        close(c->fd);
    wax_stream_free(c->stream);
    wax_tls_free(c->tls);
    *c = (struct caller){ .fd = -1 };
}

static bool send_all(struct caller *c)
{
    size_t len;

    for (const uint8_t *p; p = wax_stream_wire_out(c->stream, &len), len;) {
        ssize_t n = send(c->fd, p, len, MSG_NOSIGNAL);
        if (n < 0)
            return false;
        wax_stream_wire_out_done(c->stream, (size_t)n);
    }
    return true;
}

/* False: the other side has closed, or too little came in too long a time. */
static bool receive(struct caller *c)
{
    size_t room;
    uint8_t *to = wax_stream_wire_in(c->stream, &room);
    struct pollfd p = { .fd = c->fd, .events = POLLIN };

    if (poll(&p, 1, PATIENCE_MS) <= 0) {
        test_note("nothing came in %d ms", PATIENCE_MS);
        CHECK(false);
        return false;
    }
    ssize_t n = recv(c->fd, to, room, 0);
    return n > 0 && wax_stream_wire_in_done(c->stream, (size_t)n) <= WAX_AGAIN;
}

bool say_bytes(struct caller *c, const void *p, size_t len)
{
    while (len) {
        size_t n = len < 65536 ? len : 65536;
        if (wax_stream_write(c->stream, p, n) != WAX_OK || !send_all(c))
            return false;
        p = (const char *)p + n;
        len -= n;
    }
    return true;
}

bool say(struct caller *c, const char *text)
{
    return say_bytes(c, text, strlen(text));
}

bool hear_line(struct caller *c)
{
    for (;;) {
        size_t len;
        const uint8_t *p = wax_stream_data(c->stream, &len), *lf = len ? memchr(p, '\n', len) : NULL;
        if (lf) {
            size_t n = (size_t)(lf - p);
            snprintf(c->line, sizeof c->line, "%.*s", (int)(n ? n - 1 : 0), (const char *)p);
            wax_stream_take(c->stream, n + 1);
            return true;
        }
        if (!receive(c))
            return false;
    }
}

bool hear(struct caller *c, const char *beginning)
{
    bool is_there;

    do
        is_there = hear_line(c);
    while (is_there && strlen(c->line) > 3 && c->line[3] == '-');
    if (is_there && strncmp(c->line, beginning, strlen(beginning)) == 0)
        return true;
    test_note("expected %s, heard %s", beginning, is_there ? c->line : "the end");
    return false;
}

bool hear_end(struct caller *c)
{
    size_t len;

    wax_stream_data(c->stream, &len);
    if (len || hear_line(c))
        return false;
    wax_stream_data(c->stream, &len);
    return len == 0;
}

bool say_and_hear(struct caller *c, const char *text, const char *beginning)
{
    return say(c, text) && hear(c, beginning);
}

bool begin_tls(struct caller *c, const wax_sink *s)
{
    wax_status st;

    if (!(c->tls = wax_tls_new()))
        return false;
    wax_tls_ca_file(c->tls, wax_sink_ca_file(s));
    while ((st = wax_stream_upgrade(c->stream, c->tls, "localhost")) == WAX_AGAIN)
        if (!send_all(c) || !receive(c))
            return false;
    return st == WAX_OK && send_all(c);
}

bool say_ehlo(struct caller *c)
{
    return say_and_hear(c, "EHLO caller.example\r\n", "250 ");
}

bool say_goodbye(struct caller *c)
{
    wax_stream_close(c->stream);
    return send_all(c);
}

/* -- folders -------------------------------------------------------------------------------------------------- */

const char *fresh_folder(void)
{
    static char path[4096];
    const char *tmp = getenv("TMPDIR");

    snprintf(path, sizeof path, "%s/wax-play-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    return mkdtemp(path) ? path : "";
}

size_t count_files(const char *folder)
{
    DIR *d = opendir(folder);
    size_t n = 0;

    for (struct dirent *e; d && (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

void remove_folder(const char *folder)
{
    DIR *d = opendir(folder);
    char path[8192];

    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_name[0] != '.')
            unlink(path);
    }
    if (d)
        closedir(d);
    rmdir(folder);
}

size_t read_file(const char *folder, const char *name, char *to, size_t room)
{
    char path[8192];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(to, 1, room - 1, f) : 0;
    to[n] = 0;
    if (f)
        fclose(f);
    return n;
}

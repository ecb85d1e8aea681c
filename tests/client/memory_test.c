/* memory_test.c -- every allocation of a send failing in turn: it ends with a status that says so, and nothing is lost or left.
 *
 * Nobody listens at the port, or a proxy alone that refuses, so that every allocation is ours; those of a conversation are failed by the dialogues, those of TLS by
 * the stream's own test. */
#include "alloc_fail.h"
#include "test.h"

#include <wax/wax.h>

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned closed_port(void)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof in;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(bind(fd, (struct sockaddr *)&in, sizeof in) == 0 && getsockname(fd, (struct sockaddr *)&in, &len) == 0);
    close(fd);
    return ntohs(in.sin_port);
}

static wax_message *new_mail(void)
{
    wax_message *m = wax_message_new();

    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net, bob@example.net");
    wax_message_text(m, "Ciao!");
    return m;
}

/* The host is one that only the resolver knows, so that there is a lookup as well. */
static wax_status send_once(wax_error *why)
{
    char url[64];

    snprintf(url, sizeof url, "submission://127.1:%u", closed_port());
    wax_client *c = wax_client_new(url);
    wax_tls *tls = wax_tls_new();
    wax_message *m = new_mail();
    wax_client_set_tls(c, tls);
    wax_client_login(c, "ada", "sesame");
    wax_client_mechanism(c, "PLAIN");
    wax_client_name(c, "client.example.net");
    wax_status status = wax_send(c, m, NULL);
    *why = *wax_client_error(c);
    CHECK(status == why->status && *why->text);
    wax_client_free(c);
    wax_message_free(m);
    wax_tls_free(tls);
    return status;
}

TEST("a send for which memory is not enough says so, wherever it runs out")
{
    long n = 0;

    for (bool failed = true; failed; n++) {
        wax_error why;
        alloc_fail_after(n);
        wax_status status = send_once(&why);
        failed = alloc_fail_stop();
        bool is_told = status == WAX_E_NOMEM || (status == WAX_E_IO && strstr(why.text, "Cannot allocate memory"));  /* of an attempt */
        if (!CHECK(failed ? is_told : status == WAX_E_IO && !is_told))
            test_note("allocation %ld: %s: %s", n, wax_status_name(status), why.text);
    }
    CHECK(n > 20);
}

static wax_status check_once(wax_error *why)
{
    char url[64];
    wax_check_report *report;

    snprintf(url, sizeof url, "submission://127.1:%u", closed_port());
    wax_client *c = wax_client_new(url);
    wax_status status = wax_check(c, &report);
    *why = *wax_client_error(c);
    CHECK(status == why->status && (!report || status == wax_check_status(report)));
    CHECK(status == WAX_E_NOMEM || (wax_check_address(report, 0) && !wax_check_peer(report)[0] && !wax_check_tls(report)));
    wax_check_free(report);
    wax_client_free(c);
    return status;
}

TEST("so does a check, whose report lacks no line without a word")
{
    long n = 0;

    for (bool failed = true; failed; n++) {
        wax_error why;
        alloc_fail_after(n);
        wax_status status = check_once(&why);
        failed = alloc_fail_stop();
        bool is_told = status == WAX_E_NOMEM || (status == WAX_E_IO && strstr(why.text, "Cannot allocate memory"));
        if (!CHECK(failed ? is_told : status == WAX_E_IO && !is_told))
            test_note("allocation %ld: %s: %s", n, wax_status_name(status), why.text);
    }
    CHECK(n > 10);
}

/* A proxy that answers each call with no, before it is asked. */
struct refusal {
    int         listener;
    const char *scheme, *no;
    size_t      len;
    const char *words;          /* of the sentence */
};

static void *refuse_all(void *user)
{
    const struct refusal *r = user;
    char heard[64];
    int fd;

    while ((fd = accept(r->listener, NULL, NULL)) >= 0) {
        if (write(fd, r->no, r->len) > 0)
            while (read(fd, heard, sizeof heard) > 0)
                ;
        close(fd);
    }
    return NULL;
}

static wax_status send_through(const char *scheme, unsigned port, wax_error *why)
{
    char url[64];
    wax_client *c = wax_client_new("submission://mail.example.org");
    wax_message *m = new_mail();

    snprintf(url, sizeof url, "%s://ada@127.0.0.1:%u", scheme, port);
    wax_client_proxy(c, url, "sesame");
    wax_status status = wax_send(c, m, NULL);
    *why = *wax_client_error(c);
    wax_client_free(c);
    wax_message_free(m);
    return status;
}

static void starve(const struct refusal *r, unsigned port)
{
    long n = 0;

    for (bool failed = true; failed; n++) {
        wax_error why;
        alloc_fail_after(n);
        wax_status status = send_through(r->scheme, port, &why);
        failed = alloc_fail_stop();
        bool is_told = status == WAX_E_NOMEM || (status == WAX_E_IO && strstr(why.text, "Cannot allocate memory"));
        if (!CHECK(failed ? is_told : status == WAX_E_IO && strstr(why.text, r->words)))
            test_note("%s, allocation %ld: %s: %s", r->scheme, n, wax_status_name(status), why.text);
    }
    CHECK(n > 20);
}

TEST("so does a send through a proxy of either kind")
{
    struct refusal refusals[] = { { .scheme = "socks5", .no = "\5\0\5\2\0\1\0\0\0\0\0\0", .len = 12, .words = "its rules do not allow it" },
                                  { .scheme = "http", .no = "HTTP/1.1 403 never\r\n\r\n", .len = 22, .words = "it answered 403 never" } };

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        socklen_t len = sizeof in;
        int listener = refusals[i].listener = socket(AF_INET, SOCK_STREAM, 0);
        pthread_t proxy;
        CHECK(bind(listener, (struct sockaddr *)&in, sizeof in) == 0 && listen(listener, 8) == 0 && getsockname(listener, (struct sockaddr *)&in, &len) == 0);
        CHECK(pthread_create(&proxy, NULL, refuse_all, &refusals[i]) == 0);
        starve(&refusals[i], ntohs(in.sin_port));
        shutdown(listener, SHUT_RDWR);
        pthread_join(proxy, NULL);
        close(listener);
    }
}

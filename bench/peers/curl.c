/* curl.c -- a peer: libcurl, the library that most programs mail with.
 *
 *     bench-peer-curl bulk  CA-FILE URL MAILS BYTES CONNECTIONS        prints the mails a second
 *     bench-peer-curl idle  CA-FILE URL CONNECTIONS                    prints seconds, and the KB that it has grown by
 *     bench-peer-curl crowd CA-FILE URL RECIPIENTS                     prints milliseconds, over a connection that stands
 *     bench-peer-curl fresh CA-FILE URL MAILS USER PASSWORD            prints CPU milliseconds a mail, each over STARTTLS on a new connection
 *
 * Programs such as its manual asks for, one multi handle where several connections are meant.  Knows nothing of measuring but the clock.  Promise: a
 * mail that the server did not take ends it with libcurl's sentence. */
#include "cpu.h"
#include "peak.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char   text[1 << 20];
static size_t text_len;

struct upload { CURL *easy; size_t at; };

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench-peer-curl: %s\n", what);
    exit(EXIT_FAILURE);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t read_text(char *to, size_t size, size_t n, void *upload)
{
    struct upload *u = upload;
    size_t room = size * n, left = text_len - u->at;

    left = left < room ? left : room;
    memcpy(to, text + u->at, left);
    u->at += left;
    return left;
}

static void write_text(size_t bytes)
{
    must(bytes + 256 < sizeof text, "the mail is too large");
    text_len = (size_t)snprintf(text, sizeof text, "From: <ada@example.org>\r\nTo: <grace@example.net>\r\nSubject: bulk\r\n\r\n");
    while (text_len < bytes)
        text_len += (size_t)snprintf(text + text_len, sizeof text - text_len, "%.62s\r\n",
                                     "All work and no play makes a mail that nobody has time to read.");
}

static CURL *new_upload(struct upload *u, const char *ca, const char *url, struct curl_slist *to)
{
    CURL *easy = curl_easy_init();

    must(easy != NULL, "memory is used up");
    *u = (struct upload){ easy, 0 };
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, "ada@example.org");
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_text);
    curl_easy_setopt(easy, CURLOPT_READDATA, u);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, u);
    return easy;
}

static void send_one(struct upload *u)
{
    u->at = 0;
    CURLcode code = curl_easy_perform(u->easy);
    must(code == CURLE_OK, curl_easy_strerror(code));
}

/* -- several connections ------------------------------------------------------------------------------------------ */

static void begin(CURLM *multi, struct upload *u)
{
    u->at = 0;
    must(curl_multi_add_handle(multi, u->easy) == CURLM_OK, "libcurl takes no more");
}

/* Each that is done begins again while `left` says so.  Returns when none is under way. */
static void send_all(CURLM *multi, long left)
{
    int running = 1, queued;

    while (running) {
        must(curl_multi_perform(multi, &running) == CURLM_OK, "libcurl can't go on");
        for (CURLMsg *m; (m = curl_multi_info_read(multi, &queued)); ) {
            CURL *easy = m->easy_handle;
            struct upload *u;
            must(m->data.result == CURLE_OK, curl_easy_strerror(m->data.result));
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&u);
            curl_multi_remove_handle(multi, easy);
            if (left > 0)
                left--, running = 1, begin(multi, u);
        }
        if (running)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
}

static struct upload *begin_all(CURLM *multi, const char *ca, const char *url, struct curl_slist *to, long n)
{
    struct upload *uploads = calloc((size_t)n, sizeof *uploads);

    must(uploads != NULL, "memory is used up");
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, n);
    for (long i = 0; i < n; i++) {
        new_upload(&uploads[i], ca, url, to);
        begin(multi, &uploads[i]);
    }
    return uploads;
}

/* The connections stay with the multi handle, with nothing else beside them. */
static void end_all(struct upload *uploads, long n)
{
    for (long i = 0; i < n; i++)
        curl_easy_cleanup(uploads[i].easy);
    free(uploads);
}

static void bulk(char **argv, struct curl_slist *to)
{
    CURLM *multi = curl_multi_init();
    long mails = atol(argv[4]), connections = atol(argv[6]);

    write_text(strtoul(argv[5], NULL, 10));
    struct upload *uploads = begin_all(multi, argv[2], argv[3], to, connections);
    send_all(multi, 0);
    for (long i = 0; i < connections; i++)
        begin(multi, &uploads[i]);
    double began = now_s();
    send_all(multi, mails - connections);
    printf("%.0f\n", (double)mails / (now_s() - began));
    end_all(uploads, connections);
    curl_multi_cleanup(multi);
}

static void idle(char **argv, struct curl_slist *to)
{
    CURLM *one = curl_multi_init(), *multi = curl_multi_init();
    long n = atol(argv[4]);

    write_text(0);
    struct upload *first = begin_all(one, argv[2], argv[3], to, 1);
    send_all(one, 0);                   /* what is made once is there before we count */
    end_all(first, 1);
    long kb = resident_kb();
    double began = now_s();
    struct upload *uploads = begin_all(multi, argv[2], argv[3], to, n);
    send_all(multi, 0);
    end_all(uploads, n);
    printf("%.3f %ld\n", now_s() - began, resident_kb() - kb);
    curl_multi_cleanup(multi);
    curl_multi_cleanup(one);
}

/* -- one after the other ------------------------------------------------------------------------------------------ */

static void crowd(char **argv, struct curl_slist *to)
{
    struct upload u;
    struct curl_slist *many = NULL;
    char address[64];

    write_text(0);
    new_upload(&u, argv[2], argv[3], to);
    send_one(&u);
    for (long i = atol(argv[4]); i > 0; i--) {
        snprintf(address, sizeof address, "reader%ld@example.net", i);
        struct curl_slist *more = curl_slist_append(NULL, address);
        must(more != NULL, "memory is used up");
        more->next = many;
        many = more;
    }
    curl_easy_setopt(u.easy, CURLOPT_MAIL_RCPT, many);
    double began = now_s();
    send_one(&u);
    printf("%.3f\n", (now_s() - began) * 1000);
    curl_easy_cleanup(u.easy);
    curl_slist_free_all(many);
}

static void fresh(char **argv, struct curl_slist *to)
{
    struct upload u;
    CURL *easy = new_upload(&u, argv[2], argv[3], to);
    long mails = atol(argv[4]);

    write_text(0);
    curl_easy_setopt(easy, CURLOPT_USERNAME, argv[5]);
    curl_easy_setopt(easy, CURLOPT_PASSWORD, argv[6]);
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN");
    curl_easy_setopt(easy, CURLOPT_SASL_IR, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    send_one(&u);
    double began = cpu_ms();
    for (long i = 0; i < mails; i++)
        send_one(&u);
    printf("%.3f\n", (cpu_ms() - began) / (double)mails);
    curl_easy_cleanup(easy);
}

int main(int argc, char **argv)
{
    static const struct { const char *name; int argc; void (*run)(char **, struct curl_slist *); } modes[] = {
        { "bulk", 7, bulk }, { "idle", 5, idle }, { "crowd", 5, crowd }, { "fresh", 7, fresh },
    };
    struct curl_slist *to = curl_slist_append(NULL, "grace@example.net");

    curl_global_init(CURL_GLOBAL_DEFAULT);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (argc == modes[i].argc && !strcmp(argv[1], modes[i].name)) {
            modes[i].run(argv, to);
            curl_slist_free_all(to);
            return EXIT_SUCCESS;
        }
    must(0, "usage: bench-peer-curl bulk|idle|crowd|fresh CA-FILE URL ...");
}

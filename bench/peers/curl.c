/* curl.c -- a peer: libcurl, the library that most programs mail with.  program.h says how it is asked; besides:
 *
 *     bench-peer-curl idle CA-FILE URL CONNECTIONS        prints seconds, and the KB that it has grown by
 *
 * Programs such as its manual asks for, one multi handle where several connections are meant.  Knows nothing of measuring but the clock. */
#include "cpu.h"
#include "peak.h"
#include "program.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct program_text text;
static struct curl_slist  *reader;

struct upload { CURL *easy; size_t at; };

static size_t read_text(char *to, size_t size, size_t n, void *upload)
{
    struct upload *u = upload;
    size_t room = size * n, left = text.len - u->at;

    left = left < room ? left : room;
    memcpy(to, text.bytes + u->at, left);
    u->at += left;
    return left;
}

static CURL *new_upload(struct upload *u, const char *ca, const char *url)
{
    CURL *easy = curl_easy_init();

    program_must(easy != NULL, "memory is used up");
    *u = (struct upload){ easy, 0 };
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, PROGRAM_FROM);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, reader);
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
    program_must(code == CURLE_OK, curl_easy_strerror(code));
}

/* -- several connections ------------------------------------------------------------------------------------------ */

static void begin(CURLM *multi, struct upload *u)
{
    u->at = 0;
    program_must(curl_multi_add_handle(multi, u->easy) == CURLM_OK, "libcurl takes no more");
}

/* Each that is done begins again while `left` says so.  Returns when none is under way. */
static void send_all(CURLM *multi, long left)
{
    int running = 1, queued;

    while (running) {
        program_must(curl_multi_perform(multi, &running) == CURLM_OK, "libcurl can't go on");
        for (CURLMsg *m; (m = curl_multi_info_read(multi, &queued)); ) {
            CURL *easy = m->easy_handle;
            struct upload *u;
            program_must(m->data.result == CURLE_OK, curl_easy_strerror(m->data.result));
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&u);
            curl_multi_remove_handle(multi, easy);
            if (left > 0)
                left--, running = 1, begin(multi, u);
        }
        if (running)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
}

static struct upload *begin_all(CURLM *multi, const char *ca, const char *url, long n)
{
    struct upload *uploads = calloc((size_t)n, sizeof *uploads);

    program_must(uploads != NULL, "memory is used up");
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, n);
    for (long i = 0; i < n; i++) {
        new_upload(&uploads[i], ca, url);
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

static void bulk(char **argv)
{
    CURLM *multi = curl_multi_init();
    long mails = atol(argv[4]), connections = atol(argv[6]);

    program_write(&text, strtoul(argv[5], NULL, 10));
    struct upload *uploads = begin_all(multi, argv[2], argv[3], connections);
    send_all(multi, 0);
    for (long i = 0; i < connections; i++)
        begin(multi, &uploads[i]);
    double began = program_now_s();
    send_all(multi, mails - connections);
    printf("%.3f\n", (double)mails / (program_now_s() - began));
    end_all(uploads, connections);
    curl_multi_cleanup(multi);
}

static void idle(char **argv)
{
    CURLM *one = curl_multi_init(), *multi = curl_multi_init();
    long n = atol(argv[4]);

    program_write(&text, 0);
    struct upload *first = begin_all(one, argv[2], argv[3], 1);
    send_all(one, 0);                   /* what is made once is there before we count */
    end_all(first, 1);
    long kb = resident_kb();
    double began = program_now_s();
    struct upload *uploads = begin_all(multi, argv[2], argv[3], n);
    send_all(multi, 0);
    end_all(uploads, n);
    printf("%.3f %ld\n", program_now_s() - began, resident_kb() - kb);
    curl_multi_cleanup(multi);
    curl_multi_cleanup(one);
}

/* -- one after the other ------------------------------------------------------------------------------------------ */

static void crowd(char **argv)
{
    struct upload u;
    struct curl_slist *many = NULL;
    char address[PROGRAM_ADDRESS_MAX];

    program_write(&text, 0);
    new_upload(&u, argv[2], argv[3]);
    send_one(&u);
    double began = program_now_s();
    for (long i = atol(argv[4]); i > 0; i--) {
        program_reader(address, i);
        struct curl_slist *more = curl_slist_append(NULL, address);
        program_must(more != NULL, "memory is used up");
        more->next = many;
        many = more;
    }
    curl_easy_setopt(u.easy, CURLOPT_MAIL_RCPT, many);
    send_one(&u);
    printf("%.3f\n", (program_now_s() - began) * 1000);
    curl_easy_cleanup(u.easy);
    curl_slist_free_all(many);
}

static void fresh(char **argv)
{
    struct upload u;
    CURL *easy = new_upload(&u, argv[2], argv[3]);
    long mails = atol(argv[4]);

    program_write(&text, 0);
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
    static const struct program_task tasks[] = { { "bulk", 7, bulk }, { "idle", 5, idle }, { "crowd", 5, crowd }, { "fresh", 7, fresh }, { 0 } };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    reader = curl_slist_append(NULL, PROGRAM_TO);
    int status = program_run(tasks, argc, argv);
    curl_slist_free_all(reader);
    return status;
}

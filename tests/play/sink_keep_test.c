/* sink_keep_test.c -- the sink keeps exactly what it was given, and says so when it can't; and it bears many. */
#include "scene.h"
#include "sink.h"
#include "test.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* -- what is kept --------------------------------------------------------------------------------------------- */

static bool say_in_halves(struct caller *c, const char *text)
{
    size_t half = strlen(text) / 2;

    return say_bytes(c, text, half) && say_bytes(c, text + half, strlen(text) - half);
}

TEST("a mail is kept as it arrived, dots undone, and described")
{
    struct scene s;
    char eml[512], json[2048];
    static const char expected[] = "{\n  \"helo\": \"caller.example\",\n  \"tls\": { \"version\": \"TLSv1.3\", \"cipher\": ";
    static const char said[] = "\"user\": null,\n  \"from\": { \"address\": \"a@example.org\", \"parameters\": \"SIZE=20 BODY=8BITMIME\" },\n"
        "  \"to\": [\n    { \"address\": \"\\\"q >\\\"@example.net\", \"parameters\": \"NOTIFY=NEVER\" },\n"
        "    { \"address\": \"c@example.net\", \"parameters\": \"\" }\n  ],\n  \"framing\": \"DATA\",\n  \"size\": 20\n}\n";

    scene_new(&s);
    scene_keeps_mails(&s);
    if (scene_begin_secure(&s)) {
        CHECK(say(&s.caller, "MAIL FROM:<a@example.org> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<\"q >\"@example.net> NOTIFY=NEVER\r\n"));
        CHECK(hear(&s.caller, "250") && hear(&s.caller, "250"));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<code550@example.net>\r\n", "550"));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<c@example.net>\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "DATA\r\n", "354"));
        CHECK(say_in_halves(&s.caller, "..\r\nX: \xff\r\n\r\n..dot\r\n..\r\n.\r\n"));
        CHECK(hear(&s.caller, "250 2.0.0"));
        size_t n = read_file(s.folder, "001.eml", eml, sizeof eml);
        CHECK(test_same_bytes(eml, n, ".\r\nX: \xff\r\n\r\n.dot\r\n.\r\n", 20));
        CHECK(read_file(s.folder, "001.json", json, sizeof json) > 0);
        CHECK(strncmp(json, expected, strlen(expected)) == 0);
        CHECK(strstr(json, said) != NULL);
        CHECK(count_files(s.folder) == 2);
    }
    scene_end(&s);
}

TEST("an empty mail is a mail")
{
    struct scene s;
    char json[2048];

    scene_new(&s);
    scene_keeps_mails(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "DATA\r\n", "354") && say_and_hear(&s.caller, ".\r\n", "250"));
        CHECK(say_envelope(&s.caller) && say_and_hear(&s.caller, "BDAT 0 LAST\r\n", "250"));
        CHECK(read_file(s.folder, "002.json", json, sizeof json) && strstr(json, "\"size\": 0\n"));
        CHECK(count_files(s.folder) == 4);
    }
    scene_end(&s);
}

TEST("chunks are joined, wherever they are cut, and numbers are not used twice")
{
    struct scene s;
    char eml[8192];

    scene_new(&s);
    scene_keeps_mails(&s);
    snprintf(eml, sizeof eml, "%s/007.eml", s.folder);
    fclose(fopen(eml, "w"));
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "BDAT 5\r\n.one\r", "250 2.0.0"));
        CHECK(say(&s.caller, "BDAT 8 LAST\r\n\n.\r"));
        CHECK(say_bytes(&s.caller, "\n.\0\r\n", 5));
        CHECK(hear(&s.caller, "250 2.0.0"));
        CHECK(test_same_bytes(eml, read_file(s.folder, "008.eml", eml, sizeof eml), ".one\r\n.\r\n.\0\r\n", 13));
    }
    scene_end(&s);
}

TEST("a mail that somebody else has put there is not overwritten")
{
    struct scene s;
    char path[8192], eml[512];

    scene_new(&s);
    scene_keeps_mails(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        snprintf(path, sizeof path, "%s/001.eml", s.folder);
        fclose(fopen(path, "w"));
        CHECK(say_and_hear(&s.caller, "BDAT 4 LAST\r\nx.\r\n", "250 2.0.0"));
        CHECK(read_file(s.folder, "001.eml", eml, sizeof eml) == 0);
        CHECK(read_file(s.folder, "002.eml", eml, sizeof eml) == 4);
    }
    scene_end(&s);
}

TEST("a mail that breaks off leaves nothing behind")
{
    struct scene s;

    scene_new(&s);
    scene_keeps_mails(&s);
    wax_sink_run_for(s.sink.sink, 1);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "BDAT 5\r\nhello", "250 2.0.0"));
        CHECK(count_files(s.folder) == 1);
        hang_up(&s.caller);
        CHECK(running_join(&s.sink) == WAX_OK);
        CHECK(count_files(s.folder) == 0 && wax_sink_mails(s.sink.sink) == 0);
    }
    scene_end(&s);
}

/* -- when it can't be kept ------------------------------------------------------------------------------------ */

static void refuses_to_keep(struct scene *s, const char *why)
{
    CHECK(say_envelope(&s->caller));
    CHECK(say_and_hear(&s->caller, "BDAT 23 LAST\r\nSubject: x\r\n\r\nhello .\r\n", "452 4.3.1"));
    CHECK(wax_sink_mails(s->sink.sink) == 0);
    hang_up(&s->caller);
    wax_sink_stop(s->sink.sink);
    CHECK(running_join(&s->sink) == WAX_E_IO);
    CHECK(strstr(wax_sink_error(s->sink.sink)->text, why) != NULL);
}

TEST("a folder that went away: 452, and why")
{
    struct scene s;

    scene_new(&s);
    scene_keeps_mails(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        remove_folder(s.folder);
        refuses_to_keep(&s, "No such file or directory");
    }
    scene_end(&s);
}

/* The limit fails the write as a full disk would, with another word: EFBIG. */
static void with_file_limit(rlim_t bytes, struct rlimit *before)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, before);
    limit = *before;
    limit.rlim_cur = bytes;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
}

TEST("a disk that takes no more: 452, why, and no half file")
{
    struct scene s;

    for (rlim_t bytes = 0; bytes < 200; bytes += 23) {      /* 23 bytes of mail, then over 200 that describe it */
        struct rlimit before;
        scene_new(&s);
        scene_keeps_mails(&s);
        bool good = scene_begin(&s) && CHECK(say_ehlo(&s.caller));
        with_file_limit(bytes, &before);
        if (good)
            refuses_to_keep(&s, "File too large");
        setrlimit(RLIMIT_FSIZE, &before);
        CHECK(count_files(s.folder) == 0);
        scene_end(&s);
    }
}

/* -- many ----------------------------------------------------------------------------------------------------- */

enum { MANY = 10000 };

static void *say_many(void *arg)
{
    struct buf *text = arg;
    int fd = *(int *)(void *)buf_data(text);

    for (size_t at = sizeof fd; at < buf_len(text);) {
        ssize_t n = send(fd, buf_data(text) + at, buf_len(text) - at, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    return NULL;
}

TEST("ten thousand mails in one flight are all answered, in order")
{
    struct scene s;
    struct buf text = { 0 };
    pthread_t speaker;
    unsigned wrong = 0;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        wax__buf_put(&text, &s.caller.fd, sizeof s.caller.fd);
        for (int i = 0; i < MANY; i++)
            wax__buf_putf(&text, "%sRCPT TO:<code550@example.net>\r\nBDAT 7 LAST\r\nhello\r\n", scene_envelope);
        CHECK(pthread_create(&speaker, NULL, say_many, &text) == 0);
        for (int i = 0; i < MANY; i++)
            wrong += !hear(&s.caller, "250 2.1.0") + !hear(&s.caller, "250 2.1.5") + !hear(&s.caller, "550") + !hear(&s.caller, "250 2.0.0");
        pthread_join(speaker, NULL);
        CHECK(wrong == 0);
        CHECK(wax_sink_mails(s.sink.sink) == MANY);
    }
    wax__buf_clear(&text);
    scene_end(&s);
}

/* Millions of replies would be kept for a caller that hears none; so a caller that hears none is not heard either. */
TEST("who does not listen is not listened to")
{
    enum { MUCH = 10 << 20, QUIET_MS = 500 };            /* more than the system's own buffers hold */
    static char commands[6 * 8192];
    struct scene s;
    size_t said = 0;
    int little = 65536;

    for (size_t i = 0; i < sizeof commands; i += 6)
        memcpy(commands + i, "RSET\r\n", 6);
    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        struct pollfd p = { .fd = s.caller.fd, .events = POLLOUT };
        setsockopt(p.fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
        setsockopt(p.fd, SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
        for (ssize_t n = 0; said < MUCH && poll(&p, 1, QUIET_MS) == 1; said += n > 0 ? (size_t)n : 0)
            n = send(p.fd, commands + said % 6, sizeof commands - said % 6, MSG_NOSIGNAL | MSG_DONTWAIT);
        CHECK(said < MUCH);
    }
    scene_end(&s);
}

TEST("hundreds of calls at once")
{
    enum { CALLS = 400 };
    static struct caller callers[CALLS];
    struct running r = { .sink = wax_sink_new() };

    wax_sink_run_for(r.sink, CALLS);
    if (running_start(&r)) {
        for (int i = 0; i < CALLS; i++)
            CHECK(call(&callers[i], r.sink));
        for (int i = 0; i < CALLS; i++)
            CHECK(hear(&callers[i], "220") && say_ehlo(&callers[i]) && say_envelope(&callers[i]));
        for (int i = 0; i < CALLS; i++)
            CHECK(say_and_hear(&callers[i], "BDAT 7 LAST\r\nhello\r\nQUIT\r\n", "250") && hear(&callers[i], "221") && hear_end(&callers[i]));
        for (int i = 0; i < CALLS; i++)
            hang_up(&callers[i]);
        CHECK(running_join(&r) == WAX_OK);
        CHECK(wax_sink_mails(r.sink) == CALLS);
    }
    running_free(&r);
}

/* -- settings ------------------------------------------------------------------------------------------------- */

TEST("what can't be meant is reported by open")
{
    wax_sink *sinks[] = { wax_sink_new(), wax_sink_new(), wax_sink_new(), wax_sink_new() };
    static const wax_status expected[] = { WAX_E_USAGE, WAX_E_USAGE, WAX_E_INPUT, WAX_E_IO };

    wax_sink_without(sinks[0], "TELEPATHY");
    wax_sink_listen(sinks[1], "127.0.0.1", 65536);
    wax_sink_play(sinks[2], "/nowhere/a.smtp");
    wax_sink_store(sinks[3], "/nowhere/mails");
    for (int i = 0; i < 4; i++) {
        CHECK(wax_sink_open(sinks[i]) == expected[i]);
        CHECK(*wax_sink_error(sinks[i])->text);
        CHECK(wax_sink_run(sinks[i]) == expected[i]);
        wax_sink_free(sinks[i]);
    }
    CHECK(wax_sink_open(NULL) == WAX_E_NOMEM);
    wax_sink_free(NULL);
}

TEST("a port that is taken is named")
{
    wax_sink *first = wax_sink_new(), *second = wax_sink_new();

    CHECK(wax_sink_open(first) == WAX_OK);
    wax_sink_listen(second, "127.0.0.1", wax_sink_port(first));
    CHECK(wax_sink_open(second) == WAX_E_IO);
    CHECK(strstr(wax_sink_error(second)->text, "port 0 takes any free one") != NULL);
    wax_sink_free(first);
    wax_sink_free(second);
}

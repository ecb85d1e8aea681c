/* sink_test.c -- the sink is strict, keeps exactly what it was given, and says so when it can't. */
#include "caller.h"
#include "sink.h"
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* A sink in a thread, as each test wants it, and one call to it that has heard the greeting. */
struct scene {
    struct running sink;
    struct caller  caller;
    char           folder[4096];
};

static wax_sink *scene_new(struct scene *s)
{
    *s = (struct scene){ .sink.sink = wax_sink_new(), .caller.fd = -1 };
    return s->sink.sink;
}

static void scene_keeps_mails(struct scene *s)
{
    snprintf(s->folder, sizeof s->folder, "%s", fresh_folder());
    wax_sink_store(s->sink.sink, s->folder);
}

static bool scene_begin(struct scene *s)
{
    return running_start(&s->sink) && call(&s->caller, s->sink.sink) && CHECK(hear(&s->caller, "220 "));
}

static bool scene_begin_secure(struct scene *s)
{
    return scene_begin(s) && CHECK(say_ehlo(&s->caller)) && CHECK(say_and_hear(&s->caller, "STARTTLS\r\n", "220 2.0.0")) &&
           CHECK(begin_tls(&s->caller, s->sink.sink)) && CHECK(say_ehlo(&s->caller));
}

static void scene_end(struct scene *s)
{
    hang_up(&s->caller);
    running_free(&s->sink);
    if (*s->folder)
        remove_folder(s->folder);
}

static const char envelope[] = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n";

static bool say_envelope(struct caller *c)
{
    return say(c, envelope) && hear(c, "250 2.1.0") && hear(c, "250 2.1.5");
}

/* -- the seam ------------------------------------------------------------------------------------------------- */

TEST("what is pipelined behind STARTTLS is refused, and the call ends")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "STARTTLS\r\nRSET\r\n", "503 5.5.1"));
        CHECK(hear_end(&s.caller));
        CHECK(wax_sink_mails(s.sink.sink) == 0);
    }
    scene_end(&s);
}

TEST("what comes between 220 and the handshake never becomes a command")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "STARTTLS\r\n", "220 2.0.0"));
        CHECK(say(&s.caller, "EHLO injected.example\r\nRSET\r\n"));
        bool has_answered = false;
        while (hear_line(&s.caller))
            has_answered |= strncmp(s.caller.line, "250", 3) == 0;
        CHECK(!has_answered);
    }
    scene_end(&s);
}

TEST("what was said in the clear is forgotten inside TLS")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "STARTTLS\r\n", "220"));
        CHECK(begin_tls(&s.caller, s.sink.sink));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "503 a greeting comes first"));
    }
    scene_end(&s);
}

TEST("STARTTLS is not offered inside TLS, and refused there")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin_secure(&s)) {
        CHECK(say_and_hear(&s.caller, "STARTTLS\r\n", "503 5.5.1"));
        CHECK(say_and_hear(&s.caller, "QUIT\r\n", "221 2.0.0"));
        CHECK(hear_end(&s.caller));
    }
    scene_end(&s);
}

TEST("with TLS from the first byte the greeting comes inside")
{
    struct scene s;

    wax_sink_tls_mode(scene_new(&s), WAX_SINK_IMPLICIT);
    if (running_start(&s.sink) && call(&s.caller, s.sink.sink) && CHECK(begin_tls(&s.caller, s.sink.sink))) {
        CHECK(hear(&s.caller, "220 "));
        CHECK(say_ehlo(&s.caller));
    }
    scene_end(&s);
}

TEST("the authority's folder is gone when the sink is")
{
    wax_sink *sink = wax_sink_new();
    char path[4096];

    CHECK(wax_sink_open(sink) == WAX_OK);
    snprintf(path, sizeof path, "%s", wax_sink_ca_file(sink));
    CHECK(access(path, R_OK) == 0);
    wax_sink_free(sink);
    CHECK(access(path, F_OK) != 0);
    *strrchr(path, '/') = 0;
    CHECK(access(path, F_OK) != 0);
}

/* -- lines ---------------------------------------------------------------------------------------------------- */

static void ends_with(const char *said, const char *reply)
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_and_hear(&s.caller, said, reply));
        CHECK(hear_end(&s.caller));
        hang_up(&s.caller);
        wax_sink_stop(s.sink.sink);
        CHECK(running_join(&s.sink) == WAX_E_PROTOCOL);
    }
    scene_end(&s);
}

TEST("a bare LF does not end a command")
{
    ends_with("RSET\n", "500 5.5.2 the client broke the line rules: a bare LF");
}

TEST("a bare CR does not belong into a command")
{
    ends_with("RS\rET\r\n", "500 5.5.2 the client broke the line rules: a bare CR");
}

TEST("a line without end is not waited for")
{
    static char endless[SINK_AUTH_LINE + 64];

    memset(endless, 'x', sizeof endless - 1);
    ends_with(endless, "500 5.5.6");
}

static void body_ends_with(const char *body, const char *reply)
{
    struct scene s;

    scene_new(&s);
    scene_keeps_mails(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "DATA\r\n", "354"));
        CHECK(say_and_hear(&s.caller, body, reply));
        CHECK(hear_end(&s.caller));
        CHECK(wax_sink_mails(s.sink.sink) == 0);
        hang_up(&s.caller);
        running_free(&s.sink);
        CHECK(count_files(s.folder) == 0);
    } else {
        running_free(&s.sink);
    }
    remove_folder(s.folder);
}

TEST("a bare LF in DATA is refused: a dot behind it is no end (SMTP smuggling)")
{
    body_ends_with("Subject: x\r\n\r\nhello\n.\r\nMAIL FROM:<c@example.org>\r\n", "500 5.5.2");
}

TEST("a bare CR in DATA is refused")
{
    body_ends_with("hello\r.\r\n", "500 5.5.2");
}

TEST("a dot behind a CR and before a bare LF is no end")
{
    body_ends_with("hello\r\n.\n", "500 5.5.2");
}

TEST("a dot and a CR are no end")
{
    body_ends_with("hello\r\n.\r.\r\n", "500 5.5.2");
}

/* Steps through `wire` in two pieces, and gathers what is kept. */
static enum place unstuff(const char *wire, size_t len, size_t cut, struct buf *kept)
{
    enum place at = LINE_START;

    for (size_t i = 0, end = cut; i < len && at != AT_END && at != BAD_LINE; end = i >= cut ? len : cut) {
        size_t used;
        struct span run;
        at = wax__sink_body_step(at, (const uint8_t *)wire + i, (end > i ? end : len) - i, &used, &run);
        wax__buf_put(kept, run.p, run.len);
        i += used;
    }
    return at;
}

TEST("dots are taken off, wherever the bytes are cut")
{
    static const char wire[] = "..one\r\ntwo.\r\n..\r\n...\r\n\r\nthree\r\n.\r\n";
    static const char mail[] = ".one\r\ntwo.\r\n.\r\n..\r\n\r\nthree\r\n";

    for (size_t cut = 0; cut < sizeof wire; cut++) {
        struct buf kept = { 0 };
        CHECK(unstuff(wire, sizeof wire - 1, cut, &kept) == AT_END);
        CHECK(test_same_bytes(buf_data(&kept), buf_len(&kept), mail, sizeof mail - 1));
        wax__buf_clear(&kept);
    }
}

/* -- order ---------------------------------------------------------------------------------------------------- */

TEST("nothing may follow DATA before its 354")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "DATA\r\nSubject: x\r\n", "503 5.5.1"));
        CHECK(hear_end(&s.caller));
    }
    scene_end(&s);
}

TEST("without PIPELINING a command waits for the reply")
{
    struct scene s;

    wax_sink_without(scene_new(&s), "PIPELINING");
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_and_hear(&s.caller, envelope, "503 5.5.1"));
        CHECK(hear_end(&s.caller));
    }
    scene_end(&s);
}

TEST("commands out of order are told what comes first")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s)) {
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "503 a greeting"));
        CHECK(say_ehlo(&s.caller));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<a@example.org>\r\n", "503 5.5.1 MAIL"));
        CHECK(say_and_hear(&s.caller, "DATA\r\n", "503 5.5.1 MAIL"));
        CHECK(say_and_hear(&s.caller, "BDAT 4\r\nRSET", "503 5.5.1 MAIL"));     /* four bytes, and no command */
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org> SIZE=1\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "503 5.5.1 a mail is under way"));
        CHECK(say_and_hear(&s.caller, "RSET\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "GET / HTTP/1.1\r\n", "500"));
    }
    scene_end(&s);
}

TEST("parameters that were not offered, or make no sense, are refused")
{
    struct scene s;

    wax_sink_without(scene_new(&s), "dsn");
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org> RET=FULL\r\n", "555 5.5.4"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org> SIZE=9999999999\r\n", "552 5.3.4"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org> SIZE=x\r\n", "501 5.5.4"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>  SIZE=1\r\n", "501 5.5.4"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM: <a@example.org>\r\n", "501 5.5.4"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<\xc3\xa0@example.org>\r\n", "553 5.6.7"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<\xc3\xa0@example.org> SMTPUTF8 BODY=8BITMIME\r\n", "250"));
    }
    scene_end(&s);
}

TEST("a recipient named code450 is answered 450, and the others are taken")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller)) && CHECK(say_envelope(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "RCPT TO:<code450@example.net>\r\n", "450 4.0.0"));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<code550@example.net>\r\n", "550 5.0.0"));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<code99@example.net>\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<code421@example.net>\r\n", "421 4.0.0"));
        CHECK(hear_end(&s.caller));
    }
    scene_end(&s);
}

TEST("LMTP answers the end once for each recipient")
{
    struct scene s;

    wax_sink_lmtp(scene_new(&s));
    if (scene_begin(&s)) {
        CHECK(say_and_hear(&s.caller, "EHLO caller.example\r\n", "500"));
        CHECK(say_and_hear(&s.caller, "LHLO caller.example\r\n", "250"));
        CHECK(say_envelope(&s.caller));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<c@example.net>\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "BDAT 4 LAST\r\nx.\r\n", "250 2.0.0"));
        CHECK(hear(&s.caller, "250 2.0.0"));
        CHECK(say_and_hear(&s.caller, "QUIT\r\n", "221"));
        CHECK(wax_sink_mails(s.sink.sink) == 1);
    }
    scene_end(&s);
}

/* -- logins --------------------------------------------------------------------------------------------------- */

TEST("a login in the clear is refused, and was not offered")
{
    struct scene s;

    wax_sink_auth(scene_new(&s), "ada", "sesame");
    if (scene_begin(&s)) {
        CHECK(say_and_hear(&s.caller, "AUTH PLAIN AGFkYQBzZXNhbWU=\r\n", "538"));
        CHECK(say_ehlo(&s.caller));
        CHECK(say_and_hear(&s.caller, "AUTH PLAIN AGFkYQBzZXNhbWU=\r\n", "538 5.7.11"));
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "530 5.7.0"));
    }
    scene_end(&s);
}

TEST("where there is no login, AUTH says so")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin_secure(&s))
        CHECK(say_and_hear(&s.caller, "AUTH PLAIN AGFkYQBzZXNhbWU=\r\n", "502 5.5.1"));
    scene_end(&s);
}

static const struct { const char *what, *said[3], *heard[3]; } logins[] = {
    { "PLAIN", { "AUTH PLAIN AGFkYQBzZXNhbWU=\r\n" }, { "235 2.7.0" } },
    { "PLAIN after the challenge", { "AUTH PLAIN\r\n", "AGFkYQBzZXNhbWU=\r\n" }, { "334 ", "235" } },
    { "PLAIN, wrong password", { "AUTH PLAIN AGFkYQBzZXNhbQ==\r\n" }, { "535 5.7.8" } },
    { "PLAIN, wrong user", { "AUTH PLAIN AGV2YQBzZXNhbWU=\r\n" }, { "535 5.7.8" } },
    { "PLAIN, one NUL", { "AUTH PLAIN YWRhAHNlc2FtZQ==\r\n" }, { "535 5.7.8" } },
    { "PLAIN, nothing", { "AUTH PLAIN =\r\n" }, { "535 5.7.8" } },
    { "PLAIN, no base64", { "AUTH PLAIN ***\r\n" }, { "501 5.5.2" } },
    { "PLAIN, given up", { "AUTH PLAIN\r\n", "*\r\n" }, { "334", "501 5.7.0" } },
    { "LOGIN", { "AUTH LOGIN\r\n", "YWRh\r\n", "c2VzYW1l\r\n" }, { "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235" } },
    { "LOGIN, wrong password", { "AUTH LOGIN YWRh\r\n", "c2VzYW0=\r\n" }, { "334 UGFzc3dvcmQ6", "535 5.7.8" } },
    { "LOGIN, wrong user", { "AUTH LOGIN ZXZh\r\n", "c2VzYW1l\r\n" }, { "334", "535 5.7.8" } },
    { "XOAUTH2", { "AUTH XOAUTH2 dXNlcj1hZGEBYXV0aD1CZWFyZXIgc2VzYW1lAQE=\r\n" }, { "235" } },
    { "XOAUTH2, wrong token", { "AUTH XOAUTH2 dXNlcj1hZGEBYXV0aD1CZWFyZXIgeAEB\r\n", "\r\n" }, { "334 eyJz", "535 5.7.8" } },
    { "another mechanism", { "AUTH CRAM-MD5\r\n" }, { "504 5.5.4" } },
};

TEST("a login is right or wrong, with each mechanism")
{
    struct scene s;

    for (size_t i = 0; i < sizeof logins / sizeof *logins; i++) {
        wax_sink_auth(scene_new(&s), "ada", "sesame");
        bool good = scene_begin_secure(&s);
        for (int k = 0; good && k < 3 && logins[i].said[k]; k++)
            good = CHECK(say_and_hear(&s.caller, logins[i].said[k], logins[i].heard[k]));
        if (!good)
            test_note("%s", logins[i].what);
        else if (strncmp(s.caller.line, "235", 3) == 0)
            CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "250"));
        else
            CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "530"));
        scene_end(&s);
    }
}

/* Read only when the sink's thread has ended. */
static void gather(void *user, const wax_trace_event *e)
{
    wax__buf_putf(user, "%s%s\n", wax_trace_mark(e->kind), e->text);
}

TEST("the trace shows the conversation and no secret")
{
    struct scene s;
    struct buf trace = { 0 };

    wax_sink_auth(scene_new(&s), "ada", "sesame");
    wax_sink_trace(s.sink.sink, gather, &trace);
    if (scene_begin_secure(&s)) {
        CHECK(say_and_hear(&s.caller, "AUTH PLAIN AGFkYQBzZXNhbQ==\r\n", "535"));
        CHECK(say_and_hear(&s.caller, "AUTH LOGIN YWRh\r\n", "334"));
        CHECK(say_and_hear(&s.caller, "c2VzYW1l\r\n", "235"));
        CHECK(say_envelope(&s.caller));
        CHECK(say_and_hear(&s.caller, "BDAT 4 LAST\r\nx.\r\n", "250"));
    }
    hang_up(&s.caller);
    running_free(&s.sink);
    wax__buf_put(&trace, "", 1);
    const char *text = (const char *)trace.mem;
    CHECK(strstr(text, "C: EHLO caller.example\n") && strstr(text, "\nS: 220 2.0.0 Ready to start TLS\n") && strstr(text, "\nTLS\n"));
    CHECK(strstr(text, "\nC: AUTH PLAIN <secret>\n") && strstr(text, "\nC: AUTH LOGIN <secret>\n") && strstr(text, "\nC: <secret>\n"));
    CHECK(strstr(text, "\nC: BDAT 4 LAST\nC: <message 4 bytes>\nS: 250 2.0.0 OK"));
    CHECK(!strstr(text, "AGFkYQ") && !strstr(text, "YWRh") && !strstr(text, "c2Vz"));
    wax__buf_clear(&trace);
}

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
            wax__buf_putf(&text, "%sRCPT TO:<code550@example.net>\r\nBDAT 7 LAST\r\nhello\r\n", envelope);
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

/* -- dialogues ------------------------------------------------------------------------------------------------ */

static const char conversation[] =
    "! body .one\\r\\n\n"
    "S: 220 mail.example.net\n"
    "C: EHLO caller.example\n"
    "S> 250-mail.example.net\\r\\n250 \n"
    "S> CHUNKING\\r\\n\n"
    "C: DATA\n"
    "S: 354 go\n"
    "C: <message>\n"
    "C: .\n"
    "S: 250 first\n"
    "C: BDAT 6 LAST\n"
    "C: <message>\n"
    "S: 250 second\n"
    "C: AUTH PLAIN <secret>\n"
    "S: 235 in\n"
    "C: QUIT\n"
    "S: 221 bye\n";

static bool scene_plays(struct scene *s, const char *text)
{
    char path[8192];

    scene_new(s);
    snprintf(s->folder, sizeof s->folder, "%s", fresh_folder());
    snprintf(path, sizeof path, "%s/a.smtp", s->folder);
    FILE *f = fopen(path, "w");
    if (!CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0))
        return false;
    wax_sink_play(s->sink.sink, path);
    wax_sink_run_for(s->sink.sink, 1);
    return scene_begin(s);
}

static void parts(struct scene *s, const char *line, const char *expected, const char *came)
{
    hang_up(&s->caller);
    CHECK(running_join(&s->sink) == WAX_E_PROTOCOL);
    const char *text = wax_sink_error(s->sink.sink)->text;
    if (!CHECK(strstr(text, line) && strstr(text, expected) && strstr(text, came)))
        test_note("%s", text);
}

static bool follow(struct caller *c, const char *login)
{
    return CHECK(say_and_hear(c, "EHLO caller.example\r\n", "250 CHUNKING")) && CHECK(say_and_hear(c, "DATA\r\n", "354 go")) &&
           CHECK(say_and_hear(c, "..one\r\n.\r\n", "250 first")) && CHECK(say_and_hear(c, "BDAT 6 LAST\r\n.one\r\n", "250 second")) &&
           CHECK(say_and_hear(c, login, "235 in"));
}

TEST("a dialogue is played, and following it to its end is a success")
{
    struct scene s;

    if (scene_plays(&s, conversation) && follow(&s.caller, "AUTH PLAIN AAAA\r\n")) {
        CHECK(say_and_hear(&s.caller, "QUIT\r\n", "221 bye"));
        hang_up(&s.caller);
        CHECK(running_join(&s.sink) == WAX_OK);
    }
    scene_end(&s);
}

TEST("who does not wait for the last words has followed the dialogue, too")
{
    struct scene s;

    if (scene_plays(&s, conversation) && follow(&s.caller, "AUTH PLAIN AAAA\r\n")) {
        CHECK(say(&s.caller, "QUIT\r\n"));
        hang_up(&s.caller);
        CHECK(running_join(&s.sink) == WAX_OK);
    }
    scene_end(&s);
}

TEST("another line than the dialogue's: where, what was expected, what came")
{
    struct scene s;

    if (scene_plays(&s, conversation) && CHECK(say(&s.caller, "HELO caller.example\r\n"))) {
        CHECK(hear_end(&s.caller));
        parts(&s, "a.smtp:3:", "expected EHLO caller.example;", "said: HELO caller.example");
    }
    scene_end(&s);
}

TEST("another message than the dialogue's")
{
    struct scene s;

    if (scene_plays(&s, conversation) && CHECK(say_and_hear(&s.caller, "EHLO caller.example\r\n", "250")) &&
        CHECK(say_and_hear(&s.caller, "DATA\r\n", "354")) && CHECK(say(&s.caller, ".one\r\n.\r\n"))) {
        CHECK(hear_end(&s.caller));
        parts(&s, "a.smtp:8:", "the message", "said: .one");
    }
    scene_end(&s);
}

TEST("more than a flight, and a client that leaves too early")
{
    struct scene s;

    if (scene_plays(&s, conversation) && CHECK(say(&s.caller, "EHLO caller.example\r\nDATA\r\n"))) {
        CHECK(hear_end(&s.caller));
        parts(&s, "a.smtp:4:", "silence", "said: DATA");
    }
    scene_end(&s);
    if (scene_plays(&s, conversation))
        parts(&s, "a.smtp:3:", "EHLO caller.example", "closed the connection");
    scene_end(&s);
}

TEST("a secret is one word of base64 and nothing else")
{
    struct scene s;

    if (scene_plays(&s, "S: 220 x\nC: AUTH PLAIN <secret>\nS: 235 in\n") && CHECK(say(&s.caller, "AUTH PLAIN AA AA\r\n"))) {
        CHECK(hear_end(&s.caller));
        parts(&s, "a.smtp:2:", "AUTH PLAIN", "said: AUTH PLAIN");
    }
    scene_end(&s);
}

TEST("a dialogue cuts, closes, waits, and turns to TLS")
{
    struct scene s;

    if (scene_plays(&s, "S: 220 x\nWAIT 1\nS: 220 y\nC: A\nS: 220 go\nTLS\nC: B\nS: 221 z\nCLOSE\n")) {
        CHECK(hear(&s.caller, "220 y") && say_and_hear(&s.caller, "A\r\n", "220 go") && begin_tls(&s.caller, s.sink.sink));
        CHECK(say_and_hear(&s.caller, "B\r\n", "221 z") && hear_end(&s.caller));
        hang_up(&s.caller);
        CHECK(running_join(&s.sink) == WAX_OK);
    }
    scene_end(&s);
    if (scene_plays(&s, "S: 220 x\nC: A\nCUT\n")) {
        char byte;
        CHECK(say(&s.caller, "A\r\n"));
        CHECK(recv(s.caller.fd, &byte, 1, 0) < 0);
        CHECK(running_join(&s.sink) == WAX_OK);
    }
    scene_end(&s);
}

TEST("a handshake fails by an alert, or by a certificate of nobody")
{
    struct scene s;

    if (scene_plays(&s, "S: 220 x\nC: A\nS: 220 go\nTLS fails\n")) {
        CHECK(say_and_hear(&s.caller, "A\r\n", "220 go") && !begin_tls(&s.caller, s.sink.sink));
        CHECK(wax_stream_error(s.caller.stream)->status == WAX_E_TLS);
        hang_up(&s.caller);
        CHECK(running_join(&s.sink) == WAX_OK);
    }
    scene_end(&s);
    if (scene_plays(&s, "S: 220 x\nC: A\nS: 220 go\nTLS fails\n= status untrusted\n")) {
        CHECK(say_and_hear(&s.caller, "A\r\n", "220 go") && !begin_tls(&s.caller, s.sink.sink));
        CHECK(wax_stream_error(s.caller.stream)->status == WAX_E_UNTRUSTED);
        hang_up(&s.caller);
        CHECK(running_join(&s.sink) == WAX_OK);
    }
    scene_end(&s);
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

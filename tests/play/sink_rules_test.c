/* sink_rules_test.c -- the sink is strict: nothing is injected, no half CRLF ends a line, nothing is said out of order. */
#include "scene.h"
#include "sink.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

TEST("who says goodbye inside TLS has ended the call, though the socket is open")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin_secure(&s)) {
        CHECK(say_goodbye(&s.caller) && hear_end(&s.caller));
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

TEST("no NUL hides the end of a command")
{
    struct scene s;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_bytes(&s.caller, "NOOP\0x\r\n", 8) && hear(&s.caller, "500 5.5.2"));
        CHECK(hear_end(&s.caller));
    }
    scene_end(&s);
}

/* A close with bytes unread is a RST, which the client may see before the reply. */
TEST("the last reply arrives, whatever the client still says")
{
    static char much[1 << 20] = "RSET\n";
    struct scene s;
    char byte;

    scene_new(&s);
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_bytes(&s.caller, much, sizeof much));
        CHECK(hear(&s.caller, "500 5.5.2"));
        CHECK(recv(s.caller.fd, &byte, 1, 0) == 0);
    }
    scene_end(&s);
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
        CHECK(say_and_hear(&s.caller, scene_envelope, "503 5.5.1"));
        CHECK(hear_end(&s.caller));
    }
    scene_end(&s);
}

TEST("without PIPELINING the end of a mail waits for the reply, too")
{
    struct scene s;

    wax_sink_without(scene_new(&s), "PIPELINING");
    if (scene_begin(&s) && CHECK(say_ehlo(&s.caller))) {
        CHECK(say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "RCPT TO:<b@example.net>\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "BDAT 4 LAST\r\nx.\r\nRSET\r\n", "250 2.0.0"));
        CHECK(hear(&s.caller, "503 5.5.1") && hear_end(&s.caller));
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
        CHECK(say_and_hear(&s.caller, "RCPT TO:<b@example.net>\r\n", "250"));
        CHECK(say_and_hear(&s.caller, "DATA\r\n", "354") && say_and_hear(&s.caller, ".\r\n", "250"));   /* what went before is over */
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

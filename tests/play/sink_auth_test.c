/* sink_auth_test.c -- a login needs TLS and the right secret, and the trace shows none. */
#include "scene.h"
#include "sink.h"
#include "test.h"

#include <string.h>

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
            CHECK(say_and_hear(&s.caller, logins[0].said[0], "503") && say_and_hear(&s.caller, "MAIL FROM:<a@example.org>\r\n", "250"));
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
    const char *offer = strstr(text, "S: 250-STARTTLS\n");
    CHECK(offer && !strstr(offer + 1, "S: 250-STARTTLS\n"));            /* once, and not inside TLS */
    CHECK(strstr(text, "\nC: AUTH PLAIN <secret>\n") && strstr(text, "\nC: AUTH LOGIN <secret>\n") && strstr(text, "\nC: <secret>\n"));
    CHECK(strstr(text, "\nC: BDAT 4 LAST\nC: <message 4 bytes>\nS: 250 2.0.0 OK"));
    CHECK(!strstr(text, "AGFkYQ") && !strstr(text, "YWRh") && !strstr(text, "c2Vz"));
    wax__buf_clear(&trace);
}

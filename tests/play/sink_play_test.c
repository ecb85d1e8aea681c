/* sink_play_test.c -- the sink plays a dialogue, and says where the client leaves it. */
#include "scene.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

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
    static const char *const said[] = { "AUTH PLAIN AA AA\r\n", "AUTH PLAIN AAAA\rAA\r\n", "AUTH PLAIN AAAA\n", "AUTH PLAIN \r\nRSET\r\n" };
    struct scene s;

    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (scene_plays(&s, "S: 220 x\nC: AUTH PLAIN <secret>\nS: 235 in\n") && CHECK(say(&s.caller, said[i]))) {
            CHECK(hear_end(&s.caller));
            parts(&s, i < 3 ? "a.smtp:2:" : "a.smtp:3:", i < 3 ? "AUTH PLAIN" : "silence", i < 3 ? "said: AUTH PLAIN" : "said: RSET");
        }
        scene_end(&s);
    }
}

TEST("who goes on talking when the dialogue is over has not followed it")
{
    struct scene s;

    if (scene_plays(&s, "S: 220 x\nC: A\nS: 250 y\n") && CHECK(say_and_hear(&s.caller, "A\r\n", "250 y"))) {
        CHECK(say(&s.caller, "B\r\n") && hear_end(&s.caller));
        parts(&s, "a.smtp:3:", "nothing more", "said: B");
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
    if (scene_plays(&s, "S: 220 x\nC: A\nS: 250 y\nCUT\n")) {
        char byte;
        CHECK(say_and_hear(&s.caller, "A\r\n", "250 y"));
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

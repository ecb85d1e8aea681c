#include "intake_named.h"
#include "reading.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static wax_error why;
static int n_freed;

/* Text as a source, some bytes a read, that counts how often it is freed. */
static struct { const char *text; size_t len, at, step; } given;

static wax_status read_text(void *user, void *to, size_t room, size_t *n, wax_error *e)
{
    size_t left = given.len - given.at, most = room < given.step ? room : given.step;

    (void)user;
    (void)e;
    *n = left < most ? left : most;
    memcpy(to, given.text + given.at, *n);
    given.at += *n;
    return WAX_OK;
}

static wax_status rewind_text(void *user, wax_error *e)
{
    (void)user;
    (void)e;
    given.at = 0;
    return WAX_OK;
}

static void count_freed(void *user)
{
    (void)user;
    n_freed++;
}

static wax_source source_of(const char *text, size_t len, size_t step)
{
    given.text = text;
    given.len = len;
    given.at = n_freed = 0;
    given.step = step;
    return (wax_source){ read_text, rewind_text, count_freed, NULL };
}

static char named_by[400];

static void note(void *user, const char *field, const char *list)
{
    (void)user;
    strcat(strcat(strcat(strcat(named_by, field), "="), list), ";");
}

/* The mail as it leaves, NUL-terminated, and whom it names; "!": it was refused. */
static const char *left(const char *text, size_t len, size_t step, size_t room)
{
    static char bytes[10000];
    struct intake_mail header = { 0 };
    struct buf out = { 0 };
    wax_source leaving = { 0 };

    why = (wax_error){ 0 };
    *named_by = 0;
    snprintf(bytes, sizeof bytes, "!");
    if (!intake_named(&leaving, source_of(text, len, step), &header, &why)) {
        CHECK(!intake_sender(&header, note, NULL, &why) && !intake_lists(&header, note, NULL, &why));
        CHECK(!read_to_end(leaving, room, &out, &why) && !leaving.rewind(leaving.user, &why));
        wax__buf_take(&out, buf_len(&out));
        CHECK(!read_to_end(leaving, room, &out, &why));
        snprintf(bytes, sizeof bytes, "%.*s", (int)buf_len(&out), (const char *)buf_data(&out));
        leaving.free(leaving.user);
    }
    wax__buf_clear(&out);
    intake_free(&header);
    CHECK(n_freed == 1);
    return bytes;
}

static const char *left_of(const char *text)
{
    return left(text, strlen(text), 4096, 4096);
}

TEST("the header says who sends it and who gets it, and Bcc does not leave, however it is read")
{
    static const char text[] = "From: ada@x.org\nTo: b@x.org,\n c@x.org\nbcc : d@x.org,\n  e@x.org\nSubject: hi\nBcc: f@x.org\n\nBcc: body\n\n.\n";

    for (size_t step = 1; step < 60; step += 3)
        for (size_t room = 1; room < 300; room += 23)
            CHECK(test_same(left(text, sizeof text - 1, step, room), "From: ada@x.org\r\nTo: b@x.org,\r\n c@x.org\r\nSubject: hi\r\n\r\nBcc: body\r\n\r\n.\r\n"));
    CHECK(test_same(named_by, "From= ada@x.org;To= b@x.org, c@x.org;bcc= d@x.org,  e@x.org;Bcc= f@x.org;"));
}

TEST("Sender sends it before From does, and who sends it on before both")
{
    left_of("From: a@x, b@x\nSender: b@x\nTo: c@x\n\n");
    CHECK(test_same(named_by, "Sender= b@x;To= c@x;"));
    CHECK(test_same(left_of("Resent-From: r@x\nResent-Bcc: s@x\nFrom: a@x\nTo: c@x\n\nx\n"), "Resent-From: r@x\r\nFrom: a@x\r\nTo: c@x\r\n\r\nx\r\n"));
    CHECK(test_same(named_by, "Resent-From= r@x;Resent-Bcc= s@x;"));
    left_of("To: c@x\n\n");
    CHECK(test_same(named_by, "To= c@x;"));
}

TEST("no CR of its own hides a Bcc from us that readers would see")
{
    CHECK(!strstr(left_of("From: a@x\rBcc: s@x\nTo: c@x\n\nx\n"), "s@x"));
    CHECK(!strstr(left_of("From: a@x\nTo: c@x\n\rBcc: s@x\n\nx\n"), "To: c@x\r\nBcc"));
}

TEST("a header without a body, a body without a header, and nothing")
{
    CHECK(test_same(left_of("From: a@x\nBcc: b@x"), "From: a@x\r\n") && test_same(named_by, "From= a@x;Bcc= b@x;"));
    CHECK(test_same(left_of("Bcc: b@x\n\nx\n"), "\r\nx\r\n") && test_same(named_by, "Bcc= b@x;"));
    CHECK(test_same(left_of("\nx\n"), "\r\nx\r\n") && test_same(left_of(""), ""));
    CHECK(test_same(left_of("Dear Ada,\n\nx\n"), "!") && strstr(why.text, "line 1"));
    CHECK(test_same(left_of("A: b\nc\n\nx\n"), "!") && strstr(why.text, "line 2"));
    CHECK(test_same(left_of(" A: b\n\nx\n"), "!"));
}

TEST("a header has a bound, and so has a line of it")
{
    size_t len = 3 << 20;
    char *text = malloc(len);

    for (size_t i = 0; i < len; i += 8)
        memcpy(text + i, "A: bcd \n", 8);
    CHECK(test_same(left(text, len, 65536, 4096), "!") && strstr(why.text, "megabyte"));
    memset(text + 3, 'x', len - 3);
    CHECK(test_same(left(text, len, 65536, 4096), "!") && strstr(why.text, "998"));
    CHECK(test_same(left("A: \0\n\n", 6, 100, 100), "!") && strstr(why.text, "NUL"));
    free(text);
}

#include "intake.h"
#include "intake_aliases.h"
#include "intake_list.h"
#include "reading.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct intake_defaults defaults = {
    .domain = "host.example", .author = "ada@host.example", .author_name = "", .moment = { .unix_seconds = 0, .random = { 1, 2 } },
};

#define DATE "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"
#define ID "Message-ID: <00000000000000010000000000000002@host.example>\r\n"
#define FROM "From: ada@host.example\r\n"

static wax_error why;

static int file_of(const char *text, size_t len)
{
    char path[] = "/tmp/wax-intake-XXXXXX";
    int fd = mkstemp(path);

    unlink(path);
    for (ssize_t n = 1; len && n > 0; text += n, len -= (size_t)n)
        n = write(fd, text, len);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static wax_status take(struct intake_mail *m, const char *text, size_t len, enum intake_end until)
{
    static struct intake_lines lines;
    int fd = file_of(text, len);

    why = (wax_error){ 0 };
    *m = (struct intake_mail){ 0 };
    intake_lines_begin(&lines, fd);
    wax_status s = intake_read(m, &lines, until, &why);
    close(fd);
    return s;
}

/* The mail as it leaves, NUL-terminated; the caller's. */
static struct buf left_bytes(const char *text, size_t len, enum intake_end until, bool seven)
{
    struct intake_mail m;
    struct buf out = { 0 };
    wax_source from = { 0 };

    if (!CHECK(take(&m, text, len, until) == WAX_OK))
        return out;
    bool is_new;
    CHECK(intake_complete(&m, &defaults, &why) == WAX_OK);
    CHECK(intake_settle(&m, false, &is_new, &why) == WAX_OK);
    CHECK(!seven || (intake_settle(&m, true, &is_new, &why) == WAX_OK && is_new));
    CHECK(intake_open(&m, &from, &why) == WAX_OK);
    CHECK(read_to_end(from, 7, &out, &why) == WAX_OK);
    wax__buf_put(&out, "", 1);
    from.free(from.user);
    intake_free(&m);
    return out;
}

static bool leaves(const char *text, enum intake_end until, const char *expected)
{
    struct buf out = left_bytes(text, strlen(text), until, false);
    bool good = test_same((const char *)buf_data(&out), expected);

    wax__buf_clear(&out);
    return good;
}

TEST("what is missing is supplied, and what is there stays as it is")
{
    CHECK(leaves("Subject: x\n\nhi\n", INTAKE_TO_END, "Subject: x\r\n" FROM DATE ID "\r\nhi\r\n"));
    CHECK(leaves("From: b@c.example\nDate: never\nMessage-Id: <1@2>\nX-A:  b \n  c\n\nhi", INTAKE_TO_END,
                 "From: b@c.example\r\nDate: never\r\nMessage-Id: <1@2>\r\nX-A:  b \r\n  c\r\n\r\nhi\r\n"));
}

TEST("a mail that is sent on gets a block of its own")
{
    CHECK(leaves("Resent-To: b@c\nFrom: d@e\nDate: x\nMessage-ID: y\n\n", INTAKE_TO_END,
                 "Resent-From: ada@host.example\r\nResent-" DATE "Resent-Message-ID: <r00000000000000010000000000000002@host.example>\r\n"
                 "Resent-To: b@c\r\nFrom: d@e\r\nDate: x\r\nMessage-ID: y\r\n\r\n"));
}

TEST("Bcc, Resent-Bcc, Return-Path and Content-Length do not leave, with all their lines")
{
    CHECK(leaves("bcc: a@b,\n c@d\nReturn-Path: <x>\nContent-Length: 3\nSubject: x\nBCC : e@f\n\n", INTAKE_TO_END, "Subject: x\r\n" FROM DATE ID "\r\n"));
}

TEST("a text without a header is a body, and so is what follows the first line that is no field")
{
    CHECK(leaves("just text: really\nmore\n", INTAKE_TO_END, FROM DATE ID "\r\njust text: really\r\nmore\r\n"));
    CHECK(leaves("", INTAKE_TO_END, FROM DATE ID "\r\n"));
    CHECK(leaves("\nbody\n", INTAKE_TO_END, FROM DATE ID "\r\nbody\r\n"));
    CHECK(leaves("Subject: x\nno field\nTo: y\n", INTAKE_TO_END, "Subject: x\r\n" FROM DATE ID "\r\nno field\r\nTo: y\r\n"));
}

TEST("a mailbox file's separator is dropped")
{
    CHECK(leaves("From ada Mon Jan  1 00:00:00 2024\n>From b\nSubject: x\n\nFrom c\n", INTAKE_TO_END, "Subject: x\r\n" FROM DATE ID "\r\nFrom c\r\n"));
}

TEST("a lone dot ends the mail where it was not told to be ignored")
{
    CHECK(leaves("A: b\n\nx\n.\ny\n", INTAKE_TO_DOT, "A: b\r\n" FROM DATE ID "\r\nx\r\n"));
    CHECK(leaves("A: b\n\nx\n.\n..y\n", INTAKE_TO_END, "A: b\r\n" FROM DATE ID "\r\nx\r\n.\r\n..y\r\n"));
    CHECK(leaves("A: b\n.\nB: c\n", INTAKE_TO_DOT, "A: b\r\n" FROM DATE ID "\r\n"));
    CHECK(leaves("A: b\r\n\r\nx\r\n.\r\ny\r\n", INTAKE_TO_DOT, "A: b\r\n" FROM DATE ID "\r\nx\r\n"));
}

TEST("over SMTP dots that begin a line are doubled, and the end must come")
{
    struct intake_mail m;

    CHECK(leaves("A: b\r\n\r\n..x\r\n...\r\n.\r\nQUIT\r\n", INTAKE_SMTP_CRLF, "A: b\r\n" FROM DATE ID "\r\n.x\r\n..\r\n"));
    CHECK(leaves("A: b\n\n..x\n.\n", INTAKE_SMTP_ANY, "A: b\r\n" FROM DATE ID "\r\n.x\r\n"));
    CHECK(take(&m, "A: b\r\n\r\nx\r\n", 11, INTAKE_SMTP_CRLF) == WAX_E_INPUT);
    intake_free(&m);
}

TEST("where lines end in CRLF a dot between bare LFs ends nothing, and is noticed")
{
    static const char *const ends[] = { "\n.\n", "\n.\r\n", "\r\n.\n" };

    for (size_t i = 0; i < 3; i++) {
        struct intake_mail m;
        char text[100];
        int len = snprintf(text, sizeof text, "A: b\r\n\r\nx%sMAIL FROM:<eve@x>\r\n.\r\n", ends[i]);
        CHECK(take(&m, text, (size_t)len, INTAKE_SMTP_CRLF) == WAX_OK && m.has_bare_lf && m.profile.n > 20);
        intake_free(&m);
    }
}

TEST("addresses without a domain get one, in lists of any shape")
{
    CHECK(leaves("From: root (Cron Daemon)\nTo: bob, \"x, y\" <carol>,\n  d@e, team: f, g@h;, <>\nReply-To: \"a@b\"\n\n", INTAKE_TO_END,
                 "From: root@host.example (Cron Daemon)\r\nTo: bob@host.example, \"x, y\" <carol@host.example>,  d@e, team: f@host.example,\r\n"
                 " g@h;, <>\r\nReply-To: \"a@b\"@host.example\r\n" DATE ID "\r\n"));
    CHECK(leaves("From: a@b\nTo: undisclosed recipients:;\nCc: no address at all\n\n", INTAKE_TO_END,
                 "From: a@b\r\nTo: undisclosed recipients:;\r\nCc: no address at all\r\n" DATE ID "\r\n"));
    CHECK(leaves("From: \"a\nTo: b (c\n\n", INTAKE_TO_END, "From: \"a\r\nTo: b (c\r\n" DATE ID "\r\n"));
}

TEST("bytes beyond ASCII in a header are encoded, whatever charset they are in")
{
    CHECK(leaves("From: J\xC3\xBCrgen M\xC3\xBCller <a@b>\nSubject: Gr\xC3\xBC\xC3\x9F" "e an alle\n\n", INTAKE_TO_END,
                 "From: =?utf-8?B?SsO8cmdlbiBNw7xsbGVy?= <a@b>\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?= an alle\r\n" DATE ID "\r\n"));
    CHECK(leaves("From: \"J\xFCrgen\" <a@b>\nSubject: \xFC\n\n", INTAKE_TO_END,
                 "From: =?utf-8?Q?J=C3=BCrgen?= <a@b>\r\nSubject: =?utf-8?B?w7w=?=\r\n" DATE ID "\r\n"));
    CHECK(leaves("From: a@b (J\xC3\xBCrgen)\nTo: \xC3\xBC@b\n\n", INTAKE_TO_END,
                 "From: a@b (=?utf-8?Q?J=C3=BCrgen?=)\r\nTo: \xC3\xBC@b\r\n" DATE ID "\r\n"));
}

static char *repeated(const char *before, const char *text, size_t n, const char *after)
{
    char *all = malloc(strlen(before) + strlen(text) * n + strlen(after) + 1), *p = all + strlen(before);

    strcpy(all, before);
    for (size_t i = 0; i < n; i++, p += strlen(text))
        strcpy(p, text);
    strcpy(p, after);
    return all;
}

static size_t longest_line(const struct buf *b)
{
    size_t longest = 0, column = 0;

    for (size_t i = 0; i < buf_len(b); i++) {
        column = buf_data(b)[i] == '\n' ? 0 : column + 1;
        longest = column > longest ? column : longest;
    }
    return longest - 1;     /* the CR */
}

TEST("lines that are too long for SMTP are folded in a header, encoded in a body, and folded in a body of many parts")
{
    char *header = repeated("From: a@b\nTo: x@y", ", someone@else.example", 300, "\n\nhi\n");
    char *body = repeated("From: a@b\n\n", "words ", 1000, "\n");
    char *parts = repeated("From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n", "\xC3\xA9", 3000, "\n");
    struct buf out = left_bytes(header, strlen(header), INTAKE_TO_END, false);

    CHECK(longest_line(&out) <= 998 && strstr((const char *)buf_data(&out), "someone@else.example"));
    wax__buf_clear(&out);
    out = left_bytes(body, strlen(body), INTAKE_TO_END, false);
    CHECK(longest_line(&out) <= 76 && strstr((const char *)buf_data(&out), "\r\nContent-Transfer-Encoding: quoted-printable\r\n"));
    CHECK(strstr((const char *)buf_data(&out), "\r\nContent-Type: text/plain; charset=us-ascii\r\n"));
    wax__buf_clear(&out);
    out = left_bytes(parts, strlen(parts), INTAKE_TO_END, false);
    CHECK(longest_line(&out) <= 998 && wax__text_is_utf8(buf_data(&out), buf_len(&out)));
    CHECK(!strstr((const char *)buf_data(&out), "Content-Transfer-Encoding"));
    wax__buf_clear(&out);
    free(header);
    free(body);
    free(parts);
}

TEST("a body that holds NULs or lone CRs goes encoded, and comes back byte for byte")
{
    static const char text[] = "From: a@b\n\na\0b\rc\n";
    struct buf out = left_bytes(text, sizeof text - 1, INTAKE_TO_END, false);

    CHECK(strstr((const char *)buf_data(&out), "Content-Transfer-Encoding: base64\r\n") != NULL);
    CHECK(strstr((const char *)buf_data(&out), "\r\n\r\nYQBiDWMNCg==\r\n") != NULL);
    wax__buf_clear(&out);
}

TEST("a body of 8 bits stays so, unless the server takes seven")
{
    static const char text[] = "From: a@b\nContent-Transfer-Encoding: 8bit\nContent-Type: text/html; charset=utf-8\n\nmany plain words, and \xC3\xBC\n";
    struct buf out = left_bytes(text, sizeof text - 1, INTAKE_TO_END, false);

    CHECK(strstr((const char *)buf_data(&out), "\r\n\r\nmany plain words, and \xC3\xBC\r\n") != NULL);
    wax__buf_clear(&out);
    out = left_bytes(text, sizeof text - 1, INTAKE_TO_END, true);
    CHECK(strstr((const char *)buf_data(&out), "\r\n\r\nmany plain words, and =C3=BC\r\n") != NULL && !strstr((const char *)buf_data(&out), "8bit"));
    wax__buf_clear(&out);
}

static void collect(void *to, const char *field, const char *list)
{
    wax__buf_putf(to, "%s=%s|", field, list);
}

static bool names(const char *text, const char *expected)
{
    struct intake_mail m;
    struct buf lists = { 0 };
    bool good = take(&m, text, strlen(text), INTAKE_TO_END) == WAX_OK && intake_lists(&m, collect, &lists, &why) == WAX_OK && buf_is(&lists, expected);

    wax__buf_clear(&lists);
    intake_free(&m);
    return good;
}

TEST("the header's recipients: To, Cc and Bcc, or those of the one who sends it on")
{
    CHECK(names("To: a@b,\n c@d\nSubject: x\nbcc: e@f\nCC: g@h\n\nTo: i@j\n", "To= a@b, c@d|bcc= e@f|CC= g@h|"));
    CHECK(names("To: a@b\nResent-Bcc: c@d\nCc: e@f\n\n", "Resent-Bcc= c@d|"));
}

static bool items(const char *list, const char *expected)
{
    struct span rest = { (const uint8_t *)list, strlen(list) };
    struct buf found = { 0 };
    struct list_item i;
    bool is_broken = false;

    while (intake_list_next(&rest, &i, &is_broken))
        if (i.delimiter != ':')
            wax__buf_putf(&found, "%.*s|", (int)i.address.len, i.address.len ? (const char *)i.address.p : "");
    wax__buf_puts(&found, is_broken ? "broken" : "");
    bool good = buf_is(&found, expected);
    wax__buf_clear(&found);
    return good;
}

TEST("a list's outline: quotes, comments, brackets, literals and groups hide what divides")
{
    CHECK(items("a@b, \"c, d\" <e@f> (g, h), i@[IPv6:::1]", "a@b|e@f|i@[IPv6:::1]|"));
    CHECK(items("team: a@b, c@d; e@f", "a@b|c@d|e@f|"));
    CHECK(items("(a (nested, one)) b@c, \"q\\\"uo, te\"@d", "b@c|\"q\\\"uo, te\"@d|"));
    CHECK(items("a@b, \"c", "a@b|broken"));
    CHECK(items("<a@b", "broken"));
    CHECK(items("a (b", "broken"));
}

TEST("lines longer than the room come in pieces, and no CR is given without its LF")
{
    static struct intake_lines lines;
    char *text = repeated("", "x", INTAKE_ROOM - 1, "\r\nend");
    int fd = file_of(text, strlen(text));
    struct line_piece p;

    intake_lines_begin(&lines, fd);
    CHECK(intake_lines_next(&lines, &p, &why) == WAX_OK && p.len == INTAKE_ROOM - 1 && p.end == LINE_GOES_ON && p.is_start);
    CHECK(intake_lines_next(&lines, &p, &why) == WAX_OK && p.len == 0 && p.end == LINE_CRLF && !p.is_start);
    CHECK(intake_lines_next(&lines, &p, &why) == WAX_OK && p.len == 3 && p.end == LINE_LAST && p.is_start);
    CHECK(intake_lines_next(&lines, &p, &why) == WAX_OK && !p.p);
    close(fd);
    free(text);
}


static bool stands_for(const char *text, const char *name, const char *expected)
{
    struct buf list = { 0 };
    bool has_failed = false;
    bool is_there = intake_alias_find((struct span){ (const uint8_t *)text, strlen(text) }, (struct span){ (const uint8_t *)name, strlen(name) }, &list, &has_failed);
    bool good = test_same(is_there ? (const char *)buf_data(&list) : NULL, expected);

    wax__buf_clear(&list);
    return good && !has_failed;
}

TEST("an alias: the first of its name, over lines that go on, past remarks, whatever its case")
{
    const char *text = "# a: no\n\nB:\nab: x@y,\n# between\n\tz@y\n\nroot : r@y\r\nROOT: second\n\"c d\": e@f";

    CHECK(stands_for(text, "AB", " x@y,\tz@y"));
    CHECK(stands_for(text, "Root", " r@y\r"));
    CHECK(stands_for(text, "c d", " e@f"));
    CHECK(stands_for(text, "b", ""));
    CHECK(stands_for(text, "a", NULL) && stands_for(text, "", NULL) && stands_for("", "a", NULL));
}

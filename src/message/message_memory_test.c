/* Every allocation fails in turn: the message says so, is dead, and nothing leaks or is sent. */
#include "alloc_fail.h"
#include "reading.h"
#include "test.h"

#include <fcntl.h>
#include <unistd.h>
#include <wax/message.h>

static void compose(wax_message *m)
{
    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "Adà <ada@example.org>, \"b c\"@x.org");
    wax_message_set(m, "To", "friends: a@x.org, Bob <b@x.org>;");
    wax_message_set(m, "To", "a@x.org, c@x.org");
    wax_message_set(m, "Subject", "Größen");
    wax_message_set(m, "X-More", "x");
    wax_message_set(m, "X-More", "y");
    wax_message_text(m, "Größen\n");
    wax_message_html(m, "日本語日本語日本語日本語日本語");
    wax_message_alternative(m, "text/x-amp-html", "Größen\n");
    wax_message_alternative(m, "text/x-amp-html", "<p>Größen\n");
    wax_message_invite(m, "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n");
    wax_message_inline(m, "a", wax_source_bytes("\x01\n", 2), "größe.png", NULL);
    wax_message_attach_source(m, wax_source_bytes("a,b\r\n", 5), NULL, "text/csv");
    wax_message_forward(m, wax_source_bytes("A: b\n\nc\n", 8), "it.eml");
    wax_message_envelope_from(m, "bounce@example.org");
}

static void nest(wax_message *m)
{
    wax_part *all, *related, *file;

    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_binary(m, WAX_MUST);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "a@x.org");
    all = wax_message_multipart(m, NULL, "multipart/mixed");
    related = wax_message_multipart(m, all, "multipart/related");
    wax_message_part(m, related, wax_source_bytes("Größe\n", 8), "text/html");
    file = wax_message_part(m, related, wax_source_bytes("\x01\n", 2), "image/png");
    wax_part_id(file, "a@x");
    wax_part_disposition(file, "inline", "größe.png");
    wax_part_set(file, "Content-Description", "Größe");
    wax_message_part(m, all, wax_source_bytes("A: b\n\nc\n", 8), "message/rfc822");
}

static int pipe_with(const char *text)
{
    int ends[2];

    if (pipe(ends) || write(ends[1], text, strlen(text)) < 0)
        abort();
    close(ends[1]);
    return ends[0];
}

static void hand_over(wax_message *m)
{
    int fd = pipe_with("A: b\n\nc\n");

    wax_message_raw_fd(m, fd);
    close(fd);
    wax_message_envelope_to(m, "a@x.org");
    wax_message_ask(m, WAX_ASK_RET, "FULL", WAX_MUST);
    wax_message_ask_for(m, "a@x.org", WAX_ASK_NOTIFY, "NEVER", WAX_IF_OFFERED);
}

/* Files, by their names. */
static char file[] = "/tmp/wax-message-XXXXXX";

static void hold_files(wax_message *m)
{
    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "a@x.org");
    wax_message_html(m, "<img src=\"cid:a\">");
    wax_message_attach(m, file, NULL);
    wax_message_attach(m, file, "text/x-a");
    wax_message_inline(m, "a", wax_source_file(file), "a.png", NULL);
    wax_message_attach_source(m, wax_source_bytes("a", 1), NULL, NULL);
}

static void be_a_file(wax_message *m)
{
    wax_message_raw_file(m, file);
    wax_message_envelope_to(m, "a@x.org");
}

/* All of a message's life; the status is the first that was not OK. */
static wax_status live(void (*fill)(wax_message *), size_t *n)
{
    char piece[700];
    wax_message *m = wax_message_new();
    wax_source from;
    wax_error e = { 0 };
    size_t got = 1;

    *n = 0;
    if (m)
        fill(m);
    size_t recipients = wax_message_recipients(m);
    wax_status s = wax_message_check(m, NULL);
    if (!s && !(s = wax_message_open(m, &from))) {
        for (; !s && got; *n += s ? 0 : got)
            s = from.read(from.user, piece, sizeof piece, &got, &e);
        from.free(from.user);
    }
    if (s && !*wax_message_error(m)->text && !*e.text)
        s = WAX_E_PROTOCOL;                     /* a failure without a sentence */
    if (!s && !recipients)
        s = WAX_E_PROTOCOL;                     /* a mail that lost its recipients on the way */
    wax_message_free(m);
    return s;
}

static void survives(void (*fill)(wax_message *))
{
    size_t whole, n;
    long allocations = 0;

    CHECK(live(fill, &whole) == WAX_OK && whole > 0);
    for (;; allocations++) {
        alloc_fail_after(allocations);
        wax_status s = live(fill, &n);
        if (!alloc_fail_stop())
            break;
        if (s == WAX_OK ? n != whole : s != WAX_E_NOMEM)
            test_note("allocation %ld: %s", allocations, wax_status_name(s));
        CHECK(s == WAX_OK ? n == whole : s == WAX_E_NOMEM);
    }
    CHECK(allocations > 5);
}

TEST("a composed mail survives the failure of every allocation")
{
    survives(compose);
}

TEST("a tree of parts survives the failure of every allocation")
{
    survives(nest);
}

TEST("a ready-made mail survives the failure of every allocation")
{
    survives(hand_over);
}

TEST("a mail of files survives the failure of every allocation, and no file is left out")
{
    int fd = mkstemp(file);

    CHECK(fd >= 0 && write(fd, "A: b\n\nc\n", 8) == 8 && close(fd) == 0);
    survives(hold_files);
    survives(be_a_file);
    unlink(file);
}

TEST("a list of addresses survives the failure of every allocation")
{
    for (long n = 0;; n++) {
        alloc_fail_after(n);
        wax_status s = wax_addresses("\"a b\" <\"c d\"@x.org>, e: f@x.org;", NULL, NULL, NULL);
        if (!alloc_fail_stop())
            break;
        CHECK(s == WAX_E_NOMEM);
    }
}

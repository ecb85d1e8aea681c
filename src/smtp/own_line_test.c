/* own_line_test.c -- lines of the caller's own: when they are said, which never are, and what an answer makes of them. */
#include "alloc_fail.h"
#include "probe_scene.h"
#include "test.h"

static void begin(struct scene *s, wax_tls_mode mode, wax_stop stop)
{
    *s = (struct scene){ .smtp = wax_smtp_new("mail.example.net") };
    wax_smtp_set_tls(s->smtp, mode);
    wax_smtp_stop_after(s->smtp, stop);
    wax_smtp_say(s->smtp, "NOOP one");
    wax_smtp_say(s->smtp, "VRFY ada");
    wax_smtp_quit(s->smtp);
    say(s);
}

TEST("one by one, whatever the answer, with PIPELINING too; then QUIT")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_NEVER);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250 PIPELINING\r\n");
    CHECK(ends(&s, "EHLO localhost\r\nNOOP one\r\n") && wax_smtp_lines_said(s.smtp) == 1);
    hear(&s, 0, "550-no\r\n"), CHECK(ends(&s, "NOOP one\r\n"));
    hear(&s, 0, "550 never\r\n"), CHECK(ends(&s, "NOOP one\r\nVRFY ada\r\n") && s.step == WAX_HEAR);
    hear(&s, 0, "252 perhaps\r\n"), CHECK(ends(&s, "VRFY ada\r\nQUIT\r\n") && s.step == WAX_DONE && wax_smtp_lines_said(s.smtp) == 2);
    wax_smtp_free(s.smtp);
}

TEST("inside TLS where there is to be TLS, whatever the clear says")
{
    struct scene s;
    wax_tls_info facts = { .verified = true };

    begin(&s, WAX_TLS_REQUIRED, WAX_STOP_NEVER);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250 STARTTLS\r\n"), hear(&s, 0, "220 go ahead\r\n");
    CHECK(s.step == WAX_UPGRADE && !strstr(s.said, "NOOP"));
    wax_smtp_upgraded(s.smtp, &facts), say(&s);
    hear(&s, 1, "250 mail\r\n");
    CHECK(ends(&s, "EHLO localhost\r\nNOOP one\r\n"));
    wax_smtp_free(s.smtp);
    begin(&s, WAX_TLS_REQUIRED, WAX_STOP_NEVER);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250 mail\r\n");
    CHECK(s.step == WAX_FAILED && !strstr(s.said, "NOOP") && wax_smtp_error(s.smtp)->status == WAX_E_TLS_REQUIRED);
    wax_smtp_free(s.smtp);
}

TEST("TLS that was only wished for and not had: they are not said, and it is told")
{
    struct scene s;

    begin(&s, WAX_TLS_OPPORTUNISTIC, WAX_STOP_NEVER);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250 mail\r\n");
    CHECK(s.step == WAX_FAILED && !strstr(s.said, "NOOP") && wax_smtp_error(s.smtp)->status == WAX_E_TLS_REQUIRED);
    wax_smtp_free(s.smtp);
}

TEST("in the clear where the conversation is to stop there")
{
    struct scene s;

    begin(&s, WAX_TLS_REQUIRED, WAX_STOP_GREETING);
    hear(&s, 0, "220 hello\r\n"), CHECK(test_same(s.said, "NOOP one\r\n"));
    wax_smtp_free(s.smtp);
    begin(&s, WAX_TLS_OPPORTUNISTIC, WAX_STOP_EHLO);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "502 EHLO?\r\n"), hear(&s, 0, "250 HELO\r\n"), CHECK(ends(&s, "HELO localhost\r\nNOOP one\r\n"));
    hear(&s, 0, "250 ok\r\n"), hear(&s, 0, "250 ok\r\n"), CHECK(ends(&s, "VRFY ada\r\nQUIT\r\n") && s.step == WAX_DONE);
    wax_smtp_free(s.smtp);
}

TEST("behind an envelope that was taken, and behind none that was refused")
{
    for (int is_refused = 0; is_refused < 2; is_refused++) {
        struct scene s;
        wax_delivery *d = wax_delivery_new("ada@example.org");

        begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_MAIL);
        wax_smtp_deliver(s.smtp, d);
        hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250 PIPELINING\r\n"), hear(&s, 0, is_refused ? "550 no\r\n" : "250 ok\r\n");
        CHECK(ends(&s, is_refused ? "MAIL FROM:<ada@example.org>\r\nQUIT\r\n" : "MAIL FROM:<ada@example.org>\r\nNOOP one\r\n"));
        wax_smtp_free(s.smtp);
        wax_delivery_free(d);
    }
}

static wax_status read_body(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    const char **left = user;

    (void)why;
    *n = strlen(*left) < room ? strlen(*left) : room;
    memcpy(to, *left, *n);
    *left += *n;
    return WAX_OK;
}

TEST("after a message its answers are waited for, and a message that comes too late is settled")
{
    struct scene s;
    const char *body = "Subject: t\r\n\r\nhello\r\n";
    wax_delivery *d = wax_delivery_new("ada@example.org"), *late = wax_delivery_new("ada@example.org");

    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_NEVER);
    wax_delivery_to(d, "grace@example.net");
    wax_delivery_body(d, (wax_source){ .read = read_body, .user = &body });
    wax_smtp_deliver(s.smtp, d);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250 PIPELINING\r\n"), hear(&s, 0, "250 ok\r\n250 ok\r\n354 go ahead\r\n");
    CHECK(ends(&s, "hello\r\n.\r\n") && s.step == WAX_HEAR);
    hear(&s, 0, "250 queued\r\n"), CHECK(ends(&s, ".\r\nNOOP one\r\n") && wax_delivery_status(d) == WAX_OK);
    wax_smtp_deliver(s.smtp, late);
    CHECK(wax_delivery_is_settled(late) && wax_delivery_error(late)->status == WAX_E_USAGE);
    wax_smtp_free(s.smtp);
    wax_delivery_free(d);
    wax_delivery_free(late);
}

/* What the conversation ends with when the first line is answered so. */
static wax_status after(const char *reply, bool is_last, wax_step *step, bool *goes_on)
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_NEVER);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250 mail\r\n");
    if (is_last)
        hear(&s, 0, "250 ok\r\n");
    hear(&s, 0, reply);
    wax_status status = wax_smtp_error(s.smtp)->status;
    *step = s.step;
    *goes_on = !ends(&s, is_last ? "VRFY ada\r\n" : "NOOP one\r\n");
    wax_smtp_free(s.smtp);
    return status;
}

TEST("behind 221, 421 and 3yz nothing more is said, not even QUIT")
{
    wax_step step;
    bool goes_on;

    CHECK(after("221 bye\r\n", true, &step, &goes_on) == WAX_OK && step == WAX_DONE && !goes_on);
    CHECK(after("221 bye\r\n", false, &step, &goes_on) == WAX_E_EOF && step == WAX_FAILED && !goes_on);
    CHECK(after("421 busy\r\n", true, &step, &goes_on) == WAX_E_DEFERRED && step == WAX_FAILED && !goes_on);
    CHECK(after("354 go on\r\n", true, &step, &goes_on) == WAX_E_PROTOCOL && step == WAX_FAILED && !goes_on);
    CHECK(after("334 \r\n", false, &step, &goes_on) == WAX_E_PROTOCOL && step == WAX_FAILED && !goes_on);
    CHECK(after("250 ok\r\n250 and this?\r\n", true, &step, &goes_on) == WAX_E_UNSOLICITED && step == WAX_FAILED && !goes_on);
    CHECK(after("250 ok\r\n250 and this?\r\n", false, &step, &goes_on) == WAX_E_UNSOLICITED && step == WAX_FAILED && !goes_on);
}

static bool may_be_said(const char *line)
{
    wax_error why = { 0 };
    wax_smtp *smtp = wax_smtp_new("mail.example.net");
    wax_status status = wax_smtp_line_check(line, &why);

    wax_smtp_say(smtp, line);
    bool is_told = status == WAX_OK ? !*why.text : status == WAX_E_USAGE && strcmp(why.stage, "say") == 0;
    CHECK(is_told && wax_smtp_error(smtp)->status == status && wax_smtp_line_check(line, NULL) == status);
    wax_smtp_free(smtp);
    return status == WAX_OK;
}

TEST("what would make something else of the conversation, or more than a line, is not said")
{
    static const char *const wrong[] = { "STARTTLS", "starttls", " \tStartTLS", "AUTH PLAIN AGFkYQ==", "auth\tlogin", "AUTH=PLAIN", "DATA", "Data now", "BDAT 0 LAST",
                                         "", "NOOP\r\nDATA", "NOOP\n", "\rNOOP", "\vDATA", NULL };
    char text[1000];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (!CHECK(!may_be_said(wrong[i])))
            test_note("%s", wrong[i] ? wrong[i] : "NULL");
    CHECK(may_be_said("NOOP DATA") && may_be_said("AUTHINFO") && may_be_said("DATABASE") && may_be_said("XCLIENT NAME=\xc3\xa4") && may_be_said(" "));
    memset(text, 'x', sizeof text);
    text[999] = 0, CHECK(!may_be_said(text));
    text[998] = 0, CHECK(may_be_said(text));
}

TEST("memory that is used up at any moment is told, and no line is said by halves or twice")
{
    static const char *const whole = "EHLO localhost\r\nNOOP one\r\nVRFY ada\r\nQUIT\r\n";
    bool failed = true;
    long n = 0;

    for (; failed; n++) {
        struct scene s;
        alloc_fail_after(n);
        begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_NEVER);
        hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250 mail\r\n"), hear(&s, 0, "250 ok\r\n"), hear(&s, 0, "250 ok\r\n");
        failed = alloc_fail_stop();
        CHECK(failed ? s.step == WAX_FAILED && wax_smtp_error(s.smtp)->status == WAX_E_NOMEM : s.step == WAX_DONE && test_same(s.said, whole));
        CHECK(strncmp(s.said, whole, strlen(s.said)) == 0);
        wax_smtp_free(s.smtp);
    }
    CHECK(n > 5);
}

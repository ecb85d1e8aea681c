/* stop_test.c -- a conversation that stops where it was to: what is said behind that stage is QUIT, or nothing. */
#include "probe_scene.h"
#include "test.h"

static void begin(struct scene *s, wax_tls_mode mode, wax_stop stop)
{
    *s = (struct scene){ .smtp = wax_smtp_new("mail.example.net"), .mail = wax_delivery_new("ada@example.org") };
    wax_smtp_set_tls(s->smtp, mode);
    wax_smtp_stop_after(s->smtp, stop);
    if (stop >= WAX_STOP_RCPT)
        wax_delivery_to(s->mail, "grace@example.net");
    if (stop >= WAX_STOP_RCPT)
        wax_delivery_to(s->mail, "nobody@example.net");
    if (stop >= WAX_STOP_MAIL)
        wax_smtp_deliver(s->smtp, s->mail);
    wax_smtp_quit(s->smtp);
    say(s);
}

static void end(struct scene *s)
{
    wax_smtp_free(s->smtp);
    wax_delivery_free(s->mail);
}

TEST("behind the greeting, and behind EHLO, QUIT is said, whatever is offered or demanded")
{
    struct scene s;

    begin(&s, WAX_TLS_REQUIRED, WAX_STOP_GREETING);
    hear(&s, 0, "220 hello\r\n");
    CHECK(test_same(s.said, "QUIT\r\n") && s.step == WAX_DONE && wax_smtp_has_stopped(s.smtp));
    end(&s);
    begin(&s, WAX_TLS_REQUIRED, WAX_STOP_EHLO);
    hear(&s, 0, "220 hello\r\n");
    CHECK(!wax_smtp_has_stopped(s.smtp));
    hear(&s, 0, "250 mail, and no STARTTLS\r\n");
    CHECK(ends(&s, "EHLO localhost\r\nQUIT\r\n") && s.step == WAX_DONE && wax_smtp_has_stopped(s.smtp));
    end(&s);
}

TEST("behind the handshake EHLO is said, and no login")
{
    struct scene s;
    wax_tls_info facts = { .verified = true };

    for (int is_implicit = 0; is_implicit < 2; is_implicit++) {
        begin(&s, is_implicit ? WAX_TLS_IMPLICIT : WAX_TLS_REQUIRED, WAX_STOP_STARTTLS);
        wax_smtp_set_login(s.smtp, "ada", "sesame");
        if (!is_implicit)
            hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250 STARTTLS\r\n"), hear(&s, 0, "220 go ahead\r\n");
        CHECK(s.step == WAX_UPGRADE);
        wax_smtp_upgraded(s.smtp, &facts);
        say(&s);
        if (is_implicit)
            hear(&s, 1, "220 hello\r\n");
        hear(&s, 1, "250-mail\r\n250 AUTH PLAIN\r\n");
        CHECK(ends(&s, "EHLO localhost\r\nQUIT\r\n") && wax_smtp_has_stopped(s.smtp) && s.step == WAX_DONE);
        end(&s);
    }
}

TEST("behind MAIL and RCPT comes QUIT; whoever was taken has not got a mail")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_MAIL);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250 PIPELINING\r\n"), hear(&s, 0, "250 ok\r\n");
    CHECK(ends(&s, "MAIL FROM:<ada@example.org>\r\nQUIT\r\n") && wax_smtp_has_stopped(s.smtp) && s.step == WAX_DONE);
    end(&s);
    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_RCPT);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250-CHUNKING\r\n250 PIPELINING\r\n");
    CHECK(ends(&s, "RCPT TO:<nobody@example.net>\r\n") && s.step == WAX_HEAR);
    hear(&s, 0, "250 ok\r\n250 ok\r\n550 5.1.1 who?\r\n");
    CHECK(ends(&s, "RCPT TO:<nobody@example.net>\r\nQUIT\r\n") && wax_smtp_has_stopped(s.smtp) && s.step == WAX_DONE);
    CHECK(wax_delivery_result(s.mail, 0)->fate == WAX_NOT_TRIED && wax_delivery_result(s.mail, 0)->why.status == WAX_E_CANCELLED);
    CHECK(wax_delivery_result(s.mail, 1)->fate == WAX_REFUSED);
    end(&s);
}

TEST("behind the 354 nothing is said at all, with CHUNKING too")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_DATA);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250-mail\r\n250-CHUNKING\r\n250 PIPELINING\r\n"), hear(&s, 0, "250 ok\r\n250 ok\r\n250 ok\r\n354 go on\r\n");
    CHECK(ends(&s, "DATA\r\n") && wax_smtp_has_stopped(s.smtp) && s.step == WAX_DONE);
    CHECK(wax_delivery_result(s.mail, 0)->fate == WAX_NOT_TRIED && !strstr(s.said, "BDAT"));
    end(&s);
}

TEST("what was refused was not reached")
{
    struct scene s;

    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_MAIL);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250 mail\r\n"), hear(&s, 0, "550 5.7.1 no\r\n");
    CHECK(ends(&s, "QUIT\r\n") && !wax_smtp_has_stopped(s.smtp) && wax_delivery_error(s.mail)->smtp == 550);
    end(&s);
    begin(&s, WAX_TLS_INSECURE_NONE, WAX_STOP_DATA);
    hear(&s, 0, "220 hello\r\n"), hear(&s, 0, "250 mail\r\n"), hear(&s, 0, "250 ok\r\n"), hear(&s, 0, "250 ok\r\n"), hear(&s, 0, "250 ok\r\n"), hear(&s, 0, "451 later\r\n");
    CHECK(ends(&s, "QUIT\r\n") && !wax_smtp_has_stopped(s.smtp) && wax_delivery_result(s.mail, 0)->fate == WAX_DEFERRED);
    end(&s);
}

/* renew_test.c -- a delivery that is tried again: nothing of the first attempt is left in it, and nothing of what was wanted is lost. */
#include "delivery.h"
#include "probe_scene.h"
#include "test.h"

static const char text[] = "Subject: hello\r\n\r\nhello\r\n", binary[] = "Subject: hello\r\n\r\nh\xe9llo\n";

struct reading { const char *text; size_t at; };

static wax_status read_text(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct reading *r = user;

    (void)why;
    *n = strlen(r->text + r->at) < room ? strlen(r->text + r->at) : room;
    memcpy(to, r->text + r->at, *n);
    r->at += *n;
    return WAX_OK;
}

static wax_status rewind_text(void *user, wax_error *why)
{
    (void)why;
    ((struct reading *)user)->at = 0;
    return WAX_OK;
}

static wax_delivery *envelope(void)
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, "grace@example.net");
    wax_delivery_to(d, "alan@example.net");
    wax_delivery_ask(d, WAX_ASK_ENVID, "42", WAX_IF_OFFERED);
    wax_delivery_ask_for(d, "alan@example.net", WAX_ASK_NOTIFY, "NEVER", WAX_IF_OFFERED);
    return d;
}

static void converse(struct scene *s, wax_delivery *d, const char *const *replies)
{
    *s = (struct scene){ .smtp = wax_smtp_new("mail.example.net"), .mail = d };
    wax_smtp_set_tls(s->smtp, WAX_TLS_INSECURE_NONE);
    wax_smtp_deliver(s->smtp, d);
    for (say(s); *replies; replies++)
        hear(s, 0, *replies);
}

/* To a server that takes the binary form and all that is asked, answers for one of two, and says no more. */
static void fail_first(wax_delivery *d)
{
    static const char *const replies[] = { "220 hi\r\n", "250-mail\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-BINARYMIME\r\n250-8BITMIME\r\n250-DSN\r\n250 SIZE\r\n",
                                           "250 ok\r\n550 5.1.1 who?\r\n", NULL };
    struct reading lines = { text, 0 }, bytes = { binary, 0 };
    wax_error why = { .status = WAX_E_IO, .text = "the connection was reset" };
    struct scene s;

    wax_delivery_size(d, sizeof text - 1);
    wax_delivery_is_8bit(d);
    wax_delivery_body(d, (wax_source){ read_text, rewind_text, NULL, &lines });
    wax_delivery_binary_form(d, (wax_source){ read_text, rewind_text, NULL, &bytes }, sizeof binary - 1);
    converse(&s, d, replies);
    CHECK(strstr(s.said, "BODY=BINARYMIME") && strstr(s.said, "NOTIFY=NEVER"));
    wax_smtp_broken(s.smtp, 0, &why);
    CHECK(wax_delivery_result(d, 0)->fate == WAX_REFUSED && wax_delivery_result(d, 1)->why.status == WAX_E_IO);
    wax_smtp_free(s.smtp);
}

static void send_it(wax_delivery *d, struct scene *s)
{
    static const char *const replies[] = { "220 hi\r\n", "250-mail\r\n250-DSN\r\n250 SIZE\r\n", "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 2.0.0 done\r\n", NULL };
    struct reading lines = { text, 0 };

    wax_delivery_size(d, sizeof text - 1);
    wax_delivery_body(d, (wax_source){ read_text, rewind_text, NULL, &lines });
    converse(s, d, replies);
    CHECK(wax_delivery_is_settled(d) && wax_delivery_status(d) == WAX_OK && !*wax_delivery_error(d)->text);
    for (size_t i = 0; i < 2; i++)
        CHECK(wax_delivery_result(d, i)->fate == WAX_ACCEPTED && strstr(wax_delivery_result(d, i)->why.text, "done"));
    wax_smtp_free(s->smtp);
}

TEST("what is tried again says what one that was never tried says, and has its account")
{
    struct scene again, never;
    wax_delivery *d = envelope(), *fresh = envelope();

    fail_first(d);
    wax__delivery_unload(d);
    wax__delivery_renew(d);
    CHECK(wax_delivery_status(d) == WAX_AGAIN && wax_delivery_result(d, 0)->fate == WAX_NOT_TRIED && !wax_delivery_result(d, 0)->why.status);
    CHECK(test_same(wax_delivery_result(d, 1)->address, "alan@example.net"));
    send_it(d, &again);
    send_it(fresh, &never);
    CHECK(test_same(again.said, never.said) && strstr(again.said, "ENVID=42") && strstr(again.said, "NOTIFY=NEVER"));
    wax_delivery_free(d);
    wax_delivery_free(fresh);
}

TEST("what is called off was not tried, and says why for each")
{
    wax_delivery *d = envelope();
    wax_error why = { .status = WAX_E_CANCELLED, .text = "it was called off" };

    wax__delivery_call_off(d, &why);
    CHECK(wax_delivery_is_settled(d) && wax_delivery_status(d) == WAX_E_CANCELLED);
    for (size_t i = 0; i < 2; i++)
        CHECK(wax_delivery_result(d, i)->fate == WAX_NOT_TRIED && wax_delivery_result(d, i)->why.status == WAX_E_CANCELLED);
    wax_delivery_free(d);
}

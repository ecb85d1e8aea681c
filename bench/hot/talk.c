/* talk.c -- hot paths of the conversation: a cold send, mails with their dots doubled behind DATA, replies. */
#include "hot.h"
#include "peer.h"
#include "reply.h"

#include <string.h>

static const char offers[] = "250-mail.example.net\r\n250-PIPELINING\r\n250-SIZE 35882577\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n"
                             "250-CHUNKING\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";
static const char offers_data[] = "250-mail.example.net\r\n250-PIPELINING\r\n250 8BITMIME\r\n";

/* Thirteen lines of mail, three of which begin with a dot. */
static const char text[] = "From: <ada@example.org>\r\nTo: <grace@example.net>\r\nSubject: dots\r\n\r\n"
    "All work and no play makes a mail that nobody has time to read.\r\n.it begins with a dot, as lines of numbers do\r\n"
    "All work and no play makes a mail that nobody has time to read.\r\nAll work and no play makes a mail that nobody has time to read.\r\n"
    ".\r\n.5 is a half\r\nAll work and no play makes a mail that nobody has time to read.\r\n\r\nAda\r\n";

static struct peer peer;

static wax_delivery *new_delivery(struct hot_text *body)
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, "grace@example.net");
    wax_delivery_body(d, hot_source(body));
    wax_delivery_size(d, (int64_t)body->len);
    return d;
}

static void settle(wax_delivery *d)
{
    hot_must(wax_delivery_status(d) == WAX_OK, "sending a mail");
    wax_delivery_free(d);
}

static void send_cold(void)
{
    struct hot_text body = { text, sizeof text - 1, 0 };
    wax_delivery *d = new_delivery(&body);
    wax_smtp *smtp = wax_smtp_new("mail.example.net");

    wax_smtp_set_login(smtp, "ada", "sesame");
    wax_smtp_set_name(smtp, "[127.0.0.1]");
    wax_smtp_deliver(smtp, d);
    wax_smtp_quit(smtp);
    peer_begin(&peer, smtp, offers);
    hot_must(peer_talk(&peer) == WAX_DONE, "a conversation");
    settle(d);
    wax_smtp_free(smtp);
}

void hot_cold(long times)
{
    while (times--)
        send_cold();
}

/* On one connection, one after the other. */
void hot_data(long times)
{
    wax_smtp *smtp = wax_smtp_new("mail.example.net");

    wax_smtp_set_tls(smtp, WAX_TLS_INSECURE_NONE);
    peer_begin(&peer, smtp, offers_data);
    while (times--) {
        struct hot_text body = { text, sizeof text - 1, 0 };
        wax_delivery *d = new_delivery(&body);
        wax_smtp_deliver(smtp, d);
        hot_must(peer_talk(&peer) == WAX_IDLE, "a mail");
        settle(d);
    }
    wax_smtp_free(smtp);
}

/* Those of a window of a few mails, behind a hello: twelve replies. */
void hot_reply(long times)
{
    static const char replies[] = "250-mail.example.net\r\n250-PIPELINING\r\n250-SIZE 35882577\r\n250-CHUNKING\r\n250 AUTH PLAIN LOGIN\r\n"
        "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n250 2.0.0 Ok: queued as 4D2F51A2B3C\r\n"
        "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok: queued as 4D2F51A2B3C\r\n250 2.1.0 Ok\r\n"
        "550 5.1.1 <nobody@example.net>: Recipient address rejected: User unknown\r\n554-5.5.1 no valid\r\n554 5.5.1 recipients\r\n"
        "221 2.0.0 Bye\r\n451 4.3.0 later\r\n";
    struct reply reply;
    wax_error why;

    while (times--)
        for (size_t at = 0; at < sizeof replies - 1; at += reply.all.len)
            hot_must(wax__reply_parse(&reply, (const uint8_t *)replies + at, sizeof replies - 1 - at, &why) == WAX_OK, "parsing a reply");
}

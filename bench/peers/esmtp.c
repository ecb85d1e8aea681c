/* esmtp.c -- a peer: libesmtp, the C library for this in the distribution.  program.h says how it is asked; besides, one mail of one process:
 *
 *     bench-peer-esmtp one CA-FILE|system HOST:PORT USER PASSWORD FROM TO MAIL
 *
 * A program such as its documentation asks for: STARTTLS required (it knows no TLS from the first byte), the chain verified and the name, a login by
 * PLAIN; many mails in one session, which it pipelines.  Knows nothing of measuring but the clock. */
#include <openssl/ssl.h> /* first: libesmtp.h only declares smtp_starttls_set_ctx to those who have it */

#include "cpu.h"
#include "program.h"

#include <auth-client.h>
#include <libesmtp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* When the first mail of a session was taken, the last one, and how many. */
struct taken { long n; double first_s, last_s; };

static struct program_text text;

static int answer(auth_client_request_t request, char **result, int fields, void *login)
{
    for (int i = 0; i < fields; i++)
        result[i] = ((char **)login)[(request[i].flags & AUTH_PASS) != 0];
    return 1;
}

static SSL_CTX *trusting(const char *ca)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    int by_file = strcmp(ca, "system");

    program_must(ctx && (by_file ? SSL_CTX_load_verify_locations(ctx, ca, NULL) : SSL_CTX_set_default_verify_paths(ctx)), "reading the roots failed");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    return ctx;
}

static auth_context_t logging_in_with(char **login)
{
    auth_context_t auth = auth_create_context();

    auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(auth, answer, login);
    return auth;
}

/* Of a URL only what follows its scheme is looked at. */
static smtp_session_t begin(SSL_CTX *tls, const char *url)
{
    smtp_session_t session = smtp_create_session();
    const char *host = strstr(url, "://");

    program_must(session != NULL, "memory is used up");
    smtp_set_server(session, host ? host + 3 : url);
    smtp_starttls_enable(session, Starttls_REQUIRED);
    smtp_starttls_set_ctx(session, tls);
    return session;
}

static smtp_message_t add_mail(smtp_session_t session, const char *from)
{
    smtp_message_t message = smtp_add_message(session);

    smtp_set_reverse_path(message, from);
    return message;
}

static void add_text(smtp_session_t session, long mails)
{
    for (; mails > 0; mails--) {
        smtp_message_t message = add_mail(session, PROGRAM_FROM);
        smtp_set_message_str(message, text.bytes);
        smtp_add_recipient(message, PROGRAM_TO);
    }
}

static void check_recipient(smtp_recipient_t recipient, const char *address, void *unused)
{
    (void)address;
    (void)unused;
    program_must(smtp_recipient_check_complete(recipient) && smtp_recipient_status(recipient)->code == 250, "libesmtp: a recipient was not taken");
}

static void check_mail(smtp_message_t message, void *unused)
{
    (void)unused;
    program_must(smtp_message_transfer_status(message)->code == 250, "libesmtp: a mail was not taken");
    smtp_enumerate_recipients(message, check_recipient, NULL);
}

static void end(smtp_session_t session)
{
    char why[256];

    int is_started = smtp_start_session(session);
    program_must(is_started, smtp_strerror(smtp_errno(), why, sizeof why));
    smtp_enumerate_messages(session, check_mail, NULL);
    smtp_destroy_session(session);
}

static void on_event(smtp_session_t session, int event, void *taken, ...)
{
    struct taken *t = taken;

    (void)session;
    if (event != SMTP_EV_MESSAGESENT)
        return;
    t->last_s = program_now_s();
    t->first_s = t->n++ ? t->first_s : t->last_s;
}

/* The seconds from the end of the first mail to the end of the last of so many. */
static double seconds(smtp_session_t session, long mails)
{
    struct taken taken = { 0 };

    smtp_set_eventcb(session, on_event, &taken);
    end(session);
    program_must(taken.n == mails, "libesmtp: not every mail was taken");
    return taken.last_s - taken.first_s;
}

static void bulk(char **argv)
{
    SSL_CTX *tls = trusting(argv[2]);
    smtp_session_t session = begin(tls, argv[3]);
    long mails = atol(argv[4]);

    program_must(!strcmp(argv[6], "1"), "libesmtp has one connection at a time");
    program_write(&text, strtoul(argv[5], NULL, 10));
    add_text(session, mails + 1);
    printf("%.3f\n", (double)mails / seconds(session, mails + 1));
    SSL_CTX_free(tls);
}

static void crowd(char **argv)
{
    SSL_CTX *tls = trusting(argv[2]);
    smtp_session_t session = begin(tls, argv[3]);
    char address[PROGRAM_ADDRESS_MAX];

    program_write(&text, 0);
    add_text(session, 1);
    double began = program_now_s();
    smtp_message_t message = add_mail(session, PROGRAM_FROM);
    smtp_set_message_str(message, text.bytes);
    for (long i = atol(argv[4]); i > 0; i--) {
        program_reader(address, i);
        smtp_add_recipient(message, address);
    }
    double naming = program_now_s() - began;
    printf("%.3f\n", (naming + seconds(session, 2)) * 1000);
    SSL_CTX_free(tls);
}

static void send_logged_in(SSL_CTX *tls, char **argv)
{
    smtp_session_t session = begin(tls, argv[3]);
    auth_context_t auth = logging_in_with(&argv[5]);

    smtp_auth_set_context(session, auth);
    add_text(session, 1);
    end(session);
    auth_destroy_context(auth);
}

static void fresh(char **argv)
{
    SSL_CTX *tls = trusting(argv[2]);
    long mails = atol(argv[4]);

    program_write(&text, 0);
    send_logged_in(tls, argv);
    double began = cpu_ms();
    for (long i = 0; i < mails; i++)
        send_logged_in(tls, argv);
    printf("%.3f\n", (cpu_ms() - began) / (double)mails);
    SSL_CTX_free(tls);
}

/* The process ends here: the context and the file are the kernel's to free, which is faster. */
static void one(char **argv)
{
    SSL_CTX *tls = trusting(argv[2]);
    smtp_session_t session = begin(tls, argv[3]);
    auth_context_t auth = logging_in_with(&argv[4]);
    FILE *mail = fopen(argv[8], "r");

    program_must(mail != NULL, "opening the mail failed");
    smtp_auth_set_context(session, auth);
    smtp_message_t message = add_mail(session, argv[6]);
    smtp_set_message_fp(message, mail);
    smtp_add_recipient(message, argv[7]);
    end(session);
    auth_destroy_context(auth);
}

int main(int argc, char **argv)
{
    static const struct program_task tasks[] = { { "one", 9, one }, { "bulk", 7, bulk }, { "crowd", 5, crowd }, { "fresh", 7, fresh }, { 0 } };

    signal(SIGPIPE, SIG_IGN);
    auth_client_init();
    int status = program_run(tasks, argc, argv);
    auth_client_exit();
    return status;
}

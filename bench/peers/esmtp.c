/* esmtp.c -- a peer: one mail by libesmtp, the C library for this in the distribution.
 *
 *     bench-peer-esmtp CA-FILE|system HOST:PORT USER PASSWORD FROM TO MAIL
 *
 * A program such as its documentation asks for: STARTTLS required, the chain verified, a login by PLAIN. Knows
 * nothing of measuring. Promise: exit status 0 only if the server took the mail for the recipient. */
#include <openssl/ssl.h> /* first: libesmtp.h only declares smtp_starttls_set_ctx to those who have it */

#include <auth-client.h>
#include <libesmtp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    int ok = by_file ? SSL_CTX_load_verify_locations(ctx, ca, NULL) : SSL_CTX_set_default_verify_paths(ctx);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    return ok ? ctx : NULL;
}

static auth_context_t logging_in_with(char **login)
{
    auth_context_t auth = auth_create_context();
    auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(auth, answer, login);
    return auth;
}

static smtp_recipient_t add_mail(smtp_session_t session, const char *from, const char *to, FILE *mail)
{
    smtp_message_t message = smtp_add_message(session);
    smtp_set_reverse_path(message, from);
    smtp_set_message_fp(message, mail);
    return smtp_add_recipient(message, to);
}

int main(int argc, char **argv)
{
    FILE *mail = argc == 8 ? fopen(argv[7], "r") : NULL;
    SSL_CTX *tls = mail ? trusting(argv[1]) : NULL;
    if (!tls) {
        fprintf(stderr, "usage: bench-peer-esmtp CA-FILE|system HOST:PORT USER PASSWORD FROM TO MAIL\n");
        return EXIT_FAILURE;
    }
    signal(SIGPIPE, SIG_IGN);
    auth_client_init();
    smtp_session_t session = smtp_create_session();
    auth_context_t auth = logging_in_with(&argv[3]);
    smtp_set_server(session, argv[2]);
    smtp_starttls_enable(session, Starttls_REQUIRED);
    smtp_starttls_set_ctx(session, tls);
    smtp_auth_set_context(session, auth);
    smtp_recipient_t recipient = add_mail(session, argv[5], argv[6], mail);

    int started = smtp_start_session(session);
    const smtp_status_t *status = smtp_recipient_status(recipient);
    int sent = started && smtp_recipient_check_complete(recipient) && status->code == 250;
    if (!sent)
        fprintf(stderr, "libesmtp: error %d, last reply %d\n", smtp_errno(), status->code);
    smtp_destroy_session(session);
    auth_destroy_context(auth);
    auth_client_exit();
    return sent ? EXIT_SUCCESS : EXIT_FAILURE;
}

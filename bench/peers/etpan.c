/* etpan.c -- a peer: libetpan, the mail library of several graphical mail programs.  program.h says how it is asked.
 *
 * A program such as its documentation asks for.  libetpan hands over the certificates that the server showed and leaves it to programs to judge them; this
 * one has OpenSSL do so, chain and name, before anything is said inside TLS.  Knows nothing of measuring but the clock. */
#include "cpu.h"
#include "program.h"

#include <libetpan/libetpan.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The roots, and where the server is. */
struct place { X509_STORE *roots; char host[256]; uint16_t port; };

static struct program_text text;

static void must_be_fine(int code)
{
    program_must(code == MAILSMTP_NO_ERROR, mailsmtp_strerror(code));
}

static struct place parse(const char *ca, const char *url)
{
    struct place p = { X509_STORE_new(), "", 0 };

    program_must(p.roots && X509_STORE_load_file(p.roots, ca) == 1, "reading the roots failed");
    program_must(sscanf(url, "%*[a-z]://%255[^:]:%hu", p.host, &p.port) == 2, "the URL has no host and port");
    return p;
}

/* -- whom it is talking to ---------------------------------------------------------------------------------------- */

static STACK_OF(X509) *certificates_of(mailsmtp *smtp)
{
    carray *shown = mailstream_get_certificate_chain(smtp->stream);
    STACK_OF(X509) *chain = sk_X509_new_null();

    program_must(shown && chain && carray_count(shown), "the server showed no certificate");
    for (unsigned i = 0; i < carray_count(shown); i++) {
        MMAPString *der = carray_get(shown, i);
        const unsigned char *at = (const unsigned char *)der->str;
        X509 *one = d2i_X509(NULL, &at, (long)der->len);
        program_must(one && sk_X509_push(chain, one), "a certificate can't be read");
    }
    mailstream_certificate_chain_free(shown);
    return chain;
}

static void verify(mailsmtp *smtp, const struct place *p)
{
    STACK_OF(X509) *chain = certificates_of(smtp);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    program_must(ctx && X509_STORE_CTX_init(ctx, p->roots, sk_X509_value(chain, 0), chain) && X509_STORE_CTX_set_default(ctx, "ssl_server") &&
                 X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(ctx), p->host, 0), "memory is used up");
    int is_good = X509_verify_cert(ctx) == 1;
    program_must(is_good, X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
    X509_STORE_CTX_free(ctx);
    sk_X509_pop_free(chain, X509_free);
}

static void name_server(struct mailstream_ssl_context *ssl, void *host)
{
    mailstream_ssl_set_server_name(ssl, host);
}

/* -- talking to it ------------------------------------------------------------------------------------------------ */

static mailsmtp *begin(struct place *p)
{
    mailsmtp *smtp = mailsmtp_new(0, NULL);

    program_must(smtp != NULL, "memory is used up");
    must_be_fine(mailsmtp_ssl_connect_with_callback(smtp, p->host, p->port, name_server, p->host));
    verify(smtp, p);
    must_be_fine(mailesmtp_ehlo(smtp));
    return smtp;
}

static mailsmtp *begin_in_clear(struct place *p)
{
    mailsmtp *smtp = mailsmtp_new(0, NULL);

    program_must(smtp != NULL, "memory is used up");
    must_be_fine(mailsmtp_socket_connect(smtp, p->host, p->port));
    must_be_fine(mailesmtp_ehlo(smtp));
    must_be_fine(mailsmtp_socket_starttls_with_callback(smtp, name_server, p->host));
    verify(smtp, p);
    must_be_fine(mailesmtp_ehlo(smtp));
    return smtp;
}

static clist *readers(long n)
{
    clist *list = esmtp_address_list_new();
    char address[PROGRAM_ADDRESS_MAX] = PROGRAM_TO;

    program_must(list != NULL, "memory is used up");
    for (long i = 0; i < n; i++) {
        if (n > 1)
            program_reader(address, i);
        must_be_fine(esmtp_address_list_add(list, address, 0, NULL));
    }
    return list;
}

static void send_to(mailsmtp *smtp, clist *to)
{
    must_be_fine(mailesmtp_send(smtp, PROGRAM_FROM, 0, NULL, to, text.bytes, text.len));
}

static void end(mailsmtp *smtp, struct place *p)
{
    mailsmtp_quit(smtp);
    mailsmtp_free(smtp);
    X509_STORE_free(p->roots);
}

static void bulk(char **argv)
{
    struct place p = parse(argv[2], argv[3]);
    mailsmtp *smtp = begin(&p);
    clist *to = readers(1);
    long mails = atol(argv[4]);

    program_must(!strcmp(argv[6], "1"), "libetpan has one connection at a time");
    program_write(&text, strtoul(argv[5], NULL, 10));
    send_to(smtp, to);
    double began = program_now_s();
    for (long i = 0; i < mails; i++)
        send_to(smtp, to);
    printf("%.3f\n", (double)mails / (program_now_s() - began));
    esmtp_address_list_free(to);
    end(smtp, &p);
}

static void crowd(char **argv)
{
    struct place p = parse(argv[2], argv[3]);
    mailsmtp *smtp = begin(&p);
    clist *one = readers(1);

    program_write(&text, 0);
    send_to(smtp, one);
    double began = program_now_s();
    clist *many = readers(atol(argv[4]));
    send_to(smtp, many);
    printf("%.3f\n", (program_now_s() - began) * 1000);
    esmtp_address_list_free(one);
    esmtp_address_list_free(many);
    end(smtp, &p);
}

static void send_logged_in(struct place *p, char **login, clist *to)
{
    mailsmtp *smtp = begin_in_clear(p);

    must_be_fine(mailesmtp_auth_sasl(smtp, "PLAIN", p->host, NULL, NULL, login[0], login[0], login[1], NULL));
    must_be_fine(mailesmtp_send_quit(smtp, PROGRAM_FROM, 0, NULL, to, text.bytes, text.len));
    mailsmtp_free(smtp);
}

static void fresh(char **argv)
{
    struct place p = parse(argv[2], argv[3]);
    clist *to = readers(1);
    long mails = atol(argv[4]);

    program_write(&text, 0);
    send_logged_in(&p, &argv[5], to);
    double began = cpu_ms();
    for (long i = 0; i < mails; i++)
        send_logged_in(&p, &argv[5], to);
    printf("%.3f\n", (cpu_ms() - began) / (double)mails);
    esmtp_address_list_free(to);
    X509_STORE_free(p.roots);
}

int main(int argc, char **argv)
{
    static const struct program_task tasks[] = { { "bulk", 7, bulk }, { "crowd", 5, crowd }, { "fresh", 7, fresh }, { 0 } };

    signal(SIGPIPE, SIG_IGN);
    return program_run(tasks, argc, argv);
}

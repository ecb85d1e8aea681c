/* shaky.c -- see shaky.h.  A thread for each connection; the book has one lock. */
#include "shaky.h"

#include "pki.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 400000, HEARD_MAX = BODY_MAX + 65536, RARE = 150, LINES = 300, BREAKS = 1, REFUSALS = 6 };

struct shaky {
    pthread_mutex_t lock;       /* of all that follows but the first three */
    pthread_t       listener;
    int             fd;
    size_t          n_mails;
    SSL_CTX        *tls;        /* NULL: in the clear */
    uint64_t        seed;
    pthread_cond_t  left;       /* the last visitor has */
    size_t          n_visitors;
    struct entry   *book;
    size_t          faults[FAULT_KINDS], silences, n_breaks, n_refusals;
    char            complaint[200];
};

struct visit {
    struct shaky *s;
    int           fd;
    SSL          *ssl;          /* NULL: in the clear */
    uint64_t      dice;
    bool          is_over, has_sender, is_chunked, is_pipelined;
    size_t        mail;
    unsigned      taken;        /* a bit for each recipient that was */
    char         *heard;
    size_t        at, len;
    char          body[BODY_MAX];
    size_t        n_body;
};

/* -- dice ----------------------------------------------------------------------------------------------------- */

/* Sebastiano Vigna's splitmix64: any seed will do. */
static uint64_t throw_dice(uint64_t *dice)
{
    uint64_t z = *dice += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* The dice say when; which, goes round, so that no kind is missing by chance. */
static enum fault fault_of(struct shaky *s, uint64_t face)
{
    if (face < BREAKS)
        return (enum fault)(FAULT_421 + s->n_breaks++ % (FAULT_KINDS - FAULT_421));
    return face < BREAKS + REFUSALS ? (enum fault)(FAULT_4XX + s->n_refusals++ % 2) : FAULT_NONE;
}

static enum fault throw_fault(struct visit *v)
{
    uint64_t face = throw_dice(&v->dice) % LINES;

    pthread_mutex_lock(&v->s->lock);
    enum fault fault = fault_of(v->s, face);
    v->s->faults[fault]++;
    pthread_mutex_unlock(&v->s->lock);
    return fault;
}

/* -- saying --------------------------------------------------------------------------------------------------- */

static void say(struct visit *v, const char *text, size_t len)
{
    while (len && !v->is_over) {
        ssize_t n = v->ssl ? SSL_write(v->ssl, text, (int)len) : send(v->fd, text, len, MSG_NOSIGNAL);
        v->is_over = n <= 0;
        text += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
}

static void reply(struct visit *v, const char *text)
{
    say(v, text, strlen(text));
}

/* -- the book ------------------------------------------------------------------------------------------------- */

/* And says so: whoever is left without an answer waits. */
static void complain(struct visit *v, const char *what)
{
    pthread_mutex_lock(&v->s->lock);
    if (!*v->s->complaint)
        snprintf(v->s->complaint, sizeof v->s->complaint, "mail %zu: %s", v->mail, what);
    pthread_mutex_unlock(&v->s->lock);
    reply(v, "500 5.5.2 that is not as it should be\r\n");
}

/* first is '2', '4' or '5': what is said of those recipients. */
static void note(struct visit *v, unsigned recipients, char first)
{
    struct entry *e = &v->s->book[v->mail * RECIPIENTS];

    pthread_mutex_lock(&v->s->lock);
    for (unsigned i = 0; i < RECIPIENTS; i++)
        if (recipients >> i & 1) {
            e[i].taken = (uint8_t)(e[i].taken + (first == '2'));
            e[i].was_deferred |= first == '4';
            e[i].was_refused |= first == '5';
        }
    pthread_mutex_unlock(&v->s->lock);
}

/* -- hearing --------------------------------------------------------------------------------------------------- */

static ssize_t hear_some(struct visit *v, char *to, size_t room)
{
    return v->ssl ? SSL_read(v->ssl, to, (int)room) : recv(v->fd, to, room, 0);
}

static bool fill(struct visit *v)
{
    memmove(v->heard, v->heard + v->at, v->len - v->at);
    v->len -= v->at;
    v->at = 0;
    ssize_t n = v->is_over ? 0 : hear_some(v, v->heard + v->len, HEARD_MAX - v->len);
    v->is_over |= n <= 0;
    v->len += n > 0 ? (size_t)n : 0;
    return !v->is_over;
}

/* With its CRLF made a NUL; NULL: they have left. */
static char *hear_line(struct visit *v)
{
    char *lf;

    while (!(lf = memchr(v->heard + v->at, '\n', v->len - v->at)))
        if (!fill(v))
            return NULL;
    char *line = v->heard + v->at;
    v->at = (size_t)(lf + 1 - v->heard);
    lf[lf > line && lf[-1] == '\r' ? -1 : 0] = 0;
    return line;
}

/* A reset reaches the client before what was said last, or after it. */
static void reset(struct visit *v)
{
    struct linger none = { 1, 0 };

    setsockopt(v->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    v->is_over = true;
}

/* Says yes, or what the dice want; whether it was yes.  `of`: the recipients of whom a no is said. */
static bool answer(struct visit *v, const char *yes, unsigned of)
{
    switch (throw_fault(v)) {
    case FAULT_4XX: note(v, of, '4'), reply(v, "451 4.3.0 not now\r\n"); return false;
    case FAULT_5XX: note(v, of, '5'), reply(v, "550 5.1.1 never\r\n"); return false;
    case FAULT_421: reply(v, "421 4.3.2 leaving\r\n"), v->is_over = true; return false;
    case FAULT_CLOSED: v->is_over = true; return false;
    case FAULT_RESET: reset(v); return false;
    case FAULT_HALF_A_REPLY: say(v, yes, 2), v->is_over = true; return false;
    default: reply(v, yes); return !v->is_over;
    }
}

/* -- commands ------------------------------------------------------------------------------------------------- */

enum { ALL = (1 << RECIPIENTS) - 1 };

static void on_mail(struct visit *v, const char *line)
{
    bool is_within = v->has_sender;
    size_t mail;

    v->taken = 0;
    v->n_body = 0;
    v->has_sender = false;
    if (is_within) {                    /* RFC 5321 s.4.1.4 */
        complain(v, "another MAIL came before its end or a RSET");
        return;
    }
    if (sscanf(line, "MAIL FROM:<m%zu@", &mail) != 1 || mail >= v->s->n_mails) {
        complain(v, "its sender is none of ours");
        return;
    }
    v->mail = mail;
    v->has_sender = answer(v, "250 2.1.0 fine\r\n", ALL);
}

static void on_rcpt(struct visit *v, const char *line)
{
    size_t mail, i;

    if (sscanf(line, "RCPT TO:<r%zu.m%zu@", &i, &mail) != 2 || i >= RECIPIENTS || (v->has_sender && mail != v->mail))
        complain(v, "its recipient belongs to another mail");
    else if (!v->has_sender)
        reply(v, "503 5.5.1 no sender\r\n");
    else if (answer(v, "250 2.1.5 fine\r\n", 1u << i))
        v->taken |= 1u << i;
}

static bool is_right(struct visit *v)
{
    static _Thread_local char wanted[BODY_MAX];
    size_t len = shaky_body(wanted, sizeof wanted, v->mail);

    return len == v->n_body && memcmp(wanted, v->body, len) == 0;
}

static void keep_silent(struct visit *v)
{
    pthread_mutex_lock(&v->s->lock);
    v->s->silences++;
    pthread_mutex_unlock(&v->s->lock);
    v->is_over = true;
}

/* The mail is here as a whole.  What the dice refuse is not taken; what is taken may still be told to nobody. */
static void on_end(struct visit *v)
{
    if (!v->has_sender || !v->taken) {  /* and its sender, if there is one, stands until RSET */
        reply(v, "554 5.5.1 no valid recipients\r\n");
        return;
    }
    v->has_sender = false;
    if (!is_right(v))
        complain(v, "it is not the text that belongs to its sender");
    else if (throw_dice(&v->dice) % RARE) {
        note(v, v->taken, '2');
        reply(v, "250 2.0.0 taken\r\n");
    } else if (throw_dice(&v->dice) % 2) {
        note(v, v->taken, '2');
        keep_silent(v);
    } else
        answer(v, "452 4.3.1 no room\r\n", v->taken), note(v, v->taken, '4');
}

static void put(struct visit *v, const char *text, size_t len)
{
    size_t n = len < BODY_MAX - v->n_body ? len : BODY_MAX - v->n_body;     /* what is cut off is not right, and is seen to be so */

    memcpy(v->body + v->n_body, text, n);
    v->n_body += n;
}

static void on_chunk(struct visit *v, const char *line)
{
    size_t n = strtoul(line + 5, NULL, 10);
    bool is_last = strstr(line, "LAST") != NULL;

    while (v->len - v->at < n && !v->is_over)
        fill(v);
    if (v->is_over)
        return;
    put(v, v->heard + v->at, n);
    v->at += n;
    if (is_last)
        on_end(v);
    else if (v->has_sender && v->taken)
        reply(v, "250 2.0.0 more\r\n");
    else
        reply(v, "503 5.5.1 no valid recipients\r\n");
}

static void on_data(struct visit *v)
{
    char *line;

    if (!v->has_sender || !v->taken) {
        reply(v, "503 5.5.1 no valid recipients\r\n");
        return;
    }
    reply(v, "354 go on\r\n");
    while ((line = hear_line(v)) && strcmp(line, ".") != 0) {
        line += *line == '.';
        put(v, line, strlen(line));
        put(v, "\r\n", 2);
    }
    if (line)
        on_end(v);
}

static void on_hello(struct visit *v)
{
    v->is_chunked = throw_dice(&v->dice) % 4 != 0;
    v->is_pipelined = throw_dice(&v->dice) % 8 != 0;
    reply(v, "250-shaky.test\r\n");
    if (v->is_chunked)
        reply(v, "250-CHUNKING\r\n");
    if (v->is_pipelined)
        reply(v, "250-PIPELINING\r\n");
    answer(v, "250 8BITMIME\r\n", 0);
}

static void hear(struct visit *v, const char *line)
{
    if (!strncmp(line, "EHLO ", 5))
        on_hello(v);
    else if (!strncmp(line, "HELO ", 5))
        answer(v, "250 shaky.test\r\n", 0);
    else if (!strncmp(line, "MAIL ", 5))
        on_mail(v, line);
    else if (!strncmp(line, "RCPT ", 5))
        on_rcpt(v, line);
    else if (!strncmp(line, "BDAT ", 5))
        on_chunk(v, line);
    else if (!strcmp(line, "DATA"))
        on_data(v);
    else if (!strcmp(line, "RSET"))
        v->has_sender = false, v->taken = 0, v->n_body = 0, reply(v, "250 2.0.0 forgotten\r\n");
    else if (!strcmp(line, "QUIT"))
        reply(v, "221 2.0.0 bye\r\n"), v->is_over = true;
    else
        complain(v, "a line that is no command");
}

/* -- its life ------------------------------------------------------------------------------------------------- */

/* OpenSSL writes to who has left without MSG_NOSIGNAL.  In this thread alone: wax is to do without. */
static void bear_broken_pipes(void)
{
    sigset_t pipes;

    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipes, NULL);
}

static void *serve(void *visit)
{
    struct visit *v = visit;
    struct shaky *s = v->s;
    char *line;

    bear_broken_pipes();
    v->is_over = v->ssl && SSL_accept(v->ssl) != 1;
    reply(v, "220 shaky.test\r\n");
    while (!v->is_over && (line = hear_line(v)))
        hear(v, line);
    SSL_free(v->ssl);
    close(v->fd);
    free(v->heard);
    free(v);
    pthread_mutex_lock(&s->lock);
    if (--s->n_visitors == 0)
        pthread_cond_signal(&s->left);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static bool receive(struct shaky *s, int fd, size_t number)
{
    struct visit *v = calloc(1, sizeof *v);
    char *heard = malloc(HEARD_MAX);
    pthread_t thread;
    int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (v && heard) {
        *v = (struct visit){ .s = s, .fd = fd, .dice = s->seed + number * 0x2545f4914f6cdd1d, .heard = heard, .ssl = s->tls ? SSL_new(s->tls) : NULL };
        if (v->ssl)
            SSL_set_fd(v->ssl, fd);
        pthread_mutex_lock(&s->lock);
        s->n_visitors++;
        pthread_mutex_unlock(&s->lock);
        if (pthread_create(&thread, NULL, serve, v) == 0)
            return pthread_detach(thread) == 0;
    }
    abort();                    /* a test server without memory is no test */
}

static void *listen_on(void *shaky)
{
    struct shaky *s = shaky;
    int fd;

    for (size_t n = 1; (fd = accept(s->fd, NULL, NULL)) >= 0; n++)
        receive(s, fd, n);
    return NULL;
}

static SSL_CTX *context(const struct pki_cert *cert)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    if (ctx && SSL_CTX_use_certificate(ctx, cert->cert) == 1 && SSL_CTX_use_PrivateKey(ctx, cert->key) == 1)
        return ctx;
    abort();
}

struct shaky *shaky_open(size_t mails, uint64_t seed, const struct pki_cert *cert)
{
    struct shaky *s = calloc(1, sizeof *s);
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

    if (!s)
        return NULL;
    s->seed = seed;
    s->tls = cert ? context(cert) : NULL;
    s->n_mails = mails;
    s->book = calloc(mails * RECIPIENTS, sizeof *s->book);
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->left, NULL);
    if (s->book && bind(s->fd, (struct sockaddr *)&here, sizeof here) == 0 && listen(s->fd, 64) == 0 &&
        pthread_create(&s->listener, NULL, listen_on, s) == 0)
        return s;
    shaky_free(s);
    return NULL;
}

unsigned shaky_port(const struct shaky *s)
{
    struct sockaddr_in here = { 0 };
    socklen_t len = sizeof here;

    getsockname(s->fd, (struct sockaddr *)&here, &len);
    return ntohs(here.sin_port);
}

void shaky_close(struct shaky *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->listener, NULL);
    pthread_mutex_lock(&s->lock);
    while (s->n_visitors)
        pthread_cond_wait(&s->left, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

void shaky_free(struct shaky *s)
{
    close(s->fd);
    SSL_CTX_free(s->tls);
    pthread_cond_destroy(&s->left);
    pthread_mutex_destroy(&s->lock);
    free(s->book);
    free(s);
}

const struct entry *shaky_entry(const struct shaky *s, size_t mail, size_t recipient)
{
    return &s->book[mail * RECIPIENTS + recipient];
}

size_t shaky_faults(const struct shaky *s, enum fault fault)
{
    return s->faults[fault];
}

size_t shaky_silences(const struct shaky *s)
{
    return s->silences;
}

const char *shaky_complaint(const struct shaky *s)
{
    return s->complaint;
}

/* Most are short; one in five hundred needs several chunks.  Lines begin with dots now and then. */
size_t shaky_body(char *to, size_t room, size_t mail)
{
    size_t lines = mail % 500 == 7 ? 7000 : mail * 37 % 40, len;

    len = (size_t)snprintf(to, room, "Subject: %zu\r\n\r\n", mail);
    for (size_t i = 0; i < lines; i++)
        len += (size_t)snprintf(to + len, room - len, "%sline %zu of mail %zu goes here\r\n", (i + mail) % 5 ? "" : ".", i, mail);
    return len;
}

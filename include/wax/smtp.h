/* smtp.h -- the conversation without a socket: it says whose move it is, you move the bytes.
 *
 * A wax_delivery is one message on its way: envelope, the bytes, and the account of every recipient.  A wax_smtp is one
 * conversation that carries deliveries, in order.  Neither does I/O, reads a clock or makes up a random number.
 *
 *     for (;;) switch (wax_smtp_step(smtp)) {
 *     case WAX_SEND:    p = wax_smtp_out(smtp, &n); ...write...; wax_smtp_sent(smtp, n); break;
 *     case WAX_HEAR:    wax_smtp_hear(smtp, epoch, data, len, &used); ...
 *     case WAX_UPGRADE: ...handshake...; wax_smtp_upgraded(smtp, facts); break;
 *     case WAX_IDLE:    every delivery is settled; hand over another, or wax_smtp_quit
 *     case WAX_DONE:    the conversation ended as it should; close
 *     case WAX_FAILED:  wax_smtp_error says why; close
 *     }
 *
 * Setters return nothing: the first failure sticks, a NULL object is a failed one, and the step reports it.  All strings are copied.
 * No function blocks.  Not thread-safe: one thread at a time per conversation.
 */
#ifndef WAX_SMTP_H
#define WAX_SMTP_H

#include <stdbool.h>
#include <wax/status.h>
#include <wax/tls.h>
#include <wax/trace.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -- where bytes come from --------------------------------------------------------------------------------- */

/* A message is read, not built.  read() puts at most `room` bytes (at least 1 unless at the end), sets *n, 0 at the end,
 * and returns OK or an error with its sentence.  rewind() starts again.  free() may be NULL.  None may block for long. */
typedef struct wax_source {
    wax_status (*read)(void *user, void *to, size_t room, size_t *n, wax_error *why);
    wax_status (*rewind)(void *user, wax_error *why);
    void       (*free)(void *user);
    void        *user;
} wax_source;

/* -- what a message asks of the server beyond its delivery -------------------------------------------------- */

/* Each is a parameter of RCPT or MAIL, in the extension's own words, and needs the server to offer that extension. */
typedef enum {
    /* of each recipient: */
    WAX_ASK_NOTIFY,         /* "NEVER", or some of "SUCCESS,FAILURE,DELAY": when to tell the sender.  DSN, RFC 3461 s.4.1 */
    WAX_ASK_ORCPT,          /* "rfc822;grace@example.net", "utf-8;...": whom it was first meant for; "": the recipient itself, which is what
                             * whoever submits a message has to say.  Encoded by us.  DSN, s.4.2; RFC 6533 s.3 */
    /* of the message: */
    WAX_ASK_RET,            /* "FULL" or "HDRS": how much of it comes back with a failure.  DSN, s.4.3 */
    WAX_ASK_ENVID,          /* 1 to 100 printable ASCII characters, repeated by notifications.  Encoded by us.  DSN, s.4.4 */
    WAX_ASK_BY,             /* "120;R": seconds, then R to have it returned when they are over, or N to be told.  DELIVERBY, RFC 2852 s.4 */
    WAX_ASK_HOLDFOR,        /* "3600": seconds before it is sent on.  FUTURERELEASE, RFC 4865 s.3 */
    WAX_ASK_HOLDUNTIL,      /* "2030-01-31T08:00:00Z": in UTC; not beside HOLDFOR.  FUTURERELEASE */
    WAX_ASK_MT_PRIORITY,    /* "-9" to "9".  MT-PRIORITY, RFC 6710 s.4 */
    WAX_ASK_REQUIRETLS      /* "": every server on the way must use verified TLS, ours first.  REQUIRETLS, RFC 8689; always a must */
} wax_ask;

/* Where the server does not offer it, or less of it (DELIVERBY and FUTURERELEASE have limits): */
typedef enum {
    WAX_MUST = 0,           /* the message is refused, before MAIL */
    WAX_IF_OFFERED          /* it is sent without */
} wax_insistence;

/* May that be asked?  OK, or E_USAGE with what the value has to be. */
wax_status wax_ask_check(wax_ask, const char *value, wax_insistence, wax_error *why);

/* -- one message on its way -------------------------------------------------------------------------------- */

typedef struct wax_delivery wax_delivery;

/* One per recipient.  `address` is borrowed from the delivery. */
typedef struct wax_result {
    const char *address;
    wax_fate    fate;
    wax_error   why;            /* the server's own reply, or what happened */
} wax_result;

wax_delivery *wax_delivery_new(const char *from);   /* RFC 5321 s.4.1.2 Mailbox, no brackets; "" is the null sender <> */
void          wax_delivery_free(wax_delivery *);    /* not while a conversation carries it */
void          wax_delivery_to(wax_delivery *, const char *recipient);

/* The bytes: lines end in CRLF, the last one too.  A message with a bare CR or LF, a NUL or a line over 998 bytes (RFC 5321 s.2.3.8,
 * 4.5.3.1.6), or whose source fails, is not said to its end and so not sent; without CHUNKING that ends the conversation.  The delivery
 * owns the source and frees it. */
void wax_delivery_body(wax_delivery *, wax_source);
void wax_delivery_size(wax_delivery *, int64_t bytes);  /* for SIZE= (RFC 1870), exactly; another length is not sent.  Unsaid: not declared */
void wax_delivery_is_8bit(wax_delivery *);              /* the body holds bytes over 127: needs 8BITMIME (RFC 6152) */
void wax_delivery_is_utf8(wax_delivery *);              /* its header holds UTF-8: needs SMTPUTF8 (RFC 6531); an address may ask too */
void wax_delivery_is_binary(wax_delivery *);            /* the body keeps no rule of lines: needs BINARYMIME and CHUNKING (RFC 3030 s.3) */

/* The same message in a binary form, of so many bytes: where the server offers both of these it is said and the body freed unread, else this is never
 * read.  The delivery owns it too. */
void wax_delivery_binary_form(wax_delivery *, wax_source, int64_t bytes);

/* Asks for the message, or for every recipient that is not asked for alone; asked again, it replaces. */
void wax_delivery_ask(wax_delivery *, wax_ask, const char *value, wax_insistence);
void wax_delivery_ask_for(wax_delivery *, const char *recipient, wax_ask, const char *value, wax_insistence);   /* this one alone; it was added */

size_t            wax_delivery_recipients(const wax_delivery *);
const wax_result *wax_delivery_result(const wax_delivery *, size_t i);  /* borrowed; NULL past the end */
bool              wax_delivery_is_settled(const wax_delivery *);        /* nothing about it will change any more */

/* OK only if every recipient was ACCEPTED; PARTIAL if some were; else what befell the first that was not. */
wax_status        wax_delivery_status(const wax_delivery *);
const wax_error  *wax_delivery_error(const wax_delivery *);             /* the sentence to it; borrowed */

/* -- the conversation -------------------------------------------------------------------------------------- */

typedef struct wax_smtp wax_smtp;

typedef enum {
    WAX_TLS_REQUIRED = 0,       /* STARTTLS, or nothing is said after EHLO */
    WAX_TLS_IMPLICIT,           /* TLS from the first byte (RFC 8314) */
    WAX_TLS_OPPORTUNISTIC,      /* STARTTLS where it is offered; a login is never sent after a fall-back */
    WAX_TLS_INSECURE_NONE       /* in the clear, and it says so; no mechanism shows a secret */
} wax_tls_mode;

wax_smtp *wax_smtp_new(const char *host);       /* whom we talk to: for sentences, and for GSSAPI's ticket */
void      wax_smtp_free(wax_smtp *);            /* wipes the credentials; unsettled deliveries are settled first */

/* Before the first step: */
void wax_smtp_set_lmtp(wax_smtp *);                             /* RFC 2033: LHLO, a reply per recipient */
void wax_smtp_set_tls(wax_smtp *, wax_tls_mode);                /* default: required */
void wax_smtp_set_name(wax_smtp *, const char *ehlo_name);      /* default: "localhost"; RFC 5321 s.4.1.3: domain or [address] */
void wax_smtp_set_login(wax_smtp *, const char *user, const char *secret);  /* a password; a token; "": none is needed */
void wax_smtp_set_mechanism(wax_smtp *, const char *name);      /* default: the strongest that both sides know */
void wax_smtp_set_trace(wax_smtp *, wax_trace_fn *, void *user);

/* How far a conversation goes that only looks: behind the answer of that stage it says QUIT, whatever would come next.  Inside TLS EHLO is always said
 * before (RFC 3207 s.4.2), so WAX_STOP_STARTTLS ends behind that, and TLS from the first byte knows no stop before.  Behind the 354 to DATA nobody may say QUIT:
 * there the connection is closed, and the server forgets the mail (RFC 5321 s.4.1.1.4).  Deliveries then need no body, for MAIL no recipient; they
 * end CANCELLED, with NOT_TRIED for whoever was taken. */
typedef enum {
    WAX_STOP_NEVER = 0, WAX_STOP_CONNECT, WAX_STOP_GREETING, WAX_STOP_EHLO, WAX_STOP_STARTTLS, WAX_STOP_AUTH, WAX_STOP_MAIL, WAX_STOP_RCPT,
    WAX_STOP_DATA
} wax_stop;

void wax_smtp_stop_after(wax_smtp *, wax_stop);     /* before the first step; CONNECT is the client's */
bool wax_smtp_has_stopped(const wax_smtp *);        /* that stage was reached, and the server said yes */

/* A line of one's own, said as it is, CRLF behind it, each when the one before is answered: before QUIT, so wax_smtp_quit has to be called, or where the conversation stops.
 * Whatever is answered to it, the next is said; but not behind 221 or 3yz.  Not said where TLS was wished for and not had, unless it stops before; nor behind DATA, where nothing may be.
 * At most 998 bytes, and none that makes something else of the conversation: STARTTLS, AUTH, DATA, BDAT. */
wax_status wax_smtp_line_check(const char *line, wax_error *why);   /* may it be said?  OK, or E_USAGE */
void       wax_smtp_say(wax_smtp *, const char *line);              /* before the first step; may be repeated */
size_t     wax_smtp_lines_said(const wax_smtp *);                   /* the trace is told of a line after it is counted here */

/* It takes its turn, and can't be changed from here on; yours to free once it is settled.  A conversation that has failed or has said
 * QUIT settles it at once. */
void wax_smtp_deliver(wax_smtp *, wax_delivery *);
/* Takes a delivery back that this conversation carries.  True: it will not be delivered, and is settled as cancelled when its turn comes.  False: it is settled, its end
 * was said, or it is in the middle of DATA with others before it that are not answered yet.  In the middle of DATA the conversation ends with it, since nothing
 * else tells the server (RFC 5321 s.4.1.1.4); what stands behind it was not tried. */
bool wax_smtp_withdraw(wax_smtp *, wax_delivery *);
void wax_smtp_quit(wax_smtp *);     /* nothing more will be delivered: QUIT rides with the last flight, its reply is not waited for */

typedef enum { WAX_SEND, WAX_HEAR, WAX_UPGRADE, WAX_IDLE, WAX_DONE, WAX_FAILED } wax_step;

wax_step       wax_smtp_step(wax_smtp *);
const uint8_t *wax_smtp_out(wax_smtp *, size_t *len);           /* borrowed until the next call */
void           wax_smtp_sent(wax_smtp *, size_t n);

/* One whole reply is parsed where it lies; *used says how long it was.  The bytes of a reply that is not complete stay with
 * you (AGAIN, *used 0).  `epoch` is the one in which they were read; another than ours is refused.
 * May be called in any step; a reply to nothing is E_UNSOLICITED. */
wax_status     wax_smtp_hear(wax_smtp *, unsigned epoch, const uint8_t *, size_t len, size_t *used);
wax_status     wax_smtp_upgraded(wax_smtp *, const wax_tls_info *);

/* The connection is gone, or the handshake failed.  `sent`: how many of the bytes taken from out() may have reached the peer, since
 * the first.  Deliveries whose end is among them become UNCERTAIN; whatever was not said stays NOT_TRIED.  Where `why` names no
 * stage, "the server closed the connection" is completed with what was being waited for. */
void           wax_smtp_broken(wax_smtp *, uint64_t sent, const wax_error *why);

/* Time is an input: milliseconds of any clock that only goes forward.  E_TIMEOUT when the deadline has passed (then it is
 * FAILED, tell it wax_smtp_broken first if you know what was sent).  The deadline is in the same clock; INT64_MAX: none. */
wax_status     wax_smtp_now(wax_smtp *, int64_t now_ms);
int64_t        wax_smtp_deadline_ms(const wax_smtp *);

/* A finer clock, for nothing but the stages (trace.h): microseconds, only ever forward.  Without one nothing is timed. */
typedef int64_t wax_clock_fn(void *user);
void             wax_smtp_set_clock(wax_smtp *, wax_clock_fn *, void *user);
const wax_stage *wax_smtp_stage(const wax_smtp *, size_t i);            /* the conversation's i-th, in that clock; NULL past the last; borrowed */
const wax_stage *wax_delivery_stage(const wax_delivery *, size_t i);    /* the message's; complete once it is settled */

const wax_error *wax_smtp_error(const wax_smtp *);              /* why it is FAILED; borrowed */

#ifdef __cplusplus
}
#endif
#endif

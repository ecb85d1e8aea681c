/* status.h -- how a call ended, and why, in one sentence for a person.
 *
 * Every function of Wax that can fail returns a wax_status; the sentence lies in a wax_error of the object that failed.
 * Guarantee: `text` is one printable line of UTF-8, NUL-terminated, and holds no secret.
 */
#ifndef WAX_STATUS_H
#define WAX_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The tens digit is the family: whose turn is it? */
typedef enum {
    WAX_OK = 0,             /* 0x  nobody failed */
    WAX_AGAIN = 1,          /*     not yet: more bytes, more room or more time is needed */
    WAX_E_NOMEM = 10,       /* 1x  the program: memory is used up */
    WAX_E_USAGE,            /*     an argument that cannot be meant */
    WAX_E_INPUT,            /*     a message, file or command of yours could not be read or may not be sent */
    WAX_E_CANCELLED,        /*     you asked us to stop */
    WAX_E_IO = 20,          /* 2x  the network: the operating system said no */
    WAX_E_EOF,              /*     the peer closed, or the line was cut */
    WAX_E_TIMEOUT,          /*     the peer took too long */
    WAX_E_RESOLVE,          /*     a name has no address */
    WAX_E_PROTOCOL = 30,    /* 3x  the peer: what came is not SMTP, or not now */
    WAX_E_UNSOLICITED,      /*     a reply to nothing we said */
    WAX_E_INJECTION,        /*     bytes between 220 and the handshake */
    WAX_E_LIMIT,            /*     more than we are ready to keep */
    WAX_E_TLS = 40,         /* 4x  the channel: the handshake or a record failed */
    WAX_E_UNTRUSTED,        /*     the certificate does not prove what was demanded */
    WAX_E_TLS_REQUIRED,     /*     TLS was demanded and cannot be had */
    WAX_E_AUTH = 50,        /* 5x  the credentials: refused, or not to be shown here */
    WAX_E_NO_MECHANISM,     /*     no mechanism that both sides know */
    WAX_E_REFUSED = 60,     /* 6x  the server's answer: 5xx, for good */
    WAX_E_DEFERRED,         /*     4xx, for now */
    WAX_E_UNCERTAIN,        /*     the end was sent, the answer was lost: it may have been delivered */
    WAX_E_PARTIAL           /*     some recipients were accepted, others not */
} wax_status;

/* Fixed size: filling one never allocates. */
typedef struct wax_error {
    wax_status status;
    int        smtp;            /* the reply's code, 550, or 0 when no reply was involved */
    char       enhanced[12];    /* RFC 3463: "5.1.1", or "" */
    char       stage[16];       /* where: "connect", "starttls", "auth", "rcpt", "end", ... */
    char       text[512];       /* expected, got, what to do */
} wax_error;

/* What became of one recipient.  Zero is "not tried": success is never a default. */
typedef enum {
    WAX_NOT_TRIED = 0,      /* nothing was sent for it: trying again is safe */
    WAX_DEFERRED,           /* the server said 4xx: trying again later is right */
    WAX_REFUSED,            /* the server said 5xx: trying again is pointless */
    WAX_UNCERTAIN,          /* may have been delivered: trying again may deliver twice */
    WAX_ACCEPTED            /* the server has taken responsibility (RFC 5321 s.4.2.5) */
} wax_fate;

/* A short constant name, "untrusted", "accepted"; never NULL, even for a number that is none. */
const char *wax_status_name(wax_status);
const char *wax_fate_name(wax_fate);

/* The name under which `wax explain` tells what the error means and what to do: "starttls-stray-bytes", "untrusted-name".  A constant, never
 * NULL; "" where nobody failed. */
const char *wax_error_topic(const wax_error *);

/* "0.1.0", and "OpenSSL 3.0.17, libuv 1.44.2": constants, never NULL. */
const char *wax_version(void);
const char *wax_parts(void);

#ifdef __cplusplus
}
#endif
#endif

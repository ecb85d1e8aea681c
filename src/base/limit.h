/* limit.h -- every bound in the house, each with its reason.
 *
 * Whatever a server or a caller can make us keep, count or wait for is bounded by a name on this page.
 * (Not limits.h: that would hide the system's from OpenSSL's and libuv's headers, which need INT_MAX.)
 */
#ifndef WAX_BASE_LIMIT_H
#define WAX_BASE_LIMIT_H

enum {
    LIMIT_REPLY_LINE     = 4096,    /* RFC 5321 s.4.5.3.1.5 says 512; real servers put URLs and policy prose there */
    LIMIT_REPLY          = 32768,   /* a whole reply: more than a hundred EHLO lines of ordinary length */
    LIMIT_REPLY_LINES    = 256,     /* continuations: an EHLO of a hundred lines is rare and legal */
    LIMIT_COMMAND        = 2048,    /* one command line of ours, parameters and UTF-8 addresses included */
    LIMIT_AUTH_LINE      = 512,     /* RFC 4954 s.4: longer initial responses wait for the 334; aiosmtpd and Haraka insist */
    LIMIT_AUTH_STEPS     = 16,      /* challenges in one login: no mechanism needs more than four */
    LIMIT_PATH           = 640,     /* local part and domain; RFC 5321 s.4.5.3.1 says 64 + 255, VERP senders are longer */
    LIMIT_DOMAIN         = 255,     /* RFC 5321 s.4.5.3.1.2 */
    LIMIT_BODY_LINE      = 998,     /* RFC 5322 s.2.1.1, without CRLF */
    LIMIT_HEADER_LINE    = 78,      /* RFC 5322 s.2.1.1: where folding begins */
    LIMIT_HEADER_WORD    = 900,     /* longer ones are encoded or refused: with any field's name they stay under 998 */
    LIMIT_FIELD_NAME     = 76,      /* the name and its colon leave room for a word on a line of 998 */
    LIMIT_FIELD_TEXT     = 65536,   /* one field that is no address list; Postfix turns headers over 102400 into body text */
    LIMIT_DISPLAY_NAME   = 1000,    /* bytes of one name; nobody is called that, and no reader shows it */
    LIMIT_QUOTED_NAME    = 56,      /* longer names go as encoded-words, which fold; readers differ on a fold between quotes */
    LIMIT_FILE_NAME      = 255,     /* bytes; what a file system takes */
    LIMIT_MEDIA_TYPE     = 400,     /* with its parameters, on one line; RFC 6838 s.4.2 allows 127 and 127 for the type alone */
    LIMIT_CONTENT_ID     = 250,     /* it stands in a header line and in URLs */
    LIMIT_INVITATION     = 1048576, /* an iCalendar text; calendars with every recurrence written out reach some hundred kilobytes */
    LIMIT_REFERENCES     = 2000,    /* bytes of References besides the first: some thirty mails of a thread */
    LIMIT_SUBMITTERS     = 16,      /* of one client, that take turns */
    LIMIT_PART_DEPTH     = 32,      /* multiparts in multiparts; readers stop at some hundred or less */
    LIMIT_ALTERNATIVES   = 4,       /* besides text, HTML and an invitation: AMP, a watch's; more than readers know */
    LIMIT_LIST_ID        = 255,     /* RFC 2919 s.2 */
    LIMIT_UNSUBSCRIBE    = 400,     /* a URL with its token; two fit on a line of 998 */
    LIMIT_SPOOL_MEMORY   = 1048576, /* what of a pipe is kept in memory; the rest goes to an unlinked file */
    LIMIT_MESSAGE_CHUNK  = 16384,   /* what of a message is in memory while it is read */
    LIMIT_SIGNED_HEADER  = 4194304, /* a header kept while it is signed: tens of thousands of recipients, more than any server takes */
    LIMIT_SIGNED_FIELDS  = 2000,    /* and its fields, each looked for by its name: a mail that has come a long way has a hundred */
    LIMIT_SCRAM_LEAST    = 4096,    /* RFC 7677 s.4: rounds of hashing; a server that asks for fewer wants to guess the password */
    LIMIT_SCRAM_MOST     = 600000,  /* OWASP's count for SHA-256, a third of a second; no deadline is looked at meanwhile */
    LIMIT_SECRET         = 65536,   /* a password or a token: OAuth tokens reach some kilobytes */
    LIMIT_ADDRESSES      = 16,      /* of one name, tried one after the other; a name with more has them for sharing the load */
    LIMIT_CARRIED        = 64,      /* messages given to one connection at a time, each with its file open */
    LIMIT_CONNECTIONS    = 1000,    /* of one client to its server; no server takes so many from one address */
    LIMIT_RATE           = 100000,  /* messages a second or a minute that can be asked for: the time of each is remembered */
    LIMIT_STREAM_RAW     = 65536,   /* wire bytes not yet looked at; more than LIMIT_REPLY, or a long reply in the clear never ends */
    LIMIT_STREAM_PLAIN   = 65536,   /* decrypted bytes not yet taken: a whole reply and one TLS record fit */
    LIMIT_STREAM_OUT     = 262144,  /* wire bytes not yet sent, before write says AGAIN */
    LIMIT_WINDOW         = 16384,   /* lines said and not answered: 10,000 recipients go in one flight; we read while we write, and a reply is rarely over 100 bytes */
    LIMIT_AHEAD          = 65536,   /* wire bytes not yet sent, before the driver asks the core for more: less than a chunk, which sockets take whole */
    LIMIT_FLIGHT         = 65536,   /* what the core puts into one write */
    LIMIT_CHUNK          = 131072,  /* one BDAT chunk after the first; a chunk costs a reply */
    LIMIT_HANDSHAKE      = 131072,  /* wire bytes of one handshake, either way: a chain of a dozen certificates fits */
    LIMIT_SESSIONS       = 64,      /* TLS sessions kept by one demand, some kilobytes each: as many connections to one server can begin at a time and resume */
    LIMIT_PROVEN         = 16,      /* servers whose chain one demand remembers as proven: some kilobytes each, that their connections share */
    LIMIT_IDLE_RECORDS   = 32,      /* TLS records in a row without data: two tickets and a key update are usual */
    LIMIT_PUMP_TURNS     = 8        /* recv()s in one pump, so that one fast peer does not keep the others waiting */
};

#endif

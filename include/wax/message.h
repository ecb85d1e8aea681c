/* message.h -- a mail, composed or ready-made; read as a stream, never built in memory.
 *
 * Guarantee: whatever you put in, what is read has CRLF lines, no bare CR or LF, no NUL, no line over 998 bytes, and a
 * header that no field's text can break out of.  Setters return nothing: the first failure sticks, a NULL message is a failed
 * one, and wax_message_check or the send reports it.  All strings are copied, except where it says otherwise.
 */
#ifndef WAX_MESSAGE_H
#define WAX_MESSAGE_H

#include <wax/smtp.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_message wax_message;

wax_message *wax_message_new(void);
void         wax_message_free(wax_message *);

/* A header field, as text in UTF-8; encoded-words (RFC 2047) and folding are our work, so text that looks encoded is sent to be read
 * as it looks.  From, Sender, Reply-To, To, Cc, Bcc take address lists (RFC 5322 s.3.4): setting one of To, Cc, Bcc again adds to it;
 * any other field is replaced.  Bcc never leaves.  Auto-Submitted (RFC 3834), List-ID (RFC 2919) and List-Help, -Post, -Owner, -Archive,
 * -Subscribe, -Unsubscribe (RFC 2369) are held to their forms, since programs act on them.  From must be set; Date and Message-ID are supplied when they are not, and Sender
 * when From names several.  MIME-Version and Content-* follow from the body and can't be set.  Line ends, control characters and
 * what is not UTF-8 are refused.  A domain beyond ASCII goes as its A-labels (xn--..., IDNA 2008) where the local part is ASCII and libidn2
 * was there to build with, so that any server can take it; a local part beyond ASCII needs SMTPUTF8. */
void wax_message_set(wax_message *, const char *field, const char *utf8);
void wax_message_text(wax_message *, const char *utf8);     /* text/plain; lines may end in LF or CRLF, the last one's end is supplied */
void wax_message_text_flowed(wax_message *, const char *utf8);  /* the same, one line a paragraph: each reader's window breaks it (RFC 3676) */
void wax_message_html(wax_message *, const char *utf8);     /* text/html; with a text as well: multipart/alternative */

/* The same content once more, for readers who know its type, such as "text/x-amp-html" or "text/watch-html": a type of text without parameters, which is
 * none of the three that have their own call.  It stands between text and HTML, where readers who don't know it pass it by (RFC 2046 s.5.1.4); at most
 * 4, in their order.  The same type again replaces it. */
void wax_message_alternative(wax_message *, const char *type, const char *utf8);

/* What this mail answers: the other's Message-ID with its brackets, and its References, or NULL where it has none (RFC 5322 s.3.6.4). */
void wax_message_in_reply_to(wax_message *, const char *message_id, const char *references_or_null);

/* How to get no more of it, with one click (RFC 8058) or a mail.  Readers honour the first only in mails that are signed (DKIM). */
void wax_message_unsubscribe(wax_message *, const char *https_url, const char *mailto_or_null);

/* What parts are read from, besides sources of your own.  Each goes to one call below, which owns it from then on; when memory is
 * used up the source is empty, and that call says so. */
wax_source wax_source_file(const char *path);                   /* opened when read; a regular file, the same at each reading */
wax_source wax_source_bytes(const void *bytes, size_t len);     /* copied */

/* A file, byte for byte (RFC 2183), under the last part of its path.  A NULL type is guessed from the name, by the system's lists
 * (/etc/mime.types, shared-mime-info), and else is application/octet-stream; text in UTF-8 is labelled so.  Its encoding follows from
 * its bytes.  It is read when the mail is checked and when it is sent, a piece at a time: memory does not grow with it. */
void wax_message_attach(wax_message *, const char *path, const char *type_or_null);

/* The same from any source, under any name in UTF-8 (no slash, no control characters).  The message owns the source, also when it
 * refuses it.  One without rewind is read to its end now, which blocks, and kept: up to 1 MiB in memory, more in a file without a name. */
void wax_message_attach_source(wax_message *, wax_source, const char *name_or_null, const char *type_or_null);

/* What the HTML shows (RFC 2387, 2392): <img src="cid:logo"> is the part with the id "logo". */
void wax_message_inline(wax_message *, const char *content_id, wax_source, const char *name_or_null, const char *type_or_null);

/* Another mail, whole (RFC 2046 s.5.2.1): ready-made, held to the same laws.  It is never encoded; when it holds bytes over 127, so does this one. */
void wax_message_forward(wax_message *, wax_source, const char *name_or_null);

/* An invitation, iCalendar in UTF-8 with its METHOD (RFC 5546, 6047), beside the text and HTML that say the same.  Copied. */
void wax_message_invite(wax_message *, const char *icalendar);

/* A tree of parts of your own, where those shapes do not do: a report (RFC 6522), a digest, what another program laid out.  The first one, which stands
 * in none, is the whole body; nothing of the above can be set beside it.  Parts stand in the order in which they are given, at most 32 deep.  A
 * wax_part lives as long as its message, which owns it; NULL is a failed one, which every call bears, and the message says why. */
typedef struct wax_part wax_part;

/* "multipart/alternative", "multipart/report; report-type=delivery-status": any but signed and encrypted, which wax/sign.h makes.  The boundary is ours, and so
 * is the type= of multipart/related (RFC 2387). */
wax_part *wax_message_multipart(wax_message *, wax_part *in_or_null, const char *type);

/* One that holds no parts; its encoding follows from its bytes.  Text and what begins with "message/" are lines, which get CRLF ends (RFC 2046 s.4.1.1); a message/rfc822 is held to what
 * wax_message_forward says, and another "message/" must be ASCII.  Anything else goes byte for byte.  The message owns the source, as above. */
wax_part *wax_message_part(wax_message *, wax_part *in_or_null, wax_source, const char *type);

void wax_part_id(wax_part *, const char *content_id);                                   /* Content-ID, as for wax_message_inline */
void wax_part_disposition(wax_part *, const char *inline_or_attachment, const char *name_or_null);      /* RFC 2183; the name as for an attached file */
void wax_part_set(wax_part *, const char *field, const char *utf8);                     /* Content-Description, Content-Language and their like, once each */

/* A mail composed elsewhere.  Line ends are normalised to CRLF; what else breaks the rules is refused with its line's number.
 * Its header is sent as it is, Bcc too, and not read for the envelope, which comes from wax_message_envelope_from and _to alone.
 * No fields, texts and files can be set beside it. */
void wax_message_raw(wax_message *, wax_source);            /* the message owns the source, also when it refuses it; it must be able to rewind */
void wax_message_raw_file(wax_message *, const char *path); /* opened when read; a regular file, the same at each reading */
void wax_message_raw_fd(wax_message *, int fd);             /* from where it stands; a pipe is read to its end now, and blocks; stays yours */

/* The envelope, where it is not what the header says: else the sender is that of Sender or the first of From, the recipients are those
 * of To, Cc and Bcc.  Calling _from or _to once replaces what the header would give.  The same recipient again is dropped. */
void wax_message_envelope_from(wax_message *, const char *mailbox);     /* "" is the null sender */
void wax_message_envelope_to(wax_message *, const char *mailbox);       /* adds one */

/* Bytes as they are (RFC 3030): files and parts that are no text are not encoded, which saves a quarter of their way; and a ready-made mail is neither
 * put right nor refused for what its body holds.  Such a mail goes only to servers that offer both BINARYMIME and CHUNKING; others refuse it before MAIL, or
 * with WAX_IF_OFFERED get it as if this had not been called, which then must be good (a ready-made mail with a NUL is not).  One whose lines turn out to be good goes to any.
 * A relay may have to encode it, and no signature survives that: it can't be signed or encrypted; with WAX_IF_OFFERED the seal goes first, and nothing is binary. */
void wax_message_binary(wax_message *, wax_insistence);

/* What it asks of the server beyond its delivery: notifications, a time, a priority (wax_ask, in wax/smtp.h, says what there is and how
 * it is written).  _ask asks for the mail or for every recipient, _ask_for for one that is spelled as wax_message_recipient has it; the
 * last one counts.  Whether it may be asked is looked at when the mail is submitted, whether the server can do it before MAIL is said. */
void wax_message_ask(wax_message *, wax_ask, const char *value, wax_insistence);
void wax_message_ask_for(wax_message *, const char *recipient, wax_ask, const char *value, wax_insistence);

/* The clock and the randomness of Date, Message-ID and boundaries, for a mail that comes out the same each time. */
void wax_message_fix(wax_message *, int64_t unix_seconds, int utc_offset_minutes, uint64_t seed);

/* Reads it through once.  OK, and how long it is as sent (before dots are doubled), whether its body needs 8BITMIME and its header
 * SMTPUTF8, or the whole BINARYMIME: a composed mail needs the first only where it forwards such a mail, and the second only where an address holds UTF-8; the
 * third must have been asked for.  binary_size is how long it is in its binary form, if it has that besides (WAX_IF_OFFERED), else -1.  Or the sentence that says what is
 * wrong; then it may be corrected, and checked again.  Blocks on the message's own files. */
typedef struct wax_message_facts { int64_t size; bool is_8bit; bool has_utf8_header; bool is_binary; int64_t binary_size; } wax_message_facts;
wax_status       wax_message_check(wax_message *, wax_message_facts *or_null);
const wax_error *wax_message_error(const wax_message *);        /* of the setters, or else of the last check or open */

/* The bytes, from the start; the same at each opening, and at any size of reads.  The first opening behind a check that read less than 16 KB gives what was
 * checked, and reads no file again.  The source borrows the message: one reader at a time,
 * and nothing can be set until the source is freed. */
wax_status wax_message_open(wax_message *, wax_source *out);
wax_status wax_message_open_binary(wax_message *, wax_source *out);     /* its binary form; E_USAGE where binary_size would be -1 for want of the word */

/* The envelope as it stands: who is the sender ("" the null sender, NULL none known), who are the recipients. */
const char *wax_message_sender(wax_message *);                  /* borrowed until the message changes */
size_t      wax_message_recipients(wax_message *);
const char *wax_message_recipient(wax_message *, size_t i);     /* borrowed likewise; NULL past the end */

/* What was asked, in order; NULL past the end.  Borrowed until the message changes. */
typedef struct wax_asked { wax_ask ask; wax_insistence how; const char *value, *recipient; } wax_asked;     /* recipient NULL: for all */
const wax_asked *wax_message_asked(const wax_message *, size_t i);

/* One address list, RFC 5322 s.3.4, taken apart by the parser the message uses: called for each mailbox, groups' too, display name ""
 * when none; both strings for the length of the call.  Encoded-words are not decoded.  E_USAGE with the place when the list cannot be
 * read, or is ambiguous; then it was not called at all. */
typedef void wax_mailbox_fn(void *user, const char *display_name, const char *address);
wax_status wax_addresses(const char *list, wax_mailbox_fn *, void *user, wax_error *why);

#ifdef __cplusplus
}
#endif
#endif

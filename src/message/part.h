/* part.h -- the tree of a composed mail: leaves hold content, branches hold parts (RFC 2046 s.5.1).
 *
 * Knows structure, types and the encoding that each leaf's bytes ask for; knows no header of the mail and writes nothing.
 */
#ifndef WAX_MESSAGE_PART_H
#define WAX_MESSAGE_PART_H

#include "buf.h"
#include "encode.h"
#include "memory_source.h"

#include <stdbool.h>

enum part_kind {
    PART_TEXT,      /* lines of ours, in memory */
    PART_FILE,      /* bytes that come back as they are */
    PART_MAIL       /* a forwarded mail (RFC 2046 s.5.2.1), its lines put right, never encoded */
};

struct part {
    enum part_kind kind;
    const char    *type;        /* "text/html; charset=utf-8"; of a branch: "multipart/alternative".  A constant, or own_type's */
    const char    *charset;     /* "; charset=utf-8" where the bytes turned out to be that; NULL: the type is whole */
    struct part   *first, *next;    /* a branch's parts; borrowed */
    wax_source     content;     /* a leaf's bytes; text with CRLF line ends */
    enum encoding  encoding;    /* one of these, when the whole is laid out: */
    enum encoding  best, robust;        /* chosen when the content was given or looked at: robust is for a mail under a signature */
    struct buf     bytes;       /* what content reads, when it is ours */
    struct memory  memory;
    struct buf     own_type, name, fields;      /* NUL-terminated type and file name; header fields behind the encoding */
    char          *id;          /* its Content-ID, owned; NULL: none */
    bool           is_looked_at;
    int64_t        len;         /* after the first reading to the end: of each later one too.  -1: there was none */
};

/* Text in UTF-8, its lines ending in LF or CRLF, is copied into the part; `what` names it in sentences. */
wax_status wax__part_text(struct part *, const char *type, const char *what, const char *utf8, wax_error *);
void       wax__part_empty(struct part *, const char *type);     /* a leaf without content */
void       wax__part_clear(struct part *);                       /* a file's or a mail's source is freed */

/* look.c: what of a file or a mail decides how it is written is read, once, before the first byte of the whole is said, and the encoding is
 * chosen.  `mark` is what no line of a part that is not encoded may begin with. */
struct manner { const char *mark; bool is_signed, is_binary; };

wax_status wax__part_look(struct part *, const struct manner *, wax_error *);

/* The bytes of a later reading, as they pass; and their end.  A source that gives others than the look has seen is refused before any line
 * is said that was not promised, and another length before the end is said. */
wax_status wax__part_keeps(const struct part *, struct profile *seen, const uint8_t *, size_t len, wax_error *);
wax_status wax__part_ends(struct part *, const struct profile *seen, wax_error *);

#endif

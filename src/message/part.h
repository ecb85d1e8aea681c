/* part.h -- the tree of a composed mail: leaves hold content, branches hold parts (RFC 2046 s.5.1).
 *
 * Knows structure, types and the encoding that each leaf's bytes ask for; knows no header of the mail and writes nothing.
 */
#ifndef WAX_MESSAGE_PART_H
#define WAX_MESSAGE_PART_H

#include "buf.h"
#include "encode.h"
#include "memory_source.h"

struct part {
    const char   *type;         /* "text/html; charset=utf-8"; of a branch: "multipart/alternative".  A constant */
    struct part  *first, *next; /* a branch's parts; borrowed */
    wax_source    content;      /* a leaf's bytes, text with CRLF line ends */
    enum encoding encoding;     /* chosen when the content was given */
    struct buf    bytes;        /* what content reads, when it is ours */
    struct memory memory;
};

/* Text in UTF-8, its lines ending in LF or CRLF, is copied into the part; `what` names it in sentences. */
wax_status wax__part_text(struct part *, const char *type, const char *what, const char *utf8, wax_error *);
void       wax__part_empty(struct part *, const char *type);     /* a leaf without content */
void       wax__part_clear(struct part *);

#endif

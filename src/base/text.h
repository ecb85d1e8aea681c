/* text.h -- small, bounded dealings with text: no locale, no allocation, no surprise past the end.
 *
 * Knows ASCII, UTF-8 and base64; knows nothing of mail.
 */
#ifndef WAX_BASE_TEXT_H
#define WAX_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A run of bytes that lies elsewhere.  Borrowed: good as long as what it points into. */
struct span {
    const uint8_t *p;
    size_t         len;
};

static inline bool text_is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static inline bool text_is_alpha(uint8_t c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static inline bool text_is_blank(uint8_t c) { return c == ' ' || c == '\t'; }    /* WSP, RFC 5234 */
static inline uint8_t text_lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c; }

bool   wax__text_same(struct span, const char *ascii);          /* without regard to ASCII case */
bool   wax__text_number(struct span, uint64_t *);               /* all of it decimal digits, and it fits */
enum { DECIMAL_SIZE = 21 };
size_t wax__text_decimal(char *to, uint64_t);       /* and the way back, with a NUL: at most DECIMAL_SIZE bytes; its length */
bool   wax__text_is_utf8(const void *, size_t len);             /* well-formed, RFC 3629 */
bool   wax__text_is_ascii(const void *, size_t len);
size_t wax__text_utf8_len(const void *, size_t len);            /* of the character that begins there, 0 when ill-formed */

/* Copies into `to` (size bytes, always terminated) what a terminal can bear: controls, C1 and ill-formed bytes as \xNN, cut
 * at a character's end when it does not fit.  RFC 5321 replies may hold anything. */
void   wax__text_printable(char *to, size_t size, const void *from, size_t len);

/* Base64, RFC 4648, padded, no line ends.  The output needs text_base64_len(n) bytes. */
static inline size_t text_base64_len(size_t n) { return (n + 2) / 3 * 4; }
size_t wax__text_to_base64(char *to, const void *from, size_t n);               /* how many were written; not terminated */
int    wax__text_base64_digit(uint8_t);                                         /* its value; -1: it is none */
bool   wax__text_from_base64(uint8_t *to, size_t *n, const void *from, size_t len); /* to: len / 4 * 3 bytes; strict */

#endif

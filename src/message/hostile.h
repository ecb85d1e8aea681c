/* hostile.h -- for tests: text that wants to break out, the same for each seed. */
#ifndef WAX_MESSAGE_HOSTILE_H
#define WAX_MESSAGE_HOSTILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static inline uint32_t hostile_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* What a text is made of.  The first are good UTF-8 without line ends or controls; then those with line ends; then anything. */
static const char *const hostile_pieces[] = {
    "a", "Ada", " ", "  ", "\xC3\xA0", "\xC3\x9F", "\xE6\x97\xA5\xE6\x9C\xAC", "\xF0\x9F\x95\xAF", "=?utf-8?Q?x?=", "=?", "?=", "=", "?", "_",
    "\"", "\\", "(", ")", "<", ">", ",", ";", ":", "@", ".", "..", "<eve@evil.example>", "eve@evil.example", "Bcc: eve@evil.example", "--",
    "--=_", "-->", "%0d%0a", "&#10;", "\\r\\n", "=0D=0A", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "                              ", "\xE2\x80\xAE", "\xC2\xA0", "\xEF\xBB\xBF", "From ", "many words in a row that make a line long enough to fold",
    "\n", "\r\n", "\n\n", "\r\n\r\n", "\n.\n", "\r\n.\r\n", "\nFrom ", "\n--=_910a2dec89025cc1beeb8da1658eec67_0\n", " \n", "\t\n", "\t",
    "\r", "\r\r\n", "\x01", "\x1b[2J", "\x7f", "\xC2\x85", "\xFF", "\xC3", "\xED\xA0\x80", "\xC0\x8A"
};

enum { HOSTILE_WORDS = 43, HOSTILE_LINES = 54, HOSTILE_ALL = sizeof hostile_pieces / sizeof *hostile_pieces };

/* A text of the first `kinds` pieces, NUL-terminated. */
static inline void hostile_text(char *to, size_t size, uint32_t *seed, uint32_t kinds)
{
    uint32_t n = hostile_random(seed, 4) ? hostile_random(seed, 8) : hostile_random(seed, 60);
    size_t at = 0;

    for (uint32_t i = 0; i < n; i++) {
        const char *piece = hostile_pieces[hostile_random(seed, kinds)];
        if (at + strlen(piece) >= size)
            break;
        memcpy(to + at, piece, strlen(piece));
        at += strlen(piece);
    }
    to[at] = 0;
}

/* The text as a quoted name before an address: a list that can be read, if the text can stand in a header at all. */
static inline void hostile_mailbox(char *to, size_t size, const char *name, const char *address)
{
    size_t at = 0;

    to[at++] = '"';
    for (; *name && at + strlen(address) + 8 < size; name++) {
        if (*name == '"' || *name == '\\')
            to[at++] = '\\';
        to[at++] = *name;
    }
    snprintf(to + at, size - at, "\" <%s>", address);
}

#endif

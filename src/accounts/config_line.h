/* config_line.h -- one line of a configuration file: a key, and what stands behind it.
 *
 * Knows blanks, remarks and quotes; knows no key.  A remark is a line of its own, so no # can cut a value short unseen.  Guarantee:
 * what it hands out is UTF-8 without control characters, and its sentences repeat nothing of the line: it may hold a secret.
 */
#ifndef WAX_ACCOUNTS_CONFIG_LINE_H
#define WAX_ACCOUNTS_CONFIG_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the line, from 0. */
struct mark {
    size_t at, len;
};

/* key NULL: nothing stands there.  value NULL: a key alone. */
struct config_line {
    char       *key, *value;
    struct mark key_mark, value_mark;
};

struct config_fault {
    char        text[160];
    struct mark mark;
};

/* `len` bytes without the line feed.  `room` takes key and value, and has len + 2 bytes. */
bool config_line_read(struct config_line *, const char *line, size_t len, char *room, struct config_fault *);

#endif

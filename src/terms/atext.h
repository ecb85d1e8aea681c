/* atext.h -- what an address is made of where nothing is quoted: whoever reads one in a header and whoever checks one for an envelope go by the same table.
 *
 * Bytes over 127 are let pass (RFC 6531 s.3.3, RFC 6532 s.3.2): whether they are UTF-8 is for others to see.
 */
#ifndef WAX_TERMS_ATEXT_H
#define WAX_TERMS_ATEXT_H

#include <stdbool.h>
#include <stdint.h>

enum { ATEXT = 1, LABEL = 2 };

/* 3: of both; 1: of a local part alone. */
static const uint8_t atext_table[128] = {
    ['0'] = 3, ['1'] = 3, ['2'] = 3, ['3'] = 3, ['4'] = 3, ['5'] = 3, ['6'] = 3, ['7'] = 3, ['8'] = 3, ['9'] = 3,
    ['A'] = 3, ['B'] = 3, ['C'] = 3, ['D'] = 3, ['E'] = 3, ['F'] = 3, ['G'] = 3, ['H'] = 3, ['I'] = 3, ['J'] = 3, ['K'] = 3, ['L'] = 3, ['M'] = 3,
    ['N'] = 3, ['O'] = 3, ['P'] = 3, ['Q'] = 3, ['R'] = 3, ['S'] = 3, ['T'] = 3, ['U'] = 3, ['V'] = 3, ['W'] = 3, ['X'] = 3, ['Y'] = 3, ['Z'] = 3,
    ['a'] = 3, ['b'] = 3, ['c'] = 3, ['d'] = 3, ['e'] = 3, ['f'] = 3, ['g'] = 3, ['h'] = 3, ['i'] = 3, ['j'] = 3, ['k'] = 3, ['l'] = 3, ['m'] = 3,
    ['n'] = 3, ['o'] = 3, ['p'] = 3, ['q'] = 3, ['r'] = 3, ['s'] = 3, ['t'] = 3, ['u'] = 3, ['v'] = 3, ['w'] = 3, ['x'] = 3, ['y'] = 3, ['z'] = 3,
    ['-'] = 3, ['_'] = 3,       /* "_" in a label: not by the law, but in use */
    ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1, ['*'] = 1, ['+'] = 1, ['/'] = 1, ['='] = 1, ['?'] = 1, ['^'] = 1, ['`'] = 1,
    ['{'] = 1, ['|'] = 1, ['}'] = 1, ['~'] = 1,
};

static inline bool atext_is(uint8_t c) { return c > 127 || atext_table[c] & ATEXT; }            /* of a local part: RFC 5322 s.3.2.3 */
static inline bool atext_is_of_label(uint8_t c) { return c > 127 || atext_table[c] & LABEL; }   /* of a domain's label: RFC 5321 s.4.1.2 */

#endif

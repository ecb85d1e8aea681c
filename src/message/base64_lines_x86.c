/* base64_lines_x86.c -- base64_lines.h on x86-64: twelve bytes at a time where the processor has SSSE3, which all since 2006 have.
 *
 * The way is Wojciech Mula's: a shuffle brings each three bytes to a lane of four, two multiplications move the six-bit groups to bytes of
 * their own, and a second shuffle looks up how far each value is from its character.  No byte before or behind the lines is read. */
#include "base64_lines.h"

#include <string.h>
#include <tmmintrin.h>

#define SSSE3 __attribute__((target("ssse3")))

SSSE3 static __m128i groups(__m128i in)
{
    const __m128i spread = _mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    __m128i in_lanes = _mm_shuffle_epi8(in, spread);
    __m128i odd = _mm_mulhi_epu16(_mm_and_si128(in_lanes, _mm_set1_epi32(0x0fc0fc00)), _mm_set1_epi32(0x04000040));
    __m128i even = _mm_mullo_epi16(_mm_and_si128(in_lanes, _mm_set1_epi32(0x003f03f0)), _mm_set1_epi32(0x01000010));

    return _mm_or_si128(odd, even);
}

/* 0 to 25 are class 13, 26 to 51 class 0, digits 1 to 10, + 11, / 12. */
SSSE3 static __m128i characters(__m128i values)
{
    const __m128i distance = _mm_setr_epi8('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                           '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    __m128i is_upper = _mm_cmpgt_epi8(_mm_set1_epi8(26), values);
    __m128i class = _mm_or_si128(_mm_subs_epu8(values, _mm_set1_epi8(51)), _mm_and_si128(is_upper, _mm_set1_epi8(13)));

    return _mm_add_epi8(_mm_shuffle_epi8(distance, class), values);
}

SSSE3 static void put(char *to, __m128i in)
{
    _mm_storeu_si128((__m128i *)(void *)to, characters(groups(in)));
}

SSSE3 static __m128i get(const uint8_t *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

/* The last nine bytes are read with the seven before them, so that nothing behind is. */
SSSE3 static void lines(char *to, const uint8_t *from, size_t n)
{
    for (; n; n--, from += BASE64_LINE_IN, to += BASE64_LINE_OUT) {
        put(to, get(from));
        put(to + 16, get(from + 12));
        put(to + 32, get(from + 24));
        put(to + 48, get(from + 36));
        put(to + 64, _mm_srli_si128(get(from + 41), 7));
        memcpy(to + 76, "\r\n", 2);
    }
}

void wax__base64_lines(char *to, const uint8_t *from, size_t n)
{
    if (__builtin_cpu_supports("ssse3"))
        lines(to, from, n);
    else
        wax__base64_lines_plain(to, from, n);
}

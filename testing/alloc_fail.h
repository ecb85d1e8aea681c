/* alloc_fail.h -- memory that is used up at a moment of the test's choice.
 *
 * Knows two allocators: ours (malloc, calloc, realloc, strdup, strndup of what is linked with this file; the linker wraps them) and
 * OpenSSL's.  A program that wants OpenSSL's as well calls alloc_fail_openssl before anything else.
 *
 *     for (long n = 0; ; n++) { alloc_fail_after(n); ...; if (!alloc_fail_stop()) break; }
 */
#ifndef WAX_TESTING_ALLOC_FAIL_H
#define WAX_TESTING_ALLOC_FAIL_H

#include <stdbool.h>

bool alloc_fail_openssl(void);      /* false: OpenSSL has allocated already, and can't be changed any more */
void alloc_fail_after(long n);      /* n more succeed, the next one fails, those after it succeed again */
void alloc_fail_from(long n);       /* n more succeed, and then none */
void alloc_fail_only_ours(bool);    /* OpenSSL's always succeed, and are not counted; default: all alike */
bool alloc_fail_stop(void);         /* all succeed again; did one fail? */

#endif

/* alloc_count.h -- how much of our memory is in use: what malloc, calloc, realloc, strdup and strndup gave to what is linked with this file, and was not freed.
 *
 * The linker wraps them, as for alloc_fail.h, and a program has one of the two.  Knows nothing of what libraries of others allocate.
 */
#ifndef WAX_TESTING_ALLOC_COUNT_H
#define WAX_TESTING_ALLOC_COUNT_H

long alloc_count(void);

#endif

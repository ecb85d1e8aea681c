/* alloc_fail.c -- see alloc_fail.h.
 *
 * One counter for the whole process, and not thread-safe: a test that fails allocations runs alone. */
#include "alloc_fail.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static long left = LONG_MAX;        /* how many still succeed */
static bool goes_on, has_failed, only_ours;

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
char *__wrap_strndup(const char *, size_t);

static bool is_refused(void)
{
    if (left == LONG_MAX)
        return false;
    if (left-- > 0)
        return false;
    left = goes_on ? 0 : LONG_MAX;
    has_failed = true;
    return true;
}

void alloc_fail_after(long n)
{
    left = n;
    goes_on = has_failed = false;
}

void alloc_fail_from(long n)
{
    alloc_fail_after(n);
    goes_on = true;
}

void alloc_fail_only_ours(bool yes)
{
    only_ours = yes;
}

bool alloc_fail_stop(void)
{
    left = LONG_MAX;
    return has_failed;
}

void *__wrap_malloc(size_t n)
{
    return is_refused() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return is_refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return is_refused() ? NULL : __real_realloc(p, n);
}

/* libc's strdup calls libc's malloc, which the linker does not wrap. */
char *__wrap_strndup(const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *copy = __wrap_malloc(len + 1);

    if (!copy)
        return NULL;
    memcpy(copy, s, len);
    copy[len] = 0;
    return copy;
}

char *__wrap_strdup(const char *s)
{
    return __wrap_strndup(s, strlen(s));
}

static void *openssl_malloc(size_t n, const char *file, int line)
{
    (void)file, (void)line;
    return only_ours ? __real_malloc(n) : __wrap_malloc(n);
}

static void *openssl_realloc(void *p, size_t n, const char *file, int line)
{
    (void)file, (void)line;
    return only_ours ? __real_realloc(p, n) : __wrap_realloc(p, n);
}

static void openssl_free(void *p, const char *file, int line)
{
    (void)file, (void)line;
    free(p);
}

bool alloc_fail_openssl(void)
{
    return CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;
}

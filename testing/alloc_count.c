/* alloc_count.c -- see alloc_count.h.  Not thread-safe. */
#include "alloc_count.h"

#include <stdlib.h>
#include <string.h>

static long n_live;

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
char *__real_strndup(const char *, size_t);
void  __real_free(void *);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
char *__wrap_strndup(const char *, size_t);
void  __wrap_free(void *);

long alloc_count(void)
{
    return n_live;
}

static void *counted(void *p)
{
    n_live += p != NULL;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    return p ? __real_realloc(p, n) : counted(__real_realloc(NULL, n));
}

char *__wrap_strdup(const char *s)
{
    return counted(__real_strdup(s));
}

char *__wrap_strndup(const char *s, size_t n)
{
    return counted(__real_strndup(s, n));
}

void __wrap_free(void *p)
{
    n_live -= p != NULL;
    __real_free(p);
}

/* test.c -- see test.h. */
#include "test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TESTS = 512 };

static struct { const char *name; void (*run)(void); } tests[TESTS];
static int n_tests, n_run, n_bad;
static int checks, failures;            /* of the test that runs */
static const char *skipped;

void test_add(const char *name, void (*run)(void))
{
    if (n_tests == TESTS) {
        fprintf(stderr, "more than %d tests in one program\n", TESTS);
        exit(2);
    }
    tests[n_tests].name = name;
    tests[n_tests++].run = run;
}

bool test_check(bool good, const char *file, int line, const char *what)
{
    checks++;
    if (!good) {
        failures++;
        printf("# %s:%d: not so: %s\n", file, line, what);
    }
    return good;
}

void test_note(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    printf("# ");
    vprintf(format, ap);
    printf("\n");
    va_end(ap);
}

void test_skip(const char *why)
{
    skipped = why;
}

bool test_same_bytes(const void *a, size_t a_len, const void *b, size_t b_len)
{
    return a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0);
}

bool test_same(const char *a, const char *b)
{
    if (a && b && strcmp(a, b) == 0)
        return true;
    if (!a && !b)
        return true;
    printf("# \"%s\"\n# \"%s\"\n", a ? a : "(null)", b ? b : "(null)");
    return false;
}

static void report(const char *name)
{
    bool bad = failures || (!checks && !skipped);

    n_run++;
    n_bad += bad;
    if (!checks && !skipped)
        printf("# it checked nothing\n");
    printf("%sok %d - %s", bad ? "not " : "", n_run, name);
    if (skipped && !bad)
        printf(" # SKIP %s", skipped);
    printf("\n");
    fflush(stdout);
}

void test_run(const char *name, void (*run)(void *), void *arg)
{
    checks = failures = 0;
    skipped = NULL;
    run(arg);
    report(name);
}

static void call(void *arg)
{
    int i = *(const int *)arg;

    tests[i].run();
}

int test_exit(void)
{
    printf("1..%d\n", n_run);
    return n_bad ? 1 : 0;
}

/* The main of a program that only has TEST()s; one with its own main uses test_run and test_exit. */
__attribute__((weak)) int main(void)
{
    for (int i = 0; i < n_tests; i++)
        test_run(tests[i].name, call, &i);
    return test_exit();
}

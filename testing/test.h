/* test.h -- one named promise each: TEST("a lone LF does not end a reply") { CHECK(...); }
 *
 * Prints TAP.  A failed CHECK says where and what and the test goes on; a test that made no CHECK fails.  Link with test.c.
 */
#ifndef WAX_TESTING_TEST_H
#define WAX_TESTING_TEST_H

#include <stdbool.h>
#include <stddef.h>

void test_add(const char *name, void (*run)(void));
bool test_check(bool good, const char *file, int line, const char *what);
void test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));  /* "# ..." beside the results */
void test_skip(const char *why);                                /* this test, by name, with the reason */
bool test_same_bytes(const void *a, size_t a_len, const void *b, size_t b_len);
bool test_same(const char *a, const char *b);                   /* both NULL is the same */
void test_run(const char *name, void (*run)(void *), void *arg);
int  test_exit(void);

#define TEST_JOIN2(a, b) a##b
#define TEST_JOIN(a, b) TEST_JOIN2(a, b)
#define TEST(name) TEST_NUMBERED(name, __LINE__)
#define TEST_NUMBERED(name, n)                                                                                          \
    static void TEST_JOIN(test_, n)(void);                                                                              \
    __attribute__((constructor)) static void TEST_JOIN(add_, n)(void) { test_add(name, TEST_JOIN(test_, n)); }           \
    static void TEST_JOIN(test_, n)(void)

#define CHECK(expression) test_check((expression), __FILE__, __LINE__, #expression)

#endif

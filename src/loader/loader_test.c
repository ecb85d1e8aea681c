/* loader_test.c -- what is there is found, and of what lacks a part nothing is left to call. */
#include "loader.h"

#include "test.h"

#include <string.h>

TEST("the functions of a library are found, and can be called")
{
    double (*root)(double) = NULL;
    char why[100] = "x";

    CHECK(wax__load("libm.so.6", &(struct wanted){ "sqrt", &root }, 1, why, sizeof why));
    CHECK(root && root(16) == 4 && !*why);
}

TEST("a library that lacks a function gives none of the others either, and it is named")
{
    double (*root)(double) = NULL, (*other)(double) = NULL;
    char why[200] = "";

    CHECK(!wax__load("libm.so.6", (struct wanted[]){ { "sqrt", &root }, { "no_such_function", &other } }, 2, why, sizeof why));
    CHECK(!root && !other && strstr(why, "no_such_function"));
}

TEST("a library that is not there is named")
{
    double (*root)(double) = NULL;
    char why[200] = "";

    CHECK(!wax__load("libwax-nowhere.so.9", &(struct wanted){ "sqrt", &root }, 1, why, sizeof why));
    CHECK(!root && strstr(why, "libwax-nowhere"));
    CHECK(!wax__load("libwax-nowhere.so.9", &(struct wanted){ "sqrt", &root }, 1, NULL, 0));
}

#include "accounts.h"

#include "alloc_fail.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char   told[4096];
static size_t n_told;

/* "LINE:COLUMN+LENGTH sentence" a line. */
static void note(void *user, const struct place *at, const char *sentence)
{
    size_t len = strlen(told);

    (void)user;
    n_told++;
    snprintf(told + len, sizeof told - len, "%zu:%zu+%zu %s\n", at->line, at->mark.at, at->mark.len, sentence);
}

static struct accounts *read_text(const char *text)
{
    *told = 0;
    n_told = 0;
    return accounts_of_text(text, strlen(text), "config", false, note, NULL);
}

static const struct setting *find(const struct account *a, const char *key)
{
    for (; a; a = a->base)
        for (size_t i = 0; i < a->n; i++)
            if (strcmp(a->settings[i].key, key) == 0)
                return &a->settings[i];
    return NULL;
}

/* The value that counts for the key in the account; "-": none. */
static const char *value(const struct accounts *a, const char *name, const char *key)
{
    const struct account *account = accounts_named(a, name);
    const struct setting *s = account ? find(account, key) : NULL;

    return s && s->value ? s->value : "-";
}

static const char *name_of(const struct account *a)
{
    return a ? a->name : "-";
}

TEST("lines belong to the account above them, and the first ones to all")
{
    struct accounts *a = read_text("timeout 60\n# a remark\n\naccount work\n  server smtp://a\r\n\tuser   ada  \naccount home\n  timeout 5\n  pin-only");

    CHECK(test_same(told, ""));
    CHECK(accounts_count(a) == 2);
    CHECK(test_same(value(a, "work", "timeout"), "60"));
    CHECK(test_same(value(a, "work", "server"), "smtp://a"));
    CHECK(test_same(value(a, "work", "user"), "ada"));
    CHECK(test_same(value(a, "home", "timeout"), "5"));
    CHECK(test_same(value(a, "home", "server"), "-"));
    CHECK(find(accounts_named(a, "home"), "pin-only") != NULL);
    accounts_free(a);
}

TEST("an account takes what it lacks from the one behind the colon, and on from there")
{
    struct accounts *a = read_text("x 0\naccount a\nx 1\ny 1\naccount b : a\ny 2\naccount c:b\nz 3\n");

    CHECK(test_same(told, ""));
    CHECK(test_same(value(a, "c", "x"), "1"));
    CHECK(test_same(value(a, "c", "y"), "2"));
    CHECK(test_same(value(a, "c", "z"), "3"));
    accounts_free(a);
}

TEST("a quoted value keeps its blanks, # and quotes; a plain one keeps its words")
{
    struct accounts *a = read_text("account a\nx \" a # \\\"b\\\" \\\\ c \"\ny pass show 'my mail' a#b\nz \"\"\n");

    CHECK(test_same(told, ""));
    CHECK(test_same(value(a, "a", "x"), " a # \"b\" \\ c "));
    CHECK(test_same(value(a, "a", "y"), "pass show 'my mail' a#b"));
    CHECK(test_same(value(a, "a", "z"), ""));
    accounts_free(a);
}

static const char *fault(const char *text)
{
    accounts_free(read_text(text));
    return told;
}

static bool is_told(const char *text, const char *begin, const char *word)
{
    const char *said = fault(text);
    bool good = n_told == 1 && strncmp(said, begin, strlen(begin)) == 0 && strstr(said, word);

    if (!good)
        test_note("told: %s", said);
    return good;
}

TEST("each fault has its line, its word and a sentence")
{
    CHECK(is_told("account a\n  x a # b", "2:6+1 ", "double quotes"));
    CHECK(is_told("account a\n  x #b", "2:4+1 ", "double quotes"));
    CHECK(is_told("account a\n  x \"b", "2:4+1 ", "never closed"));
    CHECK(is_told("account a\n  x \"b\" c", "2:8+1 ", "behind the closing quote"));
    CHECK(is_told("account a\n  x = c", "2:4+1 ", "remove the ="));
    CHECK(is_told("account a\n  --x c", "2:2+3 ", "without its dashes"));
    CHECK(is_told("account a\n  User c", "2:2+4 ", "small letters"));
    CHECK(is_told("account a\n  x \x01", "2:4+1 ", "control character"));
    CHECK(is_told("account a\n  x \xff", "2:4+1 ", "UTF-8"));
    CHECK(is_told("account a b\n", "1:8+3 ", "one word"));
    CHECK(is_told("account\n", "1:0+7 ", "one word"));
    CHECK(is_told("account a : \n", "1:8+3 ", "one word"));
    CHECK(is_told("account a\naccount a\n", "2:8+1 ", "already"));
    CHECK(is_told("account a : b\naccount b", "1:8+5 ", "not known"));
    CHECK(is_told("account a : a", "1:8+5 ", "not known"));
    CHECK(is_told("default\n", "1:0+7 ", "missing"));
    CHECK(test_same(fault("default a\naccount a"), ""));
    CHECK(is_told("default b\naccount a", "1:8+1 ", "no account"));
    CHECK(is_told("default a\ndefault a\naccount a", "2:0+7 ", "twice"));
    CHECK(is_told("match *\naccount a", "1:0+5 ", "in an account"));
    CHECK(is_told("account a\nmatch", "2:0+5 ", "in an account"));
}

TEST("all faults of a file are told, and none repeats what the line says")
{
    fault("account a\nx \"hunter2\npassword = hunter2\nPass hunter2\naccount hunter2 hunter2\n");
    CHECK(n_told == 4);
    CHECK(!strstr(told, "hunter2"));
}

TEST("a NUL is a control character, and what stands behind it is read")
{
    static const char text[] = "account a\nx b\0c\ny d\n";

    *told = 0;
    struct accounts *a = accounts_of_text(text, sizeof text - 1, "config", false, note, NULL);
    CHECK(strstr(told, "2:3+1 a control"));
    CHECK(test_same(value(a, "a", "y"), "d"));
    accounts_free(a);
}

TEST("there is a bound to how many accounts one file has")
{
    char *text = calloc(1, 32000);

    for (int i = 0; text && i < 1001; i++)
        sprintf(text + strlen(text), "account a%d\n", i);
    fault(text ? text : "");
    CHECK(n_told == 1);
    CHECK(strstr(told, "1001:8+5 this is one account more"));
    free(text);
}

TEST("the sender's account is the first that matches; else the default")
{
    struct accounts *a = read_text("default home\naccount home\naccount work\n match *@Example.org\nfrom Ada <boss@corp.example>\naccount all\nmatch *@*.example\n");

    CHECK(test_same(told, ""));
    CHECK(test_same(name_of(accounts_for(a, "ada@EXAMPLE.ORG")), "work"));
    CHECK(test_same(name_of(accounts_for(a, "Boss@corp.example")), "work"));
    CHECK(test_same(name_of(accounts_for(a, "\"<x\" <boss@corp.example>")), "work"));
    CHECK(test_same(name_of(accounts_for(a, "bos@corp.example")), "all"));
    CHECK(test_same(name_of(accounts_for(a, "ada@example.org.evil")), "home"));
    CHECK(test_same(name_of(accounts_for(a, "")), "home"));
    CHECK(test_same(name_of(accounts_for(a, NULL)), "home"));
    accounts_free(a);
}

TEST("an account that is alone is the default; of two, none is")
{
    struct accounts *a = read_text("account a\n"), *b = read_text("account a\naccount b\n"), *c = read_text("");

    CHECK(test_same(name_of(accounts_default(a)), "a"));
    CHECK(accounts_default(b) == NULL);
    CHECK(accounts_default(c) == NULL && accounts_count(c) == 0);
    accounts_free(a);
    accounts_free(b);
    accounts_free(c);
}

TEST("patterns: * is anything, nothing too")
{
    CHECK(accounts_match("*", ""));
    CHECK(accounts_match("a*", "a"));
    CHECK(accounts_match("*a*b*", "xxaxxabb"));
    CHECK(accounts_match("**@x", "y@x"));
    CHECK(!accounts_match("*@x", "y@xy"));
    CHECK(!accounts_match("", "a"));
    CHECK(!accounts_match("ab", "a"));
    CHECK(!accounts_match("a", "ab"));
}

/* -- the files ---------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/wax-accounts-XXXXXX", mine[64], hosts[64];

static void put(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");

    if (f) {
        fputs(text, f);
        fclose(f);
    }
    chmod(path, mode);
}

/* The user's file and the host's; NULL: there is none. */
static struct accounts *read_files(const char *user, mode_t mode, const char *host)
{
    *told = 0;
    n_told = 0;
    unlink(mine);
    unlink(hosts);
    if (user)
        put(mine, user, mode);
    if (host)
        put(hosts, host, 0644);
    return accounts_read(note, NULL);
}

static bool make_folder(void)
{
    char wax[48];

    if (!mkdtemp(folder))
        return false;
    snprintf(wax, sizeof wax, "%s/wax", folder);
    snprintf(mine, sizeof mine, "%s/config", wax);
    snprintf(hosts, sizeof hosts, "%s/host", folder);
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("WAX_HOST_CONFIG", hosts, 1);
    return mkdir(wax, 0700) == 0;
}

static void remove_folder(void)
{
    unlink(mine);
    unlink(hosts);
    *strrchr(mine, '/') = 0;
    rmdir(mine);
    rmdir(folder);
}

static void check_merging(void)
{
    struct accounts *a = read_files("a 1\naccount work\nb 1\naccount own : office\n", 0600, "a 2\ndefault office\naccount work\nc 2\naccount office\nd 2\n");

    CHECK(test_same(told, ""));
    CHECK(test_same(value(a, "work", "a"), "1") && test_same(value(a, "work", "b"), "1") && test_same(value(a, "work", "c"), "-"));
    CHECK(test_same(value(a, "office", "a"), "2") && test_same(value(a, "own", "a"), "2") && test_same(value(a, "own", "d"), "2"));
    CHECK(accounts_count(a) == 3 && test_same(name_of(accounts_at(a, 2)), "office"));
    CHECK(test_same(name_of(accounts_default(a)), "office"));
    accounts_free(a);
    a = read_files("default work\naccount work : work\nb 1\n", 0600, "default office\naccount work\nc 2\naccount office\n");
    CHECK(test_same(value(a, "work", "c"), "2") && test_same(value(a, "work", "b"), "1"));
    CHECK(test_same(name_of(accounts_default(a)), "work"));
    accounts_free(a);
}

static void check_modes(void)
{
    accounts_free(read_files("account a\n", 0620, NULL));
    CHECK(n_told == 1 && strstr(told, "0:0+0 ") && strstr(told, "chmod go-w"));
    accounts_free(read_files("account a\n", 0602, NULL));
    CHECK(n_told == 1);
    struct accounts *a = read_files("account a\n", 0644, NULL);
    CHECK(n_told == 0 && accounts_count(a) == 1);
    accounts_free(a);
    accounts_free(read_files(NULL, 0, NULL));
    CHECK(n_told == 0);
    if (geteuid() == 0) {
        put(mine, "account a\n", 0600);
        CHECK(chown(mine, 65534, 65534) == 0);
        accounts_free(accounts_read(note, NULL));
        CHECK(n_told == 1 && strstr(told, "another user"));
    }
}

TEST("the user's account stands in place of the host's of that name, and files that others can write are refused")
{
    CHECK(make_folder());
    check_merging();
    check_modes();
    remove_folder();
}

TEST("memory that is used up at any moment is survived")
{
    long n = 0;

    for (bool failed = true; failed; n++) {
        alloc_fail_after(n);
        struct accounts *a = read_text("x 1\naccount a\ny 2\n");
        failed = alloc_fail_stop();
        CHECK(!a == failed);
        accounts_free(a);
    }
    CHECK(n > 5);
}

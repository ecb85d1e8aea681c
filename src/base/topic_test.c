/* topic_test.c -- every error has a page, and every page an error. */
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <wax/status.h>

static const char *const stages[] = { "", "setup", "connect", "proxy", "resolve", "greeting", "ehlo", "starttls", "tls", "tls-port", "tls-name", "tls-dates",
    "tls-issuer", "tls-key", "tls-revoked", "auth", "proof", "system", "mail", "size", "8bitmime", "smtputf8", "dsn", "extension", "rcpt", "data", "bdat", "end", "rset", "quit", "reply",
    "body", "message", "sign", "file", "envelope", "options", "config", "password", "netrc", "secret-service", "oauth", "report" };

static const int codes[] = { 0, 250, 421, 454, 530, 535, 550, 552, 554 };

/* Pages that no error leads to: what lies behind the others. */
static const char *const background[] = { "starttls", "weak-channel", "certificate-expires", "missing-extension" };

typedef void visit(void *user, const wax_error *);

static void for_each_code(wax_status status, const char *stage, visit *each, void *user)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        wax_error e = { .status = status, .smtp = codes[i] };
        snprintf(e.stage, sizeof e.stage, "%s", stage);
        each(user, &e);
    }
}

static void for_each_error(visit *each, void *user)
{
    for (int status = WAX_E_NOMEM; status <= WAX_E_PARTIAL; status++)
        for (size_t i = 0; strcmp(wax_status_name((wax_status)status), "unknown") != 0 && i < sizeof stages / sizeof *stages; i++)
            for_each_code((wax_status)status, stages[i], each, user);
}

static void check_page(void *unused, const wax_error *e)
{
    const char *topic = wax_error_topic(e);
    char path[1024];
    struct stat st;

    (void)unused;
    snprintf(path, sizeof path, "%s/%s.md", PAGES, topic);
    if (!CHECK(*topic && stat(path, &st) == 0))
        test_note("%s at \"%s\", %d: \"%s\" has no page", wax_status_name(e->status), e->stage, e->smtp, topic);
}

TEST("whatever fails has a page that explains it")
{
    for_each_error(check_page, NULL);
}

struct search {
    const char *name;
    int         found;
};

static void look(void *user, const wax_error *e)
{
    struct search *s = user;

    s->found |= strcmp(wax_error_topic(e), s->name) == 0;
}

static int is_reached(const char *name)
{
    struct search s = { .name = name };

    for_each_error(look, &s);
    for (size_t i = 0; i < sizeof background / sizeof *background; i++)
        s.found |= strcmp(background[i], name) == 0;
    return s.found;
}

TEST("each page explains something that can happen")
{
    DIR *pages = opendir(PAGES);
    int n = 0;

    if (!CHECK(pages))
        return;
    for (struct dirent *entry; (entry = readdir(pages)); ) {
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(entry->d_name, "."), entry->d_name);
        if (!*name || strcmp(entry->d_name, "README.md") == 0)
            continue;
        n++;
        if (!CHECK(is_reached(name)))
            test_note("nothing leads to %s", name);
    }
    closedir(pages);
    CHECK(n > 30);
}

TEST("where nobody failed there is nothing to explain")
{
    CHECK(test_same(wax_error_topic(NULL), ""));
    CHECK(test_same(wax_error_topic(&(wax_error){ .status = WAX_OK, .smtp = 250, .stage = "end" }), ""));
    CHECK(test_same(wax_error_topic(&(wax_error){ .status = (wax_status)999 }), ""));
}

static const char *topic(wax_status status, const char *stage, int code)
{
    wax_error e = { .status = status, .smtp = code };

    snprintf(e.stage, sizeof e.stage, "%s", stage);
    return wax_error_topic(&e);
}

TEST("causes that look alike are told apart")
{
    CHECK(test_same(topic(WAX_E_UNTRUSTED, "tls-name", 0), "untrusted-name"));
    CHECK(test_same(topic(WAX_E_UNTRUSTED, "tls", 0), "untrusted"));
    CHECK(test_same(topic(WAX_E_TLS_REQUIRED, "starttls", 0), "starttls-not-offered"));
    CHECK(test_same(topic(WAX_E_TLS_REQUIRED, "starttls", 454), "starttls-refused"));
    CHECK(test_same(topic(WAX_E_AUTH, "auth", 535), "login-refused"));
    CHECK(test_same(topic(WAX_E_AUTH, "auth", 0), "login-in-clear"));
    CHECK(test_same(topic(WAX_E_AUTH, "proof", 235), "login-unproved"));
    CHECK(test_same(topic(WAX_E_REFUSED, "rcpt", 550), "refused-recipient"));
    CHECK(test_same(topic(WAX_E_REFUSED, "mail", 530), "login-needed"));
    CHECK(test_same(topic(WAX_E_REFUSED, "end", 552), "too-big"));
    CHECK(test_same(topic(WAX_E_TIMEOUT, "connect", 0), "nobody-answers"));
    CHECK(test_same(topic(WAX_E_TIMEOUT, "end", 0), "timeout"));
}

/* sendmail_params_test.c -- what a program may say behind MAIL and RCPT: which are taken, as what, and which are not. */
#include "sendmail_params.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static struct sendmail_params got;

static const char *told(const char *words, bool is_mail)
{
    const char *reply = sendmail_params_read(&got, (struct span){ (const uint8_t *)words, strlen(words) }, is_mail);

    return reply ? reply : "";
}

static bool is_told(const char *words, bool is_mail, const char *code)
{
    bool is_right = strncmp(told(words, is_mail), code, strlen(code)) == 0;

    if (!is_right)
        test_note("%s", words);
    return is_right;
}

TEST("xtext is read back to what it stands for, and what is no xtext is 501")
{
    static const char *const wrong[] = { "ENVID=a=b", "ENVID=a+2", "ENVID=a+", "ENVID=a+2b", "ENVID=a+00b", "ENVID=a+0Ab", "ENVID=a+7Fb", "ENVID=a+C3+A4", "ENVID=a\tb", "ENVID=\xc3\xa4" };

    CHECK(test_same(told("ENVID=a+20b+2Bc+3Dd", true), "") && test_same(got.asked[WAX_ASK_ENVID], "a b+c=d"));
    CHECK(test_same(told("ORCPT=rfc822;Grace+2BHopper@example.net", false), "") && test_same(got.asked[WAX_ASK_ORCPT], "rfc822;Grace+Hopper@example.net"));
    CHECK(test_same(told("orcpt=RFC822;a@b", false), "") && test_same(got.asked[WAX_ASK_ORCPT], "rfc822;a@b"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(is_told(wrong[i], true, "501"));
}

TEST("a parameter belongs to MAIL or to RCPT, and is said once; one of the other, and one that nobody knows, is 555")
{
    CHECK(test_same(told("  RET=full  SIZE=10 BODY=8bitmime ENVID=x ", true), "") && test_same(got.asked[WAX_ASK_RET], "FULL"));
    CHECK(test_same(told("NOTIFY=success,delay ORCPT=rfc822;x", false), "") && test_same(got.asked[WAX_ASK_NOTIFY], "SUCCESS,DELAY"));
    CHECK(is_told("RET=FULL", false, "555") && is_told("NOTIFY=NEVER", true, "555") && is_told("AUTH=<>", true, "555") && is_told("=", true, "555"));
    CHECK(is_told("RET=FULL ret=FULL", true, "501") && is_told("RET", true, "501") && is_told("NOTIFY=", false, "501") && is_told("BODY=BINARYMIME", true, "501"));
    CHECK(test_same(told("", true), "") && !*got.asked[WAX_ASK_RET] && !*got.asked[WAX_ASK_NOTIFY]);
}

TEST("a value may be as long as a line, and is not kept beyond its room")
{
    char words[2048];

    for (size_t n = PARAM_MOST - 4; n < sizeof words - 20; n += n < PARAM_MOST + 4 ? 1 : 300) {
        for (int is_mail = 0; is_mail < 2; is_mail++) {
            int len = snprintf(words, sizeof words, "%s", is_mail ? "ENVID=" : "ORCPT=rfc822;");
            memset(words + len, 'x', n);
            words[(size_t)len + n] = 0;
            CHECK(is_told(words, is_mail, "501"));
        }
    }
}

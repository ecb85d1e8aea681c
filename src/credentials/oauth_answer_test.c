#include "oauth_answer.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static const struct secret refresh = { (uint8_t *)"the-refresh-token", 17 };
static wax_error why;

/* The access token, or the status' name. */
static const char *answer(long status, const char *json)
{
    static char shown[200];
    struct oauth_answer a = { 0 };

    why = (wax_error){ 0 };
    wax_status s = oauth_answer_read(&a, status, json, strlen(json), &refresh, &why);
    snprintf(shown, sizeof shown, "%s%s%s %ld", s ? wax_status_name(s) : (const char *)a.access.bytes, a.refresh.len ? "+" : "",
             a.refresh.len ? (const char *)a.refresh.bytes : "", (long)a.expires_in_s);
    oauth_answer_clear(&a);
    return shown;
}

TEST("a token is taken with its life, which may be a string, and a replaced refresh token")
{
    CHECK(test_same(answer(200, "{\"access_token\":\"abc\",\"expires_in\":3600,\"token_type\":\"bearer\"}"), "abc 3600"));
    CHECK(test_same(answer(200, "{\"access_token\":\"abc\",\"expires_in\":\"60\",\"refresh_token\":\"new\"}"), "abc+new 60"));
    CHECK(test_same(answer(200, "{\"access_token\":\"abc\"}"), "abc 0"));
    CHECK(test_same(answer(200, "{\"access_token\":\"abc\",\"expires_in\":-5,\"refresh_token\":null}"), "abc 0"));
    CHECK(test_same(answer(200, "{\"access_token\":\"abc\",\"expires_in\":999999999999}"), "abc 2592000"));
}

TEST("an answer without a token that a login could carry is none")
{
    static const char *const bad[] = { "", "{}", "[]", "null", "<html>", "{\"access_token\":1}", "{\"access_token\":\"\"}", "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"a\\u0001b\"}", "{\"access_token\":\"a\",\"token_type\":\"mac\"}", "{\"access_token\":\"a\",\"refresh_token\":\"\\n\"}",
        "{\"access_token\":\"a\",\"access_token\":\"b\"}", "{\"access_token\":\"a\"} x", "{\"access_token\":\"\xff\"}" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(strncmp(answer(200, bad[i]), "protocol ", 9) == 0))
            test_note("%s", bad[i]);
}

TEST("a refusal is told in the server's words, with what to do, and without our secret")
{
    CHECK(strncmp(answer(400, "{\"error\":\"invalid_grant\",\"error_description\":\"the-refresh-token is \\u001b[1mrevoked\"}"), "auth", 4) == 0);
    if (!CHECK(strstr(why.text, "invalid_grant (<secret> is \\x1b[1mrevoked)") && strstr(why.text, "log in again")))
        test_note("%s", why.text);
    CHECK(strncmp(answer(401, "{\"error\":\"invalid_client\"}"), "auth", 4) == 0 && strstr(why.text, "client id"));
    CHECK(strncmp(answer(404, "<html>"), "auth", 4) == 0 && strstr(why.text, "404"));
    CHECK(strncmp(answer(302, "{\"access_token\":\"abc\"}"), "auth", 4) == 0);
}

TEST("a server that can't answer now is asked again later")
{
    CHECK(strncmp(answer(503, ""), "deferred", 8) == 0);
    CHECK(strncmp(answer(429, "{\"error\":\"slow_down\"}"), "deferred", 8) == 0 && strstr(why.text, "slow_down"));
}

#include "test.h"
#include "token_url.h"

TEST("a token URL is https, or this machine's")
{
    static const char *const https[] = { "https://a.example/token", "HTTPS://a.example", "https://a.example:8443/t?x=y@z", "https://[2001:db8::1]/t" };
    static const char *const loopback[] = { "http://127.0.0.1/t", "http://127.0.0.1:80/t", "http://[::1]:80/t", "http://localhost?x", "HTTP://LOCALHOST" };

    for (size_t i = 0; i < sizeof https / sizeof *https; i++)
        CHECK(token_url_kind(https[i]) == TOKEN_URL_HTTPS);
    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
        CHECK(token_url_kind(loopback[i]) == TOKEN_URL_LOOPBACK);
}

TEST("whatever could be read as another place is no token URL")
{
    static const char *const bad[] = { "", "https:/a", "https://", "https:///t", "ftp://127.0.0.1/", "file:///etc/passwd", "a.example/token", "http://a.example/t",
        "http://127.0.0.1.example/", "http://127.0.0.1@a.example/", "http://127.0.0.1:80@a.example/", "https://ada:secret@a.example/", "http://localhost.a/",
        "https://a b/", "https://a\\@b/", "https://a\n", "http://[::1].example/", "http://127.0.0.2/", "https://[::1", "https://\xc3\xa4/" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(token_url_kind(bad[i]) == TOKEN_URL_BAD))
            test_note("%s", bad[i]);
}

/* https_curl.c -- see https.h. */
#include "https.h"

#include "fail.h"
#include "loader.h"
#include "patience.h"
#include "token_url.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"

/* -- the library -------------------------------------------------------------------------------------------- */

/* Of libcurl, what we call. */
struct curl {
    CURL              *(*easy_init)(void);
    CURLcode           (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode           (*easy_perform)(CURL *);
    CURLcode           (*easy_getinfo)(CURL *, CURLINFO, ...);
    void               (*easy_cleanup)(CURL *);
    const char        *(*easy_strerror)(CURLcode);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void               (*slist_free_all)(struct curl_slist *);
};

static bool load(struct curl *c)
{
    const struct wanted wanted[] = {
        { "curl_easy_init", &c->easy_init },       { "curl_easy_setopt", &c->easy_setopt },     { "curl_easy_perform", &c->easy_perform },
        { "curl_easy_getinfo", &c->easy_getinfo }, { "curl_easy_cleanup", &c->easy_cleanup },   { "curl_easy_strerror", &c->easy_strerror },
        { "curl_slist_append", &c->slist_append }, { "curl_slist_free_all", &c->slist_free_all },
    };

    return wax__load(LIBRARY, wanted, sizeof wanted / sizeof *wanted, NULL, 0);
}

const char *https_library(void)
{
    return LIBRARY;
}

/* -- the exchange ------------------------------------------------------------------------------------------- */

struct exchange {
    struct curl          curl;
    CURL                *easy;
    struct curl_slist   *headers;
    struct https_answer *answer;
    size_t               n_header;      /* bytes */
    bool                 is_too_long;
    char                 said[CURL_ERROR_SIZE];
};

/* Taking fewer bytes than there are ends the exchange. */
static size_t on_body(char *bytes, size_t one, size_t n, void *user)
{
    struct exchange *x = user;

    x->is_too_long = x->is_too_long || buf_len(&x->answer->body) + n > HTTPS_ANSWER_MOST;
    return !x->is_too_long && wax__buf_put(&x->answer->body, bytes, n) ? one * n : 0;
}

static size_t on_header(char *bytes, size_t one, size_t n, void *user)
{
    struct exchange *x = user;

    (void)bytes;
    x->n_header += n;
    x->is_too_long = x->is_too_long || x->n_header > HTTPS_ANSWER_MOST;
    return x->is_too_long ? 0 : one * n;
}

static long patience_ms(int64_t deadline_ms)
{
    int64_t left = patience_left_ms(deadline_ms);

    return left < 1 ? 1 : left < HTTPS_PATIENCE_MS ? (long)left : HTTPS_PATIENCE_MS;
}

/* http means this machine (token_url.h), and no proxy has to know of it. */
static bool set_peer(struct exchange *x, const char *url, const char *ca_file)
{
    bool is_https = token_url_kind(url) == TOKEN_URL_HTTPS;
    CURLcode (*set)(CURL *, CURLoption, ...) = x->curl.easy_setopt;

    return !set(x->easy, CURLOPT_URL, url) && !set(x->easy, CURLOPT_PROTOCOLS_STR, is_https ? "https" : "http")
        && (is_https || !set(x->easy, CURLOPT_PROXY, "")) && (!ca_file || !set(x->easy, CURLOPT_CAINFO, ca_file))
        && !set(x->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && !set(x->easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static bool set_form(struct exchange *x, const struct buf *form, int64_t deadline_ms)
{
    CURLcode (*set)(CURL *, CURLoption, ...) = x->curl.easy_setopt;

    x->headers = x->curl.slist_append(NULL, "Accept: application/json");
    return x->headers && !set(x->easy, CURLOPT_HTTPHEADER, x->headers) && !set(x->easy, CURLOPT_POSTFIELDS, buf_data(form))
        && !set(x->easy, CURLOPT_POSTFIELDSIZE, (long)buf_len(form)) && !set(x->easy, CURLOPT_USERAGENT, "wax/" WAX_VERSION)
        && !set(x->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) && !set(x->easy, CURLOPT_NOSIGNAL, 1L)
        && !set(x->easy, CURLOPT_TIMEOUT_MS, patience_ms(deadline_ms)) && !set(x->easy, CURLOPT_ERRORBUFFER, x->said)
        && !set(x->easy, CURLOPT_WRITEFUNCTION, on_body) && !set(x->easy, CURLOPT_WRITEDATA, x)
        && !set(x->easy, CURLOPT_HEADERFUNCTION, on_header) && !set(x->easy, CURLOPT_HEADERDATA, x);
}

static wax_status status_of(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return WAX_E_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION: return WAX_E_UNTRUSTED;
    case CURLE_COULDNT_RESOLVE_HOST: return WAX_E_RESOLVE;
    default: return WAX_E_IO;
    }
}

static wax_status perform(struct exchange *x, wax_error *why)
{
    CURLcode code = x->curl.easy_perform(x->easy);

    if (x->is_too_long)
        return wax__fail(why, WAX_E_LIMIT, "oauth", "the token server's answer is longer than 64 KiB; is --oauth-token-url the right one?");
    if (code == CURLE_OUT_OF_MEMORY || code == CURLE_WRITE_ERROR)
        return wax__fail_memory(why, "oauth");
    if (code)
        return wax__fail(why, status_of(code), "oauth", "the token server could not be asked: %s; nothing was sent",
                         *x->said ? x->said : x->curl.easy_strerror(code));
    return x->curl.easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &x->answer->status) ? wax__fail_memory(why, "oauth") : WAX_OK;
}

wax_status https_post(const char *url, const char *ca_file, const struct buf *form, int64_t deadline_ms, struct https_answer *answer, wax_error *why)
{
    struct exchange x = { .answer = answer };

    if (!load(&x.curl))
        return wax__fail(why, WAX_E_INPUT, "oauth", "OAuth needs libcurl, and " LIBRARY " can't be loaded; install it, or let --password-command print a token");
    x.easy = x.curl.easy_init();
    if (x.easy && set_peer(&x, url, ca_file) && set_form(&x, form, deadline_ms))
        perform(&x, why);
    else
        wax__fail_memory(why, "oauth");
    x.curl.slist_free_all(x.headers);
    x.curl.easy_cleanup(x.easy);
    return why->status;
}

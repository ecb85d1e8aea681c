/* oauth_answer.c -- see oauth_answer.h. */
#include "oauth_answer.h"

#include "conceal.h"
#include "fail.h"
#include "json_library.h"
#include "limit.h"
#include "text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { EXPIRES_MOST_S = 30 * 86400 };   /* nobody's access token lives longer; what says so is not believed */

/* -- memory that is wiped: jansson's copies hold tokens ----------------------------------------------------- */

union front {
    size_t      len;
    max_align_t align;
};

/* Jansson goes on when a string can't grow, and gives it back without the character that had no room. */
static bool lacked_memory;

static void *take(size_t len)
{
    union front *front = len < SIZE_MAX - sizeof *front ? malloc(sizeof *front + len) : NULL;

    lacked_memory |= !front;
    if (!front)
        return NULL;
    front->len = len;
    return front + 1;
}

static void give_back(void *p)
{
    union front *front = p ? (union front *)p - 1 : NULL;

    if (front)
        wax__wipe(p, front->len);
    free(front);
}

/* -- a token ------------------------------------------------------------------------------------------------ */

/* RFC 6749 appendix A: printable ASCII. */
static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] < '!' || text[i] > '~')
            return false;
    return len > 0 && len <= LIMIT_SECRET;
}

static wax_status broken(const char *what, wax_error *why)
{
    return wax__fail(why, WAX_E_PROTOCOL, "oauth", "the token server's answer %s; is --oauth-token-url the right one?", what);
}

static wax_status keep(const struct json_library *json, struct secret *to, const json_t *value, const char *what, wax_error *why)
{
    if (!json_is_string(value) || !is_token(json->string_value(value), json->string_length(value)))
        return broken(what, why);
    return wax__secret_set(to, json->string_value(value), json->string_length(value)) ? WAX_OK : wax__fail_memory(why, "oauth");
}

/* Some servers write the number as a string. */
static int64_t seconds(const struct json_library *json, const json_t *value)
{
    json_int_t n = json_is_integer(value) ? json->integer_value(value) : json_is_string(value) ? strtoll(json->string_value(value), NULL, 10) : 0;

    return n < 0 ? 0 : n < EXPIRES_MOST_S ? n : EXPIRES_MOST_S;
}

static wax_status read_token(const struct json_library *json, struct oauth_answer *a, const json_t *root, wax_error *why)
{
    const json_t *type = json->object_get(root, "token_type"), *refresh = json->object_get(root, "refresh_token");

    if (json_is_string(type) && strcasecmp(json->string_value(type), "Bearer") != 0)
        return broken("has a token that is no bearer token, which is all that SMTP knows", why);
    if (keep(json, &a->access, json->object_get(root, "access_token"), "has no access token that a login could carry", why))
        return why->status;
    if (refresh && !json_is_null(refresh) && keep(json, &a->refresh, refresh, "has a new refresh token that is none", why))
        return why->status;
    a->expires_in_s = seconds(json, json->object_get(root, "expires_in"));
    return WAX_OK;
}

/* -- a refusal ---------------------------------------------------------------------------------------------- */

static const char *advice_for(const char *error)
{
    static const struct { const char *error, *advice; } rows[] = {
        { "invalid_grant", ": the refresh token has expired or was revoked; log in again to get a new one" },
        { "invalid_client", ": the client id or the client's secret is wrong" },
        { "invalid_scope", ": --oauth-scope asks for more than was granted" },
        { "unauthorized_client", ": this client may not refresh tokens" },
        { "unsupported_grant_type", ": this server refreshes no tokens" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].error, error) == 0)
            return rows[i].advice;
    return "";
}

static void show(const struct json_library *json, char *to, size_t size, const json_t *value, const struct secret *ours)
{
    const char *text = json_is_string(value) ? json->string_value(value) : "";
    char clean[200];

    wax__text_printable(to, size, clean, wax__conceal(clean, sizeof clean, text, strlen(text), ours));
}

static wax_status refused(const struct json_library *json, long status, const json_t *root, const struct secret *ours, wax_error *why)
{
    wax_status kind = status >= 500 || status == 429 ? WAX_E_DEFERRED : WAX_E_AUTH;
    const json_t *error = json->object_get(root, "error");
    char name[80], description[200];

    show(json, name, sizeof name, error, ours);
    show(json, description, sizeof description, json->object_get(root, "error_description"), ours);
    if (!*name)
        return wax__fail(why, kind, "oauth", "the token server answered %ld and gave no reason; is --oauth-token-url the right one?", status);
    return wax__fail(why, kind, "oauth", "the token server refused: %s%s%s%s%s", name, *description ? " (" : "", description, *description ? ")" : "",
                     advice_for(name));
}

static wax_status read_root(struct oauth_answer *a, const struct json_library *json, long status, const json_t *root, const struct secret *ours, wax_error *why)
{
    if (lacked_memory)
        return wax__fail_memory(why, "oauth");
    if (status != 200)
        return refused(json, status, root, ours, why);
    return json_is_object(root) ? read_token(json, a, root, why) : broken("is no JSON object", why);
}

wax_status oauth_answer_read(struct oauth_answer *a, long status, const char *text, size_t len, const struct secret *ours, wax_error *why)
{
    struct json_library json;
    json_error_t at;

    if (!json_library_load(&json))
        return wax__fail(why, WAX_E_INPUT, "oauth", "OAuth needs jansson, and " JSON_LIBRARY " can't be loaded; install it, or let --password-command print a token");
    json.set_alloc_funcs(take, give_back);
    lacked_memory = false;
    json_t *root = json.loadb(text, len, JSON_REJECT_DUPLICATES, &at);
    wax_status result = read_root(a, &json, status, root, ours, why);
    if (root)
        json.destroy(root);     /* nobody else holds it */
    return result;
}

void oauth_answer_clear(struct oauth_answer *a)
{
    wax__secret_clear(&a->access);
    wax__secret_clear(&a->refresh);
}

const char *oauth_answer_library(void)
{
    return "jansson " JANSSON_VERSION;
}

/* oauth.c -- see oauth.h: the order of things. */
#include "oauth.h"

#include "fail.h"
#include "https.h"
#include "oauth_answer.h"
#include "oauth_cache.h"
#include "private_file.h"
#include "token_url.h"

#include <stdio.h>
#include <string.h>

struct refreshing {
    const struct oauth *oauth;
    struct secret       client_secret, refresh;
    struct oauth_place  place;
    struct oauth_answer answer;
};

/* -- what we have -------------------------------------------------------------------------------------------- */

/* One line; what follows it is not looked at. */
static bool read_line(struct secret *to, const char *path, const char *what, wax_error *why)
{
    if (!private_file_read(to, path, "oauth", what, why))
        return false;
    size_t len = strcspn((const char *)to->bytes, "\r\n");
    wax__wipe(to->bytes + len, to->len - len);
    to->len = len;
    if (!len)
        wax__fail(why, WAX_E_INPUT, "oauth", "%s %.200s is empty: its first line must be it", what, path);
    return len > 0;
}

static bool read_secrets(struct refreshing *r, wax_error *why)
{
    const struct oauth *o = r->oauth;

    if (token_url_kind(o->token_url) == TOKEN_URL_BAD)
        wax__fail(why, WAX_E_USAGE, "oauth", "--oauth-token-url must be https://...: secrets are posted there (http:// for this machine alone)");
    else if (read_line(&r->refresh, o->refresh_token_file, "the file of the refresh token", why) && o->client_secret_file)
        read_line(&r->client_secret, o->client_secret_file, "the file of the client's secret", why);
    return !why->status;
}

/* -- asking -------------------------------------------------------------------------------------------------- */

/* application/x-www-form-urlencoded. */
static bool put_field(struct buf *form, const char *name, const void *value, size_t len)
{
    const unsigned char *p = value;
    bool good = wax__buf_putf(form, "%s%s=", buf_len(form) ? "&" : "", name);

    for (size_t i = 0; good && i < len; i++) {
        bool is_plain = (p[i] >= '0' && p[i] <= '9') || ((p[i] | 32) >= 'a' && (p[i] | 32) <= 'z') || (p[i] && strchr("-._~", p[i]));
        good = is_plain ? wax__buf_put(form, p + i, 1) : wax__buf_putf(form, "%%%02X", p[i]);
    }
    return good;
}

static bool put_form(struct buf *form, const struct refreshing *r)
{
    const struct oauth *o = r->oauth;

    return put_field(form, "grant_type", "refresh_token", 13) && put_field(form, "client_id", o->client_id, strlen(o->client_id))
        && put_field(form, "refresh_token", r->refresh.bytes, r->refresh.len)
        && (!r->client_secret.len || put_field(form, "client_secret", r->client_secret.bytes, r->client_secret.len))
        && (!o->scope || put_field(form, "scope", o->scope, strlen(o->scope)));
}

static bool ask(struct refreshing *r, int64_t deadline_ms, wax_error *why)
{
    struct https_answer said = { 0 };
    struct buf form = { 0 };

    if (!put_form(&form, r))
        wax__fail_memory(why, "oauth");
    else if (!https_post(r->oauth->token_url, r->oauth->ca_file, &form, deadline_ms, &said, why))
        oauth_answer_read(&r->answer, said.status, (const char *)buf_data(&said.body), buf_len(&said.body), &r->refresh, why);
    wax__buf_wipe(&form);
    wax__buf_wipe(&said.body);
    return !why->status;
}

/* -- keeping ------------------------------------------------------------------------------------------------- */

/* The server may have ended the old one with this answer: without the new one, nobody logs in any more. */
static void keep_refresh(struct refreshing *r, struct password *p)
{
    struct secret *fresh = &r->answer.refresh;

    if (!fresh->len || (fresh->len == r->refresh.len && memcmp(fresh->bytes, r->refresh.bytes, fresh->len) == 0))
        return;
    int number = private_file_replace(r->oauth->refresh_token_file, fresh->bytes, fresh->len);
    if (number)
        snprintf(p->warning, sizeof p->warning, "warning: the token server replaced the refresh token, and the new one can't be written to %.120s: %s; "
                 "the next login may be refused", r->oauth->refresh_token_file, strerror(number));
    oauth_cache_find(&r->place, r->oauth, number ? &r->refresh : fresh);
}

static void get(struct refreshing *r, struct password *p, bool is_fresh, int64_t deadline_ms, wax_error *why)
{
    oauth_cache_find(&r->place, r->oauth, &r->refresh);
    p->is_kept = !is_fresh && oauth_cache_get(&r->place, &p->kept);
    if (p->is_kept || !ask(r, deadline_ms, why))
        return;
    keep_refresh(r, p);
    oauth_cache_put(&r->place, &r->answer.access, r->answer.expires_in_s);
    p->kept = r->answer.access;
    r->answer.access = (struct secret){ 0 };
}

void password_from_oauth(struct password *p, const struct oauth *oauth, bool is_fresh, int64_t deadline_ms, wax_error *why)
{
    struct refreshing r = { .oauth = oauth };
    int lock = oauth_cache_lock(deadline_ms);

    if (read_secrets(&r, why))
        get(&r, p, is_fresh, deadline_ms, why);
    wax__secret_clear(&r.client_secret);
    wax__secret_clear(&r.refresh);
    oauth_answer_clear(&r.answer);
    oauth_cache_unlock(lock);
}

const char *oauth_parts(void)
{
    static char parts[80];

    snprintf(parts, sizeof parts, "%s, %s", https_library(), oauth_answer_library());
    return parts;
}

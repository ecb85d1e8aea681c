/* gssapi_test.c -- GSSAPI against a Kerberos that says what a test wants; tests/interop has the real one.
 *
 * The library that gssapi.c calls is here, so that no realm is needed to see a server fail to prove itself.
 */
#include "alloc_fail.h"
#include "gss_library.h"
#include "mechanisms.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- a Kerberos ----------------------------------------------------------------------------------------------- */

static int something;            /* what handles point to */
static OM_uint32 name_major, step_major, unwrap_major, wrap_major, granted, wanted;
static char      named[300], wrapped[100], offer[16];
static size_t    wrapped_len, offer_len;
static int       n_held, n_buffers;     /* what was lent out and not given back */

void *__real_malloc(size_t);

/* Kerberos' memory is its own, and is not counted among ours. */
static void lend(gss_buffer_t to, const void *bytes, size_t len)
{
    to->value = __real_malloc(len + 1);
    to->length = len;
    memcpy(to->value, bytes, len);
    n_buffers++;
}

static OM_uint32 import_name(OM_uint32 *minor, gss_buffer_t text, gss_OID type, gss_name_t *to)
{
    snprintf(named, sizeof named, "%.*s", (int)text->length, (char *)text->value);
    *minor = 0;
    CHECK(type->length == 10);
    if (GSS_ERROR(name_major))
        return GSS_S_BAD_NAME;
    *to = (gss_name_t)(void *)&something;
    n_held++;
    return GSS_S_COMPLETE;
}

static OM_uint32 init_sec_context(OM_uint32 *minor, gss_cred_id_t who, gss_ctx_id_t *context, gss_name_t server, gss_OID mechanism, OM_uint32 flags,
                                  OM_uint32 seconds, gss_channel_bindings_t binding, gss_buffer_t in, gss_OID *actual, gss_buffer_t out,
                                  OM_uint32 *is, OM_uint32 *lasts)
{
    (void)who, (void)seconds, (void)binding, (void)in, (void)actual, (void)lasts;
    CHECK(server && mechanism->length == 9 && !binding);
    n_held += !*context;
    *context = (gss_ctx_id_t)(void *)&something;
    wanted = flags;
    *minor = 7;
    *is = granted;
    if (step_major == GSS_S_CONTINUE_NEEDED)
        lend(out, "ticket", 6);
    return step_major;
}

static OM_uint32 unwrap(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t in, gss_buffer_t out, int *conf, gss_qop_t *qop)
{
    (void)context, (void)in, (void)conf, (void)qop;
    *minor = 7;
    if (!GSS_ERROR(unwrap_major))
        lend(out, offer, offer_len);
    return unwrap_major;
}

static OM_uint32 wrap(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop, gss_buffer_t in, int *is_conf, gss_buffer_t out)
{
    (void)context, (void)conf, (void)qop, (void)is_conf;
    *minor = 7;
    wrapped_len = in->length < sizeof wrapped ? in->length : 0;
    memcpy(wrapped, in->value, wrapped_len);
    if (!GSS_ERROR(wrap_major))
        lend(out, "sealed", 6);
    return wrap_major;
}

static OM_uint32 display_status(OM_uint32 *minor, OM_uint32 status, int type, gss_OID mechanism, OM_uint32 *more, gss_buffer_t text)
{
    (void)status, (void)type, (void)mechanism, (void)more;
    *minor = 0;
    lend(text, "no \x1b credentials", 16);
    return GSS_S_COMPLETE;
}

static OM_uint32 release_buffer(OM_uint32 *minor, gss_buffer_t buffer)
{
    *minor = 0;
    n_buffers -= buffer->value != NULL;
    free(buffer->value);
    *buffer = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    return GSS_S_COMPLETE;
}

static OM_uint32 delete_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t out)
{
    (void)out;
    *minor = 0;
    n_held--;
    *context = GSS_C_NO_CONTEXT;
    return GSS_S_COMPLETE;
}

static OM_uint32 release_name(OM_uint32 *minor, gss_name_t *name)
{
    *minor = 0;
    n_held--;
    *name = GSS_C_NO_NAME;
    return GSS_S_COMPLETE;
}

static bool is_missing;

bool wax__gss_load(struct gss_library *l, char *why, size_t size)
{
    snprintf(why, size, "%s", is_missing ? "no such file" : "");
    if (!is_missing)
        *l = (struct gss_library){ import_name, init_sec_context, wrap, unwrap, display_status, release_buffer, release_name, delete_sec_context };
    return !is_missing;
}

/* -- a login --------------------------------------------------------------------------------------------------- */

struct login {
    struct credentials who;
    wax_tls_info       facts;
    struct exchange    x;
    struct secret      said;
    wax_error          why;
};

static void begin(struct login *l)
{
    name_major = unwrap_major = wrap_major = GSS_S_COMPLETE;
    step_major = GSS_S_CONTINUE_NEEDED;
    granted = GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG;
    memcpy(offer, "\1\0\0\0", offer_len = 4);
    *l = (struct login){ .who = { .user = "ada" }, .facts = { .verified = true, .name = "mail.example.org" } };
    l->x = (struct exchange){ .mechanism = &wax__sasl_gssapi, .who = &l->who, .facts = &l->facts, .host = "192.0.2.1" };
}

static wax_status answer(struct login *l, const char *challenge)
{
    return l->x.mechanism->respond(&l->x, (struct span){ (const uint8_t *)challenge, strlen(challenge) }, &l->said, &l->why);
}

static bool says(struct login *l, const char *challenge, const char *expected)
{
    return answer(l, challenge) == WAX_OK && test_same_bytes(l->said.bytes, l->said.len, expected, strlen(expected));
}

/* Up to the server's offer of layers. */
static void begin_and_meet(struct login *l)
{
    begin(l);
    CHECK(says(l, "", "ticket"));
    step_major = GSS_S_COMPLETE;
    CHECK(says(l, "and mine", ""));
}

/* Nothing that the library lent stays with us, and nothing is proved that was not. */
static void end(struct login *l, bool is_proved)
{
    CHECK(l->x.is_proved == is_proved);
    exchange_end(&l->x);
    CHECK(n_held == 0 && n_buffers == 0 && !l->x.mechanism);
    wax__secret_clear(&l->said);
}

TEST("GSSAPI: a ticket for the proved name, the server's proof, no layer, and as whom to act")
{
    struct login l;

    begin_and_meet(&l);
    CHECK(test_same(named, "smtp@mail.example.org") && !l.x.is_proved);
    CHECK(says(&l, "offer", "sealed") && test_same_bytes(wrapped, wrapped_len, "\1\0\0\0ada", 7));
    CHECK(answer(&l, "more") == WAX_E_PROTOCOL);
    end(&l, true);
}

TEST("GSSAPI asks for the server's proof, and passes no ticket on")
{
    struct login l;

    begin(&l);
    CHECK(says(&l, "", "ticket") && wanted == (GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG));
    end(&l, false);
}

TEST("where no name was proved by a certificate, GSSAPI's ticket is for the host of the URL")
{
    struct login l;

    begin(&l);
    *l.facts.name = 0;
    CHECK(says(&l, "", "ticket") && test_same(named, "smtp@192.0.2.1"));
    end(&l, false);
}

TEST("GSSAPI says nothing in the clear, nor to a server that has not proved its name")
{
    struct login l;

    begin(&l);
    l.facts.verified = false;
    CHECK(answer(&l, "") == WAX_E_AUTH && strstr(l.why.text, "nothing was shown"));
    end(&l, false);
    begin(&l);
    l.x.facts = NULL;
    CHECK(answer(&l, "") == WAX_E_AUTH && !l.said.bytes);
    end(&l, false);
}

TEST("GSSAPI: without a ticket the sentence says how one is got, and is printable")
{
    struct login l;

    begin(&l);
    step_major = GSS_S_NO_CRED;
    CHECK(answer(&l, "") == WAX_E_AUTH && strstr(l.why.text, "no \\x1b credentials") && strstr(l.why.text, "kinit"));
    end(&l, false);
    begin(&l);
    name_major = GSS_S_BAD_NAME;
    CHECK(answer(&l, "") == WAX_E_AUTH && strstr(l.why.text, "can't name the server"));
    end(&l, false);
    begin(&l);
    CHECK(answer(&l, "a question first") == WAX_E_PROTOCOL);
    end(&l, false);
}

TEST("GSSAPI: a server that does not prove itself is not believed")
{
    struct login l;

    begin(&l);
    CHECK(says(&l, "", "ticket"));
    step_major = GSS_S_COMPLETE;
    granted = GSS_C_INTEG_FLAG;
    CHECK(answer(&l, "and mine") == WAX_E_AUTH && test_same(l.why.stage, "proof"));
    end(&l, false);
    begin_and_meet(&l);
    unwrap_major = GSS_S_BAD_SIG;
    CHECK(answer(&l, "forged") == WAX_E_AUTH && strstr(l.why.text, "not signed by smtp/mail.example.org"));
    end(&l, false);
}

TEST("GSSAPI: a server that wants a layer of its own, or muddles its offer, is refused")
{
    static const struct { const char *bytes; size_t len; wax_status status; } offers[] = {
        { "\6\0\xff\xff", 4, WAX_E_NO_MECHANISM }, { "\1\0\0\1", 4, WAX_E_PROTOCOL }, { "\1\0\0", 3, WAX_E_PROTOCOL },
        { "\1\0\0\0x", 5, WAX_E_PROTOCOL }, { "", 0, WAX_E_PROTOCOL }, { "\7\0\xff\xff", 4, WAX_OK } };

    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        struct login l;
        begin_and_meet(&l);
        memcpy(offer, offers[i].bytes, offer_len = offers[i].len);
        CHECK(answer(&l, "offer") == offers[i].status);
        end(&l, offers[i].status == WAX_OK);
    }
}

TEST("GSSAPI: a choice that can't be signed is not made")
{
    struct login l;

    begin_and_meet(&l);
    wrap_major = GSS_S_FAILURE;
    CHECK(answer(&l, "offer") == WAX_E_AUTH);
    end(&l, false);
}

TEST("GSSAPI: a machine without Kerberos is told what it lacks")
{
    struct login l;

    begin(&l);
    is_missing = true;
    CHECK(answer(&l, "") == WAX_E_NO_MECHANISM && strstr(l.why.text, "libgssapi-krb5-2 in Debian): no such file"));
    is_missing = false;
    end(&l, false);
}

/* True: to its end. */
static bool logs_in(struct login *l)
{
    begin(l);
    bool good = says(l, "", "ticket");
    step_major = GSS_S_COMPLETE;
    return good && says(l, "and mine", "") && says(l, "offer", "sealed");
}

TEST("GSSAPI: a login for which memory is not enough proves nothing, and says so")
{
    struct login l;
    bool failed = true, good;
    long n = 0;

    for (; failed; n++) {
        alloc_fail_after(n);
        good = logs_in(&l);
        failed = alloc_fail_stop();
        CHECK(failed ? !good && l.why.status == WAX_E_NOMEM && *l.why.text : good);
        end(&l, good);
    }
    CHECK(n > 3);
}

/* gssapi.c -- GSSAPI, RFC 4752: Kerberos 5.  The ticket that the user has (kinit) is the credential, and no password is known here.
 *
 * Knows what the system's GSS-API library does, not where it is found.  Promise: the server proves itself as well; the ticket is not passed on; no
 * second encryption is agreed on inside TLS.  That is why nothing is said on a channel that has not proved its name: who holds such a
 * channel could let the two of us finish, and then speak in our name.  May block: the library asks the realm for a ticket to this server
 * unless it has one, and its patience is in krb5.conf.
 */
#include "mechanisms.h"

#include "fail.h"
#include "gss_library.h"

#include <stdio.h>
#include <string.h>

enum phase { AT_FIRST, IN_CONTEXT, AT_LAYERS, OVER };

/* Kerberos 5, RFC 4121; a service on a host, RFC 2744 appendix A. */
static gss_OID_desc kerberos = { 9, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02" };
static gss_OID_desc service_on_host = { 10, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04" };

/* It lies in exchange.state; what the pointers lead to is the library's, until `end`. */
struct gss {
    struct gss_library library;     /* loaded with the first response */
    gss_ctx_id_t context;
    gss_name_t   server;
    enum phase   phase;
};
_Static_assert(sizeof(struct gss) <= SASL_STATE, "the state of GSSAPI has room in an exchange");

static struct gss *state_of(struct exchange *x) { return (struct gss *)(void *)x->state; }

const char wax__sasl_parts[] = ", GSSAPI (MIT Kerberos)";

/* The name that the certificate proved, else the one that we were given. */
static const char *name_of(const struct exchange *x)
{
    return *x->facts->name ? x->facts->name : x->host;
}

/* -- what the library says ----------------------------------------------------------------------------------- */

static void explain(const struct gss_library *k, char *to, size_t size, OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 unused, more = 0;

    k->display_status(&unused, minor ? minor : major, minor ? GSS_C_MECH_CODE : GSS_C_GSS_CODE, &kerberos, &more, &text);
    wax__text_printable(to, size, text.value, text.length);
    k->release_buffer(&unused, &text);
}

static wax_status failed(struct exchange *x, const char *what, OM_uint32 major, OM_uint32 minor, wax_error *why)
{
    char text[200];

    explain(&state_of(x)->library, text, sizeof text, major, minor);
    return wax__fail(why, WAX_E_AUTH, "auth", "%s smtp/%s: %s. `klist` shows your tickets, and `kinit` gets one", what, name_of(x), text);
}

/* -- the context, s.3.1 -------------------------------------------------------------------------------------- */

static wax_status begin(struct exchange *x, struct span challenge, wax_error *why)
{
    struct gss *g = state_of(x);
    const struct gss_library *k = &g->library;
    char text[sizeof x->facts->name + 8], missing[160];
    OM_uint32 minor, major;

    if (challenge.len)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked a question in GSSAPI, where we speak first");
    if (!wax__gss_load(&g->library, missing, sizeof missing))
        return wax__fail(why, WAX_E_NO_MECHANISM, "auth", "GSSAPI needs the Kerberos library of this machine (libgssapi-krb5-2 in Debian): %s", missing);
    snprintf(text, sizeof text, "smtp@%s", name_of(x));
    major = k->import_name(&minor, &(gss_buffer_desc){ strlen(text), text }, &service_on_host, &g->server);
    if (GSS_ERROR(major))
        return failed(x, "Kerberos can't name the server", major, minor, why);
    g->phase = IN_CONTEXT;
    return WAX_OK;
}

static wax_status put_token(struct gss *g, bool is_complete, const gss_buffer_desc *token, struct secret *response, wax_error *why)
{
    struct piece piece = { token->value, token->length };

    g->phase = is_complete ? AT_LAYERS : IN_CONTEXT;
    return wax__sasl_join(response, &piece, 1) ? WAX_OK : wax__fail_memory(why, "auth");
}

/* No delegation, and no channel binding: s.3.1 wants none. */
static wax_status step_context(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    struct gss *g = state_of(x);
    const struct gss_library *k = &g->library;
    gss_buffer_desc in = { challenge.len, (void *)challenge.p }, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, unused, is = 0;
    OM_uint32 major = k->init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &g->context, g->server, &kerberos,
                                           GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG, 0, GSS_C_NO_CHANNEL_BINDINGS, &in, NULL, &out, &is, NULL);

    if (GSS_ERROR(major))
        failed(x, "Kerberos did not let us in to", major, minor, why);
    else if (major == GSS_S_COMPLETE && (is & (GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG)) != (GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG))
        wax__fail(why, WAX_E_AUTH, "proof", "%s did not prove by Kerberos that it is smtp/%s, so the login was ended", x->host, name_of(x));
    else
        put_token(g, major == GSS_S_COMPLETE, &out, response, why);
    k->release_buffer(&unused, &out);
    return why->status;
}

/* -- the layers, s.3.1 and 3.3 ------------------------------------------------------------------------------- */

enum { NO_LAYER = 1, OFFER_LEN = 4 };   /* a bit for each layer, then three bytes of the largest message */

static wax_status check_offer(const gss_buffer_desc *offer, wax_error *why)
{
    const uint8_t *p = offer->value;

    if (offer->length != OFFER_LEN)
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "expected 4 bytes about security layers at the end of GSSAPI, got %zu", offer->length);
    if (!(p[0] & NO_LAYER))
        return wax__fail(why, WAX_E_NO_MECHANISM, "auth", "the server wants an encryption of GSSAPI's own inside TLS, which Wax does not do; its "
                         "administrator can allow logins without one where there is TLS");
    if (p[0] == NO_LAYER && (p[1] || p[2] || p[3]))
        return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server offers no security layer in GSSAPI, and a size for its messages: that can't be");
    return WAX_OK;
}

static wax_status say_no_layer(struct exchange *x, struct secret *response, wax_error *why)
{
    static const char none[OFFER_LEN] = { NO_LAYER };
    struct piece pieces[] = { { none, sizeof none }, { x->who->user, strlen(x->who->user) } };
    const struct gss_library *k = &state_of(x)->library;
    struct secret choice = { 0 };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, unused, major;

    if (!wax__sasl_join(&choice, pieces, 2))
        return wax__fail_memory(why, "auth");
    major = k->wrap(&minor, state_of(x)->context, 0, GSS_C_QOP_DEFAULT, &(gss_buffer_desc){ choice.len, choice.bytes }, NULL, &out);
    wax__secret_clear(&choice);
    if (GSS_ERROR(major))
        return failed(x, "Kerberos could not sign our choice for", major, minor, why);
    bool good = wax__sasl_join(response, &(struct piece){ out.value, out.length }, 1);
    k->release_buffer(&unused, &out);
    return good ? WAX_OK : wax__fail_memory(why, "auth");
}

/* Only who has the key of smtp/HOST can wrap an offer: with it the server has proved itself in this very exchange. */
static wax_status choose_layer(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    const struct gss_library *k = &state_of(x)->library;
    gss_buffer_desc in = { challenge.len, (void *)challenge.p }, offer = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, unused;
    OM_uint32 major = k->unwrap(&minor, state_of(x)->context, &in, &offer, NULL, NULL);

    if (GSS_ERROR(major))
        failed(x, "what should end the login was not signed by", major, minor, why);
    else if (!check_offer(&offer, why) && !say_no_layer(x, response, why)) {
        x->is_proved = true;
        state_of(x)->phase = OVER;
    }
    k->release_buffer(&unused, &offer);
    return why->status;
}

static wax_status respond(struct exchange *x, struct span challenge, struct secret *response, wax_error *why)
{
    struct gss *g = state_of(x);

    if (!x->facts || !x->facts->verified)
        return wax__fail(why, WAX_E_AUTH, "auth", "GSSAPI would log in here for whoever holds the channel, which is not proved: nothing was shown");
    if (g->phase == AT_FIRST && begin(x, challenge, why))
        return why->status;
    if (g->phase == IN_CONTEXT)
        return step_context(x, challenge, response, why);
    if (g->phase == AT_LAYERS)
        return choose_layer(x, challenge, response, why);
    return wax__fail(why, WAX_E_PROTOCOL, "auth", "the server asked on in GSSAPI, which was over");
}

static void end(struct exchange *x)
{
    struct gss *g = state_of(x);
    OM_uint32 unused;

    if (g->context)
        g->library.delete_sec_context(&unused, &g->context, GSS_C_NO_BUFFER);
    if (g->server)
        g->library.release_name(&unused, &g->server);
}

/* It could speak first (s.3), but a ticket never fits the line that carries a first response. */
const struct mechanism wax__sasl_gssapi = { .name = "GSSAPI", .only_by_name = true, .has_no_secret = true, .proves_server = true, .respond = respond, .end = end };

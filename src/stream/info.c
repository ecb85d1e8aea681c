/* info.c -- see info.h. */
#include "info.h"

#include "verify.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <time.h>

/* RFC 9266 s.2.  On TLS 1.3 only: before it an empty context and none are two values (RFC 5705 s.4), and peers disagree on
 * which of them was meant. */
static bool export_binding(uint8_t to[32], SSL *ssl)
{
    static const char label[] = "EXPORTER-Channel-Binding";

    return SSL_version(ssl) == TLS1_3_VERSION && SSL_export_keying_material(ssl, to, 32, label, sizeof label - 1, NULL, 0, 0) == 1;
}

/* Days since 1970 of a civil date, by Gregorian eras of 400 years; timegm is not in POSIX. */
static int64_t days_of(const struct tm *tm)
{
    int64_t year = tm->tm_year + 1900 - (tm->tm_mon < 2), era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (tm->tm_mon + (tm->tm_mon > 1 ? -2 : 10)) + 2) / 5 + tm->tm_mday - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t seconds_of(const ASN1_TIME *time)
{
    struct tm tm;

    if (!ASN1_TIME_to_tm(time, &tm))
        return 0;
    return days_of(&tm) * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
}

static void fill_peer(wax_tls_info *info, SSL *ssl)
{
    X509 *cert = SSL_get0_peer_certificate(ssl);

    if (!cert)
        return;
    wax__verify_name(info->subject, sizeof info->subject, X509_get_subject_name(cert));
    wax__verify_name(info->issuer, sizeof info->issuer, X509_get_issuer_name(cert));
    info->expires = seconds_of(X509_get0_notAfter(cert));
}

void wax__info_fill(wax_tls_info *info, SSL *ssl, const char *verified_name)
{
    const char *group = SSL_group_to_name(ssl, (int)SSL_get_negotiated_group(ssl));

    *info = (wax_tls_info){ .verified = verified_name != NULL, .resumed = SSL_session_reused(ssl) };
    snprintf(info->version, sizeof info->version, "%s", SSL_get_version(ssl));
    snprintf(info->cipher, sizeof info->cipher, "%s", SSL_get_cipher_name(ssl));
    snprintf(info->group, sizeof info->group, "%s", group ? group : "");
    snprintf(info->name, sizeof info->name, "%s", verified_name ? verified_name : "");
    info->has_exporter = export_binding(info->exporter, ssl);
    fill_peer(info, ssl);
}

/* date.c -- see date.h. */
#include "date.h"

#include <openssl/asn1.h>
#include <time.h>

/* Days since 1970 of a civil date, by Gregorian eras of 400 years; timegm is not in POSIX. */
static int64_t days_of(const struct tm *tm)
{
    int64_t year = tm->tm_year + 1900 - (tm->tm_mon < 2), era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (tm->tm_mon + (tm->tm_mon > 1 ? -2 : 10)) + 2) / 5 + tm->tm_mday - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool wax__date_seconds(const ASN1_TIME *time, int64_t *since_1970)
{
    struct tm tm;
    bool is_readable = ASN1_TIME_to_tm(time, &tm) == 1;

    *since_1970 = is_readable ? days_of(&tm) * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec : 0;
    return is_readable;
}

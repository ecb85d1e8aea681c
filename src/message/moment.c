/* moment.c -- see moment.h. */
#include "moment.h"

#include "fail.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The years that have four digits and that RFC 5322 s.3.3 allows: 1900 to 9999, a day less at each end for the offset. */
static const int64_t first_second = -2208902400, last_second = 253402214400;

/* One number is enough to tell mails apart; two that follow each other must not look alike (splitmix64's mixing). */
static uint64_t mixed(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

wax_status wax__moment_fixed(struct moment *m, int64_t unix_seconds, int utc_offset_minutes, uint64_t seed, wax_error *why)
{
    if (unix_seconds < first_second || unix_seconds > last_second)
        return wax__fail(why, WAX_E_USAGE, "message", "%" PRId64 " seconds since 1970 are not in the years 1900 to 9999", unix_seconds);
    if (utc_offset_minutes <= -24 * 60 || utc_offset_minutes >= 24 * 60)
        return wax__fail(why, WAX_E_USAGE, "message", "%d minutes are no offset from UTC: less than a day is", utc_offset_minutes);
    *m = (struct moment){ unix_seconds, utc_offset_minutes, { mixed(seed + 0x9E3779B97F4A7C15u), mixed(seed + 0x3C6EF372FE94F82Au) } };
    return WAX_OK;
}

void wax__moment_date(char to[DATE_SIZE], const struct moment *m)
{
    static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    time_t local = (time_t)(m->unix_seconds + m->utc_offset_minutes * 60);
    unsigned offset = (unsigned)abs(m->utc_offset_minutes);
    struct tm t = { 0 };

    gmtime_r(&local, &t);
    snprintf(to, DATE_SIZE, "%s, %02d %s %04d %02d:%02d:%02d %c%02u%02u", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
             t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec, m->utc_offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

void wax__moment_random(char to[RANDOM_SIZE], const struct moment *m)
{
    snprintf(to, RANDOM_SIZE, "%016" PRIx64 "%016" PRIx64, m->random[0], m->random[1]);
}

/* moment_posix.c -- the time and randomness of a POSIX system. */
#include "moment.h"

#include "fail.h"

#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* RFC 5322 s.3.3: the zone SHOULD be the author's own. */
wax_status wax__moment_now(struct moment *m, wax_error *why)
{
    time_t now = time(NULL);
    struct tm local;

    if (now == (time_t)-1 || !localtime_r(&now, &local))
        return wax__fail(why, WAX_E_IO, "system", "the system has no time for the Date field; set it, or use wax_message_fix");
    *m = (struct moment){ .unix_seconds = now, .utc_offset_minutes = (int)(local.tm_gmtoff / 60) };
    if (getentropy(m->random, sizeof m->random))
        return wax__fail(why, WAX_E_IO, "system", "the system has no randomness for the Message-ID; set it, or use wax_message_fix");
    return WAX_OK;
}

/* intake_named.h -- a ready-made mail that says itself who sends it and who gets it.
 *
 * Knows the header's end and which fields of it are nobody's to read; of whom it names intake.h tells.  Promises: Bcc does not leave; nothing else of the mail
 * is touched but its line ends; memory grows with the header alone, which has a bound.
 */
#ifndef WAX_INTAKE_NAMED_H
#define WAX_INTAKE_NAMED_H

#include "intake.h"

/* `header` (zeroed before) gets the header whole, for intake_lists and intake_sender, and is the caller's to free.  `to` is the mail as it leaves: it owns `from`,
 * which rewinds, and rewinds itself.  A failure has freed `from`. */
wax_status intake_named(wax_source *to, wax_source from, struct intake_mail *header, wax_error *why);

#endif

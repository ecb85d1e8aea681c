/* undumped.h -- whole pages that no core file shows; a platform chooses the file that knows how.
 *
 * Best effort, and says nothing when the system can't: the secret is wiped and goes unprinted all the same.
 */
#ifndef WAX_BASE_UNDUMPED_H
#define WAX_BASE_UNDUMPED_H

#include <stdbool.h>
#include <stddef.h>

size_t wax__page_size(void);
void   wax__pages_undumped(void *page, size_t len, bool is_undumped);      /* both are multiples of the page size */

#endif

/* account_files.h -- where the two files are, and whether they may be believed.
 *
 * Knows paths, owners and modes; the text is somebody else's.
 */
#ifndef WAX_ACCOUNTS_ACCOUNT_FILES_H
#define WAX_ACCOUNTS_ACCOUNT_FILES_H

#include "accounts.h"

enum account_file_result { ACCOUNT_FILE_READ, ACCOUNT_FILE_NONE, ACCOUNT_FILE_REFUSED, ACCOUNT_FILE_NO_MEMORY };

/* READ: *text has len bytes, a NUL behind them, and is the caller's to free.  REFUSED: told as a fault. */
enum account_file_result account_files_read(const char *path, char **text, size_t *len, accounts_fault_fn *, void *user);

const char *account_files_host_path(void);      /* "": none */

#endif

/* fuzz_mbox.c -- whatever an mbox holds, its mails are ranges of it in their order, no line of which begins one that was not told apart; and they are the same
 * when it is read again, in pieces of any size. */
#include "mail_digest.h"
#include "mailbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* How many mails; their bytes go into the sum. */
static int64_t read_all(struct mailbox *b, size_t room, uint64_t *sum)
{
    wax_error why = { 0 };
    int64_t n = 0, last = 0;
    uint8_t bytes[64];

    for (*sum = 0; !mailbox_next(b, &n, &why) && n; last = n) {
        wax_source from;
        size_t got = 1;
        if (n != last + 1 || mailbox_open(b, &from, &why))
            abort();
        while (got && !from.read(from.user, bytes, room, &got, &why))
            for (size_t i = 0; i < got; i++)
                *sum = (*sum ^ bytes[i]) * 0x100000001b3u;
        from.free(from.user);
    }
    if (why.status && !*why.text)
        abort();
    return last;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    wax_error why = { 0 };
    uint64_t sum, again;
    FILE *file = tmpfile();

    if (!file || fwrite(data, 1, len, file) != len || fflush(file))
        abort();
    struct mailbox *b = mailbox_of_mbox(dup(fileno(file)), "mbox", &why);
    if (fclose(file) || !b)
        abort();
    int64_t n = read_all(b, sizeof (uint8_t[64]), &sum);
    mailbox_rewind(b);
    if (read_all(b, 1, &again) != n || again != sum)
        abort();
    mailbox_free(b);
    return 0;
}

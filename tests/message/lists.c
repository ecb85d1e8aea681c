/* lists.c -- address lists from standard input, one a line, as our parser has them: for lists.py.
 *
 * Prints a line each: "-" when it is refused, else the mailboxes, "name TAB address" with a TAB between them.  No list has a TAB. */
#include <stdio.h>
#include <string.h>
#include <wax/message.h>

static void print(void *user, const char *name, const char *address)
{
    printf("%s%s\t%s", *(int *)user ? "\t" : "", name, address);
    *(int *)user = 1;
}

int main(void)
{
    static char line[65536];

    while (fgets(line, sizeof line, stdin)) {
        int has_printed = 0;
        wax_error why;
        line[strcspn(line, "\n")] = 0;
        puts(wax_addresses(line, print, &has_printed, &why) ? "-" : "");
    }
    return 0;
}

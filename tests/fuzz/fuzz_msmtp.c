/* fuzz_msmtp.c -- whatever an msmtprc holds, what is made of it is text that a configuration file may hold, and every note has its sentence.
 *
 * Faults may be in it: two accounts of one name stay two, and who writes the file is told. */
#include "accounts.h"
#include "msmtp.h"
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void on_note(void *user, size_t line, const char *sentence)
{
    (void)user;
    if (!line || !*sentence)
        abort();
}

static void on_password(void *user, size_t line, const char *path, const char *password)
{
    (void)user;
    if (!line || strncmp(path, "/home/", 6) != 0 || !password)
        abort();
}

static void on_fault(void *user, const struct place *at, const char *sentence)
{
    (void)user, (void)at;
    if (strstr(sentence, "control character"))
        abort();
}

static void check(const char *out)
{
    if (!wax__text_is_utf8(out, strlen(out)))
        abort();
    accounts_free(accounts_of_text(out, strlen(out), "config", false, on_fault, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    const struct msmtp_wish wish = { .folder = "/home/ada/.config/wax", .note = on_note, .password = on_password };
    char *text = malloc(len + 1);

    if (!text)
        return 0;
    if (len)
        memcpy(text, data, len);
    text[len] = 0;
    char *out = msmtp_import(text, &wish);
    if (out)
        check(out);
    free(out);
    free(text);
    return 0;
}

/* fuzz_address.c -- what is taken as an address list can go into an envelope, and says the same when it is said again. */
#include "buf.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>
#include <wax/message.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What was read: "name", NUL, "address", NUL, ...; and the same as a list again. */
struct account { struct buf seen, list; };

static void note(void *user, const char *name, const char *address)
{
    struct account *a = user;
    wax_error why = { 0 };

    if (wax__path_check(address, "recipient", &why))
        abort();
    wax__buf_put(&a->seen, name, strlen(name) + 1);
    wax__buf_put(&a->seen, address, strlen(address) + 1);
    wax__buf_puts(&a->list, buf_len(&a->list) ? ", \"" : "\"");
    for (; *name; name++)
        wax__buf_putf(&a->list, *name == '"' || *name == '\\' ? "\\%c" : "%c", *name);
    wax__buf_putf(&a->list, "\" <%s>", address);
}

static void compare(const struct account *a)
{
    struct account again = { { 0 }, { 0 } };
    char *list = strndup((const char *)buf_data(&a->list), buf_len(&a->list));

    if (list && (wax_addresses(list, note, &again, NULL) || buf_len(&again.seen) != buf_len(&a->seen)
                 || memcmp(buf_data(&again.seen), buf_data(&a->seen), buf_len(&a->seen)) != 0))
        abort();
    wax__buf_clear(&again.seen);
    wax__buf_clear(&again.list);
    free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct account a = { { 0 }, { 0 } };
    wax_error why = { 0 };
    char *list = malloc(len + 1);

    if (!list)
        return 0;
    memcpy(list, data, len);
    list[len] = 0;
    wax_status s = wax_addresses(list, note, &a, &why);
    if (s && (!*why.text || buf_len(&a.seen)))
        abort();
    if (!s && buf_len(&a.seen))
        compare(&a);
    wax__buf_clear(&a.seen);
    wax__buf_clear(&a.list);
    free(list);
    return 0;
}

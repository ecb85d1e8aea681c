/* jansson_library.h -- the functions of jansson that objects.c calls; loaded when there is a line to read (loader.h). */
#ifndef WAX_MERGE_JANSSON_LIBRARY_H
#define WAX_MERGE_JANSSON_LIBRARY_H

#include <jansson.h>
#include <stdbool.h>

#define JANSSON_LIBRARY "libjansson.so.4"

struct jansson {
    json_t     *(*loadb)(const char *, size_t, size_t flags, json_error_t *);
    void       *(*object_iter)(json_t *);
    void       *(*object_iter_next)(json_t *, void *);
    const char *(*object_iter_key)(void *);
    json_t     *(*object_iter_value)(void *);
    const char *(*string_value)(const json_t *);
    size_t      (*string_length)(const json_t *);
    json_int_t  (*integer_value)(const json_t *);
    void        (*destroy)(json_t *);
};

bool jansson_load(struct jansson *);    /* false: it is not there */

#endif

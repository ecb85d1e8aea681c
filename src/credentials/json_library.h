/* json_library.h -- the functions of jansson that oauth_answer.c calls; loaded when a token server has answered (loader.h). */
#ifndef WAX_CREDENTIALS_JSON_LIBRARY_H
#define WAX_CREDENTIALS_JSON_LIBRARY_H

#include <jansson.h>
#include <stdbool.h>

#define JSON_LIBRARY "libjansson.so.4"

struct json_library {
    void        (*set_alloc_funcs)(json_malloc_t, json_free_t);
    json_t     *(*loadb)(const char *, size_t, size_t flags, json_error_t *);
    json_t     *(*object_get)(const json_t *, const char *key);
    const char *(*string_value)(const json_t *);
    size_t      (*string_length)(const json_t *);
    json_int_t  (*integer_value)(const json_t *);
    void        (*destroy)(json_t *);
};

bool json_library_load(struct json_library *);      /* false: it is not there */

#endif

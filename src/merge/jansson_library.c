/* jansson_library.c -- see jansson_library.h. */
#include "jansson_library.h"

#include "loader.h"

bool jansson_load(struct jansson *l)
{
    const struct wanted wanted[] = {
        { "json_loadb", &l->loadb },
        { "json_object_iter", &l->object_iter },         { "json_object_iter_next", &l->object_iter_next },
        { "json_object_iter_key", &l->object_iter_key }, { "json_object_iter_value", &l->object_iter_value },
        { "json_string_value", &l->string_value },       { "json_string_length", &l->string_length },
        { "json_integer_value", &l->integer_value },     { "json_delete", &l->destroy },
    };

    return wax__load(JANSSON_LIBRARY, wanted, sizeof wanted / sizeof *wanted, NULL, 0);
}

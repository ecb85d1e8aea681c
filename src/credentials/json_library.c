/* json_library.c -- see json_library.h. */
#include "json_library.h"

#include "loader.h"

bool json_library_load(struct json_library *l)
{
    const struct wanted wanted[] = {
        { "json_set_alloc_funcs", &l->set_alloc_funcs }, { "json_loadb", &l->loadb },
        { "json_object_get", &l->object_get },           { "json_string_value", &l->string_value },
        { "json_string_length", &l->string_length },     { "json_integer_value", &l->integer_value },
        { "json_delete", &l->destroy },
    };

    return wax__load(JSON_LIBRARY, wanted, sizeof wanted / sizeof *wanted, NULL, 0);
}

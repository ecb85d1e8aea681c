#include "mechanisms.h"
#include "test.h"

#include <string.h>

TEST("a Wax that was built without GSSAPI says so, and nothing else")
{
    struct exchange x = { .mechanism = &wax__sasl_gssapi };
    struct secret said = { 0 };
    wax_error why = { 0 };

    CHECK(wax__sasl_gssapi.respond(&x, (struct span){ 0 }, &said, &why) == WAX_E_NO_MECHANISM && !said.bytes);
    CHECK(strstr(why.text, "left out when this Wax was built") && strstr(why.text, "-Dgssapi=enabled"));
    CHECK(wax__sasl_gssapi.only_by_name && !*wax__sasl_parts);
}

#include "row_digest.h"
#include "rows.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static wax_error why;

static struct rows *open_rows(const char *text, size_t len, enum rows_format format)
{
    FILE *file = tmpfile();

    fwrite(text, 1, len, file);
    rewind(file);
    why = (wax_error){ 0 };
    return rows_new(file, format);
}

static void show_row(char *to, size_t size, const struct row *r)
{
    size_t at = strlen(to);

    at += (size_t)snprintf(to + at, size - at, "%lld", (long long)r->number);
    for (size_t i = 0; i < r->n; i++)
        at += (size_t)snprintf(to + at, size - at, " %s=%s", row_name(r, i), row_value(r, i));
    snprintf(to + at, size - at, "|");
}

/* "1 email=a@b name=Ada|2 ...|", and "!" where reading failed. */
static const char *all(struct rows *rows)
{
    static char shown[8192];
    const struct row *r;

    *shown = 0;
    while (!rows_next(rows, &r, &why) && r)
        show_row(shown, sizeof shown, r);
    if (why.status)
        strcat(shown, "!");
    return shown;
}

static const char *read_len(const char *text, size_t len, enum rows_format format)
{
    struct rows *rows = open_rows(text, len, format);
    const char *shown = all(rows);

    rows_free(rows);
    return shown;
}

static const char *csv(const char *text)
{
    return read_len(text, strlen(text), ROWS_CSV);
}

static const char *jsonl(const char *text)
{
    return read_len(text, strlen(text), ROWS_JSON_LINES);
}

static bool says(const char *words)
{
    return strstr(why.text, words) != NULL;
}

TEST("the first line of a table names the fields of the others")
{
    CHECK(test_same(csv("email,name\r\ng@x,Grace\r\nb@x,Bob\r\n"), "1 email=g@x name=Grace|2 email=b@x name=Bob|"));
    CHECK(test_same(csv("email,name\ng@x,Grace"), "1 email=g@x name=Grace|"));
    CHECK(test_same(csv("email\n\n\r\ng@x\n\n"), "1 email=g@x|"));
    CHECK(test_same(csv("a,b\n,\n"), "1 a= b=|"));
    CHECK(test_same(csv("email\n"), ""));
}

TEST("quotes hold commas, line ends and quotes")
{
    CHECK(test_same(csv("a,b\n\"x,\"\"y\"\"\r\nz\",\"\"\n"), "1 a=x,\"y\"\r\nz b=|"));
    CHECK(test_same(csv("\"a\",\"b c\"\n1,2\n"), "1 a=1 b c=2|"));
}

TEST("a spreadsheet's byte order mark belongs to no name")
{
    CHECK(test_same(csv("\xef\xbb\xbf" "a\n1\n"), "1 a=1|"));
    CHECK(test_same(csv("\xef\xbb"), "!"));
}

TEST("what readers of tables disagree about is refused with its line")
{
    CHECK(test_same(csv("a,b\n1,2\nx\"y,2\n"), "1 a=1 b=2|!") && says("line 3 "));
    CHECK(test_same(csv("a,b\n\"x\"y,2\n"), "!") && says("line 2 "));
    CHECK(test_same(csv("a,b\n1,\"x\n\n\n"), "!") && says("line 2 "));
    CHECK(test_same(csv("a,b\nx\ry,2\n"), "!") && says("CR"));
    CHECK(test_same(csv("a,b\n\"x\"\ry,2\n"), "!") && says("CR"));
    CHECK(test_same(csv("a\n\r"), "!") && says("CR"));
}

TEST("a row with too few fields or too many is named, never shifted")
{
    CHECK(test_same(csv("a,b\n1,2\n3\n"), "1 a=1 b=2|!") && says("row 2 ") && says("line 3"));
    CHECK(test_same(csv("a,b\n1,2,3\n"), "!") && says("row 1 "));
}

TEST("names are there once, and columns without one do no harm")
{
    CHECK(test_same(csv("a,b,a\n1,2,3\n"), "!") && says("\"a\""));
    CHECK(test_same(csv("a,,\n1,,\n"), "1 a=1 = =|"));
    CHECK(test_same(csv(""), "!") && says("empty"));
}

TEST("a table is UTF-8 without NUL")
{
    CHECK(test_same(read_len("a\nx\0y\n", 6, ROWS_CSV), "!") && says("NUL"));
    CHECK(test_same(csv("a\nM\xfcller\n"), "!") && says("UTF-8"));
}

TEST("a quote that is never closed does not take the file into memory")
{
    size_t len = 3u << 20;
    char *text = malloc(len);

    memset(text, 'x', len);
    memcpy(text, "a\n\"", 3);
    CHECK(test_same(read_len(text, len, ROWS_CSV), "!") && says("megabyte"));
    memset(text + 2, ',', len - 2);
    CHECK(test_same(read_len(text, len, ROWS_CSV), "!") && says("fields"));
    free(text);
}

TEST("rows are read as often as they are wanted")
{
    struct rows *rows = open_rows("a\n1\n2\n", 6, ROWS_CSV);

    CHECK(test_same(all(rows), "1 a=1|2 a=2|"));
    rows_rewind(rows);
    CHECK(test_same(all(rows), "1 a=1|2 a=2|"));
    rows_free(rows);
}

TEST("the format follows from a word, or from the file's name")
{
    CHECK(rows_format_of("csv") == ROWS_CSV && rows_format_of("jsonl") == ROWS_JSON_LINES && rows_format_of("xlsx") == ROWS_UNKNOWN);
    CHECK(rows_format_of_name("a.b/People.CSV") == ROWS_CSV && rows_format_of_name("x.ndjson") == ROWS_JSON_LINES);
    CHECK(rows_format_of_name("csv") == ROWS_UNKNOWN && rows_format_of_name("x.csv.gz") == ROWS_UNKNOWN);
}

static bool reads_json(void)
{
    if (test_same(jsonl("{}\n"), "1|"))
        return true;
    test_skip("built without jansson, or it is not there");
    return false;
}

TEST("each line of JSON is a row, its members are the fields")
{
    if (!reads_json())
        return;
    CHECK(test_same(jsonl("{\"email\":\"g@x\",\"n\":7,\"ok\":true,\"no\":false,\"nil\":null}\n\n \r\n{\"email\":\"b@x\"}"),
                    "1 email=g@x n=7 ok=true no=false nil=|2 email=b@x|"));
    CHECK(test_same(jsonl(""), ""));
}

TEST("what JSON can say in several ways is not guessed")
{
    if (!reads_json())
        return;
    CHECK(test_same(jsonl("{\"price\":19.90}"), "!") && says("price") && says("line 1"));
    CHECK(test_same(jsonl("{}\n{\"a\":{}}"), "1|!") && says("line 2"));
    CHECK(test_same(jsonl("{\"a\":[1]}"), "!"));
    CHECK(test_same(jsonl("{\"a\":\"1\",\"a\":\"2\"}"), "!"));
    CHECK(test_same(jsonl("[1]"), "!") && says("object"));
    CHECK(test_same(jsonl("{\"a\":1"), "!"));
    CHECK(test_same(jsonl("{\"a\":\"x\\u0000y\"}"), "!"));
}

/* The digest of the first row. */
static const char *digest(const char *text)
{
    static char digests[2][ROW_DIGEST_LEN + 1];
    static int which;
    struct rows *rows = open_rows(text, strlen(text), ROWS_CSV);
    const struct row *r;

    which = !which;
    if (rows_next(rows, &r, &why) || !row_digest(r, digests[which]))
        *digests[which] = 0;
    rows_free(rows);
    return digests[which];
}

TEST("a row is known again by its names and values, and by nothing else")
{
    CHECK(strlen(digest("a,b\n1,2\n")) == ROW_DIGEST_LEN);
    CHECK(test_same(digest("a,b\n1,2\n"), digest("\"a\",b\r\n\r\n1,\"2\"\r\n3,4\n")));
    CHECK(!test_same(digest("a,b\n1,2\n"), digest("a,b\n1,3\n")));
    CHECK(!test_same(digest("a,b\n1,2\n"), digest("a,c\n1,2\n")));
    CHECK(!test_same(digest("a,b\n12,3\n"), digest("a,b\n1,23\n")));
}

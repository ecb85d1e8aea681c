#include "mailbox.h"

#include "mail_digest.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static wax_error why;
static char shown[1 << 16];
static char folder[] = "/tmp/wax-mailbox-XXXXXX";

/* -- mails as text ------------------------------------------------------------------------------------------ */

/* All of it, in reads of at most `room` bytes; NULL: it failed. */
static char *contents(wax_source from, size_t room)
{
    static char text[1 << 15];
    size_t at = 0, n = 1;

    while (n && at + room < sizeof text) {
        if (from.read(from.user, text + at, room, &n, &why))
            return NULL;
        at += n;
    }
    text[at] = 0;
    return text;
}

static void drop(wax_source from)
{
    if (from.free)
        from.free(from.user);
}

static bool rewinds(wax_source from)
{
    return from.rewind && !from.rewind(from.user, &why);
}

static bool is_over(wax_source from)
{
    size_t n = 1;
    char more;

    return from.read && !from.read(from.user, &more, 1, &n, &why) && n == 0;
}

static void show_mail(struct mailbox *b, int64_t n, size_t room)
{
    wax_source from = { 0 };
    char *text = mailbox_open(b, &from, &why) ? NULL : contents(from, room);
    size_t at = strlen(shown);

    snprintf(shown + at, sizeof shown - at, "%lld%s%s[%s]", (long long)n, *mailbox_name(b, n) ? " " : "", mailbox_name(b, n), text ? text : "!");
    drop(from);
}

/* "1[A: b\n]2[...]", and "!" where it failed. */
static const char *all(struct mailbox *b, size_t room)
{
    int64_t n = 1;

    *shown = 0;
    why = (wax_error){ 0 };
    while (b && n && !mailbox_next(b, &n, &why))
        if (n)
            show_mail(b, n, room);
    if (why.status)
        strcat(shown, "!");
    return shown;
}

static int file_of(const char *bytes, size_t len)
{
    FILE *file = tmpfile();
    int fd = dup(fileno(file));

    fwrite(bytes, 1, len, file);
    fclose(file);
    return fd;
}

static struct mailbox *mbox_of(const char *bytes, size_t len)
{
    why = (wax_error){ 0 };
    return mailbox_of_mbox(file_of(bytes, len), "in.mbox", &why);
}

static const char *mbox(const char *bytes)
{
    struct mailbox *b = mbox_of(bytes, strlen(bytes));
    const char *text = all(b, 4096);

    mailbox_free(b);
    return text;
}

static bool refuses(const char *bytes, const char *words)
{
    const char *text = mbox(bytes);

    return text[strlen(text) - 1] == '!' && why.status == WAX_E_INPUT && strstr(why.text, words);
}

#define FROM "From ada@example.org Thu Jan  1 00:00:00 1970\n"

/* -- an mbox ------------------------------------------------------------------------------------------------ */

TEST("the mails of an mbox come without its \"From \" lines and the empty line behind each")
{
    CHECK(test_same(mbox(FROM "A: b\n\nc\n\n" FROM "D: e\n\nf\n\ng\n\n"), "1[A: b\n\nc\n]2[D: e\n\nf\n\ng\n]"));
    CHECK(test_same(mbox(FROM "A: b\n\nc\n\n\n\n" FROM "D: e\n\n\n"), "1[A: b\n\nc\n\n\n]2[D: e\n\n]"));
    CHECK(test_same(mbox("From - Thu Jan  1 00:00:00 1970\r\nA: b\r\n\r\nc\r\n\r\nFrom x 00:00\r\nD: e\r\n\r\n"), "1[A: b\r\n\r\nc\r\n]2[D: e\r\n]"));
    CHECK(test_same(mbox(""), ""));
}

TEST("of lines that an mbox quotes, one > is taken away, however many there are and however they are read")
{
    static const char quoted[] = FROM "A: b\n\n>From here\n>>From there\n> From\n>from\nx >From\n>>>>From \n>\n>Fro\n\n";
    static const char wanted[] = "1[A: b\n\nFrom here\n>From there\n> From\n>from\nx >From\n>>>From \n>\n>Fro\n]";

    for (size_t room = 1; room < 40; room++) {
        struct mailbox *b = mbox_of(quoted, sizeof quoted - 1);
        CHECK(test_same(all(b, room), wanted));
        mailbox_free(b);
    }
}

TEST("a quote at every place of the buffer is seen")
{
    char text[10000];

    for (int pad = 4000; pad < 4120; pad++) {
        size_t len = (size_t)snprintf(text, sizeof text, FROM "%0*d\n>>>From x\n\n", pad, 0);
        struct mailbox *b = mbox_of(text, len);
        CHECK(strstr(all(b, 5000), "0\n>>From x\n]"));
        mailbox_free(b);
    }
}

TEST("a line that begins with \"From \" and might or might not begin a mail is refused, by its number")
{
    CHECK(refuses(FROM "A: b\n\nc\n" FROM "D: e\n\n", "line 5 of in.mbox"));
    CHECK(refuses(FROM "A: b\n\nFrom here on\n\n", "line 4 of in.mbox"));
    CHECK(refuses(FROM "\n" FROM "A: b\n\nc\nFrom x\n\n", "line 7 of in.mbox"));
    CHECK(refuses(FROM FROM "A: b\n\n", "line 2 of in.mbox"));
}

TEST("what does not begin as an mbox does is none")
{
    CHECK(refuses("A: b\n\nc\n\n", "is no mbox"));
    CHECK(refuses("\n" FROM "A: b\n\n", "is no mbox"));
    CHECK(refuses("From x\nA: b\n\n", "is no mbox"));
    CHECK(refuses("From 12:3", "is no mbox"));
}

TEST("an mbox whose end was cut off is refused, wherever that is")
{
    static const char whole[] = FROM "A: b\n\nc\n\n" FROM "D: e\n\nf\n\n";
    size_t first = sizeof FROM - 1, second = 2 * first + 9;

    for (size_t len = 1; len < sizeof whole - 1; len++) {
        struct mailbox *b = mbox_of(whole, len);
        bool is_whole = len == first + 6 || len == first + 9 || len == second + 6;  /* behind an empty line that is there */
        CHECK((strchr(all(b, 100), '!') != NULL) == !is_whole);
        CHECK(is_whole || why.status == WAX_E_INPUT);
        mailbox_free(b);
    }
}

TEST("NULs and lines without end pass through, for whoever knows what a mail may hold")
{
    static const char nul[] = FROM "A: \0\n\nc\n\n";
    size_t len = 3 << 20;
    char *long_line = malloc(len);
    int64_t n;
    struct mailbox *b = mbox_of(nul, sizeof nul - 1);
    wax_source from = { 0 };
    char got[20];
    size_t read = 0;

    CHECK(!mailbox_next(b, &n, &why) && n == 1 && !mailbox_open(b, &from, &why) && !from.read(from.user, got, sizeof got, &read, &why) &&
          test_same_bytes(got, read, "A: \0\n\nc\n", 8));
    drop(from);
    mailbox_free(b);
    memset(long_line, '>', len);
    memcpy(long_line, FROM, sizeof FROM - 1);
    memcpy(long_line + len - 2, "\n\n", 2);
    b = mbox_of(long_line, len);
    CHECK(!mailbox_next(b, &n, &why) && n == 1 && !mailbox_next(b, &n, &why) && n == 0);
    mailbox_free(b);
    free(long_line);
}

TEST("mails stay readable while the mailbox goes on, and are the same when it begins again")
{
    static const char two[] = FROM "A: b\n\n>From c\n\n" FROM "D: e\n\nf\n\n";
    struct mailbox *b = mbox_of(two, sizeof two - 1);
    char digests[3][MAIL_DIGEST_LEN + 1] = { "", "", "" };
    wax_source first = { 0 }, second = { 0 };
    int64_t n;

    CHECK(!mailbox_next(b, &n, &why) && !mailbox_open(b, &first, &why) && !mailbox_next(b, &n, &why) && n == 2 && !mailbox_open(b, &second, &why));
    CHECK(!mail_digest(second, digests[1], &why) && !mail_digest(first, digests[0], &why));
    drop(first);
    drop(second);
    mailbox_rewind(b);
    CHECK(!mailbox_next(b, &n, &why) && n == 1 && !mailbox_open(b, &first, &why) && !mail_digest(first, digests[2], &why));
    CHECK(test_same(digests[0], digests[2]) && strcmp(digests[0], digests[1]) != 0 && strlen(digests[0]) == MAIL_DIGEST_LEN);
    CHECK(rewinds(first) && test_same(contents(first, 3), "A: b\n\nFrom c\n"));
    drop(first);
    mailbox_free(b);
}

TEST("an mbox that is written to meanwhile gives no more mails, and none of those that lie elsewhere now")
{
    static const char two[] = FROM "A: b\n\nc\n\n" FROM "D: e\n\nf\n\n";
    int fd = file_of(two, sizeof two - 1), writer = dup(fd);
    struct mailbox *b = mailbox_of_mbox(fd, "in.mbox", &why);
    wax_source from = { 0 };
    int64_t n;

    why = (wax_error){ 0 };
    CHECK(!mailbox_next(b, &n, &why) && !mailbox_open(b, &from, &why) && pwrite(writer, "x", 1, sizeof two - 1) == 1);
    CHECK(!contents(from, 100) && why.status == WAX_E_INPUT && strstr(why.text, "changed"));
    why = (wax_error){ 0 };
    CHECK(mailbox_next(b, &n, &why) && n == 0 && strstr(why.text, "changed"));
    drop(from);
    mailbox_free(b);
    close(writer);
}

TEST("only a regular file is an mbox")
{
    why = (wax_error){ 0 };
    CHECK(!mailbox_of_mbox(open("/dev/null", O_RDONLY), "/dev/null", &why) && strstr(why.text, "no regular file"));
}

/* -- a folder ----------------------------------------------------------------------------------------------- */

static const char *path_of(const char *name)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");

    fputs(text, file);
    fclose(file);
}

static const char *in_folder(const char *name)
{
    struct mailbox *b;

    why = (wax_error){ 0 };
    b = mailbox_of_folder(path_of(name), &why);
    const char *text = b ? all(b, 4096) : "!";
    mailbox_free(b);
    return text;
}

static void make_folder(const char *name)
{
    if (strstr(folder, "XXXXXX"))
        CHECK(mkdtemp(folder));
    CHECK(mkdir(path_of(name), 0700) == 0);
}

static void remove_all(const char *names)
{
    char copy[400];

    snprintf(copy, sizeof copy, "%s", names);
    for (char *name = strtok(copy, " "); name; name = strtok(NULL, " "))
        CHECK(remove(path_of(name)) == 0);
}

TEST("the mails of a folder are its .eml files, by name, byte for byte")
{
    make_folder("plain");
    put("plain/b.eml", ">From is no quote here\n");
    put("plain/a.eml", "A: b\r\n\r\nc");
    put("plain/B.eml", "");
    put("plain/.c.eml", "x");
    put("plain/readme.txt", "x");
    put("plain/.eml", "x");
    CHECK(test_same(in_folder("plain"), "1 B.eml[]2 a.eml[A: b\r\n\r\nc]3 b.eml[>From is no quote here\n]"));
    remove_all("plain/b.eml plain/a.eml plain/B.eml plain/.c.eml plain/readme.txt plain/.eml plain");
}

TEST("a Maildir's are those in new and cur, in an order that flags don't change")
{
    make_folder("md");
    make_folder("md/new");
    make_folder("md/cur");
    make_folder("md/tmp");
    put("md/cur/2.M.host:2,S", "two");
    put("md/new/1.M.host", "one");
    put("md/new/3.M.host", "three");
    put("md/tmp/0.M.host", "not yet");
    put("md/x.eml", "beside it");
    CHECK(test_same(in_folder("md"), "1 new/1.M.host[one]2 cur/2.M.host:2,S[two]3 new/3.M.host[three]"));
    char old[4096];
    strcpy(old, path_of("md/new/1.M.host"));
    CHECK(rename(old, path_of("md/cur/1.M.host:2,")) == 0);
    CHECK(test_same(in_folder("md"), "1 cur/1.M.host:2,[one]2 cur/2.M.host:2,S[two]3 new/3.M.host[three]"));
    remove_all("md/cur/2.M.host:2,S md/cur/1.M.host:2, md/new/3.M.host md/tmp/0.M.host md/x.eml md/new md/cur md/tmp md");
}

TEST("a link, a FIFO and a folder among them are refused by name, and nobody waits")
{
    make_folder("odd");
    CHECK(symlink("/etc/passwd", path_of("odd/link.eml")) == 0);
    CHECK(strstr(in_folder("odd"), "[!]") && strstr(why.text, "link.eml") && strstr(why.text, "symbolic link"));
    remove_all("odd/link.eml");
    CHECK(mkfifo(path_of("odd/fifo.eml"), 0600) == 0);
    CHECK(strstr(in_folder("odd"), "[!]") && strstr(why.text, "fifo.eml") && strstr(why.text, "no regular file"));
    remove_all("odd/fifo.eml");
    make_folder("odd/folder.eml");
    CHECK(strstr(in_folder("odd"), "[!]") && strstr(why.text, "no regular file"));
    remove_all("odd/folder.eml odd");
}

TEST("a file that becomes another one between two readings is told")
{
    make_folder("moving");
    put("moving/a.eml", "one");
    why = (wax_error){ 0 };
    struct mailbox *b = mailbox_of_folder(path_of("moving"), &why);
    wax_source from = { 0 };
    int64_t n;

    CHECK(!mailbox_next(b, &n, &why) && !mailbox_open(b, &from, &why) && test_same(contents(from, 2), "one"));
    CHECK(is_over(from));
    put("moving/b", "another");
    char old[4096];
    strcpy(old, path_of("moving/b"));
    CHECK(rename(old, path_of("moving/a.eml")) == 0 && rewinds(from) && !contents(from, 2) && strstr(why.text, "changed"));
    drop(from);
    mailbox_free(b);
    remove_all("moving/a.eml moving");
}

TEST("a folder that is not there, and one that is empty")
{
    make_folder("empty");
    CHECK(test_same(in_folder("empty"), "") && !why.status);
    remove_all("empty");
    CHECK(test_same(in_folder("empty"), "!") && strstr(why.text, "No such file"));
    CHECK(rmdir(folder) == 0);
}

TEST("what it is follows from a word, else from what lies there and its name")
{
    CHECK(mailbox_kind_of("mbox") == MAILBOX_MBOX && mailbox_kind_of("folder") == MAILBOX_FOLDER && mailbox_kind_of("csv") == MAILBOX_NONE);
    CHECK(mailbox_kind_of_path("/") == MAILBOX_FOLDER && mailbox_kind_of_path("a/b.MBOX") == MAILBOX_MBOX && mailbox_kind_of_path("b.csv") == MAILBOX_NONE);
}

#include "file_source.h"

#include "limit.h"
#include "reading.h"
#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wax/message.h>

static char folder[] = "/tmp/wax-file-test-XXXXXX", path[64];

static void make_file(const char *text)
{
    if (!*path) {
        if (!mkdtemp(folder))
            abort();
        snprintf(path, sizeof path, "%s/mail", folder);
    }
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f))
        abort();
}

static bool gives(wax_source from, const char *expected)
{
    struct buf out = { 0 };
    wax_error e = { 0 };
    bool good = !read_to_end(from, 7, &out, &e) && buf_is(&out, expected);

    if (!good)
        test_note("%s \"%.*s\"", e.text, (int)buf_len(&out), (const char *)buf_data(&out));
    wax__buf_clear(&out);
    return good;
}

static int n_open_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;

    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

TEST("a file is read as often as it is rewound, and open only while it is read")
{
    wax_source s;
    int before = n_open_descriptors();

    make_file("the mail\n");
    CHECK(!wax__file_source(&s, path, NULL) && n_open_descriptors() == before);
    CHECK(gives(s, "the mail\n") && n_open_descriptors() == before);
    CHECK(gives(s, ""));
    CHECK(!s.rewind(s.user, NULL) && gives(s, "the mail\n"));
    s.free(s.user);
    CHECK(n_open_descriptors() == before);
}

static bool refuses(const char *name, const char *words)
{
    wax_source s;
    struct buf out = { 0 };
    wax_error e = { 0 };
    bool good = !wax__file_source(&s, name, &e) && read_to_end(s, 100, &out, &e) == WAX_E_INPUT && strstr(e.text, words);

    if (!good)
        test_note("%s", e.text);
    s.free(s.user);
    wax__buf_clear(&out);
    return good;
}

TEST("what can't be read is named, with the system's reason")
{
    char fifo[80];

    make_file("x");
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    CHECK(refuses("/nonexistent/mail", "the file /nonexistent/mail cannot be opened: No such file or directory"));
    CHECK(refuses("", "cannot be opened"));
    CHECK(refuses(folder, "is not a regular file"));
    CHECK(mkfifo(fifo, 0600) == 0 && refuses(fifo, "is not a regular file, and only those can be read twice"));
    unlink(fifo);
}

TEST("a file that is another at the second reading is refused")
{
    wax_source s;
    struct buf out = { 0 };
    wax_error e = { 0 };

    make_file("the mail\n");
    CHECK(!wax__file_source(&s, path, NULL) && gives(s, "the mail\n") && !s.rewind(s.user, NULL));
    make_file("another mail\n");
    CHECK(read_to_end(s, 100, &out, &e) == WAX_E_INPUT && strstr(e.text, "was changed while it was being sent"));
    s.free(s.user);
    wax__buf_clear(&out);
}

TEST("a descriptor that can seek is read in place, from where it stands, and stays its owner's")
{
    wax_source s;
    char rest[20] = "";

    make_file("skip the mail\n");
    int fd = open(path, O_RDONLY);
    CHECK(lseek(fd, 5, SEEK_SET) == 5);
    CHECK(!wax__descriptor_source(&s, fd, NULL));
    CHECK(gives(s, "the mail\n") && !s.rewind(s.user, NULL) && gives(s, "the mail\n"));
    CHECK(read(fd, rest, sizeof rest) == 9);
    close(fd);
    CHECK(!s.rewind(s.user, NULL) && gives(s, "the mail\n"));
    s.free(s.user);
}

struct feed { int fd; size_t len; };

static uint8_t byte_at(size_t i)
{
    return (uint8_t)((i * 2654435761u) >> 13);
}

static void *feed(void *user)
{
    struct feed *f = user;
    uint8_t piece[1000];

    for (size_t at = 0; at < f->len;) {
        size_t n = f->len - at < sizeof piece ? f->len - at : sizeof piece;
        for (size_t i = 0; i < n; i++)
            piece[i] = byte_at(at + i);
        ssize_t wrote = write(f->fd, piece, n);
        if (wrote <= 0)
            abort();
        at += (size_t)wrote;
    }
    close(f->fd);
    return NULL;
}

static wax_status spool(wax_source *s, size_t len, int flags, wax_error *why)
{
    int ends[2];
    pthread_t thread;

    if (pipe(ends) || fcntl(ends[0], F_SETFL, flags))
        abort();
    struct feed f = { ends[1], len };
    if (pthread_create(&thread, NULL, feed, &f))
        abort();
    wax_status status = wax__descriptor_source(s, ends[0], why);
    for (char rest[4096]; status && read(ends[0], rest, sizeof rest) != 0;)
        continue;
    pthread_join(thread, NULL);
    close(ends[0]);
    return status;
}

static bool is_right(wax_source s, size_t len)
{
    struct buf out = { 0 };
    bool good = !read_to_end(s, 30011, &out, NULL) && buf_len(&out) == len;

    for (size_t i = 0; good && i < len; i++)
        good = buf_data(&out)[i] == byte_at(i);
    wax__buf_clear(&out);
    return good;
}

static bool spools(size_t len, int flags)
{
    wax_source s = { 0 };
    bool good = !spool(&s, len, flags, NULL);

    if (!good)
        return false;
    good = is_right(s, len) && !s.rewind(s.user, NULL) && is_right(s, len);
    s.free(s.user);
    return good;
}

TEST("a pipe is spooled, in memory up to its limit and then in a file, and read as often as wanted")
{
    int before = n_open_descriptors();

    CHECK(spools(0, 0));
    CHECK(spools(10, 0));
    CHECK(spools(LIMIT_SPOOL_MEMORY, 0));
    CHECK(spools(LIMIT_SPOOL_MEMORY + 1, 0));
    CHECK(spools(3 * LIMIT_SPOOL_MEMORY, 0));
    CHECK(n_open_descriptors() == before);
}

TEST("a pipe that does not wait is waited for")
{
    CHECK(spools(300000, O_NONBLOCK));
}

static int n_files_in(const char *where)
{
    DIR *d = opendir(where);
    int n = 0;

    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

TEST("a spooled mail has no name that another could open")
{
    wax_source s;

    make_file("x");
    setenv("TMPDIR", folder, 1);
    int before = n_files_in(folder);
    CHECK(!spool(&s, LIMIT_SPOOL_MEMORY + 100, 0, NULL) && n_files_in(folder) == before);
    s.free(s.user);
    unsetenv("TMPDIR");
}

TEST("a folder that can't take the mail is named")
{
    wax_source s;
    wax_error e = { 0 };

    setenv("TMPDIR", "/nonexistent", 1);
    CHECK(spool(&s, 2 * LIMIT_SPOOL_MEMORY, 0, &e) == WAX_E_INPUT);
    CHECK(strstr(e.text, "a file in /nonexistent to keep the mail in cannot be made: No such file"));
    unsetenv("TMPDIR");
}

TEST("descriptors that are closed, or folders, are refused")
{
    wax_source s;
    wax_error e = { 0 };
    int fd = open("/", O_RDONLY);

    CHECK(wax__descriptor_source(&s, fd, &e) == WAX_E_INPUT && strstr(e.text, "cannot be read: Is a directory"));
    close(fd);
    e = (wax_error){ 0 };
    CHECK(wax__descriptor_source(&s, 999, &e) == WAX_E_INPUT && strstr(e.text, "descriptor 999 cannot be read: Bad file"));
}

TEST("a message takes a file and a descriptor")
{
    wax_message *m = wax_message_new();
    wax_message_facts f;

    make_file("A: b\n\nc\n");
    wax_message_raw_file(m, path);
    CHECK(!wax_message_check(m, &f) && f.size == 11 && !wax_message_check(m, &f) && f.size == 11);
    int fd = open(path, O_RDONLY);
    wax_message_raw_fd(m, fd);
    close(fd);
    CHECK(!wax_message_check(m, &f) && f.size == 11);
    wax_message_free(m);
    unlink(path);
    rmdir(folder);
}

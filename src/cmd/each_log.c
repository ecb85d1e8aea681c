/* each_log.c -- see each_log.h. */
#include "each_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LINE_MOST = 100, ROWS_MOST = 100 * 1000 * 1000 };

/* What was last written about a row. */
struct entry {
    char          digest[ROW_DIGEST_LEN];
    unsigned char past;             /* enum each_past */
};

struct each_log {
    FILE         *file;
    const char   *path;
    struct entry *entries;          /* of the rows from 1 on; without a digest: nothing is known */
    int64_t       n;
    bool          is_dirty;
};

static bool cannot(const struct each_log *l, const char *why, struct outcome *o)
{
    outcome_wrong(o, EXIT_CODE_IO, WAX_E_INPUT, "resume", "the log %.300s can't be used: %s; nothing was sent", l->path, why);
    return false;
}

/* -- reading ------------------------------------------------------------------------------------------------ */

static const char begun[] = "begun";

static int past_of(const char *word)
{
    static const enum each_past pasts[] = { [VERDICT_UNSENT] = PAST_OPEN, [VERDICT_DEFERRED] = PAST_OPEN, [VERDICT_REFUSED] = PAST_SETTLED,
                                            [VERDICT_UNCERTAIN] = PAST_UNCERTAIN, [VERDICT_PARTIAL] = PAST_SETTLED, [VERDICT_SENT] = PAST_SETTLED };

    for (int v = 0; v < N_VERDICTS; v++)
        if (strcmp(word, each_verdict_word((enum verdict)v)) == 0)
            return (int)pasts[v];
    return strcmp(word, begun) == 0 ? PAST_UNCERTAIN : -1;
}

/* Room for so many rows. */
static bool reach(struct each_log *l, int64_t row)
{
    int64_t n = row + row / 2 + 1000;
    struct entry *more = row <= l->n ? l->entries : realloc(l->entries, (size_t)n * sizeof *more);

    if (!more)
        return false;
    l->entries = more;
    if (row > l->n) {
        memset(more + l->n, 0, (size_t)(n - l->n) * sizeof *more);
        l->n = n;
    }
    return true;
}

struct line {
    long long row;
    char      digest[ROW_DIGEST_LEN + 1];
    int       past;
};

static bool parse(const char *text, struct line *to)
{
    char word[16], rest;
    bool is_line = sscanf(text, "%lld %32[0-9a-f] %15[a-z]%c", &to->row, to->digest, word, &rest) == 4 && rest == '\n';

    to->past = is_line ? past_of(word) : -1;
    return to->past >= 0 && to->row >= 1 && to->row <= ROWS_MOST && strlen(to->digest) == ROW_DIGEST_LEN;
}

static bool keep(struct each_log *l, const struct line *line, struct outcome *o)
{
    if (!reach(l, line->row)) {
        outcome_no_memory(o);
        return false;
    }
    memcpy(l->entries[line->row - 1].digest, line->digest, ROW_DIGEST_LEN);
    l->entries[line->row - 1].past = (unsigned char)line->past;
    return true;
}

static bool read_line(struct each_log *l, const char *text, struct outcome *o)
{
    struct line line;

    if (parse(text, &line))
        return keep(l, &line, o);
    outcome_wrong(o, EXIT_CODE_DATA, WAX_E_INPUT, "resume", "%.300s is no log of --resume: it holds the line \"%.60s\"", l->path, text);
    return false;
}

/* What lies behind the last line's end: a line that was cut off while it was written, and counts for nothing, since what it says had not begun; or one
 * whose end an editor left out. */
static bool read_rest(struct each_log *l, char *rest, off_t whole, struct outcome *o)
{
    struct line line;

    strcat(rest, "\n");
    bool is_line = parse(rest, &line);
    if ((!is_line && ftruncate(fileno(l->file), whole) < 0) || fseeko(l->file, 0, SEEK_END) < 0 || (is_line && fputc('\n', l->file) == EOF))
        return cannot(l, strerror(errno), o);
    return !is_line || keep(l, &line, o);
}

static bool read_all(struct each_log *l, struct outcome *o)
{
    char line[LINE_MOST + 1] = "";
    off_t whole = 0;

    while (fgets(line, LINE_MOST, l->file) && strchr(line, '\n')) {
        if (!read_line(l, line, o))
            return false;
        whole += (off_t)strlen(line);
        *line = 0;
    }
    if (ferror(l->file))
        return cannot(l, strerror(errno), o);
    return feof(l->file) ? read_rest(l, line, whole, o) : read_line(l, line, o);
}

static bool open_file(struct each_log *l, struct outcome *o)
{
    int fd = open(l->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0)
        return cannot(l, strerror(errno), o);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        close(fd);
        return cannot(l, "another wax is at work with it", o);
    }
    l->file = fdopen(fd, "a+");
    if (!l->file)
        close(fd);
    else
        rewind(l->file);
    return l->file || cannot(l, "memory is used up", o);
}

struct each_log *each_log_open(const char *path, struct outcome *o)
{
    struct each_log *l = calloc(1, sizeof *l);

    if (!l) {
        outcome_no_memory(o);
        return NULL;
    }
    l->path = path;
    if (open_file(l, o) && read_all(l, o))
        return l;
    each_log_close(l);
    return NULL;
}

void each_log_close(struct each_log *l)
{
    if (!l)
        return;
    if (l->file)
        fclose(l->file);
    free(l->entries);
    free(l);
}

/* -- what it says ------------------------------------------------------------------------------------------- */

static const struct entry *entry_of(const struct each_log *l, int64_t row)
{
    return row <= l->n && *l->entries[row - 1].digest ? &l->entries[row - 1] : NULL;
}

enum each_past each_log_past(const struct each_log *l, int64_t row)
{
    const struct entry *e = entry_of(l, row);

    return e ? (enum each_past)e->past : PAST_OPEN;
}

static int64_t last_row(const struct each_log *l)
{
    int64_t row = l->n;

    while (row > 0 && !entry_of(l, row))
        row--;
    return row;
}

static const char *noun_of(const struct each_mails *mails, int64_t row)
{
    return each_mails_name(mails, row) ? "mail" : "row";
}

void each_log_check(const struct each_log *l, struct each_mails *mails, struct outcome *o)
{
    char digest[ROW_DIGEST_LEN + 1];
    int64_t n = 0;

    for (int64_t row; !outcome_is_wrong(o) && (row = each_mails_row(mails, digest, o)); n = row) {
        const struct entry *e = entry_of(l, row);
        if (e && memcmp(e->digest, digest, ROW_DIGEST_LEN) != 0)
            outcome_wrong(o, EXIT_CODE_DATA, WAX_E_INPUT, "resume", "%s %lld is not what it was when %.300s was written, so nobody knows who got the mail; "
                          "nothing was sent", noun_of(mails, row), (long long)row, l->path);
    }
    if (!outcome_is_wrong(o) && last_row(l) > n)
        outcome_wrong(o, EXIT_CODE_DATA, WAX_E_INPUT, "resume", "%.300s knows a %s %lld, and there are %lld: it belongs to others; nothing was sent",
                      l->path, noun_of(mails, 1), (long long)last_row(l), (long long)n);
}

/* -- writing ------------------------------------------------------------------------------------------------ */

static void put(struct each_log *l, int64_t row, const char *digest, const char *word)
{
    fprintf(l->file, "%lld %s %s\n", (long long)row, digest, word);
    l->is_dirty = true;
}

void each_log_begin(struct each_log *l, int64_t row, const char *digest)
{
    put(l, row, digest, begun);
}

void each_log_settle(struct each_log *l, int64_t row, const char *digest, enum verdict v)
{
    put(l, row, digest, each_verdict_word(v));
}

bool each_log_sync(struct each_log *l, struct outcome *o)
{
    if (!l->is_dirty)
        return true;
    l->is_dirty = false;
    if (fflush(l->file) == 0 && !ferror(l->file) && fsync(fileno(l->file)) == 0)
        return true;
    outcome_wrong(o, EXIT_CODE_IO, WAX_E_INPUT, "resume", "the log %.300s can't be written: %s; without it no more is sent", l->path, strerror(errno));
    return false;
}

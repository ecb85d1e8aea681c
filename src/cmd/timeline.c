/* timeline.c -- see timeline.h. */
#include "timeline.h"

#include "utf8.h"

#include <errno.h>
#include <string.h>

enum { WIDTH = 760, LEFT = 140, RIGHT = 90, TOP = 64, ROW = 24, BAR = 14, TICKS = 4 };

FILE *timeline_open(const char *path, struct outcome *o)
{
    FILE *f = fopen(path, "w");

    if (!f)
        outcome_wrong(o, EXIT_CODE_IO, WAX_E_IO, "timeline", "%.300s can't be written: %s; nothing was sent", path, strerror(errno));
    return f;
}

/* XML 1.0 s.2.4 and s.2.2: what is markup is escaped, and utf8_print leaves no control character. */
static void put_text(FILE *f, const char *text)
{
    char shown[600];

    utf8_print(shown, sizeof shown, text, strlen(text));
    for (const char *p = shown; *p; p++)
        if (*p == '<')
            fputs("&lt;", f);
        else if (*p == '&')
            fputs("&amp;", f);
        else if (*p == '>')
            fputs("&gt;", f);
        else
            fputc(*p, f);
}

static double x_of(int64_t us, int64_t end_us)
{
    return LEFT + (double)us * (WIDTH - LEFT - RIGHT) / (double)(end_us > 0 ? end_us : 1);
}

static void begin(FILE *f, size_t rows, const char *title)
{
    int height = TOP + (int)rows * ROW + 12;

    fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n<title>", WIDTH, height, WIDTH, height);
    put_text(f, title);
    fputs("</title>\n<style>\n"
          ":root { color-scheme: light dark }\n"
          "text { font: 13px sans-serif; fill: #1b1b1b }\n"
          ".ground { fill: #ffffff } .grid { stroke: #d5d5d5 } .bar { fill: #2f6fb5 } .small { font-size: 11px }\n"
          "@media (prefers-color-scheme: dark) {\n"
          "  text { fill: #eaeaea } .ground { fill: #181818 } .grid { stroke: #474747 } .bar { fill: #6fb1f5 }\n"
          "}\n</style>\n", f);
    fprintf(f, "<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n<text x=\"12\" y=\"24\">", WIDTH, height);
    put_text(f, title);
    fputs("</text>\n", f);
}

static void grid(FILE *f, size_t rows, int64_t end_us)
{
    int bottom = TOP + (int)rows * ROW;

    for (int i = 0; i <= TICKS; i++) {
        int64_t us = end_us * i / TICKS;
        double x = x_of(us, end_us);
        fprintf(f, "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x, TOP - 8, x, bottom);
        fprintf(f, "<text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f ms</text>\n", x, TOP - 14, (double)us / 1000);
    }
}

static void row(FILE *f, size_t i, const wax_stage *stage, int64_t end_us)
{
    double from = x_of(stage->begin_us, end_us), to = x_of(stage->end_us, end_us), width = to - from < 1 ? 1 : to - from;
    int y = TOP + (int)i * ROW;

    fprintf(f, "<text x=\"12\" y=\"%d\">%s</text>", y + BAR - 2, timing_label(stage));
    fprintf(f, "<rect class=\"bar\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>", from, y, width, BAR);
    fprintf(f, "<text class=\"small\" x=\"%.1f\" y=\"%d\">%.1f ms</text>\n", from + width + 6, y + BAR - 3, (double)(stage->end_us - stage->begin_us) / 1000);
}

static void draw(FILE *f, const struct timing *t, const char *title)
{
    int64_t end_us = timing_end_us(t);
    const wax_stage *stage;
    size_t rows = 0;

    while (t->at(t->report, rows))
        rows++;
    begin(f, rows, title);
    grid(f, rows, end_us);
    for (size_t i = 0; (stage = t->at(t->report, i)); i++)
        row(f, i, stage, end_us);
    fputs("</svg>\n", f);
}

bool timeline_close(FILE *f, const struct timing *t, const char *title)
{
    if (!f)
        return true;
    draw(f, t, title);
    bool is_whole = fflush(f) == 0 && !ferror(f);
    return fclose(f) == 0 && is_whole;
}

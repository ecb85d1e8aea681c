/* explain.c -- `wax explain`: what an error means, for who has never read an RFC.
 *
 * Knows the pages by name and prints them; opens no file and talks to nobody.
 */
#include "colour.h"
#include "commands.h"
#include "explain_pages.h"
#include "options.h"
#include "platform.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "Usage: wax explain [NAME]\n"
    "\n"
    "Tells what an error means, what usually was wrong, and what to do.\n"
    "Without a name it lists them. `wax send` names the page on a terminal,\n"
    "and as \"topic\" with --json.\n"
    "\n"
    "  wax explain starttls-stray-bytes\n"
    "More: man wax-explain\n";

static int widest_name(void)
{
    size_t most = 0;

    for (const struct explain_page *p = explain_pages; p->name; p++)
        most = strlen(p->name) > most ? strlen(p->name) : most;
    return (int)most;
}

static void list(void)
{
    int width = widest_name();

    for (const struct explain_page *p = explain_pages; p->name; p++)
        printf("%-*s  %s\n", width, p->name, p->summary);
}

static void refuse(const char *name, struct outcome *o)
{
    const char *names[128] = { 0 }, *near;

    for (size_t i = 0; explain_pages[i].name && i < 127; i++)
        names[i] = explain_pages[i].name;
    near = options_nearest(name, names);
    outcome_wrong(o, EXIT_CODE_USAGE, WAX_E_USAGE, "options", "there is no page %.60s; %s%s%s", name, near ? "did you mean `wax explain " : "",
                  near ? near : "`wax explain` lists them", near ? "`?" : "");
}

static void explain(const char *name, struct outcome *o)
{
    const struct explain_page *p = explain_pages;

    while (p->name && strcmp(p->name, name) != 0)
        p++;
    if (!p->name) {
        refuse(name, o);
        return;
    }
    colour_put(stdout, COLOUR_STRONG, p->name);
    printf("\n  %s\n\n%s", p->summary, p->text);
}

int explain_main(int argc, char **argv)
{
    struct outcome o = { 0 };

    if (argc > 2)
        outcome_wrong(&o, EXIT_CODE_USAGE, WAX_E_USAGE, "options", "one name at a time: %d are given", argc - 1);
    else if (argc < 2)
        list();
    else if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        fputs(help, stdout);
    else
        explain(argv[1], &o);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o))
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}

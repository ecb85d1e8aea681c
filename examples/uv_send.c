/* uv_send.c -- a mail sent from a program's own libuv loop, on which other things go on: here, a timer that ticks.
 *
 *     MAIL_PASSWORD=... uv_send URL USER FROM TO [CA-FILE]
 *
 * wax is given the uv_loop_t and puts its own handles on it: there is no descriptor to watch and no turn to call; uv_run does it all. */
#include <wax/wax.h>

#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

struct program {
    uv_loop_t  uv;
    uv_timer_t clock;
    unsigned   ticks;
    wax_status status;
};

static void on_tick(uv_timer_t *clock)
{
    ((struct program *)clock->data)->ticks++;
}

/* Inside uv_run. */
static void on_done(void *user, wax_message *mail, const wax_report *report)
{
    struct program *p = user;

    (void)mail;
    p->status = wax_report_status(report);
    if (p->status != WAX_OK)
        fprintf(stderr, "uv_send: %s\n", wax_report_error(report)->text);
    for (size_t i = 0; i < wax_report_recipients(report); i++)
        printf("%s: %s\n", wax_report_result(report, i)->address, wax_fate_name(wax_report_result(report, i)->fate));
    uv_timer_stop(&p->clock);                   /* with it goes the last that the loop waits for: uv_run returns */
}

static void begin(struct program *p)
{
    *p = (struct program){ .status = WAX_OK };
    uv_loop_init(&p->uv);
    uv_timer_init(&p->uv, &p->clock);
    p->clock.data = p;
    uv_timer_start(&p->clock, on_tick, 0, 1);
}

/* What was freed is handed back by libuv in a last run; then nothing is open on the loop. */
static int end(struct program *p)
{
    uv_close((uv_handle_t *)&p->clock, NULL);
    uv_run(&p->uv, UV_RUN_DEFAULT);
    return uv_loop_close(&p->uv) == 0 && p->status == WAX_OK && p->ticks ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: MAIL_PASSWORD=... uv_send URL USER FROM TO [CA-FILE]\n");
        return 64;
    }

    struct program program;
    begin(&program);

    wax_loop    *loop = wax_loop_new(&program.uv);      /* the program's loop: it outlives this */
    wax_client  *client = wax_client_on(loop, argv[1]);
    wax_message *mail = wax_message_new();
    wax_tls     *tls = wax_tls_new();

    wax_client_login(client, argv[2], getenv("MAIL_PASSWORD"));
    if (argc > 5)
        wax_tls_ca_file(tls, argv[5]);
    wax_client_set_tls(client, tls);
    wax_message_set(mail, "From", argv[3]);
    wax_message_set(mail, "To", argv[4]);
    wax_message_set(mail, "Subject", "Hello");
    wax_message_text(mail, "Sent from libuv's loop.\n");

    wax_status status = wax_submit(client, mail, on_done, &program);
    if (status)
        fprintf(stderr, "uv_send: %s\n", wax_client_error(client)->text);
    else
        uv_run(&program.uv, UV_RUN_DEFAULT);

    wax_client_free(client);
    wax_message_free(mail);
    wax_loop_free(loop);
    wax_tls_free(tls);
    int code = end(&program);
    return status ? 1 : code;
}

#include "test.h"
#include "wax_loop.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

struct scene {
    wax_loop     *loop;
    struct timer *timer;
    struct watch *watch;
    int           ends[2];
    int           times;
};

static void count(void *user)
{
    ((struct scene *)user)->times++;
}

static void count_and_end(void *user)
{
    struct scene *s = user;

    s->times++;
    wax__timer_free(s->timer);
    wax__watch_free(s->watch);
    wax__loop_end_work(s->loop);
}

TEST("a timer fires once, inside a turn, and not before its time")
{
    struct scene s = { .loop = wax_loop_new(NULL) };

    s.timer = wax__timer_new(s.loop, count, &s);
    CHECK(wax_loop_timeout_ms(s.loop) == -1);
    wax__timer_at(s.timer, wax__loop_now(s.loop) + 60000);
    wax_loop_turn(s.loop);
    CHECK(s.times == 0 && wax_loop_timeout_ms(s.loop) > 50000);
    wax__timer_at(s.timer, wax__loop_now(s.loop));
    CHECK(s.times == 0 && wax_loop_timeout_ms(s.loop) == 0);
    wax_loop_turn(s.loop);
    wax_loop_turn(s.loop);
    CHECK(s.times == 1 && wax_loop_timeout_ms(s.loop) == -1);
    wax__timer_free(s.timer);
    wax_loop_free(s.loop);
}

TEST("a socket that becomes readable shows at the loop's descriptor, and calls inside a turn")
{
    struct scene s = { .loop = wax_loop_new(NULL) };
    struct pollfd fd = { .fd = wax_loop_fd(s.loop), .events = POLLIN };

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s.ends) == 0);
    s.watch = wax__watch_new(s.loop, s.ends[0], count, &s);
    wax__watch_for(s.watch, POLLIN);
    CHECK(wax_loop_timeout_ms(s.loop) == 0);        /* the kernel does not know of it yet */
    wax_loop_turn(s.loop);
    CHECK(s.times == 0 && poll(&fd, 1, 0) == 0 && wax_loop_timeout_ms(s.loop) == -1);
    CHECK(write(s.ends[1], "x", 1) == 1);
    CHECK(poll(&fd, 1, 0) == 1);
    wax_loop_turn(s.loop);
    CHECK(s.times == 1);
    wax__watch_for(s.watch, 0);
    wax_loop_turn(s.loop);
    CHECK(s.times == 1 && poll(&fd, 1, 0) == 0);
    wax__watch_free(s.watch);
    wax_loop_free(s.loop);
    close(s.ends[0]);
    close(s.ends[1]);
}

static void read_one(void *user)
{
    struct scene *s = user;
    char byte;

    s->times += recv(s->ends[0], &byte, 1, MSG_DONTWAIT) == 1;
    wax__watch_for(s->watch, POLLIN);
}

TEST("a socket that was reset is watched on as long as that is wished for: what came before may not be all that it has to say")
{
    struct scene s = { .loop = wax_loop_new(NULL) };

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s.ends) == 0);
    CHECK(send(s.ends[0], "unread", 6, 0) == 6 && send(s.ends[1], "bye", 3, 0) == 3);
    close(s.ends[1]);                               /* with something unread: a reset */
    s.watch = wax__watch_new(s.loop, s.ends[0], read_one, &s);
    CHECK(send(s.ends[0], "x", 1, MSG_NOSIGNAL) < 0);
    wax__watch_for(s.watch, POLLIN);
    for (int i = 0; i < 8; i++)
        wax_loop_turn(s.loop);
    CHECK(s.times == 3);
    wax__watch_free(s.watch);
    wax_loop_free(s.loop);
    close(s.ends[0]);
}

static void hand_on(void *user)
{
    struct scene *s = user;

    s->times += 10;
    wax__watch_call(s->watch, count, s);
    wax__watch_for(s->watch, POLLIN);
}

TEST("a watch that is handed on inside its callback calls whoever has it now, for what they wish")
{
    struct scene s = { .loop = wax_loop_new(NULL) };

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s.ends) == 0);
    s.watch = wax__watch_new(s.loop, s.ends[0], hand_on, &s);
    wax__watch_for(s.watch, POLLOUT);
    for (int i = 0; i < 4; i++)
        wax_loop_turn(s.loop);
    CHECK(s.times == 10);
    CHECK(write(s.ends[1], "x", 1) == 1);
    wax_loop_turn(s.loop);
    CHECK(s.times > 10 && s.times < 20);
    wax__watch_free(s.watch);
    wax_loop_free(s.loop);
    close(s.ends[0]);
    close(s.ends[1]);
}

TEST("what is freed inside its callback calls no more, and run ends when the work does")
{
    struct scene s = { .loop = wax_loop_new(NULL) };

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s.ends) == 0);
    s.timer = wax__timer_new(s.loop, count, &s);
    s.watch = wax__watch_new(s.loop, s.ends[0], count_and_end, &s);
    wax__loop_begin_work(s.loop);
    wax__watch_for(s.watch, POLLOUT);
    wax__timer_at(s.timer, wax__loop_now(s.loop) + 60000);
    wax_loop_run(s.loop);
    wax_loop_turn(s.loop);
    CHECK(s.times == 1);
    wax_loop_free(s.loop);
    close(s.ends[0]);
    close(s.ends[1]);
}

static void end_work(void *user)
{
    wax__loop_end_work(((struct scene *)user)->loop);
}

TEST("work that ends in a timer ends the waiting, though another timer is far away")
{
    struct scene s = { .loop = wax_loop_new(NULL) };
    struct timer *far = wax__timer_new(s.loop, count, &s);

    s.timer = wax__timer_new(s.loop, end_work, &s);
    wax__loop_begin_work(s.loop);
    wax__timer_at(far, wax__loop_now(s.loop) + 60000);
    wax__timer_at(s.timer, wax__loop_now(s.loop));
    int64_t began = wax__loop_now(s.loop);
    wax_loop_run(s.loop);
    CHECK(s.times == 0 && wax__loop_now(s.loop) - began < 30000);
    wax__timer_free(far);
    wax__timer_free(s.timer);
    wax_loop_free(s.loop);
}

TEST("on a loop of the application nothing is left behind")
{
    uv_loop_t uv;
    struct scene s = { 0 };

    CHECK(uv_loop_init(&uv) == 0);
    s.loop = wax_loop_new(&uv);
    s.timer = wax__timer_new(s.loop, count, &s);
    wax__timer_at(s.timer, wax__loop_now(s.loop));
    uv_run(&uv, UV_RUN_DEFAULT);
    CHECK(s.times == 1);
    wax__timer_free(s.timer);
    wax_loop_free(s.loop);
    uv_run(&uv, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&uv) == 0);
}

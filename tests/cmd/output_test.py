"""What wax leaves behind: on a full disk, a closed pipe, a terminal; and when a signal comes."""
import errno
import os
import pty
import re
import select
import signal
import subprocess
import threading
import time

import harness
from harness import expect, test
from servers import NAME, Plan, Server

harness.begin()


def command(server, *more):
    return ["send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--to",
            "grace@example.net", "--text", "hello", "--timeout", "10", *more]


@test("the report can't be written: exit 74, and the sentence says that the mail was sent")
def _():
    for more in ([], ["--json"]):
        with Server(Plan()) as s, open("/dev/full", "wb") as full:
            expect(harness.wax(*command(s, *more), stdout=full), 74, "WAS sent", "do not send it again")


@test("a closed standard output is not taken for a place to write, nor for the server")
def _():
    plan = Plan()
    with Server(plan) as s:
        done = subprocess.run(["sh", "-c", 'exec "$0" "$@" >&-', harness.wax_path, *command(s)], stderr=subprocess.PIPE, timeout=harness.HANG_S)
        assert done.returncode == 74 and b"WAS sent" in done.stderr, done
        assert len(plan.mails) == 1 and b"sent:" not in s.inside_text()


@test("a closed standard error: the trace goes nowhere, and not to the server")
def _():
    plan = Plan()
    with Server(plan) as s:
        done = subprocess.run(["sh", "-c", 'exec "$0" "$@" 2>&-', harness.wax_path, *command(s, "--trace")], stdout=subprocess.PIPE, timeout=harness.HANG_S)
        assert done.returncode == 0 and len(plan.mails) == 1, done
        assert s.clear_text().count(b"\r\n") >= 2 and b"# " not in s.clear_text() and b"S: " not in s.clear_text(), s.clear


@test("a failed mail and a full disk: the mail's exit code stays")
def _():
    with Server(Plan(replies={"mail": "554 5.7.1 no"})) as s, open("/dev/full", "wb") as full:
        expect(harness.wax(*command(s, "--json"), stdout=full), 69, "554", none_of=["WAS sent"])


@test("a pipe whose reader is gone kills nobody")
def _():
    with Server(Plan()) as s:
        read_end, write_end = os.pipe()
        os.close(read_end)
        expect(harness.wax(*command(s), stdout=write_end), 74, "WAS sent")
        os.close(write_end)


@test("a server that closes while we write kills nobody")
def _():
    mail = harness.write("big.eml", "Subject: big\r\n\r\n" + ("y" * 70 + "\r\n") * 100000)

    def talk(c):
        plan = Plan()
        plan.on_data = lambda c, line: (c.say("354 go ahead"), c.cut(), (_ for _ in ()).throw(EOFError))
        plan(c)

    with Server(talk) as s:
        r = harness.wax(*[a for a in command(s) if a not in ("--text", "hello")], mail)
        assert r.code in (69, 75), r


@test("--quiet says nothing about what went well, and all about what did not")
def _():
    with Server(Plan()) as s:
        r = harness.wax(*command(s, "--quiet"))
        assert (r.code, r.out, r.err) == (0, "", ""), r
    with Server(Plan(replies={"mail": "554 5.7.1 no"})) as s:
        expect(harness.wax(*command(s, "--quiet")), 69, "554")


@test("a trace is a dialogue: each line is one that the sink can play, times stand in remarks")
def _():
    with Server(Plan()) as s:
        r = harness.wax(*command(s, "--trace"))
        expect(r, 0, "S: 220 " + NAME, "C: STARTTLS", "C: <message", "C: QUIT")
        lines = r.err.splitlines()
        assert lines.count("TLS") == 1, r
        assert lines.index("C: STARTTLS") < lines.index("TLS") < max(i for i, l in enumerate(lines) if l.startswith("C: EHLO "))
        assert all(re.match(r"(# \d+ ms: |C: |S: |TLS$)", line) for line in lines), r


# -- signals -------------------------------------------------------------------------------------------------------

def interrupted(plan_for, number=signal.SIGINT):
    reached = threading.Event()
    with Server(plan_for(reached)) as s:
        process = harness.start(*command(s, "--json"))
        assert reached.wait(10), "the server was not reached"
        process.send_signal(number)
        return harness.finish(process)


def waits_at(step):
    def plan_for(reached):
        def talk(c):
            plan = Plan()
            point = plan.point

            def hold(at):
                point(at)
                if at == step:
                    reached.set()
                    c.rest()
                    raise EOFError
            plan.point = hold
            plan(c)
        return talk
    return plan_for


@test("SIGINT and SIGTERM before the end: cancelled, not sent, and the shell sees the signal")
def _():
    for number in (signal.SIGINT, signal.SIGTERM):
        for step in ("greeting", "ehlo", "auth", "mail", "data"):
            if step == "auth":
                continue
            r = interrupted(waits_at(step), number)
            assert r.code == -number and r.json()["status"] == "cancelled", (step, r)
            assert r.fates() == {"grace@example.net": "not-tried"}, (step, r)


@test("SIGINT after the end was said: uncertain, exit 2")
def _():
    r = interrupted(waits_at("body"))
    assert r.code == 2 and r.fates() == {"grace@example.net": "uncertain"}, r


# -- a terminal ----------------------------------------------------------------------------------------------------

def on_terminal(args, seconds, term="xterm"):
    """Standard error is a terminal; what it showed, and the exit code."""
    master, slave = pty.openpty()
    process = subprocess.Popen([harness.wax_path, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave,
                               env=harness.environment({"TERM": term}))
    os.close(slave)
    shown, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            try:
                shown += os.read(master, 4096)
            except OSError as e:
                assert e.errno == errno.EIO
                break
    os.close(master)
    process.wait(5)
    process.stdout.close()
    return shown.decode(), process.returncode


def slow(seconds):
    released = threading.Event()

    def talk(c):
        released.wait(seconds)
        Plan()(c)
    return talk


@test("on a terminal, progress is shown when it takes longer than a moment, and erased")
def _():
    with Server(slow(1.6)) as s:
        shown, code = on_terminal(command(s), 15)
        assert code == 0 and "waiting for the server" in shown and shown.endswith("\r\x1b[K"), repr(shown)


@test("no progress when it is quick, quiet, or the terminal can't erase")
def _():
    with Server(Plan()) as s:
        assert on_terminal(command(s), 15) == ("", 0)
    with Server(slow(1.6)) as s:
        assert on_terminal(command(s, "--quiet"), 15) == ("", 0)
    with Server(slow(1.6)) as s:
        assert on_terminal(command(s), 15, term="dumb") == ("", 0)


@test("a person who gives the mail at a terminal is told how, and the clock waits")
def _():
    plan = Plan()
    with Server(plan) as s:
        master, slave = pty.openpty()
        process = subprocess.Popen([harness.wax_path, *[a for a in command(s, "-") if a not in ("--text", "hello")], ], stdin=slave,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=harness.environment({}))
        prompt = process.stderr.readline().decode()
        assert "Ctrl-D" in prompt, prompt
        os.write(master, b"Subject: typed\n\nby hand\n\x04")
        out, err = process.communicate(timeout=harness.HANG_S)
        os.close(slave)
        os.close(master)
        assert process.returncode == 0 and plan.mails == [b"Subject: typed\r\n\r\nby hand\r\n"], (out, err, plan.mails)


@test("it stays small: under 16 MB, with a mail of 30 MB from a pipe")
def _():
    if not os.path.exists("/proc/self/status"):
        raise harness.Skip("it takes Linux's /proc to see")
    plan = Plan(offers=["PIPELINING"])
    body = b"Subject: big\r\n\r\n" + (b"z" * 70 + b"\r\n") * 430000
    peak = []

    def look(c, mail):                  # when all was sent and nothing was answered; ru_maxrss would count Python's own before exec
        with open(f"/proc/{process.pid}/status") as f:
            peak.extend(int(line.split()[1]) for line in f if line.startswith("VmHWM:"))
        Plan.keep(plan, c, mail)
    plan.keep = look

    with Server(plan) as s:
        args = [a for a in command(s, "-", "--quiet") if a not in ("--text", "hello")]
        process = subprocess.Popen([harness.wax_path, *args], stdin=subprocess.PIPE, env=harness.environment({}))
        process.communicate(body, timeout=harness.HANG_S)
        assert process.returncode == 0 and plan.mails == [body]
        print(f"# {peak[0]} KiB at most")
        assert peak[0] < 16 * 1024 or harness.is_instrumented(), peak


if __name__ == "__main__":
    harness.end()

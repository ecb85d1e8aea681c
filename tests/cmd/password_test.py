"""Where a password comes from, and where it never goes."""
import base64
import os
import threading
import time

import harness
from harness import expect, test, wax
from servers import NAME, Plan, Server

harness.begin()
SECRET = "correct horse battery staple"
PLAIN = base64.b64encode(b"\0ada\0" + SECRET.encode()).decode()


def send(server, *args, timeout="10", **more):
    return wax("send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org",
               "--to", "grace@example.net", "--text", "hello", "--timeout", timeout, "--user", "ada", *args, **more)


def is_told(server):
    return PLAIN.encode() in server.inside_text() and PLAIN.encode() not in server.clear_text() and SECRET.encode() not in server.clear_text()


def keeps_quiet(result):
    for form in (SECRET, PLAIN, base64.b64encode(SECRET.encode()).decode()):
        assert form not in result.out + result.err, f"the secret is said: {result!r}"


def script(name, text):
    return harness.write(name, "#!/bin/sh\n" + text, 0o700)


@test("WAX_PASSWORD logs in, inside TLS, and is in no output, trace and JSON included")
def _():
    with Server(Plan()) as s:
        r = send(s, "--trace", "--json", env={"WAX_PASSWORD": SECRET})
        expect(r, 0, "C: AUTH PLAIN <secret>")
        keeps_quiet(r)
        assert is_told(s)


@test("a refused login does not repeat the secret either, and nothing follows it")
def _():
    with Server(Plan(replies={"auth": f"535 5.7.8 bad credentials {PLAIN}"})) as s:
        r = send(s, "--trace", env={"WAX_PASSWORD": SECRET})
        expect(r, 77, "535", "ada")
        assert b"MAIL" not in s.inside_text()


@test("LOGIN and XOAUTH2 show no secret in the trace")
def _():
    for mechanism in ("LOGIN", "XOAUTH2"):
        plan = Plan(offers=["AUTH XOAUTH2"] if mechanism == "XOAUTH2" else [], login=mechanism == "LOGIN")
        with Server(plan) as s:
            r = send(s, "--trace", "--auth", mechanism, env={"WAX_PASSWORD": SECRET})
            expect(r, 0, "<secret>")
            keeps_quiet(r)


@test("a mechanism without a password asks for none, and does not use the one that lies about")
def _():
    for environment in ({}, {"WAX_PASSWORD": SECRET}):
        with Server(Plan(offers=["AUTH ANONYMOUS"], login=False)) as s:
            expect(send(s, "--trace", "--auth", "anonymous", env=environment), 0, "C: AUTH ANONYMOUS <secret>")
            assert b"AUTH ANONYMOUS YWRh\r\n" in s.inside_text() and SECRET.encode() not in s.inside_text()
    with Server(Plan()) as s:
        expect(send(s, "--auth", "PLAIN"), 64, "a login needs a password")


@test("GSSAPI without a ticket, or without Kerberos, ends the login with a sentence and says nothing")
def _():
    with Server(Plan(offers=["AUTH GSSAPI"], login=False, replies={"auth": "334 "})) as s:
        expect(send(s, "--auth", "GSSAPI", env={"KRB5CCNAME": "FILE:" + harness.path("no-tickets"), "KRB5_CONFIG": "/dev/null"}), 77, "Kerberos")
        assert s.inside_text().count(b"\r\n") == 2, "EHLO and AUTH GSSAPI, no more"


@test("the password command's first line is the password; the rest is not")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--password-command", script("pw", f"echo '{SECRET}'\necho user: ada\nseq 20000\n")), 0)
        assert is_told(s)


@test("a password command is split into words as written, and no shell sees it")
def _():
    echo = script("echo-second", 'test "$1" = "a  b" && test "$2" = \'$HOME ~ `id` *\' && test $# = 3 && printf %s "$3"\n')
    with Server(Plan()) as s:
        expect(send(s, "--password-command", f"{echo} 'a  b' \"\\$HOME\" x"), 66, "exit code 1")
        expect(send(s, "--password-command", f"{echo} 'a  b' '$HOME ~ `id` *' \"{SECRET}\""), 0)
        assert is_told(s)


@test("a failing password command is named with its exit code, and nobody is called")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--password-command", script("fails", f"echo '{SECRET}'\nexit 7\n")), 66, "fails", "exit code 7", none_of=[SECRET])
        expect(send(s, "--password-command", script("dies", "kill -9 $$\n")), 66, "dies", "signal 9")
        expect(send(s, "--password-command", "/nowhere/pw"), 66, "/nowhere/pw", "No such file")
        expect(send(s, "--password-command", script("silent", "true\n")), 66, "is empty")
        expect(send(s, "--password-command", ""), 64, "empty")
        expect(send(s, "--password-command", "pass 'show"), 64, "quote")
        assert s.count == 0


@test("a password command that hangs is killed when the time is over")
def _():
    pid = harness.path("hangs.pid")
    with Server(Plan()) as s:
        began = time.monotonic()
        hangs = script("hangs", f"echo $$ > {pid}\nexec sleep 60\n")
        expect(send(s, "--password-command", hangs, timeout="0.5"), 75, "hangs", "killed")
        assert time.monotonic() - began < 5
        assert not os.path.exists("/proc/" + open(pid).read().strip()), "it still runs"
        assert s.count == 0


@test("a password command whose child lives on does not keep us waiting")
def _():
    with Server(Plan()) as s:
        began = time.monotonic()
        expect(send(s, "--password-command", script("daemon", f"echo '{SECRET}'\nsleep 8 2>/dev/null &\n")), 0)
        assert time.monotonic() - began < 6 and is_told(s)


@test("a password command that floods is stopped")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--password-command", "cat /dev/zero"), 66, "NUL")
        expect(send(s, "--password-command", script("flood", "while :; do printf %01000d 7; done\n")), 66, "64 KiB")
        assert s.count == 0


@test("a password command finds no WAX_PASSWORD in its environment, and an empty standard input")
def _():
    check = script("check", f'test -z "$(env | grep WAX_PASSWORD)" && test -z "$(cat)" && echo "{SECRET}"\n')
    with Server(Plan()) as s:
        expect(send(s, "--password-command", check, env={"WAX_PASSWORD": "the wrong one"}, stdin=b"not for you"), 0)
        assert is_told(s)


@test("WAX_PASSWORD is gone from the process's own environment while it sends")
def _():
    if os.geteuid() != 0:
        raise harness.Skip("only root may look into a process that can't be dumped")
    seen, is_known = [], threading.Event()

    def look(c):
        is_known.wait(harness.HANG_S)       # it may call before we have heard its number
        seen.append(open(f"/proc/{process.pid}/environ", "rb").read())
        Plan()(c)

    with Server(look) as s:
        process = harness.start("send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from",
                                "ada@example.org", "--to", "g@example.net", "--text", "x", "--user", "ada", env={"WAX_PASSWORD": SECRET})
        is_known.set()
        expect(harness.finish(process), 0)
        assert seen and SECRET.encode() not in seen[0], "it is still there"


@test("a process that holds a password leaves no core, and the user's other processes can't look into it")
def _():
    seen, is_known = {}, threading.Event()

    def look(c):
        is_known.wait(harness.HANG_S)
        with open(f"/proc/{process.pid}/limits") as f:
            seen["core"] = [line.split()[4:6] for line in f if line.startswith("Max core file size")]
        seen["owner"] = os.stat(f"/proc/{process.pid}/environ").st_uid
        Plan()(c)

    as_nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    os.chmod(harness.folder.name, 0o755)
    os.chmod(harness.path("ca.pem"), 0o644)
    with Server(look) as s:
        try:
            process = harness.start("send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from",
                                    "ada@example.org", "--to", "g@example.net", "--text", "x", "--user", "ada", env={"WAX_PASSWORD": SECRET}, **as_nobody)
        except PermissionError:
            raise harness.Skip("another user may not run the command where it was built")
        is_known.set()
        expect(harness.finish(process), 0)
    assert seen["core"] == [["0", "0"]], seen
    assert seen["owner"] == 0, "Linux gives /proc/PID of what can't be dumped to root"


@test("a password file gives its first line, without its line end")
def _():
    for content in (SECRET + "\n", SECRET + "\r\n", SECRET, SECRET + "\nmore\n"):
        with Server(Plan()) as s:
            expect(send(s, "--password-file", harness.write("pw.txt", content)), 0, none_of=["warning"])
            assert is_told(s)


@test("a password file that everyone can read is used with a warning")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--password-file", harness.write("pw.txt", SECRET, 0o644)), 0, "warning", "chmod 600")


@test("a password file that can't be read, is empty or holds NUL is named")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--password-file", harness.path("nothing")), 66, "nothing", "No such file")
        expect(send(s, "--password-file", harness.folder.name), 66, "directory")
        expect(send(s, "--password-file", harness.write("empty", "")), 66, "is empty")
        expect(send(s, "--password-file", harness.write("nul", "a\0b\n")), 66, "NUL")
        expect(send(s, "--password-file", harness.write("long", "a" * 70000)), 66, "64 KiB")
        assert s.count == 0


@test("a user in the URL logs in as well")
def _():
    with Server(Plan()) as s:
        expect(wax("send", "--server", f"submission://ada@{NAME}:{s.port}", "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"),
                   "--from", "ada@example.org", "--to", "g@example.net", "--text", "x", "--timeout", "10", env={"WAX_PASSWORD": SECRET}), 0)
        assert is_told(s)


@test("no login in the clear: not with insecure-none, not after a fall-back, not when STARTTLS is refused")
def _():
    def clear(c):
        c.say(f"220 {NAME} ESMTP")
        c.line()
        c.say(f"250-{NAME}", "250 AUTH PLAIN LOGIN XOAUTH2")
        c.rest()

    for mode in ("insecure-none", "opportunistic", "required"):
        with Server(clear) as s:
            r = send(s, "--tls", mode, "--trace", env={"WAX_PASSWORD": SECRET})
            expect(r, 77)
            assert b"AUTH" not in s.clear_text().replace(b"EHLO", b""), s.clear
            keeps_quiet(r)


if __name__ == "__main__":
    harness.end()

"""An adversary of `wax send`: a server with one fault at one step, and the laws that hold whatever it does.

    attack(step, fault, exits, ...)     plays one case and asserts every law; `exits` are the exit codes it may end with

Knows no case; the table is adversary_test.py.  A fault is what is said in the place of the good answer: bytes, or a function of the
connection.  The laws: no secret in the clear nor in any output; "sent" only when the end was answered with yes; one printable sentence; JSON
that agrees with the exit code; memory under 16 MB; an end within the time; after a broken rule not a word but QUIT.
"""
import base64
import json
import os
import re
import subprocess
import threading
import time

import harness
from servers import Plan, Server

USER, SECRET = "adalovelace", "open5esame-Zq9"
MOST_KIB = 16 * 1024
TIMEOUT_S = 10      # a case ends long before, or is about time and says so
SLACK_S = 6         # for a busy machine
LAST_WORDS = rb"(\*\r\n)?(RSET\r\n)?(QUIT\r\n)?"


def base64_of(prefix):
    """What of the secret stands in base64 behind a prefix, whatever follows."""
    text = base64.b64encode(prefix + SECRET.encode())
    return text[(len(prefix) * 8 + 5) // 6:-4]


SECRETS = [SECRET.encode(), *(base64_of(b"x" * n) for n in range(3))]


class Faulty(Plan):
    """A Plan that has a fault; knows whether it said yes to the end, and what it heard after the fault."""

    def __init__(self, step, fault, **more):
        super().__init__(**more)
        self.step, self.fault, self.said_yes, self.heard_before = step, fault, False, None

    def answer(self, c, step, good):
        if step != self.step:
            self.said_yes = self.said_yes or step == "body"
            return super().answer(c, step, good)
        self.heard_before = sum(map(len, c.server.inside)), sum(map(len, c.server.clear))
        if callable(self.fault):
            self.fault(c)
        else:
            c.raw(self.fault)
        c.rest()
        raise EOFError

    def on_rcpt(self, c, line):
        self.answer(c, "rcpt", "250 2.1.5 ok")

    def heard_after(self, server):
        inside, clear = self.heard_before
        return server.inside_text()[inside:] + server.clear_text()[clear:]


class Memory(threading.Thread):
    """The peak of a process, seen from outside as long as it lives: ru_maxrss would count Python's own before exec."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.kib = process, 0
        self.start()

    def run(self):
        while self.process.poll() is None:
            try:
                with open(f"/proc/{self.process.pid}/status") as status:
                    now = re.search(r"VmHWM:\s*(\d+)", status.read())
            except OSError:
                return
            with open(f"/proc/{self.process.pid}/comm") as comm:
                if now and comm.read().strip() == "wax":
                    self.kib = int(now.group(1))
            time.sleep(0.02)


def command(server, *more, timeout=TIMEOUT_S, mail=None):
    url = server.url()
    return ["send", "--server", url, "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--to",
            "grace@example.net", "--user", USER, "--timeout", str(timeout), *more, *([mail] if mail else ["--text", "hello"])]


def run(args):
    process = harness.start(*args, env={"WAX_PASSWORD": SECRET})
    memory = Memory(process)
    begun = time.monotonic()
    try:
        result = harness.finish(process)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError("it hangs")
    result.seconds, result.kib = time.monotonic() - begun, memory.kib
    return result


def is_printable(text):
    return all(c == "\n" or (c.isprintable() and c != "\ufffd") for c in text)


def check_json(result):
    told = result.json()
    fates = set(result.fates().values())
    assert told["exit"] == result.code, told
    assert (result.code == 0) == (fates == {"accepted"}), told
    assert result.code in (0, 1) or "accepted" not in fates, told
    assert result.code != 2 or "uncertain" in fates, told
    assert (told["error"] == "") == (result.code == 0), told


def check_output(result):
    text = result.out + result.err
    assert is_printable(text), f"it can't be printed: {result!r}"
    for line in result.err.splitlines():
        assert line.startswith(("wax: ", "C: ", "S: ", "# ", "TLS")) and len(line) < 1100, f"no sentence: {line!r}"
    assert (result.code == 0) == ("wax: " not in result.err), f"a sentence for each failure, and for nothing else: {result!r}"


def check_secrets(result, server):
    for secret in SECRETS:
        assert secret not in server.clear_text(), "the secret was said in the clear"
        assert secret not in (result.out + result.err).encode(), f"the secret is shown: {result!r}"
    for word in (b"AUTH", b"MAIL", b"RCPT"):
        assert word not in server.clear_text(), f"{word!r} was said in the clear"


def check_silence(plan, server):
    said = plan.heard_after(server)
    assert re.fullmatch(LAST_WORDS, said), f"it went on after the rules were broken: {said[:200]!r}"


def attack(step, fault, exits, *more, stops=False, said_yes=False, how=Faulty, timeout=TIMEOUT_S, mail=None, shows="--json", **plan):
    """`stops`: nothing may be said after the fault; `said_yes`: the fault holds the yes to the end."""
    plan = how(step, fault, **plan)
    with Server(plan) as server:
        result = run(command(server, shows, *more, timeout=timeout, mail=mail))
        assert result.code in exits, f"exit {result.code} is none of {exits}: {result!r}"
        assert result.code not in (0, 1) or said_yes or plan.said_yes, f"sent, and nobody said so: {result!r}"
        assert result.seconds < timeout + SLACK_S, f"{result.seconds:.1f} s"
        assert result.kib < MOST_KIB or harness.is_instrumented(), f"{result.kib} KiB"
        check_secrets(result, server)
        check_output(result)
        if shows == "--json":
            check_json(result)
        if stops:
            check_silence(plan, server)
    return result

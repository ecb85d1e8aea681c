"""A session as JSON lines: every event as it happens, in order, without secrets, and the outcome as the last."""
import base64
import json
import re
import shutil
import subprocess

import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
GOOD = ["PIPELINING", "8BITMIME", "SIZE 1000000", "ENHANCEDSTATUSCODES"]
PASSWORD = "opensesame"


def lines(result):
    return [json.loads(line) for line in result.out.splitlines()]


def call(command, server, *more, env={}):
    to = ["--server", server.url(), "--from", "ada@example.org", "--to", "grace@example.net", "--text", "hello"] if command == "send" else [server.url()]
    return wax(command, *to, "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10", *more, env=env)


@test("each line is an object; what is said, heard and done stands in its order, and the outcome last")
def _():
    for command, options in (("send", []), ("check", [])):
        with Server(Plan(GOOD)) as s:
            r = call(command, s, "--events", *options)
        expect(r, 0)
        events = lines(r)
        assert all(set(e) >= {"event", "ms", "inside_tls", "text"} for e in events[:-1]) and events[-1]["event"] == "outcome", events
        said = [e["command"] for e in events if e["event"] == "said"]
        assert said[:3] == ["EHLO", "STARTTLS", "EHLO"] and said[-1] == "QUIT", said
        assert [e["inside_tls"] for e in events if e["event"] == "said"][:3] == [False, False, True], events
        at = [e["event"] for e in events].index("tls")
        assert not any(e["inside_tls"] for e in events[:at]) and all(e["inside_tls"] for e in events[at:-1]), events
        times = [e["ms"] for e in events[:-1]]
        assert times == sorted(times) and times[0] >= 0, times
        with Server(Plan(GOOD)) as s:
            alone = call(command, s, "--json", *options).json()
        assert set(events[-1]) == {"event", *alone} and events[-1]["exit"] == 0, events[-1]


@test("a mail is named by its length, and replies have their code, enhanced code and whether they go on")
def _():
    with Server(Plan(GOOD, rcpt={"grace@example.net": "550 5.1.1 nobody of that name"})) as s:
        r = call("send", s, "--events")
    heard = [e for e in lines(r) if e["event"] == "heard"]
    assert heard[0]["code"] == 220 and heard[0]["is_last"] and heard[0]["enhanced"] == "", heard
    assert [e["is_last"] for e in heard if e["code"] == 250][:2] == [False, False], heard
    refused = next(e for e in heard if e["code"] == 550)
    assert refused["enhanced"] == "5.1.1" and refused["text"] == "550 5.1.1 nobody of that name", refused
    assert lines(r)[-1]["recipients"][0]["fate"] == "refused" and r.code == lines(r)[-1]["exit"] != 0, r
    with Server(Plan(GOOD)) as s:
        said = [e for e in lines(call("send", s, "--events")) if e["event"] == "said"]
    assert any(e["command"] == "" and re.match(r"<message \d+ bytes>", e["text"]) for e in said), said


@test("a login shows no secret, whatever the server says of it")
def _():
    plain = base64.b64encode(f"\0ada\0{PASSWORD}".encode()).decode()
    with Server(Plan([*GOOD, "AUTH PLAIN"], replies={"auth": f"535 5.7.8 no {plain} {PASSWORD}"})) as s:
        r = call("send", s, "--events", "--user", "ada", "--auth", "PLAIN", env={"WAX_PASSWORD": PASSWORD})
    assert r.code == 77 and PASSWORD not in r.out + r.err and plain not in r.out + r.err and "<secret>" in r.out, r
    assert lines(r)[-1]["stage"] == "auth", r


@test("the outcome is the last line, also where nobody was called, and what is no text does no harm")
def _():
    r = wax("send", "--events", "--server", "nonsense")
    assert r.code == 64 and [e["event"] for e in lines(r)] == ["outcome"], r
    r = wax("check", "submission://127.0.0.1:1", "--events", "--timeout", "10")
    assert [e["event"] for e in lines(r)] == ["note", "outcome"] and lines(r)[0]["text"] == "connecting to 127.0.0.1 port 1", r

    def odd(c):
        c.raw(b'220-\xff"\\\x1b[2J\r\n220 2.0.0\r\n')
        c.line()
        c.raw(b"x\r\n")
    with Server(odd) as s:
        events = lines(call("check", s, "--events"))
    heard = [(e["code"], e["enhanced"], e["is_last"]) for e in events if e["event"] == "heard"]
    assert heard[:2] == [(220, "", False), (220, "", True)] and "\x1b" not in events[2]["text"] + events[3]["text"], events


@test("a program that reads along reads each event when it happens; jq takes them")
def _():
    def waits(c):
        Plan().answer(c, "greeting", "220 mail.example.net ESMTP")
        c.rest()
    with Server(waits) as s:
        process = harness.start("check", s.url(), "--connect-to", "127.0.0.1", "--events", "--timeout", "20")
        seen = [json.loads(process.stdout.readline())["event"] for _ in range(4)]
        assert seen == ["note", "note", "heard", "said"], seen
        process.kill()
        process.communicate()
    if shutil.which("jq"):
        with Server(Plan(GOOD)) as s:
            r = call("check", s, "--events")
        codes = subprocess.run(["jq", "-r", 'select(.event == "heard") | .code'], input=r.out, capture_output=True, text=True).stdout.split()
        assert codes[0] == "220" and codes.count("220") == 2, codes


@test("beside it --trace shows the talk; --each has many sessions, and it is no key of an account")
def _():
    with Server(Plan(GOOD)) as s:
        r = call("check", s, "--events", "--trace", "--timing")
    assert "C: STARTTLS" in r.err and len(lines(r)) > 5 and "time:" not in r.out, r
    path = harness.write("people.csv", "to\ngrace@example.net\n")
    expect(wax("send", "--server", "submission://127.0.0.1:1", "--from", "a@example.org", "--to", "{to}", "--text", "x", "--each", path, "--events"), 64, "--each")
    config = harness.write("events.config", "account a\nserver submission://localhost:1\nevents\n")
    expect(wax("check", "-a", "a", env={"WAX_HOST_CONFIG": config}), 78, "about one mail")


if __name__ == "__main__":
    harness.end()

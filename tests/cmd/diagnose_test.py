"""Looking closer at a session: where its time went, as a table, as JSON and as a picture; and how far it goes."""
import os
import re
import xml.etree.ElementTree as xml

import harness
from harness import expect, test
from servers import Plan, Server

harness.begin()
GOOD = ["PIPELINING", "8BITMIME", "SIZE 1000000"]
SVG = "{http://www.w3.org/2000/svg}"
CONNECTION = ["connect", "greeting", "ehlo", "starttls", "tls", "ehlo-tls"]
MESSAGE = ["envelope", "body", "end"]


def arguments(server, *more):
    return [*more, "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10"]


def send(plan, *more, env={}):
    with Server(plan) as s:
        mail = ["send", "--server", s.url(), "--from", "ada@example.org", "--to", "grace@example.net", "--text", "hello"]
        return harness.wax(*arguments(s, *mail, *more), env=env)


def check(plan, *more, env={}):
    with Server(plan) as s:
        return harness.wax(*arguments(s, "check", s.url(), *more), env=env)


def names(result):
    return [stage["name"] for stage in result.json()["stages"]]


# -- time ----------------------------------------------------------------------------------------------------------

@test("JSON tells the time of every stage, in order, none before it began")
def _():
    r = send(Plan(GOOD), "--json", "--user", "ada", env={"WAX_PASSWORD": "sesame"})
    expect(r, 0, none_of=["sesame"])
    assert names(r) == [*CONNECTION, "auth", *MESSAGE], r
    stages = r.json()["stages"]
    assert all(0 <= s["begin_us"] <= s["end_us"] for s in stages), stages
    assert all(a["end_us"] <= b["begin_us"] for a, b in zip(stages[:6], stages[1:7])), stages
    assert stages[-1]["end_us"] <= (r.json()["ms"] + 50) * 1000, r
    assert names(check(Plan(GOOD), "--json")) == CONNECTION


@test("a name that is looked up is the first stage")
def _():
    r = harness.wax("check", "submission://no-such-host.invalid", "--timeout", "10", "--json")
    assert r.code == 68 and names(r) == ["resolve"], r


@test("where it failed, the stages end with the one that failed")
def _():
    assert names(send(Plan(lose="starttls"), "--json")) == CONNECTION[:4]
    assert names(send(Plan(cert="expired"), "--json")) == CONNECTION[:5]
    assert names(send(Plan(replies={"mail": "550 5.7.1 no"}), "--json")) == [*CONNECTION, "envelope"]
    assert names(harness.wax("check", "submission://127.0.0.1:1", "--timeout", "10", "--json")) == ["connect"]


@test("--timing shows a row for each stage, behind the report; without it there is none")
def _():
    r = send(Plan(GOOD), "--timing")
    expect(r, 0)
    first, head, *rows = r.out.splitlines()
    assert first.startswith("sent:") and head == "time:" and len(rows) == 9, r
    assert all(re.fullmatch(r"[A-Za-z ]{18} +\d+\.\d ms, from +\d+\.\d ms", row) for row in rows), r
    assert [row[:18].strip() for row in rows][4:7] == ["handshake", "EHLO inside TLS", "envelope"], r
    assert "time:" not in send(Plan(GOOD)).out and "time:" in check(Plan(GOOD), "--timing").out
    assert send(Plan(GOOD), "--timing", "--json").json()["exit"] == 0


@test("the picture has a bar and a label for each stage, needs nothing from outside, and knows light and dark")
def _():
    path = harness.path("session.svg")
    for call, n in ((send, 9), (check, 6)):
        expect(call(Plan(GOOD), "--timeline", path), 0)
        root = xml.parse(path).getroot()
        bars = [r for r in root.iter(SVG + "rect") if r.get("class") == "bar"]
        texts = [t.text for t in root.iter(SVG + "text")]
        assert root.tag == SVG + "svg" and len(bars) == n and "handshake" in texts and "127.0.0.1:" in root.find(SVG + "title").text, texts
        right = float(root.get("width"))
        assert all(0 < float(b.get("x")) and float(b.get("width")) >= 1 and float(b.get("x")) + float(b.get("width")) < right for b in bars)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        assert "prefers-color-scheme: dark" in text and "href" not in text and "url(" not in text and "<script" not in text


@test("the title of the picture is text, whatever the path of a local socket holds")
def _():
    path, socket = harness.path("local.svg"), harness.path("a<b&c>")
    with Server(lambda c: c.rest(), host=socket):
        r = harness.wax("check", "lmtp+unix://" + socket.replace("<", "%3C").replace(">", "%3E"), "--timeout", "0.3", "--timeline", path)
    assert r.code == 75 and "a<b&c>" in xml.parse(path).getroot().find(SVG + "title").text, r


@test("a picture that can't be kept: before the mail it is not sent, after it the mail was sent all the same")
def _():
    plan = Plan(GOOD)
    expect(send(plan, "--timeline", harness.path("no/such/folder.svg")), 74, "nothing was sent")
    assert not plan.mails
    expect(send(plan, "--timeline", "/dev/full"), 0, "changes nothing about the mail")
    assert len(plan.mails) == 1
    expect(check(plan, "--timeline", harness.path("no/such/folder.svg")), 74, "nothing was sent")


@test("one session is looked at, not many")
def _():
    table = harness.write("people.csv", "email\ngrace@example.net\n")
    for option in (["--timing"], ["--timeline", harness.path("each.svg")]):
        with Server(Plan(GOOD)) as s:
            r = harness.wax(*arguments(s, "send", "--server", s.url(), "--from", "ada@example.org", "--to", "{email}", "--text", "hello", "--each", table, *option))
        expect(r, 64, option[0], "one session")
    assert not os.path.exists(harness.path("each.svg"))


# -- how far a check goes ------------------------------------------------------------------------------------------

ENVELOPE = ["--from", "ada@example.org", "--to", "grace@example.net"]
SAID = {
    "connect": [], "greeting": ["QUIT"], "ehlo": ["EHLO", "QUIT"], "starttls": ["EHLO", "STARTTLS", "EHLO", "QUIT"],
    "auth": ["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"], "mail": ["EHLO", "STARTTLS", "EHLO", "MAIL", "QUIT"],
    "rcpt": ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "QUIT"], "data": ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA"],
}


def stop(plan, stage, *more, env={}):
    """The result, and the verbs that the server heard, in the clear and inside TLS."""
    with Server(plan) as s:
        needs = {"mail": ENVELOPE[:2], "rcpt": ENVELOPE, "data": ENVELOPE}.get(stage, [])
        r = harness.wax(*arguments(s, "check", s.url(), "--stop-after", stage, *needs, *more), env=env)
        verbs = [line.split()[0].decode() for line in (s.clear_text().split(b"\x16\x03")[0] + s.inside_text()).splitlines() if line.strip()]
    return r, verbs


@test("--stop-after each stage: it is reached, QUIT is said there, and no mail is sent")
def _():
    for stage, said in SAID.items():
        plan = Plan(GOOD)
        login = ["--user", "ada"] if stage == "auth" else []
        r, verbs = stop(plan, stage, *login, "--json", env={"WAX_PASSWORD": "sesame"})
        expect(r, 0, none_of=["sesame"])
        assert r.json()["reached"] and verbs == said and not plan.mails, (stage, verbs, r)


@test("what the server said there is told, and the stage; it is not called healthy")
def _():
    r, _ = stop(Plan(GOOD), "rcpt")
    expect(r, 0, none_of=["healthy", "warning"])
    assert "said last      250 2.1.0 ok\n               250 2.1.5 ok\n" in r.out and "stopped        as asked, after rcpt" in r.out, r
    assert stop(Plan(GOOD), "data", "--json")[0].json()["answer"] == ["250 2.1.0 ok", "250 2.1.5 ok", "354 go ahead"]
    assert "stopped        as asked, after connect" in stop(Plan(GOOD), "connect")[0].out
    assert stop(Plan(GOOD), "greeting", "--json")[0].json()["answer"] == ["220 mail.example.net ESMTP"]


@test("a login that was set is not shown before its stage")
def _():
    for stage in ("greeting", "ehlo", "starttls"):
        _, verbs = stop(Plan(GOOD), stage, "--user", "ada", env={"WAX_PASSWORD": "sesame"})
        assert "AUTH" not in verbs, verbs


@test("what was refused on the way is the error, with the exit code that a mail would have had")
def _():
    cases = [("mail", Plan(replies={"mail": "550 5.7.1 not you"}), 69, "not you"), ("rcpt", Plan(rcpt={"grace@example.net": "550 5.1.1 who?"}), 67, "who?"),
             ("data", Plan(replies={"data": "451 4.3.0 later"}), 75, "later"), ("auth", Plan(replies={"greeting": "554 5.7.1 go away"}), 69, "go away")]
    for stage, plan, code, words in cases:
        r, _ = stop(plan, stage, *(["--user", "ada"] if stage == "auth" else []), env={"WAX_PASSWORD": "sesame"})
        expect(r, code, words, none_of=["as asked"])
    r, _ = stop(Plan(rcpt={"nobody@example.net": "550 5.1.1 who?"}), "rcpt", "--to", "nobody@example.net", "--json")
    assert r.code == 67 and r.json()["reached"], r


@test("before TLS, --stop-after ehlo needs no STARTTLS; behind it there has to be TLS")
def _():
    def clear(c):
        plan = Plan(GOOD)
        plan.answer(c, "greeting", "220 mail.example.net ESMTP")
        plan.ehlo(c, "ehlo", GOOD)
        plan.commands(c)
    expect(stop(clear, "ehlo")[0], 0)
    expect(stop(clear, "starttls", "--tls", "insecure-none")[0], 77, "did not become TLS")


@test("what --stop-after needs, and what belongs to wax send, is told")
def _():
    for stage, more, words in (("body", [], "not 'body'"), ("mail", [], "--from"), ("rcpt", ENVELOPE[:2], "--to"), ("ehlo", ENVELOPE, "wax send"), ("mail", ENVELOPE, "wax send"),
                               ("auth", [], "there must be one")):
        expect(harness.wax("check", "smtp://127.0.0.1:1", "--stop-after", stage, *more), 64, words)
    expect(harness.wax("check", "smtp://127.0.0.1:1", *ENVELOPE), 64, "wax send")
    for bad in ("a b@example.net>\r\nRSET", "grace@example.net> SIZE=1"):
        with Server(Plan(GOOD)) as s:
            r = harness.wax(*arguments(s, "check", s.url(), "--stop-after", "rcpt", *ENVELOPE, "--to", bad))
            assert r.code in (64, 65) and s.count == 0, r


# -- one kind of address -------------------------------------------------------------------------------------------

@test("-4 and -6 choose among a name's addresses, and where there is none of that kind, it is said")
def _():
    def addresses(*more):
        return harness.wax("check", "submission://localhost:1", "--timeout", "10", "--json", *more).json()["addresses"]
    assert addresses() == ["::1 port 1", "127.0.0.1 port 1"], addresses()
    assert addresses("-4") == addresses("--ipv4") == ["127.0.0.1 port 1"] and addresses("-6") == addresses("--ipv6") == ["::1 port 1"]
    expect(harness.wax("check", "submission://127.0.0.1:1", "-6", "--timeout", "10"), 68, "has no IPv6 address")
    expect(harness.wax("check", "submission://[::1]:1", "-4", "--timeout", "10"), 68, "has no IPv4 address")
    expect(harness.wax("check", "submission://localhost:1", "-4", "-6"), 64, "exclude each other")
    path = harness.write("v4.config", "account a\nserver submission://localhost:1\nipv4\n")
    assert harness.wax("check", "-a", "a", "--json", "--timeout", "10", env={"WAX_HOST_CONFIG": path}).json()["addresses"] == ["127.0.0.1 port 1"]
    expect(send(Plan(GOOD), "-4"), 0)


if __name__ == "__main__":
    harness.end()

"""What wax finds out about a server, without sending it a mail."""
import harness
from harness import expect, test
from servers import NAME, Plan, Server

harness.begin()
GOOD = ["PIPELINING", "8BITMIME", "CHUNKING", "SIZE 1000000"]


def arguments(server, *more, scheme="submission", ca="ca.pem"):
    return ["check", server.url(scheme), "--connect-to", "127.0.0.1", "--ca-file", harness.path(ca), "--timeout", "10", *more]


def check(plan, *more, env={}, **how):
    """The result, and what the server heard."""
    with Server(plan) as s:
        return harness.wax(*arguments(s, *more, **how), env=env), s


def rows(result):
    """{label: text} of the report; lines that go on are joined."""
    found, label = {}, ""
    for line in result.out.splitlines():
        label = line[:15].strip() or label
        found[label] = (found.get(label, "") + " " + line[15:]).strip()
    return found


@test("a good server is healthy: what was found is shown, no mail is begun, nobody logs in")
def _():
    r, s = check(Plan(GOOD))
    expect(r, 0)
    found = rows(r)
    assert found["address"] == f"127.0.0.1 port {s.port}" and found["connected to"] == f"127.0.0.1:{s.port}", r
    assert found["greeting"] == f"220 {NAME} ESMTP" and found["in the clear"].startswith("STARTTLS, PIPELINING"), r
    assert found["TLS"].startswith("TLSv1.3, TLS_") and found["verified"] == f"{NAME}, by CA file", r
    assert found["pin"].startswith("key-sha256:") and NAME in found["for"] and "days left" in found["valid"] and "Wax Test Authority" in found["issued by"], r
    assert found["login by"] == "PLAIN LOGIN" and found["a mail's limit"] == "1000000 bytes", r
    assert "a mail can be sent" in found["healthy"] and r.err == "", r
    said = s.clear_text() + s.inside_text()
    assert b"QUIT" in said and not any(word in said for word in (b"AUTH", b"MAIL", b"RCPT", b"DATA", b"BDAT")), said


@test("the report fits a terminal, whatever is offered")
def _():
    r, _ = check(Plan(GOOD + [f"XFEATURE{i} with words behind it" for i in range(40)]))
    expect(r, 0)
    assert all(len(line) <= 80 and line == line.rstrip() for line in r.out.splitlines()), r


@test("with a user the login is tried, and nothing more; a refused one is not healthy")
def _():
    r, s = check(Plan(GOOD), "--user", "ada", env={"WAX_PASSWORD": "sesame"})
    expect(r, 0, none_of=["sesame"])
    assert "the login was accepted" in r.out and b"AUTH" in s.inside_text() and b"AUTH" not in s.clear_text() and b"MAIL" not in s.inside_text()
    r, _ = check(Plan(GOOD, replies={"auth": "535 5.7.8 no"}), "--user", "ada", env={"WAX_PASSWORD": "sesame"})
    expect(r, 77, "535 5.7.8", none_of=["sesame", "accepted", "healthy"])


@test("logged in is who has heard 235: not who stopped before, and also who was refused later")
def _():
    secret = {"WAX_PASSWORD": "sesame"}
    for more in (["--stop-after", "starttls"], ["--stop-after", "auth"], ["--stop-after", "mail", "--from", "ada@example.org"]):
        r, s = check(Plan(GOOD, replies={"mail": "550 5.7.1 not you"}), "--user", "ada", "--json", *more, env=secret)
        assert r.json()["logged_in"] == ("starttls" not in more) == (b"AUTH" in s.inside_text()), (more, r)
        r, _ = check(Plan(GOOD), "--user", "ada", *more, env=secret)
        assert ("the login was accepted" in r.out) == ("starttls" not in more), r
    assert not check(Plan(GOOD, replies={"auth": "535 5.7.8 no"}), "--user", "ada", "--json", env=secret)[0].json()["logged_in"]
    assert not check(Plan(GOOD), "--json")[0].json()["logged_in"]


@test("what stands in the way is said, with the exit code that a mail would have had")
def _():
    cases = [(Plan(cert="expired"), 77, "expired on", "untrusted-expired"), (Plan(cert="other-name"), 77, "www.example.com", "untrusted-name"),
             (Plan(cert="foreign"), 77, "Somebody Else", "untrusted-issuer"), (Plan(replies={"starttls": "454 4.7.0 later"}), 75, "454", "starttls-refused"),
             (Plan(replies={"greeting": "554 5.7.1 go away"}), 69, "go away", "refused-session"), (Plan(lose="ehlo"), 75, "closed", "connection-lost"),
             (Plan(replies={"greeting": "HTTP/1.1 400 Bad Request"}), 76, "HTTP/1.1", "not-smtp"),
             (Plan(replies={"starttls": b"220 go\r\n250 more\r\n"}), 76, "injecting", "starttls-stray-bytes")]
    for plan, code, words, topic in cases:
        r, _ = check(plan)
        expect(r, code, words, none_of=["healthy"])
        j = check(plan, "--json")[0].json()
        assert j["topic"] == topic and j["exit"] == code and words in j["error"], j


@test("a certificate that was refused is shown, and called what it is")
def _():
    r, _ = check(Plan(cert="expired"))
    assert "proves nothing" in r.out and "which is over" in r.out and "verified" not in r.out, r
    j = check(Plan(cert="expired"), "--json")[0].json()
    assert j["tls"] is None and NAME in j["chain"][0]["names"] and j["offers_in_clear"] and not j["offers_inside_tls"], j


@test("what should be better is told with its page, and is healthy all the same")
def _():
    r, _ = check(Plan(["AUTH PLAIN"], login=False))
    expect(r, 0)
    for words in ("AUTH is offered before TLS", "(wax explain login-in-clear)", "PIPELINING is not offered", "(wax explain missing-extension)"):
        assert words in " ".join(r.out.split()), (words, r)
    topics = [w["topic"] for w in check(Plan(), "--json")[0].json()["warnings"]]
    assert topics == ["certificate-expires"] * topics.count("certificate-expires") + ["missing-extension"] * 4, topics
    for topic in set(topics):
        expect(harness.wax("explain", topic), 0)


@test("no address, nobody there, a port of the other kind")
def _():
    with Server(Plan()) as s:
        expect(harness.wax(*arguments(s, scheme="smtps")), 76, "submission://")
    expect(harness.wax("check", "submission://no-such-host.invalid", "--timeout", "10"), 68, "no-such-host.invalid", none_of=["healthy"])
    expect(harness.wax("check", "submission://127.0.0.1:1", "--timeout", "10"), 69, "refused the connection")


@test("a server that is silent is left when the time is over")
def _():
    with Server(lambda c: c.rest()) as s:
        expect(harness.wax("check", s.url(), "--connect-to", "127.0.0.1", "--timeout", "0.4"), 75, "while we waited for its greeting")


def clear(c):
    plan = Plan(GOOD)
    plan.answer(c, "greeting", f"220 {NAME} ESMTP")
    plan.ehlo(c, "ehlo", GOOD)
    plan.commands(c)


@test("TLS from the first byte, and the clear, are checked as well")
def _():
    def implicit(c):
        c.tls()
        plan = Plan(GOOD)
        plan.answer(c, "greeting", f"220 {NAME} ESMTP")
        plan.ehlo(c, "ehlo", ["AUTH PLAIN", *GOOD])
        plan.commands(c)

    with Server(implicit) as s:
        r = harness.wax(*arguments(s, scheme="smtps"))
        expect(r, 0)
        assert "in the clear" not in r.out and rows(r)["greeting"].startswith("220"), r
    r, _ = check(clear, "--tls", "insecure-none")
    expect(r, 0)
    assert "there is no TLS" in r.out and "(wax explain weak-channel)" in r.out, r


@test("what a server says can't drive the terminal")
def _():
    r, _ = check(Plan(GOOD + ["X\x1b]0;owned\x07", "X\u202egnp.exe"], replies={"greeting": "220 \x1b[2J hello"}))
    assert "\x1b" not in r.out + r.err and "\u202e" not in r.out and "\\x1b" in r.out, r


@test("the trace goes to standard error and has no secret; JSON is one object")
def _():
    r, _ = check(Plan(GOOD), "--trace", "--json", "--user", "ada", env={"WAX_PASSWORD": "sesame"})
    expect(r, 0, "C: EHLO", "C: QUIT", "<secret>", "verified by CA file", none_of=["sesame"])
    j = r.json()
    assert j["status"] == "ok" and j["topic"] == "" and j["logged_in"] is True and j["tls"]["verified"] is True and j["tls"]["verified_by"] == "CA file" and j["ms"] >= 0, j
    assert j["offers_inside_tls"][0] == "AUTH PLAIN LOGIN" and j["chain"][0]["cert_pin"].startswith("cert-sha256:"), j


@test("the command line is looked at first, and every problem is said")
def _():
    expect(harness.wax("check"), 64, "say which server")
    expect(harness.wax("check", "smtp://a", "smtp://b"), 64, "say which server, and one")
    expect(harness.wax("check", "--server", "smtp://a"), 64, "without an option")
    expect(harness.wax("check", "smtp://ada:sesame@a"), 64, "holds a password", none_of=["sesame"])
    expect(harness.wax("check", "smtp://a", "--ca-file", "/nowhere"), 66, "/nowhere")
    expect(harness.wax("check", "smtp://a", "--user", "ada"), 64, "a login needs a password")
    assert harness.wax("check", "--json").json()["topic"] == "usage"


@test("a full disk is told")
def _():
    with Server(Plan(GOOD)) as s, open("/dev/full", "wb") as full:
        expect(harness.wax(*arguments(s), stdout=full), 74, "could not be written")


if __name__ == "__main__":
    harness.end()

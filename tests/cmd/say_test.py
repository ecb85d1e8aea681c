"""wax check --say: lines of one's own, said as they are, where everything else has been said."""
import harness
from harness import expect, test
from servers import NAME, Plan, Server

harness.begin()
GOOD = ["PIPELINING", "8BITMIME", "SIZE 1000000"]


class Answers(Plan):
    """A good server that knows answers to other lines, too; one that is None: it goes away without a word."""

    def __init__(self, answers, **more):
        super().__init__(GOOD, **more)
        self.answers = answers

    def commands(self, c):
        while True:
            line = c.line()
            if line in self.answers:
                if self.answers[line] is None:
                    return
                c.raw(self.answers[line].encode("latin-1"))
            elif line == "QUIT":
                c.say("221 2.0.0 bye")
                return
            elif line.startswith("EHLO"):
                self.on_ehlo_again(c, line)
            elif line.startswith("AUTH"):
                self.on_auth(c, line)
            else:
                c.say("250 2.0.0 ok")


def clear_server(answers):
    def talk(c):
        c.say(f"220 {NAME} ESMTP")
        Answers(answers).commands(c)
    return talk


def check(plan, *more, env={}, patience="10"):
    """The result, and the lines that the server heard in the clear and inside TLS."""
    with Server(plan) as s:
        r = harness.wax("check", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", patience, *more, env=env)
        clear = s.clear_text().split(b"\x16\x03")[0].decode("latin-1").splitlines()
        return r, clear, s.inside_text().decode("latin-1").splitlines()


def says(*lines):
    return [word for line in lines for word in ("--say", line)]


def said(result):
    return [(s["line"], s["reply"]) for s in result.json()["said"]]


ANSWERS = {"VRFY grace": "252-2.1.5 perhaps\r\n252 2.1.5 perhaps not\r\n", "EXPN staff": "550 5.7.1 not you\r\n", "  noop\xc3\xa4": "250 ok\r\n"}


@test("each is said as it is, inside TLS, behind the login and before QUIT, and shown with its whole answer")
def _():
    r, clear, inside = check(Answers(ANSWERS), *says("VRFY grace", "EXPN staff", "  noopä"), "--user", "ada", "--trace", env={"WAX_PASSWORD": "sesame"})
    expect(r, 0, "C: VRFY grace", "S: 550 5.7.1 not you", none_of=["sesame"])
    assert inside[-4:] == ["VRFY grace", "EXPN staff", "  noop\xc3\xa4", "QUIT"] and inside[-5].startswith("AUTH"), inside
    assert [line.split()[0] for line in clear] == ["EHLO", "STARTTLS"], clear
    shown = [line for line in r.out.splitlines() if line[:2] in ("C:", "S:")]
    assert [" ".join(line.split()) for line in shown] == ["C: VRFY grace", "S: 252-2.1.5 perhaps", "S: 252 2.1.5 perhaps not", "C: EXPN staff", "S: 550 5.7.1 not you",
                                                          "C: noopä", "S: 250 ok"], r


@test("in JSON and in the events, too; and the time is a stage of its own")
def _():
    r, _, _ = check(Answers(ANSWERS), *says("VRFY grace", "EXPN staff"), "--json")
    expect(r, 0)
    assert said(r) == [("VRFY grace", ["252-2.1.5 perhaps", "252 2.1.5 perhaps not"]), ("EXPN staff", ["550 5.7.1 not you"])], r
    assert r.json()["stages"][-1]["name"] == "say" and r.json()["warnings"] == check(Answers({}), "--json")[0].json()["warnings"]
    assert check(Answers({}), "--json")[0].json()["said"] == []
    r, _, _ = check(Answers(ANSWERS), *says("EXPN staff"), "--events")
    assert '"command":"EXPN"' in r.out and '"said":[{"line":"EXPN staff"' in r.out.splitlines()[-1], r
    assert "lines said" in check(Answers({}), *says("NOOP"), "--timing")[0].out


@test("where --stop-after says, also before TLS; what was answered at that stage stays its answer")
def _():
    for stage, where, before in (("greeting", 0, None), ("ehlo", 0, "EHLO"), ("starttls", 1, "EHLO"), ("mail", 1, "MAIL")):
        envelope = ["--from", "ada@example.org"] if stage == "mail" else []
        answers = {"HELP": "214 you are on your own\r\n"}
        r, *heard = check(Answers(answers) if where else clear_server(answers), *says("HELP"), "--stop-after", stage, *envelope, "--json")
        expect(r, 0)
        lines = heard[where]
        assert lines[-2:] == ["HELP", "QUIT"] and (before is None or lines[-3].startswith(before)), (stage, heard)
        assert said(r) == [("HELP", ["214 you are on your own"])] and r.json()["reached"] and "on your own" not in str(r.json()["answer"]), r


@test("nothing is concluded from the answer to a line that somebody made up")
def _():
    r, _, inside = check(Answers({"EHLO me": "250-other\r\n250-CHUNKING\r\n250 XMINE\r\n"}), *says("EHLO me", "NOOP"), "--json")
    expect(r, 0)
    assert r.json()["offers_inside_tls"] == ["AUTH PLAIN LOGIN", *GOOD, "ENHANCEDSTATUSCODES"] and inside[-3:] == ["EHLO me", "NOOP", "QUIT"], r


@test("a server without the TLS that was demanded, or wished for, hears none of them")
def _():
    plan = Plan(GOOD, replies={"starttls": "454 4.7.0 later"})
    for mode in ([], ["--tls", "opportunistic"]):
        r, clear, _ = check(plan, *says("HELP"), *mode)
        assert r.code in (75, 77) and "HELP" not in clear and not said(check(plan, *says("HELP"), *mode, "--json")[0]), (mode, r)
    expect(check(plan, *says("HELP"), "--tls", "opportunistic")[0], 77, "were not said")


@test("in the clear where that was asked for by name")
def _():
    r, clear, _ = check(clear_server({}), *says("HELP"), "--tls", "insecure-none")
    expect(r, 0)
    assert clear[-2:] == ["HELP", "QUIT"], clear


@test("a server that goes away, says goodbye or wants more than a line: the rest is not said, the answers until then are shown")
def _():
    cases = [({"two": "421 4.3.2 shutting down\r\n"}, 75, "shutting down", ["421 4.3.2 shutting down"]), ({"two": None}, 75, "closed", []),
             ({"two": "221 2.7.0 goodbye\r\n"}, 75, "goodbye", ["221 2.7.0 goodbye"]), ({"two": "354 go ahead\r\n"}, 76, "354", ["354 go ahead"]),
             ({"two": "250 ok\r\n250 more\r\n"}, 76, "nothing we said", ["250 ok", "250 more"]), ({"two": "hello\r\n"}, 76, "hello", []),
             ({"two": "250-ok\r\n"}, 75, "time", [])]
    for answers, code, words, replies in cases:
        r, _, inside = check(Answers(answers), *says("one", "two", "three"), "--json", patience="1" if words == "time" else "10")
        assert r.code == code and (words in r.json()["error"] or words == "time") and "three" not in inside and "QUIT" not in inside, (answers, r, inside)
        assert said(r) == [("one", ["250 2.0.0 ok"]), ("two", replies)] and r.json()["stage"] in ("say", "reply", "tls"), (answers, r)
    r, _, inside = check(Answers({"QUIT": "221 2.0.0 bye\r\n"}), *says("QUIT"))
    expect(r, 0)
    assert inside.count("QUIT") == 1, inside


@test("a line that would be another one, or change what the conversation is, is refused before anybody is called")
def _():
    long = "NOOP " + "x" * 994
    for line, words in (("NOOP\r\nDATA", "one line"), ("NOOP\n", "one line"), (long, "998"), ("", "something in it"), ("STARTTLS", "--tls"), ("  starttls", "--tls"),
                        ("AUTH PLAIN AGFkYQ==", "--user"), ("data", "--stop-after data"), ("BDAT 0 LAST", "wax send")):
        with Server(Answers({})) as s:
            r = harness.wax("check", s.url(), "--connect-to", "127.0.0.1", "--say", line, "--password-command", "touch " + harness.path("asked"), "--user", "ada")
        expect(r, 64, words)
        assert not s.count and not harness.exists("asked"), line
    expect(check(Answers({}), *says(long[:998]))[0], 0)
    for stage in (["connect"], ["data", "--from", "ada@example.org", "--to", "grace@example.net"]):
        expect(harness.wax("check", "smtp://127.0.0.1:1", "--stop-after", *stage, "--say", "NOOP"), 64, "--say says nothing")
    expect(harness.wax("check", "smtp://127.0.0.1:1", *says(*["NOOP"] * 101)), 64, "at most 100")


@test("what is answered can't drive the terminal, is no secret, and however much of it there is, it is shown in its time")
def _():
    most = "".join(f"214-{'x' * 100} {i}\r\n" for i in range(255)) + "214 \x1b[2J\u202e sesame c2VzYW1l AGFkYQBzZXNhbWU=\r\n".encode("utf-8").decode("latin-1")
    lines = [f"HELP {i}" for i in range(12)]
    for more in ([], ["--json", "--trace"]):
        r, _, _ = check(Answers({line: most for line in lines}), *says(*lines), *more, "--user", "ada", env={"WAX_PASSWORD": "sesame"})
        expect(r, 0, none_of=["sesame", "c2VzYW1l", "AGFkYQBzZXNhbWU", "\x1b", "\u202e"])
        assert r.out.count("x" * 100) == 12 * 255, r.out.count("x" * 100)


if __name__ == "__main__":
    harness.end()

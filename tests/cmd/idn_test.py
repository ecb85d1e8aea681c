"""Domains beyond ASCII: as A-labels to the server, in the header and in the URL; a local part beyond ASCII only with SMTPUTF8."""
import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
WITH_IDN = "libidn2" in wax("--version").out


def send(server, to, *more):
    return wax("send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org",
               "--to", to, "--text", "hello", "--timeout", "10", *more)


def needs_idn():
    if not WITH_IDN:
        raise harness.Skip("built without libidn2")


@test("a domain beyond ASCII goes as A-labels, in the envelope and in the header, and asks for no SMTPUTF8, offered or not")
def _():
    needs_idn()
    for offers in ([], ["8BITMIME", "SMTPUTF8"]):
        plan = Plan(offers=offers)
        with Server(plan) as s:
            expect(send(s, "Grace <grace@müller.example>"), 0)
            assert b"RCPT TO:<grace@xn--mller-kva.example>\r\n" in s.inside_text(), s.inside
            assert b"SMTPUTF8" not in s.inside_text() and b"<grace@xn--mller-kva.example>" in plan.mails[0], plan.mails


@test("a local part beyond ASCII is refused before MAIL where SMTPUTF8 is not offered, with the reason")
def _():
    plan = Plan()
    with Server(plan) as s:
        expect(send(s, "grâce@müller.example"), 69, "SMTPUTF8", none_of=["sent:"])
        assert b"MAIL" not in s.inside_text() and not plan.mails


@test("a local part beyond ASCII goes with its domain as it was written where SMTPUTF8 is offered")
def _():
    plan = Plan(offers=["8BITMIME", "SMTPUTF8"])
    with Server(plan) as s:
        expect(send(s, "grâce@müller.example"), 0)
        assert "RCPT TO:<grâce@müller.example>\r\n".encode() in s.inside_text() and b" SMTPUTF8\r\n" in s.inside_text(), s.inside


@test("what stays ASCII asks for nothing, though it is offered")
def _():
    with Server(Plan(offers=["8BITMIME", "SMTPUTF8"])) as s:
        expect(send(s, "grace@example.net"), 0)
        assert b"SMTPUTF8" not in s.inside_text() and b"BODY=" not in s.inside_text(), s.inside


@test("a name that can't exist is a usage error")
def _():
    needs_idn()
    for to in ("grace@müller＠evil.example", "grace@müller／evil.example"):
        expect(wax("send", "--server", "smtp://mail.example.net:9", "--from", "a@example.org", "--to", to, "--text", "x"), 64, "domain")


@test("the host of a URL is asked for, and verified, by its A-label")
def _():
    needs_idn()
    with Server(Plan()) as s:
        r = wax("send", "--server", f"submission://müller.example:{s.port}", "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"),
                "--from", "ada@example.org", "--to", "grace@example.net", "--text", "hello", "--timeout", "10")
        expect(r, 77, "xn--mller-kva.example", none_of=["sent:"])


if __name__ == "__main__":
    harness.end()

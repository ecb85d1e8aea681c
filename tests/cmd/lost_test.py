"""The connection is lost, at every point: before the end of the message nothing was sent, after it nobody knows."""
import harness
from harness import expect, test, wax
from servers import BEFORE_END, Plan, Server

harness.begin()


def send(server, *more, timeout="10"):
    return wax("send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org",
               "--to", "grace@example.net", "--text", "hello", "--user", "ada", "--timeout", timeout, *more, env={"WAX_PASSWORD": "sesame"})


def fate(plan):
    with Server(plan) as s:
        r = send(s, "--json")
        assert "sent:" not in r.err and r.json()["exit"] == r.code
        return r.code, r.fates().get("grace@example.net")


for step in BEFORE_END:
    for cut in (False, True):
        def lose(step=step, cut=cut):
            code, what = fate(Plan(lose=step, cut=cut))
            assert code in (69, 75, 76) and what in ("not-tried", None), (code, what)
        test(f"lost before the answer to {step}, by {'a reset' if cut else 'a goodbye'}: not sent")(lose)


for cut in (False, True):
    for offers in ([], ["PIPELINING"], ["CHUNKING"], ["PIPELINING", "CHUNKING"]):
        def lose(offers=offers, cut=cut):
            assert fate(Plan(lose="body", cut=cut, offers=offers)) == (2, "uncertain")
        test(f"lost before the answer to the end of the message, by {'a reset' if cut else 'a goodbye'}, with {offers}: uncertain")(lose)


@test("uncertain is said as such, and sending again is not advised")
def _():
    with Server(Plan(lose="body")) as s:
        expect(send(s), 2, "may have been", none_of=["sent:"])


@test("a silent server after the end of the message: uncertain when the time is over")
def _():
    with Server(Plan(replies={"body": b""})) as s:
        expect(send(s, timeout="1.5"), 2, none_of=["sent:"])


@test("half a reply to the end of the message is no reply")
def _():
    for half in (b"250", b"250 2.0.0 OK", b"250 2.0.0 OK\r", b"250-2.0.0 OK\r\n"):
        def talk(c, half=half):
            plan = Plan(replies={"body": half})
            keep = plan.keep
            plan.keep = lambda c, mail: (keep(c, mail), (_ for _ in ()).throw(EOFError))
            plan(c)
        with Server(talk) as s:
            expect(send(s), 2, none_of=["sent:"])


@test("a server that goes after the 250 and before QUIT was answered: the message is sent")
def _():
    def talk(c):
        plan = Plan()
        keep = plan.keep
        plan.keep = lambda c, mail: (keep(c, mail), (_ for _ in ()).throw(EOFError))
        plan(c)
    with Server(talk) as s:
        expect(send(s), 0)


@test("a big mail, cut in its middle: not sent")
def _():
    mail = harness.write("big.eml", "Subject: big\r\n\r\n" + ("x" * 70 + "\r\n") * 200000)

    def talk(c):
        plan = Plan(login=False)

        def some(c, line):
            c.say("354 go ahead")
            c.take(100000)
            raise EOFError
        plan.on_data = some
        plan(c)

    with Server(talk) as s:
        r = wax("send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--to",
                "g@example.net", "--timeout", "15", "--json", mail)
        assert r.code in (69, 75) and r.fates() == {"g@example.net": "not-tried"}, r


if __name__ == "__main__":
    harness.end()

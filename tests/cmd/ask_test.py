"""What a mail asks of the server beyond its delivery: said as the field has it, refused where it can't be had, dropped only on request."""
import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
ALL = ["DSN", "DELIVERBY 60", "FUTURERELEASE 86400 2030-01-31T08:00:00Z", "MT-PRIORITY", "REQUIRETLS"]
ASKS = {
    ("--notify", "SUCCESS,DELAY"): (b"NOTIFY=SUCCESS,DELAY", "DSN"),
    ("--orcpt",): (b"ORCPT=rfc822;grace@example.net", "DSN"),
    ("--ret", "HDRS"): (b"RET=HDRS", "DSN"),
    ("--envid", "a b+c"): (b"ENVID=a+20b+2Bc", "DSN"),
    ("--deliver-by", "120;R"): (b"BY=120;R", "DELIVERBY"),
    ("--hold-for", "3600"): (b"HOLDFOR=3600", "FUTURERELEASE"),
    ("--hold-until", "2030-01-31T08:00:00Z"): (b"HOLDUNTIL=2030-01-31T08:00:00Z", "FUTURERELEASE"),
    ("--mt-priority", "-3"): (b"MT-PRIORITY=-3", "MT-PRIORITY"),
    ("--require-tls",): (b"REQUIRETLS", "REQUIRETLS"),
}


def send(server, *more):
    return wax("send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org",
               "--to", "grace@example.net", "--text", "hello", "--timeout", "10", *more)


@test("each is said, in the words of its extension, to a server that offers it")
def _():
    for options, (said, _) in ASKS.items():
        with Server(Plan(offers=ALL)) as s:
            expect(send(s, *options), 0)
            assert b" " + said in s.inside_text(), (options, s.inside)


@test("each is a reason not to send to a server that does not offer it, and the sentence and the page say so")
def _():
    for options, (_, extension) in ASKS.items():
        plan = Plan()
        with Server(plan) as s:
            r = send(s, "--json", *options)
            expect(r, 69, extension, none_of=["sent:"])
            assert '"topic":"' + ("dsn" if extension == "DSN" else "extension") + "-not-offered" in r.out.replace(" ", ""), r
            assert not plan.mails and b"MAIL" not in s.inside_text(), s.inside


@test("with --if-offered each is left out where it is not offered, and the mail goes; but REQUIRETLS is not left out")
def _():
    for options, (said, _) in ASKS.items():
        plan = Plan()
        with Server(plan) as s:
            r = send(s, "--if-offered", "--notify", "NEVER", *(o for o in options if options[0] != "--notify"))
            if options == ("--require-tls",):
                expect(r, 69, "REQUIRETLS", none_of=["sent:"])
            else:
                expect(r, 0)
            assert said not in s.inside_text(), s.inside


@test("a limit of the server's is told, with what was asked")
def _():
    for options, reason in ((("--deliver-by", "59;R"), "more time"), (("--hold-for", "86401"), "so long"),
                            (("--hold-until", "2030-01-31T08:00:01Z"), "so late")):
        plan = Plan(offers=ALL)
        with Server(plan) as s:
            expect(send(s, *options), 69, options[1], reason, none_of=["sent:"])
            assert not plan.mails


@test("what can't be asked is a usage error, and nobody is called")
def _():
    for options in (("--notify", "ALWAYS"), ("--ret", "full"), ("--envid", "é"), ("--deliver-by", "120"), ("--hold-for", "1h"),
                    ("--hold-until", "tomorrow"), ("--mt-priority", "10")):
        with Server(Plan()) as s:
            expect(send(s, *options), 64, options[0])
            assert s.count == 0
    with Server(Plan()) as s:
        expect(send(s, "--hold-for", "1", "--hold-until", "2030-01-31T08:00:00Z"), 64, "exclude")
        expect(send(s, "--if-offered"), 64, "--if-offered")
        expect(send(s, "--if-offered", "--require-tls"), 64, "a must")
        assert s.count == 0


@test("REQUIRETLS is not said in the clear, whatever is offered there")
def _():
    plan = Plan(offers=ALL)
    plan.replies["starttls"] = "454 4.7.0 no TLS today"
    with Server(plan) as s:
        expect(send(s, "--tls", "opportunistic", "--require-tls"), 69, "verified", none_of=["sent:"])
        assert b"MAIL" not in s.clear_text() and not plan.mails


if __name__ == "__main__":
    harness.end()

"""desk -- what every way into every server is asked to do, with the wax command.

Knows the tests, and no server by name.  Promise: a mail that must arrive is compared byte for byte, and has come by TLS and login where
the server says how it came; one that must not arrive is looked for behind a later one that did.
"""
import json
import re
from functools import partial

from corpus import corpus, mail
from pki import NAME
from wax import NO_PERMISSION, NO_USER, OK, PARTIAL, Letter

LOGIN, LONG_LOGIN = "alice@example.test", "dora@example.test"
LONG = 450          # a password with which AUTH PLAIN and its response are more than the 512 bytes of a line (RFC 5321 s.4.5.3.1.4)
REFUSED, LATER, SHARED = mail("this is refused"), mail("a later mail"), mail("for three", b"two get it")
WRONG_PEERS = {"an authority that did not issue the certificate": {"ca": "stranger"},
               "a name that is not in the certificate": {"verify_name": "mail.elsewhere.test"}}
LINES = ("NOOP", "VRFY bob", "NO-SUCH-VERB")
ASKS = ("--notify=NEVER", "--ret=HDRS", "--envid=a b+c=d", "--orcpt", "--deliver-by=3600;N", "--mt-priority=3", "--if-offered")
ASKED = {"DSN": ("RET=HDRS ENVID=a+20b+2Bc+3Dd", "NOTIFY=NEVER ORCPT=rfc822;bob@example.test"), "DELIVERBY": ("BY=3600;N",),
         "MT-PRIORITY": ("MT-PRIORITY=3",)}


def address(mailbox):
    return f"{mailbox}@example.test"


class Desk:
    """One route into one server."""

    def __init__(self, server, route, wax):
        self.server, self.route, self.wax = server, route, wax

    def tests(self):
        """(what is promised, how it is tested), in order."""
        return [(promise, partial(self.keep, test)) for promise, test in self.promises()]

    def keep(self, test):
        """What a broken promise leaves in the store is not laid at the next one's door."""
        try:
            test()
        except Exception:
            self.route.store.empty()
            raise

    def promises(self):
        tests = [(f"{m.name}: arrives byte for byte", partial(self.arrives, m)) for m in corpus()]
        tests.append(("one of three recipients is refused: the two others get it, and it is said", self.one_refused))
        tests.append(("the only recipient is refused: nothing is sent, and it is said", self.nobody))
        tests.append(("what it offers of notifications, times and priorities is asked for, and it takes how that is written", self.asks))
        if self.route.with_tls:
            tests.append(("lines of one's own are said where a mail would begin, and what it answers is told", self.says))
        if self.route.full:
            tests.append(("one of three mailboxes turns out to be full at the end of the mail: the two others get it, and it is said",
                          partial(self.one_refused, self.route.full)))
        if self.route.with_tls:
            tests += [(f"{what}: refused, nothing sent", partial(self.refused, **wish)) for what, wish in WRONG_PEERS.items()]
            tests.append(("a name that stands in the certificate beside the address", partial(self.arrives, LATER, verify_name="localhost")))
        return tests + (self.login_tests() if self.route.with_login else [])

    def login_tests(self):
        wrong = (LOGIN, "not the password")
        tests = [("a wrong password: refused, nothing sent", partial(self.refused, login=wrong)),
                 ("a wrong password, and the mechanism left open: refused, nothing sent", partial(self.refused, login=wrong, auth=None)),
                 ("the mechanism left open: logged in", partial(self.arrives, LATER, auth=None)),
                 (f"a password of {LONG} bytes: logged in", partial(self.arrives, LATER, login=self.login("PLAIN", LONG_LOGIN)))]
        tests += [(f"{mechanism}: logged in", partial(self.logs_in, mechanism)) for mechanism in self.route.mechanisms]
        tests += [(f"{mechanism} with a secret that is not the right one: refused, nothing sent", partial(self.refused, login=wrong, auth=mechanism))
                  for mechanism in self.route.mechanisms if mechanism != "PLAIN"]
        if self.route.by_certificate:
            tests += [("EXTERNAL with a client certificate: logged in, without a password",
                       partial(self.arrives, LATER, identity="client", auth="EXTERNAL")),
                      ("EXTERNAL with the certificate of another authority: refused", partial(self.refused, identity="impostor", auth="EXTERNAL")),
                      ("EXTERNAL with a client certificate, and the name in it: logged in",
                       partial(self.arrives, LATER, identity="client", auth="EXTERNAL", by={"user": LOGIN})),
                      ("EXTERNAL with a client certificate, and another's name: refused",
                       partial(self.refused, identity="client", auth="EXTERNAL", by={"user": LONG_LOGIN}))]
        if self.route.anonymous:
            tests += [("ANONYMOUS: logged in", partial(self.is_nobody, "")),
                      ("ANONYMOUS with a word for its people: logged in", partial(self.is_nobody, "a guest"))]
        return tests

    def is_nobody(self, word):
        result = self.arrives(LATER, by={"login": None, "auth": "ANONYMOUS", "user": word})
        assert "AUTH ANONYMOUS" in result.said, f"ANONYMOUS was not used\n{result}"

    def login(self, mechanism, user=LOGIN):
        return user, self.server.secret(mechanism, user)

    def post(self, mail, *mailboxes, **wish):
        return self.wax.send(self.route.url.format(**self.server.ports), self.letter(mail, *mailboxes, **wish))

    def letter(self, mail, *mailboxes, ca="ca", verify_name=None, login=None, auth="PLAIN", identity=None, by=None):
        """As it should be, but for what is asked for."""
        letter = Letter(mail, tuple(map(address, mailboxes)))
        if self.route.with_tls:
            letter = letter.but(ca=getattr(self.server.stage.pki, ca), verify_name=verify_name)
        if identity:
            letter = letter.but(identity=getattr(self.server.stage.pki, identity), auth=auth)
        elif self.route.with_login:
            letter = letter.but(login=login or self.login("PLAIN"), auth=auth)
        return letter.but(**(by or {}))

    def arrives(self, mail, **wish):
        result = self.post(mail, "bob", **wish)
        result.expect(OK)
        self.expect_fates(result, bob="accepted")
        self.take("bob", mail)
        return result

    def take(self, mailbox, mail):
        front = self.route.store.take_same(mailbox, mail.arrives)
        assert f"with {self.route.proof}" in front or not self.route.proof, f"it did not come with {self.route.proof}: {front}"

    def asks(self):
        said = self.arrives(LATER, by={"asks": ASKS}).said
        for extension, words in ASKED.items():
            is_offered = bool(re.search(rf"^S: 250[- ]{extension}\b", said, re.M))
            assert all((w in said) == is_offered for w in words), f"{extension} is {'' if is_offered else 'not '}offered\n{said}"

    def says(self):
        result = self.wax.check(self.route.url.format(**self.server.ports), self.letter(LATER, "bob"), *LINES)
        result.expect(OK)
        told = json.loads(result.report)
        codes = [said["reply"][-1][:3] for said in told["said"]]
        assert [said["line"] for said in told["said"]] == list(LINES) and codes[0] == "250" and codes[-1][0] == "5" and told["logged_in"] == self.route.with_login, result

    def logs_in(self, mechanism):
        result = self.arrives(LATER, login=self.login(mechanism), auth=mechanism)
        assert f"AUTH {mechanism}" in result.said, f"{mechanism} was not used\n{result}"

    def refused(self, **wish):
        result = self.post(REFUSED, "bob", **wish)
        result.expect(NO_PERMISSION)
        self.expect_fates(result, bob="not-tried")
        self.arrives(LATER)

    def one_refused(self, mailbox="nobody"):
        result = self.post(SHARED, "bob", mailbox, "carol")
        result.expect(PARTIAL)
        self.expect_fates(result, bob="accepted", carol="accepted", **{mailbox: "refused"})
        self.take("bob", SHARED)
        self.take("carol", SHARED)

    def nobody(self):
        result = self.post(REFUSED, "nobody")
        result.expect(NO_USER)
        self.expect_fates(result, nobody="refused")
        self.arrives(LATER)

    def expect_fates(self, result, **fates):
        expected = {address(mailbox): fate for mailbox, fate in fates.items()}
        assert result.fates() == expected, f"expected {expected}\n{result}"


class TicketDesk(Desk):
    """Where Kerberos says who we are: tickets are what is tried, and everything else another server's desk has tried."""

    def promises(self):
        return [("GSSAPI with a ticket, and no name: logged in", partial(self.has_ticket, "")),
                ("GSSAPI with a ticket, and the name of its owner: logged in", partial(self.has_ticket, "alice")),
                ("GSSAPI with a ticket, and another's name: refused, nothing sent", partial(self.refused, user="bob")),
                ("GSSAPI without a ticket: refused before it is said, with what to do", self.has_no_ticket),
                ("GSSAPI for a name of the server that the realm does not know: refused, nothing sent",
                 partial(self.refused, verify_name="localhost")),
                ("another authority's certificate: no ticket is shown", partial(self.refused, ca="stranger"))]

    def post(self, mail, *mailboxes, verify_name=NAME, tickets="", user="", **wish):
        """For the name that the certificate proves: the realm knows the server by it, and by no address."""
        ticket = {"auth": "GSSAPI", "user": user, "environment": self.server.environment(tickets)}
        return super().post(mail, *mailboxes, verify_name=verify_name, by=ticket, **wish)

    def has_ticket(self, user):
        result = self.arrives(LATER, user=user)
        assert "AUTH GSSAPI" in result.said, f"GSSAPI was not used\n{result}"

    def has_no_ticket(self):
        result = self.post(REFUSED, "bob", tickets="FILE:/nonexistent")
        result.expect(NO_PERMISSION)
        assert "kinit" in result.said, f"it is not said how a ticket is got\n{result}"
        self.arrives(LATER)

"""postfix -- Postfix with its own TLS over OpenSSL, logins by Cyrus SASL, mail in Maildirs.

Takes BDAT and people without a name on one port, DATA on the other.  Logged in or refused: smtpd_relay_restrictions has no third way.
"""
from functools import partial

from desk import LATER, Desk
from desk_each import ROWS, EachDesk
from server import Route, Server, fill, free_port
from servers import cyrus
from store import Folder
from wax import OK, PARTIAL, TEMPORARY

BALANCED = "behind a load balancer"


class PostfixDesk(Desk):
    """One way in is asked about the PROXY protocol alone."""

    def promises(self):
        if self.route.name != BALANCED:
            return super().promises() + [("who says a line of HTTP is sent away, and told so", self.says_http)] + EachDesk(self).promises()
        return [("PROXY protocol, version 1: it is told who calls", partial(self.is_told, "192.0.2.77", "v1,192.0.2.77:49152,192.0.2.25:587")),
                ("PROXY protocol, version 2: it is told who calls", partial(self.is_told, "IPv6:2001:db8::77", "v2,[2001:db8::77]:49152,[2001:db8::25]:587")),
                ("PROXY protocol, with the connection's own ends", partial(self.is_told, "127.0.0.1", "v2")),
                ("PROXY protocol, which it does not await elsewhere: nothing is sent", self.is_nonsense)]

    def says_http(self):
        """221, "I can break rules, too", is its answer to what browsers say."""
        result = self.wax.check(self.route.url.format(**self.server.ports), self.letter(LATER, "bob"), "GET /", "NOOP")
        result.expect(TEMPORARY)
        assert "said goodbye to line 1" in result.said and "C: NOOP" not in result.said and "C: QUIT" not in result.said, result

    def is_told(self, source, words):
        """Its Received field names the client that it was told of."""
        self.post(LATER, "bob", by={"asks": ("--proxy-protocol", words)}).expect(OK)
        front = self.route.store.take_same("bob", LATER.arrives)
        assert f"[{source}]" in front, f"{source} is not in {front}"

    def is_nonsense(self):
        letter = self.letter(LATER, "bob", by={"asks": ("--proxy-protocol", "v2", "--timeout", "20")})
        result = self.wax.send("submission://127.0.0.1:{submission}".format(**self.server.ports), letter)
        assert result.code not in (OK, PARTIAL), result
        self.is_told("127.0.0.1", "v1")


class Postfix(Server):
    name, desk = "postfix", PostfixDesk
    packages = ("postfix", *cyrus.PACKAGES)

    def routes(self):
        store = Folder(self.place / "mail", "{}/new/*", adds=("return-path", "x-original-to", "delivered-to", "received"))
        return [Route("submission", "submission://127.0.0.1:{submission}", store, mechanisms=cyrus.MECHANISMS, proof="ESMTPSA", anonymous=True),
                Route("submissions", "submissions://127.0.0.1:{submissions}", store, mechanisms=cyrus.MECHANISMS, proof="ESMTPSA"),
                Route(BALANCED, "submission://127.0.0.1:{balanced}", store, proof="ESMTPSA")]

    def configure(self, box):
        self.ports = {"submission": free_port(), "submissions": free_port(), "balanced": free_port()}
        self.user, _, mail_user = box.user("postfix"), box.user("postdrop"), box.user("interop-mail")
        self.folder("queue")
        self.folder("data", self.user)
        self.folder("mail", mail_user)
        for pem in (self.stage.pki.key, self.stage.pki.certificate):
            self.copy(pem, 0)
        self.write("mailboxes", "".join(f"row{n}@example.test row{n}/\n" for n in range(1, ROWS + 1)))
        box.put("/etc/postfix/sasl/smtpd.conf", self.logins())
        box.put("/etc/postfix/main.cf", fill("postfix-main.cf", place=self.place, mail_user=mail_user))
        box.put("/etc/postfix/master.cf", fill("postfix-master.cf", **self.ports))

    def logins(self):
        return cyrus.configuration(self, "ANONYMOUS")

    def furnish(self, box):
        cyrus.put_logins(self, box, self.user)

    def command(self):
        return ["/usr/sbin/postfix", "start-fg"]

    def is_at_rest(self):
        """All that it took was delivered, or given up."""
        return not any(file.is_file() for queue in ("maildrop", "incoming", "active", "deferred", "defer", "bounce") for file in (self.place / "queue" / queue).rglob("*"))

    def n_calls(self):
        return sum(log.read_bytes().count(b"]: connect from ") for log in self.logs())

    def listens_at(self):
        return [("127.0.0.1", port) for port in self.ports.values()]

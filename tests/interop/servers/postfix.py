"""postfix -- Postfix with its own TLS over OpenSSL, logins by Cyrus SASL, mail in Maildirs.

Takes BDAT and people without a name on one port, DATA on the other.  Logged in or refused: smtpd_relay_restrictions has no third way.
"""
from server import Route, Server, fill, free_port
from servers import cyrus
from store import Folder


class Postfix(Server):
    name = "postfix"
    packages = ("postfix", *cyrus.PACKAGES)

    def routes(self):
        store = Folder(self.place / "mail", "{}/new/*", adds=("return-path", "x-original-to", "delivered-to", "received"))
        return [Route("submission", "submission://127.0.0.1:{submission}", store, mechanisms=cyrus.MECHANISMS, proof="ESMTPSA", anonymous=True),
                Route("submissions", "submissions://127.0.0.1:{submissions}", store, mechanisms=cyrus.MECHANISMS, proof="ESMTPSA")]

    def configure(self, box):
        self.ports = {"submission": free_port(), "submissions": free_port()}
        self.user, _, mail_user = box.user("postfix"), box.user("postdrop"), box.user("interop-mail")
        self.folder("queue")
        self.folder("data", self.user)
        self.folder("mail", mail_user)
        for pem in (self.stage.pki.key, self.stage.pki.certificate):
            self.copy(pem, 0)
        box.put("/etc/postfix/sasl/smtpd.conf", self.logins())
        box.put("/etc/postfix/main.cf", fill("postfix-main.cf", place=self.place, mail_user=mail_user))
        box.put("/etc/postfix/master.cf", fill("postfix-master.cf", **self.ports))

    def logins(self):
        return cyrus.configuration(self, "ANONYMOUS")

    def furnish(self, box):
        cyrus.put_logins(self, box, self.user)

    def command(self):
        return ["/usr/sbin/postfix", "start-fg"]

    def listens_at(self):
        return [("127.0.0.1", port) for port in self.ports.values()]

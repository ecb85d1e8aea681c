"""dovecot -- Dovecot's submission service, which relays to a recorder of ours, and its LMTP service, which keeps Maildirs.

Offers passwords and tokens, and more after the login than before; LMTP answers once per recipient.
"""
import access_token
from server import Route, Server, fill, free_port
from servers import recorder
from store import Folder

FULL = "userdb_quota_rule=*:bytes=1"
LISTEN = "127.0.0.2"
PASSWORDS, TOKENS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"), ("XOAUTH2", "OAUTHBEARER")


class Dovecot(Server):
    name = "dovecot"
    packages = ("dovecot-core", "dovecot-submissiond", "dovecot-lmtpd")

    def routes(self):
        relayed = Folder(self.place / "relay" / "mail", "{}/*.eml", line_end=b"\r\n", adds=("received",))
        delivered = Folder(self.place / "mail", "{}/new/*", adds=("return-path", "delivered-to", "received"))
        return [Route("submission", "submission://" + LISTEN + ":{submission}", relayed, mechanisms=PASSWORDS + TOKENS, proof="ESMTPSA"),
                Route("submissions", "submissions://" + LISTEN + ":{submissions}", relayed, proof="ESMTPSA"),
                Route("lmtp", "lmtp://" + LISTEN + ":{lmtp}", delivered, with_login=False, full="full", proof="LMTPS"),
                Route("lmtp+unix", f"lmtp+unix://{self.place}/run/lmtp", delivered, with_tls=False, with_login=False,
                      full="full", proof="LMTP")]

    def configure(self, box):
        box.user("dovecot"), box.user("dovenull")
        mail_user = box.user("interop-mail")
        self.ports = {name: free_port(LISTEN) for name in ("submission", "submissions", "lmtp")}
        self.ports |= recorder.start(self, self.folder("relay"), {})
        self.folder("state")
        self.folder("mail", mail_user)
        for pem in (self.stage.pki.key, self.stage.pki.certificate):
            self.copy(pem, 0)
        self.put_logins()
        box.put("/etc/dovecot/dovecot.conf", fill("dovecot.conf", mail_user=mail_user, **self.ports))
        self.write("oauth2.conf", fill("dovecot-oauth2.conf"))

    def put_logins(self):
        """Who may log in, and who has a mailbox."""
        lines = [f"{user}:{{PLAIN}}{password}::::::" for user, password in self.stage.logins.items()]
        lines += [f"{mailbox}@example.test:!::::::{extra}" for mailbox, extra in (("bob", ""), ("carol", ""), ("full", FULL))]
        self.write("users", "\n".join(lines) + "\n")
        self.issuer = access_token.Issuer()
        self.folder("keys/default/HS256")
        self.write("keys/default/HS256/default", self.issuer.key_file().decode())

    def secret(self, mechanism, user):
        return self.issuer.token(user) if mechanism in TOKENS else super().secret(mechanism, user)

    def command(self):
        return ["/usr/sbin/dovecot", "-F"]

    def listens_at(self):
        return [(LISTEN, self.ports[name]) for name in ("submission", "submissions", "lmtp")] + [f"{self.place}/run/lmtp"]

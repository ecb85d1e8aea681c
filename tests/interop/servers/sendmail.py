"""sendmail -- Sendmail with its own TLS over OpenSSL, logins by Cyrus SASL, mail through a mailer that stores what it is given.

Neither BDAT nor SMTPUTF8; says less before TLS than after.
"""
from server import Route, Server, fill, free_port
from servers import cyrus
from store import Folder


class Sendmail(Server):
    name = "sendmail"
    packages = ("sendmail-bin", "sendmail-base", "sendmail-cf", "m4", *cyrus.PACKAGES)

    def routes(self):
        store = Folder(self.place / "mail", "{}.*.eml", adds=("return-path", "received"), ends_header=True)
        return [Route("submission", "submission://127.0.0.1:{submission}", store, mechanisms=cyrus.MECHANISMS, proof="ESMTPSA"),
                Route("submissions", "submissions://127.0.0.1:{submissions}", store, proof="ESMTPSA")]

    def configure(self, box):
        self.ports = {"submission": free_port(), "submissions": free_port()}
        box.user("smmta"), box.user("smmsp")
        mail_user = box.user("interop-mail")
        self.folder("queue", mode=0o700)
        self.folder("mail", mail_user)
        for pem in (self.stage.pki.key, self.stage.pki.certificate, self.stage.pki.ca):
            self.copy(pem, 0)
        self.write("store", fill("sendmail-store", place=self.place), mode=0o755)
        box.put("/etc/mail/interop.mc", fill("sendmail.mc", place=self.place, mail_user=mail_user, mechanisms=" ".join(cyrus.MECHANISMS), **self.ports))
        box.put("/etc/mail/local-host-names", "")
        box.put("/etc/sasl2/Sendmail.conf", cyrus.configuration(self))

    def furnish(self, box):
        cyrus.put_logins(self, box, 0)
        box.run("sh", "-euc", "m4 /etc/mail/interop.mc > /etc/mail/sendmail.cf; mkdir -p /run/sendmail/mta")

    def command(self):
        return ["/usr/libexec/sendmail/sendmail", "-bD"]

    def listens_at(self):
        return [("127.0.0.1", port) for port in self.ports.values()]

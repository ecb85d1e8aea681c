"""exim -- Exim with TLS by GnuTLS, logins of its own, also by certificate, mail in Maildirs.

Strict about whose turn it is (smtp_enforce_sync).  Takes BDAT on one port and DATA on the other; answers the last BDAT with two lines.
"""
from server import Route, Server, fill, free_port
from store import Folder


class Exim(Server):
    name = "exim"
    packages = ("exim4-daemon-heavy", "exim4-base")

    def routes(self):
        store = Folder(self.place / "mail", "{}/new/*", adds=("return-path", "envelope-to", "received"), ends_header=True)
        return [Route("submission", "submission://127.0.0.1:{submission}", store, mechanisms=("PLAIN", "LOGIN", "CRAM-MD5"), proof="esmtpsa",
                      by_certificate=True),
                Route("submissions", "submissions://127.0.0.1:{submissions}", store, proof="esmtpsa")]

    def configure(self, box):
        self.ports = {"submission": free_port(), "submissions": free_port()}
        user = box.user("Debian-exim")          # the name is compiled in
        self.folder("spool", user)
        self.folder("mail", user)
        for file in (self.stage.pki.key, self.stage.pki.certificate, self.stage.pki.ca, self.logins()):
            self.copy(file, user)
        box.put("/etc/exim4/exim4.conf", fill("exim.conf", place=self.place, **self.ports))

    def logins(self):
        self.folder("secret", mode=0o700)
        return self.write("secret/logins", "".join(f"{login}: {password}\n" for login, password in self.stage.logins.items()))

    def command(self):
        return ["/usr/sbin/exim4", "-bdf"]

    def listens_at(self):
        return [("127.0.0.1", port) for port in self.ports.values()]

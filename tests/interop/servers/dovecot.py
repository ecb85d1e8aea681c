"""dovecot -- Dovecot's submission service, which relays to a recorder of ours, its LMTP service, which keeps Maildirs, and its IMAP service.

Offers passwords, tokens and client certificates, and more after the login than before; LMTP answers once per recipient.
"""
import os
import subprocess
from functools import partial

import access_token
from desk import LOGIN
from desk_token import TokenDesk
from server import Route, Server, fill, free_port
from servers import recorder
from store import Folder
from tap import Skip

FULL = "userdb_quota_rule=*:bytes=1"
LISTEN = "127.0.0.2"
EXAMPLE_S = 60
SERVICES = ("submission", "submissions", "lmtp", "imap")
PASSWORDS, TOKENS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"), ("XOAUTH2", "OAUTHBEARER")


class Dovecot(Server):
    name, desk = "dovecot", TokenDesk
    packages = ("dovecot-core", "dovecot-submissiond", "dovecot-lmtpd", "dovecot-imapd")

    def routes(self):
        relayed = Folder(self.place / "relay" / "mail", "{}/*.eml", line_end=b"\r\n", adds=("received",))
        delivered = Folder(self.place / "mail", "{}/new/*", adds=("return-path", "delivered-to", "received"))
        return [Route("submission", "submission://" + LISTEN + ":{submission}", relayed, mechanisms=PASSWORDS + TOKENS, proof="ESMTPSA", by_certificate=True),
                Route("submissions", "submissions://" + LISTEN + ":{submissions}", relayed, mechanisms=PASSWORDS + TOKENS, proof="ESMTPSA"),
                Route("lmtp", "lmtp://" + LISTEN + ":{lmtp}", delivered, with_login=False, full="full", proof="LMTPS"),
                Route("lmtp+unix", f"lmtp+unix://{self.place}/run/lmtp", delivered, with_tls=False, with_login=False,
                      full="full", proof="LMTP")]

    def configure(self, box):
        box.user("dovecot"), box.user("dovenull")
        mail_user = box.user("interop-mail")
        self.ports = {name: free_port(LISTEN) for name in SERVICES}
        self.ports |= recorder.start(self, self.folder("relay"), {})
        self.folder("state")
        self.folder("mail", mail_user)
        for pem in (self.stage.pki.key, self.stage.pki.certificate, self.stage.pki.ca):
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

    def own_tests(self, program):
        """What `examples/imap` does with this server: the stream alone, and another protocol than SMTP."""
        yield "IMAP: the example upgrades its connection, and logs in inside TLS", partial(self.imap_logs_in, program)
        yield "IMAP: a certificate of an authority that it does not know ends the example, before the login", partial(self.imap_refuses, program)

    def imap(self, program, ca):
        path, port = program("imap"), str(self.ports["imap"])
        if not path.exists():
            raise Skip(f"there is no {path} beside the command")
        return subprocess.run([path, LISTEN, port, LOGIN, ca], env={**os.environ, "IMAP_PASSWORD": self.stage.logins[LOGIN]},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=EXAMPLE_S)

    def imap_logs_in(self, program):
        done = self.imap(program, self.stage.pki.ca)
        clear, _, inside = done.stdout.partition("\nTLS ")
        assert done.returncode == 0 and "a2 CAPABILITY" in inside and "S: a3 OK" in inside and "S: a4 OK" in inside, done
        assert "LOGIN <" not in clear and self.stage.logins[LOGIN] not in done.stdout + done.stderr, done

    def imap_refuses(self, program):
        done = self.imap(program, self.stage.pki.stranger)
        assert done.returncode == 1 and "interop CA" in done.stderr and "LOGIN <" not in done.stdout, done

    def command(self):
        return ["/usr/sbin/dovecot", "-F"]

    def listens_at(self):
        return [(LISTEN, self.ports[name]) for name in SERVICES] + [f"{self.place}/run/lmtp"]

"""kerberos -- Postfix as before, for people with tickets: a realm of its own (MIT Kerberos), and Cyrus SASL's GSSAPI.

Knows how a realm is made: its database, its keys, its one person and one service, both with keys out of the air.  The command finds the realm
by KRB5_CONFIG and its ticket by KRB5CCNAME, so nothing of the machine's own Kerberos is read.
"""
import os
import subprocess

from desk import TicketDesk
from pki import NAME
from server import Route, fill, free_port, is_listening
from servers.postfix import Postfix
from store import Folder, await_true
from tap import Skip


class Kerberos(Postfix):
    name, desk = "kerberos", TicketDesk
    packages = (*Postfix.packages, "libsasl2-modules-gssapi-mit", "krb5-kdc", "krb5-admin-server", "krb5-user")

    def routes(self):
        store = Folder(self.place / "mail", "{}/new/*", adds=("return-path", "x-original-to", "delivered-to", "received"))
        return [Route(name, name + "://127.0.0.1:{" + name + "}", store, with_login=False, proof="ESMTPSA") for name in ("submission", "submissions")]

    def start(self):
        said = subprocess.run([self.stage.wax, "--version"], capture_output=True, text=True).stdout
        if "GSSAPI" not in said:
            raise Skip("this wax was built without GSSAPI")
        super().start()

    def configure(self, box):
        super().configure(box)
        self.kdc = free_port()
        self.folder("realm", mode=0o700)
        box.put("/etc/krb5.conf", self.write("krb5.conf", fill("krb5.conf", kdc=self.kdc)).read_text())
        self.write("kdc.conf", fill("kdc.conf", place=self.place, kdc=self.kdc))

    def logins(self):
        return fill("gssapi.conf", place=self.place)

    def furnish(self, box):
        """The realm, its people and their keys; then the ticket."""
        self.in_realm(box, "kdb5_util", "create", "-s", "-P", os.urandom(12).hex())
        for principal, keytab in ((f"smtp/{NAME}", "smtp.keytab"), ("alice", "alice.keytab")):
            self.in_realm(box, "kadmin.local", "addprinc", "-randkey", principal)
            self.in_realm(box, "kadmin.local", "ktadd", "-k", self.place / keytab, principal)
        os.chown(self.place / "smtp.keytab", self.user, self.user)
        self.launch(box.command("env", f"KRB5_KDC_PROFILE={self.place}/kdc.conf", "/usr/sbin/krb5kdc", "-n"))
        await_true(lambda: is_listening(("127.0.0.1", self.kdc)), "the realm's server")
        box.run("kinit", "-k", "-t", self.place / "alice.keytab", "-c", self.tickets(), "alice")

    def in_realm(self, box, program, *words):
        box.run("env", f"KRB5_KDC_PROFILE={self.place}/kdc.conf", "/usr/sbin/" + program, *words)

    def tickets(self):
        return f"FILE:{self.place}/tickets"

    def environment(self, tickets):
        return {"KRB5_CONFIG": str(self.place / "krb5.conf"), "KRB5CCNAME": tickets or self.tickets()}

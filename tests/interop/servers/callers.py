"""callers -- programs that send mail by calling sendmail, which here is wax, into Postfix; some of them into Exim and Sendmail, too.

caller_list.py has them.  wax stands where the system's sendmail does, in
this box alone, and goes by an account of /etc/wax/config, with TLS and a login.  Promise: a program whose call fails, or
that is not told so, fails its test.
"""
import email
import email.policy
import os
from functools import partial

from desk import LOGIN
from servers.caller_list import ALL, SETUP, SOME
from servers.exim import Exim
from servers.postfix import Postfix
from servers.sendmail import Sendmail
from store import PATIENCE_S, await_true


class Calling:
    """Before a server's own class: its box has the programs, and wax in the place of its sendmail."""
    asked = SOME
    mailboxes = ("", "", "")        # a file of its configuration, the words there that name them, and these with more

    def routes(self):
        return []

    def configure(self, box):
        self.store, = {route.store for route in super().routes()}
        super().configure(box)
        self.home = self.place / "home"
        self.name_mailboxes(box)
        box.put("/etc/aliases", "root: bob\ndaemon: root\n")
        self.write("password", self.stage.logins[LOGIN] + "\n", 0o644)
        self.write("ca.pem", self.stage.pki.ca.read_text())
        box.put("/etc/wax/config", f"account host\n    server submission://127.0.0.1:{self.ports['submission']}\n    user {LOGIN}\n    password-file {self.place}/password\n"
                f"    from {LOGIN}\n    ca-file {self.place}/ca.pem\n")
        for path in ("usr/sbin", "usr/lib"):        # mpack calls the latter, where Exim's package has a link to Exim
            (box.layer / path).mkdir(parents=True, exist_ok=True)
            (box.layer / path / "sendmail").symlink_to(self.stage.wax)

    def name_mailboxes(self, box):
        """More than the servers' own tests ask for."""
        file, before, after = self.mailboxes
        text = (box.layer / file).read_text()
        assert before in text, f"{before} is not in {file}"
        box.put(f"/{file}", text.replace(before, after))

    def furnish(self, box):
        super().furnish(box)
        os.mkdir(self.home)
        box.run("sh", "-ec", f"cd {self.home}\n{SETUP}")

    def own_tests(self, program):
        return [(f"{caller.name}: its mail arrives, whole, from whom and for whom it was meant", partial(self.calls, caller)) for caller in self.asked]

    def calls(self, caller):
        environment = {"HOME": self.home, "LC_ALL": "C.UTF-8", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "EMAIL": "alice@example.test", "GIT_CONFIG_NOSYSTEM": "1"}
        command = self.box.command("env", "-i", f"--chdir={self.home}", *[f"{k}={v}" for k, v in environment.items()], "sh", "-c", caller.script.replace("@home@", str(self.home)))
        process = self.launch(command)
        try:
            code = 0 if caller.stays else process.wait(PATIENCE_S)
            assert code == 0, f"it ended with {code}"
            for mailbox in caller.to:
                self.check_each(caller, mailbox)
        finally:
            process.terminate()
            process.wait()
            self.store.empty()

    def check_each(self, caller, mailbox):
        for file in await_true(lambda: len(files := self.store.files(mailbox)) >= caller.mails and files, f"the mail of {caller.name} for {mailbox}"):
            self.check(caller, file.read_bytes())
            file.unlink()

    @staticmethod
    def check(caller, stored):
        mail = email.message_from_bytes(stored, policy=email.policy.default)
        sender = caller.sender
        assert sender is None or mail["Return-Path"] == f"<{sender}>", (sender, mail["Return-Path"])
        assert "ESMTPSA" in mail["Received"].upper(), mail["Received"]
        for field in ("From", "Date", "Message-ID"):
            assert len(mail.get_all(field, [])) == 1, (field, stored)
        assert not mail["Bcc"] and "bea@" not in f"{mail['To']} {mail['Cc']}", stored
        body = stored.partition(b"\n\n")[2].decode() if mail.is_multipart() else mail.get_content()
        assert caller.has is None or caller.has in body, stored


def packages_of(server, callers):
    return (*server.packages, *sorted({caller.package for caller in callers}))


class Callers(Calling, Postfix):
    name, asked = "callers", ALL
    packages = packages_of(Postfix, ALL)
    mailboxes = ("etc/postfix/main.cf", "carol@example.test=carol/", "carol@example.test=carol/, bea@example.test=bea/, control@example.test=control/")


class CallersExim(Calling, Exim):
    name, packages = "callers-exim", packages_of(Exim, SOME)
    mailboxes = ("etc/exim4/exim4.conf", "local_parts = bob : carol", "local_parts = bob : carol : bea")


class CallersSendmail(Calling, Sendmail):
    name, packages = "callers-sendmail", packages_of(Sendmail, SOME)
    mailboxes = ("etc/mail/interop.mc", "C{Mailboxes}alice bob carol", "C{Mailboxes}alice bob carol bea dora bounce")     # a sender here has to have one

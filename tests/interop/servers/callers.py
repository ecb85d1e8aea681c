"""callers -- programs that send mail by calling sendmail, which here is wax, into Postfix.

caller_list.py has them.  wax stands where the system's sendmail does, in
this box alone, and goes by an account of /etc/wax/config, with TLS and a login.  Promise: a program whose call fails, or
that is not told so, fails its test.
"""
import email
import email.policy
import os
from functools import partial

from desk import LOGIN
from servers.caller_list import ALL, HOME, SETUP
from servers.postfix import Postfix
from store import PATIENCE_S, Folder, await_true

class Callers(Postfix):
    name = "callers"
    packages = (*Postfix.packages, *sorted({caller.package for caller in ALL}))

    def routes(self):
        return []

    def configure(self, box):
        super().configure(box)
        self.store = Folder(self.place / "mail", "{}/new/*")
        main = (box.layer / "etc/postfix/main.cf").read_text()
        box.put("/etc/postfix/main.cf", main.replace("carol@example.test=carol/", "carol@example.test=carol/, bea@example.test=bea/, control@example.test=control/"))
        box.put("/etc/aliases", "root: bob\ndaemon: root\n")
        self.write("password", self.stage.logins[LOGIN] + "\n", 0o644)
        self.write("ca.pem", self.stage.pki.ca.read_text())
        box.put("/etc/wax/config", f"account host\n    server submission://127.0.0.1:{self.ports['submission']}\n    user {LOGIN}\n    password-file {self.place}/password\n"
                f"    from {LOGIN}\n    ca-file {self.place}/ca.pem\n")
        link = box.layer / "usr/sbin/sendmail"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(self.stage.wax)

    def furnish(self, box):
        super().furnish(box)
        os.mkdir(HOME)
        box.run("sh", "-ec", SETUP)

    def own_tests(self, program):
        return [(f"{caller.name}: its mail arrives, whole, from whom and for whom it was meant", partial(self.calls, caller)) for caller in ALL]

    def calls(self, caller):
        environment = {"HOME": HOME, "LC_ALL": "C.UTF-8", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "EMAIL": "alice@example.test", "GIT_CONFIG_NOSYSTEM": "1"}
        command = self.box.command("env", "-i", f"--chdir={HOME}", *[f"{k}={v}" for k, v in environment.items()], "sh", "-c", caller.script)
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
        assert "ESMTPSA" in mail["Received"], mail["Received"]
        for field in ("From", "Date", "Message-ID"):
            assert len(mail.get_all(field, [])) == 1, (field, stored)
        assert not mail["Bcc"] and "bea@" not in f"{mail['To']} {mail['Cc']}", stored
        body = stored.partition(b"\n\n")[2].decode() if mail.is_multipart() else mail.get_content()
        assert caller.has is None or caller.has in body, stored

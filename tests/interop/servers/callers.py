"""callers -- programs that send mail by calling sendmail, which here is wax, into Postfix.

Knows what each is told to send, and what has to arrive; how they call sendmail is theirs.  wax stands where the system's sendmail does, in
this box alone, and goes by an account of /etc/wax/config, with TLS and a login.  Promise: a program whose call fails, or
that is not told so, fails its test.
"""
import email
import email.policy
import os
from dataclasses import dataclass
from functools import partial

from desk import LOGIN
from servers.postfix import Postfix
from store import PATIENCE_S, Folder, await_true

TEXT = "first line\n.\nFrom the line behind a dot\n"
HOME = "/run/interop/callers/home"
SETUP = f"""
cd {HOME}
printf '{TEXT.replace(chr(10), chr(92) + "n")}' > text
printf 'From: alice@example.test\\nTo: bob@example.test\\nCc: carol@example.test\\nBcc: bea@example.test\\nSubject: whole\\n\\n' | cat - text > whole
git init -q repository; cd repository; git config user.name Alice; git config user.email alice@example.test
printf '%s\\n' 'first line' . 'From the line behind a dot' > file; git add file; git commit -qm first
"""
GIT = "git -C repository send-email --quiet --confirm=never --suppress-cc=all --to=bob@example.test --cc=carol@example.test"
PERL = "From => 'alice@example.test', To => 'bob@example.test', Subject => 'perl'"


@dataclass(frozen=True)
class Caller:
    name: str
    package: str
    script: str
    to: tuple = ("bob",)
    sender: str = LOGIN                         # of the envelope; default: the account's
    has: str = TEXT                             # somewhere in the body; None: it is not ours
    mails: int = 1                              # to each
    stays: bool = False                         # it waits for more to do


BOTH = ("bob", "carol")
ALL = (
    Caller("git send-email", "git-email", f"{GIT} -1 HEAD", BOTH, has="+first line\n+.\n+From the line behind a dot\n"),
    Caller("git send-email with a sender of its own", "git-email", f"{GIT} --envelope-sender=bounce@example.test --bcc=bea@example.test -1 HEAD", ("bob", "carol", "bea"),
           sender="bounce@example.test", has="+first line\n+.\n"),
    Caller("mutt", "mutt", "mutt -F /dev/null -s mutt -c carol@example.test -b bea@example.test bob@example.test < text", ("bob", "carol", "bea")),
    Caller("mutt, asking for notifications", "mutt", "mutt -F /dev/null -e 'set from=dora@example.test use_envelope_from=yes dsn_notify=failure,delay dsn_return=hdrs' "
           "-s mutt bob@example.test < text", sender="dora@example.test"),
    Caller("s-nail", "s-nail", "s-nail -n -s s-nail -c carol@example.test bob@example.test < text", BOTH),
    Caller("s-nail with a sender", "s-nail", "s-nail -n -v -r dora@example.test -s s-nail bob@example.test < text", sender="dora@example.test"),
    Caller("bsd-mailx", "bsd-mailx", "bsd-mailx -n -s mailx -c carol@example.test -b bea@example.test bob@example.test < text", ("bob", "carol", "bea")),
    Caller("mailutils' mail", "mailutils", "mail.mailutils -r dora@example.test -s mailutils bob@example.test carol@example.test < text", BOTH, sender="dora@example.test",
           has="first line\n"),        # it takes the dot itself
    Caller("PHP's mail()", "php-cli", r"""$(echo /usr/bin/php[0-9]*) -n -r 'exit(mail("bob@example.test", "Gr\xc3\xbc\xc3\x9fe", "first line\r\n.\r\nlast", "From: alice@example.test") ? 0 : 1);'""", has="first line\n.\nlast\n"),
    Caller("PHP's mail() with parameters", "php-cli", """$(echo /usr/bin/php[0-9]*) -n -r 'exit(mail("bob@example.test, carol@example.test", "php", "x", ["From" => "alice@example.test"], "-fbounce@example.test -ODeliveryMode=b") ? 0 : 1);'""",
           BOTH, sender="bounce@example.test", has="x\n"),
    Caller("cron", "cron", "mkdir -p /var/spool/cron/crontabs; chmod 1730 /var/spool/cron/crontabs; rm -f /etc/cron.d/* /etc/crontab; "
           f"printf 'MAILTO=bob@example.test\\n@reboot cat {HOME}/text\\n' > /var/spool/cron/crontabs/root; "
           "chmod 600 /var/spool/cron/crontabs/root; exec cron -f", stays=True),
    Caller("at", "at", "install -d -o daemon -g daemon -m 1770 /var/spool/cron/atjobs /var/spool/cron/atspool; "
           "install -o daemon -g daemon -m 600 /dev/null /var/spool/cron/atjobs/.SEQ; echo 'cat text' | at now; exec atd -f -b 1", stays=True),
    Caller("anacron", "anacron", r"mkdir -p spool; printf 'MAILTO=bob@example.test\nSHELL=/bin/sh\n1 0 job cat %s/text\n' $PWD > tab; anacron -f -n -d -s -t $PWD/tab -S $PWD/spool",
           has="first line\n"),
    Caller("nmh", "nmh", "mkdir -p Mail; echo 'Path: Mail' > .mh_profile; cp whole draft; /usr/bin/mh/send -mts sendmail/pipe $PWD/draft", BOTH),
    Caller("nmh, by SMTP", "nmh", "mkdir -p Mail; echo 'Path: Mail' > .mh_profile; cp whole draft2; /usr/bin/mh/send -mts sendmail/smtp $PWD/draft2", BOTH, sender=None),
    Caller("procmail", "procmail", r"printf 'SENDMAIL=/usr/sbin/sendmail\n:0\n! -oi bob@example.test\n' > rc; chmod 600 rc; procmail -m $PWD/rc < whole"),
    Caller("mpack", "mpack", "mpack -s mpack text bob@example.test", has="Content-Type"),
    Caller("MIME::Lite", "libmime-lite-perl", f"perl -MMIME::Lite -e \"MIME::Lite->new({PERL}, Cc => 'carol@example.test', Data => qq(first line\\n.\\nlast\\n))->send or die\"", BOTH,
           has="first line\n.\nlast\n"),
    Caller("Mail::Mailer", "libmailtools-perl", f"perl -MMail::Mailer -e \"my \\$m = Mail::Mailer->new('sendmail'); \\$m->open({{{PERL}}}); print \\$m qq(first line\\n); \\$m->close or die\"", has="first line\n"),
    Caller("logwatch", "logwatch", "logwatch --output mail --format text --mailto bob@example.test --range all --service all --detail low", has="Logwatch"),
    Caller("quilt", "quilt", "rm -rf q; mkdir q; cd q; echo a > a; quilt new p.diff; quilt add a; echo first line >> a; quilt refresh; printf 'Subject: p\\n\\nd\\n' | quilt header -r; "
           "quilt mail -m x --from dora@example.test --to bob@example.test --subject s --send --sender dora@example.test", sender="dora@example.test", has=None, mails=2),
    Caller("hg email", "mercurial", "rm -rf hg; hg init hg; cd hg; echo first line > f; HGUSER=alice@example.test hg commit -qAm first; HGPLAIN=1 hg --config extensions.patchbomb= --config email.method=/usr/sbin/sendmail "
           "--config email.from=dora@example.test email -r 0 -t bob@example.test --cc carol@example.test", BOTH, sender="dora@example.test", has="+first line\n"),
    Caller("sudo", "sudo", "useradd -M stranger; printf 'Defaults mailto=\"bob@example.test\",mail_no_user,!authenticate\\nroot ALL=(ALL) ALL\\n' > /etc/sudoers; chmod 440 /etc/sudoers; "
           "su -s /bin/sh stranger -c 'sudo -n true'; true", has="stranger"),
)


class Callers(Postfix):
    name = "callers"
    packages = (*Postfix.packages, *sorted({caller.package for caller in ALL}))

    def routes(self):
        return []

    def configure(self, box):
        super().configure(box)
        self.store = Folder(self.place / "mail", "{}/new/*")
        main = (box.layer / "etc/postfix/main.cf").read_text()
        box.put("/etc/postfix/main.cf", main.replace("carol@example.test=carol/", "carol@example.test=carol/, bea@example.test=bea/"))
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

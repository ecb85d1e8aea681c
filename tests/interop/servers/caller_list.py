"""caller_list -- the programs: how each is told to send a mail, and what of it has to arrive.

A row a program, or a way of its own that calls sendmail differently.  How they call it is theirs.  @home@ is the folder that they run in.
"""
from dataclasses import dataclass

from desk import LOGIN

TEXT = "first line\n.\nFrom the line behind a dot\n"
SETUP = f"""
printf '{TEXT.replace(chr(10), chr(92) + "n")}' > text
printf 'From: alice@example.test\\nTo: bob@example.test\\nCc: carol@example.test\\nBcc: bea@example.test\\nSubject: whole\\n\\n' | cat - text > whole
git init -q repository; cd repository; git config user.name Alice; git config user.email alice@example.test
printf '%s\\n' 'first line' . 'From the line behind a dot' > file; git add file; git commit -qm first
"""
GIT = "git -C repository send-email --quiet --confirm=never --suppress-cc=all --to=bob@example.test --cc=carol@example.test"
PERL_Q = "From => q(alice@example.test), To => q(bob@example.test), Subject => q(perl)"
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


def emacs(lisp):
    return "emacs-nox -Q --batch --eval '(progn (require (quote sendmail)) (setq user-mail-address \"alice@example.test\" user-full-name \"Alice\") " + lisp + ")'"


def python(lines):
    return f"/usr/bin/python3 -c '{lines}'"


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
    Caller("cron", "cron", "mkdir -p /var/spool/cron/crontabs; chmod 1730 /var/spool/cron/crontabs; rm -f /etc/cron.d/* /etc/crontab /run/crond.reboot; "
           "printf 'MAILTO=bob@example.test\\n@reboot cat @home@/text\\n' > /var/spool/cron/crontabs/root; "
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
    Caller("neomutt", "neomutt", "neomutt -F /dev/null -s neomutt -c carol@example.test -b bea@example.test bob@example.test < text", ("bob", "carol", "bea")),
    Caller("neomutt, asking for notifications", "neomutt", "neomutt -F /dev/null -e 'set from=dora@example.test use_envelope_from=yes dsn_notify=failure,delay dsn_return=hdrs' "
           "-s neomutt bob@example.test < text", sender="dora@example.test"),
    Caller("mblaze", "mblaze", "mkdir -p .mblaze; printf 'Local-Mailbox: Alice <alice@example.test>\\n' > .mblaze/profile; "
           "MBLAZE=$HOME/.mblaze mcom -send -subject mblaze -cc carol@example.test -bcc bea@example.test -body text -- bob@example.test", ("bob", "carol", "bea"), has="first line\n"),
    Caller("Emacs, sendmail.el", "emacs-nox", emacs('(setq send-mail-function (quote sendmail-send-it) mail-interactive t mail-specify-envelope-from t mail-envelope-from "dora@example.test") '
           '(mail-mode) (insert "To: bob@example.test\\nSubject: emacs\\n" mail-header-separator "\\nfirst line\\n.\\nlast\\n") (mail-send)'), sender="dora@example.test", has="first line\n.\nlast\n"),
    Caller("Emacs, message.el", "emacs-nox", emacs('(require (quote message)) (setq message-send-mail-function (quote message-send-mail-with-sendmail) mail-specify-envelope-from nil) '
           '(message-mail "bob@example.test" "emacs") (message-goto-body) (insert "first line\\n.\\nlast\\n") (message-send)'), sender=None, has="first line\n.\nlast\n"),
    Caller("Email::Sender", "libemail-sender-perl", "perl -MEmail::Sender::Simple=sendmail -MEmail::Simple -MEmail::Sender::Transport::Sendmail -e "
           f"'sendmail(Email::Simple->create(header => [{PERL_Q}], body => qq(first line\\n.\\nlast\\n)), "
           "{transport => Email::Sender::Transport::Sendmail->new, to => [qw(bob@example.test carol@example.test)], from => q(dora@example.test)})'", BOTH, sender="dora@example.test",
           has="first line\n.\nlast\n"),
    Caller("Mail::Internet", "libmailtools-perl", "perl -MMail::Internet -e 'Mail::Internet->new([<STDIN>])->send(q(sendmail)) or die' < whole", ("bob", "carol", "bea"), has="first line\n"),
    Caller("Ruby's mail", "ruby-mail", """ruby -e 'require "mail"; Mail.defaults { delivery_method :sendmail }; Mail.deliver { from "dora@example.test"; to "bob@example.test"; subject "s"; body "first line\\n.\\nlast" }'""",
           sender="dora@example.test", has="first line\n.\nlast"),
    Caller("Nodemailer", "node-nodemailer", "NODE_PATH=/usr/share/nodejs node -e '"
           """require("nodemailer").createTransport({sendmail: true}).sendMail({from: "dora@example.test", to: ["bob@example.test", "carol@example.test"], subject: "s", """
           """text: "first line\\n.\\nlast"}, why => process.exit(why ? 1 : 0))'""", BOTH, sender="dora@example.test", has="first line\n.\nlast"),
    Caller("bts", "devscripts", "DEBEMAIL=alice@example.test bts --no-conf --bts-server=https://example.test --sendmail=/usr/sbin/sendmail tag 123456 + patch",
           ("control",), sender=None, has="123456 + patch"),
    Caller("reportbug", "reportbug", python('import reportbug.submit as s; s.send_report("first line\\n.\\nlast\\n", [], None, "Alice <alice@example.test>", "bob@example.test", [], [], [], '
           'envelopefrom="dora@example.test", mta="/usr/sbin/sendmail", smtphost="", rtype="debbugs")'), sender="dora@example.test", has="first line\n.\nlast\n"),
    Caller("unattended-upgrades", "unattended-upgrades", python('from importlib import machinery, util; loader = machinery.SourceFileLoader("u", "/usr/bin/unattended-upgrade"); '
           'u = util.module_from_spec(util.spec_from_loader("u", loader)); loader.exec_module(u); '
           'u._send_mail_using_sendmail("alice@example.test", "bob@example.test", "s", "first line\\n.\\nlast\\n")'), has="first line\n.\nlast\n"),
    Caller("apt-listchanges", "apt-listchanges", python('import sys; sys.path.insert(0, "/usr/share/apt-listchanges"); import apt_listchanges, ALCConfig; c = ALCConfig.ALCConfig(); '
           'c.email_address = "bob@example.test"; apt_listchanges.mail_changes(c, "first line\\n.\\nlast\\n", "s")'), has="first line\n.\nlast\n"),
    Caller("smartd's hook", "smartmontools", "ln -sf bsd-mailx /usr/bin/mail; /usr/share/smartmontools/smartd-runner -s smartd bob@example.test < text", has="first line\n"),
    Caller("fail2ban", "fail2ban", r"""mkdir -p f; cp -r /etc/fail2ban f/conf; cd f; rm -rf conf/jail.d; : > log.in
printf "[Definition]\nlogtarget=$PWD/log\nsyslogsocket=auto\nsocket=$PWD/s\npidfile=$PWD/p\ndbfile=None\n" > conf/fail2ban.local
printf '[Definition]\nfailregex = BAD <HOST>\n' > conf/filter.d/ours.conf
printf "[DEFAULT]\nbackend=polling\n[ours]\nenabled=true\nfilter=ours\nlogpath=$PWD/log.in\nmaxretry=1\naction=sendmail[name=ours,dest=bob@example.test,sender=dora@example.test,sendername=F]\n" > conf/jail.conf
exec fail2ban-server -f -c conf -s $PWD/s -p $PWD/p""", sender="dora@example.test", has="ours", stays=True),
    Caller("Dovecot's sieve", "dovecot-sieve", r"""id sieve >/dev/null 2>&1 || useradd -r -M sieve; mkdir -p sv/mail; cd sv
printf 'require ["copy"]; redirect :copy "bob@example.test";' > r.sieve
printf "protocols=\nbase_dir=$PWD/run\nstate_dir=$PWD/state\nlog_path=$PWD/log\nhostname=host.example.test\npostmaster_address=postmaster@example.test\nmail_location=maildir:$PWD/mail\nmail_uid=sieve\nmail_gid=sieve\nfirst_valid_uid=1\nsendmail_path=/usr/sbin/sendmail\nprotocol lda {\n mail_plugins = sieve\n}\nplugin {\n sieve=$PWD/r.sieve\n}\n" > c.conf
chown -R sieve .; cp ../whole .; chmod 644 whole
exec su -s /bin/sh sieve -c "HOME=$PWD USER=sieve /usr/lib/dovecot/dovecot-lda -c $PWD/c.conf -f dora@example.test -a sieve@example.test < whole" """, sender="dora@example.test", has=TEXT),
)

# For the other servers, which need not be asked everything again: each way of calling once.
SOME = tuple(caller for caller in ALL if caller.name in (
    "git send-email", "mutt", "mutt, asking for notifications", "s-nail with a sender", "bsd-mailx", "cron", "nmh, by SMTP", "procmail", "mpack", "Mail::Mailer"))

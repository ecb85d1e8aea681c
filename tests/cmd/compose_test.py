"""What a new mail is made of: files, images, other mails and invitations arrive as they were, or nothing is sent."""
import email
import email.policy
import os
import re

import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
ENVELOPE = ["--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--to", "grace@example.net", "--timeout", "10"]
INVITATION = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def undotted(mail):
    return b"".join(line[line.startswith(b"."):] for line in mail.splitlines(True))


def sent(*args, **how):
    """The mail that arrives."""
    plan = Plan()
    with Server(plan) as s:
        r = wax("send", "--server", s.url(), *ENVELOPE, *args, **how)
        assert r.code == 0 and len(plan.mails) == 1, r
    return email.message_from_bytes(undotted(plan.mails[0]), policy=email.policy.default)


def refused(code, *args, words=()):
    """Before anybody is called."""
    plan = Plan()
    with Server(plan) as s:
        expect(wax("send", "--server", s.url(), *ENVELOPE, *args), code, *words, none_of=["sent:"])
        assert s.count == 0


def types(mail):
    return [part.get_content_type() for part in mail.walk()]


@test("attached files come back byte for byte, under their names and with the system's types")
def _():
    files = {"dots.txt": b".\r\n..\nlone\r", "empty": b"", "Größe \"1\".pdf": bytes(range(256)) * 300, "crlf.csv": "é;1\r\n".encode() * 50}
    mail = sent("--text", "see there", *[a for name, content in files.items() for a in ("--attach", harness.write(name, content))])
    got = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}
    assert got == files, got.keys()
    assert types(mail)[:2] == ["multipart/mixed", "text/plain"], types(mail)


@test("everything at once is where readers look for it")
def _():
    mail = sent("--text-file", harness.write("text.txt", "Grüße\n"), "--html-file", harness.write("page.html", '<img src="cid:logo.png">'),
                "--inline", harness.write("logo.png", b"\x89PNG\r\n\x1a\n\0"), "--invite", harness.write("call.ics", INVITATION),
                "--forward", harness.write("it.eml", "A: b\n\nc\n"), "--attach", harness.write("a.bin", b"\0"))
    assert types(mail) == ["multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html", "text/calendar", types(mail)[6],
                           "application/octet-stream", "message/rfc822", "text/plain"], types(mail)
    parts = list(mail.walk())
    assert parts[3].get_payload(decode=True) == "Grüße\r\n".encode() and parts[5].get_param("method") == "REQUEST", mail
    assert parts[6]["Content-ID"] == "<logo.png>" and parts[6].get_payload(decode=True) == b"\x89PNG\r\n\x1a\n\0", mail


@test("a binary mail goes byte for byte to who takes it, and to nobody else; a mail that needs it not goes to all")
def _():
    content, plan = bytes(range(256)) * 2000 + b"\n.\r\n\r", Plan(offers=["CHUNKING", "BINARYMIME"])
    with Server(plan) as s:
        r = wax("send", "--server", s.url(), *ENVELOPE, "--binary", "--text", "x", "--attach", harness.write("all.bin", content), "--trace")
        assert r.code == 0 and "BODY=BINARYMIME" in r.err, r
        assert b"Content-Transfer-Encoding: binary" in plan.mails[0] and content + b"\r\n--" in b"".join(plan.mails)
        ready = b"Subject: x\r\n\r\nbare \n and \r and \0, and no end"
        assert wax("send", "--server", s.url(), *ENVELOPE, "--binary", "-", stdin=ready).code == 0 and plan.mails[-1] == ready, plan.mails[-1]
    for lacking in (["CHUNKING"], ["BINARYMIME"], []):
        plan = Plan(offers=lacking)
        with Server(plan) as s:
            expect(wax("send", "--server", s.url(), *ENVELOPE, "--binary", "--attach", harness.path("all.bin"), "--notify", "NEVER", "--trace"), 69, "BINARYMIME and CHUNKING",
                   none_of=["MAIL FROM"])
            assert not plan.mails
            assert wax("send", "--server", s.url(), *ENVELOPE, "--binary", "--text", "x").code == 0 and len(plan.mails) == 1


@test("--binary --if-offered: byte for byte to who takes it, encoded to who does not, and the file is the same")
def _():
    content = bytes(range(256)) * 2000
    for offers in (["CHUNKING", "BINARYMIME", "SIZE 9000000"], ["CHUNKING", "SIZE 9000000"], ["BINARYMIME"], []):
        plan, is_binary = Plan(offers=offers), "BINARYMIME" in offers and "CHUNKING" in offers
        with Server(plan) as s:
            r = wax("send", "--server", s.url(), *ENVELOPE, "--binary", "--if-offered", "--text", "x", "--attach", harness.write("all.bin", content), "--trace")
        assert r.code == 0 and ("BODY=BINARYMIME" in r.err) == is_binary, r
        mail, said = b"".join(plan.mails), re.search(r" SIZE=(\d+)", r.err)
        assert (content + b"\r\n--" in mail) == is_binary and (not said or int(said[1]) == len(mail)), (len(mail), r)
        assert is_binary or [p.get_payload(decode=True) for p in email.message_from_bytes(undotted(mail)).walk() if p.get_filename()] == [content]


@test("a text comes from a pipe, and flows if asked")
def _():
    line = "word " * 40 + "end"
    mail = sent("--flowed", "--text-file", "/dev/stdin", stdin=line.encode())
    assert mail.get_param("format") == "flowed" and max(map(len, mail.get_payload().splitlines())) <= 78, mail
    assert mail.get_payload().replace("\n", "").replace("\r", "") == line, mail


@test("a file that is not there, or can't be read twice, is told before anybody is called: exit 66")
def _():
    gone = harness.path("gone.pdf")
    for option in ("--attach", "--forward", "--text-file", "--invite"):
        refused(66, "--text", "x", option, gone, words=["gone.pdf"]) if option != "--text-file" else refused(66, option, gone, words=["gone.pdf"])
    os.mkfifo(harness.path("fifo"))
    refused(66, "--attach", harness.path("fifo"), words=["is not a regular file"])
    refused(66, "--text-file", harness.write("nul.txt", b"a\0b"), words=["NUL", "--attach"])


@test("a field without an option of its own is set by --header, encoded where it must be")
def _():
    mail = sent("--text", "x", "--header", "Auto-Submitted: auto-generated", "--header=X-Word: x",
                "--header", "List-ID: Größen <groessen.example.org>", "--header", "reply-to: Désk <desk@example.org>", "--header", "X-Empty:")
    assert mail["Auto-Submitted"] == "auto-generated" and mail["X-Word"] == "x" and mail["X-Empty"] == "", mail
    assert mail["List-ID"] == "Größen <groessen.example.org>" and mail["Reply-To"].addresses[0].display_name == "Désk", mail


@test("what Wax writes itself, what is no field and what programs would misread is refused, by name")
def _():
    for line, words in {"Subject: x": ["can't set Subject", "--subject"], "from: eve@example.org": ["can't set from", "--from"], "BCC: eve@example.org": ["--bcc"],
                        "Date: x": ["time of sending"], "Message-ID: <a@b>": ["one of its own"], "dkim-signature: v=1": ["--dkim-key"],
                        "no colon": ["a colon"], ": x": ["a colon"], "A B: x": ["no name of a header field"], "{name}: x": ["no name of a header field"],
                        "X-A: b\r\nBcc: eve@example.org": ["--header holds a carriage return"]}.items():
        refused(64, "--text", "x", "--header", line, words=words)
    refused(64, "--text", "x", "--header", "X-A: 1", "--header", "x-a: 2", words=["names x-a twice"])
    refused(64, "--header", "X-A: 1", harness.write("ready.eml", "A: b\n\nc\n"), words=["--header is for a new mail"])
    for line, words in {"Content-Type: text/html": ["follows from the body"], "MIME-Version: 2.0": ["follows from the body"], "Received: x": ["servers write it"],
                        "Auto-Submitted: yes": ["none of them"], "List-Post: list@example.org": ["between brackets"]}.items():
        refused(64, "--text", "x", "--header", line, words=words)


@test("further forms of the text stand between text and HTML, for readers that know their type")
def _():
    amp, watch = harness.write("l=1.amp.html", "<!doctype html><html \u26a14email>Grüße\n"), harness.write("w.html", "<b>kurz</b>\n")
    mail = sent("--text", "Grüße", "--html", "<p>Grüße", "--alternative", "text/x-amp-html=" + amp, "--alternative=text/watch-html=" + watch)
    assert types(mail) == ["multipart/alternative", "text/plain", "text/x-amp-html", "text/watch-html", "text/html"], types(mail)
    parts = list(mail.walk())
    assert parts[2].get_payload(decode=True).decode() == "<!doctype html><html \u26a14email>Grüße\r\n" and parts[2].get_content_charset() == "utf-8", mail
    assert parts[3].get_payload(decode=True) == b"<b>kurz</b>\r\n", mail


@test("a form of the text is a type and a file, beside the text it is a form of")
def _():
    watch, html = harness.write("w.html", "<b>kurz</b>"), ["--html", "<p>"]
    for word in ("text/watch-html", "=" + watch, "text/watch-html=", watch, "x" * 90 + "=" + watch):
        refused(64, *html, "--alternative", word, words=["a type of text, = and a file"])
    refused(64, *html, "--alternative", "text/watch-html=-", words=["/dev/stdin"])
    refused(64, "--attach", watch, "--alternative", "text/watch-html=" + watch, words=["no --text and no --html"])
    for type, words in {"text/html": "wax_message_html", "image/png": "text in UTF-8", "text/a;b": "without parameters"}.items():
        refused(64, *html, "--alternative", type + "=" + watch, words=[words])
    refused(66, *html, "--alternative", "text/watch-html=" + harness.path("gone.html"), words=["gone.html"])
    refused(64, *html, "--alternative", "text/watch-html=" + watch, "--each", harness.write("t.csv", "a\n1\n"), words=["--alternative", "--each"])


@test("what can't be meant is a usage error, in a sentence")
def _():
    text, html = ["--text", "x"], ["--html", "<p>"]
    logo = harness.write("logo 2.png", b"x")
    refused(64, *text, "--inline", logo, words=["--inline is for what the HTML shows"])
    refused(64, *html, "--inline", logo, words=["no Content-ID"])
    refused(64, *html, "--flowed", words=["--flowed is about the text"])
    refused(64, *text, "--text-file", logo, words=["which one is meant"])
    refused(64, "--text-file", "-", words=["/dev/stdin"])
    refused(64, *text, "--invite", logo, words=["no iCalendar text"])
    for option in ("attach", "inline", "forward", "invite", "text-file", "html-file", "alternative"):
        refused(64, "--" + option, "x", "mail.eml", words=["--" + option, "ready-made"])


@test("what is forwarded must be a mail: exit 65")
def _():
    refused(65, "--forward", harness.write("no.eml", "no mail\n"), words=["line 1 of the mail is no header field"])


if __name__ == "__main__":
    harness.end()

"""Each recipe of docs/recipes.md does what it says: it is run as it stands there, and what arrives is read."""
import email
import email.policy
import os
import re
import subprocess

import harness
from harness import test
from servers import Plan, Server

harness.begin()
PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "recipes.md")
FILES = {
    "letter.txt": "Dear Grace,\n\n" + "one paragraph of many words, " * 12 + "\n> and a quote\n",
    "news.txt": "News.\n", "news.html": '<p>News. <img src="cid:logo.png">\n', "logo.png": b"\x89PNG\r\n\x1a\n\0",
    "figures.csv": "größe;1\n", "Größen 2026.pdf": b"%PDF-1.4\n\0",
    "lunch.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    "offer.eml": "From: bob@example.com\nSubject: Offer\n\nTen.\n",
}
SHAPES = {
    "A text that somebody else's window breaks": ["text/plain"],
    "Text and HTML, with an image that the HTML shows": ["multipart/related", "multipart/alternative", "text/plain", "text/html", "image"],
    "Files": ["multipart/mixed", "text/plain", "csv", "pdf"],
    "What a pipe says": ["text/plain"],
    "An invitation": ["multipart/alternative", "text/plain", "text/calendar"],
    "A mail sent on, whole": ["multipart/mixed", "text/plain", "message/rfc822", "text/plain"],
    "A mail composed elsewhere": ["text/plain"],
}


def recipes():
    with open(PAGE, encoding="utf-8") as f:
        return re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```recipe\n(.*?)^```", f.read(), re.M | re.S)


def programs(folder, server):
    """`wax` with what every recipe leaves out, and a program that makes a mail."""
    envelope = f"--server {server.url()} --connect-to 127.0.0.1 --ca-file '{harness.path('ca.pem')}' --from ada@example.org --to grace@example.net"
    for name, line in (("wax", f"verb=$1; shift; exec '{os.path.abspath(harness.wax_path)}' \"$verb\" {envelope} \"$@\""),
                       ("make-report", "printf 'From: ada@example.org\\nSubject: Report\\n\\nAll is well.\\n'")):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(f"#!/bin/sh\n{line}\n")
        os.chmod(path, 0o700)


def run(recipe):
    """The mail that arrived."""
    folder = harness.path("kitchen")
    os.makedirs(folder, exist_ok=True)
    for name, content in FILES.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
    plan = Plan()
    with Server(plan) as s:
        programs(folder, s)
        env = harness.environment({"PATH": folder + ":" + os.environ["PATH"]})
        done = subprocess.run(["sh", "-ec", recipe], cwd=folder, env=env, capture_output=True, timeout=harness.HANG_S)
        assert done.returncode == 0 and len(plan.mails) == 1, done
    return email.message_from_bytes(b"".join(line[line.startswith(b"."):] for line in plan.mails[0].splitlines(True)), policy=email.policy.default)


for title, recipe in recipes():
    @test(f"recipe: {title}")
    def _(title=title, recipe=recipe):
        mail = run(recipe)
        parts = list(mail.walk())
        found = [part.get_content_type() for part in parts]
        assert len(found) == len(SHAPES[title]), found
        for part, kind, wanted in zip(parts, found, SHAPES[title]):
            assert kind == wanted or ("/" not in wanted and part.get_filename()), found
            if part.get_filename() in FILES and not kind.startswith("message/"):
                content = FILES[part.get_filename()]
                assert part.get_payload(decode=True) == (content if isinstance(content, bytes) else content.encode()), part


@test("every recipe is known here, and there are seven")
def _():
    assert [title for title, _ in recipes()] == list(SHAPES) and len(SHAPES) == 7, recipes()


if __name__ == "__main__":
    harness.end()

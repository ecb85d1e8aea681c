"""The manual tells no lies that a machine can find: every option is in it, none that is not there, and it is clean mdoc."""
import os
import re
import shutil
import subprocess

import harness
from harness import test

harness.begin()
PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "man")


def page(name):
    with open(os.path.join(PAGES, name), encoding="utf-8") as f:
        return f.read()



@test("every option of every command is in its manual, and the manual has no other")
def _():
    for command in ("send", "check", "sink", "account"):
        screens = ["--help"] if command == "sink" else ["--help", "--help-login", "--help-tls", "--help-route"] if command == "account" else ["--help", "--help-login", "--help-tls", "--help-account", "--help-diagnose", "--help-route"]
        screens += ["--help-asks", "--help-sign", "--help-each"] if command == "send" else []
        shown = "\n".join(harness.wax(command, screen).out.split("\n\n")[1] for screen in screens)
        rows = [line.split("  ")[1] for line in shown.splitlines()]
        known = {o for row in rows for o in re.findall(r"--([a-z-]+)", row)}
        assert len(known) > 10, known
        told = set(re.findall(r"Fl -([a-z-]+)", page(f"wax-{command}.1")))
        assert known == told, known ^ told


OF_ONE_MAIL = set("""to cc bcc header subject text html text-file html-file alternative attach inline forward invite flowed binary trace json quiet envid orcpt
    deliver-by hold-for hold-until each each-format read-envelope dry-run resume timing timeline events smime-to pgp-to""".split())


@test("every option of wax send that is not about one mail is a key of an account, and stands in wax-config(5)")
def _():
    told = {key.strip(" ,") for line in re.findall(r"^\.It Ic ((?:[^\n]*\\\n)*[^\n]*)", page("wax-config.5"), re.M) for key in re.split(r"[ ,\\\n]+", line)}
    options = set(re.findall(r"Fl -([a-z0-9-]+)", page("wax-send.1"))) - {"account"}
    for option in options:
        path = harness.write("keys", f"account a\n{option} /x\n")
        is_key = "no key" not in (said := harness.wax("send", "-a", "b", env={"WAX_HOST_CONFIG": path}).err) and "about one mail" not in said
        assert is_key == (option not in OF_ONE_MAIL) == (option in told), (option, is_key, said)
    assert told - options <= {"account", "default", "match", "name", "other", "pattern", "Ar", ":", ""}, told - options


@test("every letter that sendmail takes is in its manual")
def _():
    with open(os.path.join(PAGES, "..", "..", "src", "cmd", "sendmail_args.c"), encoding="utf-8") as f:
        letters = set(re.findall(r"\{ '(\w)', (?:NOTHING|A_VALUE|THE_REST)", f.read()))
    told = set(re.findall(r"^(?:\.It )?\.?Fl (.*)", page("wax-sendmail.1"), re.M)) | set(re.findall(r"^\.It Fl (.*)", page("wax-sendmail.1"), re.M))
    named = {word[0] for line in told for word in re.split(r"[ ,]+", line.replace("Fl", "")) if word and len(word) <= 2}
    assert len(letters) > 25 and letters <= named, letters - named


@test("every function of a header stands in the synopsis of its page and in its words, and the page has no other")
def _():
    for header in ("stream", "tls"):
        with open(os.path.join(PAGES, "..", "..", "include", "wax", header + ".h"), encoding="utf-8") as f:
            known = set(re.findall(r"\b(wax_[a-z0-9_]+)\(", re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)))
        synopsis, words = page(f"wax_{header}.3").split(".Sh DESCRIPTION")
        assert len(known) > 10 and known == set(re.findall(r"^\.Fn (\w+)", synopsis, re.M)), known ^ set(re.findall(r"^\.Fn (\w+)", synopsis, re.M))
        assert known <= set(re.findall(r"\b(wax_\w+)", words)), known - set(re.findall(r"\b(wax_\w+)", words))


@test("every exit code of the table in the source stands in the manual")
def _():
    with open(os.path.join(PAGES, "..", "..", "src", "cmd", "exit_code.h"), encoding="utf-8") as f:
        codes = re.findall(r"EXIT_CODE_\w+ = (\d+)", f.read())
    assert len(codes) > 12
    text = page("wax-send.1")
    for code in codes:
        assert re.search(rf"^\.It {code}$", text, re.M) or code == "130", code


@test("mandoc finds nothing to say")
def _():
    if not shutil.which("mandoc"):
        raise harness.Skip("mandoc is not installed")
    for name in sorted(os.listdir(PAGES)):
        done = subprocess.run(["mandoc", "-Tlint", name], cwd=PAGES, capture_output=True, text=True)
        assert not done.stdout and not done.stderr, done


@test("each page has an example")
def _():
    for name in os.listdir(PAGES):
        assert ".Sh EXAMPLES" in page(name), name


if __name__ == "__main__":
    harness.end()

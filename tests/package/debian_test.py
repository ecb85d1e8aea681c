#!/usr/bin/env python3
"""debian_test -- the Debian source package builds, and what it makes is installed, serves, and goes away again.  TAP.

Knows dpkg and the alternatives.  Promise: nothing of this machine is changed: packages are installed into a view of its root whose changes are in
memory (an overlay, in a mount namespace of our own), with the real dpkg, its checks of dependencies and the packages' own scripts.  What is
packaged is what was committed.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
INSIDE = "WAX_TEST_INSIDE"
if os.geteuid() == 0 and INSIDE not in os.environ:
    os.execvpe("unshare", ["unshare", "--mount", sys.executable, *sys.argv], dict(os.environ, **{INSIDE: "1"}))

sys.path.insert(0, str(HERE.parent))
import staged
import tap
from staged import run
from tap import Skip, test

# Nobody has filed a bug that asks for the package; and the tarball has debian/ in it, so that whoever has only that can package it.
EXPECTED = "initial-upload-closes-no-bugs,no-debian-changes"
PACKAGES = ("libwax0", "libwax-dev", "wax")
SENDMAIL = "usr/sbin/sendmail"
folder = tempfile.TemporaryDirectory(prefix="wax-debian-")
scratch = Path(folder.name)
view = scratch / "memory/view"


def tarball():
    if not (ROOT / ".git").exists():
        raise Skip("not a checkout: the package is made of a commit")
    return Path(run(ROOT / "tools/dist", scratch, "HEAD").strip())


def debs():
    made = [next(scratch.glob(f"{name}_*.deb"), None) for name in PACKAGES]
    assert all(made), "the package was not built"
    return made


def overlay(memory):
    """A machine within a machine may not be allowed to lay one root over another, however much it is root."""
    try:
        run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={memory}/changes,workdir={memory}/work", memory / "view")
    except AssertionError as why:
        raise Skip("this machine lays no root over another: " + str(why).splitlines()[-1]) from None


def enter():
    """The view: what is changed in it is in memory, and gone with this process."""
    if os.geteuid():
        raise Skip("root is needed for a root of one's own")
    memory = view.parent
    if (view / "proc").exists():
        return
    if not memory.exists():
        memory.mkdir()
        run("mount", "-t", "tmpfs", "tmpfs", memory)
        for name in ("changes", "work", "view"):
            (memory / name).mkdir()
    overlay(memory)
    for name in ("proc", "dev"):
        run("mount", "--rbind", f"/{name}", view / name)
    (view / "srv/packages").mkdir(parents=True)
    for deb in debs():
        shutil.copy(deb, view / "srv/packages")
    (view / SENDMAIL).unlink(missing_ok=True)       # the host's, if it has one


def inside(*command, **more):
    enter()
    return run("chroot", view, *command, **more)


def install():
    inside("sh", "-c", "dpkg -i /srv/packages/*.deb")


def is_there(path):
    return os.path.lexists(view / path)


@test("the source package is built from the tarball: the library, what one develops with, the command")
def _():
    source = tarball()
    version = re.match(r"wax \((.*)-\d+\)", (ROOT / "debian/changelog").read_text()).group(1)
    assert source.name == f"wax-{version}.tar.gz", f"{source.name}, and debian/changelog is of {version}"
    os.link(source, scratch / f"wax_{version}.orig.tar.gz")
    run("tar", "-xf", source, "-C", scratch)
    with open(scratch / "log", "w") as log:
        done = subprocess.run(["dpkg-buildpackage", "-us", "-uc"], cwd=scratch / f"wax-{version}", stdout=log, stderr=log, timeout=staged.PATIENCE_S,
                              env=dict(os.environ, DEB_BUILD_OPTIONS=f"nocheck noautodbgsym parallel={os.cpu_count()}"))
    assert done.returncode == 0, (scratch / "log").read_text()[-4000:]
    assert "dpkg-shlibdeps: warning" not in (scratch / "log").read_text() and len(debs()) == len(PACKAGES)
    assert list(scratch.glob("*.dsc")) and list(scratch.glob("*.debian.tar.xz"))


@test("lintian finds no error in it and nothing to warn of")
def _():
    changes = next(scratch.glob("*.changes"))
    said = run("lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", EXPECTED, changes)
    assert not re.findall(r"^[EW]:.*", said, re.M), said


@test("dpkg installs it with its dependencies, and it is whole")
def _():
    install()
    assert inside("dpkg", "--audit") == "" and inside("dpkg", "--verify", *PACKAGES) == ""
    assert inside("wax", "--version").startswith("wax ")
    for part in ("GSSAPI", "GPGME", "libidn2", "libcurl", "jansson"):
        assert part in inside("wax", "--version"), part


@test("a program is built with it and sends a mail, by the library that the linker finds")
def _():
    enter()
    shutil.copy(ROOT / "examples/send.c", view / "srv")
    inside("sh", "-c", "cc -o /srv/send /srv/send.c $(pkg-config --cflags --libs wax)")
    assert "libwax.so.0 => /" in inside("ldd", "/srv/send")
    with staged.sink(["chroot", view, "wax"], "/srv/sent") as (url, ca):
        said = inside("/srv/send", url, "ada", "ada@example.org", "grace@example.net", ca, env={"MAIL_PASSWORD": "sesame"})
    assert "grace@example.net: accepted" in said and len(list((view / "srv/sent").glob("*.eml"))) == 1, said


@test("what calls /usr/sbin/sendmail is served by wax, through the alternatives, with the manual")
def _():
    assert "/usr/libexec/wax/sendmail" in inside("update-alternatives", "--query", "sendmail")
    assert inside("readlink", "-f", f"/{SENDMAIL}").strip() == inside("readlink", "-f", "/usr/bin/mailq").strip() == "/usr/bin/wax"
    assert inside("readlink", "-f", "/usr/share/man/man1/sendmail.1.gz").strip().endswith("/wax-sendmail.1.gz")
    (view / "etc/wax").mkdir(exist_ok=True)
    with staged.sink(["chroot", view, "wax"], "/srv/posted") as (url, ca):
        (view / "srv/password").write_text("sesame\n")
        (view / "srv/password").chmod(0o600)
        (view / "etc/wax/config").write_text(f"account host\nserver {url}\nca-file {ca}\nuser ada\npassword-file /srv/password\nfrom ada@example.org\n")
        inside(f"/{SENDMAIL}", "-i", "-t", input="To: grace@example.net\nSubject: Hello\n\nFrom cron.\n")
    assert "From cron." in next((view / "srv/posted").glob("*.eml")).read_text()


@test("removed, it leaves nothing, and the configuration that somebody wrote")
def _():
    enter()
    files = [path for name in PACKAGES for path in inside("dpkg", "-L", name).split("\n") if (view / path[1:]).is_file() or (view / path[1:]).is_symlink()]
    assert len(files) > 40, files
    inside("dpkg", "--purge", *PACKAGES)
    assert not [path for path in files if is_there(path[1:])]
    assert not is_there(SENDMAIL) and not is_there("etc/alternatives/sendmail") and is_there("etc/wax/config")


@test("the sendmail of a mail server that is there is not taken from it, neither by coming nor by going")
def _():
    enter()
    (view / SENDMAIL).write_text("another's\n")
    install()
    assert (view / SENDMAIL).read_text() == "another's\n"
    inside("dpkg", "--purge", *PACKAGES)
    assert (view / SENDMAIL).read_text() == "another's\n"


def leave():
    subprocess.run(["umount", "--lazy", "--recursive", str(view.parent)], stderr=subprocess.DEVNULL, check=False)


class Folder:
    """The scratch folder, which can be removed once nothing is mounted in it."""

    def cleanup(self):
        leave()
        folder.cleanup()


tap.end(Folder())

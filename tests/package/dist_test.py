#!/usr/bin/env python3
"""dist_test -- the tarball of a commit is the same bytes for everyone, and has what it should.  TAP.

Knows git, tar and gzip.  Needs a checkout: out of a tarball no other is made.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
import tap
from staged import run
from tap import Skip, test

folder = tempfile.TemporaryDirectory(prefix="wax-dist-")
scratch = Path(folder.name)


def checkout():
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        raise Skip("not a checkout: the tarball is made of a commit")
    return ROOT


def made_by(source, name, **env):
    """The tarball that `source` makes, in a folder of that name."""
    (scratch / name).mkdir()
    return Path(run(source / "tools/dist", scratch / name, "HEAD", env=env).strip())


def clone(name):
    """Another checkout of the same commit, elsewhere, whose owner has other habits."""
    run("git", "clone", "-q", "--no-local", checkout(), scratch / name)
    run("git", "-C", scratch / name, "checkout", "-q", run("git", "-C", ROOT, "rev-parse", "HEAD").strip())
    for setting in ("tar.umask=0077", "core.autocrlf=true", "tar.tar.gz.command=gzip -1", "core.abbrev=20"):
        run("git", "-C", scratch / name, "config", *setting.split("=", 1))
    return scratch / name


@test("a tarball is the same bytes from another folder, at another time, in another zone, and with other settings")
def _():
    one = made_by(checkout(), "one")
    (scratch / ".config/git").mkdir(parents=True)
    (scratch / ".config/git/attributes").write_text("*.md export-ignore\n")
    old = os.umask(0o077)
    try:
        other = made_by(clone("elsewhere"), "two", TZ="Pacific/Auckland", LC_ALL="C", GZIP="-1", SOURCE_DATE_EPOCH="1", HOME=str(scratch), XDG_CONFIG_HOME=str(scratch / ".config"))
    finally:
        os.umask(old)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, other)}
    assert one.name == other.name and len(digests) == 1, (one, other, digests)
    assert list(one.parent.iterdir()) == [one], "something else was left behind"


@test("it holds what was committed and nothing else, in one folder, owned by root")
def _():
    source = clone("dirty")
    (source / "stray").write_text("not committed\n")
    (source / "README.md").write_text("not committed either\n")
    with tarfile.open(made_by(source, "three")) as tar:
        members = {m.name.partition("/")[2]: m for m in tar.getmembers() if not m.isdir()}
        assert {m.name.partition("/")[0] for m in tar.getmembers()} == {Path(tar.name).name.removesuffix(".tar.gz")}
        assert {m.uid for m in tar.getmembers()} == {0} and {m.mode & 0o022 for m in tar.getmembers()} == {0}
        assert tar.extractfile(members["README.md"]).read() == subprocess.check_output(["git", "-C", source, "show", "HEAD:README.md"])
    tracked = set(run("git", "-C", source, "ls-files").splitlines())
    assert set(members) == tracked, set(members) ^ tracked


tap.end(folder)

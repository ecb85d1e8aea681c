"""packages -- brings server programs here without installing them.

Knows apt and dpkg: downloads packages and whatever they need that this machine lacks, checks their signatures as apt does, and unpacks
them into a tree of their own.  Knows nothing of servers.  Promise: no package is installed or configured, no script of one is run, and
apt's own lists and cache are not touched; it needs no root.  What is there once is not looked up again.
"""
import shutil
import subprocess

from tap import Skip

PATIENCE_S = 600        # a slow mirror; what takes longer is down


def fetch(shelf, wanted):
    """`wanted`: the tree's name, then its packages.  Trees that can't be had are left out; `tree` says why."""
    missing = {name: packages for name, packages in wanted.items() if not is_complete(shelf / name, packages)}
    if not missing:
        return
    shelf.mkdir(parents=True, exist_ok=True)
    try:
        apt = Apt(shelf / "apt")
    except Skip as why:
        for name in missing:
            (shelf / f"{name}.absent").write_text(str(why))
        return
    for name, packages in missing.items():
        fetch_one(apt, shelf, name, packages)


def is_complete(tree, packages):
    """All of them are there, and not only those that an earlier run wanted."""
    note = tree / "complete"
    return note.exists() and note.read_text() == " ".join(packages)


def fetch_one(apt, shelf, name, packages):
    why = shelf / f"{name}.absent"
    try:
        unpack(apt.download(packages, shelf / "debs" / name), shelf / name)
        (shelf / name / "complete").write_text(" ".join(packages))
        why.unlink(missing_ok=True)
    except Skip as reason:
        why.write_text(str(reason))


def tree(shelf, name):
    """Where the packages of that name lie unpacked."""
    if (shelf / name / "complete").exists():
        return shelf / name
    why = shelf / f"{name}.absent"
    raise Skip(why.read_text() if why.exists() else f"the packages of {name} have not been fetched")


class Apt:
    """apt-get with the machine's sources and keys, and with lists and cache of our own."""

    def __init__(self, folder):
        if not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise Skip("server programs come from Debian's or Ubuntu's packages, and there is no apt-get here")
        for part in ("lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        # _apt, the user that would download for root, can't write below somebody's home.
        self.command = ["apt-get", "-q", "-o", f"Dir::State::Lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache",
                        "-o", "APT::Sandbox::User=root"]
        self.run("update")

    def run(self, *arguments, **how):
        return run(*self.command, *arguments, **how)

    def download(self, packages, folder):
        """The packages, and those they would bring along: what the machine already has is used from where it is."""
        plan = self.run("--simulate", "--no-install-recommends", "install", *packages)
        brought = {line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")}
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.deb"):
            old.unlink()
        self.run("download", *sorted(brought | set(packages)), cwd=folder)
        return sorted(folder.glob("*.deb"))


def unpack(debs, tree):
    shutil.rmtree(tree, ignore_errors=True)
    for part in ("bin", "sbin", "lib", "lib64"):        # merged, as on the machine itself: one library, one place
        (tree / "usr" / part).mkdir(parents=True)
        (tree / part).symlink_to(f"usr/{part}")
    for part in ("etc", "var"):
        (tree / part).mkdir()
    for deb in debs:
        run("dpkg", "--extract", deb, tree)
        deb.unlink()


def run(*command, **how):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, timeout=PATIENCE_S, **how)
    except subprocess.TimeoutExpired:
        raise Skip(f"{command[0]} took more than {PATIENCE_S} s") from None
    if done.returncode:
        raise Skip(f"{command[0]} could not get server packages: {done.stderr.strip()[-400:]}")
    return done.stdout

#!/usr/bin/env python3
"""installed_test -- what `make install DESTDIR=...` leaves is what other people's programs can build on.  TAP.

    installed_test.py BUILD-FOLDER

The folder holds a plain build, without sanitizers: Python loads the library.  Knows Wax by what is installed, and by include/wax and
tools/symbols.txt of the source, with which that must agree.
"""
import ctypes
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
import staged
import tap
import wax_ctypes
from staged import run
from tap import test

folder = tempfile.TemporaryDirectory(prefix="wax-installed-")
scratch = Path(folder.name)
stage = staged.Stage(Path(sys.argv[1]).resolve(), scratch / "root")
HEADERS = sorted(path.name for path in (stage.includedir / "wax").glob("*.h"))
MAIL = ("ada", "ada@example.org", "grace@example.net")
C = "cc -std=c11 -pedantic -Wall -Wextra -Werror -I{include} -fsyntax-only -x c"
CXX = "c++ -std=c++17 -pedantic -Wall -Wextra -Werror -I{include} -fsyntax-only -x c++"


def compile_alone(command, header):
    source = scratch / "alone.c"
    source.write_text(f"#include <wax/{header}>\n#include <wax/{header}>\nint main(void) {{ return 0; }}\n")
    run(*command.format(include=stage.includedir).split(), source)


def say(*command):
    """Of a program that sends a mail by the staged library: its output, after the mail was looked for in the sink."""
    stored = Path(tempfile.mkdtemp(dir=scratch))
    with staged.sink([stage.wax], stored) as (url, ca):
        said = run(*command, url, *MAIL, ca, env={"MAIL_PASSWORD": "sesame", "LD_LIBRARY_PATH": str(stage.libdir)})
    assert len(list(stored.glob("*.eml"))) == 1, said
    return said, next(stored.glob("*.eml")).read_text()


def answers(expressions):
    """What the installed headers say that each C expression is."""
    source, program = scratch / "answers.c", scratch / "answers"
    rows = "".join(f'    printf("%lld\\n", (long long)({e}));\n' for e in expressions)
    source.write_text(f"#include <stddef.h>\n#include <stdio.h>\n#include <wax/wax.h>\nint main(void)\n{{\n{rows}}}\n")
    run("cc", "-std=c11", f"-I{stage.includedir}", source, "-o", program)
    return dict(zip(expressions, map(int, run(program).split())))


def elf(what):
    return re.findall(rf"\({what}\).*\[(.*)\]", run("readelf", "-d", stage.library))


def public_code():
    return "\n".join((stage.includedir / "wax" / name).read_text() for name in HEADERS)


@test("every public header is installed, and no other")
def _():
    assert HEADERS == sorted({path.name for path in (ROOT / "include/wax").glob("*.h")} - {"testing.h"}), HEADERS


@test("each header is complete by itself, in C11 and in C++17")
def _():
    for header in HEADERS:
        compile_alone(C, header)
        compile_alone(CXX, header)


@test("soname, file name, pkg-config, CMake and wax --version agree on the version")
def _():
    version = re.search(r"version: '([0-9.]+)'", (ROOT / "meson.build").read_text()).group(1)
    assert elf("SONAME") == ["libwax.so.0"], elf("SONAME")
    assert stage.library.resolve().name == f"libwax.so.{version}", stage.library.resolve()
    assert stage.pkg_config("--modversion") == [version]
    assert f'PACKAGE_VERSION "{version}"' in (stage.libdir / "cmake/wax/wax-config-version.cmake").read_text()
    assert run(stage.wax, "--version").split()[1] == version
    assert wax_ctypes.load(stage.library).wax_version().decode() == version


@test("the installed library exports the listed names, all of the version WAX_0")
def _():
    listed = [line for line in (ROOT / "tools/symbols.txt").read_text().splitlines() if line and not line.startswith("#")]
    names = [line.split()[0] for line in run("nm", "-P", "-D", "--defined-only", stage.library).splitlines() if line.split()[1] != "A"]
    assert sorted(names) == sorted(f"{name}@@WAX_0" for name in listed), set(names) ^ {f"{name}@@WAX_0" for name in listed}


@test("the library needs OpenSSL, libuv and the C library, and loads the rest when it is wanted")
def _():
    needed = {name.partition(".so")[0] for name in elf("NEEDED")}
    assert needed <= {"libssl", "libcrypto", "libuv", "libc", "libpthread", "libdl", "ld-linux-x86-64", "ld-linux-aarch64"}, needed


@test("every page of the manual is installed in its section")
def _():
    for page in (ROOT / "docs/man").glob("*.[1-8]"):
        where = stage.mandir / f"man{page.suffix[1:]}" / page.name
        assert where.exists() or where.with_name(page.name + ".gz").exists(), where


@test("what completes in bash, zsh and fish lies where they look, and is what the installed wax says")
def _():
    for shell, place in (("bash", "bash-completion/completions/wax"), ("zsh", "zsh/site-functions/_wax"), ("fish", "fish/vendor_completions.d/wax.fish")):
        assert (stage.datadir / place).read_text() == run(stage.wax, "completion", shell), place


@test("sendmail, newaliases and mailq lead to the installed wax, which serves by these names")
def _():
    for name in ("sendmail", "newaliases", "mailq"):
        link = stage.libexecdir / "wax" / name
        assert link.is_symlink() and not os.readlink(link).startswith("/") and link.resolve() == stage.wax.resolve(), link
    config, stored = scratch / "config", Path(tempfile.mkdtemp(dir=scratch))
    with staged.sink([stage.wax], stored) as (url, ca):
        config.write_text(f"account a\nserver {url}\nca-file {ca}\nuser ada\npassword-file {scratch}/password\nfrom ada@example.org\n")
        (scratch / "password").write_text("sesame\n")
        (scratch / "password").chmod(0o600)
        run(stage.libexecdir / "wax" / "sendmail", "-i", "grace@example.net", input="Subject: Hello\n\nSent by a link.\n",
            env={"WAX_HOST_CONFIG": str(config), "XDG_CONFIG_HOME": str(scratch / "nobody")})
    assert "Sent by a link." in next(stored.glob("*.eml")).read_text()


@test("a C program is built by pkg-config, against the shared library and against the static one, and sends a mail")
def _():
    for asked in (["--cflags", "--libs"], ["--cflags", "--libs", "--static"]):
        flags = stage.pkg_config(*asked)
        if "--static" in asked:
            flags = ["-l:libwax.a" if flag == "-lwax" else flag for flag in flags]
        run("cc", "-std=c11", ROOT / "examples/send.c", "-o", scratch / "send", *flags)
        assert ("libwax" in run("readelf", "-d", scratch / "send")) == ("--static" not in asked), flags
        said, mail = say(scratch / "send")
        assert "grace@example.net: accepted" in said and "It works." in mail, said


@test("a C++ program is built by CMake's find_package, and sends a mail")
def _():
    build = scratch / "cmake"
    said = run("cmake", "-S", HERE / "consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={stage.prefix}", "-DWAX_WANTED=0.1")
    assert "wax version: 0.1" in said, said
    run("cmake", "--build", build)
    said, mail = say(build / "send")
    assert "grace@example.net: accepted" in said and "became TLS 1 time(s)" in said and "Sent from C++." in mail, said


@test("find_package finds it by a link to its folder as well, such as /lib, and in a tree that was moved")
def _():
    (scratch / "lib").symlink_to(stage.libdir)
    run("cmake", "-S", HERE / "consumer", "-B", scratch / "by-link", f"-Dwax_DIR={scratch}/lib/cmake/wax")
    moved = scratch / "moved"
    stage.destdir.rename(moved)
    try:
        run("cmake", "-S", HERE / "consumer", "-B", scratch / "by-move", f"-Dwax_DIR={moved}/{stage.libdir.relative_to(stage.destdir)}/cmake/wax")
    finally:
        moved.rename(stage.destdir)


@test("find_package takes the versions that have this API, and says when a tree is not whole")
def _():
    def found(wanted):
        return subprocess.run(["cmake", "-S", str(HERE / "consumer"), "-B", tempfile.mkdtemp(dir=scratch), f"-DCMAKE_PREFIX_PATH={stage.prefix}",
                               f"-DWAX_WANTED={wanted}"], capture_output=True, text=True)
    for wanted, good in (("0", True), ("0.1.0;EXACT", True), ("0.0.9", False), ("0.1.99", False), ("1", False), ("0.2", False)):
        done = found(wanted)
        assert (done.returncode == 0) == good, f"{wanted}: {done.stdout}{done.stderr}"
    header = stage.includedir / "wax/wax.h"
    header.rename(scratch / "wax.h")
    try:
        assert "installed in part" in " ".join(found("0.1").stderr.split())
    finally:
        (scratch / "wax.h").rename(header)


def unwritten(names):
    return f"in include/wax or in {HERE.name}/wax_ctypes.py alone: {', '.join(sorted(names))}; what is new is written there by hand, at the end of its kind"


@test("structs have the sizes, and their members the places, that programs of before know")
def _():
    declared = set(re.findall(r"typedef struct (wax_\w+) \{", public_code()))
    assert declared == set(wax_ctypes.STRUCTS), unwritten(declared ^ set(wax_ctypes.STRUCTS))
    for name, struct in wax_ctypes.STRUCTS.items():
        known = {f"sizeof({name})": ctypes.sizeof(struct)}
        known |= {f"offsetof({name}, {field})": getattr(struct, field).offset for field, _ in struct._fields_}
        assert answers(list(known)) == known, (name, known)


@test("numbers mean what they meant, and there is none that programs of before would not be told of here")
def _():
    bodies = re.findall(r"typedef enum \{(.*?)\} wax_\w+;", re.sub(r"/\*.*?\*/", "", public_code(), flags=re.S), re.S)
    declared = {name for body in bodies for name in re.findall(r"\bWAX_\w+", body)}
    assert declared == set(wax_ctypes.NUMBERS), unwritten(declared ^ set(wax_ctypes.NUMBERS))
    assert answers(list(wax_ctypes.NUMBERS)) == wax_ctypes.NUMBERS


@test("a Python program sends a mail by ctypes, and reads the report's structs")
def _():
    stored = Path(tempfile.mkdtemp(dir=scratch))
    with staged.sink([stage.wax], stored) as (url, ca):
        wax = wax_ctypes.load(stage.library)
        words = [word.encode() for word in (url, "ada", "sesame", "ada@example.org", "grace@example.net", ca)]
        assert wax_ctypes.send(wax, *words) == (0, b"", b"grace@example.net", 4, b"TLSv1.3")
        words[2] = b"wrong"
        status, sentence, address, fate, _ = wax_ctypes.send(wax, *words)
    assert (status, address, fate) == (50, b"grace@example.net", 0) and b"535" in sentence, (status, sentence, address, fate)
    assert "Sent from Python." in next(stored.glob("*.eml")).read_text()


tap.end(folder)

"""What is typed behind wax is completed: by bash, zsh and fish themselves, from the scripts that wax makes out of its own tables."""
import os
import re
import shlex
import shutil
import subprocess

import harness
from harness import expect, test, wax
from person import Person

harness.begin()
os.makedirs(harness.path("bin"))
os.symlink(os.path.abspath(harness.wax_path), harness.path("bin/wax"))
os.makedirs(harness.path("config/wax"))
os.makedirs(harness.path("here/a folder"))
harness.write("here/letter one.eml", "")
harness.write("here/letters.csv", "")
harness.write("config/wax/config", "account work\nserver smtp://a.example\naccount home@net\nserver smtp://b.example\n")
ENV = {"PATH": harness.path("bin") + ":" + os.environ["PATH"], "HOME": harness.path("here"), "XDG_DATA_HOME": harness.path("here"), "TERM": "dumb"}
SCREENS = {"send": ["", "login", "tls", "asks", "sign", "account", "each", "route", "diagnose"], "check": ["", "login", "tls", "account", "route", "diagnose"],
           "sink": [""], "account": ["", "login", "tls", "route"]}


def needed(program):
    if not shutil.which(program):
        raise harness.Skip(f"{program} is not installed")


def options(command):
    """As the help shows them."""
    found = set()
    for screen in SCREENS[command]:
        rows = wax(command, "--help" + (screen and "-" + screen)).out.split("\n\n")[1].splitlines()
        found |= {o for row in rows for o in re.findall(r"--[a-z0-9-]+", row.split("  ")[1])}
    return found


# -- the shells, each as a function from what was typed to what is offered ----------------------------------------------

def run(shell, script):
    done = subprocess.run([*shell, script], capture_output=True, text=True, env=harness.environment(ENV), cwd=harness.path("here"), timeout=harness.HANG_S,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and not done.stderr, done
    return done.stdout.splitlines()


def bash(line):
    """As readline calls it; the last word is the one that is being typed."""
    needed("bash")
    words = [w for w in re.split(r"(=)| ", line) if w is not None]
    words = [w for i, w in enumerate(words) if w or i == len(words) - 1]
    script = f"source <(wax completion bash); COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}; _wax; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    return {word for word in run(["bash", "--norc", "-c"], script) if word}


def fish(line):
    needed("fish")
    return {row.split("\t")[0].replace("\\ ", " ").rstrip("/") for row in run(["fish", "--no-config", "-c"], f"wax completion fish | source; complete -C {shlex.quote(line)}")}


SHELLS = [bash, fish]


@test("bash and fish offer every option of every command, and no other")
def _():
    for shell in SHELLS:
        for command in SCREENS:
            offered = {o.split("=")[0] for o in shell(f"wax {command} --") if not o.startswith("--help")}
            assert offered == options(command), (shell, command, offered ^ options(command))


@test("zsh's script names every option of every command, and zsh can read it")
def _():
    script = wax("completion", "zsh").out
    parts = dict(re.findall(r"^    (\w+)\)\n(.*?);;$", script, re.M | re.S))
    for command in SCREENS:
        named = set(re.findall(r"^ +'\*?(--[a-z0-9-]+)", parts[command], re.M))
        assert {o for o in named if not o.startswith("--help")} == options(command), (command, named)
    needed("zsh")
    subprocess.run(["zsh", "-fn"], input=script, text=True, check=True, timeout=harness.HANG_S)


@test("the commands are offered, and each is one that wax knows")
def _():
    commands = {"send", "check", "sink", "account", "config", "explain", "sendmail", "completion", "help"}
    for shell in SHELLS:
        offered = {word for word in shell("wax ") if not word.startswith("-")}
        assert offered == commands, (shell, offered)
    shown = set(re.findall(r"^  ([a-z]+) ", wax("--help").out.split("Examples:")[0], re.M))
    assert shown == commands, shown
    for command in commands - {"help"}:
        expect(wax("help", command), 0)


@test("accounts are offered by their names, topics by theirs; a configuration with a fault is no disturbance")
def _():
    for shell in SHELLS:
        assert shell("wax send --account ") == shell("wax send -a ") == shell("wax check --account ") == {"work", "home@net"}, shell
        assert "untrusted-name" in shell("wax explain untr"), shell
        assert {"work", "home@net"} <= shell("wax config show ") and "work" not in shell("wax config check ") and shell("wax config import m") == {"msmtp"}, shell
    config = harness.write("faulty", "account good\nx y\naccount\n")
    r = wax("completion", "accounts", env={"WAX_HOST_CONFIG": config, "XDG_CONFIG_HOME": "/nowhere"})
    assert (r.code, r.out, r.err) == (0, "good\n", ""), r


@test("files and folders, with blanks in their names; and nothing where nobody can guess")
def _():
    for shell in SHELLS:
        assert shell("wax send --attach let") == shell("wax send let") == {"letter one.eml", "letters.csv"}, shell
        assert shell("wax sink --store a") == {"a folder"}, (shell, shell("wax sink --store a"))
        assert shell("wax send --subject ") == shell("wax check --timeout ") == set(), shell


@test("words of an option, behind a blank or =")
def _():
    for shell in SHELLS:
        assert shell("wax send --tls ") == {"required", "opportunistic", "insecure-none"}, shell
        assert shell("wax sink --tls i") == {"implicit"}, shell
    assert bash("wax send --tls=op") == bash("wax send --tls op") == {"opportunistic"}
    assert fish("wax send --tls=op") == {"--tls=opportunistic"}


@test("every word that is offered behind an option is one that the option takes")
def _():
    script, n, more = wax("completion", "bash").out, 0, {"account": ["add"], "sink": ["no operand"]}     # each call is refused for another reason
    for command, part in re.findall(r"^    (\w+)\)\n(.*?)(?=^    \w+\)$)", script + "    end)\n", re.M | re.S):
        for option, words in re.findall(r"--([a-z-]+)\) _wax_words '([^']*)'", part):
            for word in words.split():
                n += 1
                r = wax(command, *more.get(command, []), "--" + option, word, *(["--each", "/x"] if option == "each-format" else []))
                assert r.code == 64 and not re.search(f"--{option}(:|( .*)? (is|takes) )", r.err), (command, option, word, r)
    assert n > 30, n


# -- zsh, at a terminal ----------------------------------------------------------------------------------------------

def zsh(*lines):
    """Each line is typed, Tab completes it; then it is printed in place of being run."""
    needed("zsh")
    answers = []
    env = {**ENV, "ZDOTDIR": harness.path("here"), "TERM": "xterm"}
    harness.write("here/.zshrc", "PS1='ready> '\nunsetopt prompt_cr zle_bracketed_paste 2>/dev/null\nunset zle_bracketed_paste\nautoload -U compinit; compinit -u -D\n"
                  "source <(wax completion zsh)\nshow() { zle -I; print -r -- \"GOT<$BUFFER>\"; BUFFER=; }\nzle -N show; bindkey '^X' show\ncd $HOME\n")
    with Person("-i", command=["zsh"], env=env, size=(50, 200)) as p:
        for line in lines:
            p.sees("ready> ")
            p.presses(line + "\t\x18")
            p.sees("GOT<")
            p.sees(">")
            answers.append(p.shown[:p.seen - 1].rpartition("GOT<")[2].strip())
    return answers


@test("zsh completes commands, options, words, accounts and files at its prompt")
def _():
    lines = {"wax che": "wax check", "wax send --subj": "wax send --subject=", "wax send --tls opp": "wax send --tls opportunistic", "wax sink --tls=i": "wax sink --tls=implicit",
             "wax send -a wo": "wax send -a work", "wax send --account=home": "wax send --account=home@net", "wax explain untrusted-n": "wax explain untrusted-name",
             "wax send --attach=letters": "wax send --attach=letters.csv", "wax config im": "wax config import", "wax config show wo": "wax config show work", "wax config import m": "wax config import msmtp", "wax send letter\\ o": "wax send letter\\ one.eml"}
    answers = zsh(*lines)
    assert answers == list(lines.values()), list(zip(lines.values(), answers))


@test("what can't be meant is told; the help fits a screen")
def _():
    for words in ([], ["tcsh"], ["bash", "zsh"]):
        expect(wax("completion", *words), 64, "bash, zsh or fish")
    r = wax("completion", "--help")
    assert r.code == 0 and max(map(len, r.out.splitlines())) < 80 and "source <(wax completion bash)" in r.out, r
    with open("/dev/full", "wb") as full:
        expect(wax("completion", "bash", stdout=full), 74, "standard output")


if __name__ == "__main__":
    harness.end()

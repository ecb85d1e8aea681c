"""C sources, seen from afar: which layer a file belongs to, what it includes, which functions it defines.

Knows enough of C to tell code from comments and strings, and a function from an initialiser.  Reads files and prints nothing.
"""
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BLANKED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)
TEST = re.compile(r'\b(?:TEST|test_run)\(\s*"((?:\\.|[^"\\])*)"')

PROPS = ("bare", "pair")             # what tests share, beside them


class Function(NamedTuple):
    name: str
    path: Path
    line: int
    lines: int


def blank(match):
    """The same shape, without its text: strings keep their quotes, all keep their line ends."""
    text = match.group()
    inside = re.sub(r"[^\n]", " ", text)
    return text[0] + inside[1:-1] + text[-1] if text[0] in "\"'" else inside


def code_of(text):
    """Comments, the insides of strings, and preprocessor lines are blanks; offsets and line numbers stay."""
    return DIRECTIVE.sub(blank, BLANKED.sub(blank, text))


def includes_of(path):
    """Pairs (name, is_ours): "x.h" is ours, <x.h> is not."""
    uncommented = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    return [(ours or system, bool(ours)) for ours, system in INCLUDE.findall(uncommented)]


def name_before(head):
    """The function's name, from what stands before its opening brace: the word before the first parenthesis at depth 0 that
    is no attribute."""
    head = re.sub(r"__attribute__\s*\(\(.*?\)\)", " ", head, flags=re.S)
    found = re.search(r"(\w+)\s*\(", head)
    return found.group(1) if found else "?"


def functions_of(path):
    code = code_of(path.read_text())
    found, depth, since = [], 0, 0
    for at in (m.start() for m in re.finditer(r"[{};]", code)):
        char = code[at]
        if char == "{":
            if depth == 0:
                start, is_function = since, code[:at].rstrip().endswith(")")
            depth += 1
        elif char == "}":
            depth -= 1
        if char == "}" and depth == 0 and is_function:
            head = code[start:at]
            begin = start + len(head) - len(head.lstrip())
            first, last = code.count("\n", 0, begin), code.count("\n", 0, at)
            found.append(Function(name_before(head.split("{")[0]), path, first + 1, last - first + 1))
        if depth == 0:
            since = at + 1
    return found


def is_test(path):
    return path.stem.endswith("_test") or path.stem in PROPS


def sources(layer="*", root=ROOT):
    return sorted(p for p in (root / "src").glob(layer + "/*.[ch]"))


def layers(root=ROOT):
    return sorted(p.name for p in (root / "src").iterdir() if p.is_dir() and any(p.glob("*.[ch]")))

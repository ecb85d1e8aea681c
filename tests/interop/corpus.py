"""corpus -- mails that a transport spoils when it is careless: what is handed in, and what must come out, byte for byte.

Knows mails and nothing of servers.  Every line that arrives ends with CRLF; that, and a CRLF after a last line that has none, is all
that a sender may change.
"""
from dataclasses import dataclass
from functools import cache

LONGEST = 998       # RFC 5321 s.4.5.3.1.6: 1000 with the CRLF, and not counting a dot that is doubled
TEN_MB = 10_000_000


@dataclass(frozen=True)
class Mail:
    name: str
    given: bytes
    arrives: bytes
    by_pipe: bool = False


def header(name, *more):
    lines = ["From: Alice <alice@example.test>", "To: Bob <bob@example.test>", f"Subject: {name}",
             "Date: Tue, 24 Nov 2026 10:00:00 +0000", f"Message-ID: <{name.replace(' ', '-')}@interop.example.test>", *more]
    return "".join(line + "\r\n" for line in lines).encode()


def mail(name, *body, more=()):
    """A mail that must arrive as it is."""
    whole = header(name, *more) + b"\r\n" + b"".join(line + b"\r\n" for line in body)
    return Mail(name, whole, whole)


DOTS = (b".", b"..", b".x", b"...", b" .", b"x.", b"", b".", b"", b"..x", b"the last line is a lone dot", b".")


def headers_only():
    return Mail("headers only", header("headers only"), header("headers only"))


def no_final_newline():
    whole = mail("no newline at the end", b"one", b"two").given
    return Mail("no newline at the end", whole[:-2], whole)


def lf_only():
    """As most programs write it, lone dots included."""
    whole = mail("LF line ends from a pipe", *DOTS, b"", b"end").given
    return Mail("LF line ends from a pipe", whole.replace(b"\r\n", b"\n"), whole, by_pipe=True)


def crlf():
    return Mail("CRLF line ends from a pipe", *[mail("CRLF line ends from a pipe", *DOTS, b"", b"end").given] * 2, by_pipe=True)


def eight_bit():
    return mail("UTF-8 in eight bits", "Grüße, 你好, здравствуйте 🙂".encode(), "é".encode() * 300,
                more=("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"))


def longest_lines():
    return mail("lines of 998", b"x" * LONGEST, b"." * LONGEST, b"short", b"." + b"y" * (LONGEST - 1), b"z" * LONGEST)


def big():
    """Numbered lines of growing and shrinking length, every seventh beginning with a dot: no two blocks are alike."""
    lines, size = [], 0
    while size < TEN_MB:
        n = len(lines)
        lines.append((b"." if n % 7 == 0 else b"") + b"%08d " % n + b"abcdefghij" * (n % 13))
        size += len(lines[-1]) + 2
    return mail("10 MB", *lines)


@cache
def corpus():
    return [
        mail("dots at line starts", *DOTS),
        mail("an empty body"),
        headers_only(),
        mail("blanks at line ends", b"one ", b"two\t", b"   ", b"\t", b"", b"and empty lines at the end", b"", b"", b""),
        mail("From at line starts", b"From here to there", b">From before", b"", b"From alice@example.test Tue Nov 24 10:00:00 2026", b"x"),
        eight_bit(), longest_lines(), no_final_newline(), lf_only(), crlf(), big(),
    ]

"""store -- where a server keeps the mail that arrived, and how it is awaited.

Knows the folders, and what each server is documented to put in front of a mail: whole header fields by name, nothing else.  Promise:
nothing sleeps for luck; a mail is awaited until it is there or the deadline has passed, and each is taken once.
"""
import re
import time

PATIENCE_S = 30
LOOK_EVERY_S = 0.01


def await_true(question, what, patience_s=PATIENCE_S):
    """The answer, once it is one."""
    deadline = time.monotonic() + patience_s
    while not (answer := question()):
        assert time.monotonic() < deadline, f"{what} did not come within {patience_s} s"
        time.sleep(LOOK_EVERY_S)
    return answer


class Folder:
    """One mail a file, put there by renaming.  `place`: the pattern of a mailbox's files; `adds`: the fields put in front;
    `ends_header`: whether the empty line behind a header is written where no body follows."""

    def __init__(self, root, place, line_end=b"\n", adds=(), ends_header=False):
        self.root, self.place, self.line_end, self.adds, self.ends_header = root, place, line_end, adds, ends_header

    def files(self, mailbox):
        return list(self.root.glob(self.place.format(mailbox)))

    def empty(self):
        for file in self.files("*"):
            file.unlink()

    def take(self, mailbox):
        """The one mail that is there, once there is any."""
        files = await_true(lambda: self.files(mailbox), f"a mail for {mailbox}")
        assert len(files) == 1, f"{len(files)} mails for {mailbox}: {files}"
        stored = files[0].read_bytes()
        files[0].unlink()
        return stored

    def take_same(self, mailbox, expected):
        """Takes a mail, which must be the expected one; returns what the server put in front."""
        if self.ends_header and b"\r\n\r\n" not in expected:
            expected += b"\r\n"
        stored, wanted = self.take(mailbox), expected.replace(b"\r\n", self.line_end)
        assert stored.endswith(wanted), difference(stored, wanted)
        return self.check_front(stored[:len(stored) - len(wanted)])

    def check_front(self, front):
        text = front.decode("ascii").replace("\r\n", "\n")
        fields = re.findall(r"([!-9;-~]+):.*\n(?:[ \t].*\n)*", text)
        strange = [name for name in fields if name.lower() not in self.adds]
        assert not strange and not re.sub(r"[!-9;-~]+:.*\n(?:[ \t].*\n)*", "", text), f"more than {self.adds} was put in front: {text!r}"
        return text


def difference(stored, wanted):
    """Where the two begin to differ, seen from the end of the header."""
    start = stored.find(wanted[:wanted.index(b"To: ")])
    if start < 0:
        return f"another mail arrived: {stored[:600]!r}"
    got = stored[start:]
    at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), min(len(got), len(wanted)))
    return (f"{len(wanted)} bytes expected, {len(got)} arrived; they differ from byte {at}:\n"
            f"expected {wanted[max(0, at - 60):at + 60]!r}\narrived  {got[max(0, at - 60):at + 60]!r}")

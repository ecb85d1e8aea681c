"""desk_each -- what is asked where many mails go: that each arrives once, whatever befalls the run.

Knows wax send --each and its log; no server by name.  Promise: it is counted in the store when the server has nothing left to do, so that a
mail too many is seen, too.
"""
import json
import re
import subprocess

from corpus import header
from desk import LATER, address
from store import await_true
from wax import FROM, OK

ROWS, CONNECTIONS, MAILS = 300, 3, 100
UNCERTAIN = 2         # wax-send(1), EXIT STATUS
MAILBOX = "row[0-9]*"
LETTER = ("--to", "{name} <{email}>", "--subject", "For {name}", "--text", "Dear {name},\n", "--connections", str(CONNECTIONS))


class EachDesk:
    """Beside the desk of a route, whose server has is_at_rest(), has it delivered all that it took, and n_calls(), how often it was called."""

    def __init__(self, desk):
        self.desk, self.is_at_rest = desk, desk.server.is_at_rest

    def promises(self):
        return [(f"a mail for each of {ROWS} rows, over three connections: everybody gets his own, once", self.rows),
                (f"{ROWS} rows, killed amid them and resumed: everybody has his own, once, or is named as uncertain", self.killed),
                (f"a folder of {MAILS} mails: each arrives byte for byte, once", self.folder),
                (f"an mbox of {MAILS} mails: each arrives byte for byte, once", self.mbox)]

    # -- sending

    def command(self, source, *more):
        desk, letter = self.desk, self.desk.letter(LATER)
        return [desk.wax.path, "send", "--server", desk.route.url.format(**desk.server.ports), "--from", FROM, "--json", *desk.wax.demands(letter), "--each", source, *more]

    def table(self):
        lines = ["email,name", *(f"{address(f'row{n}')},Row {n}" for n in range(1, ROWS + 1))]
        return self.desk.wax.file("rows.csv", "".join(line + "\n" for line in lines).encode())

    def send(self, source, *more):
        result = self.desk.wax.run(self.command(source, *more), b"", {})
        return result, [json.loads(line) for line in result.report.splitlines()]

    def files(self):
        return self.desk.route.store.files(MAILBOX)

    def arrived(self):
        """The mails by mailbox, when no more will come; and the store is empty."""
        await_true(self.is_at_rest, "the end of all deliveries")
        found = {}
        for file in self.files():
            found.setdefault(int(re.search(r"/row(\d+)/", str(file))[1]), []).append(file.read_bytes())
            file.unlink()
        return found

    # -- rows

    def rows(self):
        n_before = self.desk.server.n_calls()
        result, told = self.send(self.table(), *LETTER)
        result.expect(OK)
        assert sorted(row["row"] for row in told) == list(range(1, ROWS + 1)) and {row["status"] for row in told} == {"ok"}, result
        self.expect_once(self.arrived(), set(range(1, ROWS + 1)))
        assert self.desk.server.n_calls() - n_before == CONNECTIONS, f"{self.desk.server.n_calls() - n_before} connections"

    @staticmethod
    def expect_once(found, rows):
        wrong = {n: len(found.get(n, ())) for n in rows | set(found) if len(found.get(n, ())) != (n in rows)}
        assert not wrong, f"{len(wrong)} have none or too many, such as {dict(list(wrong.items())[:5])}"
        for n, (mail,) in found.items():
            assert b"\nSubject: For Row %d\n" % n in mail and b"\nDear Row %d,\n" % n in mail, mail

    def killed(self):
        table, log = self.table(), self.desk.wax.folder / "rows.log"
        log.unlink(missing_ok=True)
        self.begin_and_kill(self.command(table, *LETTER, "--rate", "100", "--resume", log))
        n_before = len(self.files())
        assert n_before < ROWS, "it was killed too late"
        result, told = self.send(table, *LETTER, "--resume", log)
        uncertain = {row["row"] for row in told if row["status"] == "uncertain"}
        result.expect(UNCERTAIN if uncertain else OK)
        assert all(row["status"] in ("ok", "uncertain") for row in told), result
        found = self.arrived()
        lost = set(range(1, ROWS + 1)) - set(found)
        assert lost <= uncertain, f"{len(lost - uncertain)} did not arrive, and nobody was told\n{result}"
        self.expect_once(found, set(range(1, ROWS + 1)) - lost)

    def begin_and_kill(self, command):
        with subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                await_true(lambda: len(self.files()) >= ROWS // 5 or process.poll() is not None, "the first mails of many")
            finally:
                process.kill()

    # -- mails that are there already

    def mails(self):
        """To a mailbox each; their lines are what stores are tempted by."""
        for n in range(1, MAILS + 1):
            yield n, header(f"kept {n}").replace(b"bob@", b"row%d@" % n) + b"\r\n" + b".\r\nFrom here on\r\n>From there\r\n\r\n%d\r\n" % n

    def folder(self):
        path = self.desk.wax.folder / "outbox"
        path.mkdir(exist_ok=True)
        for n, mail in self.mails():
            (path / f"{n}.eml").write_bytes(mail)
        self.expect_whole(path)

    def mbox(self):
        lines = (b"From alice Tue Nov 24 10:00:00 2026\n" + re.sub(rb"^(>*From )", rb">\1", mail.replace(b"\r\n", b"\n"), flags=re.M) + b"\n" for _, mail in self.mails())
        self.expect_whole(self.desk.wax.file("outbox.mbox", b"".join(lines)))

    def expect_whole(self, source):
        result, _ = self.send(source, "--read-envelope")
        result.expect(OK)
        await_true(self.is_at_rest, "the end of all deliveries")
        for n, mail in self.mails():
            self.desk.route.store.take_same(f"row{n}", mail)
        assert not self.files(), self.files()

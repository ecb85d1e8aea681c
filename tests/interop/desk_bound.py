"""desk_bound -- what is asked where a login can be bound to the channel.

Knows the -PLUS forms of SCRAM, and which attack each part of them is for; no server by name.  Promise: an attack that must fail is beside one
that the same server, without the check in question, lets through.
"""
from functools import partial

from desk import LATER, LOGIN, REFUSED, Desk
from meddler import Meddler
from wax import NO_PERMISSION, OK


class BoundDesk(Desk):
    def promises(self):
        plus, wrong = [m for m in self.route.mechanisms if m.endswith("-PLUS")], (LOGIN, "not the password")
        self.tries = min(len(plus), 2)      # docs/decisions/0014: a second proof, no third, and none unbound after -PLUS
        tests = [(f"{m}: logged in", partial(self.logs_in, m)) for m in self.route.mechanisms]
        tests += [(f"{m} with a wrong password: refused, nothing sent", partial(self.refused, login=wrong, auth=m)) for m in plus]
        return tests + [
            (f"the mechanism left open: {plus[0]}, bound by {self.route.binding}", partial(self.chooses, plus[0])),
            ("the mechanism left open, and a wrong password: another -PLUS if there is one, and nothing unbound", partial(self.keeps_to_plus, wrong)),
            ("somebody in the middle, with a certificate that is trusted: refused by the binding, nothing unbound is said", self.sees_the_middle),
            ("somebody in the middle who takes -PLUS off the offer: refused by the server, which hears that we saw none", self.tells_what_it_saw),
            ("the same, where the server does not listen to that: they are let through", self.is_betrayed),
            ("the same, where we prove ourselves by a password that they can read: they are let through", self.gives_itself_away)]

    def logs_in(self, mechanism):
        super().logs_in(mechanism)
        self.expect_judged(f"{mechanism} {self.flag(mechanism)} - right")

    def flag(self, mechanism):
        """`n`: the client knows of the server's -PLUS."""
        return "p=" + self.route.binding if mechanism.endswith("-PLUS") else "n"

    def chooses(self, mechanism):
        self.arrives(LATER, auth=None)
        self.expect_judged(f"{mechanism} {self.flag(mechanism)} - right")

    def expect_judged(self, *verdicts):
        assert self.server.judged() == list(verdicts), f"expected {verdicts}, judged {self.server.judged()}"

    def keeps_to_plus(self, login):
        self.refused(login=login, auth=None)
        *refused, later = self.server.judged()
        assert len(refused) == self.tries and all("-PLUS p=" in verdict for verdict in refused) and later == "PLAIN - right", self.server.judged()

    def meddled(self, takes_plus, code, door="", **wish):
        """What the one in the middle heard, and the server judged."""
        port = self.server.ports[self.route.name + door]
        with Meddler(port, self.server.stage.pki, takes_plus, self.route.tls, self.route.options) as middle:
            result = self.wax.send(f"submission://127.0.0.1:{middle.port}", self.letter(REFUSED, "bob", **wish))
        result.expect(code)
        return [line for line in middle.heard if line.startswith("AUTH ")], self.server.judged(), middle.heard

    def sees_the_middle(self):
        said, judged, heard = self.meddled(False, NO_PERMISSION, auth=None)
        assert len(said) == self.tries and all("-PLUS " in line for line in said), f"said in the middle: {said}"
        assert len(judged) == self.tries and all(not verdict.endswith("right") for verdict in judged), judged
        assert not any(line.startswith("MAIL") for line in heard), heard
        self.arrives(LATER)

    def tells_what_it_saw(self):
        said, judged, heard = self.meddled(True, NO_PERMISSION, auth=None)
        assert len(said) == self.tries and all("SCRAM-" in line for line in said), f"said in the middle: {said}"
        assert len(judged) == self.tries and all(" y - " in verdict and not verdict.endswith("right") for verdict in judged), judged
        assert not any(line.startswith("MAIL") for line in heard), heard
        self.arrives(LATER)

    def is_betrayed(self):
        _, judged, _ = self.meddled(True, OK, "-lax", auth=None)
        assert len(judged) == 1 and judged[0].endswith(" y - right"), judged
        self.take("bob", REFUSED)

    def gives_itself_away(self):
        self.meddled(False, OK, auth="PLAIN")
        self.take("bob", REFUSED)

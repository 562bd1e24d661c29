"""One client of the gateway, whose every answer is known beforehand."""
from control import Control
from crew import Actor
from model import ME, NOWHERE, SUMMARY, USER, Frozen, instant
from tokens import flawed, mint
from wire import Wire

SECRET = "soak-secret-that-no-log-has"
# Around each bound: in microseconds.
STEPS = [-1_000_000, -1000, -1, 0, 1, 999, 1000, 200_000]
DAY = 86_400_000_000


class Client(Actor):
    """Its clock and settings, its connection, and requests with their answers."""

    def begin(self):
        self.frozen = Frozen(self.name, 1_767_323_045_000 + self.random.randrange(10**9))
        self.control = Control(self.place, self.random.choice(["plain", "tls", "tunnel"]))
        created = self.control.call("PUT", "clients/" + self.name, self.frozen.definition | {"secret": SECRET})
        assert created["configured"] and created["effective"]["clock"]["gatewayNow"] == instant(self.frozen.now), created
        self.number = 0
        self.tokens = []
        self.wire = None

    def finish(self):
        self.hang_up()
        self.control.close()

    def connect(self):
        if self.wire is None:
            transport = self.random.choice(["plain", "plain", "tls", "tunnel"])
            self.wire = Wire(self.place, transport)
            self.count("connections by " + transport)
        return self.wire

    def fresh_plain(self):
        self.count("connections by plain")
        return Wire(self.place)

    def hang_up(self):
        """Says that the next request is the last, so that anything behind its answer would show."""
        if self.wire is None:
            return
        data, expected = self.ask(more="Connection: close\r\n")
        self.wire.send(data)
        answer = self.check(self.wire, expected)
        assert answer.ends_connection
        self.wire.expect_end()
        self.wire.close()
        self.wire = None

    def change_wire(self):
        if self.random.random() < 0.5:
            self.hang_up()
        elif self.wire is not None:
            assert self.wire.bytes == b""
            self.wire.close()
            self.wire = None

    def mark(self):
        self.number += 1
        return f"{self.name}-{self.number}"

    def any_token(self):
        """One that is good, or not by a little, or not at all; often one that has been seen before."""
        if self.tokens and self.random.random() < 0.4:
            return self.random.choice(self.tokens)
        now, tolerance = self.frozen.now * 1000, self.frozen.tolerance * 1000
        id = self.mark()
        choice = self.random.random()
        if choice < 0.15:
            return flawed(self.random, self.name, id, now)
        step = self.random.choice(STEPS)
        if choice < 0.45:
            token = mint(self.name, id, now - DAY, now + DAY)
        elif choice < 0.65:
            token = mint(self.name, id, now + tolerance + step, now + tolerance + step + self.random.choice([1, 1000, DAY]))
        elif choice < 0.8:
            token = mint(self.name, id, now - DAY, now + DAY, not_before=now + tolerance + step)
        else:
            token = mint(self.name, id, now - DAY, now - tolerance + step)
        self.tokens = [*self.tokens[-19:], token]
        return token

    def ask(self, token=None, path=None, method=None, more="", version="1.1", fault=None):
        """The bytes of an API request, and its answer; the journal is told to have it."""
        token = token or self.any_token()
        path = path or self.random.choice([SUMMARY, SUMMARY, ME, USER, NOWHERE])
        method = method or self.random.choice(["GET"] * 8 + ["HEAD", "PUT"])
        expected = self.frozen.expect(method, path, token, fault)
        mark = self.mark()
        self.ledger.expect(mark, expected.entry)
        bearer = f"Authorization: Bearer {token.text}\r\n" if token.text else ""
        self.count(f"{'accepted' if expected.status != 401 else 'refused'} requests")
        return f"{method} {path}?mark={mark} HTTP/{version}\r\nHost: localhost\r\n{bearer}{more}\r\n".encode(), expected

    def check(self, wire, expected):
        answer = wire.answer(is_head=expected.method == "HEAD")
        self.ledger.correlate(expected.check(answer))
        return answer

    def send_in_pieces(self, wire, data, pieces):
        cuts = sorted(self.random.randrange(len(data) + 1) for _ in range(pieces - 1))
        for start, end in zip([0, *cuts], [*cuts, len(data)]):
            if start < end:
                wire.send(data[start:end])

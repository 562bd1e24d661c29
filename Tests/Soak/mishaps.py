"""Faults of one client alone."""
import time

from client import Client
from model import PAYLOAD, SUMMARY
from tokens import flawed, mint

STATUSES = [400, 401, 403, 404, 429, 500, 502, 503, 504]


class Mishaps(Client):
    def have_faults(self):
        name = self.mark()
        kind = self.random.choice(["status", "status", "delay", "drip", "closeAfter", "wrongLength", "malformedChunk", "reset", "silence"])
        value = {"status": self.random.choice(STATUSES), "delay": f"{self.random.randint(1, 50)}ms", "drip": 100_000,
                 "closeAfter": self.random.randrange(100), "wrongLength": self.random.choice([-1, 10])}.get(kind, True)
        fault = {"name": name, "client": self.name, "next": 1, kind: value}
        assert self.control.ask("POST", "faults", fault)[0] == 201
        token = mint(self.name, self.mark(), self.frozen.now * 1000, self.frozen.now * 1000 + 1)
        {"status": self.meet_status, "delay": self.meet_delay, "drip": self.meet_delay}.get(kind, self.meet_break)(name, token, kind, value)
        after = self.control.call("DELETE", "faults/" + name)
        assert (after["seen"], after["applied"], after["spent"]) == (1, 1, True), after
        self.count("faults met")

    def meet_status(self, name, token, kind, status):
        data, expected = self.ask(token, method="GET", fault=name)
        refused = status == 401
        expected.status, expected.body = status, PAYLOAD if refused else None
        # A fault stands in the place of whatever would have answered.
        expected.fields.pop("x-mock-gateway-reason", None)
        expected.fields["x-mock-gateway-reason" if refused else "retry-after"] = (
            f"fault; name={name}" if refused else "1" if status == 429 else None)
        expected.entry |= {"status": status, "verdict": "refused" if refused else None, "reason": "fault" if refused else None}
        wire = self.connect()
        wire.send(data)
        self.check(wire, expected)

    def meet_delay(self, name, token, kind, value):
        """The one before it and the one behind it stay in order."""
        # Of no client, so that no fault counts them.
        before, behind = (self.ask(flawed(self.random, self.name, self.mark(), self.frozen.now * 1000, is_known=False)) for _ in range(2))
        late = self.ask(token, fault=name)
        wire = self.connect()
        start = time.monotonic()
        wire.send(before[0] + late[0] + behind[0])
        for _, expected in [before, late, behind]:
            self.check(wire, expected)
        if kind == "delay":
            assert time.monotonic() - start >= int(value.removesuffix("ms")) / 1000

    def meet_break(self, name, token, kind, value):
        data, expected = self.ask(token, path=SUMMARY, method="GET", fault=name)
        wire = self.fresh_plain()
        wire.send(data)
        if kind == "reset":
            try:
                wire.to_end()
                raise AssertionError("no reset")
            except ConnectionResetError:
                assert wire.bytes == b""
            return wire.close()
        if kind == "silence":
            wire.end_sending()
        data = wire.to_end()
        wire.close()
        if kind == "silence":
            assert data == b"", data
        elif kind == "closeAfter":
            assert len(data) == value and b"HTTP/1.1 200 OK\r\n".startswith(data[:17]), data
        else:
            head, body = data.split(b"\r\n\r\n", 1)
            if kind == "wrongLength":
                assert f"\r\nContent-Length: {len(expected.body) + value}\r\n".encode() in head and body == expected.body, data
            else:
                assert b"\r\nTransfer-Encoding: chunked\r\n" in head, data
                half = len(expected.body) // 2
                assert body == b"%x\r\n%s\r\nzz\r\n%s" % (half, expected.body[:half], expected.body[half:]), data

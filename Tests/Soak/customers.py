"""Good clients, and refused ones: every answer of theirs is known beforehand."""
import base64
import json
import ssl
import time
from decimal import Decimal

from control import Control
from crew import Actor
from model import ME, NOWHERE, PAYLOAD, SUMMARY, USER, Expectation, instant
from tokens import Token, flawed, mint
from wire import Wire

SECRET = "soak-secret-that-no-log-has"
LIFETIMES = [1, 999, 1000, 60_000, 86_400_000]
# Around each bound: in microseconds.
STEPS = [-1_000_000, -1000, -1, 0, 1, 999, 1000, 200_000]
MALFORMED = [b"GET / HTTP/1.1\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
             b"POST /oauth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]
STATUSES = [400, 401, 403, 404, 429, 500, 502, 503, 504]


def claims(token):
    """What a token says, without floating point."""
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), parse_float=Decimal, parse_int=Decimal)


class Customer(Actor):
    """One client: it moves its clock and its settings, and asks by all kinds of connections."""

    def begin(self):
        from model import Frozen
        self.frozen = Frozen(self.name, 1_767_323_045_000 + self.random.randrange(10**9))
        self.control = Control(self.place, self.random.choice(["plain", "tls", "tunnel"]))
        created = self.control.call("PUT", "clients/" + self.name, self.frozen.definition | {"secret": SECRET})
        assert created["configured"] and created["effective"]["clock"]["gatewayNow"] == instant(self.frozen.now), created
        self.number = 0
        self.tokens = []
        self.wire = None
        self.acts = [
            (self.converse, 8), (self.pipeline, 6), (self.good_then_malformed, 1), (self.send_slowly, 2), (self.end_sending, 1),
            (self.speak_old, 1), (self.change_settings, 8), (self.move_clock, 4), (self.get_token, 4), (self.sign_in, 2),
            (self.have_faults, 3), (self.wait_for_entry, 1), (self.inspect, 1), (self.post_too_much, 1), (self.change_wire, 3),
        ]

    def act(self):
        acts, weights = zip(*self.acts)
        self.random.choices(acts, weights)[0]()

    def finish(self):
        self.hang_up()
        self.control.call("DELETE", "clients/" + self.name)
        self.control.close()

    # Connections.

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

    # Requests.

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
        day = 86_400_000_000
        if choice < 0.45:
            token = mint(self.name, id, now - day, now + day)
        elif choice < 0.65:
            token = mint(self.name, id, now + tolerance + step, now + tolerance + step + self.random.choice([1, 1000, day]))
        elif choice < 0.8:
            token = mint(self.name, id, now - day, now + day, not_before=now + tolerance + step)
        else:
            token = mint(self.name, id, now - day, now - tolerance + step)
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

    # What it does.

    def converse(self):
        wire = self.connect()
        for _ in range(self.random.randint(1, 8)):
            data, expected = self.ask()
            wire.send(data)
            self.check(wire, expected)
            assert wire.bytes == b""

    def pipeline(self):
        wire = self.connect()
        requests = [self.ask() for _ in range(self.random.randint(2, 40))]
        self.send_in_pieces(wire, b"".join(data for data, _ in requests), self.random.choice([1, 1, 3]))
        for _, expected in requests:
            self.check(wire, expected)
        assert wire.bytes == b""
        self.count("pipelines")

    def good_then_malformed(self):
        """The answers to good requests are kept when a bad one follows."""
        self.hang_up()
        wire = self.connect()
        requests = [self.ask() for _ in range(self.random.randint(1, 5))]
        wire.send(b"".join(data for data, _ in requests) + self.random.choice(MALFORMED))
        for _, expected in requests:
            self.check(wire, expected)
        answer = wire.answer()
        assert answer.status == 400 and answer.ends_connection, answer
        wire.expect_end()
        wire.close()
        self.wire = None
        self.count("malformed requests behind good ones")

    def send_slowly(self):
        wire = self.connect()
        data, expected = self.ask()
        self.send_in_pieces(wire, data, 20)
        self.check(wire, expected)
        self.count("slow senders")

    def end_sending(self):
        """A half-close: the answers still come."""
        wire = self.fresh_plain()
        requests = [self.ask() for _ in range(self.random.randint(1, 10))]
        wire.send(b"".join(data for data, _ in requests))
        wire.end_sending()
        for _, expected in requests:
            self.check(wire, expected)
        wire.expect_end()
        wire.close()
        self.count("half-closes")

    def speak_old(self):
        wire = self.fresh_plain()
        data, expected = self.ask(version="1.0")
        wire.send(data)
        assert self.check(wire, expected).ends_connection
        wire.expect_end()
        wire.close()
        self.count("HTTP/1.0")

    def change_settings(self):
        self.frozen.offset = self.random.choice([0, 1, 200, -300, 5000, self.random.randint(-10_000, 10_000)])
        self.frozen.tolerance = self.random.choice([0, 0, 1, 200, 5000])
        answer = self.control.call("PATCH", "clients/" + self.name, self.frozen.settings)
        assert (answer["effective"]["offsetMs"], answer["effective"]["toleranceMs"]) == (self.frozen.offset, self.frozen.tolerance)
        self.count("settings changed")

    def move_clock(self):
        if self.random.random() < 0.7:
            step = self.random.choice([1, 199, 1000, 60_000])
            self.frozen.now += step
            answer = self.control.call("POST", f"clients/{self.name}/clock", {"advance": f"{step}ms"})
        else:
            self.frozen.now += self.random.randrange(3_600_000)
            answer = self.control.call("POST", f"clients/{self.name}/clock", {"freeze": instant(self.frozen.now)})
        assert (answer["gatewayNow"], answer["issuerNow"]) == (instant(self.frozen.now), instant(self.frozen.now + self.frozen.offset))
        self.count("settings changed")

    # Tokens that the gateway issues.

    def token_request(self, form, secret=SECRET):
        basic = base64.b64encode(f"{self.name}:{secret}".encode()).decode()
        head = (f"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {basic}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n")
        match self.random.randrange(3):
            case 0:
                return [f"{head}Content-Length: {len(form)}\r\n\r\n{form}".encode()]
            case 1:
                return [f"{head}Content-Length: {len(form)}\r\n\r\n".encode(), form.encode()]
        chunks, rest = "", form
        while rest:
            size = self.random.randint(1, len(rest))
            chunks += f"{size:x}{self.random.choice(['', ';x=y', ';x'])}\r\n{rest[:size]}\r\n"
            rest = rest[size:]
        trailer = self.random.choice(["", "Authorization: Basic eDp5\r\n"])
        self.count("chunked bodies")
        return [f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), chunks.encode(), f"0\r\n{trailer}\r\n".encode()]

    def post_form(self, form, secret=SECRET):
        """Status and answer."""
        wire = self.connect()
        for piece in self.token_request(form, secret):
            wire.send(piece)
        answer = wire.answer()
        assert answer.fields["cache-control"] == "no-store" and answer.fields["content-type"] == "application/json", answer
        self.count("token requests")
        return answer.status, json.loads(answer.body)

    def granted(self, answer, is_user=False):
        """The token of a good answer, which says exactly what the issuer's clock does."""
        status, body = answer
        assert status == 200, answer
        assert body["token_type"] == "bearer" and body["expires_in"] == self.frozen.lifetime // 1000, body
        said = claims(body["access_token"])
        issued = self.frozen.now + self.frozen.offset
        assert said["client_id"] == self.name and said["iat"] == said["nbf"] == Decimal(issued) / 1000, said
        assert said["exp"] == Decimal(issued + self.frozen.lifetime) / 1000, said
        self.ledger.grant(said["jti"], {"client": self.name, "method": "POST", "path": "/oauth/token", "status": 200, "fault": None,
                                        "issuerNow": instant(issued)})
        return Token(body["access_token"], self.name, said["jti"], issued * 1000, issued * 1000,
                     (issued + self.frozen.lifetime) * 1000, is_user=is_user)

    def use(self, token):
        wire = self.connect()
        data, expected = self.ask(token)
        wire.send(data)
        self.check(wire, expected)
        self.tokens = [*self.tokens[-19:], token]

    def get_token(self):
        if self.random.random() < 0.2:
            self.frozen.lifetime = self.random.choice(LIFETIMES)
            self.control.call("PATCH", "clients/" + self.name, {"tokenLifetime": f"{self.frozen.lifetime}ms"})
            self.count("settings changed")
        if self.random.random() < 0.2:
            status, error = self.post_form("grant_type=client_credentials", secret="another")
            assert (status, error["error"]) == (400, "invalid_client"), error
        else:
            self.use(self.granted(self.post_form("grant_type=client_credentials")))

    def sign_in(self):
        """A code, its tokens, and refreshes; each refresh token is good once."""
        code = self.control.call("POST", "tokens", {"code": True, "clientId": self.name})["code"]
        answer = self.post_form(f"grant_type=authorization_code&code={code}&redirect_uri=http://localhost/")
        spent = None
        for _ in range(self.random.randint(0, 4)):
            self.use(self.granted(answer, is_user=True))
            spent, answer = answer[1]["refresh_token"], self.post_form("grant_type=refresh_token&refresh_token=" + answer[1]["refresh_token"])
            self.count("refreshes")
        self.use(self.granted(answer, is_user=True))
        for token in [spent, "never-issued"]:
            if token:
                status, error = self.post_form("grant_type=refresh_token&refresh_token=" + token)
                assert (status, error["error"]) == (400, "invalid_grant"), error

    # Faults of this client alone.

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
        expected.fields["x-mock-gateway-reason" if refused else "retry-after"] = (
            f"fault; name={name}" if refused else "1" if status == 429 else None)
        expected.entry |= {"status": status, "verdict": "refused" if refused else None, "reason": "fault" if refused else None}
        wire = self.connect()
        wire.send(data)
        self.check(wire, expected)

    def meet_delay(self, name, token, kind, value):
        """The one before it and the one behind it stay in order."""
        # Of no client, so that no fault counts them.
        before, behind = (self.ask(flawed(self.random, self.name, self.mark(), self.frozen.now * 1000)) for _ in range(2))
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
                assert b"\r\nTransfer-Encoding: chunked\r\n" in head and body == b"zz\r\n" + expected.body, data

    # The control interface about this client.

    def wait_for_entry(self):
        """Whoever waits for a request is told of it."""
        token = mint(self.name, self.mark(), self.frozen.now * 1000, self.frozen.now * 1000 + 10**9)
        waiting = Control(self.place)
        waiting.wire.send(waiting.request("GET", f"requests?client={self.name}&tokenId={token.id}&wait=1m"))
        data, expected = self.ask(token)
        wire = self.connect()
        wire.send(data)
        self.check(wire, expected)
        status, answer = waiting.answer()
        assert status == 200 and answer["complete"] and len(answer["requests"]) == 1, answer
        entry = answer["requests"][0]
        assert {key: entry.get(key) for key in expected.entry} == expected.entry, f"{entry} for {expected}"
        waiting.close()
        self.count("long polls")

    def inspect(self):
        token = self.any_token()
        if not token.text:
            return
        verdict = self.frozen.judge(token)
        answer = self.control.call("POST", "tokens/inspect", {"token": token.text})
        said = (answer["verdict"], answer["reason"], answer.get("aheadMs"), answer.get("agoMs"), answer.get("healsInMs"))
        wanted = ("refused" if verdict.reason else "accepted", verdict.reason, verdict.ahead, verdict.ago, verdict.heals)
        assert said == wanted, f"{answer} for {token}"
        self.count("tokens inspected")

    def post_too_much(self):
        """A body beyond the limit is refused without being taken."""
        wire = Wire(self.place, self.random.choice(["plain", "tls"]))
        size = (1 << 20) + 1
        wire.send(f"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode())
        answer = wire.answer()
        assert answer.status == 413 and answer.ends_connection, answer
        wire.expect_end()
        wire.close()
        self.count("bodies too large")

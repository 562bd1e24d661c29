"""Those who send what is no request, stop in the middle, never read, or are simply gone."""
import contextlib
import re
import select
import ssl

from control import Control
from crew import Actor
from model import SUMMARY, Frozen
from tokens import mint
from wire import TUNNEL_HOST, Closed, Wire

HEALTH = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEALTHY = b'{"status":"ok"}'
DAY = 86_400_000_000


class Vandal(Actor):
    """Has a client of its own, whose requests the journal may have, once, with the verdict that their mark says."""

    def begin(self):
        self.number = 0
        frozen = Frozen(self.name, 1_767_323_045_000)
        now = frozen.now * 1000
        with contextlib.closing(Control(self.place)) as control:
            control.call("PUT", "clients/" + self.name, frozen.definition)
        self.tokens = {"good": mint(self.name, "good", now, now + DAY), "early": mint(self.name, "early", now + 1, now + DAY),
                       "dead": mint(self.name, "dead", now - DAY, now)}

    def request(self, path=SUMMARY, more=""):
        self.number += 1
        kind = self.random.choice(list(self.tokens))
        return (f"GET {path}?mark={self.name}-{kind}-{self.number} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.tokens[kind].text}\r\n{more}\r\n").encode()

    def post(self):
        form = "grant_type=client_credentials&client_id=" + self.name
        return f"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n\r\n{form}".encode()


class Babbler(Vandal):
    """Sends bytes that are no request, or hardly one, and reads what the gateway makes of them."""

    def act(self):
        data = self.babble()
        wire = Wire(self.place)
        try:
            wire.send(data)
            wire.end_sending()
            answers = wire.to_end()
        except (ConnectionResetError, BrokenPipeError):
            answers = b""
        finally:
            wire.close()
        if data[:1] != b"\x16" and answers:
            assert re.match(rb"HTTP/1\.1 [2345]\d\d [A-Za-z -]+\r\n", answers), f"{answers[:200]} for {data[:200]}"
        self.count("babble")

    def babble(self):
        if self.random.random() < 0.4:
            return self.random.randbytes(self.random.randint(1, 3000))
        # Without a mark: what is left of it may be good, bad, or twice the same.
        data = bytearray(self.random.choice([HEALTH, self.post(), re.sub(rb"\?mark=\S+", b"", self.request())]) * self.random.randint(1, 3))
        for _ in range(self.random.randint(1, 8)):
            place = self.random.randrange(len(data))
            match self.random.randrange(4):
                case 0:
                    data[place] = self.random.randrange(256)
                case 1:
                    del data[place:place + self.random.randint(1, 20)]
                case 2:
                    data[place:place] = self.random.choice([b"\r\n", b"\n", b"\0", b" ", b":", b"Content-Length: 5\r\n",
                                                            b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n"])
                case 3:
                    data[place:place] = self.random.randbytes(3)
            data = data or bytearray(b"x")
        return bytes(data)


class Deserter(Vandal):
    """Is gone in the middle, mostly by a reset."""

    def begin(self):
        super().begin()
        self.stages = [self.at_once, self.in_a_head, self.in_a_body, self.before_an_answer, self.in_an_answer, self.in_a_handshake,
                       self.in_tls, self.in_a_tunnel, self.while_waiting, self.while_it_is_late]

    def act(self):
        stage = self.random.choice(self.stages)
        wire = None
        try:
            wire = stage()
        except (ConnectionResetError, BrokenPipeError):
            pass
        finally:
            if wire:
                wire.reset() if self.random.random() < 0.8 else wire.close()
        self.count("deserted " + stage.__name__.replace("_", " "))

    def plain(self, data):
        wire = Wire(self.place)
        wire.send(data)
        return wire

    def at_once(self):
        return Wire(self.place)

    def in_a_head(self):
        data = self.request()
        return self.plain(data[:self.random.randrange(1, len(data) - 1)])

    def in_a_body(self):
        return self.plain(self.post()[:-self.random.randint(1, 20)])

    def before_an_answer(self):
        return self.plain(self.random.choice([self.request(), self.post(), HEALTH]) * 1 + b"".join(self.request() for _ in range(20)))

    def in_an_answer(self):
        wire = self.plain(b"".join(self.request() for _ in range(50)))
        wire.receive()
        return wire

    def in_a_handshake(self):
        session, outgoing = self.hello()
        data = outgoing.read()
        return self.plain(data[:self.random.randrange(1, len(data) + 1)])

    def hello(self, name="localhost"):
        outgoing = ssl.MemoryBIO()
        session = self.place.tls.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=name)
        with contextlib.suppress(ssl.SSLWantReadError):
            session.do_handshake()
        return session, outgoing

    def in_tls(self):
        wire = Wire(self.place, "tls")
        wire.send(self.request())
        return wire

    def in_a_tunnel(self):
        wire = self.plain(f"CONNECT {TUNNEL_HOST}:443 HTTP/1.1\r\nHost: {TUNNEL_HOST}:443\r\n\r\n".encode())
        if self.random.random() < 0.5:
            data = self.hello(TUNNEL_HOST)[1].read()
            wire.send(data[:self.random.randrange(1, len(data) + 1)])
        return wire

    def while_waiting(self):
        return self.plain(b"GET /__admin/requests?wait=5m&status=418 HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def while_it_is_late(self):
        """One of the clients that faults are switched on and off for."""
        token = mint(f"noise-{self.random.randrange(7)}", "noise", 0, 4_000_000_000_000_000)
        return self.plain(f"GET {SUMMARY} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token.text}\r\n\r\n".encode() * 2)


class Loiterer(Vandal):
    """Keeps many connections that go on with nothing: half a head, half a body, half a handshake, or nobody who reads."""
    ROOM = 60

    def begin(self):
        super().begin()
        self.guests = []
        self.kinds = [self.idle, self.half_head, self.half_body, self.half_handshake, self.reads_nothing]

    def act(self):
        if len(self.guests) < self.ROOM:
            kind = self.random.choice(self.kinds)
            self.guests.append((kind.__name__, kind()))
            self.count("loitering: " + kind.__name__.replace("_", " "))
        else:
            self.show_out(self.guests.pop(self.random.randrange(self.ROOM)))
        # Those that the gateway has had enough of.
        ready = select.select([wire.socket for _, wire in self.guests], [], [], 0.02)[0]
        for guest in [guest for guest in self.guests if guest[1].socket in ready]:
            if guest[0] != "reads_nothing":
                self.guests.remove(guest)
                self.show_out(guest)

    def idle(self):
        wire = Wire(self.place)
        wire.send(HEALTH)
        assert wire.answer().body == HEALTHY
        return wire

    def half_head(self):
        wire = Wire(self.place)
        wire.send(self.request()[:self.random.randrange(1, 60)])
        return wire

    def half_body(self):
        wire = Wire(self.place)
        wire.send(self.post()[:-3])
        return wire

    def half_handshake(self):
        wire = Wire(self.place)
        wire.send(b"\x16\x03\x01\x02\x00\x01")
        return wire

    def reads_nothing(self):
        """Asks until nobody takes its questions any more."""
        wire = Wire(self.place, receive_buffer=4096)
        wire.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            for _ in range(200):
                wire.socket.send(HEALTH * 100)
        wire.socket.settimeout(self.place.patience)
        return wire

    def show_out(self, guest):
        kind, wire = guest
        self.count("loiterers shown out")
        if self.random.random() < 0.3:
            return wire.reset()
        data = b""
        try:
            if kind == "reads_nothing":
                while len(data) < 100_000:
                    data += wire.receive()
            else:
                wire.end_sending()
                data = wire.to_end()
        except (Closed, OSError):
            pass
        wire.reset()
        if kind == "reads_nothing":
            # Whole answers in a row; only the last may be cut off.
            for answer in data.split(b"HTTP/1.1 ")[1:-1]:
                assert answer.startswith(b"200 OK\r\n") and answer.endswith(HEALTHY), answer
        elif kind in ("half_head", "half_body") and data:
            assert data.startswith(b"HTTP/1.1 408 "), data

    def finish(self):
        for guest in self.guests:
            self.show_out(guest)


class SlowReader(Vandal):
    """Reads its answers by and by, and gets all of them, in order."""

    def act(self):
        wire = Wire(self.place, receive_buffer=4096)
        number = self.random.randint(50, 300)
        start = self.number
        requests = b"".join(self.request() for _ in range(number))
        assert self.number == start + number
        kinds = re.findall(rb"\?mark=\S+-(good|early|dead)-\d+ ", requests)
        received = bytearray()
        wire.socket.setblocking(False)
        sent = 0
        with contextlib.suppress(Closed):
            while received.count(b"HTTP/1.1 ") < number or not received.endswith(b"}"):
                _, writable, _ = select.select([], [wire.socket] if sent < len(requests) else [], [], 0.001)
                if writable:
                    sent += wire.socket.send(requests[sent:sent + 65536])
                with contextlib.suppress(BlockingIOError):
                    chunk = wire.socket.recv(2000)
                    assert chunk, "closed before all answers were there"
                    received += chunk
        statuses = re.findall(rb"HTTP/1\.1 (\d+) ", received)
        assert statuses == [b"200" if kind == b"good" else b"401" for kind in kinds], f"{statuses} for {kinds}"
        wire.close()
        self.count("slow readers")
        self.count("requests of slow readers", number)

"""All kinds of connections, and what is said on them."""
from client import Client
from wire import Wire

MALFORMED = [b"GET / HTTP/1.1\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
             b"POST /oauth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]


class Conversations(Client):
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

"""Every fault as the bytes of a connection show it."""
import json
import socket
import struct
import time

import pytest

from gateway import PAYLOAD, SUMMARY


@pytest.fixture
def bearer(gateway):
    return gateway.token()


def request(bearer, path=SUMMARY, more=""):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n{more}\r\n".encode()


class Wire:
    def __init__(self, gateway):
        self.socket = socket.create_connection(("127.0.0.1", gateway.port), timeout=20)
        self.bytes = b""

    def send(self, data):
        self.socket.sendall(data)

    def to_end(self):
        """Everything until the server closes; a reset is an error."""
        while chunk := self.socket.recv(65536):
            self.bytes += chunk
        return self.bytes

    def answer(self):
        """One answer by its Content-Length."""
        while b"\r\n\r\n" not in self.bytes:
            self.bytes += self.more()
        head, rest = self.bytes.split(b"\r\n\r\n", 1)
        length = int(next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")).split(b":")[1])
        while len(rest) < length:
            rest += self.more()
        self.bytes = rest[length:]
        return head, rest[:length]

    def more(self):
        chunk = self.socket.recv(65536)
        assert chunk, "closed too early"
        return chunk


def fault(gateway, **fault):
    gateway.control("PUT", "faults", {"faults": [fault]})


def test_statuses(gateway, bearer):
    for status in (400, 401, 403, 404, 429, 500, 502, 503, 504):
        fault(gateway, status=status)
        wire = Wire(gateway)
        wire.send(request(bearer))
        head, body = wire.answer()
        assert head.startswith(b"HTTP/1.1 %d " % status) and b"ININ-Correlation-Id: " in head
        if status == 401:
            assert body == PAYLOAD
        else:
            assert json.loads(body)["status"] == status
        if status == 429:
            for field in (b"Retry-After: 1", b"inin-ratelimit-count: 301", b"inin-ratelimit-allowed: 300", b"inin-ratelimit-reset: 1"):
                assert b"\r\n" + field + b"\r\n" in head + b"\r\n"


def test_reset(gateway, bearer):
    fault(gateway, reset=True)
    wire = Wire(gateway)
    wire.send(request(bearer))
    with pytest.raises(ConnectionResetError):
        wire.to_end()
    assert wire.bytes == b""


@pytest.mark.parametrize("count", [0, 1, 9, 200, 100_000])
def test_close_after(gateway, bearer, count):
    fault(gateway, closeAfter=count)
    wire = Wire(gateway)
    wire.send(request(bearer))
    whole = wire.to_end()
    assert len(whole) == count if count < 300 else whole.endswith(b"}")
    assert b"HTTP/1.1 200 OK".startswith(whole[:15])


@pytest.mark.parametrize("by", [10, -10])
def test_wrong_length(gateway, bearer, by):
    right = len(gateway.summary(bearer)[2])
    fault(gateway, wrongLength=by)
    wire = Wire(gateway)
    wire.send(request(bearer))
    head, body = wire.to_end().split(b"\r\n\r\n", 1)
    assert b"\r\nContent-Length: %d\r\n" % (right + by) in head and len(body) == right


def test_malformed_chunk(gateway, bearer):
    fault(gateway, malformedChunk=True)
    wire = Wire(gateway)
    wire.send(request(bearer))
    head, body = wire.to_end().split(b"\r\n\r\n", 1)
    assert b"\r\nTransfer-Encoding: chunked\r\n" in head and b"Content-Length" not in head
    # Half of the body is good: who stops reading there has no whole answer.
    size, rest = body.split(b"\r\n", 1)
    good, rest = rest[: int(size, 16)], rest[int(size, 16) + 2:]
    with pytest.raises(ValueError):
        int(rest.split(b"\r\n")[0], 16)
    with pytest.raises(json.JSONDecodeError):
        json.loads(good)


def test_drip(gateway, bearer):
    whole = len(gateway.call("GET", "/api/v2/none", headers={"Authorization": "Bearer " + bearer})[2])
    fault(gateway, drip=2000, path="/api/v2/none")
    wire = Wire(gateway)
    start = time.monotonic()
    wire.send(request(bearer, "/api/v2/none"))
    head, body = wire.answer()
    elapsed = time.monotonic() - start
    assert len(body) == whole
    assert elapsed >= (len(head) + len(body)) / 2000 - 0.2
    # The connection goes on.
    wire.send(request(bearer))
    assert wire.answer()[0].startswith(b"HTTP/1.1 200")


def test_silence(gateway, bearer):
    fault(gateway, silence=True, path=SUMMARY)
    wire = Wire(gateway)
    wire.send(request(bearer))
    # Others are answered as ever.
    assert gateway.call("GET", "/api/v2/users/me", headers={"Authorization": "Bearer " + bearer})[0] == 400
    wire.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        wire.socket.recv(1)
    # The one who gives up is let go.
    wire.socket.settimeout(20)
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.to_end() == b""


def test_delay_keeps_the_order_of_a_pipeline(gateway, bearer):
    fault(gateway, path="/api/v2/tokens/me", delay="200ms")
    wire = Wire(gateway)
    start = time.monotonic()
    wire.send(request(bearer) + request(bearer, "/api/v2/tokens/me") + request(bearer, "/api/v2/none"))
    assert b'"queues"' in wire.answer()[1]
    assert b"OAuthClient" in wire.answer()[1]
    assert time.monotonic() - start >= 0.2
    assert wire.answer()[0].startswith(b"HTTP/1.1 404")
    entry = gateway.control("GET", "requests?path=/api/v2/tokens/me")["requests"][0]
    assert entry["fault"] == "fault-1" and entry["durationMs"] >= 200


def test_whoever_gives_up_waiting_is_forgotten(gateway):
    for _ in range(3):
        wire = Wire(gateway)
        wire.send(b"GET /__admin/requests?wait=5m&status=418 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.socket.close()
    assert gateway.control("GET", "requests?wait=10ms&status=418") == {"requests": [], "complete": False}


def test_token_endpoint(gateway):
    fault(gateway, path="/oauth/token", error="rate_limit", next=1)
    status, _, body = gateway.call("POST", "/oauth/token", "grant_type=client_credentials&client_id=x",
                                   {"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 400
    assert json.loads(body)["error_description"].startswith("rate limit exceeded;")

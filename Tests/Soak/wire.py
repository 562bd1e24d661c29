"""One connection, byte for byte."""
import contextlib
import re
import socket
import ssl
import struct
from dataclasses import dataclass

TUNNEL_HOST = "api.mypurecloud.com"


class Closed(Exception):
    """The gateway has ended the connection."""


@dataclass
class Answer:
    status: int
    fields: dict
    body: bytes

    @property
    def ends_connection(self):
        return self.fields.get("connection") == "close"


class Wire:
    """A connection by `transport`: plain, tls, or tunnel, which is TLS behind CONNECT."""

    def __init__(self, place, transport="plain", receive_buffer=None):
        self.place = place
        self.transport = transport
        self.bytes = b""
        self.socket = socket.socket()
        self.socket.settimeout(place.patience)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            # Into a window smaller than the loopback's large segments, nothing is sent but probes.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1000)
        self.socket.connect(("127.0.0.1", place.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if transport == "tunnel":
            authority = f"{TUNNEL_HOST}:443"
            self.socket.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
            opened = self._head()
            assert opened == b"HTTP/1.1 200 OK" and not self.bytes, opened
        if transport != "plain":
            name = TUNNEL_HOST if transport == "tunnel" else "localhost"
            # An end without close_notify is an error, as it is to every careful client.
            self.socket = place.tls.wrap_socket(self.socket, server_hostname=name, suppress_ragged_eofs=False)

    def send(self, data):
        self.socket.sendall(data)

    def end_sending(self):
        self.socket.shutdown(socket.SHUT_WR)

    def receive(self):
        """What has come; Closed at an end."""
        try:
            chunk = self.socket.recv(65536)
        except ssl.SSLZeroReturnError:
            chunk = b""
        if not chunk:
            raise Closed
        return chunk

    def _head(self):
        while b"\r\n\r\n" not in self.bytes:
            self.bytes += self.receive()
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        return head

    def answer(self, is_head=False):
        """The next answer, interim ones left out."""
        while True:
            lines = self._head().decode("latin-1").split("\r\n")
            found = re.fullmatch(r"HTTP/1\.1 (\d{3}) [A-Za-z -]*", lines[0])
            assert found, lines[0]
            status = int(found[1])
            if status >= 200:
                break
            assert status == 100 and len(lines) == 1, lines
        fields = {}
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            assert name.lower() not in fields, f"{name} stands twice"
            fields[name.lower()] = value
        if "transfer-encoding" in fields:
            # A long list of the control interface; every other answer says how long it is.
            assert fields["transfer-encoding"] == "chunked" and "content-length" not in fields, fields
            return Answer(status, fields, b"" if is_head else self._chunks())
        length = 0 if is_head or status == 204 else int(fields["content-length"])
        return Answer(status, fields, self._take(length))

    def _take(self, length):
        while len(self.bytes) < length:
            self.bytes += self.receive()
        taken, self.bytes = self.bytes[:length], self.bytes[length:]
        return taken

    def _chunks(self):
        """A chunked body without extensions and trailers (RFC 9112 section 7.1)."""
        body = b""
        while True:
            while b"\r\n" not in self.bytes:
                self.bytes += self.receive()
            size, self.bytes = self.bytes.split(b"\r\n", 1)
            assert re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size), size
            chunk = self._take(int(size, 16))
            assert self._take(2) == b"\r\n", "a chunk has no end"
            if not chunk:
                return body
            body += chunk

    def to_end(self):
        """Everything until the gateway ends the connection."""
        with contextlib.suppress(Closed):
            while True:
                self.bytes += self.receive()
        data, self.bytes = self.bytes, b""
        return data

    def expect_end(self):
        rest = self.to_end()
        assert rest == b"", f"bytes behind the last answer: {rest[:200]}"

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.close()

    def reset(self):
        """Closes it as a client that crashes does."""
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

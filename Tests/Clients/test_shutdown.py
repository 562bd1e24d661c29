"""SIGTERM in the middle: no answer that was begun is lost, and then it is over."""
import json
import signal
import socket
import ssl
import time

import pytest

from gateway import BASIC, SUMMARY

FORM = b"grant_type=client_credentials"
HEALTH = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEALTHY = b'{"status":"ok"}'
# At most; connections are dealt to them in turn.
LOOPS = 4


@pytest.fixture
def gateway(start, tmp_path):
    gateway = start("--ca-dir", str(tmp_path / "ca"))
    gateway.tls = ssl.create_default_context(cafile=tmp_path / "ca/ca.pem")
    return gateway


@pytest.fixture(params=["plain", "tls", "tunnel"])
def connect(request, gateway):
    connections = []

    def connect():
        connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=20)
        if request.param == "tunnel":
            connection.sendall(b"CONNECT api.mypurecloud.com:443 HTTP/1.1\r\nHost: api.mypurecloud.com:443\r\n\r\n")
            assert connection.recv(65536) == b"HTTP/1.1 200 OK\r\n\r\n"
        if request.param != "plain":
            name = "localhost" if request.param == "tls" else "api.mypurecloud.com"
            # An end without close_notify raises.
            connection = gateway.tls.wrap_socket(connection, server_hostname=name, suppress_ragged_eofs=False)
        connections.append(connection)
        return connection

    yield connect
    for connection in connections:
        connection.close()


def terminate(gateway):
    """Returns once each event loop knows: it lets go of who is only there."""
    idle = [socket.create_connection(("127.0.0.1", gateway.port), timeout=20) for _ in range(LOOPS)]
    for connection in idle:
        connection.sendall(HEALTH)
        assert connection.recv(65536).endswith(HEALTHY)
    gateway.process.send_signal(signal.SIGTERM)
    for connection in idle:
        assert connection.recv(1) == b""
        connection.close()


def to_end(connection):
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except ssl.SSLZeroReturnError:
        pass
    return data


def last_answer(connection):
    """Body of the one answer that comes, whole, before the connection ends as it says."""
    head, body = to_end(connection).split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 ") and b"\r\nConnection: close" in head, head
    assert b"\r\nContent-Length: %d\r\n" % len(body) in head, (head, body)
    return body


def post(length):
    return f"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nAuthorization: {BASIC['Authorization']}\r\n".encode() + length + b"\r\n\r\n"


WAYS = [
    ("a head", [b"GET /__admin/health HTTP/1.1\r\nHo", b"st: localhost\r\n\r\n"]),
    ("a body", [post(b"Content-Length: %d" % len(FORM)) + FORM[:10], FORM[10:]]),
    ("a chunked body", [post(b"Transfer-Encoding: chunked") + b"5\r\ngrant\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(FORM) - 5, FORM[5:])]),
]


@pytest.mark.parametrize("pieces", [pieces for _, pieces in WAYS], ids=[name for name, _ in WAYS])
def test_in_the_middle_of_a_request(gateway, connect, pieces):
    first, rest = pieces
    behind_others, alone = connect(), connect()
    # Its answer is there: what came with it has been read too.
    behind_others.sendall(HEALTH + first)
    assert behind_others.recv(65536).endswith(HEALTHY)
    alone.sendall(first)
    terminate(gateway)
    for connection in [behind_others, alone]:
        connection.sendall(rest)
        assert last_answer(connection).startswith(HEALTHY if b"health" in first else b'{"access_token":')
        connection.close()
    assert gateway.process.wait(4) == 0


def test_an_invited_body(gateway, connect):
    connection = connect()
    connection.sendall(post(b"Expect: 100-continue\r\nContent-Length: %d" % len(FORM)))
    assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    terminate(gateway)
    connection.sendall(FORM)
    assert last_answer(connection).startswith(b'{"access_token":')
    connection.close()
    assert gateway.process.wait(4) == 0


@pytest.mark.parametrize("fault", [{"delay": "700ms"}, {"drip": 2500}])
def test_while_a_fault_holds_the_answer(gateway, connect, fault):
    gateway.control("PUT", "faults", {"faults": [fault | {"path": SUMMARY}]})
    token = gateway.token()
    connection = connect()
    connection.sendall(f"GET {SUMMARY} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    # It is in the journal as soon as it is held.
    gateway.control("GET", f"requests?path={SUMMARY}&wait=10s")
    terminate(gateway)
    head, body = to_end(connection).split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 ") and len(json.loads(body)["queues"]) == 3
    connection.close()
    assert gateway.process.wait(4) == 0


def test_while_somebody_waits_for_the_journal(gateway, connect):
    waiting = connect()
    waiting.sendall(b"GET /__admin/requests?wait=5m&status=418 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
    # A second one on the same connection, behind it, is not begun; one on another shows that the first is there.
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as other:
        other.sendall(HEALTH)
        assert other.recv(65536).endswith(HEALTHY)
    terminate(gateway)
    assert json.loads(last_answer(waiting)) == {"requests": [], "complete": False}
    waiting.close()
    assert gateway.process.wait(4) == 0


def test_while_somebody_reads_slowly(gateway):
    """Answers that wait for their reader are still his."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", gateway.port))
        # Far more than fits between the two.
        number = 20_000
        connection.setblocking(False)
        sent = 0
        requests = HEALTH * number
        try:
            while sent < len(requests):
                sent += connection.send(requests[sent:])
        except BlockingIOError:
            pass
        connection.setblocking(True)
        connection.settimeout(20)
        assert connection.recv(1) == b"H"
        terminate(gateway)
        answers = (b"H" + to_end(connection)).split(b"HTTP/1.1 ")[1:]
        assert len(answers) > 100
        assert all(answer.startswith(b"200 OK\r\n") and answer.endswith(HEALTHY) for answer in answers)
    assert gateway.process.wait(4) == 0


def test_who_never_finishes_is_left_behind(gateway):
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        connection.sendall(HEALTH + b"GET / HT")
        assert connection.recv(65536).endswith(HEALTHY)
        terminate(gateway)
        assert gateway.process.wait(7) == 0
        assert time.monotonic() - start >= 4.9
        assert connection.recv(1) == b""

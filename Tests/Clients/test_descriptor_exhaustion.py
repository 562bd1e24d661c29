"""No descriptor left: nobody new gets in, everybody else is served, and it ends by itself."""
import contextlib
import json
import os
import pathlib
import pty
import select
import signal
import socket
import ssl
import subprocess

import pytest

from gateway import BINARY, clean_environment, until

LIMIT = 64
HEALTH = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEALTHY = b'{"status":"ok"}'


@pytest.fixture
def gateway(start, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    gateway = start("--config", str(tmp_path / "config.json"), "--ca-dir", str(tmp_path / "ca"), wrapper=["prlimit", f"--nofile={LIMIT}:{LIMIT}"])
    gateway.ca = tmp_path / "ca/ca.pem"
    return gateway


def connect(gateway):
    return socket.create_connection(("127.0.0.1", gateway.port), timeout=20)


def ask(connection, request=HEALTH):
    """The one answer to it, which comes in one piece."""
    connection.sendall(request)
    return connection.recv(65536)


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def post(path, body=b""):
    return f"POST /__admin/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def crowd(gateway):
    """More connections than there are descriptors: the first of them was there before, the others came all at once."""
    connections = [connect(gateway)]
    assert ask(connections[0]).endswith(HEALTHY)
    connections += [connect(gateway) for _ in range(2 * LIMIT)]
    until(lambda: descriptors(gateway.process) == LIMIT)
    yield connections
    for connection in connections:
        connection.close()


def test_who_is_there_is_served_and_who_waits_comes_next(gateway, crowd):
    first, *waiting = crowd
    for connection in waiting:
        connection.sendall(HEALTH)
    served = []

    def serve():
        """Those who have their answer and have not left."""
        for connection in select.select(waiting, [], [], 0)[0]:
            assert connection.recv(65536).endswith(HEALTHY)
            waiting.remove(connection)
            served.append(connection)
        return served

    until(lambda: len(serve()) > LIMIT / 2)
    assert ask(first).endswith(HEALTHY) and ask(served[0]).endswith(HEALTHY)
    while waiting:
        # Each one that leaves makes room for one that waits.
        until(serve).pop(0).close()
    assert ask(first).endswith(HEALTHY)


def test_nothing_spins_meanwhile(gateway, crowd):
    before = processor_seconds(gateway.process)
    answer = ask(crowd[0], b"GET /__admin/requests?status=418&wait=1s HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.endswith(b'{"requests": [], "complete": false}')
    # A loop that spins takes all of that second.
    assert processor_seconds(gateway.process) - before < 0.2


def test_a_handshake_needs_none(gateway, crowd):
    context = ssl.create_default_context(cafile=gateway.ca)
    # One of the first that came, which has its descriptor already.
    crowd[1] = context.wrap_socket(crowd[1], server_hostname="localhost")
    assert ask(crowd[1]).endswith(HEALTHY)


def test_reading_anew_needs_one(gateway, crowd):
    answer = ask(crowd[0], post("reload"))
    assert answer.startswith(b"HTTP/1.1 400 ") and b"nothing has been changed: " in answer and b"Too many open files" in answer
    for connection in crowd[1:]:
        connection.close()
    until(lambda: descriptors(gateway.process) < LIMIT / 2)
    assert json.loads(ask(crowd[0], post("reload")).split(b"\r\n\r\n")[1])["clients"] == 0


def test_a_signal_to_read_anew_is_no_end(tmp_path):
    """SIGHUP also tells of the end of a terminal; whether that is there, nobody can tell without a descriptor."""
    (tmp_path / "config.json").write_text("{}")
    leader, terminal = pty.openpty()
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(
            ["setsid", "--ctty", "prlimit", f"--nofile={LIMIT}:{LIMIT}", BINARY, "--port", "0", "--tls", "off", "--config", tmp_path / "config.json"],
            stdin=terminal, stdout=subprocess.PIPE, stderr=log, env=clean_environment())
    try:
        port = int(process.stdout.readline().decode().rsplit(":", 1)[1])
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _ in range(2 * LIMIT)]
            until(lambda: descriptors(process) == LIMIT)
            process.send_signal(signal.SIGHUP)
            until(lambda: "nothing has been changed: " in (tmp_path / "log").read_text() or process.poll() is not None)
            assert ask(connections[0]).endswith(HEALTHY)
        # The real end of the terminal still is one.
        until(lambda: descriptors(process) < LIMIT / 2)
        os.close(leader)
        leader = None
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        for descriptor in filter(None, [leader, terminal]):
            os.close(descriptor)


def test_the_end_needs_none(gateway, crowd):
    assert gateway.stop() == 0
    assert crowd[0].recv(1) == b""

"""Who reaches what: addresses that others can call, pages of other sites, floods of them, and the proxy."""
import contextlib
import http.client
import json
import resource
import select
import socket
import subprocess
import time

import pytest

from gateway import BINARY, PAYLOAD, SUMMARY, clean_environment

CALLS = [("GET", "settings", None), ("PATCH", "settings", {"offset": "1h"}), ("POST", "reset", None), ("POST", "clock", {"freeze": "now"}),
         ("GET", "requests", None), ("DELETE", "requests", None), ("POST", "tokens", {}), ("PUT", "faults", {"faults": []}),
         ("PUT", "clients/a", {}), ("POST", "reload", None)]


# An address that is not loopback alone asks for a token, given or made.

def ask(address, port, path, authorization=None, method="GET", body=None):
    connection = http.client.HTTPConnection(address, port, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, body, {"Authorization": authorization} if authorization else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def guarded(gateway, host, token):
    """By the address that says most for the caller, everything but health is shut without it."""
    address = "::1" if ":" in host else "127.0.0.1"
    assert ask(address, gateway.port, "/__admin/health") == (200, b'{"status":"ok"}')
    for method, path, body in CALLS:
        for wrong in [None, "Bearer", "Bearer x", "Bearer " + token[:-1], "Bearer " + token + "x", "Basic " + token]:
            assert ask(address, gateway.port, "/__admin/" + path, wrong, method, body and json.dumps(body))[0] == 401
    status, body = ask(address, gateway.port, "/__admin/settings", "Bearer " + token)
    assert status == 200 and json.loads(body)["offsetMs"] == 0
    assert token.encode() not in body


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "::"])
def test_a_token_is_made(start, host):
    tokens = []
    for _ in range(2):
        gateway = start("--host", host)
        line = gateway.process.stdout.readline().decode()
        assert line.startswith("admin token: ") and line.endswith("\n")
        tokens.append(line.removeprefix("admin token: ").strip())
        guarded(gateway, host, tokens[-1])
        assert gateway.stop() == 0
        assert tokens[-1] not in gateway.log.read_text()
    assert len(set(tokens)) == 2 and all(len(token) >= 32 for token in tokens)


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]"])
def test_a_token_is_given(start, host, tmp_path):
    (tmp_path / "token").write_text("sesame-0123456789\n")
    gateway = start("--host", host, "--admin-token-file", str(tmp_path / "token"))
    guarded(gateway, host, "sesame-0123456789")
    gateway.process.send_signal(15)
    assert gateway.process.stdout.read() == b"", "what was given is not told"
    gateway.process.wait(10)
    assert "sesame" not in gateway.log.read_text()


def test_an_empty_token_is_none(start, tmp_path):
    """Neither an empty variable nor an empty file opens the gate."""
    gateway = start("--host", "0.0.0.0", MOCK_GATEWAY_ADMIN_TOKEN="")
    assert gateway.process.stdout.readline().startswith(b"admin token: ")
    assert ask("127.0.0.1", gateway.port, "/__admin/settings", "Bearer")[0] == 401
    for text in ["", "\n", " \n", "a b\n", "\r\n", "a\nb\n"]:
        (tmp_path / "token").write_text(text)
        for host in ["127.0.0.1", "0.0.0.0", "::"]:
            done = subprocess.run([BINARY, "--port", "0", "--host", host, "--admin-token-file", str(tmp_path / "token")],
                                  capture_output=True, timeout=20, env=clean_environment())
            assert (done.returncode, done.stdout) == (65, b"") and done.stderr.count(b"\n") == 1


def test_a_token_that_nobody_can_read(tmp_path):
    """If standard output is shut, the made one is lost: the interface stays shut with it."""
    ready = tmp_path / "ready"
    with open("/dev/full", "wb") as full:
        process = subprocess.Popen([BINARY, "--host", "0.0.0.0", "--port", "0", "--ready-file", str(ready)],
                                   stdout=full, stderr=subprocess.PIPE, env=clean_environment())
    try:
        # The warning that nothing could be written comes once it listens.
        line = process.stderr.readline()
        while b"cannot be written" not in line:
            assert line, "it ended"
            line = process.stderr.readline()
        assert ask("127.0.0.1", json.loads(ready.read_text())["port"], "/__admin/settings")[0] == 401
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "[::1]", "localhost"])
def test_loopback_needs_none(start, host):
    gateway = start("--host", host)
    address = host.strip("[]") if host != "localhost" else "127.0.0.1"
    assert ask(address, gateway.port, "/__admin/settings")[0] == 200
    gateway.process.send_signal(15)
    assert gateway.process.stdout.read() == b""


# Secrets.

def test_the_token_stands_nowhere(start):
    """Not in an answer, the log, the journal or the process's title."""
    token = "sesame-0123456789"
    gateway = start("--log-level", "trace", MOCK_GATEWAY_ADMIN_TOKEN=token)
    told = []
    for authorization in ["Bearer " + token, "Basic " + token, token, "Bearer x" + token]:
        for path in ["/__admin/settings", "/__admin/requests", "/__admin/none", "/__admin/settings?token=" + token, SUMMARY,
                     SUMMARY + "?admin_token=" + token, "/oauth/token", "/"]:
            for method in ["GET", "POST", "OPTIONS"]:
                told.append(ask("127.0.0.1", gateway.port, path, authorization, method)[1])
    told.append(ask("127.0.0.1", gateway.port, "/__admin/requests", "Bearer " + token)[1])
    assert json.loads(told[-1])["requests"]
    with open(f"/proc/{gateway.process.pid}/cmdline", "rb") as title:
        told.append(title.read())
    gateway.stop()
    told.append(gateway.log.read_bytes())
    for text in told:
        assert token.encode() not in text


# Long polls.

def waiting(port, query, fields=""):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(f"GET /__admin/requests?{query} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode())
    return connection


def answer(connection):
    reader = connection.makefile("rb")
    status = int(reader.readline().split()[1])
    length = 0
    while (line := reader.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return status, reader.read(length)


@contextlib.contextmanager
def many_descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_page_cannot_wait(gateway):
    """A page of another site is turned away at once, however often it asks, and takes nobody's place."""
    with contextlib.ExitStack() as stack:
        for number in range(300):
            fields = ["Sec-Fetch-Site: cross-site\r\n", "Origin: null\r\n", "Origin: http://evil.example\r\n"][number % 3]
            connection = stack.enter_context(waiting(gateway.port, "wait=5m&status=599", fields))
            status, body = answer(connection)
            assert status == 403 and list(json.loads(body)) == ["error"]
        # A call that may wait still can.
        own = stack.enter_context(waiting(gateway.port, "wait=5m&status=404"))
        gateway.call("GET", "/none")
        assert answer(own)[0] == 200


def answered(connections):
    """Those that have something to read by now."""
    poll = select.poll()
    by_number = {connection.fileno(): connection for connection in connections}
    for number in by_number:
        poll.register(number, select.POLLIN)
    return {by_number[number] for number, _ in poll.poll(0)}


def test_a_flood_of_watchers(gateway):
    """1,000 wait, more are turned away, the others are served meanwhile, and all are woken."""
    with many_descriptors(), contextlib.ExitStack() as stack:
        connections = [stack.enter_context(waiting(gateway.port, "wait=5m&status=401&count=2")) for _ in range(1100)]
        end = time.monotonic() + 30
        while len(answered(connections)) < 100:
            assert time.monotonic() < end
            assert gateway.call("GET", "/__admin/health")[0] == 200
        token = gateway.token()
        for _ in range(200):
            assert gateway.summary(token)[0] == 200
        assert gateway.settings(offset="200ms")["offsetMs"] == 200
        gateway.settings(offset="0ms")
        refused = answered(connections)
        assert len(refused) == 100 and {answer(connection)[0] for connection in refused} == {503}
        for _ in range(2):
            assert gateway.call("GET", SUMMARY)[2] == PAYLOAD
        for connection in connections:
            if connection not in refused:
                status, body = answer(connection)
                assert status == 200 and json.loads(body)["complete"] is True
    # Who leaves without an answer leaves a place.
    with many_descriptors(), contextlib.ExitStack() as stack:
        for _ in range(1000):
            stack.enter_context(waiting(gateway.port, "wait=5m&status=599"))
    end = time.monotonic() + 30
    while True:
        with waiting(gateway.port, "wait=1ms&status=599") as last:
            if answer(last)[0] == 200:
                break
        assert time.monotonic() < end


# The proxy.

def test_the_proxy_reaches_nobody(start):
    """Whatever it is asked for, it calls nobody: not a listener of this test, by any of its names."""
    with socket.create_server(("127.0.0.1", 0)) as four, socket.create_server(("::1", 0), family=socket.AF_INET6) as six:
        for tls in ["on", "off", "required"]:
            gateway = start("--tls", tls)
            for listener, hosts in [(four, ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "0.0.0.0", "127.0.0.1.", "[::ffff:127.0.0.1]"]),
                                    (six, ["[::1]", "localhost", "[0:0:0:0:0:0:0:1]", "[::]"])]:
                port = listener.getsockname()[1]
                for host in hosts:
                    target = f"{host}:{port}"
                    lines = [f"CONNECT {target}", f"CONNECT {host}:443", f"GET http://{target}/", f"GET https://{target}/api/v2/users/me",
                             f"POST http://{target}/oauth/token", f"OPTIONS http://{target}", f"GET http://api.mypurecloud.com:{port}/",
                             f"GET /http://{target}/", f"GET //{target}/"]
                    for line in lines:
                        for name in [target, "localhost", f"api.mypurecloud.com:{port}"]:
                            with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
                                hints = f"X-Forwarded-Host: {target}\r\nX-Original-URL: http://{target}/\r\nReferer: http://{target}/\r\n"
                                connection.sendall(f"{line} HTTP/1.1\r\nHost: {name}\r\n{hints}Connection: close\r\n\r\n".encode())
                                assert connection.recv(9) == b"HTTP/1.1 "
            # Nor by what it stores and sends its clients to.
            if tls == "on":
                port = four.getsockname()[1]
                status, headers, _ = gateway.call("GET", f"/oauth/authorize?response_type=code&client_id=a&redirect_uri=http://127.0.0.1:{port}/")
                assert status == 302 and headers["Location"].startswith(f"http://127.0.0.1:{port}/?code=")
            gateway.stop()
        # A connection that was ever made waits in the listener's queue, even if its client has gone.
        for listener in [four, six]:
            listener.setblocking(False)
            with pytest.raises(BlockingIOError):
                listener.accept()
        # So would this one.
        with socket.create_connection(four.getsockname()):
            pass
        four.accept()[0].close()

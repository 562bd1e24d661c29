"""How the program takes what it is told at its start, on any machine."""
import json
import os
import pty
import signal
import socket
import subprocess
import threading

import pytest

from gateway import BINARY, clean_environment, until

PRELOAD = '__attribute__((constructor)) static void f(void) { setenv("A_NEW_NAME", "1", 1); }'


def run(*arguments, **environment):
    done = subprocess.run([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=20, env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def preload(tmp_path_factory):
    """A library like those of agents and of libfaketime: it sets a variable before anything of the program runs."""
    folder = tmp_path_factory.mktemp("preload")
    (folder / "set.c").write_text("#include <stdlib.h>\n" + PRELOAD + "\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "set.so", folder / "set.c"], check=True)
    return str(folder / "set.so")


def test_arguments_arrive_beside_a_library_that_sets_variables(preload):
    assert run("--version", LD_PRELOAD=preload)[1].strip()
    status, output, error = run("serve", "--offset", "abc", LD_PRELOAD=preload)
    assert status == 64 and not output and "--offset: abc is no duration" in error
    assert run("health", "--url", "http://127.0.0.1:1", LD_PRELOAD=preload)[0] == 1


def test_arguments_arrive_without_proc():
    """As in a sandbox that shows no processes."""
    command = 'mount -t tmpfs none /proc && exec "$0" "$@"'
    done = subprocess.run(["unshare", "--mount", "sh", "-c", command, BINARY, "serve", "--offset", "abc"],
                          capture_output=True, text=True, timeout=20, env=clean_environment())
    assert done.returncode == 64 and "--offset: abc is no duration" in done.stderr, done.stderr


@pytest.mark.parametrize("given, meant", [("sreve", "serve"), ("inspekt", "inspect"), ("docter", "doctor"), ("hepl", "help")])
def test_a_misspelt_command(given, meant):
    status, output, error = run(given)
    assert status == 64 and not output
    assert run("help", given) == (status, output, error)
    assert error.startswith(f"mock-gateway: {given}: is no command (did you mean {meant}?); allowed: serve, run, health, ca, ")


def test_what_is_no_command_at_all():
    assert run("frobnicate")[2].startswith("mock-gateway: frobnicate: is no command; allowed: serve, ")
    assert run("")[2].startswith("mock-gateway: '': is no command; allowed: ")
    # Control characters that somebody types or pastes move no cursor.
    assert "\x1b" not in run("a\x1b[31m")[2]
    assert "\x1b" not in run("--nothing\x1b[31m")[2]


@pytest.mark.parametrize("option, said", [
    ("--port", "-1 is no number in range; allowed: 0 to 65535"), ("--max-connections", "-1 is no number in range"),
    ("--journal-size", "-1 is no number in range"), ("--event-loops", "-x is no number in range"),
    ("--validator", "-x is no validator"), ("--tls", "-x is no mode"), ("--log-level", "-1 is no choice"),
    ("--fixtures", "-x does not exist"), ("--config", "-x does not exist"), ("--offset", "-x is no duration"),
])
def test_a_value_that_begins_with_a_dash(option, said):
    value = said.split()[0]
    assert run(option, value)[2].startswith(f"mock-gateway: {option}: {said}"), run(option, value)
    assert run("serve", f"{option}={value}")[2].startswith(f"mock-gateway: {option}: {said}")


@pytest.mark.parametrize("host", ["::", "*", "0.0.0.0"])
def test_all_addresses(start, host):
    """A line and a file that tell where it listens name an address that a client can use."""
    gateway = start("--host", host)
    assert gateway.host == "127.0.0.1" and gateway.first_line.strip().endswith(f"http://127.0.0.1:{gateway.port}")
    families = [(socket.AF_INET, "127.0.0.1")] + ([] if host == "0.0.0.0" else [(socket.AF_INET6, "::1")])
    for family, address in families:
        with socket.socket(family) as client:
            client.settimeout(10)
            client.connect((address, gateway.port))
            client.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 200")
    # It is not loopback alone, so that the control interface asks for its token.
    assert gateway.call("GET", "/__admin/settings")[0] == 401
    assert "listening on all addresses: " in gateway.log.read_text()


def test_without_ipv6():
    """In a network namespace without IPv6, "::" says so and "*" does without."""
    command = 'ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && exec "$0" "$@"'
    options = ["--port", "0", "--tls", "off"]
    refused = subprocess.run(["unshare", "--net", "sh", "-c", command, BINARY, "--host", "::", *options],
                             capture_output=True, text=True, timeout=20, env=clean_environment())
    assert refused.returncode == 69 and "IPv6 is off on this machine" in refused.stderr, refused.stderr
    running = subprocess.Popen(["unshare", "--net", "sh", "-c", command, BINARY, "--host", "*", *options],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean_environment())
    try:
        assert running.stdout.readline().startswith("mock-gateway listening on http://127.0.0.1:")
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


def test_reloads_that_cannot_be_read_leave_nothing_behind(start, tmp_path):
    config = tmp_path / "config.json"
    config.write_text('{"offset": "100ms"}')
    gateway = start("--config", str(config))
    tasks = f"/proc/{gateway.process.pid}/task"
    # The work that a start leaves for later has a thread of its own until it is done.
    gateway.call("GET", "/__admin/health")
    config.unlink()
    os.mkfifo(config)
    status, _, body = gateway.call("POST", "/__admin/reload")
    assert status == 400 and b"is no regular file" in body
    before = len(os.listdir(tasks))
    for _ in range(50):
        gateway.process.send_signal(signal.SIGHUP)
    assert gateway.call("POST", "/__admin/reload")[0] == 400
    until(lambda: len(os.listdir(tasks)) <= before)
    config.unlink()
    config.write_text('{"offset": "300ms"}')
    gateway.control("POST", "reload")
    assert gateway.control("GET", "settings")["offsetMs"] == 300


def test_fixtures_are_regular_files(tmp_path):
    folder = tmp_path / "fixtures/api/v2/x"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "GET.json")
    status, _, error = run("--fixtures", tmp_path / "fixtures")
    assert status == 66 and "GET.json is no regular file" in error


def answering(payload):
    """A server that answers once and keeps its connection open."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        connection.recv(4096)
        connection.sendall(payload)
        # Until the other side has had enough.
        connection.recv(4096)
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    return listener, thread, f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("payload, status, said", [
    (b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"status":"ok"}', 0, ""),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 1, "it answers: HTTP/1.1 200 OK"),
    (b"HTTP/1.1 503 No\x1b[31m\r\nContent-Length: 0\r\n\r\n", 1, "it answers: HTTP/1.1 503 No\\u001b[31m"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 1, "does not speak HTTP/1.1 as a gateway does"),
])
def test_health_of_a_server_that_keeps_its_connection(payload, status, said):
    listener, thread, url = answering(payload)
    try:
        code, output, error = run("health", "--url", url)
        assert code == status and said in error and (output == "ok\n") == (status == 0)
    finally:
        thread.join(20)
        listener.close()


def test_https_where_there_is_none(start):
    gateway = start("--tls", "off")
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as client:
        client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        assert client.recv(100).startswith(b"HTTP/1.1 400")
    until(lambda: "plain HTTP only (--tls off): call it by http://" in gateway.log.read_text())


def test_every_region_of_the_sdk(start, tmp_path):
    """The list is the vendor's own: a region that it adds fails here."""
    from PureCloudPlatformClientV2 import PureCloudRegionHosts

    hosts = [region.value.removeprefix("https://") for region in PureCloudRegionHosts]
    assert len(hosts) >= 18
    gateway = start(XDG_DATA_HOME=str(tmp_path))
    for host in hosts + [host.replace("api.", "login.", 1) for host in hosts]:
        answer = gateway.call("GET", f"http://{host}/__admin/health")
        assert answer[0] != 403 or b"no open proxy" not in answer[2], host
        checked = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{gateway.port}", "-servername", host,
                                  "-verify_hostname", host, "-CAfile", tmp_path / "mock-gateway/ca.pem", "-verify_return_error"],
                                 input="", capture_output=True, text=True, timeout=20)
        assert checked.returncode == 0, (host, checked.stdout[-300:], checked.stderr)


@pytest.mark.parametrize("variables, is_coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_refusals_stand_out_on_a_terminal(variables, is_coloured):
    terminal, theirs = pty.openpty()
    environment = clean_environment(**{"TERM": "xterm", **variables})
    with subprocess.Popen([BINARY, "--port", "0", "--tls", "off"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=theirs, env=environment) as process:
        os.close(theirs)
        try:
            port = int(process.stdout.readline().decode().rsplit(":", 1)[1])
            with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
                client.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                               b"GET /api/v2/users/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                while client.recv(4096):
                    pass
            seen = ""
            while "reason=missing" not in seen:
                seen += os.read(terminal, 4096).decode()
        finally:
            process.kill()
            os.close(terminal)
    assert ("\x1b[31m401 GET /api/v2/users/me" in seen) == is_coloured and ("\x1b" in seen) == is_coloured
    assert "health" not in seen, "health checks are for those who look closely"


def test_what_people_read_fits_80_columns(start, tmp_path):
    gateway = start()
    pages = {"GET /": gateway.call("GET", "/")[2].decode(),
             "doctor": run("doctor")[1], "against": run("doctor", "--against", gateway.url)[1],
             "ca": run("ca", "--ca-dir", tmp_path / "ca")[1].replace(str(tmp_path), "~")}
    for name, text in pages.items():
        assert text and max(map(len, text.splitlines())) <= 80, (name, max(text.splitlines(), key=len))

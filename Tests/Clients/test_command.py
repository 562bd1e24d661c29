"""The program from outside: flags, environment, files, exit codes, signals, logs."""
import base64
import http.client
import json
import os
import re
import signal
import socket
import subprocess

import pytest

from gateway import BASIC, BINARY, FORM, KEY, PAYLOAD, Gateway, clean_environment


def run(*arguments, **environment):
    """Exit status, standard output and error of a command that ends by itself."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, timeout=20, text=True, env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


def refused(code, message, *arguments, **environment):
    """It ends before it listens, with one line that says why."""
    status, out, error = run("serve", "--port", "0", *arguments, **environment)
    assert (status, out) == (code, ""), error
    assert error.startswith("mock-gateway: ") and error.count("\n") == 1
    assert message in error, error


@pytest.mark.parametrize("arguments", [
    ["--offset", "200ms", "--tolerance", "5s", "--nodes", "0ms,-200ms"],
    ["--offset=200ms", "--tolerance", "5s", "--nodes", "0ms,-200ms"],
    ["--offset", "200ms", "--tolerance=5s", "--nodes=0ms,-200ms"],
    ["--offset", "-1ms", "--tolerance", "5s", "--nodes", "0ms,-200ms", "--offset", "200ms"],
    ["--offset", "+200ms", "--tolerance", "5000", "--nodes", "0ms,-200ms", "--strict-key-file"],
])
def test_takes_options_in_any_spelling(tmp_path, arguments):
    """The plain spelling has a short way of its own: it has to mean what all others do."""
    gateway = Gateway(tmp_path, *arguments)
    try:
        settings = gateway.control("GET", "settings")
        assert (settings["offsetMs"], settings["toleranceMs"], settings["nodes"]) == (200, 5000, "0ms,-200ms")
    finally:
        assert gateway.stop() == 0


@pytest.mark.parametrize("arguments, message", [
    (["--offset", "abc"], "--offset: abc is no duration; allowed: a duration such as 200ms"),
    (["--offset", "0.5ms"], "--offset: 0.5ms is finer than a millisecond"),
    (["--tolerance", "-5ms"], "--tolerance: -5ms is negative; allowed: 0ms or more"),
    (["--tolerance=-5ms"], "--tolerance: -5ms is negative"),
    (["--expires-in", "1.5"], "--expires-in: 1.5 is 1.5s, not whole seconds; allowed: 0s or more, in whole seconds"),
    (["--token-lifetime", "0s"], "--token-lifetime: 0s is no lifetime; allowed: 1ms or more"),
    (["--timestamp-precision", "minutes"], "--timestamp-precision: minutes is no precision; allowed: milliseconds or seconds"),
    (["--rate-limit", "fast"], "--rate-limit: fast is no rate limit; allowed: requests by time such as 300/min"),
    (["--storm-limit", "0"], "--storm-limit: 0 is no number in range; allowed: 1 to 1000000"),
    (["--refresh-reuse", "keep"], "--refresh-reuse: keep is no choice; allowed: revoke or refuse"),
    (["--clients", "ajar"], "--clients: ajar is no choice; allowed: open, closed"),
    (["--journal-size", "1000001"], "--journal-size: 1000001 is no number in range; allowed: 0 to 1000000"),
    (["--fault", "GET /api/v2/**"], "--fault: the fault does nothing; allowed: one of status, error"),
    (["--fault", "status=200"], "--fault: status: 200 is no number in range; allowed: 400 to 599"),
    (["--fault", "variant=none"], "--fault: variant: none is no variant of any fixture; allowed: a METHOD@variant.json first"),
    (["--drift", "fast"], "--drift: fast is no drift; allowed: parts per million such as 50ppm"),
    (["--offset-steps", "10s"], "--offset-steps: 10s is no schedule; allowed: times and offsets such as 10s:200ms,30s:0ms"),
    (["--iat-rounding", "up"], "--iat-rounding: up is no rounding; allowed: floor or round or ceil"),
    (["--nodes", "0ms,x"], "--nodes: 0ms,x is no list of nodes; allowed: offsets from the gateway's clock such as 0ms,-200ms"),
    (["--port", "65536"], "--port: 65536 is no number in range; allowed: 0 to 65535"),
    (["--port", "http"], "--port: http is no number in range"),
    (["--max-connections", "0"], "--max-connections: 0 is no number in range; allowed: 1 to 1000000"),
    (["--log-level", "loud"], "--log-level: loud is no choice; allowed: trace, debug, info"),
    (["--log-format", "xml"], "--log-format: xml is no choice; allowed: text, json"),
    (["--login-prefix", "a b"], "--login-prefix: a b is no path prefix"),
    (["--api-prefix", "/__admin"], "--api-prefix: /__admin is no path prefix"),
    (["--ofset", "1s"], "Unknown option '--ofset'"),
    (["--offset"], "--offset"),
    (["more"], "more"),
])
def test_bad_flags(arguments, message):
    refused(64, message, *arguments)


def test_bad_environment():
    refused(64, "MOCK_GATEWAY_OFFSET: abc is no duration", MOCK_GATEWAY_OFFSET="abc")
    refused(64, "MOCK_GATEWAY_OFSET: is for no setting; allowed: MOCK_GATEWAY_HOST", MOCK_GATEWAY_OFSET="1s")
    # A misspelt name may hold a secret.
    assert "sesame" not in run("serve", MOCK_GATEWAY_ADMIN_TOKN="sesame")[2]
    refused(64, "MOCK_GATEWAY_SIGNING_KEY: the key has 5 bytes; allowed: 32 or more", MOCK_GATEWAY_SIGNING_KEY="short")
    refused(64, "MOCK_GATEWAY_ADMIN_TOKEN: the token is empty or has other characters", MOCK_GATEWAY_ADMIN_TOKEN="a b")


def test_contradictions(tmp_path):
    key = tmp_path / "key"
    key.write_text(KEY)
    refused(64, "--signing-key-file: contradicts MOCK_GATEWAY_SIGNING_KEY; allowed: one of them",
            "--signing-key-file", key, MOCK_GATEWAY_SIGNING_KEY=KEY)


def test_files_that_are_not_there(tmp_path):
    gone = str(tmp_path / "gone")
    for flag in ["--config", "--fixtures", "--signing-key-file", "--admin-token-file"]:
        refused(66, f"{flag}: {gone} does not exist", flag, gone)
    refused(66, "cannot be read", "--config", str(tmp_path))
    (tmp_path / "file").touch()
    refused(66, "is no folder", "--fixtures", str(tmp_path / "file"))
    refused(73, f"--ready-file: {gone}/ready cannot be written", "--ready-file", gone + "/ready")


@pytest.mark.parametrize("text, message", [
    ("{", "is no JSON: line 1, column 2"), ("[]", "is no JSON object"), ('{"offest": "1s"}', "offest: is no setting; allowed: host, port"),
    ('{"offset": true}', "offset: true is no duration"), ('{"offset": []}', "offset: [] is no setting; allowed: a string or a number"),
    ('{"clients": []}', "clients: is no JSON object; allowed: clients by id"),
    ('{"clients": {"a": {"clock": {"freeze": "soon"}}}}', "clients.a.clock.freeze: soon is no instant"),
    ('{"clients": {"a": {"variant": "x"}}}', "clients.a.variant: x is no variant of any fixture"),
    ('{"faults": {}}', "faults: is no list"), ('{"faults": [{"reset": true, "colour": 1}]}', "faults[0].colour: is no key here"),
    ('{"loginPage": "maybe"}', "loginPage: maybe is neither; allowed: on or off"), ('{"offset": "x"}', "offset: x is no duration"),
    ('{"config": "x"}', "config: is no setting"), ('{"port": 1, "port": 2}', 'is no JSON: line 1, column 20: the key "port" stands twice'),
])
def test_broken_config(tmp_path, text, message):
    config = tmp_path / "config.json"
    config.write_text(text)
    refused(65, f"{config}: {message}", "--config", str(config))


def test_broken_fixtures(tmp_path):
    place = tmp_path / "api/v2/a"
    place.mkdir(parents=True)
    (place / "GET.json").write_text("{]")
    refused(65, f"{place}/GET.json: is no JSON: line 1, column 2", "--fixtures", str(tmp_path))
    (place / "GET.json").write_text('"{{nothing}}"')
    refused(65, f"{place}/GET.json: {{{{nothing}}}} is no placeholder; allowed: {{{{now}}}}", "--fixtures", str(tmp_path))
    (place / "GET.json").write_text("1")
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors/unauthorized.json").write_text("{}")
    refused(65, f"{tmp_path}/errors/unauthorized.json: is not the payload", "--fixtures", str(tmp_path))


def test_a_port_in_use():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, out, error = run("--port", str(port))
        assert (status, out) == (69, "")
        assert error == f"mock-gateway: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_a_start_that_fails_leaves_others_alone(start, tmp_path):
    gateway = start()
    before = gateway.ready.read_text()
    assert run("--port", str(gateway.port), "--ready-file", str(gateway.ready))[0] == 69
    assert gateway.ready.read_text() == before
    assert run("--port", "0", "--ready-file", str(tmp_path))[2] == f"mock-gateway: --ready-file: {tmp_path} is a folder; allowed: a file\n"
    assert not list(tmp_path.parent.glob("*.tmp")) and not list(gateway.folder.glob("*.tmp"))
    # Nor does an end: the file is somebody else's by now.
    gateway.ready.write_text('{"pid": 1}')
    assert gateway.stop() == 0
    assert gateway.ready.exists()


def test_too_few_descriptors(tmp_path):
    done = subprocess.run(["bash", "-c", 'ulimit -n 6; exec "$0" --port 0 --ready-file "$1"', BINARY, str(tmp_path / "ready")],
                          capture_output=True, timeout=20, text=True, env=clean_environment())
    assert done.returncode == 71 and "Too many open files" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_key_from_a_pipe(start):
    reader, writer = os.pipe()
    os.write(writer, KEY.encode() + b"\n")
    os.close(writer)
    done = subprocess.Popen([BINARY, "--port", "0", "--signing-key-file", f"/dev/fd/{reader}"], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, pass_fds=[reader], env=clean_environment())
    try:
        port = int(done.stdout.readline().decode().rsplit(":", 1)[1])
        gateway = start(MOCK_GATEWAY_SIGNING_KEY=KEY)
        token = gateway.token()
        gateway.port = port
        assert gateway.summary(token)[0] == 200
    finally:
        done.kill()
        done.wait()
        done.stdout.close()
        os.close(reader)


def test_no_such_host():
    status, _, error = run("--port", "0", "--host", "no-such-host.invalid")
    assert status == 69 and "cannot listen on no-such-host.invalid:0" in error


def test_help_and_version():
    status, out, _ = run("--help")
    assert status == 0 and "--offset 200ms --tolerance 5s" in out
    status, out, _ = run("serve", "--help")
    assert status == 0
    for flag in ["--host", "--port", "--offset", "--tolerance", "--token-lifetime", "--expires-in", "--timestamp-precision",
                 "--signing-key-file", "--strict-key-file", "--fixtures", "--config", "--login-prefix", "--api-prefix", "--ready-file",
                 "--admin-token-file", "--rate-limit", "--storm-limit", "--refresh-reuse", "--login-page", "--clients",
                 "--fault", "--journal-size", "--max-connections", "--log-level", "--log-format"]:
        assert flag + " " in out
    status, out, _ = run("--version")
    # The commit is that of these files, or one that git does not know, if this is no repository.
    assert status == 0 and re.fullmatch(r"0\.1\.0( \([0-9a-f]{7,12}\+?\))?\n", out)


def test_settings_from_everywhere(start, tmp_path):
    config = tmp_path / "config.json"
    config.write_text('{"offset": 1000, "tolerance": "1s", "tokenLifetime": "1h", "timestampPrecision": "seconds", "expiresIn": "30m"}')
    gateway = start("--config", str(config), "--offset", "-300ms", MOCK_GATEWAY_OFFSET="2s", MOCK_GATEWAY_TOLERANCE="+50ms",
                    MOCK_GATEWAY_EXPIRES_IN="")
    settings = gateway.control("GET", "settings")
    assert settings["offsetMs"] == -300, "a flag wins over the environment"
    assert settings["toleranceMs"] == 50, "the environment wins over the file"
    assert settings["tokenLifetimeMs"] == 3_600_000 and settings["timestampPrecision"] == "seconds"
    assert settings["expiresIn"] == 1800


def test_keys_and_fixtures_from_files(start, tmp_path):
    (tmp_path / "key").write_text(KEY + "\r\n")
    (tmp_path / "fixtures/api/v2/mine/{id}").mkdir(parents=True)
    (tmp_path / "fixtures/api/v2/mine/{id}/GET.json").write_text('{"id": "{{path.id}}"}\n')
    (tmp_path / "config.json").write_text('{"signingKeyFile": "key", "fixtures": "fixtures"}')
    one = start("--config", str(tmp_path / "config.json"))
    other = start(MOCK_GATEWAY_SIGNING_KEY=KEY)
    # Replicas that share a key accept each other's tokens.
    token = other.token()
    assert one.summary(token)[0] == 200
    assert one.call("GET", "/api/v2/mine/7", headers={"Authorization": "Bearer " + token})[2] == b'{"id": "7"}'


def test_kubernetes_variables_are_ignored(start):
    gateway = start(MOCK_GATEWAY_PORT="tcp://10.0.0.1:80", MOCK_GATEWAY_SERVICE_HOST="10.0.0.1", MOCK_GATEWAY_PORT_80_TCP="x")
    assert gateway.stop() == 0
    log = gateway.log.read_text().splitlines()
    assert len(log) == 1 and "ignored" in log[0]
    assert "MOCK_GATEWAY_PORT, MOCK_GATEWAY_PORT_80_TCP, MOCK_GATEWAY_SERVICE_HOST" in log[0]


def test_ready_file_and_first_line(start):
    gateway = start()
    assert gateway.first_line == f"mock-gateway listening on {gateway.url}\n"
    about = json.loads(gateway.ready.read_text())
    assert about == {"url": gateway.url, "host": "127.0.0.1", "port": gateway.port, "pid": gateway.process.pid}
    assert [path.name for path in gateway.folder.iterdir() if path.name != "log"] == ["ready.json"]
    assert gateway.stop() == 0
    assert not gateway.ready.exists()


def test_a_name_listens_on_all_its_addresses(start):
    gateway = start("--host", "localhost")
    assert gateway.url == f"http://localhost:{gateway.port}"
    for family, _, _, _, address in socket.getaddrinfo("localhost", gateway.port, type=socket.SOCK_STREAM):
        with socket.socket(family) as probe:
            if probe.connect_ex(address) != 0:
                # An address that this machine cannot listen on either.
                with socket.socket(family) as own, pytest.raises(OSError):
                    own.bind((address[0], 0))


def test_health(start):
    gateway = start()
    assert run("health", "--url", gateway.url) == (0, "ok\n", "")
    assert run("health", MOCK_GATEWAY_PORT=str(gateway.port), MOCK_GATEWAY_HOST="0.0.0.0") == (0, "ok\n", "")
    gateway.stop()
    status, out, error = run("health", "--url", gateway.url)
    assert (status, out) == (1, "") and error == f"mock-gateway: {gateway.url} is not healthy: Connection refused\n"
    assert run("health", "--url", "ftp://x")[0] == 64
    assert run("health", MOCK_GATEWAY_PORT="abc")[::2] == (
        64, "mock-gateway: MOCK_GATEWAY_PORT: abc is no port to ask; allowed: 1 to 65535\n")
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(10)
        port = other.getsockname()[1]
        probe = subprocess.Popen([BINARY, "health", "--url", f"http://127.0.0.1:{port}"], stderr=subprocess.PIPE, env=clean_environment())
        with other.accept()[0] as connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        assert b"it answers: HTTP/1.1 200 OK" in probe.communicate(timeout=10)[1]
        assert probe.returncode == 1, "somebody else's server is not a healthy gateway"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it(start, number):
    gateway = start()
    with socket.create_connection(("127.0.0.1", gateway.port)) as idle:
        gateway.process.send_signal(number)
        assert gateway.process.wait(10) == 0
        assert idle.recv(1) == b""


def test_a_second_signal_ends_it_at_once(start):
    gateway = start()
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as busy:
        busy.sendall(b"POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert busy.recv(100).startswith(b"HTTP/1.1 100 ")
        gateway.process.send_signal(signal.SIGTERM)
        # The listener is closed as soon as the first signal has been taken; only then does a second one count.
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", gateway.port)) != 0:
                    break
        gateway.process.send_signal(signal.SIGTERM)
        assert gateway.process.wait(4) == 1


def test_text_log(start):
    gateway = start("--offset", "61m")
    gateway.control("POST", "clock", {"freeze": "now"})
    token = gateway.token()
    assert gateway.summary(token)[2] == PAYLOAD
    gateway.call("GET", "/api/v2/" + "%0a%1b" + "?access_token=" + token)
    odd = base64.b64encode("a\x1b[31m b=c\u009b\u2028:x".encode()).decode()
    gateway.call("POST", "/oauth/token", "grant_type=client_credentials", FORM | {"Authorization": "Basic " + odd})
    gateway.stop()
    log = gateway.log.read_text()
    assert (" info 401 GET /api/v2/analytics/queues/summary: token issued 3660000 ms in the gateway's future (tolerance 0 ms); "
            "it would be accepted in 3660000 ms client=mock-client reason=iat_in_future\n") in log
    assert 'client="a\\u001b[31m b=c\\u009b\\u2028"' in log
    assert " info 401 GET /api/v2/%0a%1b: no bearer token was sent reason=missing\n" in log
    assert token not in log and token.split(".")[2] not in log


def test_json_log(start):
    gateway = start("--log-format", "json", "--offset", "1h")
    gateway.control("POST", "clock", {"freeze": "now"})
    gateway.summary(gateway.token())
    gateway.stop()
    lines = [json.loads(line) for line in gateway.log.read_text().splitlines()]
    assert [line["status"] for line in lines] == [200, 200, 401]
    last = lines[-1]
    assert last["method"] == "GET" and last["path"] == "/api/v2/analytics/queues/summary" and last["client"] == "mock-client"
    assert last["reason"] == "iat_in_future" and last["level"] == "info" and "3600000 ms" in last["message"]


def test_quiet_log(start):
    gateway = start("--log-level", "warning")
    gateway.summary(gateway.token())
    gateway.stop()
    assert gateway.log.read_text() == ""


def test_a_log_that_nobody_reads_blocks_nothing(start):
    gateway = start()
    reader, writer = os.pipe()
    # Another gateway whose standard error is a pipe that is never read.
    ready = gateway.folder / "stuck.json"
    stuck = subprocess.Popen([BINARY, "--port", "0", "--ready-file", ready], stdout=subprocess.PIPE, stderr=writer, env=clean_environment())
    os.close(writer)
    try:
        stuck.stdout.readline()
        gateway.port = json.loads(ready.read_text())["port"]
        for _ in range(1500):
            assert gateway.call("GET", "/" + "x" * 100)[0] == 404
        stuck.send_signal(signal.SIGTERM)
        assert stuck.wait(10) == 0
    finally:
        stuck.kill()
        stuck.stdout.close()
        os.close(reader)


def test_admin_token(start, tmp_path):
    (tmp_path / "token").write_text("sesame\n")
    gateway = start("--admin-token-file", str(tmp_path / "token"))
    assert gateway.call("GET", "/__admin/settings")[0] == 401
    assert gateway.call("GET", "/__admin/settings", headers={"Authorization": "Bearer sesame"})[0] == 200
    gateway.stop()
    assert "sesame" not in gateway.log.read_text()


def test_a_fault_from_the_start(start):
    gateway = start("--fault", "GET /api/v2/** status=503 next=1", "--login-page", MOCK_GATEWAY_CLIENTS="closed",
                    MOCK_GATEWAY_JOURNAL_SIZE="2")
    assert gateway.call("POST", "/oauth/token", "grant_type=client_credentials", FORM | BASIC)[0] == 400
    gateway.control("PUT", "clients/mock-client", {"secret": "mock-secret"})
    token = gateway.token()
    assert [gateway.summary(token)[0] for _ in range(2)] == [503, 200]
    assert gateway.control("GET", "settings")["loginPage"] is True
    assert len(gateway.control("GET", "requests")["requests"]) == 2
    gateway.control("POST", "reset")
    assert gateway.control("GET", "faults")["faults"][0]["applied"] == 0


def test_skew_and_nodes_from_the_start(start):
    gateway = start("--drift", "-50ppm", "--offset-steps", "1h:-200ms", "--jitter", "5ms", "--jitter-seed", "7",
                    "--offset-ttl", "2h", "--iat-rounding", "ceil", "--backdate", "1s", "--nodes", "-200ms,+50ms",
                    "--node-choice", "random", MOCK_GATEWAY_NODE_SEED="3")
    settings = gateway.control("GET", "settings")
    assert settings["drift"] == "-50ppm" and settings["offsetSteps"] == "1h:-200ms"
    assert settings["jitterMs"] == 5 and settings["jitterSeed"] == 7 and settings["offsetTtl"] == "2h"
    assert settings["iatRounding"] == "ceil" and settings["backdateMs"] == 1000
    assert settings["nodes"] == "-200ms,50ms" and settings["nodeChoice"] == "random" and settings["nodeSeed"] == 3
    assert gateway.summary(gateway.token())[1]["X-Mock-Gateway-Node"] in ("1", "2")


@pytest.mark.parametrize("source", ["flag", "environment", "file", "json"])
@pytest.mark.parametrize("value", ["3000", 3000, "3000s", "50m"])
def test_expires_in_counts_seconds(start, tmp_path, source, value):
    """RFC 6749 section 5.1: a bare number is seconds, wherever it stands; that of another duration is milliseconds."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"expiresIn": value, "tokenLifetime": 3000} if source == "file" else {"tokenLifetime": 3000}))
    gateway = start("--config", str(config), *(["--expires-in", str(value)] if source == "flag" else []),
                    **({"MOCK_GATEWAY_EXPIRES_IN": str(value)} if source == "environment" else {}))
    if source == "json":
        gateway.settings(expiresIn=value)
    settings = gateway.control("GET", "settings")
    assert (settings["expiresIn"], settings["tokenLifetime"]) == (3000, "3s")


def test_a_connection_stays_on_its_node(start):
    gateway = start("--nodes", "0ms,0ms,0ms", "--node-choice", "connection", "--event-loops", "1")
    bearer = {"Authorization": "Bearer " + gateway.token()}
    seen = []
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
        nodes = set()
        for _ in range(4):
            connection.request("GET", "/api/v2/none", headers=bearer)
            answer = connection.getresponse()
            answer.read()
            nodes.add(answer.headers["X-Mock-Gateway-Node"])
        connection.close()
        assert len(nodes) == 1
        seen += nodes
    assert sorted(seen) == ["1", "2", "3"]

"""https, the local CA and the proxy: clients that keep the real host names, and others that mean no good."""
import datetime
import ipaddress
import json
import os
import pathlib
import socket
import ssl
import stat
import subprocess
import sys

import pytest
import requests

from gateway import BINARY, PAYLOAD, SUMMARY, clean_environment, until

HERE = pathlib.Path(__file__).parent
# What this shell may have been told to trust must not decide a test.
TRUST = ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"]


def environment(**extra):
    return {k: v for k, v in clean_environment().items() if k not in TRUST and not k.lower().endswith("_proxy")} | extra


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A folder for a CA of this module's own."""
    return tmp_path_factory.mktemp("ca") / "folder"


@pytest.fixture(scope="module")
def secure(tmp_path_factory, authority):
    from gateway import Gateway
    gateway = Gateway(tmp_path_factory.mktemp("tls"), "--ca-dir", str(authority), "--tls-name", "gateway.test")
    gateway.ca = str(authority / "ca.pem")
    gateway.https = f"https://127.0.0.1:{gateway.port}"
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(autouse=True)
def as_at_start(secure):
    secure.control("POST", "reset")


def run(*command, **extra):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=30, env=environment(**extra))
    return done.returncode, done.stdout, done.stderr


# The CA.

def test_the_ca_is_limited(secure, authority):
    assert stat.S_IMODE(authority.stat().st_mode) == 0o700
    assert stat.S_IMODE((authority / "ca-with-key.pem").stat().st_mode) == 0o600
    assert {path.name for path in authority.iterdir()} - {"ca-checked"} == {"ca-with-key.pem", "ca.pem"}
    assert "PRIVATE" not in (authority / "ca.pem").read_text()
    text = run("openssl", "x509", "-in", secure.ca, "-noout", "-text")[1]
    for line in ["CA:TRUE, pathlen:0", "X509v3 Name Constraints: critical", "DNS:mypurecloud.com\n", "DNS:us-gov-pure.cloud\n",
                 "DNS:localhost\n", "DNS:gateway.test\n", "IP:127.0.0.0/255.0.0.0", "Certificate Sign\n", "prime256v1"]:
        assert line in text, line
    status, headers, body = secure.call("GET", "/__admin/ca.pem", headers={"Host": "any.example"})
    assert (status, body.decode()) == (200, (authority / "ca.pem").read_text())


def test_the_ca_command(secure, authority, tmp_path):
    status, out, _ = run(BINARY, "ca", "--ca-dir", authority)
    assert status == 0
    for word in [secure.ca, "Python SDK", "requests", "node", "Go", "Java", ".NET", "curl"]:
        assert word in out
    assert run(BINARY, "ca", "--pem", MOCK_GATEWAY_CA_DIR=str(authority))[1] == (authority / "ca.pem").read_text()
    # Made at first use, and not again.
    first = run(BINARY, "ca", "--pem", "--ca-dir", tmp_path / "a/b")[1]
    assert run(BINARY, "ca", "--pem", "--ca-dir", tmp_path / "a/b")[1] == first
    status, _, error = run(BINARY, "ca", "--ca-dir", tmp_path / "a/b", "--tls-name", "my.test")
    assert status == 64 and f"ca --rotate --ca-dir {tmp_path}/a/b --tls-name my.test" in error
    rotated = run(BINARY, "ca", "--pem", "--rotate", "--ca-dir", tmp_path / "a/b", "--tls-name", "my.test")[1]
    assert rotated != first and (tmp_path / "a/b/ca.pem").read_text() == rotated


def test_bad_tls_settings(authority, tmp_path):
    def refused(code, message, *flags):
        status, out, error = run(BINARY, "--port", "0", *flags)
        assert (status, out) == (code, ""), error
        assert message in error and error.count("\n") == 1, error

    refused(64, "--tls: maybe is no mode; allowed: off, on, required", "--tls", "maybe")
    refused(64, f"ca --rotate --ca-dir {authority} --tls-name other.test,gateway.test", "--ca-dir", authority, "--tls-name", "other.test, gateway.test")
    # Names go into a certificate's text: nothing but a name or an address gets there.
    for name in ["1.2.3.4 /0.0.0.0 x", " +1.2.3.4", "1.2.3.4\n", "a[b].com", "a,DNS:b", "*.com"]:
        refused(64, "is no list of host names", "--tls-name", name)
    refused(64, "--tls-name: a b is no list of host names", "--tls-name", "a b")
    refused(64, "--tls-cert: is half of a pair; allowed: --tls-cert and --tls-key together", "--tls-cert", authority / "ca.pem")
    refused(66, "--tls-key", "--tls-cert", authority / "ca.pem", "--tls-key", tmp_path / "none")
    refused(65, "the key does not belong to the certificate", "--tls-cert", authority / "ca.pem", "--tls-key", own(tmp_path)[1])
    (tmp_path / "file").write_text("x")
    refused(65, "--tls-cert", "--tls-cert", tmp_path / "file", "--tls-key", tmp_path / "file")
    refused(73, "--ca-dir", "--ca-dir", tmp_path / "file/below")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/ca-with-key.pem").write_text("x")
    refused(65, "ca-with-key.pem", "--ca-dir", tmp_path / "broken")


def own(folder):
    """A certificate of the user's own."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=own",
        "-addext", "subjectAltName=DNS:own.test,DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem")
    return folder / "cert.pem", folder / "key.pem"


def test_a_weak_certificate_of_ones_own(tmp_path):
    run("openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-days", "2", "-subj", "/CN=own", "-keyout", tmp_path / "key.pem",
        "-out", tmp_path / "cert.pem")
    status, _, error = run(BINARY, "--port", "0", "--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "key.pem")
    assert status == 65 and "key too small" in error


def test_many_at_once_make_one_ca(tmp_path):
    command = [BINARY, "ca", "--pem", "--ca-dir", str(tmp_path / "ca")]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) for _ in range(8)]
    assert len({process.communicate(timeout=30)[0] for process in together}) == 1
    rotating = [subprocess.Popen([*command, "--rotate"], stdout=subprocess.PIPE, env=environment()) for _ in range(8)]
    made = {process.communicate(timeout=30)[0] for process in rotating}
    assert len(made) == 8
    assert {path.name for path in (tmp_path / "ca").iterdir()} - {"ca-checked"} == {"ca-with-key.pem", "ca.pem"}
    last = (tmp_path / "ca/ca.pem").read_bytes()
    assert last in made and last == run(*command)[1].encode()


def test_the_public_copy_heals(tmp_path):
    command = [BINARY, "ca", "--pem", "--ca-dir", tmp_path / "ca"]
    pem = run(*command)[1]
    for harm in [lambda file: file.unlink(), lambda file: file.write_text("other")]:
        harm(tmp_path / "ca/ca.pem")
        assert run(*command)[1] == pem == (tmp_path / "ca/ca.pem").read_text()
    os.chmod(tmp_path / "ca/ca-with-key.pem", 0o644)
    run(*command)
    assert stat.S_IMODE((tmp_path / "ca/ca-with-key.pem").stat().st_mode) == 0o600


def test_other_loopback_addresses(start, authority):
    gateway = start("--host", "127.0.0.2", "--ca-dir", str(authority))
    status, out, error = run("curl", "-sS", "--cacert", authority / "ca.pem", f"https://127.0.0.2:{gateway.port}/__admin/health")
    assert (status, out) == (0, '{"status":"ok"}'), error
    proxy = f"http://127.0.0.2:{gateway.port}"
    status, out, error = run("curl", "-sS", "--cacert", authority / "ca.pem", "https://127.9.9.9/__admin/health", HTTPS_PROXY=proxy)
    assert (status, out) == (0, '{"status":"ok"}'), error


def test_a_certificate_of_ones_own(start, tmp_path):
    certificate, key = own(tmp_path)
    gateway = start("--tls-cert", str(certificate), "--tls-key", str(key))
    status, out, error = run("curl", "-sS", "--cacert", certificate, f"https://localhost:{gateway.port}/__admin/health")
    assert (status, out) == (0, '{"status":"ok"}'), error
    assert gateway.call("GET", "/__admin/ca.pem")[0] == 404


@pytest.mark.parametrize("home", ["", "/proc/none"])
def test_without_a_home(start, home):
    """A container that can write nowhere: a CA of this run only, and nothing to warn of."""
    gateway = start(HOME=home, XDG_DATA_HOME=home)
    pem = gateway.call("GET", "/__admin/ca.pem")[2].decode()
    context = ssl.create_default_context(cadata=pem)
    with context.wrap_socket(socket.create_connection(("127.0.0.1", gateway.port)), server_hostname="api.mypurecloud.com"):
        pass
    gateway.stop()
    lines = gateway.log.read_text().splitlines()
    assert any("the CA is of this run only" in line for line in lines)
    assert {line.split()[1] for line in lines} == {"info"}, lines


# Clients that keep the real host names.

def test_the_python_sdk_keeps_its_hosts(secure):
    process = subprocess.Popen(
        [sys.executable, HERE / "default_hosts.py", secure.url, secure.ca, secure.code()], env=environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "3 3\n"
        assert process.stdout.readline() == "Mona Mock\n"
        secure.freeze()
        secure.settings(offset="200ms")
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "401 " + PAYLOAD.decode() + "\n"
        secure.settings(tolerance=5000)
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "3\n"
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()


def test_curl(secure):
    proxy = {"HTTPS_PROXY": secure.url, "CURL_CA_BUNDLE": secure.ca}
    status, out, error = run("curl", "-sS", "https://login.mypurecloud.de/oauth/token", "-u", "a:b", "-d", "grant_type=client_credentials", **proxy)
    token = json.loads(out)["access_token"]
    assert '"Support"' in run("curl", "-sS", "https://api.mypurecloud.de" + SUMMARY, "-H", "Authorization: Bearer " + token, **proxy)[1]
    assert run("curl", "-sS", "https://api.mypurecloud.de/", HTTPS_PROXY=secure.url)[0] == 60, "without the CA nothing is trusted"
    status, _, error = run("curl", "-sS", "https://example.com/", **proxy)
    assert status == 56 and "403" in error
    # Plain requests through the proxy, and both answers of one that is not served.
    assert PAYLOAD.decode() == run("curl", "-sS", "http://api.mypurecloud.com" + SUMMARY, http_proxy=secure.url)[1]
    assert "does not serve example.com" in run("curl", "-sS", "http://example.com/", http_proxy=secure.url)[1]


def test_requests(secure, monkeypatch):
    for name in TRUST:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", secure.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", secure.ca)
    with requests.Session() as session:
        answer = session.post("https://login.mypurecloud.com/oauth/token", data={"grant_type": "client_credentials"}, auth=("a", "b"), timeout=10)
        token = answer.json()["access_token"]
        for _ in range(20):
            answer = session.get("https://api.mypurecloud.com" + SUMMARY, headers={"Authorization": "Bearer " + token}, timeout=10)
            assert answer.status_code == 200 and len(answer.json()["queues"]) == 3
    monkeypatch.delenv("HTTPS_PROXY")
    for host in ["localhost", "127.0.0.1"]:
        assert requests.get(f"https://{host}:{secure.port}/__admin/health", timeout=10).json() == {"status": "ok"}


def test_node(secure):
    script = """
        const base = process.argv[1];
        const form = new URLSearchParams({ grant_type: 'client_credentials' });
        const headers = { Authorization: 'Basic ' + Buffer.from('a:b').toString('base64') };
        const { access_token } = await (await fetch(base + '/oauth/token', { method: 'POST', body: form, headers })).json();
        const answer = await fetch(base + '/api/v2/analytics/queues/summary', { headers: { Authorization: 'Bearer ' + access_token } });
        console.log(answer.status, (await answer.json()).queues.length);
    """
    command = ["node", "--input-type=module", "-e", script, f"https://localhost:{secure.port}"]
    assert run(*command, NODE_EXTRA_CA_CERTS=secure.ca)[:2] == (0, "200 3\n")
    assert "UNABLE_TO_VERIFY_LEAF_SIGNATURE" in run(*command)[2]


# The protocol.

def s_client(secure, *flags, request=b""):
    with subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{secure.port}", "-CAfile", secure.ca, *flags], env=environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        return process.communicate(request, timeout=20)[0].decode()


@pytest.mark.parametrize("version", ["tls1_2", "tls1_3"])
def test_versions_and_resumption(secure, version, tmp_path):
    session = str(tmp_path / "session")
    request = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    out = s_client(secure, f"-{version}", "-ign_eof", "-sess_out", session, "-servername", "api.mypurecloud.com", "-alpn", "h2,http/1.1", request=request)
    assert "Verify return code: 0 (ok)" in out and "ALPN protocol: http/1.1" in out and '{"status":"ok"}' in out
    assert "New, " + version.replace("tls1_", "TLSv1.") in out
    out = s_client(secure, f"-{version}", "-ign_eof", "-sess_in", session, "-servername", "api.mypurecloud.com", request=request)
    assert "Reused, " in out and '{"status":"ok"}' in out


def test_old_versions_and_renegotiation(secure):
    assert "handshake failure" in (out := s_client(secure, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")) or "alert" in out or "no protocols" in out
    out = s_client(secure, "-tls1_2", request=b"R\n")
    assert "no renegotiation" in out


def test_no_common_protocol(secure):
    assert "alert no application protocol" in s_client(secure, "-alpn", "h2")


@pytest.mark.parametrize("name, good", [
    ("api.usw2.pure.cloud", True), ("gateway.test", True), ("api.localhost", True), ("evil.example", False), ("sub.gateway.test", False),
])
def test_server_names(secure, name, good):
    out = s_client(secure, "-servername", name, "-verify_hostname", name)
    assert ("Verification: OK" in out and "CN = mock-gateway" in out) == good
    assert ("unrecognized name" in out) != good


def tls(secure, **options):
    context = ssl.create_default_context(cafile=secure.ca)
    return context.wrap_socket(socket.create_connection(("127.0.0.1", secure.port), timeout=20), server_hostname="localhost", **options)


def test_pipelines_and_large_bodies(secure):
    with tls(secure) as connection:
        body = b"x" * 1_000_000
        head = b"POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
        connection.sendall((b"GET /__admin/health HTTP/1.1\r\nHost: a\r\n\r\n" * 50) + head + body)
        connection.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        data = b""
        while chunk := connection.recv(65536):
            data += chunk
        assert data.count(b'{"status":"ok"}') == 51 and data.count(b"invalid_request") == 1
        # The end came with a close_notify, or recv would have raised.


def test_an_end_by_close_notify_still_gets_its_answers(secure):
    context = ssl.create_default_context(cafile=secure.ca)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection:
        def step(call):
            while True:
                try:
                    return call()
                except ssl.SSLWantReadError:
                    connection.sendall(outgoing.read())
                    data = connection.recv(65536)
                    incoming.write(data) if data else incoming.write_eof()

        step(session.do_handshake)
        session.write(b"GET /__admin/health HTTP/1.1\r\nHost: a\r\n\r\n" * 3)
        with pytest.raises(ssl.SSLWantReadError):
            session.unwrap()
        connection.sendall(outgoing.read())
        raw = b""
        while data := connection.recv(65536):
            raw += data
        # Three answers and a close_notify: nobody can read them after unwrap, but their bytes are there.
        assert len(raw) > 3 * 150


@pytest.mark.parametrize("piece", [1, 100])
def test_a_client_hello_in_pieces(secure, piece):
    context = ssl.create_default_context(cafile=secure.ca)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                hello = outgoing.read()
                for start in range(0, len(hello), piece):
                    connection.sendall(hello[start:start + piece])
                incoming.write(connection.recv(65536))
        assert session.version() == "TLSv1.3"


def test_a_thousand_half_open_handshakes(secure):
    """They wait for their time limit; nobody else does."""
    connections = []
    try:
        for number in range(1000):
            connection = socket.create_connection(("127.0.0.1", secure.port), timeout=20)
            connection.sendall(b"\x16\x03\x01\x02")
            connections.append(connection)
            if number % 100 == 0:
                with tls(secure) as other:
                    other.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    assert other.recv(65536).startswith(b"HTTP/1.1 200 ")
    finally:
        for connection in connections:
            connection.close()


def test_plain_http_inside_tls(secure):
    """Bytes that are no record, once a session stands."""
    with tls(secure) as connection:
        raw = socket.socket(fileno=os.dup(connection.fileno()))
        raw.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        raw.settimeout(20)
        while raw.recv(65536):
            pass
        raw.close()
    assert secure.call("GET", "/__admin/health")[0] == 200


def test_clients_that_leave_in_every_state(secure):
    context = ssl.create_default_context(cafile=secure.ca)
    for steps in range(4):
        for reset in [False, True]:
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            session = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
            with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection:
                for _ in range(steps):
                    try:
                        session.do_handshake()
                    except ssl.SSLWantReadError:
                        pass
                    connection.sendall(outgoing.read())
                    if not session.version():
                        incoming.write(connection.recv(65536))
                if reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert secure.call("GET", "/__admin/health")[0] == 200


# --tls off and required, and the proxy's own manners.

def test_required(start, authority):
    gateway = start("--tls", "required", "--ca-dir", str(authority))
    assert gateway.url == f"https://127.0.0.1:{gateway.port}"
    status, _, body = gateway.call("GET", "/__admin/health")
    assert status == 400 and b"https only" in body
    ca = authority / "ca.pem"
    assert run("curl", "-sS", "--cacert", ca, gateway.url + "/__admin/health")[1] == '{"status":"ok"}'
    assert run(BINARY, "health", "--url", gateway.url)[:2] == (0, "ok\n")
    assert run(BINARY, "health", MOCK_GATEWAY_TLS="required", MOCK_GATEWAY_PORT=str(gateway.port))[:2] == (0, "ok\n")
    # CONNECT is plain by nature.
    proxy = {"HTTPS_PROXY": f"http://127.0.0.1:{gateway.port}"}
    assert run("curl", "-sS", "--cacert", ca, "https://api.mypurecloud.com" + SUMMARY, **proxy)[1] == PAYLOAD.decode()


def test_required_invites_no_body(start, authority):
    gateway = start("--tls", "required", "--ca-dir", str(authority))
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        connection.sendall(b"POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")


def test_health_survives_a_server_that_leaves(tmp_path):
    certificate, key = own(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        probe = subprocess.Popen([BINARY, "health", "--url", f"https://127.0.0.1:{server.getsockname()[1]}"], stderr=subprocess.PIPE, env=environment())
        connection, _ = server.accept()
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context.wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(connection.recv(65536))
        with pytest.raises(ssl.SSLWantReadError):
            session.do_handshake()
        connection.sendall(outgoing.read())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        probe.communicate(timeout=20)
        assert probe.returncode == 1


def test_a_chain_after_a_retry(start, tmp_path):
    """A HelloRetryRequest asks for the certificate twice; the chain is shown once."""
    certificate, key = own(tmp_path)
    chain = tmp_path / "chain.pem"
    chain.write_text(certificate.read_text() * 2)
    gateway = start("--tls-cert", str(chain), "--tls-key", str(key))
    for groups in ["X25519", "P-384:X25519"]:
        with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{gateway.port}", "-showcerts", "-groups", groups],
                              env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.communicate(timeout=20)[0].count(b"BEGIN CERTIFICATE") == 2


def test_no_session_without_a_ticket(secure, tmp_path):
    session = str(tmp_path / "session")
    request = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    s_client(secure, "-tls1_2", "-no_ticket", "-ign_eof", "-sess_out", session, request=request)
    assert "Reused" not in s_client(secure, "-tls1_2", "-no_ticket", "-ign_eof", "-sess_in", session, request=request)


def test_idle_connections_keep_no_large_buffer(secure):
    def resident():
        status = pathlib.Path(f"/proc/{secure.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def use(connection):
        body = b"x" * 900_000
        connection.sendall(b"POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")

    with tls(secure) as first:
        use(first)
        before = resident()
        connections = [tls(secure) for _ in range(60)]
        for connection in connections:
            use(connection)
        # 60 KB each would be 3.6 MB beside what a session itself needs.
        assert resident() - before < 60 * 60
        for connection in connections:
            connection.close()


def test_the_end_says_goodbye(start, authority):
    gateway = start("--ca-dir", str(authority))
    gateway.ca = str(authority / "ca.pem")
    idle, fresh, midway = tls(gateway), tls(gateway), tls(gateway)
    idle.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert idle.recv(65536).startswith(b"HTTP/1.1 200 ")
    # Half a request in a record of its own: what has begun is finished.
    midway.sendall(b"GET /__admin/health HTTP/1.1\r\n")
    midway.sendall(b"X: y\r\n")
    gateway.process.terminate()
    for connection in [idle, fresh]:
        connection.settimeout(20)
        # An end without close_notify would raise here.
        assert connection.recv(1) == b""
    midway.sendall(b"Host: localhost\r\n\r\n")
    assert b"Connection: close" in midway.recv(65536)
    assert gateway.process.wait(10) == 0


def test_off(start):
    gateway = start("--tls", "off")
    status, _, error = run("curl", "-sS", "-k", f"https://127.0.0.1:{gateway.port}/")
    assert status == 35
    assert b"no open proxy" in gateway.call("GET", "http://example.com/")[2]
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        connection.sendall(b"CONNECT api.mypurecloud.com:443 HTTP/1.1\r\nHost: api.mypurecloud.com:443\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 501 ")


def test_the_tunnel_takes_tls_only(secure):
    with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection:
        connection.sendall(b"CONNECT api.mypurecloud.com:443 HTTP/1.1\r\nHost: api.mypurecloud.com:443\r\n\r\n")
        assert connection.recv(65536) == b"HTTP/1.1 200 OK\r\n\r\n"
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(65536) == b""


def test_a_hello_right_behind_connect(secure):
    """The tunnel's first bytes in the same segment as the request for it."""
    context = ssl.create_default_context(cafile=secure.ca)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing, server_hostname="api.mypurecloud.com")
    with pytest.raises(ssl.SSLWantReadError):
        session.do_handshake()
    with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection:
        connection.sendall(b"CONNECT api.mypurecloud.com:443 HTTP/1.1\r\nHost: api.mypurecloud.com:443\r\n\r\n" + outgoing.read())
        answer = b"HTTP/1.1 200 OK\r\n\r\n"
        data = connection.recv(65536)
        while len(data) < len(answer) + 6:
            data += connection.recv(65536)
        assert data.startswith(answer)
        incoming.write(data[len(answer):])
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                incoming.write(connection.recv(65536))
        assert session.version() == "TLSv1.3"


def test_prefixes_by_https(start, authority):
    gateway = start("--ca-dir", str(authority), "--login-prefix", "/login", "--api-prefix", "/gw")
    base = f"https://localhost:{gateway.port}"
    ca = str(authority / "ca.pem")
    token = requests.post(base + "/login/oauth/token", data={"grant_type": "client_credentials"}, auth=("a", "b"), verify=ca, timeout=10).json()
    answer = requests.get(base + "/gw" + SUMMARY, headers={"Authorization": "Bearer " + token["access_token"]}, verify=ca, timeout=10)
    assert answer.status_code == 200


def made_by_hand(folder, names, days_ahead):
    """A CA as a store has it, made elsewhere: for these names, and valid from so many days ahead."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mock-gateway local CA")])
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days_ahead)
    permitted = [x509.DNSName(name) for name in names] + [
        x509.IPAddress(ipaddress.ip_network("127.0.0.0/8")), x509.IPAddress(ipaddress.ip_network("::1/128"))]
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256()))
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    folder.mkdir()
    (folder / "ca.pem").write_bytes(pem)
    (folder / "ca-with-key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + pem)
    return folder


REGIONS = ["mypurecloud.com", "mypurecloud.ie", "mypurecloud.de", "mypurecloud.jp", "mypurecloud.com.au", "pure.cloud",
           "us-gov-pure.cloud", "localhost"]


def test_a_ca_from_before_a_region(start, tmp_path):
    """It serves all the others; what it cannot sign for is told, with the command that mends it."""
    folder = made_by_hand(tmp_path / "old", REGIONS, -1)
    log = start("--ca-dir", str(folder)).log
    until(lambda: f"made before eusc-pure.cloud was served, and cannot sign for it: run mock-gateway ca --rotate --ca-dir {folder}"
          in log.read_text())
    told = subprocess.run([BINARY, "ca", "--ca-dir", folder], capture_output=True, text=True, env=clean_environment())
    assert told.returncode == 0 and "cannot sign for it: run mock-gateway ca --rotate --ca-dir" in told.stderr
    subprocess.run([BINARY, "ca", "--rotate", "--ca-dir", folder], check=True, capture_output=True, env=clean_environment())
    assert "cannot sign" not in start("--ca-dir", str(folder)).log.read_text()


def test_a_ca_that_is_not_valid_yet(start, tmp_path):
    folder = made_by_hand(tmp_path / "early", [*REGIONS, "eusc-pure.cloud"], 2)
    gateway = start("--ca-dir", str(folder))
    until(lambda: "is not valid before " in gateway.log.read_text())
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as plain:
        with pytest.raises(ssl.SSLCertVerificationError):
            context.wrap_socket(plain, server_hostname="localhost")
    until(lambda: "TLS failed" in gateway.log.read_text())
    assert "does not trust" not in gateway.log.read_text()
    assert gateway.log.read_text().count("is not valid before ") == 2, "at the start, and where it hurts"

"""`mock-gateway doctor` against clocks that are off by known amounts: NTP, Date fields, and its own."""
import concurrent.futures
import contextlib
import email.utils
import json
import os
import re
import select
import socket
import struct
import subprocess
import threading
import time

import pytest

from gateway import BINARY, clean_environment

# What this shell may have been told to trust must not decide a test.
TRUST = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
SECONDS_FROM_1900 = 2_208_988_800


def environment(**extra):
    return {k: v for k, v in clean_environment().items() if k not in TRUST} | extra


def run(*arguments, before=(), **extra):
    """Exit status, standard output and error."""
    done = subprocess.run([*before, BINARY, "doctor", *map(str, arguments)], capture_output=True, text=True, timeout=60, env=environment(**extra))
    return done.returncode, done.stdout, done.stderr


def examine(*arguments, **how):
    """Exit status and the JSON object, which stands on one line and says what the status says."""
    status, out, error = run(*arguments, "--json", **how)
    assert error == "" and out.count("\n") == 1, (out, error)
    report = json.loads(out)
    assert list(report) == ["kernel", "service", "container", "ntp", "against", "verdict", "limitMs", "explanation"]
    assert report["verdict"] == ["fine", "skewed", "unknown", "skewed-or-cached"][status]
    return status, report


def holds(measured, ahead):
    """The range holds the truth, and is small even if this machine is busy."""
    assert abs(measured["aheadMs"] - ahead) <= measured["uncertaintyMs"] + 0.001, measured
    assert measured["uncertaintyMs"] <= 30, measured


def at_once(examination, cases):
    """Each waits for seconds to tick over, so they wait together."""
    with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
        for done in [pool.submit(examination, *case) for case in cases]:
            done.result()


# Servers whose clocks are off.

class TimeServer:
    """An SNTP server on loopback; `change` makes the answer a lie."""

    def __init__(self, offset=0.0, change=lambda answer, asked: answer):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.offset, self.change, self.asked = int(offset * 1e9), change, []
        threading.Thread(target=self.serve, daemon=True).start()

    def now(self):
        nanoseconds = time.time_ns() + self.offset
        seconds, rest = divmod(nanoseconds, 10**9)
        return struct.pack("!II", (seconds + SECONDS_FROM_1900) % 2**32, (rest << 32) // 10**9)

    def serve(self):
        while True:
            try:
                asked, client = self.socket.recvfrom(512)
            except OSError:
                return
            received = self.now()
            self.asked.append(asked)
            # Version 4, mode 4, stratum 2, poll 6, precision 2^-20 s.
            head = struct.pack("!BBbb", 0x24, 2, 6, -20) + bytes(8) + b"\x7f\x7f\x01\x01" + received
            answer = self.change(head + asked[40:48] + received + self.now(), len(self.asked))
            for one in answer if isinstance(answer, list) else [answer]:
                if one is not None:
                    self.socket.sendto(one, client)

    def close(self):
        self.socket.close()


@pytest.fixture
def time_server():
    servers = []

    def start(*arguments, **more):
        servers.append(TimeServer(*arguments, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class Endless:
    """An answer that goes on until the client has had enough."""

    def __init__(self, first, rest=None, pause=0.0):
        self.first, self.rest, self.pause = first, rest or first, pause

    def __call__(self, server):
        return self

    def send(self, connection):
        connection.sendall(self.first)
        while True:
            connection.sendall(self.rest)
            # As long as the client is there.
            if select.select([connection], [], [], self.pause)[0]:
                return


class WebServer:
    """A server whose Date is `offset` seconds off; `fields` are added, `answer` replaces all of it."""

    def __init__(self, offset=0.0, status="204 No Content", fields=(), answer=None, keeps=True):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.offset, self.status, self.fields, self.answer, self.keeps = offset, status, fields, answer, keeps
        self.requests, self.connections = [], 0
        threading.Thread(target=self.accept, daemon=True).start()

    def date(self):
        return email.utils.formatdate((time.time_ns() + int(self.offset * 1e9)) // 10**9, usegmt=True)

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, contextlib.suppress(OSError):
            received = b""
            while True:
                while b"\r\n\r\n" not in received:
                    chunk = connection.recv(4096)
                    if not chunk:
                        return
                    received += chunk
                request, received = received.split(b"\r\n\r\n", 1)
                self.requests.append(request.decode())
                if self.answer is not None:
                    answer = self.answer(self)
                    if answer is None:
                        continue
                else:
                    fields = "".join(f"{field}\r\n" for field in [f"Date: {self.date()}", *self.fields])
                    answer = f"HTTP/1.1 {self.status}\r\n{fields}\r\n".encode()
                if isinstance(answer, Endless):
                    answer.send(connection)
                    return
                connection.sendall(answer)
                if not self.keeps:
                    return

    def close(self):
        self.listener.close()


@pytest.fixture
def web_server():
    servers = []

    def start(*arguments, **more):
        servers.append(WebServer(*arguments, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


# By the kernel alone.

def test_by_the_kernel_alone():
    status, report = examine()
    assert report["ntp"] is None and report["against"] is None and report["limitMs"] == 50
    assert report["service"]["name"] in [None, "chrony", "ntpd", "systemd-timesyncd"] and isinstance(report["container"], bool)
    kernel = report["kernel"]
    if kernel is not None:
        assert list(kernel) == ["synchronised", "estimatedErrorMs", "maximumErrorMs"]
    is_fine = kernel is not None and kernel["synchronised"] and kernel["maximumErrorMs"] <= 50
    assert status == (0 if is_fine else 2), "the kernel can clear a clock, and never convict it"
    status, out, error = run()
    assert status in [0, 2] and error == ""
    assert re.match(r"kernel:   [^\n]+\n( {10}[^\n]+\n)*service:  [^\n]+\n( {10}[^\n]+\n)*\n(fine|could not tell): .+\.\n", out, re.DOTALL), out


# NTP.

@pytest.mark.parametrize("offset, verdict", [(0, "fine"), (0.212, "skewed"), (-0.212, "skewed"), (-1.5, "skewed"), (3600, "skewed"), (0.03, "fine")])
def test_ntp(time_server, offset, verdict):
    server = time_server(offset)
    status, report = examine("--ntp", server.address)
    assert report["verdict"] == verdict
    assert list(report["ntp"]) == ["host", "aheadMs", "uncertaintyMs"] and report["ntp"]["host"] == server.address
    holds(report["ntp"], -offset * 1000)
    assert len(server.asked) == 4 and {len(asked) for asked in server.asked} == {48} and {asked[0] for asked in server.asked} == {0x23}
    assert len({asked[40:] for asked in server.asked}) == 4, "nobody can guess the next question"


def test_ntp_as_text(time_server):
    server = time_server(-0.212)
    status, out, error = run("--ntp", server.address)
    assert (status, error) == (1, "")
    assert f"\nntp:      your clock is 212 ms ± 1 ms ahead of {server.address}\n" in out
    assert " skewed: your clock is 212 ms ± 1 ms ahead of 127.0.0.1: a strict gateway with the right time refuses 21 % of first calls with tokens issued here. " in " ".join(out.split())
    assert "issues tokens; an SDK client only carries them" in out


def test_ntp_across_2036(time_server):
    """The server's seconds start over in 2036: a clock of 2040 is hours off, and not 136 years."""
    ahead = 14 * 365 * 86400
    server = time_server(ahead)
    report = examine("--ntp", server.address)[1]
    assert abs(report["ntp"]["aheadMs"] + ahead * 1000) < 1


def test_ntp_by_name(time_server):
    """Whichever of a name's addresses answers."""
    server = time_server()
    status, report = examine("--ntp", "localhost:" + server.address.split(":")[1])
    assert status == 0
    holds(report["ntp"], 0)


def put(offset, data):
    return lambda answer, asked: answer[:offset] + data + answer[offset + len(data):]


@pytest.mark.parametrize("change, message", [
    (lambda answer, asked: put(12, bytes(4))(put(0, b"\xe4\x00")(answer, asked), asked), "kiss-o'-death without a code"),
    (lambda answer, asked: put(12, b"RATE")(put(0, b"\xe4\x00")(answer, asked), asked), "kiss-o'-death RATE: it has been asked too often"),
    (lambda answer, asked: put(12, b"DENY")(put(0, b"\xe4\x00")(answer, asked), asked), "kiss-o'-death DENY: it does not serve this machine"),
    (put(0, b"\xe4"), "its own clock is not synchronised"), (put(1, b"\x10"), "its own clock is not synchronised"),
    (put(1, b"\x11"), "it claims stratum 17"), (put(40, bytes(8)), "its timestamps make no sense"),
])
def test_ntp_servers_that_refuse(time_server, change, message):
    server = time_server(0, change)
    status, report = examine("--ntp", server.address)
    assert status == 2 and list(report["ntp"]) == ["host", "error"] and message in report["ntp"]["error"], report
    assert len(server.asked) == 1, "what a server has said it need not say again"


def test_ntp_servers_that_never_answer(time_server):
    def examination(change, message):
        server = time_server(5, change)
        status, report = examine("--ntp", server.address)
        assert status == 2 and message in report["ntp"]["error"], report
        assert len(server.asked) == 4

    at_once(examination, [
        (lambda answer, asked: None, "no answer within 1 s"), (lambda answer, asked: b"garbage", "is no NTP packet (7 bytes)"),
        (put(24, b"12345678"), "answers another question than ours"), (put(0, b"\x23"), "is no answer of a server (mode 3)"),
    ])


def test_ntp_strays_are_passed_over(time_server):
    """Anybody can send these; the answer comes behind them."""
    lie = put(40, bytes.fromhex("aaaaaaaa00000000"))
    server = time_server(0, lambda answer, asked: [b"", lie(put(24, b"12345678")(answer, 0), 0), put(0, b"\xe4\x00")(put(24, b"12345678")(answer, 0), 0), answer])
    status, report = examine("--ntp", server.address)
    assert status == 0
    holds(report["ntp"], 0)


def test_ntp_servers_that_answer_once(time_server):
    """As public ones do that limit how often they are asked."""
    kiss = lambda answer: put(12, b"RATE")(put(0, b"\xe4\x00")(answer, 0), 0)  # noqa: E731
    for second in [kiss, lambda answer: None]:
        server = time_server(0.212, lambda answer, asked: answer if asked == 1 else second(answer))
        status, report = examine("--ntp", server.address)
        assert status == 1 and len(server.asked) == 2
        holds(report["ntp"], -212)


def test_ntp_nobody_there():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % taken.getsockname()[1]
    assert examine("--ntp", address)[1]["ntp"] == {"host": address, "error": "Connection refused"}
    assert "error" in examine("--ntp", "no-such-host.invalid")[1]["ntp"]


# The Date field.

def test_against(web_server):
    def examination(offset):
        server = web_server(offset)
        status, report = examine("--against", server.url + "/any?thing#here")
        measured = report["against"]
        assert list(measured) == ["url", "aheadMs", "uncertaintyMs", "date", "leastAheadMs", "mostAheadMs"]
        holds(measured, -offset * 1000)
        # Who is late by less than what a Date may be old may have one that is.
        assert status == (0 if offset == 0 else 3 if -1.15 < offset < 0 else 1) and measured["date"] == "exact-or-cached"
        assert measured["mostAheadMs"] - measured["leastAheadMs"] == pytest.approx(1100 + 2 * measured["uncertaintyMs"], abs=0.01)
        assert measured["mostAheadMs"] == pytest.approx(measured["aheadMs"] + measured["uncertaintyMs"], abs=0.01)
        assert len(server.requests) <= 20 and server.connections == 1
        assert {request.splitlines()[0] for request in server.requests} == {"HEAD /any?thing HTTP/1.1"}
        assert f"Host: 127.0.0.1:{server.port}" in server.requests[0]

    at_once(examination, [(offset,) for offset in [0, 0.212, -0.3, -1.1, -1.2, -1.5, 0.999, 86400.5]])


def test_against_goes_as_fine_as_the_limit(web_server):
    server = web_server(-0.003)
    # How fine it gets is the network's affair too, and on a busy machine loopback takes milliseconds.
    reports = (examine("--against", server.url, "--limit", "5ms")[1] for _ in range(3))
    report = next(report for report in reports if report["against"]["uncertaintyMs"] <= 3)
    assert report["limitMs"] == 5
    holds(report["against"], 3)


def test_against_servers_of_all_kinds(web_server):
    def examination(options):
        status, report = examine("--against", web_server(-0.212, **options).url)
        assert status == 3
        holds(report["against"], 212)

    at_once(examination, [(options,) for options in [
        {"status": "302 Found", "fields": ["Location: http://no-such-host.invalid/"]}, {"status": "500 Oops"}, {"keeps": False},
        {"fields": ["Connection: close"], "keeps": False}, {"fields": ["Age: 0"]},
        # A body where none may be, and interim answers.
        {"answer": lambda server: f"HTTP/1.1 200 OK\r\nDate: {server.date()}\r\nContent-Length: 3\r\n\r\nabc".encode()},
        {"answer": lambda server: f"HTTP/1.1 103 Early Hints\r\nDate: x\r\n\r\nHTTP/1.1 200 OK\r\nDate: {server.date()}\r\n\r\n".encode()},
    ]])


def test_against_servers_that_tell_nothing(web_server):
    def examination(message, options):
        status, report = examine("--against", web_server(**options).url)
        assert status == 2 and list(report["against"]) == ["url", "error"] and message in report["against"]["error"], report

    at_once(examination, [
        ("its answer has no Date field to go by", {"answer": lambda server: b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"}),
        ("its answer has no Date field to go by", {"answer": lambda server: b"HTTP/1.1 200 OK\r\nDate: today\r\n\r\n"}),
        ("its answer is 17 s old, from a cache", {"fields": ["Age: 17"]}),
        ("its answer is 2147483648 s old, from a cache", {"fields": ["Age: 99999999999999999999"]}),
        ("its answer has an Age field that cannot be read", {"fields": ["Age: -5"]}),
        ("what answers does not speak HTTP", {"answer": lambda server: b"SSH-2.0-OpenSSH\r\n"}),
        ("it closes the connection without an answer", {"answer": lambda server: b"", "keeps": False}),
        ("the head of its answer has more than 16384 bytes", {"answer": lambda server: b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000}),
        ("no answer in time", {"answer": lambda server: None}),
    ])


def test_against_a_flood_of_interim_answers(web_server):
    """They are no progress, however fast they come."""
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    status, report = examine("--against", web_server(answer=Endless(interim * 1000)).url)
    assert status == 2 and "it sends more than 16 interim answers, and none that counts" in report["against"]["error"], report
    # As many as are allowed do no harm.
    server = web_server(-0.212, answer=lambda server: interim * 16 + f"HTTP/1.1 200 OK\r\nDate: {server.date()}\r\n\r\n".encode())
    assert examine("--against", server.url)[0] == 3


def test_against_a_head_that_never_ends(web_server):
    start = time.monotonic()
    status, report = examine("--against", web_server(answer=Endless(b"HTTP/1.1 200 OK\r\nX: ", b"x", pause=0.001)).url)
    assert status == 2 and report["against"]["error"] == "no answer in time", report
    assert time.monotonic() - start < 20


def test_against_two_clocks_behind_one_address(web_server):
    def answer(server):
        server.offset = 0.5 if server.offset == 0 else 0
        return f"HTTP/1.1 200 OK\r\nDate: {server.date()}\r\n\r\n".encode()

    status, report = examine("--against", web_server(answer=answer).url)
    assert status == 2 and re.search(r"its Date fields contradict each other by \d+ ms", report["against"]["error"]), report


def test_against_who_keeps_a_date(web_server):
    """Envoy's lags by up to half a second, whatever its clock shows: it is never called late for that."""
    server = web_server(-0.4, fields=["Server: envoy"])
    status, report = examine("--against", server.url)
    assert status == 2 and "which is envoy and renews its Date only now and then" in report["explanation"], report
    assert abs(report["against"]["aheadMs"] + 150) <= 40 and report["against"]["uncertaintyMs"] >= 550, report
    assert report["against"]["date"] == "cached", report


@pytest.mark.parametrize("lag", [0.15, 0.45])
def test_against_an_envoy_that_hides_its_name(web_server, lag):
    """Its Date is renewed every half second, at instants that hardly move: no edge tells it from a clock that is late."""
    def answer(server):
        renewed = (time.time_ns() - int(lag * 1e9)) // 500_000_000 * 500_000_000 + int(lag * 1e9)
        return f"HTTP/1.1 200 OK\r\nDate: {email.utils.formatdate(renewed // 10**9, usegmt=True)}\r\n\r\n".encode()

    status, report = examine("--against", web_server(answer=answer).url)
    assert status == 3 and " skewed: " not in report["explanation"], report
    # As it seems, and as it is.
    holds(report["against"], lag * 1000)
    assert report["against"]["leastAheadMs"] <= 0 <= report["against"]["mostAheadMs"]
    assert re.match(r"skewed or cached: .+ your clock is then anything from \d+ ms behind to \d+ ms ahead of it\. ", report["explanation"]), report


@pytest.mark.parametrize("moment, date", [(lambda now: now, "exact"), (lambda now: now + 1, "exact-or-cached")])
def test_against_who_says_of_when_its_date_is(web_server, moment, date):
    """As this program's gateway does: who is late is told, unless somebody on the way has put in another Date."""
    def answer(server):
        now = time.time_ns() // 1_000_000 - 212
        fields = f"Date: {email.utils.formatdate(now // 1000, usegmt=True)}\r\nX-Mock-Gateway-Now: {moment(now // 1000)}.{now % 1000:03}"
        return f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode()

    status, report = examine("--against", web_server(answer=answer).url)
    assert report["against"]["date"] == date and status == (1 if date == "exact" else 3), report
    holds(report["against"], 212)


def test_against_a_timer_that_does_not_stay_with_the_second(web_server):
    """As uvicorn's: a Date that is renewed every 1.006 s seems late by any part of a second, and is not, whatever server it says that it is."""
    def answer(server):
        renewed = time.time_ns() // 1_006_000_000 * 1_006_000_000 // 10**9
        return f"HTTP/1.1 200 OK\r\nDate: {email.utils.formatdate(renewed, usegmt=True)}\r\n\r\n".encode()

    status, report = examine("--against", web_server(answer=answer).url)
    # For some of its phases the Date is nearly right, and now and then the edge stays long enough.
    assert status in (0, 2, 3), report


def test_against_a_date_of_another_age(web_server):
    server = web_server(answer=lambda server: b"HTTP/1.1 200 OK\r\nDate: Fri, 31 Dec 9999 23:59:59 GMT\r\n\r\n")
    status, report = examine("--against", server.url)
    assert status in [1, 2] and (status == 1 or "contradict" in report["against"]["error"])


def test_against_nobody_there(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = "http://127.0.0.1:%d" % taken.getsockname()[1]
    assert examine("--against", url)[1]["against"] == {"url": url, "error": "Connection refused"}
    gateway = start("--tls", "off")
    assert "error" in examine("--against", gateway.url.replace("http:", "https:"))[1]["against"], "a server without TLS"


# Both.

def test_both(time_server, web_server):
    right, wrong, silent = time_server(), web_server(-0.212), time_server(0, put(0, b"\xe4"))

    def examination(ntp, against, status):
        assert run("--ntp", ntp.address, "--against", against.url)[0] == status

    at_once(examination, [
        (right, web_server(), 0), (time_server(0.3), web_server(), 1), (right, wrong, 3), (silent, wrong, 3),
        (time_server(0.3), wrong, 1), (right, web_server(0.212), 1), (right, web_server(-1.5), 1),
        # The verdict is not fine if one of them has not answered.
        (silent, web_server(), 2),
    ])
    for offset, rest in [(0.212, "off."), (-0.212, "off, or its Date that is a cached one.")]:
        out = run("--ntp", right.address, "--against", web_server(offset).url)[1]
        assert " ".join(out.split()).endswith(f"By 127.0.0.1 your clock is right: it is the clock of 127.0.0.1 that is {rest}"), out


# The gateway itself, whose two clocks are set apart.

def test_against_the_gateway(start, tmp_path):
    authority = tmp_path / "ca"
    gateway = start("--offset", "300ms", "--ca-dir", str(authority))
    secure = f"https://localhost:{gateway.port}"
    trust = ["--cacert", authority / "ca.pem"]

    def examination(url, ahead, arguments, variables):
        status, report = examine("--against", url, *arguments, **variables)
        assert status == (1 if ahead else 0) and report["against"]["date"] == "exact"
        holds(report["against"], ahead)

    late = start("--offset", "-212ms")
    at_once(examination, [
        (late.url + "/oauth/token", 212, [], {}),
        # The issuer's clock writes the Date of the one, the gateway's that of the other.
        (gateway.url + "/oauth/token", -300, [], {}), (gateway.url + "/api/v2/users/me", 0, [], {}),
        (secure + "/oauth/token", -300, trust, {}), (secure.replace("localhost", "127.0.0.1") + "/api/", 0, trust, {}),
        (secure + "/oauth/token", -300, [], {"SSL_CERT_FILE": str(authority / "ca.pem")}),
    ])
    status, report = examine("--against", secure)
    assert status == 2 and list(report["against"]) == ["url", "error"]
    assert re.fullmatch(r"its certificate is not trusted: .+ \(--cacert FILE names a CA to trust\)", report["against"]["error"])


def test_certificates_for_other_hosts(start, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:own.test", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"], check=True, capture_output=True)
    gateway = start("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    for host, message in [("localhost", "hostname mismatch"), ("127.0.0.1", "IP address mismatch")]:
        status, report = examine("--against", f"https://{host}:{gateway.port}/", "--cacert", tmp_path / "cert.pem")
        assert status == 2 and f"its certificate is not trusted: {message}" in report["against"]["error"], report


# Its own clock: faketime shifts what the program reads as the time, and nothing else.

def faketime(span):
    return {"before": ["faketime", "-m", "-f", span], "DONT_FAKE_MONOTONIC": "1"}


def test_a_clock_of_ours_that_is_off(time_server, web_server):
    def examination(span, ahead):
        status, report = examine("--ntp", time_server().address, "--against", web_server().url, **faketime(span))
        assert status == 1
        holds(report["ntp"], ahead)
        holds(report["against"], ahead)

    at_once(examination, [("+0.212s", 212), ("-0.3s", -300), ("+45s", 45_000)])


def test_certificates_that_our_clock_does_not_believe(start, tmp_path):
    gateway = start("--ca-dir", str(tmp_path / "ca"))
    asked = ["--against", f"https://localhost:{gateway.port}/", "--cacert", tmp_path / "ca/ca.pem"]
    for span, message in [("+500d", "certificate has expired by this machine's clock"), ("-5d", "certificate is not yet valid by this machine's clock")]:
        status, report = examine(*asked, **faketime(span))
        assert status == 2 and message in report["against"]["error"], report


# Input.

@pytest.mark.parametrize("code, message, arguments", [
    (64, "--ntp: a b is no NTP server; allowed: HOST, HOST:PORT or [IPV6]:PORT", ["--ntp", "a b"]),
    (64, "--ntp: a:0 is no NTP server", ["--ntp", "a:0"]),
    (64, "--against: ftp://a is no address to ask; allowed: http://HOST[:PORT][/PATH], or https", ["--against", "ftp://a"]),
    (64, "--against: http://u:p@a is no address to ask", ["--against", "http://u:p@a"]),
    (64, "--limit: soon is no duration; allowed: a duration such as 200ms", ["--limit", "soon"]),
    (64, "--limit: -5ms is no limit; allowed: 1ms or more", ["--limit", "-5ms"]),
    (64, "--limit: 0 is no limit; allowed: 1ms or more", ["--limit", "0"]),
    (64, "--limit: 0.5ms is finer than a millisecond", ["--limit", "0.5ms"]),
    (64, "--cacert: is for an https address only", ["--cacert", "/dev/null"]),
    (64, "--cacert: is for an https address only", ["--cacert", "/dev/null", "--against", "http://a"]),
    (66, "--cacert: /no/file does not exist", ["--cacert", "/no/file", "--against", "https://a"]),
    (65, "--cacert: /dev/null holds no PEM certificate", ["--cacert", "/dev/null", "--against", "https://a"]),
    (64, "Unknown option '--ntpd'", ["--ntpd", "a"]),
    (64, "more", ["more"]),
])
def test_bad_input(code, message, arguments):
    status, out, error = run(*arguments)
    assert (status, out) == (code, ""), error
    assert error.startswith("mock-gateway: ") and error.count("\n") == 1 and message in error, error


def test_help():
    status, out, _ = run("--help")
    assert status == 0
    for word in ["--ntp <host[:port]>", "--against <url>", "--cacert <file>", "--limit <duration>", "--json", "Exit status:", "could not tell", "skewed or cached"]:
        assert word in out, word

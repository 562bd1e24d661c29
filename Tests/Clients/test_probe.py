"""`mock-gateway probe` against servers whose rules are known: this program's gateway, Envoy, and a service of our own."""
import base64
import concurrent.futures
import hashlib
import hmac
import http.server
import json
import os
import subprocess
import threading
import time

import pytest

from envoy_server import Envoy
from gateway import BINARY, KEY, SUMMARY, clean_environment


def run(*arguments, **environment):
    """Exit status, standard output and error."""
    done = subprocess.run([BINARY, "probe", *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


def probe(url, *arguments, key=KEY):
    """Exit status and the JSON object, which stands on one line; the key is in neither."""
    status, out, error = run(url, "--json", *arguments, **({} if key is None else {"MOCK_GATEWAY_SIGNING_KEY": key}))
    assert error == "" and out.count("\n") == 1 and KEY not in out, (out, error)
    report = json.loads(out)
    assert report["verdict"] == ("told" if status == 0 else "untold"), report
    return status, report


class Service:
    """A small service of Python's http.server; `judge` gets the claims of a token that is signed as it should be."""

    def __init__(self, judge, close=False):
        service = self
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0" if close else "HTTP/1.1"

            def do_GET(self):
                service.asked.append((self.path, dict(self.headers)))
                status = service.status(self.headers, judge)
                body = json.dumps({"ok": True} if status == 200 else {"error": "no"}).encode()
                self.send_response(status)
                if not close:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d/api?x=1" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def status(headers, judge):
        parts = headers.get("X-Token", "").split(".")
        if len(parts) != 3:
            return 400
        code = hmac.new(KEY.encode(), ".".join(parts[:2]).encode(), hashlib.sha256).digest()
        if base64.urlsafe_b64encode(code).rstrip(b"=").decode() != parts[2]:
            return 401
        return judge(json.loads(base64.urlsafe_b64decode(parts[1] + "==")))

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def service():
    services = []

    def start(*arguments, **more):
        services.append(Service(*arguments, **more))
        return services[-1]

    yield start
    for one in services:
        one.stop()


def whole_seconds(leeway):
    """By a clock of whole seconds, claims cut off, dead only past `exp`: as Envoy and PyJWT 2.5 do."""
    def judge(claims):
        if claims.get("aud") != "x":
            return 403
        now = int(time.time())
        good = int(claims.get("nbf", 0)) <= now + leeway and int(claims.get("exp", 1 << 40)) >= now - leeway
        return 200 if good else 403
    return judge


@pytest.fixture
def envoy(tmp_path):
    server = Envoy(tmp_path, is_held=False)
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


def test_real_servers_are_told(start, service, envoy):
    """Each waits for seconds to tick over, so they wait together."""
    pyjwt = start("--validator", "pyjwt", "--tolerance", "250ms", MOCK_GATEWAY_SIGNING_KEY=KEY)
    own = service(whole_seconds(60), close=True)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        runs = [
            pool.submit(probe, pyjwt.url + SUMMARY),
            pool.submit(probe, envoy + "/unset"),
            pool.submit(probe, own.url, "--header", "X-Token: {token}", "--header", "X-More: y", "--claims", '{"aud": "x"}'),
        ]
        (_, first), (_, second), (_, third) = [run.result() for run in runs]
    assert first["profile"] in ("pyjwt", "simplejwt") and first["claims"]["exp"]["fractions"] == "cut off", first
    assert abs(first["leewayMs"] - 250) <= first["uncertaintyMs"] <= 60, first
    assert first["claims"]["iat"]["demanded"] is False and first["claims"]["iat"]["strings"] == "judged"
    assert abs(first["clockAheadMs"]) <= first["clockUncertaintyMs"] + 1, first
    # Whose Date is a cached one.
    assert second["leewayMs"] == 60_000 and second["profile"] in ("envoy", "istio", "espv2"), second
    assert second["claims"]["exp"]["bound"] == ">=" and second["date"] in ("cached", "exact"), second
    assert third["leewayMs"] == 60_000 and third["claims"]["exp"]["bound"] == ">=", third
    assert {"envoy", "pyjwt-2.5"} <= {fit["name"] for fit in third["fits"]}, third
    assert third["claims"]["iat"]["lookedAt"] is False
    # Nothing but what was given.
    assert {path for path, _ in own.asked} == {"/api?x=1"}
    assert all(headers["X-More"] == "y" and "Authorization" not in headers for _, headers in own.asked)


def test_a_command_makes_the_tokens(start, tmp_path):
    """Told by whoever signs; only as far as what ends early anyway, since each token starts a program."""
    gateway = start(MOCK_GATEWAY_SIGNING_KEY=KEY)
    wrong = tmp_path / "wrong"
    wrong.write_text("another key, which that gateway has never seen")
    command = f"{BINARY} token --key-file {wrong} --claims \"$(cat)\""
    status, report = probe(gateway.url + SUMMARY, "--token-command", command, key=None)
    assert status == 2 and "it refuses everything (401)" in report["explanation"], report
    status, report = probe(gateway.url + SUMMARY, "--token-command", "exit 3", key=None)
    assert status == 2 and report["explanation"] == "could not tell: --token-command: ended with 3."
    status, report = probe(gateway.url + SUMMARY, "--token-command", "echo a b; echo c", key=None)
    assert status == 2 and "refuses everything" in report["explanation"]


def test_what_cannot_be_told_is_said(service):
    status, report = probe("http://127.0.0.1:9/")
    assert status == 2 and report["explanation"].startswith("could not tell: it cannot be reached: "), report
    open_to_all = service(lambda claims: 200)
    assert probe(open_to_all.url, "--header", "X-Token: {token}")[1]["explanation"].endswith(
        "judges signatures, and no time: a token of theirs is good for ever.")
    status, report = probe(open_to_all.url, "--header", "X-Other: {token}")
    assert status == 2 and "it refuses everything (400)" in report["explanation"], report


def test_interrupted_it_tells_what_is_known(start):
    gateway = start(MOCK_GATEWAY_SIGNING_KEY=KEY)
    process = subprocess.Popen([BINARY, "probe", gateway.url + SUMMARY], stdout=subprocess.PIPE, text=True,
                               env=clean_environment(MOCK_GATEWAY_SIGNING_KEY=KEY))
    while len(gateway.control("GET", "requests?limit=50")["requests"]) < 30:
        os.sched_yield()
    process.send_signal(2)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 2 and out.startswith("could not tell: it was interrupted after "), out


@pytest.mark.parametrize("arguments, message", [
    ((), "key-file: is missing"),
    (("--token-command", "x", "--key-file", "y"), "--token-command: excludes --key-file"),
    (("--claims", '{"exp": 1}'), "--claims: exp is what is probed"),
    (("--claims", "[]"), "--claims: is no JSON object"),
    (("--header", "X-Token: x"), "--header: {token} stands in none"),
    (("--header", "X-Token {token}"), "is no field"),
    (("--header", "X: {token}\r\nY: z"), "is no field"),
    (("--accepts", "1..2"), "--accepts: 1..2 is no status"),
    (("--limit", "2h"), "--limit: 2h is no such time"),
    (("--method", "A B"), "is no method"),
    (("--cacert", "x"), "--cacert: is for an https address only"),
])
def test_options_are_checked_before_anything_is_sent(arguments, message):
    environment = {} if not arguments or "--key-file" in arguments else {"MOCK_GATEWAY_SIGNING_KEY": KEY}
    status, out, error = run("http://127.0.0.1:9/", *arguments, **environment)
    assert status == 64 and out == "" and message in error and error.count("\n") == 1, error


def test_a_key_that_others_can_read_is_told_of(tmp_path):
    key = tmp_path / "key"
    key.write_text(KEY)
    key.chmod(0o644)
    status, out, error = run("http://127.0.0.1:9/", "--key-file", key)
    assert status == 2 and "has mode 0644, so that others can read it" in error and KEY not in out + error

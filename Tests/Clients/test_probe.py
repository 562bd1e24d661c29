"""`mock-gateway probe` and `demo --against` by servers whose rules are known: this program's gateway, Envoy, services that
judge by PyJWT, Authlib and ruby-jwt, nginx that judges by Lua, and one of our own."""
import base64
import concurrent.futures
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree

import pytest

from envoy_server import Envoy
from gateway import BINARY, KEY, SUMMARY, clean_environment
from nginx_server import LOCATIONS, Nginx


SERVICES = pathlib.Path(__file__).parent / "services"


def run(*arguments, command=("probe",), **environment):
    """Exit status, standard output and error."""
    done = subprocess.run([BINARY, *command, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


def probe(url, *arguments, key=KEY):
    """Exit status and the JSON object, which stands on one line; the key is in neither."""
    status, out, error = run(url, "--json", *arguments, **({} if key is None else {"MOCK_GATEWAY_SIGNING_KEY": key}))
    assert error == "" and out.count("\n") == 1 and KEY not in out, (out, error)
    report = json.loads(out)
    assert report["verdict"] == ("told" if status == 0 else "untold"), report
    return status, report


def fine(check, url, *arguments, within=30):
    """A report whose uncertainty is at most so many milliseconds, of three at most; each of them has to pass `check`.

    If the machine is busy, questions leave late, which makes a report coarser and never wrong."""
    for _ in range(3):
        status, report = probe(url, *arguments)
        check(status, report)
        if status == 0 and report["uncertaintyMs"] <= within:
            return report
    raise AssertionError(report)


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


@pytest.fixture
def nginx(tmp_path):
    servers = []

    def start(*arguments):
        servers.append(Nginx(tmp_path / f"nginx-{len(servers)}", *arguments))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def library_service():
    """Of a command that prints its port: the address."""
    processes = []

    def start(*command):
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        processes.append(process)
        return "http://127.0.0.1:%d/" % int(process.stdout.readline())

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(10)
        process.stdout.close()


# PyJWT and Authlib under uvicorn, whose Date is a cached one, and ruby-jwt under WEBrick, with their leeways in seconds.
LIBRARIES = [
    ((sys.executable, "-B", SERVICES / "asgi_service.py", "pyjwt", 2, KEY), 2, "pyjwt"),
    ((sys.executable, "-B", SERVICES / "asgi_service.py", "authlib", 5, KEY), 5, "authlib"),
    (("ruby", SERVICES / "rack_service.rb", 10, KEY), 10, "ruby-jwt"),
]


def is_told(leeway, name):
    """A check of a report of one of these libraries."""
    def check(status, report):
        assert status == 0 and name in [fit["name"] for fit in report["fits"]], report
        assert abs(report["leewayMs"] - leeway * 1000) <= report["uncertaintyMs"], report
        assert abs(report["clockAheadMs"]) <= report["clockUncertaintyMs"] + 2, report
        assert report["claims"]["iat"]["lookedAt"] is (name != "ruby-jwt"), report
    return check


# A verifier in Lua inside nginx, by the milliseconds and by the whole seconds of its clock.
LUA = {"now": ("lua-resty-jwt", "count"), "time": ("kong", "count, by s")}


def is_told_of_nginx(clock, latest=0):
    """A check of a report of nginx, which may have read its clock up to so many milliseconds before."""
    name, fractions = LUA[clock]

    def check(status, report):
        if latest and status == 2:
            # On a busy machine it reads its clock later still, and not always by as much.
            assert report["explanation"].startswith("could not tell: its answers change: "), report
            return
        assert status == 0 and name in [fit["name"] for fit in report["fits"]], report
        assert abs(report["leewayMs"] - LOCATIONS[clock] * 1000) <= report["uncertaintyMs"], report
        assert report["claims"]["iat"]["lookedAt"] is False and report["claims"]["nbf"]["strings"] == "refused", report
        assert report["claims"]["exp"]["fractions"] == fractions, report
        uncertainty = report["clockUncertaintyMs"] + 2
        assert -latest * 1.5 - uncertainty <= report["clockAheadMs"] <= uncertainty, report
    return check


def is_told_of_pyjwt(status, report):
    assert status == 0 and report["profile"] in ("pyjwt", "simplejwt"), report
    assert report["claims"]["exp"]["fractions"] == "cut off", report
    assert abs(report["leewayMs"] - 250) <= report["uncertaintyMs"], report
    assert report["claims"]["iat"]["demanded"] is False and report["claims"]["iat"]["strings"] == "judged", report
    assert abs(report["clockAheadMs"]) <= report["clockUncertaintyMs"] + 1, report


def is_told_of_envoy(status, report):
    # Its Date is a cached one.
    assert status == 0 and report["leewayMs"] == 60_000 and report["profile"] in ("envoy", "istio", "espv2"), report
    assert report["claims"]["exp"]["bound"] == ">=" and report["date"] in ("cached", "exact"), report


def is_told_of_whole_seconds(status, report):
    assert status == 0 and report["leewayMs"] == 60_000 and report["claims"]["exp"]["bound"] == ">=", report
    assert {"envoy", "pyjwt-2.5"} <= {fit["name"] for fit in report["fits"]}, report
    assert report["claims"]["iat"]["lookedAt"] is False, report


def test_real_servers_are_told(start, service, envoy, library_service, nginx):
    """Each waits for seconds to tick over, so they wait together."""
    pyjwt = start("--validator", "pyjwt", "--tolerance", "250ms", MOCK_GATEWAY_SIGNING_KEY=KEY)
    own = service(whole_seconds(60), close=True)
    by_events, by_timer = nginx(), nginx("100ms")
    examinations = [
        *((is_told(leeway, name), library_service(*command)) for command, leeway, name in LIBRARIES),
        *((is_told_of_nginx(clock), by_events.url(clock)) for clock in LUA),
        # One that reads its clock ten times a second judges by one that is a little late, and is told so.
        (is_told_of_nginx("time", latest=100), by_timer.url("time")),
        (is_told_of_pyjwt, pyjwt.url + SUMMARY),
        (is_told_of_envoy, envoy + "/unset"),
        (is_told_of_whole_seconds, own.url, "--header", "X-Token: {token}", "--header", "X-More: y", "--claims", '{"aud": "x"}'),
    ]
    with concurrent.futures.ThreadPoolExecutor(len(examinations)) as pool:
        for run in [pool.submit(fine, *examination) for examination in examinations]:
            run.result()
    # Nothing but what was given.
    assert {path for path, _ in own.asked} == {"/api?x=1"}
    assert all(headers["X-More"] == "y" and "Authorization" not in headers for _, headers in own.asked)


def test_a_command_makes_the_tokens(start, tmp_path):
    """What the command that signs causes; only cases that end early anyway, since each token starts a program."""
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


def demo(url, *arguments):
    return run("--against", url, *arguments, command=("demo",), MOCK_GATEWAY_SIGNING_KEY=KEY)


def test_demo_draws_a_server_beside_the_arithmetic(start, tmp_path):
    """One that is as strict as can be, and one that forgives 200 ms; each waits, so they wait together."""
    gateways = [start("--tolerance", tolerance, MOCK_GATEWAY_SIGNING_KEY=KEY) for tolerance in ("0ms", "200ms")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        strict = pool.submit(demo, gateways[0].url + SUMMARY)
        tolerant = pool.submit(demo, gateways[1].url + SUMMARY, "--json", "--svg", tmp_path / "map.svg")
        (status, out, error), (other_status, other, other_error) = strict.result(), tolerant.result()
    assert (status, error) == (0, "") and KEY not in out, (out, error)
    assert max(map(len, out.splitlines())) <= 80 or gateways[0].url in max(out.splitlines(), key=len)
    assert " judges as strict does" in " ".join(out.split())
    assert "    0 ms      100       95       90       80       70       50        0        0\n" in out
    assert "  server  100=100    95=95    90=90    80=80    70=70    50=50      0=0      0=0\n" in out, out
    assert "\nAll 24 squares of the server are as its rule says" in out
    assert (other_status, other_error) == (0, ""), (other, other_error)
    report = json.loads(other)
    assert report["asPredicted"] is True and report["leewayMs"] == 200 and len(report["cells"]) == 24
    for cell in report["cells"]:
        refused = min(max(cell["skewMs"] - cell["delayMs"] - 200, 0), 1000) * cell["calls"] // 1000
        assert cell["measuredRefused"] == refused and cell["calls"] == 20, cell
        assert cell["predictedRefused"] <= refused <= cell["predictedRefusedAtMost"], cell
    root = ElementTree.parse(tmp_path / "map.svg").getroot()
    assert [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")].count("server") == 1
    for gateway in gateways:
        requests = gateway.control("GET", "requests?limit=1000")["requests"]
        assert len(requests) <= 120 + 46 and {request["path"] for request in requests} == {SUMMARY}


def test_demo_says_what_it_cannot_tell(start, tmp_path):
    picture = tmp_path / "map.svg"
    status, out, error = demo("http://127.0.0.1:9/", "--svg", picture)
    assert (status, error) == (2, "") and out.startswith("could not tell: it cannot be reached: ") and not picture.exists()
    gateway = start(MOCK_GATEWAY_SIGNING_KEY="another key, which nobody here knows")
    status, out, error = demo(gateway.url + SUMMARY, "--json")
    report = json.loads(out)
    assert (status, error) == (2, "") and report["verdict"] == "untold" and report["cells"] is None, report


@pytest.mark.parametrize("arguments, message", [
    (("--against", "ftp://a"), "--against: ftp://a is no address to ask"),
    (("--against", "http://127.0.0.1:9/", "--phases", "20"), "--phases: excludes --against"),
    (("--against", "http://127.0.0.1:9/", "--limit", "2h"), "--limit: 2h is no such time"),
    (("--limit", "1m"), "--limit: is for a server; allowed: with --against URL"),
    (("--header", "X: {token}"), "--header: is for a server"),
])
def test_demo_checks_its_options(arguments, message):
    status, out, error = run(*arguments, command=("demo",), MOCK_GATEWAY_SIGNING_KEY=KEY)
    assert status == 64 and out == "" and message in error and error.count("\n") == 1, error


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

#!/usr/bin/env python3
"""Measures the gateway, beside nginx that answers a constant, if that is installed.

Needs wrk, and Linux. The server has one core for itself, wrk another. Each figure is the median of interleaved rounds;
ratios and CPU time a request move least on a busy machine. --growth measures what many tokens, clients, fixtures, stubs,
operations, faults and journal entries cost a request, and an open console. --sizes counts what an input costs by its
length, which has to be linear. --instructions counts, by valgrind and strace, what one request executes, allocates and
asks of the kernel: the same numbers each time, to be kept in instructions.txt.
"""
import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SUMMARY = "/api/v2/analytics/queues/summary"
FORM = "grant_type=client_credentials"
BASIC = "Basic " + base64.b64encode(b"bench-client:bench-secret").decode()
WRK = """
local depth = tonumber(os.getenv("DEPTH") or "1")
local tokens = os.getenv("TOKENS")
if os.getenv("POST") then
    wrk.method, wrk.body = "POST", "grant_type=client_credentials"
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end
if tokens then
    local requests, turn = {}, 0
    function init(args)
        for token in io.lines(tokens) do
            wrk.headers["Authorization"] = "Bearer " .. token
            requests[#requests + 1] = wrk.format()
        end
    end
    function request()
        turn = turn % #requests + 1
        return requests[turn]
    end
end
if depth > 1 then
    local batch
    function init(args)
        local one = {}
        for i = 1, depth do one[i] = wrk.format() end
        batch = table.concat(one)
    end
    function request() return batch end
end
function done(summary, latency, requests)
    io.write(string.format("REPORT %d %d %d\\n", summary.requests, summary.duration, latency:percentile(99)))
end
"""
# Name, path, connections, token (good, bad or none), depth of the pipeline, other headers.
SCENARIOS = [
    ("GET 64", SUMMARY, 64, "good", 1, []),
    ("GET 512", SUMMARY, 512, "good", 1, []),
    ("refuse 64", SUMMARY, 64, "expired", 1, []),
    ("POST token", "/oauth/token", 64, "basic", 1, []),
    ("close", SUMMARY, 64, "good", 1, ["Connection: close"]),
    ("pipeline 16", SUMMARY, 64, "good", 16, []),
    ("one", SUMMARY, 1, "good", 1, []),
]
QUERY = "?pageSize=25&pageNumber=1&expand=members,skills&sortBy=name&divisionId=7c2f9c1e-3a55-4d0e-9d1c-0b6f4f1f2a01"
QUERY_SCENARIO = ("GET query", SUMMARY + QUERY, 64, "good", 1, [])
STUB_SCENARIO = ("GET stub", SUMMARY, 64, "good", 1, [])
TLS_SCENARIO = ("TLS 64", SUMMARY, 64, "good", 1, [])


def on_core(core):
    return lambda: os.sched_setaffinity(0, {core})


class Server:
    """A process on the first core, and its CPU time with that of its children."""

    def __init__(self, command, environment=None):
        cores = sorted(os.sched_getaffinity(0))
        self.core, self.client_core = cores[0], cores[-1]
        self.process = subprocess.Popen(command, preexec_fn=on_core(self.core), stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})

    def family(self):
        pids, found = [self.process.pid], []
        while pids:
            pid = pids.pop()
            found.append(pid)
            try:
                pids += map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            except FileNotFoundError:
                pass
        return found

    def cpu(self):
        total = 0
        for pid in self.family():
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory(self, kind):
        """In MiB, as the kernel counts it for all mappings."""
        return sum(int(re.search(rf"^{kind}:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
                   for pid in self.family()) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.stdout.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def identity(folder):
    """Files with a certificate and its key, of the kind that the gateway makes for itself."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=localhost", "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    key.chmod(0o600)
    return certificate, key


class Gateway(Server):
    name = "mock-gateway"
    scheme = "http"

    def __init__(self, binary, folder, *flags, prefix=(), loops=1):
        fixture = folder / "fixtures" / SUMMARY[1:]
        fixture.mkdir(parents=True, exist_ok=True)
        (fixture / "GET.json").write_text(body() + "\n")
        self.port = free_port()
        super().__init__([*prefix, binary, "serve", "--port", str(self.port), "--event-loops", str(loops), "--log-level", "warning",
                          "--fixtures", str(folder / "fixtures"), *flags], {"XDG_DATA_HOME": str(folder)})
        if not self.process.stdout.readline().startswith(b"mock-gateway listening on"):
            raise SystemExit("the gateway does not start")

    def mint(self, claims=None, client="bench-client"):
        return json.loads(ask(self.port, "POST", "/__admin/tokens",
                              json.dumps({"clientId": client, "claims": claims or {}})))["access_token"]

    def headers(self, token):
        if token == "basic":
            return ["Authorization: " + BASIC]
        return ["Authorization: Bearer " + self.mint({"exp": 1} if token == "expired" else None)]


class TLSGateway(Gateway):
    scheme = "https"

    def __init__(self, binary, folder):
        certificate, key = identity(folder)
        super().__init__(binary, folder, "--tls-cert", str(certificate), "--tls-key", str(key))


class Nginx(Server):
    name = "nginx"

    def __init__(self, folder, tls=None):
        self.port = free_port()
        self.scheme = "https" if tls else "http"
        options = f" ssl; ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]}" if tls else ""
        (folder / "nginx.conf").write_text(f"""
            daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 1;
            events {{ worker_connections 16384; }}
            http {{
                access_log off; default_type application/json; keepalive_timeout 300s; keepalive_requests 1000000000;
                server {{
                    listen 127.0.0.1:{self.port} backlog=4096{options};
                    location = {SUMMARY} {{ return 200 '{body()}'; }}
                    location = /oauth/token {{ return 200 '{{"access_token":"{"x" * 300}","expires_in":86400}}'; }}
                }}
            }}""")
        super().__init__(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
        self.wait()

    def wait(self):
        """Until it listens; it says nothing, so it has to be asked, and whether it has ended meanwhile."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                try:
                    raise SystemExit(f"nginx ended: {self.process.wait(0.002)}")
                except subprocess.TimeoutExpired:
                    pass
        raise SystemExit(f"nginx does not listen on {self.port}")

    def headers(self, token):
        return ["Authorization: " + (BASIC if token == "basic" else "Bearer " + "x" * 300)]


def body():
    queue = {"id": "7c2f9c1e-3a55-4d0e-9d1c-0b6f4f1f2a01", "name": "Support", "waiting": 4, "agents": {"online": 8, "busy": 5}}
    return json.dumps({"queues": [queue] * 4})[:-1] + "}"


def ask(port, method, path, content):
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                           f"Content-Length: {len(content)}\r\n\r\n{content}".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).split(b"\r\n\r\n", 1)[1]


def wrk(server, script, scenario, seconds, tokens=None):
    """Requests a second, CPU microseconds a request, and the 99th percentile in milliseconds.

    tokens is a file with a token a line, used in turn.
    """
    _, path, connections, token, depth, extra = scenario
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "-s", script]
    for header in ([] if tokens else server.headers(token)) + extra:
        command += ["-H", header]
    environment = {**os.environ, "DEPTH": str(depth)} | ({"POST": "1"} if token == "basic" else {})
    environment |= {"TOKENS": str(tokens)} if tokens else {}
    before = server.cpu()
    out = subprocess.run(command + [f"{server.scheme}://127.0.0.1:{server.port}{path}"], env=environment, capture_output=True, text=True,
                         preexec_fn=on_core(server.client_core), check=True).stdout
    requests, microseconds, p99 = map(int, re.search(r"REPORT (\d+) (\d+) (\d+)", out).groups())
    return requests / (microseconds / 1e6), (server.cpu() - before) / requests * 1e6, p99 / 1000


def loads(servers, scenarios, rounds, seconds, folder, header=True):
    script = str(folder / "load.lua")
    pathlib.Path(script).write_text(WRK)
    if header:
        heading(servers)
    for scenario in scenarios:
        measure(servers, scenario, rounds, seconds, script)


def heading(servers):
    print(f"{'':14}{'requests/s':>26}{'ratio':>8}{'CPU us/request':>18}{'ratio':>8}{'p99 ms':>14}")
    print(f"{'':14}{servers[0].name:>14}{servers[-1].name if len(servers) > 1 else '':>12}")


def measure(servers, scenario, rounds, seconds, script):
    results = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            results[server.name].append(wrk(server, script, scenario, seconds))
    medians = {name: [statistics.median(values) for values in zip(*rows)] for name, rows in results.items()}
    ours = medians[servers[0].name]
    if len(servers) == 1:
        return print(f"{scenario[0]:14}{ours[0]:14,.0f}{'':20}{ours[1]:10.2f}{'':16}{ours[2]:14.2f}", flush=True)
    pairs = list(zip(results[servers[0].name], results[servers[1].name]))
    speed = statistics.median(a[0] / b[0] for a, b in pairs)
    cost = statistics.median(a[1] / b[1] for a, b in pairs)
    theirs = medians[servers[1].name]
    print(f"{scenario[0]:14}{ours[0]:14,.0f}{theirs[0]:12,.0f}{speed:8.2f}{ours[1]:10.2f}{theirs[1]:8.2f}{cost:8.2f}"
          f"{ours[2]:8.2f}{theirs[2]:6.2f}", flush=True)


def growth(binary, folder, rounds, seconds, many=10_000):
    """CPU time of a request among few, and among many of something."""
    script = str(folder / "load.lua")
    pathlib.Path(script).write_text(WRK)
    scenario = SCENARIOS[0]
    few = Gateway(binary, folder, "--tls", "off")
    grown, consoles = {}, []
    # Set up in the background of nobody: each is a gateway of its own, and idle while another is measured.
    try:
        # Which tokens are used in turn, if there is more than one: other bytes than those of the request before have to
        # be read, and ten thousand of everything do not fit into the processor's caches.
        sources = {}

        def use(name, server, count):
            sources[name] = folder / f"tokens-{len(sources)}"
            sources[name].write_text("".join(server.mint(client=f"client-{n}") + "\n" for n in range(count)))
            grown[name] = server

        server = Gateway(binary, folder, "--tls", "off")
        use("2 tokens", server, 2)
        use("10,000 tokens", server, many)
        server = Gateway(binary, folder, "--tls", "off", "--config", str(clients(folder, many)))
        use("10,000 clients, 1 of which asks", server, 1)
        use("10,000 clients, all ask", server, many)
        grown["10,000 fixtures"] = Gateway(binary, many_fixtures(folder, many), "--tls", "off")
        for name, fault in ("1,000 faults", {"client": "other-{}"}), ("1,000 wildcards", {"path": "/api/v2/other-{}/**"}):
            grown[name] = server = Gateway(binary, folder, "--tls", "off")
            faults = [{k: v.format(n) for k, v in fault.items()} | {"status": 503} for n in range(1000)]
            ask(server.port, "PUT", "/__admin/faults", json.dumps({"faults": faults}))
        grown["10,000 stubs, 1 of which answers"] = server = Gateway(binary, folder, "--tls", "off")
        stubs(server.port, many)
        grown["3,355 operations"] = Gateway(binary, folder, "--tls", "off", "--openapi", str(definition(folder, 3355)))
        grown["a console open"] = server = Gateway(binary, folder, "--tls", "off")
        consoles.append(console(server))
        grown["a console that has been closed"] = server = Gateway(binary, folder, "--tls", "off")
        end(console(server))
        grown["full journal"] = server = Gateway(binary, folder, "--tls", "off")
        wrk(server, script, scenario, 1)
        print(f"{'':32}{'CPU us/request':>16}{'ratio':>8}")
        for name, server in grown.items():
            pairs = [(wrk(server, script, scenario, seconds, sources.get(name))[1], wrk(few, script, scenario, seconds)[1])
                     for _ in range(rounds)]
            cost = statistics.median(pair[0] for pair in pairs)
            print(f"{name:32}{cost:16.2f}{statistics.median(a / b for a, b in pairs):8.2f}", flush=True)
    finally:
        for process in consoles:
            end(process)
        for server in {few, *grown.values()}:
            server.stop()


def stubs(port, many):
    """Stubs of other clients, and one of the client that asks, with the body of the fixture."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        for n in range(many):
            client, path = ("bench-client", SUMMARY) if n == many // 2 else (f"client-{n}", f"/api/v2/made/{n}")
            text = json.dumps({"client": client, "path": path, "method": "GET", "body": json.loads(body())})
            send(connection, message("/__admin/fixtures", content=text, method="PUT"))


def definition(folder, operations):
    """The summary's operation, and so many others, each with a parameter and an answer."""
    queue = {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "name", "state")}}
    answer = {"200": {"description": "good", "schema": {"$ref": "#/definitions/Queue"}}}
    page = {"name": "pageSize", "in": "query", "type": "integer", "maximum": 100}
    paths = {f"/api/v2/made/{n // 50}/{{id}}/part{n % 50}": {"get": {
        "operationId": f"getMade{n}", "responses": answer,
        "parameters": [page, {"name": "id", "in": "path", "required": True, "type": "string"}],
    }} for n in range(operations - 1)}
    paths[SUMMARY] = {"get": {"operationId": "getSummary", "parameters": [page], "responses": answer}}
    path = folder / "definition.json"
    path.write_text(json.dumps({"swagger": "2.0", "info": {"title": "made", "version": "1"}, "paths": paths,
                                "definitions": {"Queue": queue}}))
    return path


def console(server):
    """Somebody who reads what happens, on the other core."""
    return subprocess.Popen(["curl", "-sN", "-o", "/dev/null", f"http://127.0.0.1:{server.port}/__admin/events"],
                            preexec_fn=on_core(server.client_core))


def end(process):
    process.terminate()
    process.wait()


def clients(folder, many):
    path = folder / "clients.json"
    path.write_text(json.dumps({"clients": {f"client-{n}": {"tolerance": "5s"} for n in range(many)}}))
    return path


def many_fixtures(folder, many):
    folder = folder / "many"
    for n in range(many):
        place = folder / "fixtures" / f"api/v2/made/{n // 100}/{n % 100}"
        place.mkdir(parents=True)
        (place / "GET.json").write_text("{}\n")
    return folder


def starts(binary, folder, count=15):
    times = []
    for _ in range(count):
        begin = time.monotonic()
        gateway = Gateway(binary, folder, "--tls", "off")
        ask(gateway.port, "GET", "/", "")
        times.append((time.monotonic() - begin) * 1000)
        gateway.stop()
    print(f"start: exec to first answer, median of {count}: {statistics.median(times):.1f} ms")


def idle(binary, folder, connections=10_000):
    gateway = Gateway(binary, folder, "--tls", "off", "--max-connections", "12000")
    ask(gateway.port, "GET", "/__admin/health", "")
    # What only the start needs is given back once it listens, by a thread that comes after all others.
    least = gateway.memory("Pss")
    for _ in range(10):
        time.sleep(0.5)
        least = min(least, gateway.memory("Pss"))
    print(f"idle: {least:.1f} MiB PSS", end="")
    held = []
    # Its own alone: code that is used again is mapped again.
    before = gateway.memory("Anonymous")
    try:
        for _ in range(connections):
            held.append(socket.create_connection(("127.0.0.1", gateway.port), timeout=10))
        ask(gateway.port, "GET", "/", "")
        grown = gateway.memory("Anonymous") - before
        print(f"; {grown * 1024 * 1024 / connections:.0f} bytes for each of {connections:,} idle connections")
    except OSError as error:
        print(f"; stopped at {len(held)} connections: {error} (ulimit -n)")
    finally:
        for connection in held:
            connection.close()
        gateway.stop()


def ask_often(gateway, scenario, count):
    """One request after the other over one connection."""
    if scenario is STUB_SCENARIO:
        stubs(gateway.port, 1)
    _, path, _, token, _, _ = scenario
    lines = [f"{'POST' if token == 'basic' else 'GET'} {path} HTTP/1.1", "Host: localhost", *gateway.headers(token)]
    content = FORM if token == "basic" else ""
    if content:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(content)}"]
    send_often(gateway, ("\r\n".join(lines) + "\r\n\r\n" + content).encode(), count)


def send_often(gateway, request, count):
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=120) as connection:
        for _ in range(count):
            send(connection, request)


def send(connection, request):
    """Sends one request, and reads its whole answer."""
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    length = int(re.search(rb"Content-Length: (\d+)", answer)[1])
    while len(answer.split(b"\r\n\r\n", 1)[1]) < length:
        answer += connection.recv(65536)


def counted(binary, folder, work, tool, pattern):
    """What a tool has counted in a whole run that does some work, by name or in all."""
    report = folder / "report"
    report.unlink(missing_ok=True)
    gateway = Gateway(binary, folder, "--tls", "off", prefix=[part.format(report) for part in tool])
    work(gateway)
    gateway.stop()
    return {name or "": int(number.replace(",", "")) for number, name in re.findall(pattern, report.read_text(), re.M)}


INSTRUCTIONS = ["valgrind", "--tool=callgrind", "--callgrind-out-file={}"], r"^totals: (\d+)()"
ALLOCATIONS = ["valgrind", "--log-file={}"], r"total heap usage: ([\d,]+) allocs()"
# -D keeps the gateway the child that was started.
CALLS = ["strace", "-D", "-f", "-c", "-o", "{}"], r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$"


FEW, MANY = 200, 2200
COSTS = SCENARIOS[0], SCENARIOS[2], SCENARIOS[3], QUERY_SCENARIO, STUB_SCENARIO


def a_request(binary, folder, scenario, tool, pattern):
    """What one request adds to a count, by name or in all: the start of the process is in both runs."""
    before, after = (
        counted(binary, folder, lambda gateway: ask_often(gateway, scenario, count), tool, pattern)
        for count in (FEW, MANY))
    return {name: (after[name] - before.get(name, 0)) / (MANY - FEW) for name in after}


def instructions(binary, folder):
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True).stdout.strip()
    print(f"outside the kernel, a request, at {revision or 'no commit'}")
    print(f"{'':14}{'instructions':>13}{'allocations':>13}  system calls")
    for scenario in COSTS:
        rows = [a_request(binary, folder, scenario, *counting) for counting in (INSTRUCTIONS, ALLOCATIONS, CALLS)]
        calls = ", ".join(f"{name} {value:.2f}" for name, value in sorted(rows[2].items()) if name != "total" and value > 0.005)
        print(f"{scenario[0]:14}{rows[0]['']:13,.0f}{rows[1]['']:13.2f}  {calls}", flush=True)


def message(target="/", fields=(), content=None, method=None):
    lines = [f"{method or ('GET' if content is None else 'POST')} {target} HTTP/1.1", "Host: localhost", *fields]
    if content is not None:
        lines.append(f"Content-Length: {len(content)}")
    return ("\r\n".join(lines) + "\r\n\r\n" + (content or "")).encode()


FORM_FIELDS = ["Content-Type: application/x-www-form-urlencoded", "Authorization: " + BASIC]

# Inputs by their size: each makes a request of about so many bytes of the kind.
INPUTS = {
    "query: a&a&…": lambda n: message("/api/v2/x?" + "a&" * (n // 2)),
    "query: one value": lambda n: message("/api/v2/x?a=" + "b" * n),
    "query: escapes": lambda n: message("/api/v2/x?a=" + "%62" * (n // 3)),
    "query: names of secrets, almost": lambda n: message("/api/v2/x?" + "tokesecre" * (n // 9) + "=1"),
    "path: segments": lambda n: message("/api/v2" + "/a" * (n // 2)),
    "path: escapes": lambda n: message("/api/v2/" + "%62" * (n // 3)),
    "path: tokens, almost": lambda n: message("/api/v2/" + "eyJhbGciOiJI-" * (n // 13)),
    "path: fractions of tokens": lambda n: message("/api/v2/" + "eyJhbGciOiJI." * (n // 13)),
    "fields: many": lambda n: message(fields=[f"x{i}: y" for i in range(min(n // 80, 100))]),
    "field: one long one": lambda n: message(fields=["X: " + "y" * n]),
    "Accept-like list": lambda n: message(fields=["Connection: " + "a," * (n // 2)]),
    "token: long": lambda n: message(SUMMARY, ["Authorization: Bearer " + "e" * n]),
    "Basic: long": lambda n: message("/oauth/token", ["Authorization: Basic " + "Og" * (n // 2), *FORM_FIELDS[:1]], FORM),
    "form: pairs": lambda n: message("/oauth/token", FORM_FIELDS, "&".join(f"a{i}=b" for i in range(n // 8))),
    "form: one value": lambda n: message("/oauth/token", FORM_FIELDS, FORM + "&a=" + "%62" * (n // 3)),
    "JSON: keys": lambda n: message("/__admin/settings", [], "{" + ",".join(f'"k{i}":1' for i in range(n // 10)) + "}", "PATCH"),
    "JSON: depth": lambda n: message("/__admin/settings", [], "[" * min(n, 4000), "PATCH"),
    "JSON: one string": lambda n: message("/__admin/settings", [], '{"offset":"' + "\\u0061" * (n // 6) + '"}', "PATCH"),
    "JSON: one number": lambda n: message("/__admin/settings", [], '{"offset":' + "1" * n + "}", "PATCH"),
    "duration: parts": lambda n: message("/__admin/settings", [], '{"offset":"' + "1ms" * (n // 3) + '"}', "PATCH"),
    "journal's filter": lambda n: message("/__admin/requests?path=/" + "a*" * (n // 2)),
}


def sizes(binary, folder):
    """Instructions an input costs at a size and at eight times as much: what grows faster than its input stands out."""
    small, factor, count = 900, 8, 20
    tool, pattern = INSTRUCTIONS
    idle = counted(binary, folder, lambda gateway: send_often(gateway, message(), 1), tool, pattern)[""]
    print(f"{'':34}{'instructions':>13}{'x 8':>13}{'ratio':>8}")
    steep = []
    for name, make in INPUTS.items():
        costs = []
        for size in small, small * factor:
            request = make(size)
            total = counted(binary, folder, lambda gateway: send_often(gateway, request, count), tool, pattern)[""]
            costs.append(max(total - idle, 0) / count)
        ratio = costs[1] / max(costs[0], 1)
        # A little more than the input: what is fixed is paid once, and caches of the first request are in it.
        if ratio > factor * 1.25:
            steep.append(name)
        print(f"{name:34}{costs[0]:13,.0f}{costs[1]:13,.0f}{ratio:8.1f}{'  steep' if name in steep else ''}", flush=True)
    if steep:
        raise SystemExit(f"grow faster than their input: {', '.join(steep)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="a release build; built if it is missing")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--growth", action="store_true", help="measure requests among many of everything, and nothing else")
    parser.add_argument("--sizes", action="store_true", help="count instructions of inputs by their size, and nothing else")
    parser.add_argument("--instructions", action="store_true",
                        help="count instructions and allocations by valgrind and system calls by strace, and nothing else")
    options = parser.parse_args()
    if not options.binary:
        build = ["swift", "build", "-c", "release", "--product", "mock-gateway", "--static-swift-stdlib", "-Xlinker", "-s",
                 "--scratch-path", ".build-static"]
        subprocess.run(build, cwd=HERE.parent.parent, check=True, stdout=sys.stderr)
        options.binary = str(HERE.parent.parent / ".build-static/release/mock-gateway")
    with tempfile.TemporaryDirectory(prefix="mock-gateway-bench-") as name:
        folder = pathlib.Path(name)
        if options.instructions:
            return instructions(options.binary, folder)
        if options.sizes:
            return sizes(options.binary, folder)
        if options.growth:
            return growth(options.binary, folder, options.rounds, options.seconds)
        hasNginx = shutil.which("nginx")
        beside = lambda ours, *theirs: [ours, *[make() for make in theirs if hasNginx]]
        for scenarios, make in (
            (SCENARIOS, lambda: beside(Gateway(options.binary, folder, "--tls", "off"), lambda: Nginx(folder))),
            ([TLS_SCENARIO], lambda: beside(TLSGateway(options.binary, folder), lambda: Nginx(folder, identity(folder)))),
        ):
            servers = make()
            try:
                loads(servers, scenarios, options.rounds, options.seconds, folder, header=scenarios is SCENARIOS)
            finally:
                for server in servers:
                    server.stop()
        starts(options.binary, folder)
        idle(options.binary, folder)


if __name__ == "__main__":
    main()

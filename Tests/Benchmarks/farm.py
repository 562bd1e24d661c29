#!/usr/bin/env python3
"""What one gateway carries for a farm of test runs: clients of their own with frozen clocks, their tokens and calls.

    Tests/Benchmarks/farm.py --binary .build-static/release/mock-gateway [--clients 20000] [--seconds 5]

Needs wrk. On loopback, with one event loop. Rates are requests for each second of the gateway's own processor time, the
kernel's part of it included, so that what else runs on the machine does not count; memory is what it holds (RSS).
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile

TOKEN_CALL = """
local n = 0
wrk.method, wrk.body = "POST", "grant_type=client_credentials"
request = function()
  n = (n * 16807 + 11) %% %(clients)d
  return wrk.format(nil, "/oauth/token", {["Content-Type"] = "application/x-www-form-urlencoded", Authorization = basic[n + 1]})
end
"""
API_CALL = """
local n = 0
request = function()
  n = (n * 16807 + 11) %% #bearer
  return wrk.format(nil, "/api/v2/organizations/me", {Authorization = bearer[n + 1]})
end
"""


class Gateway:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "--port", "0", "--event-loops", "1", "--log-level", "error", "--tls", "off"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def memory(self):
        """In MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000

    def time(self):
        """Of the processor, in seconds."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def calls(self, calls):
        """Makes them on one connection; the bodies of the answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        found = []
        for method, path, body, headers in calls:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found.append(answer.read())
            assert answer.status in (200, 201), found[-1]
        connection.close()
        return found

    def load(self, script, seconds):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
            file.write(script)
            file.flush()
            begin = self.time()
            done = subprocess.run(["wrk", "-t", "1", "-c", "16", "-d", f"{seconds}s", "-s", file.name, f"http://127.0.0.1:{self.port}"],
                                  capture_output=True, text=True, check=True)
            spent = self.time() - begin
        assert "Non-2xx" not in done.stdout and "Socket errors" not in done.stdout, done.stdout
        count = int(re.search(r"(\d+) requests in", done.stdout)[1])
        return count, count / spent


def basic(number):
    import base64
    return "Basic " + base64.b64encode(f"test-{number}:s".encode()).decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--clients", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    gateway = Gateway(arguments.binary)
    try:
        print(f"started               {gateway.memory():6.1f} MB")
        before = gateway.memory(), gateway.time()
        body = json.dumps({"secret": "s", "offset": "200ms", "tolerance": "5s", "clock": {"freeze": "now"}, "expiresAfter": "1h"})
        numbers = range(arguments.clients)
        gateway.calls(("PUT", f"/__admin/clients/test-{number}", body, {}) for number in numbers)
        spent = gateway.time() - before[1]
        grown = gateway.memory() - before[0]
        print(f"{arguments.clients} clients with a frozen clock: {gateway.memory():.1f} MB, {grown * 1000 / arguments.clients:.2f} kB each (with their "
              f"journal entries), {arguments.clients / spent:.0f} made a second")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        some = [json.loads(answer)["access_token"] for answer in gateway.calls(
            ("POST", "/oauth/token", "grant_type=client_credentials", form | {"Authorization": basic(number)}) for number in numbers[:2000])]
        table = "basic = {" + ",".join(f'"{basic(number)}"' for number in numbers) + "}\n"
        count, rate = gateway.load(table + TOKEN_CALL % {"clients": arguments.clients}, arguments.seconds)
        print(f"tokens: {rate:.0f} a second; {count} made, {gateway.memory():.1f} MB")
        table = "bearer = {" + ",".join(f'"Bearer {token}"' for token in some) + "}\n"
        count, rate = gateway.load(table + API_CALL.replace("%%", "%"), arguments.seconds)
        print(f"calls with them: {rate:.0f} a second; {count} made, {gateway.memory():.1f} MB (the journal is full)")
    finally:
        gateway.process.terminate()
        gateway.process.wait(10)


if __name__ == "__main__":
    main()

"""A gateway process on a free port, and plain requests to it."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

BINARY = os.environ["MOCK_GATEWAY_BINARY"]
SUMMARY = "/api/v2/analytics/queues/summary"
PAYLOAD = b'{"status": 401, "code": "unauthorized", "message": "Token expired or invalid"}'
KEY = "an HS256 key that this test shares with it"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def clean_environment(**extra):
    """Without what a developer's shell may have set for a gateway of their own."""
    return {k: v for k, v in os.environ.items() if not k.startswith("MOCK_GATEWAY_")} | extra


def until(condition, seconds=20):
    """Asks again and again, if no event tells that it has come; returns what the condition says then."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it does not come"
        os.sched_yield()
    return found


class Gateway:
    def __init__(self, folder, *flags, wrapper=(), **environment):
        """`wrapper` is a command that runs another one in its own place."""
        self.folder = pathlib.Path(folder)
        self.ready = self.folder / "ready.json"
        self.log = self.folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, BINARY, "serve", "--port", "0", "--ready-file", self.ready, *flags],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=clean_environment(**environment))
        # The first line comes once it accepts connections: no need to ask again and again.
        self.first_line = self.process.stdout.readline().decode()
        assert self.first_line.startswith("mock-gateway listening on http"), self.log.read_text()
        about = json.loads(self.ready.read_text())
        self.url, self.host, self.port = about["url"], about["host"], about["port"]

    def stop(self):
        """Ends it as an operator would; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()
            self.process.stdout.close()

    def call(self, method, path, body=None, headers=None):
        """Status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def control(self, method, path, body=None):
        status, _, answer = self.call(method, "/__admin/" + path, None if body is None else json.dumps(body))
        assert status in (200, 201), answer
        return json.loads(answer)

    def settings(self, **settings):
        return self.control("PATCH", "settings", settings)

    def freeze(self):
        return self.control("POST", "clock", {"freeze": "now"})

    def code(self, **bound):
        return self.control("POST", "tokens", {"code": True, **bound})["code"]

    def token(self):
        status, _, body = self.call("POST", "/oauth/token", "grant_type=client_credentials", FORM | BASIC)
        assert status == 200, body
        return json.loads(body)["access_token"]

    def unread(self, path):
        """A connection that has asked for something and reads nothing of it."""
        connection = socket.socket()
        # So that most of it stays with the gateway.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token()}\r\n\r\n".encode())
        return connection

    def summary(self, token):
        return self.call("GET", SUMMARY, headers={"Authorization": "Bearer " + token})


BASIC = {"Authorization": "Basic bW9jay1jbGllbnQ6bW9jay1zZWNyZXQ="}

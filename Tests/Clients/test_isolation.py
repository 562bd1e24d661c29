"""Many tests against one gateway, each with a client of its own, at the same time."""
import base64
import concurrent.futures
import http.client
import json
import random
import threading

from gateway import FORM, SUMMARY

TESTS = 50
ROUNDS = 20


class Journey:
    """One test's client, its connection, and what its clock should say."""

    def __init__(self, port, name, seed):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.name = name
        self.random = random.Random(seed)
        self.basic = {"Authorization": "Basic " + base64.b64encode(f"{name}:{name}-secret".encode()).decode()}

    def call(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def control(self, method, path, body=None):
        status, _, answer = self.call(method, "/__admin/" + path, None if body is None else json.dumps(body))
        assert status in (200, 201), answer
        return json.loads(answer)

    def run(self, number):
        offset, tolerance = self.random.randrange(1, 5000), self.random.randrange(0, 1000)
        year = 2000 + self.random.randrange(0, 80)
        self.control("PUT", "clients/" + self.name, {
            "secret": self.name + "-secret", "offset": f"{offset}ms", "tolerance": f"{tolerance}ms",
            "clock": {"freeze": f"{year}-06-01T12:00:00.{number:03}Z"}, "expiresAfter": "10m"})
        status, headers, body = self.call("POST", "/oauth/token", "grant_type=client_credentials", FORM | self.basic)
        assert status == 200 and str(year) in headers["Date"], body
        bearer = {"Authorization": "Bearer " + json.loads(body)["access_token"]}
        ahead = offset
        for step in (0, max(offset - tolerance - 1, 0), 1, 1):
            if step:
                self.control("POST", f"clients/{self.name}/clock", {"advance": f"{step}ms"})
            ahead -= step
            status, headers, _ = self.call("GET", SUMMARY, headers=bearer)
            reason = headers["X-Mock-Gateway-Reason"]
            if ahead > tolerance:
                heals = ahead - tolerance
                assert reason == f"iat_in_future; ahead_ms={ahead}; tolerance_ms={tolerance}; heals_in_ms={heals}"
                assert status == 401
            else:
                assert status == 200 and reason is None
            assert str(year) in headers["Date"]


def test_fifty_at_a_time(start):
    gateway = start("--clients", "closed", "--log-level", "warning")
    barrier = threading.Barrier(TESTS)

    def test(number):
        journey = Journey(gateway.port, f"test-{number}", number)
        for turn in range(ROUNDS):
            # All of them begin each round together.
            barrier.wait(60)
            journey.run(turn)
        return True

    with concurrent.futures.ThreadPoolExecutor(TESTS) as pool:
        assert all(pool.map(test, range(TESTS)))
    assert gateway.control("GET", "settings")["offsetMs"] == 0
    for number in range(TESTS):
        activity = gateway.control("GET", f"clients/test-{number}")["activity"]
        assert activity["tokenRequests"] == ROUNDS and not activity["storm"]

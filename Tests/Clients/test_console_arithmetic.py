"""The console's arithmetic says what the gateway says, of every validator and to the millisecond."""
import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import subprocess

import pytest

from gateway import KEY

NOW = 1_767_323_045_000
HERE = pathlib.Path(__file__).parent


@pytest.fixture
def arithmetic(gateway, tmp_path):
    """Asks the arithmetic that this gateway serves."""
    status, headers, source = gateway.call("GET", "/__admin/console/arithmetic.js")
    assert status == 200 and headers["Content-Type"] == "text/javascript; charset=utf-8"
    (tmp_path / "arithmetic.mjs").write_bytes(source)
    validators = gateway.control("GET", "validators")["validators"]

    def ask(judged=(), chances=(), stamps=()):
        question = json.dumps({"validators": validators, "judged": judged, "chances": chances, "stamps": stamps})
        done = subprocess.run(
            ["node", HERE / "arithmetic_cases.mjs", tmp_path], input=question, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def encode(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def sign(times):
    """A token with these times in milliseconds, signed with the gateway's key."""
    claims = {"client_id": "a", "sub": "a", "jti": "1"} | {name: seconds(ms) for name, ms in times.items()}
    text = encode({"alg": "HS256", "typ": "JWT"}) + "." + encode(claims)
    code = hmac.new(KEY.encode(), text.encode(), hashlib.sha256).digest()
    return text + "." + base64.urlsafe_b64encode(code).rstrip(b"=").decode()


def seconds(ms):
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


# From now, in ms: when the token begins and ends. Around every bound that anybody has: the millisecond, the half and the
# whole second, the leeways, and a life too short for any call.
TOKENS = [
    {"iat": begin, "nbf": begin if valid is None else valid, "exp": end}
    for begin, valid, end in [
        (0, None, 60_000), (1, None, 60_000), (-1, None, 60_000), (200, None, 60_000), (499, None, 60_000), (500, None, 60_000),
        (501, None, 60_000), (999, None, 60_000), (1000, None, 60_000), (1001, None, 60_000), (5000, None, 99_000), (61_000, None, 200_000),
        (301_000, None, 400_000), (0, 700, 60_000), (700, 0, 60_000), (-900, None, -1), (-900, None, 0), (-900, None, 1), (-9000, None, -500),
        (-9000, None, -1000), (-99_000, None, -60_000), (-99_000, None, -60_001), (-999_000, None, -300_000), (300, None, 301), (300, None, 200),
    ]
]


def test_every_validator_judges_alike(gateway, arithmetic):
    cases, said = [], []
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    for phase in (0, 501, 999):
        now = NOW + phase
        gateway.control("POST", "clock", {"freeze": f"2026-01-02T03:04:05.{phase:03}Z"})
        tokens = [{name: now + ms for name, ms in times.items()} for times in TOKENS]
        signed = [sign(times) for times in tokens]
        for validator in gateway.control("GET", "validators")["validators"]:
            for tolerance in (None, 0, 150) if phase in (0, 999) else (None,):
                text = None if tolerance is None else f"{tolerance}ms"
                gateway.settings(validator=validator["name"], tolerance=text)
                for times, token in zip(tokens, signed):
                    connection.request("POST", "/__admin/tokens/inspect", json.dumps({"token": token}))
                    answer = json.loads(connection.getresponse().read())
                    refused = answer["verdict"] == "refused"
                    cases.append({"validator": validator["name"], "tolerance": tolerance, "token": times, "now": now})
                    said.append([answer["verdict"], answer["reason"], answer.get("aheadMs") if refused else None, answer.get("agoMs"), answer.get("healsInMs")])
    connection.close()
    assert len(cases) > 5000 and len({str(one) for one in said}) > 100
    different = [(case, ours, theirs) for case, ours, theirs in zip(cases, said, arithmetic(judged=cases)["judged"]) if ours != theirs]
    assert not different, (len(different), different[:3])


# What is set, and how long after its token the first call comes, in ms.
CHANCES = [
    ({"offset": "200ms"}, 0), ({"offset": "200ms"}, 200), ({"offset": "200ms", "timestampPrecision": "seconds"}, 0),
    ({"offset": "200ms", "timestampPrecision": "seconds", "tolerance": "100ms"}, 0), ({"offset": "200ms", "timestampPrecision": "seconds"}, 50),
    ({"offset": "1200ms", "timestampPrecision": "seconds", "tolerance": "500ms"}, 0), ({"offset": "300ms", "validator": "whole-second"}, 0),
    ({"offset": "300ms", "timestampPrecision": "seconds", "iatRounding": "round"}, 0), ({"offset": "300ms", "backdate": "250ms"}, 0),
    ({"nodes": "0ms,-200ms,+50ms"}, 0), ({"offset": "-500ms"}, 0), ({"offset": "90s", "validator": "nimbus"}, 0),
]


@pytest.mark.parametrize("settings,delay", CHANCES)
def test_chance_is_what_happens(gateway, arithmetic, settings, delay):
    """A token from each twentieth of a second, and a call on each machine."""
    shown = gateway.settings(**settings)
    nodes = len((shown["nodes"] or "0ms").split(","))
    refused, longest, step = 0, 0, 50
    for phase in range(0, 1000, step):
        gateway.control("POST", "clock", {"freeze": f"2026-01-02T03:04:05.{phase:03}Z"})
        token = gateway.token()
        if delay:
            gateway.control("POST", "clock", {"advance": f"{delay}ms"})
        for _ in range(nodes):
            status, headers, _ = gateway.summary(token)
            if status == 401:
                refused += 1
                reason = dict(part.split("=") for part in headers["X-Mock-Gateway-Reason"].split("; ")[1:])
                longest = max(longest, int(reason["heals_in_ms"]))
    said = arithmetic(chances=[{"settings": shown, "delay": delay, "step": step}])["chances"][0]
    # Nodes are asked in turn, the calls of one token on each of them.
    assert said["longest"] == longest and abs(said["share"] - refused / nodes / (1000 // step)) < 1e-9


def test_stamps_are_what_is_issued(gateway, arithmetic):
    cases, issued = [], []
    for settings in ({}, {"timestampPrecision": "seconds"}, {"iatRounding": "ceil"}, {"iatRounding": "round"}, {"backdate": "1ms", "iatRounding": "ceil"}):
        shown = gateway.settings(**settings)
        for phase in (0, 1, 499, 500, 999):
            gateway.control("POST", "clock", {"freeze": f"2026-01-02T03:04:05.{phase:03}Z"})
            gateway.token()
            cases.append({"reading": NOW + phase, "settings": shown})
            issued.append(gateway.control("GET", "requests?limit=1")["requests"][0]["iat"])
    assert arithmetic(stamps=cases)["stamps"] == issued

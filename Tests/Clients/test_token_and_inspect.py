"""Tokens made and explained without a gateway."""
import base64
import hashlib
import hmac
import json
import subprocess
import unicodedata

import jwt
import pytest

from gateway import BINARY, KEY, clean_environment

AT = "2026-01-02T03:04:05Z"


def run(*arguments, stdin="", **environment):
    done = subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=20,
                          env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    path.write_text(KEY + "\n")
    return path


def mint(key, *arguments):
    status, token, error = run("token", "--key-file", key, *arguments)
    assert status == 0, error
    return token.strip()


def test_a_gateway_takes_it(start, key):
    gateway = start(MOCK_GATEWAY_SIGNING_KEY=KEY)
    assert gateway.summary(mint(key))[0] == 200
    assert gateway.call("GET", "/api/v2/users/me", headers={"Authorization": "Bearer " + mint(key, "--user")})[0] == 200
    refused = gateway.summary(mint(key, "--offset", "1h"))
    assert refused[0] == 401 and refused[1]["X-Mock-Gateway-Reason"].startswith("iat_in_future")


def test_claims(key):
    token = mint(key, "--at", AT, "--offset", "-1.5s", "--token-lifetime", "90s", "--client-id", "c", "--timestamp-precision",
                 "seconds", "--iat-rounding", "ceil", "--backdate", "10s", "--claims", '{"nbf": null, "x": [1], "exp": 7.5}')
    claims = jwt.decode(token, KEY, ["HS256"], options={"verify_exp": False, "verify_iat": False})
    assert claims["iat"] == 1767323034 and claims["exp"] == 7.5 and claims["x"] == [1] and claims["client_id"] == "c"
    assert "nbf" not in claims and claims["jti"]


def test_explains(key):
    token = mint(key, "--at", AT, "--offset", "200ms")
    status, out, _ = run("inspect", token, "--key-file", key, "--at", AT)
    assert status == 1 and "\x1b" not in out
    assert "refused by strict\n  token issued 200 ms in the gateway's future (tolerance 0 ms)" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    status, out, _ = run("inspect", "-", "--at", AT, "--tolerance", "200ms", stdin=f"Bearer {token}\n")
    assert status == 0 and "not checked, nor is the algorithm: no key was given" in out
    status, out, _ = run("inspect", token, "--at", AT, "--json", "--validator", "spring", MOCK_GATEWAY_SIGNING_KEY=KEY)
    report = json.loads(out)
    assert status == 0 and report["validator"] == "spring" and report["toleranceMs"] == 60000 and report["signature"] == "good"
    verdicts = {entry["name"]: entry for entry in report["validators"]}
    assert verdicts["strict"]["reason"] == "iat_in_future" and verdicts["strict"]["healsInMs"] == 200
    assert verdicts["envoy"]["verdict"] == "accepted"
    status, out, _ = run("inspect", token, "--json", MOCK_GATEWAY_SIGNING_KEY="x" * 32)
    assert status == 1 and json.loads(out)["reason"] == "signature"


def sign(claims, key=KEY, **header):
    """A token as nobody honest would make it."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256", **header}, claims)]
    code = hmac.new(key.encode(), b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(code).rstrip(b"=")]).decode()


@pytest.mark.parametrize("used, said", [(KEY, "good"), ("x" * 32, "bad")])
@pytest.mark.parametrize("header, reason", [({"crit": ["x"]}, "crit"), ({}, None)])
def test_checks_the_signature_whatever_else_is_wrong(used, said, header, reason):
    token = sign({"iat": 1, "exp": 99999999999}, used, **header)
    report = json.loads(run("inspect", token, "--json", MOCK_GATEWAY_SIGNING_KEY=KEY)[1])
    assert report["signature"] == said
    assert report["reason"] == reason or said == "bad" and report["reason"] == "signature"


def signed(header, payload):
    """Any bytes at all, and the signature over them."""
    parts = b".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=") for part in (header, payload))
    code = hmac.new(KEY.encode(), parts, hashlib.sha256).digest()
    return (parts + b"." + base64.urlsafe_b64encode(code).rstrip(b"=")).decode()


@pytest.mark.parametrize("header, payload, reason, claim", [
    ('{"alg":"HS256"}', '{"iat":1,"exp":2,"iat":1}', "claim_invalid", "iat"), ('{"alg":"HS256"}', '{"iat":1,"i\\u0061t":1}', "claim_invalid", "iat"),
    ('{"alg":"none"}', '{"iat":1,"iat":1}', "algorithm", None), ('{"alg":"none"}', "no JSON", "algorithm", None),
    ('{"alg":"HS256","crit":["x"]}', "[]", "crit", None), ('{"alg":"HS256"}', '{"exp":2}', "claim_missing", "iat"),
])
def test_says_what_a_gateway_says(start, header, payload, reason, claim):
    """Whatever is signed: the same reason, by the same key, and a report of what can be read."""
    token = signed(header, payload)
    status, out, error = run("inspect", token, "--json", MOCK_GATEWAY_SIGNING_KEY=KEY)
    assert (status, error) == (1, "")
    report = json.loads(out)
    assert report["verdict"] == "refused" and report["reason"] == reason and report.get("claim") == claim
    told = start(MOCK_GATEWAY_SIGNING_KEY=KEY).control("POST", "tokens/inspect", {"token": token})
    assert {key: told.get(key) for key in ("header", "claims", "verdict", "reason", "claim", "explanation")} == {
        key: report.get(key) for key in ("header", "claims", "verdict", "reason", "claim", "explanation")}
    status, out, _ = run("inspect", token, MOCK_GATEWAY_SIGNING_KEY=KEY)
    assert status == 1 and ("\n  refused: " in out or "\n  refused by strict\n" in out) and (report["claims"] is not None or "Claims\n  none that can be read\n" in out)


@pytest.mark.parametrize("payload", ["[]", "no JSON", "", '{"iat":1'])
def test_claims_that_are_none_are_no_token(payload):
    token = signed('{"alg":"HS256"}', payload)
    for environment in ({}, {"MOCK_GATEWAY_SIGNING_KEY": KEY}):
        status, out, error = run("inspect", token, **environment)
        assert (status, out) == (65, "") and "this is no token: " in error
    # A bad signature is told first, as a gateway would do.
    status, out, _ = run("inspect", token, "--json", MOCK_GATEWAY_SIGNING_KEY="x" * 32)
    assert status == 1 and json.loads(out)["reason"] == "signature"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "none"])
def test_without_a_key_neither_signature_nor_algorithm_counts(algorithm):
    token = sign({"iat": 1767323045, "exp": 1767326645}, alg=algorithm)
    status, out, _ = run("inspect", token, "--at", AT)
    assert status == 0 and "accepted by strict, for 1 h\n" in out
    assert "Signature\n  not checked, nor is the algorithm: no key was given (--key-file)\n" in out
    report = json.loads(run("inspect", token, "--at", AT, "--json")[1])
    assert (report["signature"], report["algorithm"], report["verdict"]) == ("unchecked", "unchecked", "accepted")
    # With one, the gateway's own rule holds: HS256 and nothing else.
    status, out, _ = run("inspect", token, "--at", AT, "--json", MOCK_GATEWAY_SIGNING_KEY=KEY)
    report = json.loads(out)
    assert (status, report["algorithm"], report["reason"]) == (1, "bad", "algorithm")


def columns(line):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize("claims", [
    {"iat": 253402300000, "nbf": 253402300000, "exp": 253402300799}, {"client_id": 7}, {"iat": "now"},
    {"name": "\u65e5\u672c\u8a9e" * 40}, {"\ud55c\uae00" * 40: 1}, {"emoji": "\U0001f600" * 80},
])
def test_fits_a_terminal(claims):
    token = sign({"iat": 1767323045, "exp": 1767323055, **claims})
    for validator in ("strict", "auth0-express-max-age"):
        out = run("inspect", token, "--at", AT, "--validator", validator, "--tolerance", "5m")[1]
        assert out.startswith("Header\n") and [line for line in out.splitlines() if columns(line) > 80] == []
        assert "0000-01-01" not in out


def test_lists_the_validators():
    table = run("inspect", "--validator", "list")
    assert table[0] == 0 and table == run("serve", "--validator", "list")
    assert table == run("inspect", "x.y", "--validator", "list")


@pytest.mark.parametrize("arguments, status, message", [
    (["inspect"], 64, "TOKEN: is missing; allowed: a token, or - for standard input"),
    (["inspect", "x.y"], 65, "this is an opaque token: not three parts with dots between them, as a JWT is, so nothing can be read "
     "from it. Only the server that issued it knows what it stands for"),
    (["inspect", "eyJhbGciOiJIUzI1NiJ9.e30"], 65, "this is no token: the token is not three parts of base64url around JSON. It looks like"),
    (["inspect", "e30.e30.e30", "--at", "soon"], 64, "--at: soon is no instant; allowed: one such as"),
    (["inspect", "e30.e30.e30", "--validator", "x"], 64, "--validator: x is no validator; allowed: strict, whole-second"),
    (["inspect", "e30.e30.e30", "--tolerance", "-1s"], 64, "--tolerance: -1s is negative; allowed: 0ms or more"),
    (["inspect", "e30.e30.e30", "--key-file", "/nowhere"], 66, "--key-file: /nowhere does not exist"),
    (["token"], 64, "--key-file: is missing; allowed: a file with the key of the gateway, or MOCK_GATEWAY_SIGNING_KEY"),
    (["token", "--key-file", "/dev/null"], 65, "--key-file: the key has 0 bytes; allowed: 32 or more"),
])
def test_refusals(arguments, status, message):
    code, out, error = run(*arguments)
    assert (code, out) == (status, "") and message in error and error.count("\n") == 1


@pytest.mark.parametrize("claims", ["{", "[]", '{"a": 1, "a": 2}'])
def test_bad_claims(key, claims):
    status, _, error = run("token", "--key-file", key, "--claims", claims)
    assert status == 64 and error.startswith("mock-gateway: --claims: is no JSON")


def test_reads_no_more_than_a_token_can_have():
    status, output, error = run("inspect", "-", stdin="x" * ((1 << 20) + 1))
    assert status == 65 and not output and "has more than 1048576 bytes" in error and len(error) < 300

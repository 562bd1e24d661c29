"""The gateway judges as PyJWT, joserfc and Authlib do, case by case, each with its clock held at the gateway's."""
import base64
import datetime
import hashlib
import hmac
import http.client
import json
import subprocess
import time

import authlib.deprecate  # noqa: F401  It insists on its warnings as it is imported: before a test filters them.
import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from gateway import BINARY, KEY, SUMMARY, clean_environment

SECOND = 1_795_402_980  # 2026-11-23T03:03:00Z
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
# Binary fractions, so that a library's floating point is exact where it meets a bound.
LEEWAYS = [0, 0.25, 0.5, 1, 5]
PHASES = [0, 1, 250, 500, 805, 999]
AROUND = [-1001, -1000, -999, -501, -1, 0, 1, 199, 200, 201, 499, 500, 501, 999, 1000, 1001]


class Clock:
    """What a library reads: `time.time()`, or `datetime.now(tz)`."""

    def __init__(self):
        self.milliseconds = 0

    def time(self):
        return self.milliseconds / 1000

    def now(self, tz):
        return EPOCH + datetime.timedelta(milliseconds=self.milliseconds)


def accepted(refusal, verify):
    try:
        verify()
        return True
    except refusal:
        return False


def pyjwt(patch, clock):
    patch.setattr("jwt.api_jwt.datetime", type("Now", (datetime.datetime,), {"now": staticmethod(clock.now)}))
    refusals = (jwt.ImmatureSignatureError, jwt.ExpiredSignatureError)
    return lambda token, leeway: accepted(refusals, lambda: jwt.decode(token, KEY, algorithms=["HS256"], leeway=leeway))


def joserfc(patch, clock):
    patch.setattr("joserfc._rfc7519.claims.time", clock)
    key = OctKey.import_key(KEY)
    return lambda token, leeway: accepted(JoseError, lambda: joserfc_jwt.JWTClaimsRegistry(leeway=leeway).validate(
        joserfc_jwt.decode(token, key, algorithms=["HS256"]).claims))


def authlib(patch, clock):
    from authlib.jose import JsonWebToken, JoseError
    patch.setattr("authlib.jose.rfc7519.claims.time", clock)
    return lambda token, leeway: accepted(JoseError, lambda: JsonWebToken(["HS256"]).decode(token, KEY).validate(leeway=leeway))


LIBRARIES = {"pyjwt": pyjwt, "joserfc": joserfc, "authlib": authlib}


def number(milliseconds):
    """A claim in seconds, whole where it can be."""
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000


def cases(now, leeway):
    """Claims about `now` and about the bounds that the leeway makes, as they are and cut to whole seconds."""
    margin = int(leeway * 1000)
    instants = {now + shift + ahead for shift in {-margin, 0, margin} for ahead in AROUND}
    instants |= {instant - instant % 1000 for instant in instants}
    past, future = now - 1_000_000, now + 1_000_000
    for instant in sorted(instants):
        yield dict(iat=number(instant), exp=number(future))
        yield dict(iat=number(past), nbf=number(instant), exp=number(future))
        yield dict(iat=number(past), exp=number(instant))
        yield dict(iat=number(instant), nbf=number(instant), exp=number(instant + 86_400_000))
        yield dict(iat=number(instant), nbf=number(instant - 500), exp=number(instant + 500))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("leeway", LEEWAYS)
@pytest.mark.parametrize("name", LIBRARIES)
def test_judges_as_the_library(start, monkeypatch, name, leeway):
    gateway = start("--validator", name, MOCK_GATEWAY_SIGNING_KEY=KEY)
    gateway.settings(tolerance=f"{int(leeway * 1000)}ms")
    clock = Clock()
    accepts = LIBRARIES[name](monkeypatch, clock)
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)

    def ask(method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    compared = refused = 0
    for phase in PHASES:
        now = SECOND * 1000 + phase
        instant = (EPOCH + datetime.timedelta(milliseconds=now)).strftime("%Y-%m-%dT%H:%M:%S") + f".{phase:03}Z"
        assert ask("POST", "/__admin/clock", {"freeze": instant})[0] == 200
        for claims in cases(now, leeway):
            token = jwt.encode(claims, KEY, algorithm="HS256")
            status, body = ask("POST", "/__admin/tokens/inspect", {"token": token})
            said = json.loads(body)
            assert status == 200
            clock.milliseconds = now
            verdict = accepts(token, leeway)
            assert (said["verdict"] == "accepted") == verdict, (claims, now, said)
            assert ask("GET", SUMMARY, token=token)[0] == (200 if verdict else 401), (claims, now)
            if said.get("healsInMs") is not None:
                # The library says when it heals, too.
                clock.milliseconds = now + said["healsInMs"]
                assert accepts(token, leeway), (claims, now, said)
                clock.milliseconds -= 1
                assert not accepts(token, leeway), (claims, now, said)
            if verdict:
                clock.milliseconds = now + said["expiresInMs"]
                assert not accepts(token, leeway), (claims, now, said)
                clock.milliseconds -= 1
                assert accepts(token, leeway), (claims, now, said)
            compared += 1
            refused += not verdict
    connection.close()
    print(f"{name}, leeway {leeway}: {compared} cases compared, {refused} refused")
    assert compared > 500 and refused > 100 and compared - refused > 100


def reads_pyjwt():
    return lambda token: jwt.decode(token, KEY, algorithms=["HS256"])


def reads_joserfc():
    key = OctKey.import_key(KEY)
    return lambda token: joserfc_jwt.JWTClaimsRegistry().validate(joserfc_jwt.decode(token, key, algorithms=["HS256"]).claims)


def reads_authlib():
    from authlib.jose import JsonWebToken
    return lambda token: JsonWebToken(["HS256"]).decode(token, KEY).validate()


def reads_python_jose():
    from jose import jwt as jose_jwt
    return lambda token: jose_jwt.decode(token, KEY, algorithms=["HS256"])


def reads_jwcrypto():
    from jwcrypto import jwk, jwt as jwcrypto_jwt
    key = jwk.JWK(kty="oct", k=encode(KEY.encode()))
    return lambda token: jwcrypto_jwt.JWT(jwt=token, key=key, algs=["HS256"])


READERS = {"pyjwt": reads_pyjwt, "joserfc": reads_joserfc, "authlib": reads_authlib, "python-jose": reads_python_jose,
           "jwcrypto": reads_jwcrypto}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(payload):
    """A token whose claims stand as they are written."""
    content = encode(b'{"alg":"HS256"}') + "." + encode(payload.encode())
    return content + "." + encode(hmac.new(KEY.encode(), content.encode(), hashlib.sha256).digest())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", READERS)
def test_reads_times_as_the_library(start, name):
    """Absent ones, numbers of any kind, and what is none: what the library accepts, the gateway does."""
    gateway = start("--validator", name, MOCK_GATEWAY_SIGNING_KEY=KEY)
    read = READERS[name]()
    past, future = int(time.time()) - 1000, int(time.time()) + 1000
    values = [None, str(past), str(future), f"{past}.5", f"{past}e0", f"{future * 1000}", f"{past * 1000}e-3", "9223372036854775808",
              "1e18", "1e40", "1e300", "1e400", "-1", "-0", "0", "-1e300", f'"{past}"', f'"{future}"', f'"{future}.5"', '"1e18"',
              f'" {future} "', f'"{future // 1000}_{future % 1000:03}"', f'"+{future}"', '"-5"', '""', '"now"', f'"{"9" * 40}"',
              '"\\u0661"', "null", "true", "false", "[]", "{}"]
    accepted = 0
    for claim in ("iat", "nbf", "exp"):
        for value in values:
            claims = {"iat": str(past), "nbf": str(past), "exp": str(future), claim: value}
            payload = "{" + ",".join(f'"{key}":{text}' for key, text in claims.items() if text is not None) + "}"
            token = signed(payload)
            try:
                read(token)
                verdict = True
            except Exception:  # Some libraries let a TypeError or an OverflowError through.
                verdict = False
            assert gateway.summary(token)[0] == (200 if verdict else 401), payload
            accepted += verdict
    assert 20 < accepted < 80


def test_lists_the_validators():
    tables = [subprocess.run([BINARY, *command, "--validator", "list"], capture_output=True, text=True, timeout=20,
                             env=clean_environment()) for command in ([], ["serve"])]
    for table in tables:
        assert (table.returncode, table.stderr) == (0, "") and table.stdout == tables[0].stdout
    rules, _, notes = [part.splitlines() for part in tables[0].stdout.split("\n\n")]
    assert rules[0].split() == ["name", "leeway", "clock", "claims", "iat", "nbf", "exp", "demands", "numbers", "text"]
    assert rules[1].split() == ["strict", "0s", "ms", "exact", "<=", "<=", ">", "iat", "exp", "9999", "-"]
    rows = {line.split()[0]: line.split()[1:] for line in rules[1:]}
    assert rows["pyjwt-2.5"] == ["0s", "s", "floor", "-", "<=", ">=", "-", "double", "all"]
    assert notes[0].split() == ["name", "note"]
    told = {}
    for line in notes[1:]:
        name = line.split()[0] if line[0] != " " else name
        told[name] = told.get(name, "") + " " + line.removeprefix(name).strip()
    assert list(told) == list(rows)
    assert told["pyjwt"] == " PyJWT from 2.7. Run: 2.15.1, 2.7.0. Leeway: any. Needs nothing."
    assert max(map(len, tables[0].stdout.splitlines())) <= 80 and len(rules) > 30


def test_is_given_like_any_setting(start, tmp_path):
    config = tmp_path / "config.json"
    config.write_text('{"validator": "spring", "clients": {"c": {"validator": "pyjwt"}}}')
    gateway = start("--config", str(config))
    settings = gateway.control("GET", "settings")
    assert (settings["validator"], settings["tolerance"]) == ("spring", "1m")
    assert gateway.control("GET", "clients/c")["effective"]["validator"] == "pyjwt"
    settings = start("--tolerance", "0ms", MOCK_GATEWAY_VALIDATOR="spring").control("GET", "settings")
    assert (settings["validator"], settings["tolerance"]) == ("spring", "0ms")
    done = subprocess.run([BINARY, "--validator", "PyJWT"], capture_output=True, text=True, timeout=20, env=clean_environment())
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith("mock-gateway: --validator: PyJWT is no validator; allowed: strict, whole-second, pyjwt")

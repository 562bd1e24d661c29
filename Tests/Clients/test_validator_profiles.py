"""The gateway judges as PyJWT, joserfc and Authlib do, case by case, each with its clock held at the gateway's."""
import datetime
import http.client
import json
import subprocess

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
            if said.get("healsInMs") is not None and said["expiresInMs"] > said["healsInMs"]:
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


def test_lists_the_validators():
    tables = [subprocess.run([BINARY, *command, "--validator", "list"], capture_output=True, text=True, timeout=20,
                             env=clean_environment()) for command in ([], ["serve"])]
    for table in tables:
        assert (table.returncode, table.stderr) == (0, "") and table.stdout == tables[0].stdout
    lines = tables[0].stdout.split("\n\n")[0].splitlines()
    assert lines[0].split() == ["name", "leeway", "clock", "claims", "iat", "nbf", "exp", "note"]
    assert lines[1].split()[:7] == ["strict", "0s", "ms", "exact", "<=", "<=", ">"]
    assert [line.split()[:7] for line in lines if line.startswith("pyjwt-2.5")] == [["pyjwt-2.5", "0s", "s", "floor", "-", "<=", ">="]]
    assert max(map(len, tables[0].stdout.splitlines())) <= 100 and len(lines) > 30


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

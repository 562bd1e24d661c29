"""The gateway judges as the libraries do that can be had here, unmodified, each with its clock held at the gateway's.

One table of tokens, one runner, and in `libraries` a page for each library.
"""
import functools
import hashlib
import hmac
import json
import os
import pathlib
import re
import subprocess
import sys
import typing

import pytest

from encoding import encode
from envoy_server import LEEWAYS as ENVOY_LEEWAYS
from envoy_server import Envoy
from gateway import KEY, SUMMARY
from pipeline import Pipeline
from report import REPORT

HERE = pathlib.Path(__file__).parent
INSTALLED = HERE.parents[1] / ".build/libraries"
SECOND = 1_795_402_980  # 2026-11-23T03:03:00Z
DAY = 86_400_000
# Milliseconds. Leeways are binary fractions, so that a library's floating point is exact where it meets a bound.
PHASES = [0, 1, 250, 500, 750, 999]
AROUND = sorted({sign * distance for distance in (0, 1, 250, 499, 500, 501, 750, 999) for sign in (1, -1)})
LEEWAYS = [None, 0, 0.5, 1, 5]
WHOLE = [None, 0, 1, 5]


class Library(typing.NamedTuple):
    """What is held against a profile: None of a leeway leaves it to the library."""

    profile: str
    version: str
    command: list
    leeways: list = LEEWAYS
    # Values that are compared in no reading.
    incomparable: frozenset = frozenset()
    # Of a version that lies beside the one that is installed.
    requirement: str = ""
    # In Go, and to be compiled.
    source: pathlib.Path = None

    def __str__(self):
        return f"{self.profile} {self.version}".strip()


def page(name):
    return [sys.executable, "-B", str(HERE / "libraries" / f"{name}_page.py")]


def pyjwt(profile, version):
    return Library(profile, version, page("pyjwt"), requirement=f"PyJWT=={version}")


def golang(profile, name, leeways=LEEWAYS):
    # What becomes of a number that 64 bits do not hold is the processor's own.
    beyond = frozenset(["9223372036854775808", "1e40", "1e300", "-1e300"])
    return Library(profile, "of Debian", [str(INSTALLED / "golang"), name], leeways, beyond, source=HERE / "libraries/golang.go")


LIBRARIES = [
    Library("pyjwt", "of requirements.txt", page("pyjwt")), pyjwt("pyjwt", "2.7.0"), pyjwt("pyjwt-2.6", "2.6.0"),
    pyjwt("pyjwt-2.5", "2.5.0"), pyjwt("pyjwt-2.5", "2.4.0"), pyjwt("pyjwt-2.5", "1.7.1"),
    Library("joserfc", "", page("joserfc")), Library("authlib", "", page("authlib")),
    Library("python-jose", "", page("python_jose")), Library("jwcrypto", "", page("jwcrypto"), WHOLE),
    Library("cryptojwt", "", page("cryptojwt"), WHOLE), Library("google-auth", "", page("google_auth"), WHOLE),
    Library("ruby-jwt", "of Debian", ["ruby", str(HERE / "libraries/ruby_jwt.rb")]),
    Library("ruby-jwt-iat", "of Debian", ["ruby", str(HERE / "libraries/ruby_jwt.rb"), "verify_iat"]),
    Library("crypt-jwt", "of Debian", ["perl", str(HERE / "libraries/crypt_jwt.pl")],
            # Perl takes the address of a list for a number.
            incomparable=frozenset(["[]", "{}"])),
    golang("golang-jwt-iat", "golang-jwt", [None]), golang("go-jose", "go-jose"), golang("krakend", "go-jose", [1, 5]),
    Library("jose", "of Debian", ["node", str(HERE / "libraries/jose.cjs")]),
    Library("jose-max-age", "of Debian", ["node", str(HERE / "libraries/jose.cjs"), "max-age"]),
]


@functools.cache
def signed(payload):
    """A token whose claims stand as they are written."""
    content = encode(b'{"alg":"HS256"}') + "." + encode(payload.encode())
    return content + "." + encode(hmac.new(KEY.encode(), content.encode(), hashlib.sha256).digest())


def number(milliseconds):
    """A claim in seconds, whole if it can be."""
    whole, rest = divmod(milliseconds, 1000)
    return str(whole) if rest == 0 else f"{whole}.{rest:03}"


class Case(typing.NamedTuple):
    now: int
    claim: str
    # How far the claim lies from now.
    ahead: int

    @property
    def token(self):
        claims = {"iat": self.now - 1_000_000, "exp": self.now + DAY, self.claim: self.now + self.ahead}
        return signed("{" + ",".join(f'"{name}":{number(time)}' for name, time in claims.items()) + "}")

    def __str__(self):
        return f"{self.claim} = now {'-' if self.ahead < 0 else '+'} {abs(self.ahead)} ms by a clock at .{self.now % 1000:03}"


def cases(margin):
    """Each claim about now and about the bound that a leeway of so many milliseconds makes."""
    for phase in PHASES:
        for claim in ("iat", "nbf", "exp"):
            bound = -margin if claim == "exp" else margin
            for ahead in sorted({base + shift for base in (0, bound) for shift in AROUND}):
                yield Case(SECOND * 1000 + phase, claim, ahead)


class Runner:
    """A library's page at work: asked one list of cases after the other."""

    def __init__(self, library):
        environment = dict(os.environ)
        if library.requirement:
            folder = INSTALLED / library.requirement.replace("==", "-")
            if not folder.exists():
                subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps",
                                "--target", folder, library.requirement], check=True, timeout=100)
            environment["PYTHONPATH"] = str(folder)
        if library.source:
            # Debian's packages of Go are sources below one path, and no modules.
            subprocess.run(["go", "build", "-o", library.command[0], library.source], check=True, timeout=100, env=environment | {
                "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(INSTALLED / "golang-cache")})
        self.process = subprocess.Popen(library.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def judge(self, leeway, asked):
        """Whether each of the pairs of an instant, in milliseconds, and a token is accepted."""
        if not asked:
            return []
        self.process.stdin.write(json.dumps({"key": KEY, "leeway": leeway, "cases": asked}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert len(answer) == len(asked) and set(answer) <= {"+", "-"}, f"the page of the library fails: {answer}"
        return [sign == "+" for sign in answer]

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(20) == 0


@pytest.fixture(params=LIBRARIES, ids=str)
def library(request):
    return request.param


@pytest.fixture
def runner(library):
    runner = Runner(library)
    yield runner
    runner.close()


def freeze(gateway, milliseconds):
    seconds, rest = divmod(milliseconds, 1000)
    assert seconds // 60 == SECOND // 60
    gateway.control("POST", "clock", {"freeze": f"2026-11-23T03:03:{seconds % 60:02}.{rest:03}Z"})


def told(gateway, cases, leeway):
    """What the gateway says: the reason of each refusal."""
    gateway.settings(tolerance=None if leeway is None else f"{int(leeway * 1000)}ms")
    pipeline = Pipeline(gateway)
    reasons = []
    for phase in PHASES:
        freeze(gateway, SECOND * 1000 + phase)
        reasons += pipeline.reasons(SUMMARY, [case.token for case in cases if case.now % 1000 == phase])
    pipeline.close()
    return reasons


def test_judges_as_the_library(gateway, library, runner):
    gateway.settings(validator=library.profile)
    profile = next(p for p in gateway.control("GET", "validators")["validators"] if p["name"] == library.profile)
    compared = refused = 0
    differing = []
    for leeway in library.leeways:
        asked = list(cases(profile["leewayMs"] if leeway is None else int(leeway * 1000)))
        reasons = told(gateway, asked, leeway)
        verdicts = runner.judge(leeway, [(case.now, case.token) for case in asked])
        healing = []
        for case, reason, verdict in zip(asked, reasons, verdicts):
            if (reason is None) != verdict:
                said = "takes" if verdict else "refuses"
                differing.append(f"leeway {leeway}: {case}: the library {said} it, the gateway says {reason or 'accepted'}")
            if heals := re.search(r"heals_in_ms=(\d+)", reason or ""):
                healing += [(case, int(heals[1]), True), (case, int(heals[1]) - 1, False)]
        # The library says when it heals, too: at that millisecond, and not before.
        later = runner.judge(leeway, [(case.now + wait, case.token) for case, wait, _ in healing])
        for (case, wait, isGood), verdict in zip(healing, later):
            if verdict != isGood:
                differing.append(f"leeway {leeway}: {case}: {wait} ms later the library {'takes' if verdict else 'refuses'} it")
        # The inspection says the same, and when an accepted token dies.
        dying = []
        for case, reason in list(zip(asked, reasons))[::29]:
            freeze(gateway, case.now)
            said = gateway.control("POST", "tokens/inspect", {"token": case.token})
            assert (said["verdict"] == "accepted") == (reason is None), case
            if reason is None:
                dying += [(case.now + said["expiresInMs"], case.token), (case.now + said["expiresInMs"] - 1, case.token)]
        assert runner.judge(leeway, dying) == [False, True] * (len(dying) // 2)
        compared += len(asked)
        refused += verdicts.count(False)
    REPORT.append(f"{str(library):28} {compared:6,} cases {refused:6,} refused {len(differing):4} differ")
    assert not differing, "\n".join([f"{library}: {len(differing)} of {compared} differ:"] + differing[:10])
    assert refused > 100 and compared - refused > 100


def test_judges_as_envoy(gateway, tmp_path):
    gateway.settings(validator="envoy")
    compared = refused = 0
    differing = []
    envoy = Envoy(tmp_path)
    try:
        for leeway in ENVOY_LEEWAYS:
            asked = list(cases(60_000 if leeway is None else leeway * 1000))
            reasons = told(gateway, asked, leeway)
            verdicts = []
            for phase in PHASES:
                envoy.hold(SECOND * 1000 + phase)
                verdicts += envoy.accepts(leeway, [case.token for case in asked if case.now % 1000 == phase])
            differing += [f"leeway {leeway}: {case}: Envoy {'takes' if verdict else 'refuses'} it, the gateway says {reason or 'accepted'}"
                          for case, reason, verdict in zip(asked, reasons, verdicts) if (reason is None) != verdict]
            compared += len(asked)
            refused += verdicts.count(False)
    finally:
        envoy.stop()
    REPORT.append(f"{'envoy':28} {compared:6,} cases {refused:6,} refused {len(differing):4} differ")
    assert not differing, "\n".join([f"Envoy: {len(differing)} of {compared} differ:"] + differing[:10])
    assert refused > 100


PAST, FUTURE = SECOND - 1000, SECOND + 1000
VALUES = [
    None, f"{PAST}", f"{FUTURE}", f"{PAST}.5", f"{PAST}e0", f"{FUTURE}000", f"{PAST}000e-3", "9223372036854775808", "1e18", "1e40",
    "1e300", "1e400", "-1", "-0", "0", "-1e300", f'"{PAST}"', f'"{FUTURE}"', f'"{FUTURE}.5"', '"1e18"', f'" {FUTURE} "',
    f'"{FUTURE // 1000}_{FUTURE % 1000:03}"', f'"+{FUTURE}"', '"-5"', '""', '"now"', f'"{"9" * 40}"', '"\\u0661"', "null", "true",
    "false", "[]", "{}",
]


def test_reads_times_as_the_library(gateway, library, runner):
    """Absent ones, numbers of any kind, and what is none: what the library accepts, the gateway does."""
    gateway.settings(validator=library.profile)
    freeze(gateway, SECOND * 1000)
    payloads = []
    for claim in ("iat", "nbf", "exp"):
        for value in [value for value in VALUES if value not in library.incomparable]:
            claims = {"iat": str(PAST), "nbf": str(PAST), "exp": str(FUTURE), claim: value}
            payloads.append("{" + ",".join(f'"{name}":{text}' for name, text in claims.items() if text is not None) + "}")
    pipeline = Pipeline(gateway)
    reasons = pipeline.reasons(SUMMARY, [signed(payload) for payload in payloads])
    pipeline.close()
    verdicts = runner.judge(None, [(SECOND * 1000, signed(payload)) for payload in payloads])
    differing = [f"{payload}: the library {'takes' if verdict else 'refuses'} it, the gateway says {reason or 'accepted'}"
                 for payload, reason, verdict in zip(payloads, reasons, verdicts) if (reason is None) != verdict]
    assert not differing, "\n".join([f"{library}:"] + differing)
    assert 20 < verdicts.count(True) < 90

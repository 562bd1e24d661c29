"""What the gateway has to answer, worked out apart from it: one client with a clock that stands still."""
import email.utils
import json
import pathlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
SUMMARY = "/api/v2/analytics/queues/summary"
ME = "/api/v2/tokens/me"
USER = "/api/v2/users/me"
NOWHERE = "/api/v2/soak/nowhere"
PAYLOAD = b'{"status": 401, "code": "unauthorized", "message": "Token expired or invalid"}'
MINUTE = 60_000_000
HALF_HOUR = 30 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# Nothing that somebody sets for all clients reaches one that has each setting of its own.
APART = {
    "tokenLifetime": "24h", "expiresIn": None, "timestampPrecision": "milliseconds", "drift": "0ppm", "offsetSteps": None,
    "jitter": "0ms", "jitterSeed": 0, "offsetTtl": None, "iatRounding": "floor", "backdate": "0ms", "nodes": None,
    "nodeChoice": "round-robin", "nodeSeed": 0, "validator": "strict", "rateLimit": None, "stormLimit": None,
    "refreshReuse": "refuse", "loginPage": False,
}


def fixture(path):
    return (FIXTURES / path.lstrip("/") / "GET.json").read_text().removesuffix("\n")


TEMPLATES = {path: fixture(path) for path in [SUMMARY, ME, USER]}


def instant(milliseconds):
    """RFC 3339 in UTC, with milliseconds."""
    return (EPOCH + timedelta(milliseconds=milliseconds)).strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


def date_field(milliseconds):
    return email.utils.formatdate(milliseconds // 1000, usegmt=True)


def rounded_up(microseconds):
    return -(-microseconds // 1000)


@dataclass(frozen=True)
class Verdict:
    """Why a token is refused, with whole milliseconds as the reason has them; no reason is none."""
    reason: str | None = None
    claim: str | None = None
    ahead: int | None = None
    ago: int | None = None
    heals: int | None = None
    tolerance: int | None = None
    hint: str | None = None

    @property
    def field(self):
        """The value of X-Mock-Gateway-Reason."""
        parts = [("claim", self.claim), ("ahead_ms", self.ahead), ("ago_ms", self.ago), ("tolerance_ms", self.tolerance),
                 ("heals_in_ms", self.heals), ("hint", self.hint)]
        return "; ".join([self.reason] + [f"{name}={value}" for name, value in parts if value is not None])


@dataclass
class Frozen:
    """A client's settings and clock, as the gateway has been told them; all in milliseconds."""
    id: str
    now: int
    offset: int = 0
    tolerance: int = 0
    lifetime: int = 86_400_000

    @property
    def settings(self):
        return {"offset": f"{self.offset}ms", "tolerance": f"{self.tolerance}ms"}

    @property
    def definition(self):
        return APART | self.settings | {"clock": {"freeze": instant(self.now)}}

    def judge(self, token):
        """The strict validator's rules: iat, nbf, exp, in this order."""
        if token.flaw:
            reason, _, claim = token.flaw.partition("; claim=")
            return Verdict(reason, claim or None)
        now, tolerance = self.now * 1000, self.tolerance * 1000
        start, end = max(token.issued, token.not_before) - tolerance, token.expires + tolerance
        # In whole milliseconds: a token that lives only between two of them, no call meets alive.
        wait = rounded_up(start - now)
        heals = wait if start < end and now + wait * 1000 < end else None
        if now < token.issued - tolerance:
            return Verdict("iat_in_future", None, rounded_up(token.issued - now), None, heals, self.tolerance)
        if now < token.not_before - tolerance:
            return Verdict("nbf_in_future", None, rounded_up(token.not_before - now), None, heals, self.tolerance)
        if now >= end:
            hint = "local_time" if now - end > MINUTE and self.is_local_time(token) else None
            return Verdict("expired", None, None, (now - token.expires) // 1000, None, self.tolerance, hint)
        return Verdict()

    def is_local_time(self, token):
        """Whether a token that is far from now would be new and good if it were moved by whole half hours."""
        now, lead = self.now * 1000, token.issued - self.now * 1000
        off = (lead + HALF_HOUR // 2) // HALF_HOUR * HALF_HOUR
        if off == 0 or not -24 <= off // HALF_HOUR <= 28 or not -MINUTE // 2 <= lead - off <= MINUTE // 12:
            return False
        start = max(token.issued, token.not_before) - off - max(self.tolerance * 1000, MINUTE // 12)
        return start <= now < token.expires - off + self.tolerance * 1000

    def body(self, path):
        return (TEMPLATES[path].replace("{{now-30m}}", instant(self.now - 1_800_000)).replace("{{now}}", instant(self.now))
                .replace("{{token.clientId}}", self.id)).encode()

    def expect(self, method, path, token, fault=None):
        """The one right answer to an API request."""
        verdict = self.judge(token)
        entry = {"method": method, "path": path, "client": token.client, "tokenId": token.id, "verdict": "accepted",
                 "reason": None, "fault": fault}
        # A token that nobody here has signed belongs to no client, and is judged by whatever holds for all.
        fields = {"date": date_field(self.now)} if token.client else {}
        if token.client:
            entry |= {"gatewayNow": instant(self.now), "issuerNow": instant(self.now + self.offset)}
        if verdict.reason:
            entry |= {"verdict": "refused", "reason": verdict.reason}
            numbers = {"aheadMs": verdict.ahead, "agoMs": verdict.ago, "healsInMs": verdict.heals, "toleranceMs": self.tolerance}
            entry |= {name: value for name, value in numbers.items() if token.client}
            fields |= {"x-mock-gateway-reason": verdict.field}
            status, body = 401, PAYLOAD
        elif path == NOWHERE:
            fields |= {"x-mock-gateway-reason": "no_fixture"}
            status, body = 404, None
        elif method not in ("GET", "HEAD"):
            status, body = 405, None
        elif path == USER and not token.is_user:
            status, body = 400, None
        else:
            status, body = 200, self.body(path)
        return Expectation(method, status, body, fields, entry | {"status": status})


@dataclass
class Expectation:
    method: str
    status: int
    # None: an error in the real service's shape, which names the correlation id.
    body: bytes | None
    fields: dict = field(default_factory=dict)
    # What the journal has to say of it.
    entry: dict = field(default_factory=dict)

    def check(self, answer):
        """The answer's correlation id, if the answer is right in every byte that is known."""
        assert answer.status == self.status, f"{answer.status} for {self}: {answer.body[:300]}"
        for name, value in self.fields.items():
            assert answer.fields.get(name) == value, f"{name}: {answer.fields.get(name)} for {self}"
        if self.status not in (401, 404):
            assert "x-mock-gateway-reason" not in answer.fields, f"{answer.fields} for {self}"
        correlation = answer.fields["inin-correlation-id"]
        if self.method == "HEAD":
            assert answer.body == b""
            if self.body is not None:
                assert answer.fields["content-length"] == str(len(self.body)), f"{answer.fields} for {self}"
        elif self.body is not None:
            assert answer.body == self.body, f"{answer.body[:300]} for {self}"
        else:
            error = json.loads(answer.body)
            assert (error["status"], error["contextId"]) == (self.status, correlation), f"{error} for {self}"
        return correlation

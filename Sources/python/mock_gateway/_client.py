"""A client of a gateway, with settings, clock, faults and journal of its own."""
from __future__ import annotations

import json
import re
import secrets
import urllib.parse
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Type, Union, cast

if TYPE_CHECKING:
    from ._gateway import Gateway

#: "200ms", "1m30s", or a number of milliseconds.
Duration = Union[str, int, float]
#: What a request left in the journal: `status`, `path`, `reason`, `aheadMs` and so on, by the names of the interface.
JournalEntry = Dict[str, Any]
#: `verified`, `count`, `expected`, and `nearest` if it is not verified.
Verification = Dict[str, Any]

# How long a client stays whose test has been killed.
_LIFE = "1h"

class ControlError(RuntimeError):
    """The control interface has refused a call."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        try:
            text = str(json.loads(body)["error"])
        except (ValueError, KeyError, TypeError):
            text = body.decode(errors="replace")
        super().__init__(f"{status}: {text}")


class NotVerified(AssertionError):
    """The journal does not have what was expected of it."""


class Client:
    """A client that no other test touches: `url`, `client_id` and `secret` are what a program under test is given."""

    def __init__(self, gateway: Gateway, name: str, settings: Mapping[str, Any]) -> None:
        self.gateway = gateway
        slug = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")[-60:]
        self.client_id = f"{slug}-{secrets.token_hex(4)}"
        self.secret = secrets.token_urlsafe(16)
        body = {"secret": self.secret, "expiresAfter": _LIFE, **_camel(settings)}
        self._path = "clients/" + urllib.parse.quote(self.client_id, safe="")
        gateway.control("PUT", self._path, body)

    @property
    def url(self) -> str:
        """The address of login and API: `http://127.0.0.1:PORT`."""
        return self.gateway.url

    # Clock

    def freeze(self, at: str = "now", *, phase: Optional[Duration] = None) -> Dict[str, Any]:
        """Stops the client's clock, at an instant such as "2026-01-02T03:04:05.678Z", or at a part of its second."""
        body: Dict[str, Any] = {"freeze": at}
        if phase is not None:
            body["phase"] = phase
        return self._clock(body)

    def advance(self, by: Duration) -> Dict[str, Any]:
        """Moves the client's clock, which is frozen."""
        return self._clock({"advance": by})

    def resume(self) -> Dict[str, Any]:
        """Lets the client's clock run again, on real time."""
        return self._clock({"resume": True})

    def _clock(self, body: Mapping[str, Any]) -> Dict[str, Any]:
        return cast(Dict[str, Any], self.gateway.control("POST", self._path + "/clock", body))

    # Settings

    def set(self, **settings: Any) -> None:
        """Changes settings, all or none, by their names with underscores: `set(token_lifetime="5m", drift="50ppm")`."""
        self.gateway.control("PATCH", self._path, _camel(settings))

    @property
    def offset(self) -> str:
        """How far the issuer's clock is ahead of the gateway's."""
        return cast(str, self._settings()["offset"])

    @offset.setter
    def offset(self, value: Duration) -> None:
        self.set(offset=value)

    @property
    def tolerance(self) -> Optional[str]:
        """How much difference the gateway forgives."""
        return cast(Optional[str], self._settings()["tolerance"])

    @tolerance.setter
    def tolerance(self, value: Optional[Duration]) -> None:
        self.set(tolerance=value)

    def _settings(self) -> Dict[str, Any]:
        return cast(Dict[str, Any], self.gateway.control("GET", self._path)["effective"])

    # Faults

    def fault(self, path: Optional[str] = None, **fault: Any) -> str:
        """Makes requests of this client fail: `fault(status=429, retry_after="1s", next=2)`; the fault's name."""
        body = _camel(fault)
        if path is not None:
            body["path"] = path
        made = self.gateway.control("POST", "faults", {**body, "client": self.client_id})
        return cast(str, made["name"])

    # Answers

    def stub(self, path: str, body: Any = None, *, method: str = "GET", status: int = 200,
             fields: Optional[Mapping[str, str]] = None, **life: Any) -> str:
        """Answers this client's requests in the place of the fixtures; the stub's name.

        `stub("/api/v2/conversations/{id}", {"id": "{{path.id}}"}, next=2)`; without a body the answer is empty.
        """
        stub: Dict[str, Any] = {"method": method, "path": path, "status": status, "client": self.client_id,
                                **_camel(life)}
        if body is not None:
            stub["body"] = body
        if fields is not None:
            stub["fields"] = dict(fields)
        return cast(str, self.gateway.control("PUT", "fixtures", stub)["name"])

    # What it did

    def requests(self, wait: Optional[str] = None, count: int = 1, **filters: Any) -> List[JournalEntry]:
        """What this client has asked for, newest first: `requests(status=401)`.

        With `wait="2s"`, as soon as `count` of them are there, and after that time in any case.
        """
        query: Dict[str, Any] = {**_camel(filters), "client": self.client_id}
        if wait is not None:
            query.update(wait=wait, count=count)
        text = urllib.parse.urlencode({name: _query(value) for name, value in query.items()})
        return cast(List[JournalEntry], self.gateway.control("GET", "requests?" + text)["requests"])

    def verify(self, count: Union[int, Mapping[str, int], None] = None, **expected: Any) -> Verification:
        """Raises NotVerified, with what comes nearest, unless the client did so: `verify(status=401, count={"max": 1})`."""
        body: Dict[str, Any] = {**_camel(expected), "client": self.client_id}
        if count is not None:
            body["count"] = count
        answer = cast(Verification, self.gateway.control("POST", "requests/verify", body))
        if not answer["verified"]:
            nearest = [describe(entry.get("request", entry)) for entry in answer.get("nearest", [])]
            wanted = "at least 1" if count is None else count
            lines = [f"{answer['count']} requests match {_camel(expected)}, expected: {wanted}", *nearest]
            raise NotVerified("\n  ".join(lines))
        return answer

    def journal(self) -> str:
        """What this client has asked for, oldest first, a line each, with the reason of each refusal."""
        return "\n".join(describe(entry) for entry in reversed(self.requests(limit=200)))

    # Tokens

    def token(self) -> str:
        """An access token of this client, stamped by its issuer's clock."""
        answer = self.gateway.control("POST", "tokens", {"clientId": self.client_id})
        return cast(str, answer["access_token"])

    # End

    def close(self) -> None:
        """Removes the client with all that is its own: settings, clock, faults, stubs and journal."""
        try:
            self.gateway.control("DELETE", self._path)
        except ControlError as error:
            # A test may have removed it itself, or reset the gateway.
            if error.status != 404:
                raise

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()


def describe(entry: Mapping[str, Any]) -> str:
    """A request on one line: `03:04:05.678 401 GET /api/v2/users/me iat_in_future aheadMs=200 healsInMs=200`."""
    words = [str(entry.get("at", ""))[11:23], str(entry.get("status", "-")), str(entry.get("method")),
             str(entry.get("target") or entry.get("path"))]
    if entry.get("reason"):
        words.append(str(entry["reason"]))
    for name in ("claim", "aheadMs", "agoMs", "toleranceMs", "healsInMs", "node", "fault", "stub"):
        if entry.get(name) is not None:
            words.append(f"{name}={entry[name]}")
    return " ".join(word for word in words if word)


def _camel(names: Mapping[str, Any]) -> Dict[str, Any]:
    return {re.sub(r"_(.)", lambda match: match[1].upper(), name): value for name, value in names.items()}


def _query(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)

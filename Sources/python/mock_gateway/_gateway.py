"""A gateway process, and the calls to its control interface."""
from __future__ import annotations

import json
import os
import pathlib
import secrets
import subprocess
import tempfile
import urllib.error
import urllib.request
from types import TracebackType
from typing import Any, Dict, Mapping, Optional, Sequence, Type

from ._client import Client, ControlError

#: How long a gateway has for ending, in seconds.
PATIENCE = 10.0

# Neither a proxy nor a redirection stands between a test and its gateway.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class GatewayNotStarted(RuntimeError):
    """The gateway has not started; the text is what it said."""


def binary() -> str:
    """The path of the program: the one in this package, or what MOCK_GATEWAY_BINARY names."""
    if named := os.environ.get("MOCK_GATEWAY_BINARY"):
        return named
    return str(pathlib.Path(__file__).parent / "bin" / "mock-gateway")


class Gateway:
    """A gateway, started here or elsewhere."""

    def __init__(self, url: str, admin_token: Optional[str] = None) -> None:
        """One that runs already."""
        self.url = url.rstrip("/")
        self.admin_token = admin_token
        self._process: Optional[subprocess.Popen[str]] = None

    @classmethod
    def start(cls, options: Sequence[str] = (), environment: Optional[Mapping[str, str]] = None) -> Gateway:
        """One of its own on a free port, which ends with this process, however that does.

        `options` are those of `mock-gateway serve`.
        """
        variables: Dict[str, str] = dict(os.environ if environment is None else environment)
        # It is the program's own business which variables there are; this one names the parent by its number, so that a
        # parent that has ended while the gateway started is not missed.
        variables["MOCK_GATEWAY_EXIT_WITH_PARENT"] = str(os.getpid())
        variables.pop("MOCK_GATEWAY_READY_FILE", None)
        token = variables.get("MOCK_GATEWAY_ADMIN_TOKEN") or None
        asks = any(option.startswith(("--host", "--config")) for option in options) or "MOCK_GATEWAY_HOST" in variables
        if asks and token is None and not any(option.startswith("--admin-token-file") for option in options):
            token = variables["MOCK_GATEWAY_ADMIN_TOKEN"] = secrets.token_urlsafe(24)
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
            # In a session of its own, so that Ctrl-C is for the tests, which still need it while they clean up.
            process = subprocess.Popen(
                [binary(), "serve", *options, *([] if _names_port(options) else ["--port", "0"])], env=variables,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
            assert process.stdout is not None
            words = process.stdout.readline().split()
            if len(words) < 2 or words[:3] != ["mock-gateway", "listening", "on"]:
                process.kill()
                process.wait()
                process.stdout.close()
                log.seek(0)
                raise GatewayNotStarted(log.read().strip() or f"it ended with {process.returncode} and said nothing")
        gateway = cls(words[3], token)
        gateway._process = process
        return gateway

    def stop(self) -> None:
        """Ends it, if it was started here."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.stop()

    def control(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None, timeout: float = 90) -> Any:
        """Calls the control interface: `gateway.control("PATCH", "settings", {"offset": "200ms"})`."""
        fields = {"Authorization": f"Bearer {self.admin_token}"} if self.admin_token else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/__admin/{path}", data, fields, method=method)
        try:
            with _opener.open(request, timeout=timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise ControlError(error.code, error.read()) from None

    def client(self, name: str = "test", **settings: Any) -> Client:
        """A client of its own, under a name that nobody else has; `with` removes it with all that is its own."""
        return Client(self, name, settings)


def _names_port(options: Sequence[str]) -> bool:
    return any(option == "--port" or option.startswith("--port=") for option in options)

"""Fixtures for pytest: one gateway for a run, also of several workers (xdist), and a client of its own for each test."""
from __future__ import annotations

import os
from typing import Any, Dict, Generator, Iterator, Optional

import pytest

from ._client import Client, ControlError
from ._gateway import Gateway

_KEY = "mock_gateway"
_gateway_key = pytest.StashKey[Gateway]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("mock_gateway_options", type="args", default=[],
                  help="options of `mock-gateway serve` for the gateway of the fixture mock_gateway")


def _gateway(config: pytest.Config) -> Gateway:
    """The gateway of this run, started if there is none: `mock-gateway run -- pytest` has brought one."""
    found = config.stash.get(_gateway_key, None)
    if found is not None:
        return found
    given: Optional[Dict[str, Any]] = getattr(config, "workerinput", {}).get(_KEY)
    if given is not None:
        gateway = Gateway(given["url"], given["admin_token"])
    elif url := os.environ.get("MOCK_GATEWAY_URL"):
        gateway = Gateway(url, os.environ.get("MOCK_GATEWAY_ADMIN_TOKEN") or None)
    else:
        gateway = Gateway.start(config.getini("mock_gateway_options"))
    config.stash[_gateway_key] = gateway
    return gateway


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """If xdist runs the tests, its controller starts the gateway, and each worker is told of it."""
    gateway = _gateway(node.config)
    node.workerinput[_KEY] = {"url": gateway.url, "admin_token": gateway.admin_token}


def pytest_unconfigure(config: pytest.Config) -> None:
    gateway = config.stash.get(_gateway_key, None)
    if gateway is not None:
        gateway.stop()


@pytest.fixture(scope="session")
def mock_gateway(pytestconfig: pytest.Config) -> Gateway:
    """The gateway of this test run."""
    return _gateway(pytestconfig)


@pytest.fixture
def gateway_client(mock_gateway: Gateway, request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of the gateway for this test alone, removed after it with all that is its own."""
    with mock_gateway.client(request.node.name) as client:
        yield client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
        item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows, with a test that failed, what its client had asked for and why it was refused."""
    report = yield
    client = getattr(item, "funcargs", {}).get("gateway_client")
    if report.failed and call.when == "call" and isinstance(client, Client):
        try:
            text = client.journal() or "(no request)"
        except (ControlError, OSError) as error:
            text = f"(not to be had: {error})"
        report.sections.append((f"journal of {client.client_id}", text))
    return report

import os
import signal
import tempfile

import pytest

# The Python SDK watches the home folder for a configuration as soon as it is imported: give it an empty one.
os.environ["HOME"] = tempfile.mkdtemp(prefix="mock-gateway-home-")

# In the background or under nohup they are ignored, and whatever is started here would ignore them too; what is caught
# is not caught there.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, (lambda *_: None) if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else signal.SIG_DFL)

from gateway import KEY, Gateway  # noqa: E402
from report import REPORT  # noqa: E402


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    gateway = Gateway(tmp_path_factory.mktemp("gateway"), MOCK_GATEWAY_SIGNING_KEY=KEY)
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture
def gateway(running):
    """The module's gateway, as at its start."""
    running.control("POST", "reset")
    return running


@pytest.fixture
def start(tmp_path):
    """Starts gateways of a test's own."""
    gateways = []

    def start(*flags, wrapper=(), **environment):
        folder = tmp_path / str(len(gateways))
        folder.mkdir()
        gateways.append(Gateway(folder, *flags, wrapper=wrapper, **environment))
        return gateways[-1]

    yield start
    for gateway in gateways:
        if gateway.process.poll() is None:
            gateway.stop()


def pytest_terminal_summary(terminalreporter):
    if REPORT:
        terminalreporter.section("profiles held against libraries")
        for line in REPORT:
            terminalreporter.write_line(line)

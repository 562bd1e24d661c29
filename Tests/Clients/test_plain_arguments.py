"""Options are read without the parser of all commands if they are plain; both readers understand each of them alike."""
import re
import subprocess

import pytest

from gateway import BINARY, clean_environment

# Of those that are no place or file: another than the default.
GOOD = {
    "offset": "1.5s", "tolerance": "250ms", "token-lifetime": "2h", "expires-in": "90s", "timestamp-precision": "seconds",
    "drift": "50ppm", "offset-steps": "10s:200ms,30s:0ms", "jitter": "7ms", "jitter-seed": "8", "offset-ttl": "1h",
    "iat-rounding": "ceil", "backdate": "3ms", "nodes": "0ms,200ms", "node-choice": "random", "node-seed": "9",
    "validator": "pyjwt", "rate-limit": "300/min", "storm-limit": "5", "refresh-reuse": "refuse", "refresh-reuse-interval": "9s", "clients": "open",
    "fault": "GET /api/v2/** status=503 next=2 delay=300ms", "journal-size": "17", "journal-detail": "bodies", "login-prefix": "login",
    "api-prefix": "api-prefix", "tls": "off", "max-connections": "33", "event-loops": "1", "log-level": "warning",
    "log-format": "json",
}
BAD = {
    "host": "256.256.256.256", "port": "65536", "offset": "1 parsec", "tolerance": "x", "token-lifetime": "0ms", "expires-in": "x",
    "timestamp-precision": "minutes", "drift": "x", "offset-steps": "x", "jitter": "x", "jitter-seed": "x", "offset-ttl": "x",
    "iat-rounding": "up", "backdate": "x", "nodes": "x", "node-choice": "best", "node-seed": "x", "validator": "oracle",
    "rate-limit": "x", "storm-limit": "x", "refresh-reuse": "x", "refresh-reuse-interval": "x", "clients": "x", "fault": "x", "journal-size": "x", "journal-detail": "x", "openapi": "no/such/file",
    "signing-key-file": "no/such/file", "fixtures": "no/such/folder", "config": "no/such/file", "login-prefix": "a?b",
    "api-prefix": "a?b", "ready-file": "no/such/folder/file", "admin-token-file": "no/such/file", "tls": "x",
    "ca-dir": "/dev/null/x", "tls-name": "a b", "tls-cert": "no/such/file", "tls-key": "no/such/file", "max-connections": "x",
    "event-loops": "x", "log-level": "loud", "log-format": "xml",
}
SPELLINGS = {"plain": lambda name, value: [f"--{name}", value], "joined": lambda name, value: [f"--{name}={value}"]}


def serve(*arguments):
    done = subprocess.run([BINARY, "serve", *arguments], capture_output=True, text=True, timeout=10, stdin=subprocess.DEVNULL,
                          env=clean_environment())
    return done.returncode, done.stdout, done.stderr


def test_every_option_is_here():
    names = re.findall(r"^  --([a-z-]+) <", serve("--help")[1], re.MULTILINE)
    assert sorted(BAD) == sorted(names)


def test_good_values(start):
    def told(*arguments):
        gateway = start(*arguments)
        settings = gateway.control("GET", "settings")
        # Time goes by from one process to another.
        del settings["clock"]
        return settings, gateway.control("GET", "faults")

    plain, joined = (told(*[argument for pair in GOOD.items() for argument in write(*pair)]) for write in SPELLINGS.values())
    assert plain == joined != told()


@pytest.mark.parametrize("name", BAD)
def test_bad_values(name):
    rest = () if name == "port" else ("--port", "0")
    plain, joined = (serve(*write(name, BAD[name]), *rest) for write in SPELLINGS.values())
    assert plain == joined
    assert plain[0] != 0 and plain[1] == "" and plain[2].count("\n") == 1, plain


@pytest.mark.parametrize("arguments", [
    ["--port"], ["--port", "0", "--port", "0"], ["--port", "--tls"], ["--no-such-option", "1"], ["--strict-key-file", "yes"],
    ["--login-page", "yes"], ["--offset", "-x"], ["--", "--port"], ["--PORT", "0"], ["--port ", "0"],
], ids=" ".join)
def test_anything_else_is_left_to_the_other(arguments):
    """With or without the name of the command."""
    alone = subprocess.run([BINARY, *arguments, "--log-level=loud"], capture_output=True, text=True, timeout=10, env=clean_environment())
    status, out, error = serve(*arguments, "--log-level=loud")
    assert (alone.returncode, alone.stdout, alone.stderr) == (status, out, error)
    assert status == 64 and error.startswith("mock-gateway: ")

"""What commands print: that it gets there or they say so, and that their help texts fit and are right."""
import re
import subprocess

import pytest

from gateway import BINARY, KEY, clean_environment

# All of them, as help names them: one that is added is held to the same.
COMMANDS = re.findall("^  ([a-z]+) ", subprocess.run([BINARY, "--help"], capture_output=True, text=True, check=True, timeout=60)
                      .stdout.split("SUBCOMMANDS:", 1)[1], re.MULTILINE)
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjF9.AAAA"


def run(*arguments, stdout=subprocess.PIPE, **environment):
    done = subprocess.run([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                          timeout=60, text=True, env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [
    ["token"], ["inspect", TOKEN], ["inspect", TOKEN, "--json"], ["demo", "--phases", "20"], ["demo", "--phases", "20", "--json"],
    ["doctor"], ["doctor", "--json"], ["ca"], ["ca", "--pem"], ["serve", "--validator", "list"], ["--help"], ["--version"],
    ["demo", "--help"], ["help", "token"], ["--generate-completion-script", "bash"],
])
def test_output_that_cannot_be_written(tmp_path, arguments):
    with open("/dev/full", "w") as full:
        status, _, error = run(*arguments, stdout=full, MOCK_GATEWAY_SIGNING_KEY=KEY, MOCK_GATEWAY_CA_DIR=str(tmp_path / "ca"))
    assert (status, error) == (74, "mock-gateway: standard output cannot be written: No space left on device\n")


def test_health_that_cannot_be_told(start):
    gateway = start()
    with open("/dev/full", "w") as full:
        assert run("health", "--url", gateway.url, stdout=full)[0] == 74


@pytest.mark.parametrize("arguments, expected", [(["--help"], 0), (["token"], 0), (["inspect", TOKEN], 1), (["demo", "--phases", "20"], 0)])
def test_a_reader_that_has_gone_away(arguments, expected):
    """As `head` does: it has read what it wanted."""
    process = subprocess.Popen([BINARY, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=clean_environment(MOCK_GATEWAY_SIGNING_KEY=KEY))
    process.stdout.close()
    assert process.wait(60) == expected and process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_fits(command):
    status, out, error = run(*[command] if command else [], "--help", COLUMNS="80")
    assert (status, error) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    # An example that is wrapped goes on without its two blanks.
    if "Examples:\n" in out:
        examples = out.split("Examples:\n")[1].split("\n\n")[0].splitlines()
        assert examples and all(re.match("  (mock-gateway|curl) ?", line) for line in examples), examples
    assert not re.search(r"(\(default: [^)]*\))\s+\(default:", out)


def test_help_is_in_sections():
    """Every option in the section that the overview of all commands has it in."""
    names = ["Clocks", "Tokens", "Behaviour", "Files", "Network", "TLS", "Logging"]
    overview = run("--help", COLUMNS="80")[1].split("explains:\n")[1].split("\n\n")[0]
    overview = dict(zip(names, re.split("|".join(rf"^  {name} " for name in names), overview, flags=re.MULTILINE)[1:]))
    sections = run("serve", "--help", COLUMNS="80")[1]
    for name in names:
        section = sections.split(f"\n{name.upper()}:\n")[1].split("\n\n")[0]
        assert re.findall("^  (--[a-z-]+)", section, re.MULTILINE) == overview[name].split(), name
    assert list(overview) == names and "GATEWAY SUBCOMMANDS:" in run("--help")[1]


def test_help_says_how_it_ends():
    out = run("demo", "--help")[1]
    assert re.findall(r"^  (\d+) +\S", out, re.MULTILINE) == ["0", "1", "2", "64", "71", "73", "74"]


def test_help_calls_no_command_of_another_system():
    assert not any("pbpaste" in run(command, "--help")[1] for command in COMMANDS)

"""What a request costs is known, and no change makes it cost more unseen: callgrind counts the same each time."""
import importlib.util
import pathlib
import re
import subprocess

import pytest
from gateway import BINARY

BENCHMARKS = pathlib.Path(__file__).resolve().parents[1] / "Benchmarks"
# How far a count may be from the kept one, on either side: if it has become less, that is to be kept too.
TOLERANCE = 0.03


def benchmark():
    spec = importlib.util.spec_from_file_location("benchmark", BENCHMARKS / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kept():
    """Instructions of each kind of request, by the last line of the table: commit, then pairs of instructions and allocations."""
    line = (BENCHMARKS / "instructions.txt").read_text().splitlines()[-1]
    return [int(number.replace(",", "")) for number in re.findall(r"(?<= )\d+,\d{3}\b(?!\.)", line)]


# The counts were made on such a machine: another libcrypto signs by other instructions, another libc copies by others.
OPENSSL = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout
LIBC = subprocess.run(["getconf", "GNU_LIBC_VERSION"], capture_output=True, text=True).stdout.strip()


@pytest.mark.skipif("release" not in pathlib.Path(BINARY).parts, reason="a debug build costs what it costs")
@pytest.mark.skipif(not OPENSSL.startswith("OpenSSL 3.0.") or LIBC != "glibc 2.36", reason=f"counted with {OPENSSL}, {LIBC}")
@pytest.mark.parametrize("number, name", [(0, "a good GET"), (1, "a refused GET"), (2, "a token"), (3, "a query of five"), (4, "a stub's answer")])
def test_a_request_costs_what_is_written_down(number, name, tmp_path, monkeypatch):
    # The gateway refuses a variable of its name that it does not know.
    monkeypatch.delenv("MOCK_GATEWAY_BINARY")
    run = benchmark()
    count = run.a_request(BINARY, tmp_path, run.COSTS[number], *run.INSTRUCTIONS)[""]
    expected = kept()[number]
    assert abs(count / expected - 1) <= TOLERANCE, (
        f"{name} takes {count:,.0f} instructions, {count / expected - 1:+.1%} of the {expected:,} kept in instructions.txt: "
        "if that is meant, add a line there (Tests/Benchmarks/run.py --instructions), and say why in the commit")

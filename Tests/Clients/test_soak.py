"""A short run of the soak, which by itself is meant for many minutes."""
import pathlib
import subprocess
import sys

from gateway import BINARY, clean_environment

SOAK = pathlib.Path(__file__).resolve().parents[1] / "Soak/run.py"


def test_every_request_gets_its_one_right_answer():
    # After so short a round, memory is still being filled: 4 to 11 MB came in the second one, which answers some 10,000
    # requests. What is allowed here is enough for that, and not for a kilobyte more that each of them would lose.
    command = [sys.executable, "-B", SOAK, "--binary", BINARY, "--seconds", "10", "--growth", "16384"]
    done = subprocess.run(command, capture_output=True, timeout=180, text=True, env=clean_environment())
    print(done.stdout, done.stderr)
    assert done.returncode == 0

"""A short run of the soak, which by itself is meant for many minutes."""
import pathlib
import subprocess
import sys

from gateway import BINARY, clean_environment

SOAK = pathlib.Path(__file__).resolve().parents[1] / "Soak/run.py"


def test_every_request_gets_its_one_right_answer():
    done = subprocess.run([sys.executable, "-B", SOAK, "--binary", BINARY, "--seconds", "10"], capture_output=True, timeout=180, text=True,
                          env=clean_environment())
    print(done.stdout, done.stderr)
    assert done.returncode == 0

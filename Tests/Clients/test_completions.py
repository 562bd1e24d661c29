"""The completion scripts, in the shells that they are for."""
import os
import pty
import select
import subprocess
import time

import pytest

from gateway import BINARY, clean_environment

CASES = [
    ("mock-gateway ins", "inspect"), ("mock-gateway serve --iat-ro", "--iat-rounding"),
    ("mock-gateway serve --iat-rounding r", "round"), ("mock-gateway run --tls r", "required"),
    ("mock-gateway serve --validator strict", "strict"), ("mock-gateway serve --config some", "some.json"),
]
BASH = '''
source "$1"; shift
function=$(complete -p mock-gateway | sed -E 's/.*-F ([^ ]+).*/\\1/')
COMP_LINE="$*" COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_POINT=${#COMP_LINE}
$function mock-gateway "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The program, its scripts and a file to complete."""
    folder = tmp_path_factory.mktemp("completions")
    (folder / "mock-gateway").symlink_to(os.path.realpath(BINARY))
    (folder / "some.json").touch()
    for shell, name in [("bash", "mock-gateway.bash"), ("zsh", "_mock-gateway"), ("fish", "mock-gateway.fish")]:
        with open(folder / name, "w") as script:
            subprocess.run([BINARY, "--generate-completion-script", shell], stdout=script, check=True, timeout=60)
    return folder


def environment(folder):
    return clean_environment(PATH=f"{folder}:{os.environ['PATH']}", HOME=str(folder), TERM="dumb")


@pytest.mark.parametrize("line, completed", CASES)
def test_bash(folder, line, completed):
    done = subprocess.run(["bash", "--norc", "-c", BASH, "bash", "./mock-gateway.bash", *line.split()], cwd=folder,
                          env=environment(folder), capture_output=True, text=True, timeout=60)
    assert completed in done.stdout.split(), done


@pytest.mark.parametrize("line, completed", CASES)
def test_fish(folder, line, completed):
    done = subprocess.run(["fish", "--no-config", "-c", f"source mock-gateway.fish; complete -C '{line}'"], cwd=folder,
                          env=environment(folder), capture_output=True, text=True, timeout=60)
    assert completed in [found.split("\t")[0] for found in done.stdout.splitlines()], done


def test_zsh(folder):
    """On a terminal: zsh completes nowhere else."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe("zsh", ["zsh", "-f", "-i"], environment(folder))

    def until(text):
        seen, end = "", time.monotonic() + 30
        while text not in seen and select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
        assert text in seen, seen

    try:
        os.write(terminal, b"PS1=; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; echo rea''dy\n")
        until("ready")
        for line, completed in CASES:
            os.write(terminal, line.encode() + b"\t")
            until(line + completed[len(line.split()[-1]):])
            os.write(terminal, b"\x15")
    finally:
        os.write(terminal, b"\x15exit\n")
        os.close(terminal)
        os.waitpid(pid, 0)

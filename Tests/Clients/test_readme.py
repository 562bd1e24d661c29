"""The README runs: each of its blocks, in order, in a person's bash and zsh, with what it says that comes out.

In a network of its own, where port 8080 is free and login.mypurecloud.com is a server whose clock is 212 ms behind. What would
install something or needs an engine is a stand-in there: `apt-get`, `swift` and `docker` start the program under test as
they would; the real ones are tried by hand and by the test command itself.
"""
import dataclasses
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import threading
import zipfile

import pytest
import yaml

from gateway import BINARY, clean_environment

ROOT = pathlib.Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DATED = ROOT / "Tests/Clients/services/dated_service.py"
LISTENING = "mock-gateway listening on "

STAND_INS = {
    "sudo": 'exec "$@"',
    "apt-get": "exit 0",
    # swift run -c release mock-gateway; swift build … --show-bin-path
    "swift": 'case "$1" in run) exec mock-gateway ;; build) dirname "$0" ;; esac',
    # docker run … -e NAME=VALUE … mock-gateway: the image's own environment, and that of the call.
    "docker": """
[ "$1" = run ] || exit 0
set -- MOCK_GATEWAY_HOST=0.0.0.0 "$@"
for word; do case "$word" in MOCK_GATEWAY_*=*) set -- "$@" "$word" ;; esac; done
exec env $(printf '%s\\n' "$@" | grep ^MOCK_GATEWAY_) mock-gateway""",
}
SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "--noediting", "-i"],
    "zsh": ["zsh", "-f", "-i", "-o", "no_zle", "-o", "no_prompt_sp", "-o", "no_prompt_cr"],
}


@dataclasses.dataclass
class Block:
    section: str
    language: str
    text: str
    # What is shown below it, if anything is.
    output: str | None
    # The last name of a file before it, which a block that is no command is kept under.
    name: str

    @property
    def listening(self):
        """The line that says so, if it is a server."""
        return next((line + "\n" for line in (self.output or "").splitlines() if line.startswith(LISTENING)), None)


def blocks():
    found, section = [], ""
    parts = re.split(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    for number in range(0, len(parts) - 1, 3):
        prose, language, text = parts[number:number + 3]
        section = (re.findall(r"^## (.+)$", prose, re.MULTILINE) or [section])[-1]
        name = (re.findall(r"`([\w.-]+\.\w+)`", prose) or ["example." + language])[-1]
        if language:
            found.append(Block(section, language, text, None, name))
        else:
            assert not prose.strip() and found[-1].output is None, f"the output of nothing: {text}"
            found[-1].output = text
    return found


BLOCKS = blocks()


class Terminal:
    """A shell on a terminal, into which somebody pastes."""

    def __init__(self, command, environment):
        self.seen, self.changed, self.count = "", threading.Condition(), 0
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, environment)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.paste("stty -echo; PS1= PS2= PROMPT=")

    def read(self):
        while True:
            try:
                piece = os.read(self.descriptor, 65536)
            except OSError:
                piece = b""
            if not piece:
                return
            with self.changed:
                self.seen += piece.decode(errors="replace").replace("\r", "")
                self.changed.notify_all()

    def until(self, pattern):
        with self.changed:
            assert self.changed.wait_for(lambda: re.search(pattern, self.seen), 60), f"{pattern} does not come: {self.seen}"
            found = re.search(pattern, self.seen)
            before, self.seen = self.seen[:found.start()], self.seen[found.end():]
            return before

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def paste(self, text):
        """What comes out until the shell asks for more."""
        self.count += 1
        self.type(f"{text.rstrip()}\nprintf '\\100end of %s\\100\\n' {self.count}\n")
        return self.until(f"@end of {self.count}@\n")

    def close(self):
        # A gateway takes the hangup for an order to read its files again, and would stay.
        self.type("\x03")
        self.paste("")
        os.kill(self.pid, signal.SIGHUP)
        os.close(self.descriptor)
        os.waitpid(self.pid, 0)


def normal(text):
    """Without what is another each time."""
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
    text = re.sub(r"\d+ ms ± \d+ ms", "RANGE", text)
    # How far a measurement may be off, in a table.
    text = re.sub(r"\d+ ms +(?=[<>])", "ERROR ", text)
    return re.sub(r"\d+ %", "SHARE", re.sub(r"\d+\.\d+ ?s\b", "SECONDS", text))


def compare(shown, said):
    """A line with three dots stands for any others."""
    pattern = "".join("(?:.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in normal(said).splitlines())
    assert re.fullmatch(pattern, normal(shown)), f"the README says\n{said}and this came\n{shown}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A person's folder: programs to call, a home with a CA, and the wheel."""
    folder = tmp_path_factory.mktemp("reader")
    for name in ("bin", "home", "work"):
        (folder / name).mkdir()
    (folder / "bin/mock-gateway").symlink_to(os.path.realpath(BINARY))
    for name, script in STAND_INS.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{script.lstrip()}\n")
        (folder / "bin" / name).chmod(0o755)
    built = subprocess.run([sys.executable, ROOT / "Sources/python/build_wheel.py", "--binary", BINARY, "--out", folder],
                           capture_output=True, text=True, check=True, timeout=120)
    with zipfile.ZipFile(built.stdout.strip()) as wheel:
        wheel.extractall(folder / "packages")
    (folder / "packages/mock_gateway/bin/mock-gateway").chmod(0o755)
    pem = subprocess.run([BINARY, "ca", "--pem"], env=environment(folder), capture_output=True, check=True, timeout=60)
    (folder / "ca.pem").write_bytes(pem.stdout)
    (folder / "hosts").write_text("127.0.0.1 localhost login.mypurecloud.com\n")
    return folder


def environment(folder):
    base = {key: os.environ[key] for key in ("PATH", "TMPDIR") if key in os.environ}
    return base | {"PATH": f"{folder}/bin:{base['PATH']}", "HOME": f"{folder}/home", "TERM": "dumb", "LANG": "C.UTF-8",
                   "SSL_CERT_FILE": f"{folder}/ca.pem", "PYTHONPATH": f"{folder}/packages", "HISTFILE": "/dev/null",
                   "PYTEST_ADDOPTS": "-p no:cacheprovider"}


@pytest.fixture
def inside(folder):
    """How a command runs in that network."""
    script = 'ip link set lo up && mount --bind "$1/hosts" /etc/hosts && exec "$2" -B "$3" "$1"'
    world = subprocess.Popen(["unshare", "--net", "--mount", "sh", "-c", script, "sh", folder, sys.executable, DATED], env=environment(folder),
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert world.stdout.readline() == "ready\n"
        yield ["nsenter", f"--target={world.pid}", "--net", "--mount"]
    finally:
        world.kill()
        world.wait()
        world.stdout.close()


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command(folder, inside, shell):
    work = folder / "work" / shell
    work.mkdir()
    for block in BLOCKS:
        if block.language != "sh":
            (work / block.name).write_text(block.text)
    first, second = (Terminal([*inside, "env", f"--chdir={work}", *SHELLS[shell]], environment(folder)) for _ in range(2))
    try:
        serving = False
        for block in [block for block in BLOCKS if block.language == "sh"]:
            if not block.listening:
                compare(second.paste(block.text), block.output or "")
                continue
            if serving:
                first.type("\x03")
                first.paste("")
            first.type(block.text)
            compare(first.until(re.escape(block.listening)) + block.listening, block.output)
            serving = True
            if "docker" in block.text:
                # The examples, once more, with the one line that a container asks for.
                second.paste(re.search(r'`(AUTH="[^`]+)`', README)[1])
                for example in BLOCKS:
                    if example.section == "Run":
                        compare(second.paste(example.text), example.output)
    finally:
        first.close()
        second.close()


def run(inside, folder, work, *command):
    done = subprocess.run([*inside, "env", f"--chdir={work}", *command], env=environment(folder), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file(folder, inside, tmp_path):
    """Each is run by what the README names for its kind."""
    files = [block for block in BLOCKS if block.language != "sh"]
    assert sorted(block.language for block in files) == ["js", "json", "python", "yaml"]
    for block in files:
        (tmp_path / block.name).write_text(block.text)
        match block.language:
            case "js":
                run(inside, folder, tmp_path, "mock-gateway", "run", "--", "node", "--test", block.name)
            case "python":
                run(inside, folder, tmp_path, sys.executable, "-B", "-m", "pytest", "-q", block.name)
            case "json":
                assert json.loads(block.text).keys() >= {"clients", "faults"}
                run(inside, folder, tmp_path, "mock-gateway", "run", "--config", block.name, "--", "true")
            case "yaml":
                service = yaml.safe_load(block.text)["jobs"]["test"]["services"]["gateway"]
                assert service["ports"] == ["8080:8080"] and "MOCK_GATEWAY_ADMIN_TOKEN" in service["env"]


def test_blocks_leave_the_terminal_as_it_is():
    for block in BLOCKS:
        if block.language == "sh":
            assert not re.search(r"^\s*export |&\s*$|\bkill\b", block.text, re.MULTILINE), block.text
            # zsh takes no comments from a person: it runs them, up to an open quote.
            assert not re.search(r"(^|\s)#", block.text, re.MULTILINE), block.text


def test_it_is_short_and_its_links_lead_somewhere():
    assert len(README.splitlines()) < 400
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)}
    anchors |= set(re.findall(r'<a id="([^"]+)">', prose))
    assert {"is-it-my-clock", "control-__admin"} <= anchors
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith(("http", "../../releases")):
            assert (ROOT / target).exists(), target
    # The readers in their order: a 401, ten minutes, a test suite, reference.
    order = [README.index(f"\n## {name}\n") for name in ("Is it my clock?", "Install", "pytest", "Settings", "Questions")]
    assert order == sorted(order)

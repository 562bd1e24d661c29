"""Logs, first lines and ready files that get nowhere: the gateway serves all the same, and says what was lost."""
import json
import os
import re
import resource
import signal
import socket
import subprocess

import pytest

from gateway import BINARY, clean_environment, until

# A line of the log for each, long enough to fill what is there for lines quickly.
PATH = "/" + "x" * 2000
MISS = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Muted:
    """A gateway whose standard streams are what a test wants them to be; where it listens, its ready file says."""

    def __init__(self, folder, *wrapper, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, flags=()):
        self.ready = folder / "ready.json"
        self.process = subprocess.Popen([*wrapper, BINARY, "--port", "0", "--ready-file", self.ready, "--tls", "off", *flags],
                                        stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=clean_environment())
        until(lambda: self.ready.exists() or self.process.poll() is not None)

    def connect(self):
        return socket.create_connection(("127.0.0.1", json.loads(self.ready.read_text())["port"]), timeout=20)

    def ask(self, number=1):
        """So many requests, each of which is a line of the log; all are answered."""
        with self.connect() as connection:
            # No more at once than fits into the buffers between the two, since nobody reads before all is sent.
            for start in range(0, number, 20):
                count = min(20, number - start)
                connection.sendall(MISS * count)
                data = b""
                while data.count(b"HTTP/1.1 404 ") < count or not data.endswith(b"}"):
                    data += (chunk := connection.recv(65536))
                    assert chunk

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


@pytest.fixture
def mute(tmp_path):
    gateways = []

    def mute(*wrapper, **streams):
        gateways.append(Muted(tmp_path, *wrapper, **streams))
        return gateways[-1]

    yield mute
    for gateway in gateways:
        gateway.process.kill()
        gateway.process.wait()


def closed_pipe():
    """The writing end of a pipe that nobody will ever read."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("place", ["a full disk", "a pipe whose reader has gone"])
def test_a_stream_that_takes_nothing(mute, stream, place):
    descriptor = os.open("/dev/full", os.O_WRONLY) if place == "a full disk" else closed_pipe()
    try:
        gateway = mute(**{stream: descriptor})
        gateway.ask(300)
        assert gateway.stop() == 0
        assert not gateway.ready.exists()
    finally:
        os.close(descriptor)


def test_the_first_line_that_got_nowhere_is_said_in_the_log(mute, tmp_path):
    with open("/dev/full", "wb") as full, open(tmp_path / "log", "wb") as log:
        gateway = mute(stdout=full, stderr=log)
        gateway.ask()
        assert gateway.stop() == 0
    assert "warning standard output cannot be written: No space left on device" in (tmp_path / "log").read_text()


def test_a_pipe_that_is_full_under_the_first_line(mute, tmp_path):
    """Nobody reads it, then or later; signals count all the same."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)
    with open(tmp_path / "log", "wb") as log:
        gateway = mute(stdout=writer, stderr=log)
    os.close(writer)
    gateway.ask()
    assert gateway.stop() == 0
    os.close(reader)
    assert "warning standard output cannot be written: Resource temporarily unavailable" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed(mute, closed):
    """What the gateway opens gets no number that is for something else: nothing is written there but what belongs."""
    gateway = mute("bash", "-c", f'exec "$0" "$@" {closed}')
    names = [os.readlink(f"/proc/{gateway.process.pid}/fd/{number}") for number in range(3)]
    assert names == ["/dev/null"] * 3
    gateway.ask(300)
    assert gateway.stop() == 0


def test_a_pipe_that_nobody_reads(mute):
    """Nobody waits for it; what does not fit is counted, to the line."""
    reader, writer = os.pipe()
    gateway = mute(stderr=writer)
    os.close(writer)
    number = 800
    gateway.ask(number)
    with open(reader, "rb") as pipe:
        lines = [pipe.readline().decode()]
        while "log lines were dropped" not in lines[-1]:
            lines.append(pipe.readline().decode())
        dropped = int(re.search(r" warning (\d+) log lines were dropped: nobody read them fast enough\n", lines[-1])[1])
        assert dropped > 0
        assert sum(line.endswith(f" info 404 GET {PATH}\n") for line in lines) + dropped == number
        # And it goes on.
        gateway.ask()
        assert pipe.readline().decode().endswith(f" info 404 GET {PATH}\n")
        assert gateway.stop() == 0
        assert pipe.read() == b""


def test_a_pipe_that_nobody_reads_keeps_nobody_from_ending(mute):
    reader, writer = os.pipe()
    gateway = mute(stderr=writer)
    os.close(writer)
    gateway.ask(800)
    assert gateway.stop() == 0
    os.close(reader)


def test_a_log_that_is_full_for_a_while(mute, tmp_path):
    """The end of the file stands for the end of the disk: lines are lost whole, and counted."""
    with open(tmp_path / "log", "wb") as log:
        gateway = mute(stderr=log)
    line = rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z info 404 GET {PATH}"
    length = len(f"2026-01-02T03:04:05.678Z info 404 GET {PATH}\n")
    limit = 7 * length + length // 2
    resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    gateway.ask(100)
    until(lambda: (tmp_path / "log").stat().st_size == limit)
    resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    gateway.ask()
    assert gateway.stop() == 0
    lines = (tmp_path / "log").read_text().split("\n")
    assert lines.pop() == ""
    # What was cut off stays, on a line of its own, and counts among the lost ones.
    assert len(lines.pop(7)) == length // 2
    lost = [found for text in lines if (found := re.fullmatch(r"\S+ warning (\d+) log lines were lost: they could not be written", text))]
    assert len(lost) == 1
    assert sum(bool(re.fullmatch(line, text)) for text in lines) == len(lines) - 1 == 101 - int(lost[0][1])


def test_a_ready_file_that_does_not_fit(tmp_path):
    done = subprocess.run(["prlimit", "--fsize=0", BINARY, "--port", "0", "--tls", "off", "--ready-file", tmp_path / "ready.json"],
                          capture_output=True, timeout=20, text=True, env=clean_environment())
    assert done.returncode == 73
    assert done.stderr == f"mock-gateway: --ready-file: {tmp_path}/ready.json cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["pipe", "link to a device", "socket"])
def test_a_ready_file_that_is_no_file(tmp_path, kind):
    """What stands there would be replaced by a file: as root, /dev/null too."""
    place = tmp_path / "ready.json"
    with socket.socket(socket.AF_UNIX) as server:
        match kind:
            case "pipe":
                os.mkfifo(place)
            case "link to a device":
                place.symlink_to("/dev/null")
            case "socket":
                server.bind(str(place))
        before = place.lstat()
        done = subprocess.run([BINARY, "--port", "0", "--tls", "off", "--ready-file", place], capture_output=True, timeout=20, text=True,
                              env=clean_environment())
        assert done.returncode == 73
        assert done.stderr == f"mock-gateway: --ready-file: {place} is no regular file; allowed: a file\n"
        assert place.lstat().st_ino == before.st_ino


def test_a_ready_file_whose_folder_is_gone(mute, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    gateway = Muted(folder)
    gateway.ask()
    gateway.ready.unlink()
    folder.rmdir()
    assert gateway.stop() == 0

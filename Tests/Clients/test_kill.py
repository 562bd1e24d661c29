"""kill -9, and the next start: nothing that the first one has left is in its way."""
import contextlib
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import time

from gateway import BINARY, Gateway, clean_environment, until

HEALTH = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\nConnection: %s\r\n\r\n"


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait(10)


def test_the_same_port_at_once(start):
    """With connections of every state left behind: those that it had, those that it closed, those that it never took."""
    gateway = start()
    with contextlib.ExitStack() as stack:
        for manner in [b"keep-alive", b"close"] * 10:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", gateway.port), timeout=20))
            connection.sendall(HEALTH % manner)
            assert b'{"status":"ok"}' in connection.recv(65536)
            if manner == b"close":
                # The end comes from the gateway, whose port then waits out what may still be under way.
                assert connection.recv(1) == b""
        os.kill(gateway.process.pid, signal.SIGSTOP)
        for _ in range(5):
            stack.enter_context(socket.create_connection(("127.0.0.1", gateway.port), timeout=20)).sendall(HEALTH % b"close")
        kill(gateway.process)
        again = start("--port", str(gateway.port))
        assert again.port == gateway.port and again.call("GET", "/__admin/health")[0] == 200


def test_a_ready_file_and_what_lay_beside_it(tmp_path):
    first = Gateway(tmp_path)
    half = tmp_path / f"ready.json.{first.process.pid}.tmp"
    half.write_text("{")
    kill(first.process)
    first.process.stdout.close()
    assert json.loads(first.ready.read_text())["pid"] == first.process.pid
    second = Gateway(tmp_path)
    assert json.loads(second.ready.read_text())["pid"] == second.process.pid
    assert second.stop() == 0
    assert not second.ready.exists() and half.read_text() == "{"


class Moments:
    """When to kill a first start: by what its folder shows, or at any time of it."""

    def __init__(self, folder, duration, seed):
        self.folder = folder
        self.random = random.Random(seed)
        self.duration = duration

    def files(self):
        try:
            return os.listdir(self.folder)
        except FileNotFoundError:
            return None

    def wait(self, process):
        """Until the moment has come, or the start is over."""
        chosen = self.random.choice(["folder", "key beside", "key", "copy beside", "copy", "any"])
        end = time.monotonic() + self.random.uniform(0, self.duration) if chosen == "any" else None

        def come():
            files = self.files()
            match chosen:
                case "folder":
                    return files is not None
                case "key beside":
                    return files and any(name.startswith("ca-with-key.pem.") for name in files)
                case "key":
                    return files and "ca-with-key.pem" in files
                case "copy beside":
                    return files and any(name.startswith("ca.pem.") for name in files)
                case "copy":
                    return files and "ca.pem" in files
                case "any":
                    return time.monotonic() >= end

        until(lambda: come() or process.poll() is not None or self.files() and "ca.pem" in self.files())


def test_a_ca_folder_in_the_middle(start, tmp_path):
    """Twenty first starts, none of which ends by itself; each next one works, and its CA is whole."""
    environment = clean_environment()
    begin = time.monotonic()
    start("--ca-dir", str(tmp_path / "timed"))
    duration = time.monotonic() - begin
    unfinished = 0
    for number in range(20):
        folder = tmp_path / f"ca-{number}"
        first = subprocess.Popen([BINARY, "--port", "0", "--ca-dir", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        Moments(folder, duration, number).wait(first)
        kill(first)
        assert first.returncode == -signal.SIGKILL
        unfinished += not (folder / "ca.pem").exists()
        gateway = start("--ca-dir", str(folder))
        assert {path.name for path in folder.iterdir()} - {"ca-checked"} == {"ca-with-key.pem", "ca.pem"}
        assert (folder / "ca-with-key.pem").stat().st_mode & 0o777 == 0o600
        assert (folder / "ca-with-key.pem").read_text().endswith((folder / "ca.pem").read_text())
        # Everybody who has the public copy trusts what it signs.
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        with context.wrap_socket(socket.create_connection(("127.0.0.1", gateway.port), timeout=20), server_hostname="localhost"):
            pass
        kill(gateway.process)
    # Or nothing was tried.
    assert unfinished >= 5

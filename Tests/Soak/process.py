"""The gateway's process: what it holds, and what it says."""
import collections
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

# What no log may have; a fault of the program, or what a sanitizer says.
ALARMS = [b"Fatal error", b"Sanitizer", b"runtime error", b"soak-secret"]


class Process:
    def __init__(self, binary, folder, key, *flags):
        self.folder = pathlib.Path(folder)
        ready = self.folder / "ready.json"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MOCK_GATEWAY_")}
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--ready-file", ready, "--ca-dir", self.folder / "ca", *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment | {"MOCK_GATEWAY_SIGNING_KEY": key})
        self.log = LogReader(self.process.stderr)
        line = self.process.stdout.readline()
        assert line.startswith(b"mock-gateway listening"), self.log.end()
        about = json.loads(ready.read_text())
        self.pid, self.port = about["pid"], about["port"]

    def stop(self):
        """The exit status after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.log.thread.join()

    @property
    def is_running(self):
        return self.process.poll() is None

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    @property
    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    @property
    def memory(self):
        """Resident, and the process's own share of it, in KiB."""
        text = pathlib.Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        found = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        return {"rss": found["Rss"], "pss": found["Pss"]}

    def settle(self, descriptors, threads, limit):
        """Waits until it holds no more than that; what it holds."""
        end = time.monotonic() + limit
        pause = threading.Event()
        while (self.descriptors > descriptors or self.threads > threads) and time.monotonic() < end:
            pause.wait(0.05)
        return self.descriptors, self.threads


class LogReader:
    """Reads the log, and sometimes does not, for a while; keeps what is more than a request."""

    def __init__(self, stream):
        self.stream = stream
        self.unusual = collections.deque(maxlen=300)
        self.has_alarms = False
        self.size = 0
        self.pauses = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        pause = threading.Event()
        next_pause = time.monotonic() + 5
        rest = b""
        while chunk := os.read(self.stream.fileno(), 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            self.look_at(lines)
            self.size += len(chunk)
            if time.monotonic() > next_pause:
                pause.wait(1.5)
                self.pauses += 1
                next_pause = time.monotonic() + 5
        self.look_at([rest])
        self.stream.close()

    def look_at(self, lines):
        self.unusual.extend(line for line in lines if b" info " not in line)
        self.has_alarms |= any(alarm in line for line in lines for alarm in ALARMS)

    def end(self):
        """The lines that are no request's."""
        self.thread.join()
        return "\n".join(line.decode(errors="replace") for line in self.unusual)

"""Server-sent events, as curl and a plain socket read them."""
import json
import signal
import socket
import subprocess
import threading


class Watcher:
    """Reads events line by line."""

    def __init__(self, gateway, *flags, query=""):
        command = ["curl", "-sN", "--max-time", "30", *flags, f"{gateway.url}/__admin/events{query}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def next(self, *names):
        """The next event that is called so; its id and its data."""
        event = {}
        for line in self.process.stdout:
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                event[name] = value
            elif event.get("event") in names:
                return event.get("id"), json.loads(event["data"])
            else:
                event = {}
        raise AssertionError("the stream has ended")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def test_curl_sees_what_happens(gateway):
    with Watcher(gateway) as watcher:
        _, snapshot = watcher.next("snapshot", "entry")
        assert snapshot["settings"]["offsetMs"] == 0 and snapshot["clock"]["mode"] == "live" and snapshot["faults"] == []
        gateway.settings(offset="200ms")
        assert watcher.next("settings")[1]["offsetMs"] == 200
        gateway.freeze()
        clock = watcher.next("clock")[1]
        while clock["mode"] != "frozen":
            clock = watcher.next("clock")[1]
        gateway.summary(gateway.token())
        issued, refused = watcher.next("entry")[1], watcher.next("entry")[1]
        assert (issued["status"], refused["status"], refused["reason"], refused["aheadMs"]) == (200, 401, "iat_in_future", 200)
        assert issued["tokenId"] == refused["tokenId"] and issued["exp"] - refused["iat"] == 86_400_000
        gateway.control("PUT", "faults", {"faults": [{"name": "busy", "status": 429, "next": 1}]})
        assert watcher.next("faults")[1]["faults"][0]["name"] == "busy"
        gateway.summary("x")
        assert watcher.next("faults")[1]["faults"][0]["spent"]


def test_reader_that_comes_back_misses_nothing(gateway):
    with Watcher(gateway) as watcher:
        start = watcher.next("snapshot")[1]["lastId"]
        for _ in range(3):
            gateway.summary("x")
        ids = [int(watcher.next("entry")[0]) for _ in range(3)]
        assert ids == [start + 1, start + 2, start + 3]
    for _ in range(2):
        gateway.summary("x")
    with Watcher(gateway, "-H", f"Last-Event-ID: {ids[1]}") as watcher:
        assert [int(watcher.next("entry", "gap")[0]) for _ in range(3)] == [start + 3, start + 4, start + 5]
        gateway.summary("x")
        assert int(watcher.next("entry", "gap")[0]) == start + 6


def test_entry_is_told_again_where_its_client_has_gone(start, tmp_path):
    folder = tmp_path / "fixtures/api/v2/large"
    folder.mkdir(parents=True)
    (folder / "GET.json").write_text(json.dumps("x" * 16_000_000))
    gateway = start("--fixtures", str(tmp_path / "fixtures"))
    with Watcher(gateway) as watcher:
        watcher.next("snapshot")
        connection = gateway.unread("/api/v2/large")
        entry = watcher.next("entry")[1]
        while entry["path"] != "/api/v2/large":
            entry = watcher.next("entry")[1]
        assert entry["answer"] == "fixture" and "aborted" not in entry and entry["bytes"] == 16_000_002
        connection.close()
        id, again = watcher.next("entry")
        assert id is None and again["id"] == entry["id"] and again["aborted"] and again["bytes"] < entry["bytes"]


def test_too_many_are_counted_and_none_is_lost(gateway):
    """More than a second's share at once: single ones first, then counts, and all of them together."""
    token = gateway.token()
    with Watcher(gateway) as watcher:
        start = watcher.next("snapshot")[1]["lastId"]
        request = f"GET /api/v2/analytics/queues/summary HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        total = 3000
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
            reader = threading.Thread(target=lambda: read_all(connection))
            reader.start()
            connection.sendall(request * total)
            connection.shutdown(socket.SHUT_WR)
            reader.join()
        told, counted, last = 0, 0, start
        while told + counted < total:
            id, data = watcher.next("entry", "counts", "gap")
            if "bins" in data:
                counted += data["entries"]
                assert sum(sum(bin["statuses"].values()) for bin in data["bins"]) == data["entries"]
                assert {status for bin in data["bins"] for status in bin["statuses"]} == {"200"}
            elif "missed" in data:
                counted += data["missed"]
            else:
                told += 1
            last = int(id) if id else last
        assert told + counted == total and told >= 200 and counted > 0
    with Watcher(gateway, "-H", f"Last-Event-ID: {last}") as watcher:
        gateway.summary("x")
        assert int(watcher.next("entry", "gap")[0]) == start + total + 1


def read_all(connection):
    while connection.recv(65536):
        pass


def test_hundred_readers_get_everything(gateway):
    watchers = []
    try:
        for _ in range(100):
            connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=20)
            connection.sendall(b"GET /__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            watchers.append((connection, connection.makefile("rb")))
        for _, file in watchers:
            while not file.readline().startswith(b"data: "):
                pass
        for _ in range(10):
            gateway.summary("x")
        for _, file in watchers:
            for _ in range(10):
                while file.readline() != b"event: entry\n":
                    pass
    finally:
        for connection, file in watchers:
            file.close()
            connection.close()


def test_head_has_no_body(gateway):
    status, headers, body = gateway.call("HEAD", "/__admin/events")
    assert (status, headers["Content-Type"], body) == (200, "text/event-stream; charset=utf-8", b"")


def test_gateway_that_ends_ends_its_streams(start):
    gateway = start()
    with Watcher(gateway) as watcher:
        watcher.next("snapshot")
        gateway.process.send_signal(signal.SIGTERM)
        assert gateway.process.wait(10) == 0
        # A well-formed end: otherwise curl would say 18, that something is missing.
        assert watcher.process.wait(10) == 0


def test_needs_the_token(start, tmp_path):
    (tmp_path / "token").write_text("sesame")
    gateway = start("--admin-token-file", str(tmp_path / "token"))
    assert gateway.call("GET", "/__admin/events")[0] == 401
    with Watcher(gateway, "-H", "Authorization: Bearer sesame") as watcher:
        assert "settings" in watcher.next("snapshot")[1]

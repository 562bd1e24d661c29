"""Reads the journal while it is written, and holds it against what was answered."""
from control import Control
from crew import Actor


class Auditor(Actor):
    # How long it waits for entries, once everybody else has finished.
    LAST_WAIT = "500ms"

    def begin(self):
        self.control = Control(self.place)
        self.last = None
        self.issued = {}
        self.seen = set()

    def act(self):
        # A waiting question is answered at once if there is something already.
        self.read("250ms")

    def read(self, wait):
        """Whether there was anything."""
        since = f"&since={self.last}" if self.last else ""
        answer = self.control.call("GET", f"requests?wait={wait}&limit=1000000{since}")
        entries = answer["requests"][::-1]
        if self.last is None and entries:
            self.last = entries[0]["id"] - 1
        for entry in entries:
            assert entry["id"] == self.last + 1, f"{entry['id']} after {self.last}: the journal was outrun, or has a gap"
            self.last = entry["id"]
            self.check(entry)
        self.count("entries of the journal", len(entries))
        return bool(entries)

    def check(self, entry):
        mark = entry["target"].partition("?mark=")[2]
        if mark.startswith("customer"):
            expected = self.ledger.take(mark)
            assert expected is not None, f"nobody sent this, or it is there twice: {entry}"
            self.compare(entry, expected)
        elif mark.startswith("vandal"):
            # Sent by somebody who may not have waited for the answer; the mark says which one is right.
            assert mark not in self.seen, f"it is there twice: {entry}"
            self.seen.add(mark)
            wanted = 200 if mark.split("-")[-2] == "good" else 401
            assert entry["status"] == wanted, entry
        elif entry["path"] == "/oauth/token" and entry["status"] == 200 and entry["client"].startswith("customer"):
            assert entry["tokenId"] not in self.issued, f"it is there twice: {entry}"
            self.issued[entry["tokenId"]] = entry

    @staticmethod
    def compare(entry, expected):
        assert {key: entry.get(key) for key in expected} == expected, f"{entry} instead of {expected}"

    def settle(self):
        """Called once all answers are there: everything must be in the journal by then."""
        while self.read(self.LAST_WAIT):
            pass
        assert self.ledger.missing == 0, f"{self.ledger.missing} requests are not in the journal: {list(self.ledger.expected.items())[:3]}"
        assert self.issued.keys() == self.ledger.granted.keys(), self.issued.keys() ^ self.ledger.granted.keys()
        for id, expected in self.ledger.granted.items():
            self.compare(self.issued[id], expected)
        self.control.close()

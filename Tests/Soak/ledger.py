"""What has to be in the journal, and what went wrong."""
import collections
import threading
import traceback


class Ledger:
    """Each request of the soak carries a mark, which the journal must have once, with the verdict that was answered."""
    LIMIT = 20

    def __init__(self):
        self.lock = threading.Lock()
        self.problems = []
        self.counts = collections.Counter()
        self.expected = {}
        self.granted = {}
        self.correlations = set()

    def count(self, what, number=1):
        with self.lock:
            self.counts[what] += number

    def problem(self, where, what):
        with self.lock:
            if len(self.problems) < self.LIMIT:
                self.problems.append(f"{where}: {what}")
            self.counts["wrong"] += 1

    def exception(self, where):
        self.problem(where, traceback.format_exc(limit=-4))

    @property
    def has_problems(self):
        return bool(self.problems)

    def expect(self, mark, entry):
        """Before the request is sent: the journal may be read before its answer is."""
        with self.lock:
            self.expected[mark] = entry

    def take(self, mark):
        """What an entry with this mark has to say; nothing if none may have it, or not twice."""
        with self.lock:
            return self.expected.pop(mark, None)

    def grant(self, id, entry):
        """A token that was issued: its id is known only with the answer."""
        with self.lock:
            assert id not in self.granted, f"the token id {id} was given out twice"
            self.granted[id] = entry

    def correlate(self, id):
        with self.lock:
            number = int(id[:18].replace("-", ""), 16)
            assert number not in self.correlations, f"the correlation id {id} stands in two answers"
            self.correlations.add(number)

    @property
    def missing(self):
        with self.lock:
            return len(self.expected)

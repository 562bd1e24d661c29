"""Actors on threads of their own, all those of one process."""
import random
import ssl
import threading
import time
from dataclasses import dataclass

from ledger import Ledger


@dataclass(frozen=True)
class Place:
    """The address of the gateway, and how long it may take to answer on this machine."""
    port: int
    pid: int
    ca: str
    folder: str
    patience: float

    @property
    def tls(self):
        # One for all connections; made where it is used, since it goes to no other process.
        global _context
        if _context is None:
            _context = ssl.create_default_context(cafile=self.ca)
        return _context


_context = None


class Actor(threading.Thread):
    """Does one thing after the other until the round is over; what goes wrong is a problem of the round."""

    def __init__(self, crew, name):
        super().__init__(name=name, daemon=True)
        self.crew = crew
        self.place = crew.place
        self.ledger = crew.ledger
        # The same for the same seed and name, in each round.
        self.random = random.Random(f"{crew.seed} {name}")

    def run(self):
        try:
            self.begin()
            while time.monotonic() < self.crew.end and not self.ledger.has_problems:
                self.act()
            self.finish()
        except Exception:
            self.ledger.exception(self.name)

    def begin(self):
        pass

    def act(self):
        raise NotImplementedError

    def finish(self):
        pass

    def count(self, what, number=1):
        self.ledger.count(what, number)


class Pace:
    """That many times a second; a caller that is late is told how often it is its turn."""
    MOST = 50

    def __init__(self, rate):
        self.interval = 1 / rate
        self.next = time.monotonic()
        self.never = threading.Event()

    def wait(self):
        """Until the next turn; how many there are by then."""
        left = self.next + self.interval - time.monotonic()
        if left > 0:
            self.never.wait(left)
        turns = max(int((time.monotonic() - self.next) / self.interval), 1)
        self.next += turns * self.interval
        return min(turns, self.MOST)


class Crew:
    def __init__(self, place, seed, seconds):
        self.place = place
        self.seed = seed
        self.end = time.monotonic() + seconds
        self.ledger = Ledger()
        self.actors = []

    def work(self):
        """Until all are done; problems and counts."""
        for actor in self.actors:
            actor.start()
        limit = self.end + 3 * self.place.patience
        for actor in self.actors:
            actor.join(max(limit - time.monotonic(), 0))
            if actor.is_alive():
                self.ledger.problem(actor.name, "does not come to an end")
        return self.ledger.problems, self.ledger.counts

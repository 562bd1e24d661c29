"""What the page of a library in Python shares with the others: a clock that is set, and the cases.

A page is a program: each line of its standard input is {"key": …, "leeway": seconds or null, "cases": [[now in
milliseconds, token], …]}, and it answers each with a line of one character a case, + for accepted and - for refused.
Null leaves the leeway to the library.
"""
import datetime
import json
import sys
import warnings

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Clock:
    """What libraries read: `time.time()`, and `datetime.now(tz)` or `datetime.utcnow()`."""

    def __init__(self):
        self.milliseconds = 0

    def time(self):
        return self.milliseconds / 1000

    @property
    def datetime(self):
        clock = self

        class Held(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return EPOCH + datetime.timedelta(milliseconds=clock.milliseconds)

            @classmethod
            def utcnow(cls):
                return cls.now().replace(tzinfo=None)

        return Held


def run(clock, judge):
    """`judge(token, key, leeway)` raises if the library refuses, whatever it raises: not all are its own errors."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        job = json.loads(line)
        verdicts = []
        for clock.milliseconds, token in job["cases"]:
            try:
                judge(token, job["key"], job["leeway"])
                verdicts.append("+")
            except Exception:
                verdicts.append("-")
        print("".join(verdicts), flush=True)


def given(leeway, name="leeway"):
    """As an argument by that name, if there is one."""
    return {} if leeway is None else {name: leeway}

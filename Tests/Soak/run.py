#!/usr/bin/env python3
"""Soaks the gateway in good and bad traffic at once, and asks whether every well-formed request got its one right answer.

Clients with clocks of their own, whose every answer is known beforehand, use it by all kinds of connections; others babble,
leave in the middle, read nothing; settings change 100 times a second, files are read again, faults switched. Behind each
round of it, all connections closed, descriptors and threads have to be what they were at the start, and memory behind the
last what it was behind the first. Exits 1 on the first wrong answer. Python's standard library, on Linux.
"""
import argparse
import collections
import concurrent.futures
import contextlib
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from auditor import Auditor  # noqa: E402
from control import Control  # noqa: E402
from crew import Crew, Place  # noqa: E402
from customers import Customer  # noqa: E402
from operators import ClockOperator, FaultOperator, Onlooker, Reloader, SettingsOperator  # noqa: E402
from process import Process  # noqa: E402
from tokens import KEY  # noqa: E402
from vandals import Babbler, Deserter, Loiterer, SlowReader  # noqa: E402

OPERATORS = [SettingsOperator, ClockOperator, Reloader, FaultOperator, Onlooker]
VANDALS = [Babbler, Babbler, Deserter, Deserter, Deserter, Loiterer, Loiterer, SlowReader]


def serve_customers(place, options, seconds):
    crew = Crew(place, options.seed, seconds)
    crew.actors = [Customer(crew, f"customer-{index}") for index in range(options.customers)]
    auditor = Auditor(crew, "auditor")
    crew.actors.append(auditor)
    crew.work()
    if not crew.ledger.has_problems:
        try:
            auditor.settle()
        except Exception:
            crew.ledger.exception("auditor")
    return crew.ledger.problems, crew.ledger.counts


def operate(place, options, seconds):
    crew = Crew(place, options.seed, seconds)
    crew.actors = [kind(crew, kind.__name__.lower()) for kind in OPERATORS]
    return crew.work()


def vandalize(place, options, seconds):
    crew = Crew(place, options.seed, seconds)
    crew.actors = [kind(crew, f"vandal-{kind.__name__.lower()}-{index}") for index, kind in enumerate(VANDALS)]
    return crew.work()


def soak(place, options, seconds):
    """One round; problems and counts."""
    # These are separate processes, so that those that act do not wait for those that check.
    crews = [serve_customers, operate, vandalize]
    problems, counts = [], collections.Counter()
    with concurrent.futures.ProcessPoolExecutor(len(crews), multiprocessing.get_context("spawn")) as pool:
        for work in [pool.submit(crew, place, options, seconds) for crew in crews]:
            found, counted = work.result()
            problems += found
            counts += counted
    # Their entries in the journal go with them, so not before it has been read to its end.
    control = Control(place)
    for client in control.call("GET", "clients")["clients"]:
        if client["configured"]:
            control.call("DELETE", "clients/" + client["id"])
    control.close()
    return problems, counts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("MOCK_GATEWAY_BINARY"), help="the built mock-gateway")
    parser.add_argument("--seconds", type=float, default=600, help="of load, all rounds together (600)")
    parser.add_argument("--rounds", type=int, default=2, help="of the same (2)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is left to chance (1)")
    parser.add_argument("--customers", type=int, default=8, help="clients whose every answer is checked (8)")
    parser.add_argument("--patience", type=float, default=30, help="seconds that an answer may take (30)")
    parser.add_argument("--growth", type=int, default=8192,
                        help="KiB that memory may grow by behind the first round; 0 for sanitizers, which keep what is freed (8192)")
    options = parser.parse_args()
    if not options.binary:
        parser.error("--binary is missing, and MOCK_GATEWAY_BINARY too")
    return options


class Report:
    def __init__(self):
        self.problems = []
        self.counts = collections.Counter()

    def check(self, holds, problem):
        if not holds:
            self.problems.append(problem)

    def print(self, options):
        for what, number in sorted(self.counts.items()):
            print(f"{number:10} {what}" + (f" ({number / options.seconds:.0f} a second)" if number > options.seconds else ""))
        for problem in self.problems:
            print(f"\nWRONG: {problem}")
        print(f"\n{'WRONG' if self.problems else 'right'}: seed {options.seed}")


def run(gateway, options, report):
    """The rounds, and what is left behind each of them."""
    place = Place(gateway.port, gateway.pid, str(gateway.folder / "ca/ca.pem"), str(gateway.folder), options.patience)
    held = gateway.descriptors, gateway.threads
    print(f"at start: {held[0]} descriptors, {held[1]} threads, {gateway.memory}", flush=True)
    memory = []
    for number in range(1, options.rounds + 1):
        start = time.monotonic()
        problems, counts = soak(place, options, options.seconds / options.rounds)
        report.problems += problems
        report.counts += counts
        report.check(gateway.is_running, "the gateway has ended by itself")
        if report.problems:
            return
        with contextlib.closing(Control(place)) as control:
            control.call("POST", "reset")
        left = gateway.settle(*held, options.patience)
        # Fewer threads are fine: one that only the start has ends by itself.
        report.check(left[0] == held[0] and left[1] <= held[1], f"{left[0]} descriptors and {left[1]} threads are left, of {held[0]} and {held[1]}")
        memory.append(gateway.memory)
        print(f"round {number}: {time.monotonic() - start:.0f} s, {left[0]} descriptors, {left[1]} threads, {memory[-1]}", flush=True)
    growth = {kind: memory[-1][kind] - memory[0][kind] for kind in memory[0]}
    report.check(not options.growth or max(growth.values()) <= options.growth, f"memory has grown by {growth} KiB")


def main():
    options = arguments()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="mock-gateway-soak-") as name:
        folder = pathlib.Path(name)
        (folder / "fixtures/api/v2/soak/version").mkdir(parents=True)
        (folder / "config.json").write_text('{"fixtures": "fixtures"}')
        gateway = Process(options.binary, folder, KEY, "--config", folder / "config.json")
        try:
            run(gateway, options, report)
        finally:
            status = gateway.stop()
        said = gateway.log.end()
        report.check(status == 0 and not gateway.log.has_alarms, f"it ended with {status}, and said:\n{said}")
        report.counts["bytes of log"] = gateway.log.size
        report.counts["pauses of the reader of the log"] = gateway.log.pauses
    report.print(options)
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())

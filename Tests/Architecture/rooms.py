#!/usr/bin/env python3
"""Draws the arrows between the rooms (folders) of each target by the names of types, and fails if they form a circle.

The compiler keeps the arrows between targets; this keeps those inside one. A room is a folder directly below a target;
files beside the folders are the target's hall, which may lean on every room. Exit 1 names the circle and, for each of
its arrows, a file and the type that it names.
"""
import argparse
import collections
import pathlib
import re
import sys

DECLARATION = re.compile(
    r"^[ \t]*(?:(?:package|public|internal|private|fileprivate|final|indirect|borrowing|static|nonisolated)[ \t]+)*"
    r"(?:struct|class|enum|protocol|actor|typealias)[ \t]+([A-Z]\w*)", re.M)
NAME = re.compile(r"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)*")
STRING = re.compile(r'#*"""[\s\S]*?"""#*|#*"(?:\\.|[^"\\\n])*"#*')
COMMENT = re.compile(r"//[^\n]*|/\*[\s\S]*?\*/")


def code(path):
    return STRING.sub('""', COMMENT.sub("", path.read_text()))


def top_level(text):
    """The types declared at the left margin: those inside another one are known by its name."""
    return [m.group(1) for m in DECLARATION.finditer(text) if not m.group(0)[0].isspace()
            and not re.match(r"(?:private|fileprivate)\b", m.group(0))]


def arrows(target):
    files = {path: code(path) for path in sorted(target.rglob("*.swift"))}
    room = {path: path.relative_to(target).parts[0] if path.parent != target else "" for path in files}
    home = {}
    for path, text in files.items():
        for name in top_level(text):
            home[name] = room[path]
    found = collections.defaultdict(dict)
    for path, text in files.items():
        here = room[path]
        for match in NAME.finditer(text):
            name = match.group(0).split(".")[0]
            there = home.get(name)
            if here and there is not None and there != here:
                found[here].setdefault(there, []).append((path, name))
    return found


def circle(found):
    state, trail = {}, []

    def visit(room):
        state[room] = 1
        trail.append(room)
        for other in sorted(found.get(room, {})):
            if state.get(other) == 1:
                return trail[trail.index(other):] + [other]
            if other not in state:
                result = visit(other)
                if result:
                    return result
        state[room] = 2
        trail.pop()
        return None

    for room in sorted(found):
        if room not in state:
            result = visit(room)
            if result:
                return result
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=pathlib.Path, default=pathlib.Path("Sources"))
    parser.add_argument("--draw", action="store_true", help="print every arrow")
    arguments = parser.parse_args()
    failed = False
    for target in sorted(path for path in arguments.sources.iterdir() if path.is_dir()):
        found = arrows(target)
        if arguments.draw and found:
            print(target.name)
            for here in sorted(found):
                for there in sorted(found[here]):
                    places = found[here][there]
                    names = sorted({name for _, name in places})
                    print(f"  {here} -> {there or '(hall)'}: {', '.join(names)}")
        loop = circle(found)
        if loop:
            failed = True
            print(f"{target.name}: rooms lean on each other in a circle: {' -> '.join(room or '(hall)' for room in loop)}")
            for here, there in zip(loop, loop[1:]):
                path, name = found[here][there][0]
                print(f"  {here} -> {there or '(hall)'}: {path} names {name}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

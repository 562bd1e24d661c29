#!/usr/bin/env python3
"""Writes the man pages of mock-gateway and of each of its commands, from what the program says of itself.

    man_pages.py --binary mock-gateway --out share/man/man1
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import subprocess


def plain(text):
    """As roff takes it: no escape, no request and no ligature by accident."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace("^", "\\(ha")
    text = text.replace("~", "\\(ti").replace("…", "...")
    return re.sub(r"^\.", r"\\&.", text, flags=re.MULTILINE)


def paragraphs(text):
    """Prose as it flows, and lines that are set in as they stand."""
    lines = []
    for part in text.strip("\n").split("\n\n"):
        lines.append(".PP")
        is_set = False
        for line in part.split("\n"):
            if (line.startswith("  ")) != is_set:
                is_set = not is_set
                lines.append(".RS 2\n.nf" if is_set else ".fi\n.RE")
            lines.append(plain(line.removeprefix("  ") if is_set else line))
        if is_set:
            lines.append(".fi\n.RE")
    return lines


def option(argument):
    """One option, argument or flag: how it is written, and what it does."""
    names = ["-" * (2 if name["kind"] == "long" else 1) + name["name"] for name in argument.get("names", [])]
    value = plain(argument.get("valueName") or "")
    if argument["kind"] == "positional":
        head = f"\\fI{value}\\fR"
    else:
        head = ", ".join(f"\\fB{plain(name)}\\fR" for name in reversed(names))
        if argument["kind"] == "option":
            head += f" \\fI{value}\\fR"
    return [".TP", head, plain(argument.get("abstract", "Show help."))]


def page(names, command, version, date):
    """The page of one command; `names` leads to it from the program."""
    title = "-".join(names)
    lines = [f'.TH {title.upper()} 1 "{date}" "mock\\-gateway {plain(version)}" "User Commands"', ".SH NAME",
             f"{plain(title)} \\- {plain(command['abstract'].rstrip('.').split(': exit ')[0])}", ".SH SYNOPSIS"]
    shown = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    commands = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    operands = [f"\\fI{plain(argument['valueName'])}\\fR" for argument in shown if argument["kind"] == "positional"]
    if names[-1] == "run":
        operands = ["\\-\\-", "\\fIcommand\\fR", "[\\fIarguments\\fR]"]
    lines += [" ".join([f"\\fB{plain(' '.join(names))}\\fR", *(["[\\fIcommand\\fR]"] if commands else []),
                        "[\\fIoptions\\fR]", *operands])]
    lines += [".SH DESCRIPTION", plain(command["abstract"]), *paragraphs(command.get("discussion", ""))]
    sections = {}
    for argument in shown:
        sections.setdefault(argument.get("sectionTitle") or "Options", []).append(argument)
    lines.append(".SH OPTIONS")
    for section, arguments in sections.items():
        if len(sections) > 1:
            lines.append(f".SS {plain(section)}")
        for argument in arguments:
            lines += option(argument)
    if commands:
        lines.append(".SH COMMANDS")
        for one in commands:
            lines += [".TP", f"\\fB{plain(one['commandName'])}\\fR", plain(one["abstract"])]
        others = [f"{title}-{one['commandName']}" for one in commands]
    else:
        others = [names[0]]
    lines += [".SH SEE ALSO", ",\n".join(f"\\fB{plain(other)}\\fR(1)" for other in others)]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()

    def said(*words):
        return subprocess.run([arguments.binary, *words], capture_output=True, text=True, check=True, timeout=60).stdout

    root = json.loads(said("--experimental-dump-help"))["command"]
    version = said("--version").split()[0]
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0")) or None
    date = (datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc) if epoch else datetime.datetime.now()).strftime("%Y-%m-%d")
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    pages = {(root["commandName"],): root}
    pages |= {(root["commandName"], one["commandName"]): one for one in root["subcommands"] if one["commandName"] != "help"}
    for names, command in pages.items():
        (out / f"{'-'.join(names)}.1").write_text(page(names, command, version, date))


if __name__ == "__main__":
    main()

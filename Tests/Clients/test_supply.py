"""What the program and its image are made of, as CONTRIBUTING.md says, and what the image may do."""
import json
import os
import pathlib
import re
import subprocess

import yaml

from gateway import BINARY

ROOT = pathlib.Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
GUIDE = (ROOT / ".github/CONTRIBUTING.md").read_text()
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()


def bill():
    """The rows of the bill of materials: part, version, how it gets in."""
    section = GUIDE.split("## What is inside\n", 1)[1]
    lines = section[section.index("|"):].split("\n\n", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert rows[0] == ["part", "version", "how it gets in"] and len(rows) > 6
    return rows[2:]


def instructions(dockerfile):
    """Those of the last stage, in order: the word, and the rest of it on one line."""
    text = "\n".join(line for line in dockerfile.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    found = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    last = max(index for index, (word, _) in enumerate(found) if word == "FROM")
    return found[last:]


def test_packages_are_those_of_the_bill():
    """Each with its version, those that come with others too, and none but these."""
    told = {}
    for part, version, way in bill():
        if link := re.fullmatch(r"\[(.+)\]\((https://.+)\)", part):
            assert way == "compiled in"
            told[link[2]] = version
    pinned = dict(re.findall(r'\.package\(url: "([^"]+)", exact: "([^"]+)"\)', (ROOT / "Package.swift").read_text()))
    assert told == pinned
    shown = subprocess.run(["swift", "package", "show-dependencies", "--format", "json"], cwd=ROOT, capture_output=True, text=True, timeout=300)
    found = {}

    def walk(package):
        for dependency in package["dependencies"]:
            found[dependency["url"]] = dependency["version"]
            walk(dependency)

    walk(json.loads(shown.stdout))
    assert found == told


def libraries():
    """The libraries that the program is loaded with, by name, and where they lie."""
    loaded = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True, timeout=60).stdout
    return dict(re.findall(r"^\s+(lib\S+) => (\S+) ", loaded, re.MULTILINE))


def test_libraries_are_those_of_the_bill():
    """Without Swift's own, which lie in the toolchain if they are not compiled in."""
    told = {}
    for part, _, way in bill():
        if way.startswith("needed at run time"):
            package, names = part.split(": ")
            told |= {name.strip("`"): package for name in names.split(", ")}
    needed = {name: path for name, path in libraries().items() if "/swift/" not in path}
    assert needed.keys() == told.keys()
    for name, path in needed.items():
        # If /lib is a link to /usr/lib, the package may know the file by either.
        place = os.path.realpath(path).removeprefix("/usr")
        owners = subprocess.run(["dpkg", "-S", place, "/usr" + place], capture_output=True, text=True, timeout=60).stdout
        # Ubuntu calls some of them by another name since 24.04.
        assert {line.split(":")[0].removesuffix("t64") for line in owners.splitlines()} == {told[name]}


def test_the_image_holds_nothing_else():
    """It begins with nothing, and one folder is copied into it: the program, its libraries, the CAs of the web."""
    assert instructions(DOCKERFILE)[0][1] == "scratch"
    assert [rest for word, rest in instructions(DOCKERFILE) if word in ("COPY", "ADD", "RUN")] == ["--from=build /out /"]
    commands = [command.split() for command in DOCKERFILE.replace("\\\n", " ").replace("&&", "\n").splitlines()]
    assert [" ".join(command) for command in commands if command and command[-1].startswith("/out")] == [
        "install -D /build/release/mock-gateway /out/usr/local/bin/mock-gateway",
        "cp -L --parents $libraries /etc/ssl/certs/ca-certificates.crt /out"]
    assert "libraries=$(ldd /out/usr/local/bin/mock-gateway | grep -o '/[^ ]*')" in DOCKERFILE


def test_the_image_is_below_40_megabytes():
    """What is copied into it, added up; the files of arm64 are larger, and nothing in its build measures them."""
    loaded = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True, timeout=60).stdout
    files = {os.path.realpath(path) for path in re.findall(r"/[^ ]*", loaded) if "/swift/" not in path}
    size = sum(os.path.getsize(path) for path in files | {BINARY, "/etc/ssl/certs/ca-certificates.crt"})
    assert size < 40_000_000 and "du " not in DOCKERFILE


def test_the_image_is_built_in_layers():
    """Packages before sources, sources before the commit; no tests, no repository, nothing of this machine."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    order = [next(number for number, line in enumerate(lines) if part in line) for part in (
        "COPY Package.swift", "swift package resolve", "COPY Sources", "ARG REVISION", "swift build")]
    assert order == sorted(order) and "Tests" not in DOCKERFILE and "--mount=type=cache" in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert [line for line in ignored if not line.startswith("#")][:4] == ["*", "!Package.swift", "!Sources", "!fixtures"]
    labels = " ".join(rest for word, rest in instructions(DOCKERFILE) if word == "LABEL")
    for label in ("version=$VERSION", "revision=$REVISION", "source=$SOURCE"):
        assert f"org.opencontainers.image.{label}" in labels
    version = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout.split()[0]
    assert f"\nARG VERSION={version}\n" in DOCKERFILE


def test_the_image_needs_no_shell_and_no_root():
    """What is run is run as it stands, by a user whom a number names: a cluster that refuses root can tell."""
    stage = instructions(DOCKERFILE)
    words = [word for word, _ in stage]
    assert [rest for word, rest in stage if word == "USER"] == ["10001"]
    after = stage[words.index("USER"):]
    assert "RUN" not in [word for word, _ in after] and "SHELL" not in words and "VOLUME" not in words
    run = {word: rest for word, rest in stage if word in ("ENTRYPOINT", "CMD", "HEALTHCHECK")}
    assert json.loads(run["ENTRYPOINT"]) == ["mock-gateway"] and json.loads(run["CMD"]) == ["serve"]
    options, command = re.fullmatch(r"((?:--\S+ )*)CMD (.+)", run["HEALTHCHECK"]).groups()
    assert json.loads(command) == ["mock-gateway", "health"] and "--interval" in options
    assert dict(stage)["STOPSIGNAL"] == "SIGTERM"


def test_the_composition_takes_everything_away():
    """A root that nobody can write to, no capability, none that comes by a program, and a port on this machine alone."""
    gateway = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())["services"]["gateway"]
    assert gateway["read_only"] is True and gateway["cap_drop"] == ["ALL"] and gateway["security_opt"] == ["no-new-privileges:true"]
    assert gateway.keys() == {"build", "image", "environment", "ports", "read_only", "cap_drop", "security_opt"}
    assert gateway["ports"] == ["127.0.0.1:${MOCK_GATEWAY_PORT:-8080}:8080"]


def test_security_is_told():
    policy = (ROOT / ".github/SECURITY.md").read_text()
    for heading in ("## Supported version", "## How to report", "## What it protects", "## What it does not"):
        assert heading in policy
    assert "](.github/SECURITY.md)" in README
    # What it says of the image is what the image is.
    assert f"uid {dict(instructions(DOCKERFILE))['USER']}" in policy and f"uid {dict(instructions(DOCKERFILE))['USER']}" in README

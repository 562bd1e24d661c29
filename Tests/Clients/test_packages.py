"""What docker/package makes of the program: it is whole, and the same each time.

That it installs and runs on each system is tried by the release workflow, in containers.
"""
import gzip
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tarfile

import pytest
import yaml

from gateway import BINARY, clean_environment

ROOT = pathlib.Path(__file__).parents[2]
PARTS = ["tarball", "deb", "sbom"]


def package(folder, *parts):
    environment = clean_environment(MOCK_GATEWAY_PACKAGE_BINARY=os.path.realpath(BINARY), MOCK_GATEWAY_PACKAGE_LEVEL="1")
    done = subprocess.run([ROOT / "docker/package", folder, *parts], env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: path for path in folder.iterdir()}


def only(files, pattern):
    [found] = [path for name, path in files.items() if re.fullmatch(pattern, name)]
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return package(tmp_path_factory.mktemp("packages"), *PARTS)


@pytest.fixture(scope="module")
def installed(files, tmp_path_factory):
    """The .deb, unpacked."""
    folder = tmp_path_factory.mktemp("deb")
    deb = only(files, r"mock-gateway_[\d.]+_\w+\.deb")
    subprocess.run(["dpkg-deb", "--raw-extract", deb, folder], check=True, timeout=60)
    return folder


def help_of(*words):
    return subprocess.run([BINARY, *words, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout


def test_each_command_has_a_man_page_with_all_of_its_options(installed):
    pages = {path.name: gzip.decompress(path.read_bytes()).decode() for path in (installed / "usr/share/man/man1").iterdir()}
    commands = re.findall(r"^  ([a-z]+) ", help_of().split("SUBCOMMANDS:", 1)[1], re.MULTILINE)
    assert pages.keys() == {"mock-gateway.1.gz", *(f"mock-gateway-{command}.1.gz" for command in commands)} and len(pages) > 8
    for command in commands:
        page = pages[f"mock-gateway-{command}.1.gz"].replace("\\-", "-")
        options = set(re.findall(r"^  (?:-h, )?(--[a-z-]+)", help_of(command), re.MULTILINE))
        assert options and not [name for name in options if f"\\fB{name}\\fR" not in page], command
        # What begins with a dot is for the formatter.
        assert set(re.findall(r"^\.\w+", page, re.MULTILINE)) <= {".TH", ".SH", ".SS", ".TP", ".PP", ".RS", ".RE", ".nf", ".fi"}


def test_the_package_is_whole(installed):
    binary = installed / "usr/bin/mock-gateway"
    assert binary.read_bytes() == pathlib.Path(BINARY).read_bytes() and binary.stat().st_mode & 0o777 == 0o755
    for path in ["share/bash-completion/completions/mock-gateway", "share/zsh/vendor-completions/_mock-gateway",
                 "share/fish/vendor_completions.d/mock-gateway.fish", "share/doc/mock-gateway/copyright"]:
        assert (installed / "usr" / path).stat().st_size > 0
    control = dict(re.findall(r"^(\S+): (.*)$", (installed / "DEBIAN/control").read_text(), re.MULTILINE))
    said = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    assert control["Version"] == said.split()[0]
    # Debian 12 has 2.36, Ubuntu 22.04 has 2.35.
    assert re.search(r"libc6 \(>= 2\.3[0-6]\)", control["Depends"]) and "libssl3" in control["Depends"]
    # Nothing is run at the installation, and nothing is switched on.
    assert {path.name for path in (installed / "DEBIAN").iterdir()} == {"control", "md5sums"}


def test_the_unit_takes_everything_away(installed):
    unit = (installed / "usr/lib/systemd/system/mock-gateway.service").read_text()
    settings = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
    assert settings["ExecStart"] == "/usr/bin/mock-gateway serve" and settings["CapabilityBoundingSet"] == ""
    for name in ("DynamicUser", "NoNewPrivileges", "PrivateDevices", "MemoryDenyWriteExecute", "LockPersonality"):
        assert settings[name] == "yes", name
    assert settings["ProtectSystem"] == "strict"


def test_the_tarball_has_one_folder_and_owners_of_nobody(files):
    with tarfile.open(only(files, r"mock-gateway-[\d.]+-linux-\w+\.tar\.gz")) as archive:
        members = archive.getmembers()
    assert len({member.name.split("/")[0] for member in members}) == 1
    assert {(member.uid, member.gid) for member in members} == {(0, 0)} and len({member.mtime for member in members}) == 1
    assert any(member.name.endswith("/bin/mock-gateway") for member in members)


def test_the_bill_of_materials(files):
    bill = json.loads(only(files, r"mock-gateway-[\d.]+\.cdx\.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    digest = bill["metadata"]["component"]["hashes"][0]["content"]
    assert digest == hashlib.sha256(pathlib.Path(BINARY).read_bytes()).hexdigest()
    names = {component["name"]: component for component in bill["components"]}
    pinned = dict(re.findall(r'\.package\(url: "https://github.com/\w+/([^"]+)", exact: "([^"]+)"\)', (ROOT / "Package.swift").read_text()))
    assert {name: names[name]["version"] for name in pinned} == pinned and len(pinned) == 2
    assert {"libssl3", "libc6", "swift-runtime"} <= names.keys()
    # Each is referred to by a name of its own, and the whole by all of them.
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(set(references)) == len(references) and bill["dependencies"][0]["dependsOn"] == references


def test_checksums(files):
    lines = files["SHA256SUMS"].read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert told == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name != "SHA256SUMS"}
    assert len(told) == len(PARTS)


def test_the_same_binary_gives_the_same_tarball(files, tmp_path):
    again = only(package(tmp_path, "tarball"), r"mock-gateway-.*\.tar\.gz")
    assert again.read_bytes() == files[again.name].read_bytes()


def test_the_workflow_makes_and_tries_what_is_given_away():
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yaml").read_text())
    runs = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert "docker/package dist" in runs
    assert workflow["jobs"]["try"]["strategy"]["matrix"]["system"] == [
        "debian:bookworm-slim", "debian:trixie-slim", "ubuntu:22.04", "ubuntu:24.04"]
    # By default it may read, and nothing else.
    assert workflow["permissions"] == {"contents": "read"}

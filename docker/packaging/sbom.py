#!/usr/bin/env python3
"""Writes what the packages are made of, as CycloneDX 1.5 in JSON.

    sbom.py --source . --binary mock-gateway --out sbom.cdx.json

Packages come from Package.resolved, with their commits; libraries from the dynamic linker's table of the binary; the
compiler, whose standard library is compiled in, says its own version.
"""
import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import uuid

DEBIAN = {"libssl.so.3": "libssl3", "libcrypto.so.3": "libssl3", "libstdc++.so.6": "libstdc++6", "libgcc_s.so.1": "libgcc-s1",
          "libc.so.6": "libc6", "libm.so.6": "libc6", "ld-linux-x86-64.so.2": "libc6", "ld-linux-aarch64.so.1": "libc6"}


def said(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, **options).stdout


def component(name, version, purl, **more):
    found = {"type": "library", "bom-ref": purl, "name": name}
    return found | ({"version": version} if version else {}) | {"purl": purl} | more


def packages(source):
    """What SwiftPM has resolved."""
    for pin in json.loads((source / "Package.resolved").read_text())["pins"]:
        place = pin["location"].removeprefix("https://").removesuffix(".git")
        version = pin["state"].get("version", pin["state"]["revision"])
        yield component(pin["identity"], version, f"pkg:swift/{place}@{version}",
                        licenses=[{"license": {"id": "Apache-2.0"}}],
                        properties=[{"name": "commit", "value": pin["state"]["revision"]}])


def libraries(binary):
    """What it is loaded with: the version is that of the system that it runs on."""
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", said("readelf", "-d", binary))
    for package in sorted({DEBIAN[name] for name in needed if name in DEBIAN}):
        purl = f"pkg:deb/debian/{package.replace('+', '%2B')}"
        yield component(package, None, purl, scope="required", description="loaded from the system at run time")
    # Swift's own, in a build that does not compile them in.
    unknown = [name for name in needed if name not in DEBIAN and not name.startswith(("libswift", "lib_", "libFoundation", "libdispatch"))]
    assert not unknown, f"which package has {unknown}?"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("source", "binary", "out"):
        parser.add_argument(f"--{name}", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    version, _, commit = said(arguments.binary, "--version").strip().partition(" ")
    compiler = re.search(r"Swift version (\S+)", said("swift", "--version"))[1]
    digest = hashlib.sha256(arguments.binary.read_bytes()).hexdigest()
    main_part = component("mock-gateway", version, f"pkg:generic/mock-gateway@{version}", type="application",
                          hashes=[{"alg": "SHA-256", "content": digest}],
                          properties=[{"name": "commit", "value": commit.strip("()") or "unknown"}])
    parts = [*packages(arguments.source),
             component("swift-runtime", compiler, f"pkg:swift/github.com/swiftlang/swift@{compiler}",
                       licenses=[{"license": {"id": "Apache-2.0"}}],
                       description="Swift's standard library, Dispatch and FoundationEssentials, compiled in"),
             *libraries(arguments.binary)]
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    when = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc) if epoch else datetime.datetime.now(datetime.timezone.utc)
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest)}",
            "metadata": {"timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "component": main_part},
            "components": parts,
            "dependencies": [{"ref": main_part["bom-ref"], "dependsOn": [part["bom-ref"] for part in parts]}]}
    arguments.out.write_text(json.dumps(bill, indent=2) + "\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes the wheel `mock-gateway` around a release binary, with nothing but the standard library.

The same binary gives the same wheel, byte by byte.
"""
import argparse
import base64
import hashlib
import pathlib
import re
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
PACKAGE = HERE / "mock_gateway"
PLATFORM = "manylinux_2_35_x86_64"

METADATA = """\
Metadata-Version: 2.1
Name: mock-gateway
Version: {version}
Summary: A local mock of a Genesys Cloud gateway with two clocks that tests can set apart, and its pytest fixtures
Requires-Python: >=3.9
Classifier: Framework :: Pytest
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3 :: Only
Classifier: Typing :: Typed
Description-Content-Type: text/plain

The program mock-gateway, the command of that name, and a pytest plugin with the fixtures mock_gateway (one gateway
for a test run, for all workers of xdist) and gateway_client (a client of its own for each test). No dependency but the
standard library.

    def test_refresh_survives_a_fast_issuer(gateway_client):
        gateway_client.freeze()
        gateway_client.offset = "200ms"
        my_program(gateway_client.url, gateway_client.client_id, gateway_client.secret)
        gateway_client.verify(status=401, count=1)

What is inside: one executable for Linux on x86-64 (glibc 2.35 or newer: Debian 12, Ubuntu 22.04 and later), made of
Swift, with Swift's standard library and FoundationEssentials, swift-argument-parser and swift-log compiled in.
OpenSSL (libssl, libcrypto): {openssl}.
Libraries that it needs at run time: {needed}.

It is no Genesys product.
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: mock-gateway build_wheel
Root-Is-Purelib: false
Tag: py3-none-{platform}
"""

ENTRY_POINTS = """\
[console_scripts]
mock-gateway = mock_gateway.__main__:main

[pytest11]
mock_gateway = mock_gateway.pytest_plugin
"""


def version(binary):
    """As the program says; one that comes from between two releases becomes a local version (PEP 440)."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    match = re.search(r"\d+(?:\.\d+)+", said)
    if not match:
        sys.exit(f"{binary} --version: no version in {said!r}")
    return match[0]


def libraries(binary):
    """What the dynamic linker is asked for (DT_NEEDED), by binutils."""
    shown = subprocess.run(["readelf", "-d", binary], capture_output=True, text=True, check=True, timeout=20).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", shown)


def openssl(needed, linked):
    if any(name.startswith("libssl") for name in needed):
        return "linked dynamically, the system's own libssl.so.3 and libcrypto.so.3 (OpenSSL 3) have to be there"
    return f"OpenSSL {linked}, linked statically; its security updates come with new wheels alone"


def build(binary, out, linked):
    binary = pathlib.Path(binary).resolve()
    contents = binary.read_bytes()
    needed = libraries(binary)
    number = version(binary)
    info = f"mock_gateway-{number}.dist-info"
    files = {f"mock_gateway/{path.name}": (path.read_bytes(), 0o644)
             for path in sorted(PACKAGE.iterdir()) if path.suffix in (".py", ".typed")}
    files["mock_gateway/py.typed"] = (b"", 0o644)
    files["mock_gateway/bin/mock-gateway"] = (contents, 0o755)
    metadata = METADATA.format(version=number, openssl=openssl(needed, linked), needed=", ".join(needed))
    for name, text in [("METADATA", metadata), ("WHEEL", WHEEL.format(platform=PLATFORM)),
                       ("entry_points.txt", ENTRY_POINTS)]:
        files[f"{info}/{name}"] = (text.encode(), 0o644)
    record = []
    for name, (data, _) in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(data)}")
    record.append(f"{info}/RECORD,,")
    files[f"{info}/RECORD"] = ("\n".join(record + [""]).encode(), 0o644)
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"mock_gateway-{number}-py3-none-{PLATFORM}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name, (data, mode) in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True, help="the release build of mock-gateway")
    parser.add_argument("--out", required=True, help="folder for the wheel")
    parser.add_argument("--openssl", default="3", metavar="VERSION", help="that of the OpenSSL inside, for the metadata")
    arguments = parser.parse_args()
    print(build(arguments.binary, arguments.out, arguments.openssl))


if __name__ == "__main__":
    main()

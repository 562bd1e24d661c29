"""The wheel, installed as a team installs it, and the tests that a team writes, run by pytest and by its workers."""
import os
import pathlib
import re
import subprocess
import sys
import urllib.request
import venv
import zipfile

import pytest

from gateway import BINARY, clean_environment, until

PACKAGE = pathlib.Path(__file__).parents[2] / "Sources/python"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    built = subprocess.run([sys.executable, PACKAGE / "build_wheel.py", "--binary", BINARY, "--out",
                            tmp_path_factory.mktemp("wheel")], capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stderr
    return pathlib.Path(built.stdout.strip())


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """An environment with the wheel, and beside it what this one has (pytest and its workers)."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    packages = next(path for path in (folder / "lib").glob("python*/site-packages"))
    (packages / "beside.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "-q", "--no-index", wheel], check=True, timeout=120)
    return folder / "bin/python"


def answers(url):
    try:
        return urllib.request.urlopen(url + "/__admin/health", timeout=5).status == 200
    except OSError:
        return False


def run(python, folder, *arguments, **environment):
    environment = clean_environment(**environment)
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run([python, "-B", "-m", "pytest", "-p", "no:cacheprovider", *arguments], cwd=folder,
                          env=environment, capture_output=True, text=True, timeout=120)


TEAM = '''
import urllib.error
import urllib.request

import pytest


def call(client, token):
    request = urllib.request.Request(client.url + "/api/v2/analytics/queues/summary", headers={"Authorization": "Bearer " + token})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code
'''


def team(folder, text):
    (folder / "test_team.py").write_text(TEAM + text)
    return folder


def test_the_wheel_says_what_is_inside(wheel):
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        info = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = archive.read(info).decode()
        mode = archive.getinfo("mock_gateway/bin/mock-gateway").external_attr >> 16
        record = archive.read(info.replace("METADATA", "RECORD")).decode()
        assert {line.split(",")[0] for line in record.splitlines()} == set(archive.namelist())
    assert re.search(r"^OpenSSL \(libssl, libcrypto\): .*linked (statically|dynamically)", metadata, re.MULTILINE)
    assert "Requires-Dist" not in metadata and mode == 0o100755
    assert wheel.name.endswith("-py3-none-manylinux_2_35_x86_64.whl")


def test_the_same_binary_gives_the_same_wheel(wheel, tmp_path):
    subprocess.run([sys.executable, PACKAGE / "build_wheel.py", "--binary", BINARY, "--out", tmp_path], check=True,
                   capture_output=True, timeout=120)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_command_is_on_the_path(python):
    command = python.parent / "mock-gateway"
    environment = clean_environment()
    ended = subprocess.run([command, "run", "--", "sh", "-c", "echo $MOCK_GATEWAY_URL; exit 4"], env=environment,
                           capture_output=True, text=True, timeout=60)
    assert ended.returncode == 4 and ended.stdout.startswith("http://127.0.0.1:")


def test_a_team_writes_five_lines(python, tmp_path):
    ended = run(python, team(tmp_path, '''
def test_tokens_from_the_future(gateway_client):
    gateway_client.freeze()
    gateway_client.offset = "200ms"
    token = gateway_client.token()
    assert call(gateway_client, token) == 401
    gateway_client.advance("199ms")
    assert call(gateway_client, token) == 401
    gateway_client.advance("1ms")
    assert call(gateway_client, token) == 200
    assert [entry["status"] for entry in gateway_client.requests()] == [200, 401, 401]
    assert gateway_client.requests(status=401, wait="2s", count=2)[0]["healsInMs"] == 1
    gateway_client.verify(status=401, reason="iat_in_future", count=2)
    with pytest.raises(AssertionError, match="2 requests match"):
        gateway_client.verify(status=401, count={"max": 1})


def test_tolerance_and_faults(gateway_client):
    assert (gateway_client.offset, gateway_client.tolerance) == ("0ms", "0ms")
    gateway_client.tolerance = "5s"
    gateway_client.set(offset="200ms", token_lifetime="5m")
    assert (gateway_client.offset, gateway_client.tolerance) == ("200ms", "5s")
    token = gateway_client.token()
    gateway_client.fault(path="/api/v2/**", status=429, retry_after="1s", next=2)
    assert [call(gateway_client, token) for _ in range(3)] == [429, 429, 200]
    with pytest.raises(RuntimeError, match="tolerance"):
        gateway_client.tolerance = "-5ms"


def test_stubs(gateway_client):
    name = gateway_client.stub("/api/v2/analytics/queues/summary", {"name": "Mine"}, fields={"X-Page": "1"}, next=1)
    token = gateway_client.token()
    assert [call(gateway_client, token) for _ in range(2)] == [200, 200]
    stubbed = gateway_client.requests(stub=name)
    assert [entry["stub"] for entry in stubbed] == [name]
    gateway_client.stub("/api/v2/analytics/queues/summary", status=404)
    assert call(gateway_client, token) == 404


def test_what_was_sent(gateway_client):
    gateway_client.set(journal_detail="bodies")
    request = urllib.request.Request(
        gateway_client.url + "/api/v2/analytics/queues/observations/query", method="POST",
        data=b'{"filter": {"queueId": "q-1"}}', headers={"Authorization": "Bearer " + gateway_client.token()})
    urllib.request.urlopen(request, timeout=10).close()
    gateway_client.verify(method="POST", body={"filter": {"queueId": "q-1"}}, count=1)
    assert len(gateway_client.requests(body={"filter": {}}, fields={"host": request.host})) == 1
    with pytest.raises(AssertionError, match="q-2"):
        gateway_client.verify(body={"filter": {"queueId": "q-2"}})


def test_nothing_is_left(mock_gateway):
    with mock_gateway.client("mine", offset="1s") as client:
        client.fault(status=503)
        client.stub("/api/v2/users/me", {})
        name = client.client_id
        assert call(client, client.token()) == 503
        assert len(client.requests()) == 1
    assert mock_gateway.control("GET", "requests?client=" + name)["requests"] == []
    assert mock_gateway.control("GET", "faults")["faults"] == []
    assert mock_gateway.control("GET", "fixtures")["fixtures"] == []
    assert not [one for one in mock_gateway.control("GET", "clients")["clients"] if one["configured"]]
'''))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "5 passed" in ended.stdout


FAILING = '''
def test_%d(gateway_client, mock_gateway):
    gateway_client.offset = "1h"
    print("url", mock_gateway.url)
    assert call(gateway_client, gateway_client.token()) == 200
'''


def test_a_report_of_a_failure_shows_the_journal_with_its_reasons(python, tmp_path):
    ended = run(python, team(tmp_path, FAILING % 1))
    assert ended.returncode == 1
    assert re.search(r"-+ journal of test_1-[0-9a-f]{8} -+\n"
                     r"[\d:.]+ 401 GET /api/v2/analytics/queues/summary iat_in_future aheadMs=\d+ toleranceMs=0 healsInMs=\d+\n",
                     ended.stdout), ended.stdout


def test_all_workers_have_one_gateway(python, tmp_path):
    ended = run(python, team(tmp_path, "".join(FAILING % number for number in range(8))), "-n", "4")
    assert ended.returncode == 1 and "8 failed" in ended.stdout, ended.stdout + ended.stderr
    assert len(re.findall(r"journal of test_\d-", ended.stdout)) == 8
    assert len(set(re.findall(r"gw(\d)\]", ended.stdout))) > 1
    urls = set(re.findall(r"^url (\S+)$", ended.stdout, re.MULTILINE))
    assert len(urls) == 1
    assert not answers(urls.pop())


def test_a_gateway_of_run_is_the_one(python, tmp_path):
    folder = team(tmp_path, '''
import os

def test_it(mock_gateway):
    assert mock_gateway.url == os.environ["MOCK_GATEWAY_URL"]
''')
    ended = subprocess.run([BINARY, "run", "--", python, "-B", "-m", "pytest", "-p", "no:cacheprovider", "-n", "2"],
                           cwd=folder, env=clean_environment(), capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_killed_run_leaves_no_gateway(python, tmp_path):
    folder = team(tmp_path, '''
import pathlib, signal

def test_it(mock_gateway):
    pathlib.Path("url.tmp").write_text(mock_gateway.url)
    pathlib.Path("url.tmp").rename("url")
    signal.pause()
''')
    process = subprocess.Popen([python, "-B", "-m", "pytest", "-p", "no:cacheprovider"], cwd=folder,
                               env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = until(lambda: (folder / "url").exists() and (folder / "url").read_text())
    assert answers(url)
    process.kill()
    process.wait()
    until(lambda: not answers(url))


def test_options_come_from_the_ini_file_and_a_mistake_in_them_is_told(python, tmp_path):
    folder = team(tmp_path, '''
def test_it(gateway_client):
    assert gateway_client.offset == "300ms"
''')
    (folder / "pytest.ini").write_text("[pytest]\nmock_gateway_options = --offset 300ms --host 0.0.0.0\n")
    ended = run(python, folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (folder / "pytest.ini").write_text("[pytest]\nmock_gateway_options = --tolerance -5\n")
    assert "mock-gateway: --tolerance: -5 is negative; allowed: 0ms or more" in run(python, folder).stdout


def test_it_is_typed(python):
    checked = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull,
                              PACKAGE / "mock_gateway"], capture_output=True, text=True, timeout=120)
    assert checked.returncode == 0, checked.stdout + checked.stderr

"""`mock-gateway run`: a gateway for as long as a command runs, and `--exit-with-parent`."""
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys
import urllib.request

import pytest

from gateway import BINARY, clean_environment, until

URL = re.compile(r"http://127\.0\.0\.1:(\d+)$")


def run(*arguments, **options):
    options = {"env": clean_environment(), "capture_output": True, "text": True, "timeout": 60} | options
    return subprocess.run([BINARY, "run", *arguments], **options)


def answers(url):
    try:
        return urllib.request.urlopen(url + "/__admin/health", timeout=5).status == 200
    except OSError:
        return False


def test_a_command_finds_its_gateway_and_gives_its_exit_code():
    script = f'echo $MOCK_GATEWAY_URL; {BINARY} health; read word; echo "$word"; exit 3'
    ended = run("--offset", "200ms", "--", "sh", "-c", script, input="from outside\n")
    url, *rest = ended.stdout.splitlines()
    assert (ended.returncode, rest) == (3, ["ok", "from outside"])
    assert URL.match(url) and not answers(url)


def test_the_log_is_shown_only_where_the_command_failed(tmp_path):
    call = 'curl -s -o /dev/null $MOCK_GATEWAY_URL/api/v2/users/me; exit '
    assert run("--", "sh", "-c", call + "0").stderr == ""
    failed = run("--", "sh", "-c", call + "1").stderr
    assert failed.startswith("mock-gateway: the command ended with 1; the log of its gateway:\n")
    assert "reason=missing" in failed
    log = tmp_path / "log"
    assert run("--log-file", log, "--", "sh", "-c", call + "1").stderr == ""
    assert "reason=missing" in log.read_text()


@pytest.mark.parametrize("command, code", [
    (["sh", "-c", "kill -KILL $$"], 128 + 9), (["no-such-command-anywhere"], 127), (["/"], 126)])
def test_exit_codes_are_those_of_a_shell(command, code):
    assert run("--", *command).returncode == code


def test_what_serve_refuses_is_refused_before_the_command_runs(tmp_path):
    refused = run("--tolerance", "-5", "--", "touch", tmp_path / "ran")
    assert (refused.returncode, refused.stderr) == (
        64, "mock-gateway: --tolerance: -5 is negative; allowed: 0ms or more\n")
    assert not (tmp_path / "ran").exists()


def test_another_gateway_may_start_inside_and_the_url_is_never_refused():
    inner = run("--", BINARY, "run", "--", "sh", "-c", "echo $MOCK_GATEWAY_URL")
    assert (inner.returncode, inner.stderr) == (0, "") and URL.match(inner.stdout.strip())


def test_the_admin_token_is_handed_on(tmp_path):
    read = "echo $MOCK_GATEWAY_ADMIN_TOKEN"
    assert len(run("--host", "0.0.0.0", "--", "sh", "-c", read).stdout.strip()) >= 32
    secret = tmp_path / "token"
    secret.write_text("my-token\n")
    secret.chmod(0o600)
    assert run("--admin-token-file", secret, "--", "sh", "-c", read).stdout == "my-token\n"
    assert run("--", "sh", "-c", read).stdout == "\n"


COUNT = """
import signal, sys
signals = [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1]
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
print("ready", flush=True)
got = []
wait = float(sys.argv[1])
while (one := signal.sigtimedwait(signals, wait)) is not None:
    got.append(one.si_signo)
    # No event tells that no second one comes.
    wait = .5
print(len(got), *got, flush=True)
"""


def counting(**options):
    process = subprocess.Popen([BINARY, "run", "--", sys.executable, "-c", COUNT, "20"], env=clean_environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options)
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
@pytest.mark.parametrize("send", [os.kill, os.killpg])
def test_a_signal_reaches_the_command_once(number, send):
    """Whether it is sent to `run` or to its whole process group."""
    process = counting(start_new_session=True)
    send(process.pid, number)
    assert process.stdout.read() == f"1 {int(number)}\n"
    assert process.wait(10) == 0


def test_control_c_reaches_the_command_once():
    child, terminal = pty.fork()
    if child == 0:
        os.execve(BINARY, [BINARY, "run", "--", sys.executable, "-c", COUNT, "20"], clean_environment())
    with os.fdopen(terminal, "rb+", 0) as stream:
        text = b""
        while b"ready" not in text:
            text += stream.read(100)
        stream.write(b"\x03")
        until_end = []
        try:
            while data := stream.read(100):
                until_end.append(data)
        except OSError:
            pass
    assert b"1 2" in b"".join(until_end)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_outlives_the_command_does_not_keep_the_gateway():
    ended = run("--", "sh", "-c", "echo $MOCK_GATEWAY_URL; (sleep 3; :) >/dev/null 2>&1 &")
    assert ended.returncode == 0 and not answers(ended.stdout.strip())


def test_sigkill_leaves_no_gateway():
    process = subprocess.Popen([BINARY, "run", "--", "sh", "-c", "echo $MOCK_GATEWAY_URL; read never"],
                               env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    assert answers(url)
    process.kill()
    process.wait()
    until(lambda: not answers(url))
    process.stdin.close()
    process.stdout.close()


def test_serve_ends_with_its_parent(tmp_path):
    ready = tmp_path / "ready"
    parent = subprocess.Popen(["sh", "-c", '"$0" serve --port 0 --exit-with-parent --ready-file "$1" & read never',
                               BINARY, ready], env=clean_environment(), stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = json.loads(until(lambda: ready.exists() and ready.read_text()))["url"]
    assert answers(url)
    parent.kill()
    parent.wait()
    until(lambda: not answers(url))
    until(lambda: not ready.exists())
    parent.stdin.close()


def test_serve_does_not_start_for_a_parent_that_has_ended():
    # One that runs, but is no parent of the gateway, and one that there is not.
    other = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
    try:
        for number in [other.pid, 2**22 + 1]:
            refused = subprocess.run([BINARY, "serve", "--port", "0"], capture_output=True, text=True, timeout=20,
                                     env=clean_environment(MOCK_GATEWAY_EXIT_WITH_PARENT=str(number)))
            assert (refused.returncode, refused.stderr) == (
                69, "mock-gateway: --exit-with-parent: the parent process has ended already\n")
    finally:
        other.communicate()


CALL = """
import os, sys, urllib.request
print(urllib.request.urlopen(os.environ["MOCK_GATEWAY_URL"].replace("http:", "https:") + "/__admin/health").status)
"""


def test_a_command_trusts_the_gateway_and_what_it_trusted_before(tmp_path):
    """By what curl, Python, node and Java read, a folder for temporary files with a blank in its name included."""
    folder = tmp_path / "a b"
    folder.mkdir()
    environment = clean_environment(TMPDIR=str(folder), NO_PROXY="example.com", JAVA_TOOL_OPTIONS="-Dmine=1")
    environment.pop("no_proxy", None)
    got = json.loads(run("--trust", "--", sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))",
                         env=environment).stdout)
    assert got["NO_PROXY"] == got["no_proxy"] == "example.com,localhost,127.0.0.1,::1"
    assert got["HTTPS_PROXY"] == got["https_proxy"] == got["MOCK_GATEWAY_URL"]
    assert got["JAVA_TOOL_OPTIONS"].startswith('-Dmine=1 "-Djavax.net.ssl.trustStore=')
    assert run("--trust", "--", sys.executable, "-c", CALL, env=environment).stdout == "200\n"
    curl = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "https://api.mypurecloud.com/api/v2/users/me"]
    assert run("--trust", "--", *curl, env=environment).stdout == "401"
    script = 'fetch(process.env.MOCK_GATEWAY_URL.replace("http:", "https:") + "/").then(r => console.log(r.status))'
    assert run("--trust", "--", "node", "-e", script, env=environment).stdout == "200\n"
    if system := next((p for p in [os.environ.get("SSL_CERT_FILE", ""), "/etc/ssl/certs/ca-certificates.crt"]
                       if p and pathlib.Path(p).exists()), None):
        bundle = run("--trust", "--", "sh", "-c", 'cat "$SSL_CERT_FILE"', env=environment).stdout
        assert bundle.startswith(pathlib.Path(system).read_text()) and bundle.count("BEGIN CERT") > 1
    listing = run("--trust", "--", "sh", "-c",
                  'openssl pkcs12 -in "$(dirname "$SSL_CERT_FILE")/trust.p12" -passin pass:changeit -nokeys',
                  env=environment).stdout
    assert "2.16.840.1.113894.746875.1.1" in listing or "trusted key usage" in listing.lower()
    if shutil.which("java") and shutil.which("javac"):
        source = tmp_path / "Call.java"
        source.write_text("""public class Call { public static void main(String[] a) throws Exception {
            var url = System.getenv("MOCK_GATEWAY_URL").replace("http:", "https:") + "/__admin/health";
            System.out.println(new String(new java.net.URL(url).openStream().readAllBytes())); } }""")
        assert run("--trust", "--", "java", source, env=environment).stdout == '{"status":"ok"}\n'
    assert list(folder.iterdir()) == []


def test_trust_needs_a_ca():
    refused = run("--trust", "--tls", "off", "--", "true")
    assert refused.returncode == 64 and refused.stderr.startswith("mock-gateway: --trust: the gateway has no CA")

"""Files with secrets that somebody else can read: a warning, or with --strict-key-file a refusal."""
import json
import os
import signal
import subprocess
import threading

import pytest

from gateway import BINARY, KEY, clean_environment

WANTED = "0600, or 0640 if root owns it"
# Whose files this process can make.
OWNERS = [0, 12345] if os.getuid() == 0 else [os.getuid()]
# For each mode who can do what, if root owns the file and if it does not.
MODES = {
    0o600: (None, None), 0o400: (None, None), 0o700: (None, None), 0o500: (None, None), 0o611: (None, None),
    0o640: (None, "its group can read it"), 0o440: (None, "its group can read it"), 0o660: ("its group can change it", "its group can read it"),
    0o620: ("its group can change it", "its group can change it"), 0o644: ("others can read it",) * 2, 0o444: ("others can read it",) * 2,
    0o604: ("others can read it",) * 2, 0o602: ("others can change it",) * 2, 0o664: ("others can read it",) * 2, 0o666: ("others can read it",) * 2,
    0o777: ("others can read it",) * 2, 0o4644: ("others can read it",) * 2,
}


def write(path, text=KEY, mode=0o600, owner=None):
    path.write_text(text + "\n")
    path.chmod(mode)
    if owner is not None:
        os.chown(path, owner, -1)
        # A change of hands takes special bits away.
        path.chmod(mode)
    return str(path)


def warnings(gateway):
    """Those of the log, at their level, once the gateway has ended."""
    assert gateway.stop() == 0
    return [line.split(" ", 2)[1:] for line in gateway.log.read_text().splitlines() if " warning " in line]


def refused(*arguments, **environment):
    """The one line with which it does not start."""
    done = subprocess.run([BINARY, "--port", "0", *arguments], capture_output=True, text=True, timeout=20, env=clean_environment(**environment))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (65, "", 1), done
    return done.stderr


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("mode", MODES, ids=oct)
def test_modes(start, tmp_path, mode, owner):
    """Others never may, its group only if root owns the file; what the owner may do is not judged."""
    key = write(tmp_path / "key", mode=mode, owner=owner)
    said = MODES[mode][0 if owner == 0 else 1]
    if said is None:
        assert warnings(start("--signing-key-file", key, "--strict-key-file")) == []
        return
    problem = f"--signing-key-file: {key} has mode {mode:04o}, so that {said}"
    assert warnings(start("--signing-key-file", key)) == [["warning", f"{problem}; wanted: {WANTED}"]]
    assert refused("--signing-key-file", key, "--strict-key-file") == f"mock-gateway: {problem}; allowed by --strict-key-file: {WANTED}\n"


def test_each_kind_of_file(start, tmp_path):
    """A warning for each file, wherever it is named; a certificate is no secret."""
    key, token = write(tmp_path / "key", mode=0o644), write(tmp_path / "token", "sesame", 0o604)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", tmp_path / "key.pem",
                    "-out", tmp_path / "cert.pem"], check=True, capture_output=True, timeout=60)
    for name in ("key.pem", "cert.pem"):
        (tmp_path / name).chmod(0o644)
    tls = ["--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")]
    gateway = start("--signing-key-file", key, "--admin-token-file", token, *tls)
    assert gateway.call("GET", "/__admin/settings", headers={"Authorization": "Bearer sesame"})[0] == 200
    said = warnings(gateway)
    assert [line.split(" has ")[0] for _, line in said] == [
        f"--signing-key-file: {key}", f"--tls-key: {tmp_path}/key.pem", f"--admin-token-file: {token}"]
    for flags in (["--signing-key-file", key], ["--admin-token-file", token], tls):
        assert flags[-1] in refused(*flags, "--strict-key-file")
        assert flags[-1] in refused(*flags, MOCK_GATEWAY_STRICT_KEY_FILE="on")
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"signingKeyFile": "key", "strictKeyFile": True}))
    assert refused("--config", str(config)).startswith(f"mock-gateway: {config}: signingKeyFile: {tmp_path}/key has mode 0644, ")
    config.write_text(json.dumps({"signingKeyFile": "key", "strictKeyFile": False}))
    assert len(warnings(start("--config", str(config)))) == 1
    config.write_text('{"strictKeyFile": "maybe"}')
    assert refused("--config", str(config)) == f"mock-gateway: {config}: strictKeyFile: maybe is neither; allowed: on or off\n"


def test_one_line_of_json(start, tmp_path):
    gateway = start("--signing-key-file", write(tmp_path / "key", mode=0o644), "--log-format", "json")
    assert gateway.stop() == 0
    line, = gateway.log.read_text().splitlines()
    assert json.loads(line)["level"] == "warning" and "has mode 0644" in json.loads(line)["message"]


def test_a_link_is_what_it_leads_to(start, tmp_path):
    """As containers mount their secrets: a link, which anybody may read, to a file in another folder."""
    (tmp_path / "..data").mkdir(mode=0o755)
    write(tmp_path / "..data/key", mode=0o600)
    link = tmp_path / "key"
    link.symlink_to("..data/key")
    assert warnings(start("--signing-key-file", str(link), "--strict-key-file")) == []
    (tmp_path / "..data/key").chmod(0o644)
    assert f"--signing-key-file: {link} has mode 0644" in refused("--signing-key-file", str(link), "--strict-key-file")


def test_a_pipe_has_no_mode(start, tmp_path):
    """`<(…)`, standard input and FIFOs: a user who can read them has no need to."""
    command = f'exec "{BINARY}" --port 0 --strict-key-file --signing-key-file <(printf %s "$KEY") --admin-token-file /dev/stdin'
    done = subprocess.Popen(["bash", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=clean_environment(KEY=KEY))
    try:
        done.stdin.write(b"sesame\n")
        done.stdin.close()
        assert done.stdout.readline().startswith(b"mock-gateway listening on ")
        done.send_signal(signal.SIGTERM)
        assert done.wait(10) == 0
        assert done.stderr.read() == b""
    finally:
        done.kill()
        done.stdout.close()
        done.stderr.close()
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo, 0o666)
    fifo.chmod(0o666)
    writer = threading.Thread(target=lambda: fifo.write_text(KEY))
    writer.start()
    assert warnings(start("--signing-key-file", str(fifo), "--strict-key-file")) == []
    writer.join(10)


def test_standard_input_from_a_file_has_one(tmp_path):
    key = write(tmp_path / "key", mode=0o644)
    with open(key) as file:
        done = subprocess.run([BINARY, "--port", "0", "--strict-key-file", "--signing-key-file", "/dev/stdin"], stdin=file,
                              capture_output=True, text=True, timeout=20, env=clean_environment())
    assert done.returncode == 65 and "--signing-key-file: /dev/stdin has mode 0644, so that others can read it" in done.stderr


def test_what_is_wrong_with_it_otherwise(tmp_path):
    """It may be exposed and broken: one line all the same, and never what is in it."""
    key = write(tmp_path / "key", "too short", 0o644)
    assert refused("--signing-key-file", key) == "mock-gateway: --signing-key-file: the key has 9 bytes; allowed: 32 or more\n"
    assert "has mode 0644" in refused("--signing-key-file", key, "--strict-key-file")


def test_a_secret_in_the_environment_has_no_file(start):
    assert warnings(start("--strict-key-file", MOCK_GATEWAY_SIGNING_KEY=KEY, MOCK_GATEWAY_ADMIN_TOKEN="sesame")) == []


def test_a_reload_asks_for_no_secret_again(start, tmp_path):
    """A pipe gives its secret once, and what a file's mode is by now was settled at the start."""
    config = tmp_path / "config.json"
    config.write_text('{"offset": "1s"}')
    reader, writer = os.pipe()
    os.write(writer, KEY.encode())
    os.close(writer)
    token = tmp_path / "token"
    write(token, "sesame")
    bearer = {"Authorization": "Bearer sesame"}
    done = subprocess.Popen([BINARY, "--port", "0", "--config", config, "--signing-key-file", f"/dev/fd/{reader}", "--admin-token-file", token,
                             "--strict-key-file"], pass_fds=[reader], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=clean_environment())
    try:
        port = int(done.stdout.readline().decode().rsplit(":", 1)[1])
        gateway = start()
        gateway.port = port
        token.chmod(0o644)
        token.write_text("another\n")
        config.write_text('{"offset": "2s"}')
        status, _, body = gateway.call("POST", "/__admin/reload", headers=bearer)
        assert status == 200, body
        assert json.loads(gateway.call("GET", "/__admin/settings", headers=bearer)[2])["offsetMs"] == 2000
        # A newly named file is looked at.
        config.write_text(json.dumps({"tlsCert": str(token), "tlsKey": str(token)}))
        status, _, body = gateway.call("POST", "/__admin/reload", headers=bearer)
        assert status == 400 and f"tlsKey: {token} has mode 0644" in json.loads(body)["error"]
    finally:
        done.kill()
        done.wait()
        done.stdout.close()
        os.close(reader)

"""Config file and fixtures read again, by a call and by SIGHUP."""
import json
import signal


def write(path, content):
    path.write_text(json.dumps(content) + "\n")


def start_with(start, tmp_path, config):
    folder = tmp_path / "fixtures/api/v2/mine"
    folder.mkdir(parents=True)
    (folder / "GET.json").write_text('"first"\n')
    write(tmp_path / "config.json", {"fixtures": "fixtures", **config})
    return start("--config", str(tmp_path / "config.json")), folder


def test_everything_is_read_anew(start, tmp_path):
    gateway, folder = start_with(start, tmp_path, {"offset": "100ms", "clients": {"a": {"secret": "one"}}})
    token = gateway.token()
    gateway.settings(offset="0ms")
    (folder / "GET.json").write_text('"second"\n')
    write(tmp_path / "config.json", {"fixtures": "fixtures", "offset": "5s", "tolerance": "1s", "journalSize": 7,
                                     "clients": {"b": {}}, "faults": [{"path": "/api/v2/none", "status": 503}]})
    answer = gateway.control("POST", "reload")
    assert answer["clients"] == 1 and answer["faults"] == 1 and answer["ignored"] == ["journalSize"]
    gateway.freeze()
    headers = {"Authorization": "Bearer " + gateway.token()}
    assert gateway.call("GET", "/api/v2/mine", headers=headers)[2] == b'"second"'
    assert gateway.call("GET", "/api/v2/none", headers=headers)[0] == 503
    settings = gateway.control("GET", "settings")
    assert settings["offsetMs"] == 0, "what was changed by hand stays"
    assert settings["toleranceMs"] == 1000
    assert [client["id"] for client in gateway.control("GET", "clients")["clients"] if client["configured"]] == ["b"]
    assert gateway.control("POST", "reset")["offsetMs"] == 5000
    assert token


def test_a_broken_file_changes_nothing(start, tmp_path):
    gateway, folder = start_with(start, tmp_path, {"offset": "100ms"})
    before = gateway.control("GET", "settings")["offsetMs"]
    for content, message in [
        ('{"offset": "soon"}', "config.json: offset: soon is no duration"),
        ('{"offset"', "config.json: is no JSON"),
        ('{"clients": {"a": {"tolerance": "-1s"}}}', "config.json: clients.a.tolerance: -1s is negative"),
        ('{"faults": [{"status": 500}, {"status": 7}]}', "config.json: faults[1].status: 7"),
        ('{"fixtures": "nowhere"}', "nowhere does not exist"),
    ]:
        (tmp_path / "config.json").write_text(content)
        status, _, body = gateway.call("POST", "/__admin/reload")
        assert status == 400
        error = json.loads(body)["error"]
        assert error.startswith("nothing has been changed: ") and message in error
    write(tmp_path / "config.json", {"fixtures": "fixtures", "offset": "9s"})
    (folder / "POST.json").write_text("{")
    assert gateway.call("POST", "/__admin/reload")[0] == 400
    assert gateway.control("GET", "settings")["offsetMs"] == before
    headers = {"Authorization": "Bearer " + gateway.token()}
    gateway.settings(offset="0ms")
    headers = {"Authorization": "Bearer " + gateway.token()}
    assert gateway.call("GET", "/api/v2/mine", headers=headers)[2] == b'"first"'


def lines(path, marker, count):
    """Those of the log with `marker` in them, once there are so many."""
    with open(path) as log:
        found = []
        while len(found) < count:
            line = log.readline()
            if marker in line:
                found.append(line)
        return found


def test_by_signal(start, tmp_path):
    gateway, _ = start_with(start, tmp_path, {})
    write(tmp_path / "config.json", {"fixtures": "fixtures", "offset": "7s"})
    gateway.process.send_signal(signal.SIGHUP)
    assert "0 clients, 0 faults" in lines(gateway.log, "read again", 1)[0]
    assert gateway.control("GET", "settings")["offsetMs"] == 7000
    (tmp_path / "config.json").write_text("{")
    gateway.process.send_signal(signal.SIGHUP)
    assert "config.json: is no JSON" in lines(gateway.log, "nothing has been changed", 1)[0]
    assert gateway.control("GET", "settings")["offsetMs"] == 7000
    assert gateway.stop() == 0

"""Those who change what holds for all, while others ask."""
import json
import os
import pathlib
import signal

from control import Control
from crew import Actor, Pace
from model import Frozen, instant
from tokens import mint
from wire import Wire

VALIDATORS = ["strict", "pyjwt", "envoy", "whole-second"]


class SettingsOperator(Actor):
    """Global settings, 100 times a second; the clients of others have each of them of their own."""
    RATE = 100

    def begin(self):
        self.control = Control(self.place)
        self.pace = Pace(self.RATE)

    def act(self):
        patches = [self.any_patch() for _ in range(self.pace.wait())]
        self.control.wire.send(b"".join(self.control.request("PATCH", "settings", patch) for patch in patches))
        for patch in patches:
            self.check(patch)
        if self.random.random() < 0.05:
            self.be_refused()

    def any_patch(self):
        choice = self.random
        return choice.choice([
            {"offset": f"{choice.randint(-5000, 5000)}ms"}, {"tolerance": f"{choice.randrange(5000)}ms"}, {"tolerance": None},
            {"offset": choice.randrange(1000), "tolerance": "1s"}, {"tokenLifetime": f"{choice.randint(1, 10**6)}ms"},
            {"expiresIn": f"{choice.randint(1, 9999)}s"}, {"expiresIn": None}, {"drift": f"{choice.randint(-500, 500)}ppm"},
            {"offsetSteps": "1s:200ms,2s:0ms"}, {"offsetSteps": None}, {"jitter": "5ms", "jitterSeed": choice.randrange(99)},
            {"offsetTtl": "1s"}, {"offsetTtl": None}, {"iatRounding": choice.choice(["floor", "round", "ceil"])},
            {"backdate": f"{choice.randrange(3000)}ms"}, {"nodes": "0ms,-200ms,50ms"}, {"nodes": None},
            {"nodeChoice": choice.choice(["round-robin", "random", "connection", "random-connection"])},
            {"validator": choice.choice(VALIDATORS)}, {"rateLimit": "5/s"}, {"rateLimit": None}, {"stormLimit": 2}, {"stormLimit": None},
            {"refreshReuse": choice.choice(["revoke", "refuse"])}, {"loginPage": choice.choice([True, False])},
            {"timestampPrecision": choice.choice(["seconds", "milliseconds"])},
        ])

    def check(self, patch):
        status, answer = self.control.answer()
        assert status == 200, answer
        # Nobody else patches them; what the files say lies below.
        for key, value in patch.items():
            if isinstance(value, str) and value.endswith("ms") and key + "Ms" in answer:
                assert answer[key + "Ms"] == int(value.removesuffix("ms")), answer
            elif key in ("validator", "nodes", "nodeChoice", "stormLimit", "loginPage", "refreshReuse", "iatRounding"):
                assert answer[key] == value, answer
        self.count("global settings changed")

    def be_refused(self):
        """All of the named settings, or none."""
        before = self.control.call("GET", "settings")
        status, error = self.control.ask("PATCH", "settings", {"backdate": "1s", "offset": "soon"})
        assert (status, error["key"]) == (400, "offset"), error
        assert self.control.call("GET", "settings")["backdate"] == before["backdate"]
        self.count("settings refused")

    def finish(self):
        self.control.close()


class ClockOperator(Actor):
    """The clock of all clients that have none of their own."""

    def begin(self):
        self.control = Control(self.place, "tls")
        self.pace = Pace(20)

    def act(self):
        self.pace.wait()
        now = 1_800_000_000_000 + self.random.randrange(10**9)
        answer = self.control.call("POST", "clock", {"freeze": instant(now)})
        assert answer["gatewayNow"] == instant(now), answer
        step = self.random.randrange(10_000)
        answer = self.control.call("POST", "clock", {"advance": f"{step}ms"})
        assert answer["gatewayNow"] == instant(now + step), answer
        if self.random.random() < 0.5:
            assert self.control.call("POST", "clock", {"resume": True})["mode"] == "live"
        self.count("global clock moved")

    def finish(self):
        self.control.close()


class Reloader(Actor):
    """Config file and fixtures read again, by call and by signal; a broken file changes nothing."""

    def begin(self):
        self.control = Control(self.place)
        self.pace = Pace(10)
        self.config = pathlib.Path(self.place.folder) / "config.json"
        self.fixture = pathlib.Path(self.place.folder) / "fixtures/api/v2/soak/version/GET.json"
        frozen = Frozen(self.name, 1_767_323_045_000)
        self.control.call("PUT", "clients/" + self.name, frozen.definition)
        token = mint(self.name, self.name, frozen.now * 1000, frozen.now * 1000 + 1)
        self.request = f"GET /api/v2/soak/version HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token.text}\r\n\r\n".encode()
        self.wire = Wire(self.place)
        self.version = 0
        self.reload(self.version)

    @staticmethod
    def replace(path, text):
        """Whole, as an editor does, since the gateway may be reading."""
        new = path.with_name("." + path.name)
        new.write_text(text)
        new.rename(path)

    def reload(self, version):
        clients = {f"from-file-{number}": {"offset": f"{version}ms"} for number in range(version % 5)}
        faults = [{"name": f"file-{number}", "client": "from-file-0", "status": 503} for number in range(version % 3)]
        self.replace(self.config, json.dumps({"fixtures": "fixtures", "offset": f"{version}ms", "clients": clients, "faults": faults}))
        self.replace(self.fixture, f'"{version}"\n')
        answer = self.control.call("POST", "reload")
        assert (answer["clients"], answer["faults"], answer["ignored"]) == (len(clients), len(faults), []), answer
        self.expect(version)

    def expect(self, version):
        self.wire.send(self.request)
        answer = self.wire.answer()
        assert (answer.status, answer.body) == (200, f'"{version}"'.encode()), f"{answer} instead of {version}"

    def act(self):
        self.pace.wait()
        self.version += 1
        if self.random.random() < 0.3:
            text = self.config.read_text()
            self.replace(self.config, self.random.choice(["{", '{"offset": "soon"}', '{"clients": {"a": {"tolerance": "-1s"}}}']))
            if self.random.random() < 0.5:
                os.kill(self.place.pid, signal.SIGHUP)
            status, error = self.control.ask("POST", "reload")
            assert status == 400 and error["error"].startswith("nothing has been changed: "), error
            self.expect(self.version - 1)
            self.replace(self.config, text)
            self.count("reloads refused")
        if self.random.random() < 0.3:
            os.kill(self.place.pid, signal.SIGHUP)
            self.count("reloads by signal")
        self.reload(self.version)
        self.count("reloads")

    def finish(self):
        self.control.close()
        self.wire.close()


class FaultOperator(Actor):
    """Faults for clients that nobody is."""

    def begin(self):
        self.control = Control(self.place)
        self.pace = Pace(50)
        self.names = []
        self.number = 0

    def act(self):
        self.pace.wait()
        if len(self.names) < 30 and self.random.random() < 0.6:
            self.number += 1
            name = f"{self.name}-{self.number}"
            kind = self.random.choice([{"status": 503}, {"delay": "1ms..9ms"}, {"drip": 1000}, {"reset": True}, {"silence": True}])
            life = self.random.choice([{}, {"next": 3}, {"every": 2}, {"share": 0.5}, {"ttl": "10ms"}])
            fault = {"name": name, "client": f"noise-{self.number % 7}", **kind, **life}
            assert self.control.ask("POST", "faults", fault)[0] == 201
            assert self.control.ask("POST", "faults", fault)[0] == 400
            self.names.append(name)
        elif self.names:
            name = self.names.pop(self.random.randrange(len(self.names)))
            assert self.control.call("DELETE", "faults/" + name)["name"] == name
            assert self.control.ask("DELETE", "faults/" + name)[0] == 404
        self.count("faults switched")

    def finish(self):
        for name in self.names:
            self.control.call("DELETE", "faults/" + name)
        self.control.close()


class Onlooker(Actor):
    """Reads what is large, and waits for what never comes."""

    def begin(self):
        self.control = Control(self.place, "tls")
        self.pace = Pace(10)

    def act(self):
        self.pace.wait()
        match self.random.randrange(6):
            case 0:
                answer = self.control.call("GET", "requests?status=418&wait=20ms")
                assert answer == {"requests": [], "complete": False}, answer
            case 1:
                answer = self.control.call("GET", "requests?limit=500")
                ids = [entry["id"] for entry in answer["requests"]]
                assert ids == sorted(ids, reverse=True)
            case 2:
                assert self.control.call("POST", "requests/verify", {"status": 418, "count": 0})["verified"]
            case 3:
                assert "clients" in self.control.call("GET", "clients")
            case 4:
                assert self.control.call("GET", "openapi.json")["openapi"].startswith("3.1")
            case 5:
                assert self.control.call("GET", "health") == {"status": "ok"}
        self.count("looks at the control interface")

    def finish(self):
        self.control.close()

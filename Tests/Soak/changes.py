"""What the control interface changes and tells for one client."""
from client import Client
from control import Control
from model import instant
from tokens import mint


class Changes(Client):
    def change_settings(self):
        self.frozen.offset = self.random.choice([0, 1, 200, -300, 5000, self.random.randint(-10_000, 10_000)])
        self.frozen.tolerance = self.random.choice([0, 0, 1, 200, 5000])
        answer = self.control.call("PATCH", "clients/" + self.name, self.frozen.settings)
        assert (answer["effective"]["offsetMs"], answer["effective"]["toleranceMs"]) == (self.frozen.offset, self.frozen.tolerance)
        self.count("settings changed")

    def move_clock(self):
        if self.random.random() < 0.7:
            step = self.random.choice([1, 199, 1000, 60_000])
            self.frozen.now += step
            answer = self.control.call("POST", f"clients/{self.name}/clock", {"advance": f"{step}ms"})
        else:
            self.frozen.now += self.random.randrange(3_600_000)
            answer = self.control.call("POST", f"clients/{self.name}/clock", {"freeze": instant(self.frozen.now)})
        assert (answer["gatewayNow"], answer["issuerNow"]) == (instant(self.frozen.now), instant(self.frozen.now + self.frozen.offset))
        self.count("settings changed")

    def wait_for_entry(self):
        """A call that waits for a request is told of it."""
        token = mint(self.name, self.mark(), self.frozen.now * 1000, self.frozen.now * 1000 + 10**9)
        waiting = Control(self.place)
        waiting.wire.send(waiting.request("GET", f"requests?client={self.name}&tokenId={token.id}&wait=1m"))
        data, expected = self.ask(token)
        wire = self.connect()
        wire.send(data)
        self.check(wire, expected)
        status, answer = waiting.answer()
        assert status == 200 and answer["complete"] and len(answer["requests"]) == 1, answer
        entry = answer["requests"][0]
        assert {key: entry.get(key) for key in expected.entry} == expected.entry, f"{entry} for {expected}"
        waiting.close()
        self.count("long polls")

    def inspect(self):
        token = self.any_token()
        if not token.text:
            return
        verdict = self.frozen.judge(token)
        answer = self.control.call("POST", "tokens/inspect", {"token": token.text})
        said = (answer["verdict"], answer["reason"], answer.get("aheadMs"), answer.get("agoMs"), answer.get("healsInMs"))
        wanted = ("refused" if verdict.reason else "accepted", verdict.reason, verdict.ahead, verdict.ago, verdict.heals)
        assert said == wanted, f"{answer} for {token}"
        self.count("tokens inspected")

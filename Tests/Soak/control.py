"""The control interface over one connection."""
import json

from wire import Wire


class Control:
    def __init__(self, place, transport="plain"):
        self.wire = Wire(place, transport)

    @staticmethod
    def request(method, path, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        head = f"{method} /__admin/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(data)}\r\n\r\n"
        return head.encode() + data

    def ask(self, method, path, body=None):
        """Status and answer."""
        self.wire.send(self.request(method, path, body))
        return self.answer()

    def answer(self):
        answer = self.wire.answer()
        assert answer.fields["content-type"] == "application/json", answer
        return answer.status, json.loads(answer.body)

    def call(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        assert status in (200, 201), f"{status} for {method} {path} {body}: {answer}"
        return answer

    def close(self):
        self.wire.close()

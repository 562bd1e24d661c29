"""Many requests with a token each, one behind the other on one connection: many times as fast as one at a time."""
import socket


class Pipeline:
    def __init__(self, server, batch=64):
        """`batch` is small enough that neither side waits for the other to read; not all servers take more than one."""
        self.batch = batch
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        self.file = self.socket.makefile("rb")

    def answers(self, path, tokens):
        """Status and why it was refused, of each."""
        for start in range(0, len(tokens), self.batch):
            batch = tokens[start:start + self.batch]
            self.socket.sendall("".join(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n" for token in batch).encode())
            for _ in batch:
                yield self.answer()

    def answer(self):
        status = int(self.file.readline().split()[1])
        assert status in (200, 401), status
        reason, length = None, 0
        while line := self.file.readline().rstrip():
            name, _, value = line.partition(b": ")
            if name.lower() == b"content-length":
                length = int(value)
            elif name == b"X-Mock-Gateway-Reason":
                reason = value.decode()
        self.file.read(length)
        return status, reason

    def reasons(self, path, tokens):
        """Why the gateway refuses each; None if it accepts it."""
        answers = list(self.answers(path, tokens))
        assert all((status == 200) == (reason is None) for status, reason in answers)
        return [reason for _, reason in answers]

    def accepted(self, path, tokens):
        return [status == 200 for status, _ in self.answers(path, tokens)]

    def close(self):
        self.file.close()
        self.socket.close()

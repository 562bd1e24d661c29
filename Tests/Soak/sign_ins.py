"""Tokens that the gateway issues, and what becomes of them."""
import base64
import json
from decimal import Decimal

from client import SECRET, Client
from model import instant
from tokens import Token

# In milliseconds.
LIFETIMES = [1, 999, 1000, 60_000, 86_400_000]


def claims(token):
    """What a token says, without floating point."""
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), parse_float=Decimal, parse_int=Decimal)


class SignIns(Client):
    def token_request(self, form, secret=SECRET):
        basic = base64.b64encode(f"{self.name}:{secret}".encode()).decode()
        head = (f"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {basic}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n")
        match self.random.randrange(3):
            case 0:
                return [f"{head}Content-Length: {len(form)}\r\n\r\n{form}".encode()]
            case 1:
                return [f"{head}Content-Length: {len(form)}\r\n\r\n".encode(), form.encode()]
        chunks, rest = "", form
        while rest:
            size = self.random.randint(1, len(rest))
            chunks += f"{size:x}{self.random.choice(['', ';x=y', ';x'])}\r\n{rest[:size]}\r\n"
            rest = rest[size:]
        trailer = self.random.choice(["", "Authorization: Basic eDp5\r\n"])
        self.count("chunked bodies")
        return [f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), chunks.encode(), f"0\r\n{trailer}\r\n".encode()]

    def post_form(self, form, secret=SECRET):
        """Status and answer."""
        wire = self.connect()
        for piece in self.token_request(form, secret):
            wire.send(piece)
        answer = wire.answer()
        assert answer.fields["cache-control"] == "no-store" and answer.fields["content-type"] == "application/json", answer
        self.count("token requests")
        return answer.status, json.loads(answer.body)

    def granted(self, answer, is_user=False):
        """The token of a good answer, which says exactly what the issuer's clock does."""
        status, body = answer
        assert status == 200, answer
        assert body["token_type"] == "bearer" and body["expires_in"] == self.frozen.lifetime // 1000, body
        said = claims(body["access_token"])
        issued = self.frozen.now + self.frozen.offset
        assert said["client_id"] == self.name and said["iat"] == said["nbf"] == Decimal(issued) / 1000, said
        assert said["exp"] == Decimal(issued + self.frozen.lifetime) / 1000, said
        self.ledger.grant(said["jti"], {"client": self.name, "method": "POST", "path": "/oauth/token", "status": 200, "fault": None,
                                        "issuerNow": instant(issued)})
        return Token(body["access_token"], self.name, said["jti"], issued * 1000, issued * 1000,
                     (issued + self.frozen.lifetime) * 1000, is_user=is_user)

    def use(self, token):
        wire = self.connect()
        data, expected = self.ask(token)
        wire.send(data)
        self.check(wire, expected)
        self.tokens = [*self.tokens[-19:], token]

    def get_token(self):
        if self.random.random() < 0.2:
            self.frozen.lifetime = self.random.choice(LIFETIMES)
            self.control.call("PATCH", "clients/" + self.name, {"tokenLifetime": f"{self.frozen.lifetime}ms"})
            self.count("settings changed")
        if self.random.random() < 0.2:
            status, error = self.post_form("grant_type=client_credentials", secret="another")
            assert (status, error["error"]) == (400, "invalid_client"), error
        else:
            self.use(self.granted(self.post_form("grant_type=client_credentials")))

    def sign_in(self):
        """A code, its tokens, and refreshes; each refresh token is good once."""
        code = self.control.call("POST", "tokens", {"code": True, "clientId": self.name})["code"]
        answer = self.post_form(f"grant_type=authorization_code&code={code}&redirect_uri=http://localhost/")
        spent = None
        for _ in range(self.random.randint(0, 4)):
            self.use(self.granted(answer, is_user=True))
            spent, answer = answer[1]["refresh_token"], self.post_form("grant_type=refresh_token&refresh_token=" + answer[1]["refresh_token"])
            self.count("refreshes")
        self.use(self.granted(answer, is_user=True))
        for token in [spent, "never-issued"]:
            if token:
                status, error = self.post_form("grant_type=refresh_token&refresh_token=" + token)
                assert (status, error["error"]) == (400, "invalid_grant"), error

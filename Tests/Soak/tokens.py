"""Access tokens, good and bad: HS256 by the key that the gateway has, or by another one."""
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

KEY = "an HS256 key that the soak shares with it"
OTHER_KEY = "an HS256 key that the gateway never has seen"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(payload, key=KEY, header='{"alg":"HS256","typ":"JWT"}'):
    signed = base64url(header.encode()) + "." + base64url(payload.encode())
    return signed + "." + base64url(hmac.digest(key.encode(), signed.encode(), hashlib.sha256))


def seconds(microseconds):
    """As a NumericDate: no digit more than it takes."""
    whole, rest = divmod(microseconds, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Token:
    """What a token says, in microseconds since 1970; `flaw` is a reason that outweighs all of it."""
    text: str
    client: str | None
    id: str | None
    issued: int = 0
    not_before: int = 0
    expires: int = 0
    flaw: str | None = None
    is_user: bool = False


def mint(client, id, issued, expires, not_before=None):
    not_before = issued if not_before is None else not_before
    payload = (f'{{"client_id":{json.dumps(client)},"sub":{json.dumps(client)},"iat":{seconds(issued)},'
               f'"nbf":{seconds(not_before)},"exp":{seconds(expires)},"jti":{json.dumps(id)}}}')
    return Token(sign(payload), client, id, issued, not_before, expires)


def flawed(random, client, id, now, is_known=True):
    """One that is refused whatever the clocks say; if `is_known`, perhaps one whose client the gateway knows all the same."""
    payload = f'{{"client_id":"{client}","iat":{seconds(now)},"exp":{seconds(now + 10**9)},"jti":"{id}"}}'
    good = sign(payload)
    match random.randrange(7 if is_known else 6):
        case 0:
            return Token(sign(payload, key=OTHER_KEY), None, None, flaw="signature")
        case 1:
            head, body, signature = good.split(".")
            place = random.randrange(len(signature) - 1)
            letter = "A" if signature[place] != "A" else "B"
            return Token(f"{head}.{body}.{signature[:place]}{letter}{signature[place + 1:]}", None, None, flaw="signature")
        case 2:
            return Token(sign(payload, header='{"alg":"none"}'), None, None, flaw="algorithm")
        case 3:
            return Token(sign(payload, header='{"alg":"HS256","crit":["x"]}'), None, None, flaw="crit")
        case 4:
            return Token(good[:random.randrange(1, good.rindex(".") - 1)].rstrip(".") + "!", None, None, flaw="malformed")
        case 5:
            return Token("", None, None, flaw="missing")
        case _:
            return Token(sign(f'{{"client_id":"{client}","iat":{seconds(now)}}}'), client, None, flaw="claim_missing; claim=exp")

"""Independent JWT libraries verify the gateway's tokens, and the gateway verifies theirs."""
import time
from decimal import Decimal

import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import OctKey

from gateway import KEY, PAYLOAD


def test_pyjwt_verifies_ours(gateway):
    claims = jwt.decode(gateway.token(), KEY, algorithms=["HS256"], options={"require": ["iat", "exp", "nbf", "jti", "sub"]})
    assert claims["client_id"] == claims["sub"] == "mock-client" and claims["iss"] == "mock-gateway"
    assert claims["nbf"] == claims["iat"]
    # Exact in decimal, as the text says it.
    assert Decimal(repr(claims["exp"])) - Decimal(repr(claims["iat"])) == 86400
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(gateway.token(), KEY + "x", algorithms=["HS256"])


def test_pyjwt_refuses_ours_as_the_gateway_does(gateway):
    # PyJWT cuts an `iat` to whole seconds before it looks at it.
    gateway.settings(offset="2s")
    token = gateway.token()
    with pytest.raises(jwt.ImmatureSignatureError):
        jwt.decode(token, KEY, algorithms=["HS256"])
    assert gateway.summary(token)[0] == 401
    jwt.decode(token, KEY, algorithms=["HS256"], leeway=5)
    gateway.settings(tolerance="5s")
    assert gateway.summary(token)[0] == 200


def test_joserfc_verifies_ours(gateway):
    token = joserfc_jwt.decode(gateway.token(), OctKey.import_key(KEY), algorithms=["HS256"])
    assert token.header == {"alg": "HS256", "typ": "JWT"}
    assert token.claims["client_id"] == "mock-client"


@pytest.mark.parametrize("mint", [
    lambda claims: jwt.encode(claims, KEY, algorithm="HS256"),
    lambda claims: joserfc_jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY)),
], ids=["pyjwt", "joserfc"])
def test_the_gateway_verifies_theirs(gateway, mint):
    now = int(time.time())
    assert gateway.summary(mint({"sub": "theirs", "iat": now - 10, "exp": now + 60}))[0] == 200
    assert gateway.summary(mint({"sub": "theirs", "iat": now - 10.5, "exp": now + 60.25}))[0] == 200
    for claims, reason in [
        ({"iat": now + 60, "exp": now + 120}, "iat_in_future"), ({"iat": now - 10, "exp": now - 1}, "expired"),
        ({"iat": now - 10, "exp": now + 60, "nbf": now + 30}, "nbf_in_future"), ({"exp": now + 60}, "claim_missing; claim=iat"),
    ]:
        status, headers, body = gateway.summary(mint(claims))
        assert status == 401 and body == PAYLOAD and headers["X-Mock-Gateway-Reason"].startswith(reason)


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_no_other_algorithm(gateway, algorithm):
    now = int(time.time())
    token = jwt.encode({"iat": now - 10, "exp": now + 60}, None if algorithm == "none" else KEY * 2, algorithm=algorithm)
    status, headers, body = gateway.summary(token)
    assert (status, headers["X-Mock-Gateway-Reason"], body) == (401, "algorithm", PAYLOAD)

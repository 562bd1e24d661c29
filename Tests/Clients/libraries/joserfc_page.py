
from page import Clock, given, run

from joserfc import jwt
from joserfc._rfc7519 import claims
from joserfc.jwk import OctKey

clock = Clock()
claims.time = clock


def judge(token, key, leeway):
    decoded = jwt.decode(token, OctKey.import_key(key), algorithms=["HS256"])
    jwt.JWTClaimsRegistry(**given(leeway)).validate(decoded.claims)


run(clock, judge)

import base64

from jwcrypto import jwk, jwt

from page import Clock, run

clock = Clock()
jwt.time = clock


def judge(token, key, leeway):
    judged = jwt.JWT(algs=["HS256"])
    if leeway is not None:
        judged.leeway = leeway
    judged.deserialize(token, jwk.JWK(kty="oct", k=base64.urlsafe_b64encode(key.encode()).rstrip(b"=").decode()))


run(clock, judge)

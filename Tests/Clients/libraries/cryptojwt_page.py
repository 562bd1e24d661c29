import cryptojwt.jwt
from cryptojwt.jwk.hmac import SYMKey
from cryptojwt.key_jar import KeyJar

from page import Clock, given, run

clock = Clock()
cryptojwt.jwt.time = clock
jars = {}


def judge(token, key, leeway):
    if key not in jars:
        jars[key] = KeyJar()
        jars[key].add_symmetric("", key)
    cryptojwt.jwt.JWT(key_jar=jars[key], allowed_sign_algs=["HS256"], **given(leeway, "skew")).unpack(token)


run(clock, judge)

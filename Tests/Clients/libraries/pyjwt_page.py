import jwt
import jwt.api_jwt

from page import Clock, given, run

clock = Clock()
jwt.api_jwt.datetime = clock.datetime
run(clock, lambda token, key, leeway: jwt.decode(token, key, algorithms=["HS256"], **given(leeway)))

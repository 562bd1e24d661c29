from jose import jwt

from page import Clock, given, run

clock = Clock()
jwt.datetime = clock.datetime
run(clock, lambda token, key, leeway: jwt.decode(token, key, algorithms=["HS256"], options=given(leeway)))

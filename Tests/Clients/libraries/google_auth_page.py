from google.auth import _helpers, jwt

from page import Clock, given, run

clock = Clock()
_helpers.datetime = type("Module", (), {"datetime": clock.datetime, "timezone": _helpers.datetime.timezone})


def judge(token, key, leeway):
    # It knows no HS256, and looks at the times after the signature.
    jwt._verify_iat_and_exp(jwt.decode(token, verify=False), **given(leeway, "clock_skew_in_seconds"))


run(clock, judge)

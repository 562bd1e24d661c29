import warnings

warnings.simplefilter("ignore")
from authlib.jose import JsonWebToken  # noqa: E402
from authlib.jose.rfc7519 import claims  # noqa: E402

from page import Clock, given, run  # noqa: E402

clock = Clock()
claims.time = clock
run(clock, lambda token, key, leeway: JsonWebToken(["HS256"]).decode(token, key).validate(**given(leeway)))

"""A service under uvicorn that judges by a library, named by its first argument, and prints its port."""
import socket
import sys
import warnings

import uvicorn

LIBRARY, LEEWAY, KEY = sys.argv[1], int(sys.argv[2]), sys.argv[3]

if LIBRARY == "pyjwt":
    import jwt

    def judge(token):
        jwt.decode(token, KEY, algorithms=["HS256"], leeway=LEEWAY)
else:
    warnings.simplefilter("ignore")
    from authlib.jose import JsonWebToken
    AUTHLIB = JsonWebToken(["HS256"])

    def judge(token):
        AUTHLIB.decode(token, KEY).validate(leeway=LEEWAY)


async def service(scope, receive, send):
    if scope["type"] != "http":
        return
    token = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
    status = 200
    try:
        judge(token)
    except Exception:
        status = 401
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(service, log_level="critical", lifespan="off")).run(sockets=[listener])

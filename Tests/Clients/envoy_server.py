"""Envoy with its filter jwt_authn, by real HTTP, its clock held from outside."""
import json
import mmap
import os
import pathlib
import struct
import subprocess

from encoding import encode
from gateway import KEY, until
from pipeline import Pipeline
from server_process import ServerProcess, free_port

HERE = pathlib.Path(__file__).parent
SECOND = 1_795_402_980  # 2026-11-23T03:03:00Z
# One provider for each clock_skew_seconds; none of them leaves it to Envoy.
LEEWAYS = [None, 1, 5]


def path(leeway):
    return "/unset" if leeway is None else f"/{leeway}"


def configuration(port):
    keys = json.dumps({"keys": [{"kty": "oct", "alg": "HS256", "k": encode(KEY.encode())}]})
    providers = {
        path(leeway)[1:]: {"local_jwks": {"inline_string": keys}} | ({} if leeway is None else {"clock_skew_seconds": leeway})
        for leeway in LEEWAYS}
    filters = [
        {"name": "jwt", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication", "providers": providers,
            "rules": [{"match": {"prefix": f"/{name}"}, "requires": {"provider_name": name}} for name in providers]}},
        {"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "in", "http_filters": filters,
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
            {"match": {"prefix": "/"}, "direct_response": {"status": 200, "body": {"inline_string": "good"}}}]}]}}
    listener = {
        "name": "in", "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}]}
    return {"static_resources": {"listeners": [listener]}}


class Envoy(ServerProcess):
    def __init__(self, folder, is_held=True):
        import envoy
        binary = os.path.join(os.path.dirname(envoy.__file__), "_bin", "envoy")
        environment = {"PATH": os.environ["PATH"]}
        if is_held:
            environment |= self.held_clock(folder)
        self.port = free_port()
        (folder / "envoy.json").write_text(json.dumps(configuration(self.port)))
        self.log = folder / "envoy.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [binary, "-c", str(folder / "envoy.json"), "--concurrency", "1", "-l", "warning", "--disable-hot-restart"],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until(self.answers)

    def held_clock(self, folder):
        """What the environment of a server has whose clock stands."""
        library = folder / "held_clock.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "libraries/held_clock.c"], check=True, timeout=60)
        (folder / "clock").write_bytes(bytes(8))
        with open(folder / "clock", "r+b") as clock:
            self.clock = mmap.mmap(clock.fileno(), 8)
        self.hold(SECOND * 1000)
        return {"LD_PRELOAD": str(library), "HELD_CLOCK": str(folder / "clock")}

    def hold(self, milliseconds):
        """The clock stands at so many milliseconds since 1970."""
        struct.pack_into("<q", self.clock, 0, milliseconds)

    def accepts(self, leeway, tokens):
        pipeline = Pipeline(self, batch=1)
        try:
            return pipeline.accepted(path(leeway), tokens)
        finally:
            pipeline.close()

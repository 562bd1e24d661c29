"""nginx with a verifier in Lua, of Debian's parts, in a folder of its own."""
import os
import pathlib
import shutil
import socket
import subprocess

from gateway import KEY, clean_environment, until

SERVICES = pathlib.Path(__file__).parent / "services"
# One for each clock of nginx, by the leeway in seconds that it has.
LOCATIONS = {"now": 0.25, "time": 60}


def configuration(folder, port, resolution):
    temporary = "".join(f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    locations = "".join(
        f'location = /{clock} {{ access_by_lua_block {{ verifier.access(ngx.{clock}(), {leeway}) }} content_by_lua_block {{ ngx.say "good" }} }}\n'
        for clock, leeway in LOCATIONS.items())
    return f"""
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log warn; env VERIFIER_KEY;
{f"timer_resolution {resolution};" if resolution else ""}
events {{}}
http {{
    access_log off; {temporary}
    lua_package_path "{SERVICES}/?.lua;;";
    init_by_lua_block {{ verifier = require "verifier" }}
    server {{
        listen 127.0.0.1:{port}; keepalive_requests 10000;
        {locations}
    }}
}}
"""


class Nginx:
    """`resolution` is how often it reads its clock; without it, for each of its events."""

    def __init__(self, folder, resolution=None):
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "conf").write_text(configuration(folder, self.port, resolution))
        self.log = folder / "output"
        with open(self.log, "wb") as log:
            nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
            self.process = subprocess.Popen([nginx, "-e", folder / "log", "-p", folder, "-c", folder / "conf"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=clean_environment(VERIFIER_KEY=KEY))
        until(self.answers)

    def url(self, clock):
        return f"http://127.0.0.1:{self.port}/{clock}"

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            return True
        except ConnectionRefusedError:
            return False

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()

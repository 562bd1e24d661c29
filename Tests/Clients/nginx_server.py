"""nginx with a verifier in Lua, of Debian's parts, in a folder of its own."""
import os
import pathlib
import shutil
import subprocess

from gateway import KEY, clean_environment, until
from server_process import ServerProcess, free_port

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


class Nginx(ServerProcess):
    """`resolution` is how often it reads its clock; without it, for each of its events."""

    def __init__(self, folder, resolution=None):
        folder.mkdir()
        self.port = free_port()
        (folder / "conf").write_text(configuration(folder, self.port, resolution))
        self.log = folder / "output"
        with open(self.log, "wb") as log:
            nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
            self.process = subprocess.Popen([nginx, "-e", folder / "log", "-p", folder, "-c", folder / "conf"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=clean_environment(VERIFIER_KEY=KEY))
        until(self.answers)

    def url(self, clock):
        return f"http://127.0.0.1:{self.port}/{clock}"

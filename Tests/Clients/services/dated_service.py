"""login.mypurecloud.com on port 443, whose clock is 212 ms behind: it has a Date and nothing else, and a certificate by the CA in the folder that is named."""
import email.utils
import http.server
import pathlib
import ssl
import subprocess
import sys
import time

HOST = "login.mypurecloud.com"
folder = pathlib.Path(sys.argv[1])
authority = folder / "home/.local/share/mock-gateway/ca-with-key.pem"
certificate = folder / "dated.pem"


def openssl(*arguments, **more):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60, **more).stdout


key = openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout")
request = openssl("req", "-new", "-key", "/dev/stdin", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", input=key)
signed = openssl("x509", "-req", "-days", 1, "-CA", authority, "-CAkey", authority, "-CAcreateserial", "-copy_extensions", "copy", input=request)
certificate.write_bytes(key + signed)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate((time.time_ns() - 212_000_000) // 10**9, usegmt=True)

    def do_HEAD(self):
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate)
server.socket = context.wrap_socket(server.socket, server_side=True)
print("ready", flush=True)
server.serve_forever()

"""curl, as a person would use it."""
import json
import subprocess

import requests

from gateway import PAYLOAD, SUMMARY


def curl(gateway, path, *flags):
    return subprocess.run(["curl", "-sS", *flags, gateway.url + path], check=True, capture_output=True, timeout=20).stdout


def test_the_threads_story(gateway):
    curl(gateway, "/__admin/clock", "-d", '{"freeze": "now"}')
    code = json.loads(curl(gateway, "/__admin/tokens", "-d", '{"code": true}'))["code"]
    form = ["-u", "mock-client:mock-secret", "-d"]
    first = json.loads(curl(
        gateway, "/oauth/token", *form, f"grant_type=authorization_code&code={code}&redirect_uri=http://localhost"))
    curl(gateway, "/__admin/settings", "-X", "PATCH", "-d", '{"offset": "200ms"}')
    second = json.loads(curl(gateway, "/oauth/token", *form, f"grant_type=refresh_token&refresh_token={first['refresh_token']}"))
    bearer = ["-H", f"Authorization: Bearer {second['access_token']}"]
    assert curl(gateway, SUMMARY, *bearer) == PAYLOAD
    curl(gateway, "/__admin/settings", "-X", "PATCH", "-d", '{"tolerance": "5s"}')
    assert b'"Support"' in curl(gateway, SUMMARY, *bearer)


def test_http_10_head_and_chunks(gateway):
    assert curl(gateway, "/__admin/health", "--http1.0") == b'{"status":"ok"}'
    assert b"Content-Length: 15\r\n" in curl(gateway, "/__admin/health", "-I")
    sent = ["-u", "a:b", "-H", "Transfer-Encoding: chunked", "-d", "grant_type=client_credentials"]
    assert json.loads(curl(gateway, "/oauth/token", *sent))["token_type"] == "bearer"


def test_expect_100_continue(gateway):
    """A body of more than 1 MiB makes curl ask first, and it is told no."""
    out = subprocess.run(
        ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{size_upload}", "-H", "Expect: 100-continue", "--data-binary", "@-",
         gateway.url + "/oauth/token"], input=b"x" * 2_000_000, check=True, capture_output=True, timeout=20).stdout
    assert out == b"413 0"


def test_a_pool_of_connections(gateway):
    """requests keeps its connections: a hundred calls, one port."""
    with requests.Session() as session:
        token = gateway.token()
        for _ in range(100):
            answer = session.get(gateway.url + SUMMARY, headers={"Authorization": "Bearer " + token}, timeout=10)
            assert answer.status_code == 200 and answer.headers["Connection"] == "keep-alive"

"""What is secret stays so: in the log at every level, in the journal, in answers, in errors, and among the processes."""
import base64
import contextlib
import functools
import hashlib
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import urllib.parse

import pytest

from gateway import BINARY, FORM, SUMMARY, Gateway, clean_environment

SIGNING_KEY = "wellknown-signing-key-of-forty-characters"
ADMIN_TOKEN = "wellknown-admin-token"
CLIENT_SECRET = "wellknown-client-secret"
WRONG_SECRET = "wellknown-wrong-secret"
VERIFIER = "wellknown-pkce-verifier-that-is-longer-than-forty-three-characters"
SHORT_VERIFIER = "wellknown-pkce-verifier-of-43-characters-is"
ASSERTION = "wellknown-saml-assertion"
PASSWORD = "wellknown-password"
# What nobody ever gave out, but somebody sends.
STRAY_TOKEN = "wellknown-stray-token"
GIVEN = [SIGNING_KEY, ADMIN_TOKEN, CLIENT_SECRET, WRONG_SECRET, VERIFIER, SHORT_VERIFIER, ASSERTION, PASSWORD, STRAY_TOKEN]
LEVELS = ["trace", "debug", "info", "notice", "warning", "error", "critical"]


@functools.cache
def spellings(secret):
    """A secret as a careless program would write it, and its ends."""
    raw = secret.encode()
    found = {secret, urllib.parse.quote(secret, safe=""), raw.hex(), raw.hex().upper(), hashlib.sha256(raw).hexdigest(), str(list(raw))}
    # In base64 at each of the three places where it may begin, less the characters that depend on what is around it.
    for lead in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            found.add(encode(b"x" * lead + raw).decode()[(lead * 8 + 5) // 6:len(raw) * 8 // 6].rstrip("="))
    if secret.count(".") == 2:
        found |= {part for part in secret.split(".") if len(part) > 20 and part != secret.split(".")[0]}
    return {text for text in found if len(text) >= 12}


def leaks(text, secrets):
    """What of the secrets is in a text, in any spelling, with what is around it."""
    found = []
    for secret in secrets:
        for spelling in spellings(secret):
            if (place := text.find(spelling)) >= 0:
                found.append((secret[:24], text[max(place - 60, 0):place + len(spelling) + 20]))
    return found


def basic(name, secret):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Port:
    """A gateway of which nothing but its port is known."""
    call = Gateway.call

    def __init__(self, port):
        self.port = port


class Story:
    """Every grant, every error and every call of the control interface, with secrets wherever one may stand."""

    def __init__(self, gateway):
        self.gateway = gateway
        # Those that are known so far: whatever comes after must not repeat them.
        self.secrets = list(GIVEN)
        self.found = []

    def call(self, method, path, body=None, headers=None, gives=()):
        """An answer, looked through for anything secret that was known before.

        What it gives out is a secret from then on.
        """
        status, fields, answer = self.gateway.call(method, path, body, headers)
        text = answer.decode()
        self.look(f"{method} {path}", f"{status}\n{fields}\n{text}")
        if gives:
            document = json.loads(text)
            self.secrets += [document[key] for key in gives]
            return document
        return status, fields, text

    def look(self, where, text):
        self.found += [(where, *leak) for leak in leaks(text, self.secrets)]

    def control(self, method, path, body=None, gives=(), token=ADMIN_TOKEN):
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        return self.call(method, "/__admin/" + path, text, {"Authorization": "Bearer " + token}, gives)

    def token(self, form, headers, gives=()):
        return self.call("POST", "/oauth/token", urllib.parse.urlencode(form), FORM | headers, gives)

    def bytes(self, data, *, where):
        """Bytes that need be no request, and whatever comes back until the gateway closes."""
        with socket.create_connection(("127.0.0.1", self.gateway.port), timeout=10) as connection:
            connection.sendall(data.encode())
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        self.look(where, answer.decode("latin-1"))
        return answer

    def watch(self):
        """What somebody who watches is told at first, all that is remembered included: the answer has no end."""
        with socket.create_connection(("127.0.0.1", self.gateway.port), timeout=10) as connection:
            connection.sendall(f"GET /__admin/events?last=1000 HTTP/1.1\r\nHost: localhost\r\n"
                               f"Authorization: Bearer {ADMIN_TOKEN}\r\n\r\n".encode())
            answer = b""
            while answer.count(b"event: entry") < 20:
                answer += connection.recv(65536)
        self.look("GET events", answer.decode("latin-1"))

    def tell(self):
        self.configure()
        self.grant()
        self.refuse()
        self.sign_in()
        self.ask()
        self.break_the_protocol()
        self.fail()
        self.read_everything()
        self.control_everything()
        self.read_everything()
        for method, path in (("POST", "reload"), ("DELETE", "requests"), ("POST", "reset")):
            self.control(method, path)

    def configure(self):
        client = {"secret": CLIENT_SECRET, "redirectUris": ["http://localhost/callback"]}
        assert self.control("PUT", "clients/known", client)[0] == 201
        assert self.control("PATCH", "clients/known", {"secret": CLIENT_SECRET})[0] == 200
        assert self.control("PUT", "clients/public", {})[0] == 201
        self.good = basic("known", CLIENT_SECRET)

    def code(self, **bound):
        return self.control("POST", "tokens", {"code": True, **bound}, ["code"])["code"]

    def grant(self):
        both = ["access_token", "refresh_token"]
        self.access = self.token({"grant_type": "client_credentials"}, self.good, ["access_token"])["access_token"]
        form = {"grant_type": "authorization_code", "redirect_uri": "http://localhost/callback"}
        self.spent_code = self.code(clientId="known", redirectUri="http://localhost/callback")
        first = self.token({**form, "code": self.spent_code}, self.good, both)
        self.token({**form, "code": self.code(codeChallenge=challenge(VERIFIER)), "code_verifier": VERIFIER,
                    "client_id": "public"}, {}, both)
        self.spent_refresh = first["refresh_token"]
        self.user = self.token({"grant_type": "refresh_token", "refresh_token": self.spent_refresh}, self.good, both)
        saml = {"grant_type": "urn:ietf:params:oauth:grant-type:saml2-bearer", "orgName": "org", "assertion": ASSERTION}
        self.token(saml, self.good, both)

    def refuse(self):
        """Each way not to get a token."""
        refresh = {"grant_type": "refresh_token"}
        code = {"grant_type": "authorization_code", "redirect_uri": "http://localhost/callback"}
        saml = {"grant_type": "urn:ietf:params:oauth:grant-type:saml2-bearer"}
        for form, headers in [
            ({"grant_type": "client_credentials"}, basic("known", WRONG_SECRET)), ({"grant_type": "client_credentials"}, basic("known", "")),
            ({"grant_type": "client_credentials"}, basic("", CLIENT_SECRET)), ({"grant_type": "client_credentials"}, {}),
            ({"grant_type": "client_credentials"}, {"Authorization": "Basic " + CLIENT_SECRET}),
            ({"grant_type": "client_credentials"}, {"Authorization": "Bearer " + self.access}),
            ({"grant_type": "client_credentials", "client_id": "known", "client_secret": CLIENT_SECRET}, {}),
            ({"grant_type": "password", "username": "known", "password": PASSWORD}, self.good), ({"grant_type": STRAY_TOKEN}, self.good),
            ({"client_secret": CLIENT_SECRET}, self.good), ({**refresh}, self.good), ({**refresh, "refresh_token": STRAY_TOKEN}, self.good),
            ({**refresh, "refresh_token": self.access}, self.good), ({**refresh, "refresh_token": self.user["refresh_token"]}, {}),
            ({**refresh, "refresh_token": self.user["refresh_token"]}, basic("other", WRONG_SECRET)),
            ({**code}, self.good), ({**code, "code": STRAY_TOKEN}, self.good), ({**code, "code": self.spent_code}, self.good),
            ({**code, "code": self.code(redirectUri="http://localhost/other")}, self.good),
            ({**code, "code": self.code(clientId="other")}, self.good), ({"grant_type": code["grant_type"], "code": self.code()}, self.good),
            ({**code, "code": self.code(codeChallenge=challenge(VERIFIER)), "code_verifier": SHORT_VERIFIER}, self.good),
            ({**code, "code": self.code(codeChallenge=challenge(VERIFIER))}, self.good),
            ({**code, "code": self.code(), "code_verifier": "x" + VERIFIER * 3, "client_id": "public"}, {}),
            ({**saml}, self.good), ({**saml, "assertion": ASSERTION}, self.good), ({**saml, "orgName": ASSERTION}, self.good),
        ]:
            assert self.token(form, headers)[0] == 400, form
        for body, headers in [
            (f"grant_type=refresh_token&refresh_token={STRAY_TOKEN}&refresh_token={STRAY_TOKEN}", FORM),
            (f"grant_type=refresh_token&refresh_token={STRAY_TOKEN}%", FORM), (f"{STRAY_TOKEN}={STRAY_TOKEN}&{STRAY_TOKEN}", FORM),
            (f"grant_type=refresh_token&refresh_token={STRAY_TOKEN}%ff", FORM), ("\x00" + STRAY_TOKEN, FORM),
            (json.dumps({"grant_type": "client_credentials", "client_secret": CLIENT_SECRET}), {"Content-Type": "application/json"}),
            (f"client_secret={CLIENT_SECRET}", {"Content-Type": CLIENT_SECRET}),
        ]:
            assert self.call("POST", "/oauth/token", body, self.good | headers)[0] == 400, body
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            query = urllib.parse.urlencode({"client_secret": CLIENT_SECRET, "refresh_token": self.user["refresh_token"]})
            assert self.call(method, "/oauth/token?" + query, headers=self.good)[0] in (204, 405)
        assert self.call("POST", f"/oauth/tokens?access_token={self.access}", headers=self.good)[0] == 404
        # Once a spent one comes again, all that came from its sign-in is gone: last, then.
        assert self.token({**refresh, "refresh_token": self.spent_refresh}, self.good)[0] == 400

    def sign_in(self):
        """A browser, by the page and without it."""
        for login_page in (False, True):
            assert self.control("PATCH", "settings", {"loginPage": login_page})[0] == 200
            for kind in ("code", "token", "password"):
                query = {"client_id": "known", "redirect_uri": "http://localhost/callback", "response_type": kind, "state": "s",
                         "password": PASSWORD, "client_secret": CLIENT_SECRET, "code_challenge": challenge(VERIFIER),
                         "code_challenge_method": "S256"}
                self.browse("GET", query)
                self.browse("POST", {**query, "username": "somebody", "decision": "approve"})
                self.browse("POST", {**query, "username": "somebody", "decision": "deny"})
            for change in ({"code_challenge": VERIFIER + "x"}, {"code_challenge_method": "plain", "code_challenge": SHORT_VERIFIER},
                           {"redirect_uri": "http://elsewhere/?token=" + STRAY_TOKEN}, {"client_id": ""}):
                # An answer goes back to its sender, and may repeat what that sent.
                self.browse("GET", {**query, "response_type": "code", **change})
        self.control("PATCH", "settings", {"loginPage": False})
        for path in ("/logout", "/oauth/logout", "/oauth/authorize"):
            query = urllib.parse.urlencode({"access_token": self.access, "id_token_hint": STRAY_TOKEN, "client_id": "known"})
            self.call("GET", f"{path}?{query}")

    def browse(self, method, values):
        query = urllib.parse.urlencode(values)
        target = "/oauth/authorize" + ("?" + query if method == "GET" else "")
        status, fields, text = self.gateway.call(method, target, query if method == "POST" else None, FORM)
        place = urllib.parse.urlsplit(fields.get("Location", ""))
        given = dict(urllib.parse.parse_qsl(place.query) + urllib.parse.parse_qsl(place.fragment))
        self.look(f"{method} /oauth/authorize", f"{status}\n{text.decode()}\n{given}")
        self.secrets += [given[key] for key in ("code", "access_token") if key in given]

    def ask(self):
        """The API, with a token wherever one may stand."""
        assert self.call("GET", SUMMARY, headers={"Authorization": "Bearer " + self.user["access_token"]})[0] == 401
        cut, forged = self.access[:-1], self.access[:-8] + "AAAAAAAA"
        for value in [self.access, cut, forged, "x" + self.access, self.access + "." + self.access, self.user["refresh_token"], STRAY_TOKEN,
                      f"{self.access} {STRAY_TOKEN}"]:
            for scheme in ("Bearer ", "bearer  ", "Basic ", "Token ", ""):
                status, _, _ = self.call("GET", SUMMARY, headers={"Authorization": scheme + value})
                assert status == (200 if value == self.access and scheme.lower().strip() == "bearer" else 401)
        for name in ("access_token", "token", "refresh-token", "id_token", "client_secret", "clientSecret", "code", "password", "api_key",
                     "X-Amz-Signature", "%74oken", "to%6ben", "acc%65ss_token", "to%6ben%", "token%zz", "samlAssertion", "code_verifier", "TOKEN",
                     "auth", "sessionId", "pwd", "a&token", "a;token", "passphrase", "sig", "bearer", "jwt", "key"):
            for text in (f"{name}={self.access}", f"x=1&{name}={STRAY_TOKEN}&y=2", f"{name}={STRAY_TOKEN}={STRAY_TOKEN}"):
                assert self.call("GET", "/api/v2/users/me?" + text)[0] == 401
        for text in (self.access, f"x={self.access}", f"x=Bearer%20{self.access}", f"{self.access}=x", "x=" + self.access.replace(".", "%2E")):
            assert self.call("GET", "/api/v2/users/me?" + text)[0] == 401
        for headers in ({"Cookie": "session=" + STRAY_TOKEN}, {"X-Api-Key": STRAY_TOKEN}, {"Proxy-Authorization": "Bearer " + self.access},
                        {"Origin": "http://" + STRAY_TOKEN}, {"User-Agent": STRAY_TOKEN}, {"Referer": "http://a/?token=" + STRAY_TOKEN}):
            assert self.call("GET", SUMMARY, headers=headers)[0] == 401
        assert self.call("POST", "/api/v2/users/me", json.dumps({"token": STRAY_TOKEN}), {"Authorization": "Bearer " + self.access})[0] == 405
        self.call("GET", "/?access_token=" + self.access)
        self.call("GET", "/nowhere?access_token=" + self.access)
        self.call("GET", "/%zz?access_token=" + self.access)

    def break_the_protocol(self):
        """What is no request, no request for here, or no request that anybody reads to its end."""
        bearer = f"Authorization: Bearer {self.access}\r\n"
        for where, text in {
            "a target without a path": f"GET http://localhost?access_token={self.access} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "a foreign target": f"GET http://example.com?access_token={self.access} HTTP/1.1\r\nHost: example.com\r\n\r\n",
            "a foreign target with a path": f"GET http://example.com/a?access_token={self.access} HTTP/1.1\r\nHost: example.com\r\n\r\n",
            "user information": f"GET http://known:{CLIENT_SECRET}@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "user information in Host": f"GET / HTTP/1.1\r\nHost: known:{CLIENT_SECRET}@localhost\r\n\r\n",
            "a broken target without a path": f"GET http://localhost?access_token={self.access} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "two hosts": f"GET {SUMMARY}?access_token={self.access} HTTP/1.1\r\nHost: a\r\nHost: b\r\n{bearer}\r\n",
            "no host": f"GET {SUMMARY}?access_token={self.access} HTTP/1.1\r\n{bearer}\r\n",
            "a folded field": f"GET {SUMMARY} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer\r\n {self.access}\r\n\r\n",
            "a field without a colon": f"GET {SUMMARY} HTTP/1.1\r\nHost: a\r\n{self.access}\r\n\r\n",
            "a field name with a space": f"GET {SUMMARY} HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer {self.access}\r\n\r\n",
            "a control character": f"GET {SUMMARY} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.access}\0\r\n\r\n",
            "a head too large": f"GET {SUMMARY} HTTP/1.1\r\nHost: a\r\n{bearer}Filler: {'x' * 33000}\r\n\r\n",
            "a target too long": f"GET {SUMMARY}?access_token={self.access}{'x' * 9000} HTTP/1.1\r\nHost: a\r\n\r\n",
            "another version": f"GET {SUMMARY}?access_token={self.access} HTTP/2.0\r\nHost: a\r\n{bearer}\r\n",
            "a token for a target": f"GET {self.access} HTTP/1.1\r\nHost: a\r\n\r\n",
            "no request at all": f"{self.access}\r\n\r\n",
            "a body that ends early": f"POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nclient_secret={CLIENT_SECRET}",
            "a broken chunk": f"POST /oauth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{STRAY_TOKEN}\r\n",
            "a trailer": "POST /oauth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + bearer + "\r\n",
            "a tunnel": f"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nProxy-Authorization: Bearer {self.access}\r\n\r\n",
            "TLS that is none": "\x16\x03\x01\x00\x40" + STRAY_TOKEN * 4,
        }.items():
            self.bytes(text, where=where)

    def fail(self):
        """What stands in an answer's place, and what has had enough of a client."""
        refresh = {"grant_type": "refresh_token", "refresh_token": self.user["refresh_token"]}
        bearer = {"Authorization": "Bearer " + self.access}
        for fault in ({"error": "rate_limit"}, {"error": "invalid_grant"}, {"status": 503}, {"status": 429, "retryAfter": "1s"}, {"status": 401},
                      {"status": 403}):
            assert self.control("PUT", "faults", {"faults": [fault]})[0] == 200
            assert self.token(refresh, self.good)[0] >= 400
            assert self.call("GET", SUMMARY + "?token=" + self.access, headers=bearer)[0] >= 400
        assert self.control("DELETE", "faults")[0] == 200
        assert self.control("PATCH", "settings", {"rateLimit": "1/min", "nodes": "0ms,-1h,1h"})[0] == 200
        assert {self.call("GET", SUMMARY, headers=bearer)[0] for _ in range(4)} >= {401, 429}
        assert self.control("PATCH", "settings", {"rateLimit": None, "nodes": None})[0] == 200

    def control_everything(self):
        """Every call of the control interface, good and bad, with secrets in places that are not theirs."""
        description = self.control("GET", "openapi.json")
        places = [(method.upper(), path) for path, methods in json.loads(description[2])["paths"].items() for method in methods
                  if method in ("get", "put", "post", "patch", "delete")]
        assert len(places) > 20
        secret_bodies = [
            self.access, json.dumps(self.access), json.dumps([self.access]), json.dumps({"token": [self.access]})[:-1], '{"token": %s}' % STRAY_TOKEN,
            json.dumps({"secret": [CLIENT_SECRET]}), json.dumps({"secret": 7, "redirectUris": []}), json.dumps({"token": {"a": self.access}}),
            json.dumps({"token": "x" + self.access}), json.dumps({"token": STRAY_TOKEN}), 
            json.dumps({"code": self.user["refresh_token"]}), json.dumps({"code": True, "claims": {"x": STRAY_TOKEN}}),
            json.dumps({"claims": self.access}), json.dumps({"claims": [STRAY_TOKEN]}), json.dumps({"clientId": {"a": STRAY_TOKEN}}),
            json.dumps({"code": True, "codeChallenge": VERIFIER}), json.dumps({"code": True, "redirectUri": [STRAY_TOKEN]}),
            '{"secret": "%s", "secret": "%s"}' % (CLIENT_SECRET, CLIENT_SECRET), '{"secret": "%s"' % CLIENT_SECRET, '{"secret": "\\x%s"}' % CLIENT_SECRET,
            "token=" + self.access,
        ]
        for method, path in places:
            path = path.removeprefix("/__admin/").replace("{id}", "spare").replace("{name}", "fault-1")
            if path == "reset" or (method, path) == ("DELETE", "requests"):
                # What has been remembered so far is looked at once more in the end.
                continue
            if path == "events":
                self.watch()
            else:
                for body in [None] if method == "GET" else [None, *secret_bodies]:
                    self.control(method, path, body)
            # Asked without the token, with a wrong one, and with the right one in a place where it does not belong.
            self.control(method, path, secret_bodies[0], token=STRAY_TOKEN)
            self.control(method, path, secret_bodies[0], token=self.access)
            self.call(method, "/__admin/" + path, secret_bodies[0], {"Authorization": "Basic " + ADMIN_TOKEN})
            self.call(method, f"/__admin/{path}?token={ADMIN_TOKEN}&access_token={self.access}", None, {"Authorization": "Bearer " + ADMIN_TOKEN})
            self.call(method, "/__admin/" + path, None, {"Authorization": "Bearer " + ADMIN_TOKEN, "Origin": "http://" + STRAY_TOKEN})
        self.control("GET", f"requests?client={STRAY_TOKEN}&tokenId={STRAY_TOKEN}&reason={STRAY_TOKEN}")
        told = self.control("POST", "tokens/inspect", {"token": self.access})
        assert told[0] == 200 and json.loads(told[2])["verdict"] == "accepted"
        minted = self.control("POST", "tokens", {"clientId": "known", "claims": {"jti": None}}, ["access_token"])
        # One without an id is taken back by its signature, which the caller has just sent.
        status, _, answer = self.gateway.call("POST", "/__admin/tokens/revoke", json.dumps({"token": minted["access_token"]}),
                                              {"Authorization": "Bearer " + ADMIN_TOKEN})
        assert status == 200 and answer
        assert self.call("GET", SUMMARY, headers={"Authorization": "Bearer " + minted["access_token"]})[0] == 401
        for refresh in (self.user["refresh_token"], STRAY_TOKEN):
            self.control("POST", "tokens/revoke", {"token": refresh})
        self.call("GET", SUMMARY, headers={"Authorization": "Bearer " + self.access})

    def read_everything(self):
        """What there is to read, once all has happened."""
        for path in ("settings", "clients", "clients/known", "clients/public", "faults", "requests", "requests?limit=100000", "openapi.json",
                     "health", "ca.pem"):
            status, _, text = self.control("GET", path)
            assert status == 200 and text, path
        for wanted in ({"client": "known", "count": 0}, {"path": "/api/v2/**", "count": {"max": 1}}, {"reason": "none"}):
            status, _, text = self.control("POST", "requests/verify", wanted)
            assert status == 200 and json.loads(text)["nearest"]
        journal = json.loads(self.control("GET", "requests")[2])["requests"]
        assert len(journal) > 200
        assert {"missing", "malformed", "signature", "revoked", None} <= {entry["reason"] for entry in journal}


@pytest.fixture
def files(tmp_path):
    """The secrets that a gateway is given, in files that nobody else can read."""
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    for name, text in (("key", SIGNING_KEY), ("token", ADMIN_TOKEN)):
        (folder / name).write_text(text + "\n")
        (folder / name).chmod(0o600)
    return folder


def started(start, files, *flags):
    return start("--signing-key-file", str(files / "key"), "--admin-token-file", str(files / "token"), "--ca-dir",
                 str(files.parent / "ca"), *flags)


def written(folder, but):
    """All that there is in the files below a folder, but for one folder."""
    return {path: path.read_text("latin-1") for path in sorted(folder.rglob("*")) if path.is_file() and but not in path.parents}


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_tells(start, files, level, format):
    gateway = started(start, files, "--log-level", level, "--log-format", format)
    story = Story(gateway)
    story.tell()
    assert story.found == []
    process = pathlib.Path("/proc") / str(gateway.process.pid)
    assert leaks((process / "cmdline").read_text(), story.secrets) == []
    for path in process.glob("task/*/comm"):
        # A thread may end while its name is read.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            assert leaks(path.read_text(), story.secrets) == [], path
    # As it was called, and nothing else: who gives no secret there finds none there.
    assert (process / "cmdline").read_bytes().split(b"\0")[:-1] == [os.fsencode(part) for part in gateway.process.args]
    assert leaks((process / "environ").read_text(), story.secrets) == []
    assert gateway.stop() == 0
    rest = written(files.parent, files)
    assert gateway.log in rest and gateway.folder / "ready.json" not in rest
    for path, text in rest.items():
        assert leaks(text, story.secrets) == [], path
    # The log has something to tell if it is asked to, and no token in it even in part.
    assert (len(rest[gateway.log].splitlines()) > 200) == (level in ("trace", "debug", "info"))
    assert "eyJhbGciOi" not in rest[gateway.log]


def test_an_environment_is_what_it_is(start):
    """A secret that is given there is found there, and nowhere else: the kernel keeps what a process was started with."""
    gateway = start(MOCK_GATEWAY_SIGNING_KEY=SIGNING_KEY, MOCK_GATEWAY_ADMIN_TOKEN=ADMIN_TOKEN)
    story = Story(gateway)
    story.configure()
    story.grant()
    assert story.found == []
    process = pathlib.Path("/proc") / str(gateway.process.pid)
    assert {secret for secret, _ in leaks((process / "environ").read_text(), story.secrets)} == {SIGNING_KEY[:24], ADMIN_TOKEN}
    assert leaks((process / "cmdline").read_text(), story.secrets) == []
    assert gateway.stop() == 0
    assert leaks(gateway.log.read_text(), story.secrets) == []


def test_a_token_that_is_made_is_told_once(start, files):
    """An admin token that the gateway makes itself is on standard output, and nowhere else."""
    gateway = start("--host", "0.0.0.0", "--log-level", "trace", "--signing-key-file", str(files / "key"))
    line = gateway.process.stdout.readline().decode()
    token = line.removeprefix("admin token: ").strip()
    assert line.startswith("admin token: ") and len(token) == 32
    assert gateway.call("GET", "/__admin/settings")[0] == 401
    status, _, body = gateway.call("GET", "/__admin/settings", headers={"Authorization": "Bearer " + token})
    assert status == 200
    assert gateway.call("GET", "/__admin/settings", headers={"Authorization": "Bearer x" + token})[0] == 401
    assert gateway.stop() == 0
    for text in (body.decode(), gateway.first_line, *written(files.parent, files).values()):
        assert leaks(text, [token, SIGNING_KEY]) == []


def test_a_crash_tells_nothing(files):
    """What the runtime says of a crash: where it was, and what the registers hold."""
    flags = ["--port", "0", "--log-level", "error", "--ca-dir", files.parent / "ca", "--signing-key-file", files / "key",
             "--admin-token-file", files / "token"]
    crash = subprocess.Popen([BINARY, *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment(),
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
    try:
        port = int(crash.stdout.readline().decode().rsplit(":", 1)[1])
        story = Story(Port(port))
        story.configure()
        story.grant()
        crash.send_signal(signal.SIGABRT)
        # If the runtime finds its tool, it writes a report and goes on, the signal being from outside; else it ends.
        said = []
        for line in crash.stderr:
            said.append(line.decode())
            if line.startswith(b"Backtrace took"):
                break
        assert leaks("".join(said), story.secrets) == []
    finally:
        crash.kill()
        crash.wait()
        crash.stdout.close()
        crash.stderr.close()


SESAME = "open-sesame-open-sesame"


@pytest.mark.parametrize("flags, config, environment", [
    (["serve", "--admin-token", SESAME], None, {}), (["serve", f"--admin-token={SESAME}"], None, {}),
    (["serve", f"--signing-key={SESAME}"], None, {}), (["token", f"--key={SESAME}"], None, {}),
    ([], None, {"MOCK_GATEWAY_SIGNING_KEY": SESAME}), ([], None, {"MOCK_GATEWAY_ADMIN_TOKEN": SESAME + " "}),
    ([], None, {"MOCK_GATEWAY_ADMIN_TOKEN_FILE": SESAME}), ([], None, {"MOCK_GATEWAY_SIGNINGKEY": SESAME}),
    (["token"], None, {"MOCK_GATEWAY_SIGNING_KEY": SESAME}), (["inspect", "e30.e30.e30"], None, {"MOCK_GATEWAY_SIGNING_KEY": SESAME}),
    (["--signing-key-file", "{secret}"], None, {}), (["--admin-token-file", "{secret}"], None, {}), (["token", "--key-file", "{secret}"], None, {}),
    (["--tls-cert", "{secret}", "--tls-key", "{secret}"], None, {}), (["--config", "{secret}"], None, {}),
    (["--signing-key-file", "{secret}"], None, {"MOCK_GATEWAY_SIGNING_KEY": SESAME * 2}),
    ([], {"signingKey": SESAME}, {}), ([], {"adminToken": SESAME}, {}), ([], {"adminTokenFile": [SESAME]}, {}),
    ([], {"signingKeyFile": {"value": SESAME}}, {}), ([], {"clients": SESAME}, {}), ([], {"clients": {"a": SESAME}}, {}),
    ([], {"clients": {"a": {"secret": [SESAME]}}}, {}), ([], {"clients": {"a": {"secret": {"value": SESAME}}}}, {}),
    ([], {"clients": {"a": {"secret": SESAME, "offset": "x"}}}, {}), ([], {"clients": {"a": {"clientSecret": SESAME}}}, {}),
])
def test_no_refusal_repeats_it(tmp_path, flags, config, environment):
    """A secret in the wrong place, or none that will do: the one line that says so does without it."""
    (tmp_path / "secret").write_text(f"{SESAME} {{\n")
    if config is not None:
        (tmp_path / "config.json").write_text(json.dumps(config))
        flags = ["--config", tmp_path / "config.json", *flags]
    done = subprocess.run([BINARY, *(str(flag).replace("{secret}", str(tmp_path / "secret")) for flag in flags)], capture_output=True,
                          text=True, timeout=20, env=clean_environment(**environment))
    assert done.returncode in (64, 65) and done.stderr.count("\n") == 1
    assert SESAME not in done.stdout + done.stderr


def test_no_reload_repeats_it(start, tmp_path):
    config = tmp_path / "config.json"
    config.write_text("{}")
    gateway = start("--config", str(config))
    for text in ('{"adminToken": "%s"}', '{"clients": {"a": {"secret": ["%s"]}}}', '{"clients": {"a": "%s"}}', '{"clients": "%s', "%s"):
        config.write_text(text % SESAME)
        status, _, body = gateway.call("POST", "/__admin/reload")
        assert status == 400 and b"nothing has been changed" in body and SESAME.encode() not in body
    config.write_text(json.dumps({"clients": {"a": {"secret": SESAME}}}))
    assert gateway.control("POST", "reload")["clients"] == 1
    for path in ("clients", "clients/a", "settings"):
        assert SESAME not in json.dumps(gateway.control("GET", path))
    assert gateway.stop() == 0
    assert SESAME not in gateway.log.read_text()

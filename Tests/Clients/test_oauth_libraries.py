"""OAuth clients that know nothing of Genesys: Authlib and requests-oauthlib."""
import os

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient
from oauthlib.oauth2.rfc6749.errors import (
    AccessDeniedError, InvalidClientError, InvalidGrantError, OAuth2Error, UnsupportedGrantTypeError)
from requests_oauthlib import OAuth2Session

from gateway import SUMMARY

# The gateway is on loopback; both libraries would have https otherwise.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
# The scope of a request is not repeated in the answer.
os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"

ID, SECRET, REDIRECT = "library-client", "library-secret", "http://localhost:9000/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@pytest.fixture
def configured(gateway):
    gateway.control("PUT", "clients/" + ID, {"secret": SECRET, "redirectUris": [REDIRECT]})
    return gateway


def approve(url):
    """What a browser does with an authorization address: the address that it is sent back to."""
    answer = requests.get(url, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_authlib_client_credentials(configured):
    session = AuthlibSession(ID, SECRET, token_endpoint=configured.url + "/oauth/token")
    session.fetch_token(grant_type="client_credentials")
    assert session.get(configured.url + SUMMARY).status_code == 200


def test_authlib_code_with_pkce_and_refresh(configured):
    kept = []
    session = AuthlibSession(
        ID, SECRET, redirect_uri=REDIRECT, code_challenge_method="S256", token_endpoint=configured.url + "/oauth/token",
        update_token=lambda token, **_: kept.append(token))
    url, state = session.create_authorization_url(configured.url + "/oauth/authorize", code_verifier=VERIFIER)
    back = approve(url)
    token = session.fetch_token(authorization_response=back, state=state, code_verifier=VERIFIER)
    assert session.get(configured.url + "/api/v2/users/me").status_code == 200
    # Once it has expired by its own account, Authlib refreshes by itself.
    session.token["expires_at"] = 1
    assert session.get(configured.url + "/api/v2/users/me").status_code == 200
    assert kept and kept[0]["refresh_token"] != token["refresh_token"]


def test_authlib_public_client_with_pkce(configured):
    configured.control("PUT", "clients/public", {"redirectUris": [REDIRECT]})
    session = AuthlibSession("public", redirect_uri=REDIRECT, code_challenge_method="S256",
                             token_endpoint_auth_method="none", token_endpoint=configured.url + "/oauth/token")
    url, state = session.create_authorization_url(configured.url + "/oauth/authorize", code_verifier=VERIFIER)
    token = session.fetch_token(authorization_response=approve(url), state=state, code_verifier=VERIFIER)
    assert session.get(configured.url + SUMMARY).status_code == 200
    session.refresh_token(configured.url + "/oauth/token", refresh_token=token["refresh_token"])
    assert session.get(configured.url + SUMMARY).status_code == 200


def backend():
    return OAuth2Session(client=BackendApplicationClient(client_id=ID))


def test_requests_oauthlib_client_credentials(configured):
    session = backend()
    token = session.fetch_token(configured.url + "/oauth/token", client_id=ID, client_secret=SECRET)
    assert token["expires_in"] == 86400
    assert session.get(configured.url + SUMMARY).status_code == 200


def test_requests_oauthlib_code_with_pkce_and_refresh(configured):
    session = OAuth2Session(ID, redirect_uri=REDIRECT, pkce="S256")
    url, _ = session.authorization_url(configured.url + "/oauth/authorize")
    back = approve(url)
    token = session.fetch_token(configured.url + "/oauth/token", authorization_response=back, client_secret=SECRET)
    assert session.get(configured.url + "/api/v2/users/me").json()["name"]
    fresh = session.refresh_token(configured.url + "/oauth/token", refresh_token=token["refresh_token"], auth=(ID, SECRET))
    assert fresh["refresh_token"] != token["refresh_token"]
    assert session.get(configured.url + "/api/v2/users/me").status_code == 200
    # The old one is spent, and takes with it what came after.
    with pytest.raises(InvalidGrantError):
        session.refresh_token(configured.url + "/oauth/token", refresh_token=token["refresh_token"], auth=(ID, SECRET))
    assert session.get(configured.url + "/api/v2/users/me").headers["X-Mock-Gateway-Reason"] == "revoked"


def test_errors_come_out_as_their_classes(configured):
    url = configured.url + "/oauth/token"
    with pytest.raises(InvalidClientError):
        backend().fetch_token(url, client_id=ID, client_secret="wrong")
    with pytest.raises(InvalidGrantError):
        OAuth2Session(ID, redirect_uri=REDIRECT).fetch_token(url, code="none", client_secret=SECRET)
    with pytest.raises(UnsupportedGrantTypeError):
        session = backend()
        session._client.grant_type = "password"
        session.fetch_token(url, client_id=ID, client_secret=SECRET)
    configured.control("POST", "faults", {"path": "/oauth/token", "error": "rate_limit", "next": 1})
    # oauthlib has several classes for invalid_request, and takes the first.
    with pytest.raises(OAuth2Error, match="rate limit exceeded;") as caught:
        backend().fetch_token(url, client_id=ID, client_secret=SECRET)
    assert caught.value.error == "invalid_request"


def test_denied(configured):
    configured.control("POST", "faults", {"path": "/oauth/authorize", "error": "access_denied", "next": 1})
    session = OAuth2Session(ID, redirect_uri=REDIRECT)
    url, _ = session.authorization_url(configured.url + "/oauth/authorize")
    with pytest.raises(AccessDeniedError):
        session.fetch_token(configured.url + "/oauth/token", authorization_response=approve(url), client_secret=SECRET)


def test_login_page(configured):
    configured.settings(loginPage=True)
    session = OAuth2Session(ID, redirect_uri=REDIRECT)
    url, _ = session.authorization_url(configured.url + "/oauth/authorize")
    page = session.get(url)
    fields = dict(field.split('" value="') for field in
                  [part.split('">')[0] for part in page.text.split('<input type="hidden" name="')[1:]])
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    answer = session.post(configured.url + "/oauth/authorize", {**fields, "decision": "approve"}, allow_redirects=False)
    assert answer.status_code == 303
    session.fetch_token(configured.url + "/oauth/token", authorization_response=answer.headers["Location"], client_secret=SECRET)
    denied = session.post(configured.url + "/oauth/authorize", {**fields, "decision": "deny"}, allow_redirects=False)
    assert "error=access_denied" in denied.headers["Location"]

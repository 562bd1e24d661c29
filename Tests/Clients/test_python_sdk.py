"""The real Python SDK, unmodified, against the built gateway."""
import json
import urllib.parse

import PureCloudPlatformClientV2 as sdk
import pytest
from PureCloudPlatformClientV2.rest import ApiException

from gateway import PAYLOAD, SUMMARY

REDIRECT = "http://localhost:9000/callback"


@pytest.fixture
def client(gateway):
    # With automatic refresh on, an SDK whose new tokens are refused as well never stops refreshing.
    sdk.configuration.should_refresh_access_token = False
    client = sdk.api_client.ApiClient()
    client.set_gateway("127.0.0.1", "http", gateway.port, None, None)
    return client


def summary(client):
    return client.call_api(SUMMARY, "GET", auth_settings=["PureCloud OAuth"], response_type="object")


def refused(client):
    with pytest.raises(ApiException) as caught:
        summary(client)
    assert caught.value.status == 401
    assert caught.value.body.encode() == PAYLOAD
    return caught.value.headers["X-Mock-Gateway-Reason"]


def sign_in(client, gateway):
    client.get_code_authorization_token("mock-client", "mock-secret", gateway.code(), REDIRECT)
    return client


def test_login_and_summary(client):
    client.get_client_credentials_token("mock-client", "mock-secret")
    answer = summary(client)
    assert [queue["name"] for queue in answer["queues"]] == ["Support", "Sales", "Billing"]


def test_without_a_token(client):
    assert refused(client) == "missing"


def test_wrong_clients(client):
    with pytest.raises(ApiException) as caught:
        client.get_client_credentials_token("mock-client", "")
    assert caught.value.status == 400
    assert json.loads(caught.value.body) == {
        "error": "invalid_client", "description": "authentication failed", "error_description": "authentication failed"}


def test_typed_calls(client):
    client.get_client_credentials_token("mock-client", "mock-secret")
    query = sdk.QueueObservationQuery()
    query.metrics = ["oWaiting"]
    results = sdk.AnalyticsApi(client).post_analytics_queues_observations_query(query).results
    assert {result.group["queueId"] for result in results if result.data[0].metric == "oWaiting"} == {
        queue.id for queue in sdk.RoutingApi(client).get_routing_queues().entities}
    assert results[0].data[0].stats.count == 4

    queue = sdk.RoutingApi(client).get_routing_queues().entities[0]
    assert queue.name == "Support" and queue.member_count == 8 and queue.date_created.year == 2024
    assert queue.media_settings.call.service_level.duration_ms == 20000
    assert sdk.RoutingApi(client).get_routing_queue(queue.id).to_dict() == queue.to_dict()
    assert sdk.RoutingApi(client).get_routing_queue("of my own").id == "of my own"

    organization = sdk.OrganizationApi(client).get_organizations_me()
    assert organization.name == "Mock Organization" and organization.features["contactCenter"] is True
    token = sdk.TokensApi(client).get_tokens_me()
    assert token.organization.id == organization.id and token.o_auth_client.id == "mock-client"
    sdk.TokensApi(client).head_tokens_me()


def test_users_me(client, gateway):
    client.get_client_credentials_token("mock-client", "mock-secret")
    with pytest.raises(ApiException) as caught:
        sdk.UsersApi(client).get_users_me()
    assert caught.value.status == 400 and json.loads(caught.value.body)["code"] == "not.a.user"
    me = sdk.UsersApi(sign_in(client, gateway)).get_users_me()
    assert me.name == "Mona Mock" and me.division.name == "Home" and me.version == 7


def test_code_grant_and_refresh(client, gateway):
    sign_in(client, gateway)
    first, spent = client.access_token, client.refresh_token
    summary(client)
    client.refresh_code_authorization_token("mock-client", "mock-secret", client.refresh_token)
    assert client.access_token != first and client.refresh_token != spent
    summary(client)
    with pytest.raises(ApiException) as caught:
        client.refresh_code_authorization_token("mock-client", "mock-secret", spent)
    assert caught.value.status == 400 and json.loads(caught.value.body)["error"] == "invalid_grant"


def test_pkce(client, gateway):
    verifier = client.generate_pkce_code_verifier(64)
    code = gateway.code(codeChallenge=client.compute_pkce_code_challenge(verifier))
    client.get_pkce_token("mock-client", verifier, code, REDIRECT)
    assert sdk.UsersApi(client).get_users_me().name == "Mona Mock"


def test_pkce_by_way_of_the_browser(client, gateway):
    verifier = client.generate_pkce_code_verifier(128)
    query = urllib.parse.urlencode({
        "client_id": "mock-client", "redirect_uri": REDIRECT, "response_type": "code", "state": "7",
        "code_challenge": client.compute_pkce_code_challenge(verifier), "code_challenge_method": "S256"})
    status, headers, _ = gateway.call("GET", "/oauth/authorize?" + query)
    assert status == 302
    back = urllib.parse.urlsplit(headers["Location"])
    values = dict(urllib.parse.parse_qsl(back.query))
    assert back._replace(query="").geturl() == REDIRECT and values["state"] == "7"
    client.get_pkce_token("mock-client", verifier, values["code"], REDIRECT)
    assert sdk.UsersApi(client).get_users_me().name == "Mona Mock"


def test_saml(client):
    client.get_saml2bearer_token("mock-client", "mock-secret", "mock", "PHNhbWwvPg==")
    assert sdk.UsersApi(client).get_users_me().name == "Mona Mock"


def test_path_prefixes(start):
    gateway = start("--login-prefix", "login-path", "--api-prefix", "/gw/api-path/")
    client = sdk.api_client.ApiClient()
    client.set_gateway("127.0.0.1", "http", gateway.port, "login-path", "/gw/api-path")
    client.get_client_credentials_token("mock-client", "mock-secret")
    assert summary(client)["queues"]


def test_401_right_after_a_refresh(client, gateway):
    """The thread: a refresh that succeeds, and a 401 on the very next call."""
    sign_in(client, gateway)
    summary(client)
    gateway.freeze()
    gateway.settings(offset="200ms", tolerance="0ms")
    client.refresh_code_authorization_token("mock-client", "mock-secret", client.refresh_token)
    assert refused(client) == "iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200"
    # What the client did, newest first.
    call, refresh = gateway.control("GET", "requests?limit=2")["requests"]
    assert (refresh["path"], refresh["status"], refresh["issuerNow"] > refresh["gatewayNow"]) == ("/oauth/token", 200, True)
    assert (call["path"], call["status"], call["reason"], call["aheadMs"]) == (SUMMARY, 401, "iat_in_future", 200)
    # Its cure at the one place where it can work, in the gateway.
    gateway.settings(tolerance=5000)
    summary(client)
    # And how it heals by itself.
    gateway.settings(tolerance="0ms")
    gateway.control("POST", "clock", {"advance": "199ms"})
    assert refused(client) == "iat_in_future; ahead_ms=1; tolerance_ms=0; heals_in_ms=1"
    gateway.control("POST", "clock", {"advance": "1ms"})
    summary(client)


def test_whole_seconds_refuse_one_in_five(client, gateway):
    """200 of 1,000 phases of the second, 1 ms apart: the clock is moved, not waited for."""
    sign_in(client, gateway)
    gateway.settings(offset="200ms", timestampPrecision="seconds")
    gateway.control("POST", "clock", {"freeze": "2026-01-02T03:04:05.000Z"})
    phases = []
    for phase in range(1000):
        client.refresh_code_authorization_token("mock-client", "mock-secret", client.refresh_token)
        try:
            summary(client)
        except ApiException as error:
            assert error.status == 401 and error.body.encode() == PAYLOAD
            phases.append(phase)
        gateway.control("POST", "clock", {"advance": "1ms"})
    assert phases == list(range(800, 1000))


def test_automatic_refresh_heals_once(client, gateway):
    """What the SDK does by itself with one expired token: refresh, repeat, succeed."""
    gateway.freeze()
    sign_in(client, gateway)
    gateway.control("POST", "clock", {"advance": "24h"})
    assert refused(client).startswith("expired")
    sdk.configuration.should_refresh_access_token = True
    try:
        assert summary(client)["queues"]
    finally:
        sdk.configuration.should_refresh_access_token = False

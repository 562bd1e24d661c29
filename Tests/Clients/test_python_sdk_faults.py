"""What the real Python SDK makes of faults, and what the journal tells of it afterwards."""
import concurrent.futures
import time

import PureCloudPlatformClientV2 as sdk
import pytest
import urllib3
from PureCloudPlatformClientV2.rest import ApiException

from gateway import PAYLOAD, SUMMARY

REDIRECT = "http://localhost:9000/callback"


@pytest.fixture
def client(gateway):
    sdk.configuration.should_refresh_access_token = False
    client = sdk.api_client.ApiClient()
    client.set_gateway("127.0.0.1", "http", gateway.port, None, None)
    client.get_client_credentials_token("mock-client", "mock-secret")
    return client


@pytest.fixture
def user(gateway):
    """Signed in by a code, and refreshing by itself."""
    client = sdk.api_client.ApiClient()
    client.set_gateway("127.0.0.1", "http", gateway.port, None, None)
    client.get_code_authorization_token("mock-client", "mock-secret", gateway.code(), REDIRECT)
    sdk.configuration.should_refresh_access_token = True
    yield client
    sdk.configuration.should_refresh_access_token = False


def summary(client):
    return client.call_api(SUMMARY, "GET", auth_settings=["PureCloud OAuth"], response_type="object")


def story(gateway):
    """Path and status of each request, oldest first."""
    entries = gateway.control("GET", "requests")["requests"][::-1]
    return [(entry["path"].rsplit("/", 1)[-1], entry["status"]) for entry in entries]


def test_retries_after_429(client, gateway):
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "status": 429, "retryAfter": "1s", "next": 2}]})
    start = time.monotonic()
    assert summary(client)["queues"]
    assert time.monotonic() - start >= 2, "it sleeps as long as it is told to"
    assert story(gateway) == [("token", 200), ("summary", 429), ("summary", 429), ("summary", 200)]


def test_gives_up_after_ten_retries(client, gateway):
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "status": 429, "retryAfter": "0s"}]})
    with pytest.raises(ApiException) as caught:
        summary(client)
    assert caught.value.status == 429 and "too.many.requests" in caught.value.body
    assert story(gateway)[1:] == [("summary", 429)] * 11


def test_retries_only_where_it_is_told_when(client, gateway):
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "status": 503, "next": 1}]})
    with pytest.raises(ApiException) as caught:
        summary(client)
    assert caught.value.status == 503
    assert summary(client)["queues"]


@pytest.mark.parametrize("status, code", [(403, "missing.permissions"), (500, "internal.server.error"),
                                          (502, "bad.gateway"), (504, "request.timeout")])
def test_errors_come_out(client, gateway, status, code):
    fault = {"path": SUMMARY, "status": status, "next": 1}
    gateway.control("PUT", "faults", {"faults": [fault | ({"permissions": ["a:b:c"]} if status == 403 else {})]})
    with pytest.raises(ApiException) as caught:
        summary(client)
    assert caught.value.status == status and code in caught.value.body


def test_a_reset_is_seen_and_survived(client, gateway):
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "reset": True, "next": 1}]})
    # urllib3 repeats a GET whose connection broke, up to ten times: the SDK's caller never notices.
    assert summary(client)["queues"]
    faults = gateway.control("GET", "faults")["faults"]
    assert faults[0]["applied"] == 1 and faults[0]["seen"] == 2
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "reset": True}]})
    with pytest.raises(urllib3.exceptions.MaxRetryError):
        summary(client)
    assert gateway.control("GET", "faults")["faults"][0]["applied"] == 11


def test_a_drip_is_waited_for(client, gateway):
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "drip": 10000, "next": 1}]})
    assert summary(client)["queues"]


@pytest.mark.parametrize("fault", [{"closeAfter": 800}, {"wrongLength": 10}, {"malformedChunk": True}])
def test_broken_answers_are_asked_for_again(client, gateway, fault):
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY, "next": 1} | fault]})
    assert summary(client)["queues"]
    assert gateway.control("GET", "faults")["faults"][0]["seen"] == 2
    gateway.control("PUT", "faults", {"faults": [{"path": SUMMARY} | fault]})
    with pytest.raises(urllib3.exceptions.HTTPError):
        summary(client)
    assert gateway.control("GET", "faults")["faults"][0]["applied"] > 1


def test_401_once_then_success(user, gateway):
    gateway.control("PUT", "faults", {"faults": [{"name": "once", "path": SUMMARY, "status": 401, "next": 1}]})
    first = user.access_token
    assert summary(user)["queues"]
    assert user.access_token != first
    assert story(gateway)[-3:] == [("summary", 401), ("token", 200), ("summary", 200)]
    refused = gateway.control("GET", "requests?fault=once")["requests"]
    assert len(refused) == 1 and refused[0]["bytes"] == len(PAYLOAD)


@pytest.mark.parametrize("skew", ["200ms", "5s"])
def test_an_endless_refresh_is_cut_off(user, gateway, skew):
    """Frozen at their phase, both skews refuse every new token: without a limit the SDK recurses until it dies."""
    gateway.freeze()
    gateway.settings(offset=skew, stormLimit=8)
    user.refresh_code_authorization_token("mock-client", "mock-secret", user.refresh_token)
    with pytest.raises(ApiException) as caught:
        summary(user)
    assert caught.value.status == 400 and "rate limit exceeded;" in caught.value.body
    assert story(gateway) == [("token", 200)] + [("token", 200), ("summary", 401)] * 8 + [("token", 400)]
    activity = gateway.control("GET", "clients/mock-client")["activity"]
    assert activity["storm"] and activity["longestRefreshRun"] == 8 and activity["refusals"] == 8
    assert len(gateway.control("GET", "requests?storm=true&reason=iat_in_future")["requests"]) == 3
    assert "refreshes its token again and again" in gateway.log.read_text()


def test_a_rate_limit_is_kept_to(client, gateway):
    gateway.settings(rateLimit="2/s")
    start = time.monotonic()
    for _ in range(4):
        assert summary(client)["queues"]
    assert time.monotonic() - start >= 1, "the third call waited for the next window"
    assert ("summary", 429) in story(gateway)


def test_waiting_for_what_a_client_does(client, gateway):
    since = gateway.control("GET", "requests?limit=1")["requests"][0]["id"]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(gateway.control, "GET", f"requests?since={since}&path=/api/v2/**&wait=10s&count=2")
        for _ in range(2):
            summary(client)
        answer = waiting.result(20)
    assert answer["complete"] and len(answer["requests"]) == 2
    verdict = gateway.control("POST", "requests/verify", {"path": SUMMARY, "status": 401})
    assert not verdict["verified"] and verdict["nearest"][0]["mismatches"]["status"]["actual"] == 200

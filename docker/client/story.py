"""401 right after a successful token refresh, and its cure, told by the Genesys Cloud Python SDK."""
import json
import os
import urllib.request

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

HOST, PORT = os.environ["GATEWAY_HOST"], int(os.environ["GATEWAY_PORT"])
SUMMARY = "/api/v2/analytics/queues/summary"


def control(method, path, body):
    """A call of the mock's control interface, which no real gateway has."""
    request = urllib.request.Request(
        f"http://{HOST}:{PORT}/__admin/{path}", json.dumps(body).encode(), method=method,
        headers={"Authorization": "Bearer " + os.environ["MOCK_GATEWAY_ADMIN_TOKEN"]})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def summary():
    """The call of the thread; the API has no such path, so no method of the SDK calls it."""
    return client.call_api(SUMMARY, "GET", auth_settings=["PureCloud OAuth"], response_type="object")


# With automatic refresh the SDK would hide the 401 behind one more refresh, or behind many.
sdk.configuration.should_refresh_access_token = False
client = sdk.api_client.ApiClient()
client.set_gateway(HOST, "http", PORT, None, None)

settings = control("PATCH", "settings", {"offset": "200ms", "tolerance": "0ms"})
print(f"the issuer's clock is {settings['offset']} ahead of the gateway's, tolerance {settings['tolerance']}")
# Frozen, so that the story is the same on a slow machine: live, the token would be good 200 ms later.
control("POST", "clock", {"freeze": "now"})
code = control("POST", "tokens", {"code": True})["code"]
client.get_code_authorization_token("mock-client", "mock-secret", code, "http://localhost/callback")

client.refresh_code_authorization_token("mock-client", "mock-secret", client.refresh_token)
print("the refresh succeeded; the next call:")
try:
    summary()
    raise SystemExit("no 401: the story is wrong")
except ApiException as error:
    print(f"  {error.status} {error.body}")
    print(f"  {error.headers['X-Mock-Gateway-Reason']}")
    assert error.status == 401

settings = control("PATCH", "settings", {"tolerance": "5s"})
print(f"tolerance is {settings['tolerance']} now; the same token again:")
print(f"  200, {len(summary()['queues'])} queues")
control("POST", "clock", {"resume": True})

"""A program that keeps the SDK's default hosts, and knows of the mock only a proxy and a CA file. Run by test_tls.py."""
import sys

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

proxy, authority, code = sys.argv[1:]
sdk.configuration.proxy = proxy
sdk.configuration.ssl_ca_cert = authority
sdk.configuration.should_refresh_access_token = False

client = sdk.api_client.ApiClient()
assert client.host == "https://api.mypurecloud.com"


def summary():
    return client.call_api(
        "/api/v2/analytics/queues/summary", "GET", auth_settings=["PureCloud OAuth"], response_type="object")


client.get_client_credentials_token("mock-client", "mock-secret")
print(len(summary()["queues"]), sdk.RoutingApi(client).get_routing_queues().total)
client.get_code_authorization_token("mock-client", "mock-secret", code, "http://localhost/callback")
print(sdk.UsersApi(client).get_users_me().name)
# The test has frozen the clock and set the issuer 200 ms ahead once a line comes in.
sys.stdout.flush()
sys.stdin.readline()
client.refresh_code_authorization_token("mock-client", "mock-secret", client.refresh_token)
try:
    summary()
except ApiException as error:
    print(error.status, error.body)
sys.stdout.flush()
sys.stdin.readline()
print(len(summary()["queues"]))

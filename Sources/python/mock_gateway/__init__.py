"""A local mock of a Genesys Cloud gateway, for tests.

The wheel holds the program; `mock-gateway` is on the path, and pytest finds the fixtures `mock_gateway` and
`gateway_client` by itself.
"""
from ._client import Client, ControlError, JournalEntry, NotVerified, Verification
from ._gateway import Gateway, GatewayNotStarted, binary

__all__ = ["Client", "ControlError", "Gateway", "GatewayNotStarted", "JournalEntry", "NotVerified", "Verification",
           "binary"]

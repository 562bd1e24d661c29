import base64


def encode(data):
    """Base64url, as tokens have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

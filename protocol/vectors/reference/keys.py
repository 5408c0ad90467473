"""Ed25519 keys (RFC 8032) and their names (RFC 7638)."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from encoding import b64u, seed, sha256


class Key:
    def __init__(self, name: str):
        self.private = Ed25519PrivateKey.from_private_bytes(seed(name))
        self.raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.text = b64u(self.raw)
        self.thumbprint = sha256(('{"crv":"Ed25519","kty":"OKP","x":"%s"}' % self.text).encode())
        self.id = b64u(self.thumbprint)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


AUTHORITY, COORDINATOR, RESEARCHER = Key("authority"), Key("coordinator"), Key("researcher")
BASEL, BUDAPEST, STRANGER = Key("basel"), Key("budapest"), Key("stranger")

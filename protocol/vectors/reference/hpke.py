"""HPKE base mode (RFC 9180) with X-Wing (draft-connolly-cfrg-xwing-kem), HKDF-SHA256 and AES-256-GCM."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from kyber_py.ml_kem import ML_KEM_768

SUITE = b"HPKE" + bytes.fromhex("647a" "0001" "0002")


def public(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def xwing_public_key(seed: bytes) -> bytes:
    expanded = hashlib.shake_256(seed).digest(96)
    encapsulation, _ = ML_KEM_768.key_derive(expanded[:64])
    return encapsulation + public(X25519PrivateKey.from_private_bytes(expanded[64:]))


def xwing_encapsulate(public_key: bytes, randomness: bytes):
    """Shared secret and ciphertext, from 64 bytes of randomness."""
    ephemeral = X25519PrivateKey.from_private_bytes(randomness[32:])
    ct_x = public(ephemeral)
    ss_x = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key[1184:]))
    ss_m, ct_m = ML_KEM_768._encaps_internal(public_key[:1184], randomness[:32])
    label = b"\\.//^\\"
    return hashlib.sha3_256(ss_m + ss_x + ct_x + public_key[1184:] + label).digest(), ct_m + ct_x


def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.new(salt or bytes(32), b"HPKE-v1" + SUITE + label + ikm, "sha256").digest()


def expand(prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    info = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + info
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.new(prk, block + info + bytes([counter]), "sha256").digest()
        output, counter = output + block, counter + 1
    return output[:length]


class Sender:
    def __init__(self, public_key: bytes, info: bytes, randomness: bytes):
        secret, self.encapsulated = xwing_encapsulate(public_key, randomness)
        context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
        prk = extract(secret, b"secret", b"")
        self.key = expand(prk, b"key", context, 32)
        self.nonce = int.from_bytes(expand(prk, b"base_nonce", context, 12), "big")
        self.sequence = 0

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        nonce = (self.nonce ^ self.sequence).to_bytes(12, "big")
        self.sequence += 1
        return AESGCM(self.key).encrypt(nonce, plaintext, aad)

"""Encodings that everything shares: base64url, hexadecimal, compact JSON. Slow and plain on purpose."""

import base64
import hashlib
import json


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def compact(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def seed(name: str) -> bytes:
    """The 32-byte seed of a test key: nothing here is secret."""
    return sha256(b"cordon test vectors: " + name.encode())

"""Key files under a passphrase. See ../../keys.md."""

import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from encoding import b64u, seed, sha256
from keys import AUTHORITY

PASSPHRASE = "Zw\u00f6lf Boxk\u00e4mpfer"
SALT, NONCE = sha256(b"salt")[:16], sha256(b"nonce")[:12]


def protected(passphrase=PASSPHRASE, cost=14, salt=SALT, written_cost=None, secret=None):
    text = unicodedata.normalize("NFC", passphrase).encode()
    key = Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(text)
    head = "cordon-ed25519-protected:%s:%s:" % (cost if written_cost is None else written_cost, b64u(salt))
    sealed = NONCE + AESGCM(key).encrypt(NONCE, seed("authority") if secret is None else secret, head.encode())
    return head + b64u(sealed) + "\n"


def vectors():
    def vector(name, what, text, expect, passphrase=PASSPHRASE):
        return "keys/" + name, {"what": what, "kind": "key-file", "text": text, "passphrase": passphrase, "expect": expect}

    good = {"key": AUTHORITY.text}
    yield vector("protected", "a key under a passphrase", protected(), good)
    decomposed = unicodedata.normalize("NFD", PASSPHRASE)
    assert decomposed != PASSPHRASE
    yield vector("protected_decomposed", "the same passphrase, typed with combining characters", protected(), good, decomposed)

    def bad(name, what, text, passphrase=PASSPHRASE):
        return vector("bad_" + name, what, text, {"code": "file-unreadable"}, passphrase)

    whole = protected()
    yield bad("passphrase", "another passphrase", whole, "Zwolf Boxkampfer")
    yield bad("cost_changed", "another cost than it was sealed with", protected(written_cost=15))
    yield bad("cost_low", "a cost of 13", protected(cost=13))
    yield bad("cost_high", "a cost of 19, without the work", whole.replace(":14:", ":19:"))
    yield bad("cost_zero", "a cost with a leading zero", whole.replace(":14:", ":014:"))
    yield bad("salt_changed", "another salt", whole.replace(b64u(SALT), b64u(SALT[::-1])))
    yield bad("salt_short", "a salt of 15 bytes", protected(salt=SALT[:15]))
    yield bad("sealed_short", "a part that is cut off", whole[:-5] + "\n")
    yield bad("seed_short", "a seed of 31 bytes", protected(secret=seed("authority")[:31]))
    yield bad("no_line_feed", "no line feed", whole[:-1])
    yield bad("trailing", "a second line", whole + "\n")
    yield bad("parts", "a part too many", whole[:-1] + ":\n")

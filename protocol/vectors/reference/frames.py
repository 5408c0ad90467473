"""zstd frames (RFC 8878) as partials use them. See ../../partial.md."""

import struct

import zstandard

from encoding import b64, sha256

MIB = 1 << 20


def frame(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3, write_content_size=True).compress(data)


def undeclared(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3, write_content_size=False).compress(data)


def by_hand(size: int, window: int, blocks) -> bytes:
    """A frame with a 4-byte content size, a window descriptor and raw or run-length blocks (RFC 8878, section 3.1.1)."""
    output = bytes.fromhex("28b52ffd") + bytes([0x80, window]) + struct.pack("<I", size)
    for index, (kind, length, data) in enumerate(blocks):
        last = index == len(blocks) - 1
        output += struct.pack("<I", last | kind << 1 | length << 3)[:3] + data
    return output


def vectors():
    def vector(name, what, frames, expect):
        return "frames/" + name, {"what": what, "kind": "frames", "frames": [b64(frame) for frame in frames], "expect": expect}

    def good(name, what, frames, plaintext):
        return vector(name, what, frames, {"length": len(plaintext), "sha256": sha256(plaintext).hex()})

    def bad(name, what, frames, code="frame-invalid"):
        return vector("bad_" + name, what, frames, {"code": code})

    text = b"".join(b"line %d\n" % number for number in range(300))
    full = bytes(MIB)
    yield good("one", "one frame", [frame(text)], text)
    yield good("two", "a full frame and the rest", [frame(full), frame(text)], full + text)
    yield good("by_hand", "a frame of one raw block", [by_hand(5, 0x50, [(0, 5, b"hello")])], b"hello")
    yield bad("bomb", "1 GiB in a few bytes, declared", [by_hand(1 << 30, 0x50, [(1, 1 << 17, b"\0")] * 4)], "frame-too-large")
    yield bad("bomb_zstd", "64 MiB as zstd writes it", [frame(bytes(64 * MIB))], "frame-too-large")
    yield bad("bomb_undeclared", "64 MiB whose size is not declared", [undeclared(bytes(64 * MIB))])
    yield bad("more_than_declared", "run-length blocks beyond the declared 1000 bytes", [by_hand(1000, 0x50, [(1, 1 << 17, b"\0")] * 4)])
    yield bad("less_than_declared", "fewer bytes than declared", [by_hand(1000, 0x50, [(0, 5, b"hello")])])
    yield bad("window", "a window of 128 MiB", [by_hand(5, 0x88, [(0, 5, b"hello")])])
    yield bad("declared_zero", "an empty frame", [by_hand(0, 0x50, [(0, 0, b"")])])
    yield bad("cut", "without its last byte", [frame(text)[:-1]])
    yield bad("trailing", "a byte after the frame", [frame(text) + b"\0"])
    yield bad("two_in_one", "two frames where one is expected", [frame(text) + frame(text)])
    yield bad("skippable", "a skippable frame", [bytes.fromhex("502a4d18") + struct.pack("<I", 4) + b"skip"])
    yield bad("skippable_after", "a skippable frame after the frame", [frame(text) + bytes.fromhex("502a4d18") + bytes(4)])
    yield bad("magic", "another beginning", [b"\x28\xb5\x2f\xfe" + frame(text)[4:]])
    yield bad("dictionary", "a frame that needs a dictionary", [bytes.fromhex("28b52ffd") + bytes([0x81, 0x50, 7]) + struct.pack("<I", 5) + bytes([0x29, 0, 0]) + b"hello"])
    yield bad("not_full", "a frame of less than 1 MiB before another", [frame(text), frame(text)])
    yield bad("none", "no frames", [])
    yield bad("empty", "a frame of no bytes", [b""])

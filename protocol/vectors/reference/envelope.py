"""Sealed envelopes. See ../../envelope.md."""

from encoding import b64, b64u, seed, sha256
from hpke import Sender, xwing_public_key
from keys import BASEL, STRANGER

SEGMENT = 1 << 20
BINDING = {"question": sha256(b"question").hex(), "node": "basel", "coordinator": "centre", "roster": ["basel", "budapest"],
           "snapshot": "snapshot-3", "layout": sha256(b"layout").hex()}
SEALING_SEED, RANDOMNESS = seed("sealing"), seed("kem") + seed("dh")


def size_class(length: int) -> int:
    if length > 16 << 20:
        return -(-length // (16 << 20)) * (16 << 20)
    size = 4096
    while size < length:
        size *= 2
    return size


def content(frames) -> bytes:
    packed = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
    return packed + bytes(size_class(len(packed)) - len(packed))


def header(binding, signer) -> bytes:
    def sized(text):
        return bytes([len(text)]) + text.encode()
    roster = sha256("".join(node + "\n" for node in binding["roster"]).encode())
    return (b"cordone\x01" + bytes.fromhex(binding["question"]) + sized(binding["node"]) + sized(binding["coordinator"]) + roster
            + sized(binding["snapshot"]) + bytes.fromhex(binding["layout"]) + signer.thumbprint)


def aad(head: bytes, index: int, last: bool) -> bytes:
    return b"cordon-envelope-v1 segment\n" + sha256(head) + index.to_bytes(4, "big") + bytes([last])


def sign(body: bytes, key) -> bytes:
    return body + key.sign(b"cordon-envelope-v1 signature\n" + sha256(body))


def seal(frames, binding=BINDING, signer=BASEL, packed=None, aads=None, sealing=SEALING_SEED, signed_by=None) -> bytes:
    packed = packed if packed is not None else content(frames)
    head = header(binding, signer)
    sender = Sender(xwing_public_key(sealing), b"cordon-envelope-v1 info\n" + head, RANDOMNESS)
    body = head + sender.encapsulated + len(packed).to_bytes(4, "big")
    starts = range(0, len(packed), SEGMENT)
    for index, start in enumerate(starts):
        given = aads(head, index) if aads else aad(head, index, index == len(starts) - 1)
        body += sender.seal(packed[start:start + SEGMENT], given)
    return sign(body, signed_by or signer)


def vectors():
    frames = [b"the first frame", b"the second"]

    def vector(name, what, envelope, expect, node=BASEL):
        return "envelopes/" + name, {
            "what": what, "kind": "envelope", "envelope": b64(envelope), "sealing_seed": b64u(SEALING_SEED), "binding": BINDING,
            "node_key": node.text, "expect": expect}

    def bad(name, what, envelope, code="envelope-invalid", node=BASEL):
        return vector("bad_" + name, what, envelope, {"code": code}, node)

    good = seal(frames)
    yield vector("two_frames", "two frames in the smallest class", good, {"frames": [b64(frame) for frame in frames]})
    full = [bytes(range(256)) * 15 + bytes(252)]
    yield vector("full_class", "content that fills its class exactly", seal(full), {"frames": [b64(frame) for frame in full]})
    head = header(BINDING, BASEL)

    others = {"question": sha256(b"another").hex(), "node": "budapest", "coordinator": "elsewhere", "roster": ["basel"],
              "snapshot": "snapshot-4", "layout": sha256(b"another").hex()}
    for name, value in others.items():
        yield bad("other_" + name, "sealed for another %s" % name, seal(frames, dict(BINDING, **{name: value})), "envelope-misbound")
        moved = header(dict(BINDING, **{name: value}), BASEL)
        yield bad("moved_to_this_" + name, "sealed for another %s, with this one written over it and signed anew" % name,
                  sign(head + seal(frames, dict(BINDING, **{name: value}))[len(moved):-64], BASEL))
    yield bad("other_sealing_key", "sealed to another question's key", seal(frames, sealing=seed("other sealing")))
    yield bad("forged_node", "signed by a stranger in the node's name", seal(frames, signed_by=STRANGER), "signature-invalid")
    yield bad("resigned", "the signature stripped and made anew by a stranger", sign(good[:-64], STRANGER), "signature-invalid")
    stolen = header(BINDING, STRANGER) + good[len(head):-64]
    yield bad("resigned_with_own_key_id", "stripped and signed anew under the stranger's own key id", sign(stolen, STRANGER), "key-unknown")
    yield bad("resigned_by_member", "stripped and signed anew by a member who then claims it", sign(stolen, STRANGER), "envelope-invalid",
              STRANGER)
    flipped = bytearray(good)
    flipped[len(head) + 1120 + 4 + 100] ^= 1
    yield bad("flipped", "one bit of the content flipped", bytes(flipped), "signature-invalid")
    yield bad("flipped_and_signed", "one bit of the content flipped before signing", sign(bytes(flipped[:-64]), BASEL))
    yield bad("last_flag_missing", "no segment is marked as the last", seal(frames, aads=lambda h, i: aad(h, i, False)))
    yield bad("index_wrong", "the first segment has index 1", seal(frames, aads=lambda h, i: aad(h, i + 1, True)))
    yield bad("aad_missing", "segments that are bound to nothing", seal(frames, aads=lambda h, i: b""))
    yield bad("cut_in_content", "cut in the content", good[:2000])
    yield bad("cut_in_signature", "without its last byte", good[:-1])
    yield bad("trailing", "a byte after the signature", good + b"\0")
    yield bad("empty", "no bytes", b"")
    yield bad("magic", "another beginning", b"kordone" + good[7:])
    yield bad("version_two", "a later version", good[:7] + b"\x02" + good[8:], "version-unsupported")
    yield bad("empty_node", "an empty node id", sign(head[:40] + b"\0" + good[46:-64], BASEL))
    packed = content(frames)
    yield bad("padding_not_zero", "padding that carries something", seal(frames, packed=packed[:-1] + b"\x01"))
    yield bad("padding_another_class", "more padding than the class needs", seal(frames, packed=packed + bytes(4096)))
    yield bad("padding_no_class", "a length that is no class", seal(frames, packed=packed[:-96]))
    yield bad("no_frames", "nothing but padding", seal([], packed=bytes(4096)))
    yield bad("frame_beyond_content", "a frame longer than the content", seal([], packed=(5000).to_bytes(4, "big") + bytes(4092)))
    yield bad("frame_length_huge", "a frame of 4 GiB", seal([], packed=b"\xff" * 4096))
    length = len(head) + 1120
    yield bad("length_huge", "a content of 4 GiB", sign(good[:length] + b"\xff\xff\xff\xff" + good[length + 4:-64], BASEL))
    yield bad("length_zero", "a content of no bytes", sign(good[:length] + bytes(4) + good[length + 4:-64], BASEL))
    yield bad("encapsulated_flipped", "the encapsulated key damaged and signed",
              sign(good[:len(head)] + bytes([good[len(head)] ^ 1]) + good[len(head) + 1:-64], BASEL))

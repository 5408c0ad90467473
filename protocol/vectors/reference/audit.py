"""Audit logs: chained records, signed heads, exports, and what verification finds. See ../../audit.md."""

from documents import jws
from encoding import compact, sha256
from keys import BASEL, BUDAPEST, STRANGER

ZEROS = "0" * 64
SQL = "SELECT sex, count(*)\nFROM patient\tGROUP BY sex -- \"quoted\" \\ é \u0001"


def text(value: str) -> str:
    out = '"'
    for character in value:
        short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
        if short:
            out += short
        elif ord(character) < 0x20:
            out += "\\u%04x" % ord(character)
        else:
            out += character
    return out + '"'


def value(field) -> str:
    if isinstance(field, int):
        return str(field)
    if isinstance(field, list):
        return "[" + ",".join(text(element) for element in field) + "]"
    return text(field)


def line(n, previous, kind, fields, member="basel", time="2026-06-01T08:00:00Z") -> bytes:
    members = ",".join(text(name) + ":" + value(field) for name, field in fields)
    return ('{"v":1,"n":%d,"previous":"%s","time":"%s","member":"%s","kind":"%s","fields":{%s}}' % (
        n, previous, time, member, kind, members)).encode()


def chain(events, member="basel", first=1, previous=ZEROS):
    lines = []
    for index, (kind, fields) in enumerate(events):
        lines.append(line(first + index, previous, kind, fields, member))
        previous = sha256(lines[-1]).hex()
    return lines


def head(lines, key=BASEL, member="basel", n=None, event=None, time="2026-06-01T08:00:05Z", network="hearts", digest=None):
    n = n if n is not None else len(lines)
    document = {"v": 1, "network": network, "member": member, "n": n,
                "hash": digest or sha256(lines[n - 1] if 0 < n <= len(lines) else b"").hex(), "event": event or n, "time": time}
    return jws("audit-head", compact(document), key)


EVENTS = [
    ("log-started", [("key", BASEL.text), ("software", "cordon-node 0.1.0")]),
    ("key-made", [("key", BASEL.id)]),
    ("question-received", [("question", sha256(b"question").hex()), ("study", "chol"), ("sql", SQL)]),
    ("question-refused", [("question", sha256(b"question").hex()), ("code", "not-permitted")]),
    ("question-released", [("question", sha256(b"other").hex()), ("hospitals", ["basel", "budapest"]), ("count", -3), ("none", [])]),
    ("paused", []),
]


def export(lines, signed=None, held=()):
    out = b"".join(record + b"\n" for record in lines)
    if signed is not None:
        out += b'{"head":' + compact(signed) + b"}\n"
    for key, document in held:
        out += b'{"held":' + compact({"key": key.text, "head": document}) + b"}\n"
    return out


def vectors():
    def vector(name, what, data, code=None, record=0, heads=(), findings=None, last=None, agreeing=0):
        expect = {"findings": findings or []} if code is None else {"code": code, "record": record}
        if last is not None:
            expect.update({"last": last[0], "hash": last[1]})
        if agreeing:
            expect["agreeing"] = agreeing
        return "audit/" + name, {
            "what": what, "export_hex": data.hex(), "heads": [{"member": "basel", "head": compact(h).decode()} for h in heads],
            "expect": expect}

    lines = chain(EVENTS)
    signed = head(lines)
    whole = export(lines, signed)
    last = (len(lines), sha256(lines[-1]).hex())
    yield vector("whole", "six records and their head", whole, last=last)
    yield vector("one_record", "a log that has just begun", export(lines[:1], head(lines[:1])), last=(1, sha256(lines[0]).hex()))
    other = chain([("log-started", [("key", BUDAPEST.text), ("software", "x")])], "budapest")
    yield vector("holds_another", "with a head of another member beside it",
                 export(lines, signed, [(BUDAPEST, head(other, BUDAPEST, "budapest"))]), last=last)
    yield vector("agrees", "heads that others hold agree with it", whole, heads=[head(lines, n=2), head(lines, n=6)], last=last, agreeing=2)
    yield vector("foreign_head_ignored", "a head of another member says nothing about this log", whole,
                 heads=[head(other, BASEL, "budapest")], last=last)
    yield vector("older", "an export from before a head that another side holds",
                 export(lines[:4], head(lines, n=4, time="2026-06-01T08:00:04Z")), heads=[head(lines, n=2), head(lines, n=6)],
                 findings=["older"], last=(4, sha256(lines[3]).hex()), agreeing=1)
    yield vector("head_missing", "records without a head", export(lines), findings=["head-missing"], last=last)
    yield vector("unsigned", "a record behind the head", export(lines, head(lines, n=5)), findings=["unsigned"], last=last)
    tail = chain(EVENTS[3:], first=4, previous=sha256(lines[2]).hex())
    yield vector("beginning_missing", "a log whose first file is elsewhere", export(tail, head(lines)),
                 findings=["beginning-missing", "head-missing"], last=last)

    def bad(name, what, data, code, record, heads=()):
        return vector("bad_" + name, what, data, code, record, heads)

    yield bad("removed", "record 3 is left out", export(lines[:2] + lines[3:], signed), "missing", 3)
    renumbered = [lines[0], lines[1]] + [
        line(3 + index, sha256(lines[1]).hex() if index == 0 else ZEROS, kind, fields) for index, (kind, fields) in enumerate(EVENTS[3:])]
    yield bad("removed_renumbered", "record 3 is left out and the others are numbered anew", export(renumbered, signed), "altered", 4)
    yield bad("inserted", "a record twice", export(lines[:3] + lines[2:], signed), "out-of-order", 4)
    yield bad("swapped", "records 3 and 4 change places", export(lines[:2] + [lines[3], lines[2]] + lines[4:], signed), "missing", 3)
    yield bad("tail_removed", "the last record is gone", export(lines[:5], signed), "missing", 6)
    yield bad("edited", "a word of a question's text is another", export([l.replace(b"sex", b"age") for l in lines], signed), "altered", 3)
    yield bad("edited_link", "a link is another",
              export(lines[:3] + [lines[3].replace(sha256(lines[2]).hex().encode(), ZEROS.encode())] + lines[4:], signed), "altered", 4)
    yield bad("edited_last", "the last record's time is another",
              export(lines[:5] + [lines[5].replace(b"08:00:00", b"09:00:00")], signed), "altered", 6)
    yield bad("line_feed", "two records on one line", whole.replace(b"}\n{", b"} {", 1), "not-a-record", 1)
    yield bad("carriage_return", "a carriage return before a line feed", whole.replace(b"}\n{", b"}\r\n{", 1), "not-a-record", 1)
    yield bad("space", "white space between tokens", whole.replace(b'"n":3,', b'"n": 3,'), "not-a-record", 3)
    yield bad("leading_zero", "a number with a leading zero", whole.replace(b'"n":3,', b'"n":03,'), "not-a-record", 3)
    yield bad("upper_case_hash", "a hash in upper case",
              whole.replace(sha256(lines[1]).hex().encode(), sha256(lines[1]).hex().upper().encode()), "not-a-record", 3)
    yield bad("member_more", "a member more", whole.replace(b'"kind":"paused",', b'"kind":"paused","also":1,'), "not-a-record", 6)
    yield bad("field_twice", "a field twice", whole.replace(b'"fields":{"key":"%s"}' % BASEL.id.encode(),
                                                            b'"fields":{"key":"a","key":"b"}'), "not-a-record", 2)
    yield bad("field_object", "a field that is an object", whole.replace(b'"fields":{}', b'"fields":{"a":{}}'), "not-a-record", 6)
    yield bad("field_fraction", "a field that is no integer", whole.replace(b'"count":-3', b'"count":-3.0'), "not-a-record", 5)
    yield bad("escape_solidus", "an escape that nobody writes", whole.replace(b"patient", b"pati\\/ent"), "not-a-record", 3)
    yield bad("not_utf8", "bytes that are not UTF-8", whole.replace("é".encode(), b"\xe9"), "not-a-record", 3)
    yield bad("time", "the 31st of June", whole.replace(b"2026-06-01", b"2026-06-31", 1), "not-a-record", 1)
    yield bad("foreign", "a record of another member",
              export(lines[:3] + chain(EVENTS[3:], "budapest", 4, sha256(lines[2]).hex()), signed), "foreign", 4)
    yield bad("not_begun", "a first record of another kind", export(chain(EVENTS[1:]), None), "not-begun", 1)
    yield bad("not_begun_link", "a first record that follows another", export(chain(EVENTS, previous="1" * 64), None), "not-begun", 1)
    yield bad("head_by_stranger", "a head that another key signed", export(lines, head(lines, STRANGER)), "head-invalid", 0)
    flipped = dict(signed, signature=head(lines, time="2026-06-01T08:00:06Z")["signature"])
    yield bad("head_signature", "the signature of another head", export(lines, flipped), "head-invalid", 0)
    yield bad("head_of_another", "the head of another member", export(lines, head(lines, member="budapest")), "head-invalid", 0)
    yield bad("head_of_other_record", "a head with another hash", export(lines, head(lines, digest="ab" * 32)), "altered", 6)
    yield bad("head_typ", "a card's typ over a head",
              export(lines, jws("audit-head", compact({"v": 1}), BASEL, {"alg": "EdDSA", "typ": "cordon-member+jws", "kid": BASEL.id})),
              "head-invalid", 0)
    yield bad("held_damaged", "a damaged head of another member beside it",
              export(lines, signed, [(STRANGER, head(other, BUDAPEST, "budapest"))]), "head-invalid", 0)
    anew = chain([(kind, [(name, field.replace("sex", "age") if isinstance(field, str) else field) for name, field in fields])
                  for kind, fields in EVENTS])
    yield bad("rewritten", "all of it written anew and signed by its own key, another side holds heads",
              export(anew, head(anew)), "rewritten", 3, [head(lines, n=2), head(lines, n=6)])
    yield bad("shortened", "its end taken off and signed anew, another side holds a later head",
              export(lines[:4], head(lines, n=4)), "shortened", 5, [head(lines, n=2), head(lines, n=6)])
    begun = [("log-started", [("key", STRANGER.text), ("software", "cordon-node 0.1.0")])] + EVENTS[1:]
    moved = chain(begun)
    yield bad("other_key", "all of it written anew with a new key, another side holds heads of the old one",
              export(moved, head(moved, STRANGER)), "other-key", 1, [head(lines, n=6)])

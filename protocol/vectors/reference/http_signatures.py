"""Signed HTTP messages (RFC 9421, RFC 9530). See ../../signatures.md."""

import base64
import hashlib

from encoding import b64, b64u, sha256
from keys import BASEL, COORDINATOR, STRANGER

NOW = 1_780_000_000
REQUEST = ["@method", "@path", "@query", "content-digest", "cordon-coordinator"]
REPLY = ["@status", "content-digest", "signature;req", "cordon-coordinator"]
NONCE = b64u(sha256(b"nonce")[:16])


def digest(body: bytes) -> str:
    return "sha-256=:%s:" % b64(hashlib.sha256(body).digest())


def parameters(components, key, created=NOW, expires=None, nonce=NONCE, alg="ed25519", tag="cordon-node"):
    text = "(" + " ".join('"%s"%s' % (c.split(";")[0], c[len(c.split(";")[0]):]) for c in components) + ")"
    text += ";created=%d" % created
    if expires is not None:
        text += ";expires=%d" % expires
    if nonce is not None:
        text += ';nonce="%s"' % nonce
    return text + ';alg="%s";keyid="%s";tag="%s"' % (alg, key.id, tag)


def base(values, components, params) -> bytes:
    lines = ['"%s"%s: %s' % (c.split(";")[0], c[len(c.split(";")[0]):], values[c]) for c in components]
    return ("\n".join(lines) + '\n"@signature-params": ' + params).encode()


def request(method="POST", path="/node/v1/poll", query="", body=b"poll", coordinator="centre", key=BASEL, components=REQUEST,
            params=None, label="sig", **options):
    params = params or parameters(components, key, **options)
    values = {"@method": method, "@path": path or "/", "@query": "?" + query, "content-digest": digest(body),
              "cordon-coordinator": coordinator, "date": "today"}
    signature = key.sign(base(values, components, params))
    headers = [["Cordon-Coordinator", coordinator], ["Content-Digest", digest(body)],
               ["Signature-Input", "%s=%s" % (label, params)], ["Signature", "%s=:%s:" % (label, b64(signature))]]
    return {"method": method, "path": path, "query": query, "headers": headers, "body": b64(body)}


def reply(to, status=200, body=b"work", coordinator="centre", key=COORDINATOR, components=REPLY, **options):
    params = parameters(components, key, nonce=None, tag="cordon-reply", **options)
    values = {"@status": str(status), "content-digest": digest(body), "cordon-coordinator": coordinator,
              "signature;req": dict(to["headers"]).get("Signature", "")}
    signature = key.sign(base(values, components, params))
    headers = [["Cordon-Coordinator", coordinator], ["Content-Digest", digest(body)],
               ["Signature-Input", "sig=" + params], ["Signature", "sig=:%s:" % b64(signature)]]
    return {"status": status, "headers": headers, "body": b64(body)}


def header(message, name, value):
    """The message with one header replaced, or removed for None."""
    headers = [[n, v if n != name else value] for n, v in message["headers"] if n != name or value is not None]
    return dict(message, headers=headers)


def vectors():
    def of_request(name, what, message, expect, now=NOW):
        return "http/" + name, {"what": what, "kind": "request", "request": message, "coordinator": "centre", "now": now, "skew": 300,
                                "keys": [BASEL.text], "expect": expect}

    def good(name, what, message, now=NOW, tag="cordon-node"):
        return of_request(name, what, message, {"key_id": BASEL.id, "nonce": NONCE, "tag": tag}, now)

    def bad(name, what, message, code="signature-invalid", now=NOW):
        return of_request("bad_" + name, what, message, {"code": code}, now)

    yield good("request", "a signed poll", request())
    yield good("request_late", "a signed poll at the edge of the skew", request(), NOW + 300)
    yield good("request_query", "a query is signed as it stands", request(method="GET", path="/v1/questions/a%20b", query="format=csv&x=%3F", body=b""))
    yield good("request_root", "an empty path is signed as a slash", request(method="GET", path="", body=b""))
    yield good("request_expires", "a signature that names its end", request(expires=NOW + 60), NOW + 30)
    yield good("request_researcher", "a researcher's tag", request(tag="cordon-researcher"), tag="cordon-researcher")
    yield good("request_auditor", "an auditor's tag", request(tag="cordon-auditor"), tag="cordon-auditor")

    message = request()
    yield bad("request_other_method", "another method than signed", dict(message, method="PUT"))
    yield bad("request_other_path", "another path than signed", dict(message, path="/node/v1/charter"))
    yield bad("request_other_query", "a query that was not signed", dict(message, query="a=1"))
    yield bad("request_other_body", "another body than signed", dict(message, body=b64(b"pole")))
    yield bad("request_other_body_and_digest", "another body with its own digest",
              header(dict(message, body=b64(b"pole")), "Content-Digest", digest(b"pole")))
    yield bad("request_coordinator_altered", "the coordinator's header changed on the way", header(message, "Cordon-Coordinator", "other"))
    yield bad("request_other_coordinator", "signed for another coordinator", request(coordinator="other"), "wrong-coordinator")
    yield bad("request_unknown_key", "a key that is not enrolled", request(key=STRANGER), "key-unknown")
    forged = request(key=STRANGER, params=parameters(REQUEST, BASEL))
    yield bad("request_forged", "a stranger's signature under the node's key id", forged)
    yield bad("request_old", "created 301 s ago", request(), "clock-skew", NOW + 301)
    yield bad("request_future", "created 301 s from now", request(), "clock-skew", NOW - 301)
    yield bad("request_expired", "past its end and the skew", request(expires=NOW + 10), "expired", NOW + 311)
    yield bad("request_expires_before_created", "an end before the beginning", request(expires=NOW - 1))
    for name in ("Cordon-Coordinator", "Content-Digest", "Signature-Input", "Signature"):
        yield bad("request_without_" + name.lower().replace("-", "_"), "no %s" % name, header(message, name, None))
    yield bad("request_two_signatures", "a second Signature field", dict(message, headers=message["headers"] + [["Signature", "b=:AAAA:"]]))
    yield bad("request_two_members", "two signatures in one field",
              header(message, "Signature", dict(message["headers"])["Signature"] + ", b=:AAAA:"))
    yield bad("request_other_label", "another label", request(label="sig1"))
    yield bad("request_sha512", "a digest of another algorithm",
              header(message, "Content-Digest", "sha-512=:%s:" % b64(hashlib.sha512(b"poll").digest())))
    for missing in REQUEST:
        left = [c for c in REQUEST if c != missing]
        yield bad("request_not_covering_" + missing.strip("@").replace("-", "_"), "%s is not covered" % missing, request(components=left))
    yield bad("request_covering_more", "a further covered part", request(components=REQUEST + ["date"]))
    yield bad("request_covering_in_other_order", "covered parts in another order", request(components=REQUEST[::-1]))
    yield bad("request_alg", "another algorithm named", request(alg="hmac-sha256"))
    yield bad("request_without_nonce", "no nonce", request(nonce=None))
    yield bad("request_short_nonce", "a nonce of 4 characters", request(nonce="abcd"))
    yield bad("request_tag_unknown", "a tag that is not known", request(tag="other"))
    yield bad("request_tag_reply", "a reply's tag on a request", request(tag="cordon-reply"))
    params = parameters(REQUEST, BASEL)
    yield bad("request_parameter_unknown", "a further parameter", request(params=params + ";x=1"))
    yield bad("request_not_canonical", "a space that nobody writes", header(request(), "Signature-Input", "sig=" + params.replace(";", "; ", 1)))
    yield bad("request_created_fraction", "a decimal time", request(params=params.replace("created=%d" % NOW, "created=%d.0" % NOW)))

    def of_reply(name, what, message, answer, expect, now=NOW):
        return "http/" + name, {"what": what, "kind": "reply", "request": message, "reply": answer, "coordinator": "centre", "now": now,
                                "skew": 300, "keys": [COORDINATOR.text], "expect": expect}

    answer = reply(message)
    unsigned = dict(message, headers=[])
    unbound = [c for c in REPLY if c != "signature;req"]
    other = request(nonce=b64u(sha256(b"other")[:16]))
    yield of_reply("reply", "a reply bound to its request", message, answer, {"key_id": COORDINATOR.id})
    yield of_reply("reply_unbound", "a reply to a request without a signature", unsigned, reply(unsigned, components=unbound),
                   {"key_id": COORDINATOR.id})
    bad_replies = [
        ("other_request", "a reply to another request", other, answer, "signature-invalid"),
        ("other_status", "another status than signed", message, dict(answer, status=404), "signature-invalid"),
        ("other_body", "another body than signed", message, dict(answer, body=b64(b"")), "signature-invalid"),
        ("forged", "signed by a stranger", message, reply(message, key=STRANGER), "key-unknown"),
        ("other_coordinator", "signed by another coordinator", message, reply(message, coordinator="other"), "wrong-coordinator"),
        ("not_bound", "bound to no request where one was signed", message, reply(message, components=unbound), "signature-invalid"),
        ("unsigned", "no signature at all", message, dict(answer, headers=[]), "signature-invalid"),
        ("request_echoed", "the request's own signature sent back", message, dict(answer, headers=message["headers"]), "signature-invalid"),
    ]
    for name, what, asked, given, code in bad_replies:
        yield of_reply("bad_reply_" + name, what, asked, given, {"code": code})
    yield of_reply("bad_reply_old", "a reply from 301 s ago", message, answer, {"code": "clock-skew"}, NOW + 301)

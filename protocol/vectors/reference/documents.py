"""Signed documents: flattened JWS (RFC 7515) with EdDSA (RFC 8037). See ../../documents.md and ../../signatures.md."""

import copy

from encoding import b64u, compact, seed, sha256
from keys import AUTHORITY, BASEL, BUDAPEST, COORDINATOR, RESEARCHER, STRANGER, Key

CHARTER = {
    "v": 1, "network": "hearts", "version": 1, "issued": "2026-05-01T00:00:00Z", "valid_until": "2027-05-01T00:00:00Z",
    "catalog": {"name": "heart-registry", "version": "1.0", "hash": sha256(b"catalog").hex()},
    "coordinator": {
        "id": "centre", "name": "Coordinating Centre", "jurisdiction": "CH", "url": "https://centre.example",
        "key": COORDINATOR.text},
    "members": [
        {"id": "basel", "name": "Universitätsspital Basel", "jurisdiction": "CH", "key": BASEL.text},
        {"id": "budapest", "name": "Hungarian Institute of Cardiology", "jurisdiction": "HU", "key": BUDAPEST.text}],
    "floors": {"threshold": 11, "minimum_hospitals": 2, "modes": ["merged"]}}

PERMIT = {
    "v": 1, "id": "permit-1", "network": "hearts", "study": "chol", "title": "Cholesterol and age", "legal_basis": "Ethics 2026-17",
    "researchers": [
        {"name": "Ada Example", "jurisdiction": "CH", "key": RESEARCHER.text, "member": "basel"},
        {"name": "Béla Példa", "jurisdiction": "HU", "key": STRANGER.text}],
    "tables": [{"table": "patient", "columns": ["*"]}, {"table": "visit", "columns": ["day", "kind"]}], "threshold": 11,
    "mode": "merged", "valid_from": "2026-05-01T00:00:00Z", "valid_until": "2027-05-01T00:00:00Z"}

QUESTION = {
    "v": 1, "network": "hearts", "coordinator": "centre", "study": "chol",
    "sql": "SELECT sex, count(*)\nFROM patient\nGROUP BY sex -- \"quoted\" \\ é", "roster": ["basel", "budapest"],
    "nonce": b64u(sha256(b"nonce")[:16]), "created": "2026-06-01T08:00:00Z", "expires": "2026-06-01T09:00:00Z"}

DISPATCH = {
    "v": 1, "question": sha256(compact(QUESTION)).hex(), "sealing_key": b64u(sha256(b"sealing") * 38),
    "roster": ["basel", "budapest"], "layout": sha256(b"layout").hex(), "deadline": "2026-06-01T08:10:00Z",
    "created": "2026-06-01T08:00:01Z"}

REVOCATIONS = {
    "v": 1, "network": "hearts", "version": 2, "issued": "2026-05-21T08:00:00Z",
    "permits": [{"id": "permit-0", "reason": "The ethics committee withdrew it", "revoked": "2026-05-20T16:30:00Z"}],
    "keys": [{"key": STRANGER.id, "reason": "A laptop was stolen", "revoked": "2026-05-21T07:55:00Z"}]}

MEMBER = {
    "v": 1, "id": "basel", "name": "Universitätsspital Basel", "jurisdiction": "CH", "key": BASEL.text,
    "created": "2026-04-01T00:00:00Z"}

COORDINATOR_CARD = {
    "v": 1, "id": "centre", "name": "Coordinating Centre", "jurisdiction": "CH", "url": "https://centre.example",
    "key": COORDINATOR.text, "tls_certificate": None, "created": "2026-04-01T00:00:00Z"}

RESEARCHER_CARD = {
    "v": 1, "name": "Ada Example", "jurisdiction": "CH", "key": RESEARCHER.text, "created": "2026-04-01T00:00:00Z"}


def typ(kind):
    return "cordon-%s+jws" % kind


def jws(kind, payload: bytes, key, header=None, signature=None) -> dict:
    header = header if header is not None else {"alg": "EdDSA", "typ": typ(kind), "kid": key.id}
    protected = b64u(header if isinstance(header, bytes) else compact(header))
    body = b64u(payload)
    signature = signature if signature is not None else key.sign((protected + "." + body).encode())
    return {"protected": protected, "payload": body, "signature": b64u(signature)}


def changed(document, path, value):
    """A deep copy with one member replaced, or removed when value is Ellipsis."""
    result = copy.deepcopy(document)
    target = result
    for step in path[:-1]:
        target = target[step]
    if value is Ellipsis:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return result


def vectors():
    def vector(name, what, kind, text, keys, expect):
        text = text if isinstance(text, bytes) else compact(text)
        return "documents/" + name, {
            "what": what, "kind": "document", "type": kind, "bytes_hex" if not is_text(text) else "jws": hex_or_text(text),
            "keys": [key.text for key in keys], "expect": expect}

    def is_text(text):
        try:
            text.decode()
            return True
        except UnicodeDecodeError:
            return False

    def hex_or_text(text):
        return text.decode() if is_text(text) else text.hex()

    good = [
        ("charter", CHARTER, AUTHORITY), ("permit", PERMIT, AUTHORITY), ("question", QUESTION, RESEARCHER),
        ("revocations", REVOCATIONS, AUTHORITY), ("revocations_none", dict(REVOCATIONS, version=1, permits=[], keys=[]), AUTHORITY),
        ("dispatch", DISPATCH, COORDINATOR), ("member", MEMBER, BASEL), ("coordinator", COORDINATOR_CARD, COORDINATOR),
        ("researcher", RESEARCHER_CARD, RESEARCHER)]
    for kind, document, key in good:
        payload = compact(document)
        expect = {"hash": sha256(payload).hex(), "signer": key.id, "payload": payload.decode()}
        name, kind = kind, kind.split("_")[0]
        yield vector(name, "a %s document as its signer writes it" % kind if name != kind else "a %s as its signer writes it" % kind, kind,
                     jws(kind, payload, key), [key], expect)
    tls = compact(dict(COORDINATOR_CARD, tls_certificate=sha256(b"der").hex()))
    yield vector("coordinator_pinned", "a coordinator card with a pinned certificate", "coordinator",
                 jws("coordinator", tls, COORDINATOR), [COORDINATOR],
                 {"hash": sha256(tls).hex(), "signer": COORDINATOR.id, "payload": tls.decode()})

    ruled = compact(dict(PERMIT, disclosure={"zeros": "protect", "site_results": ["basel"]}))
    yield vector("permit_disclosure", "a permit that protects zeros and shows a hospital alone", "permit",
                 jws("permit", ruled, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(ruled).hex(), "signer": AUTHORITY.id, "payload": ruled.decode()})

    budgeted = compact(dict(PERMIT, disclosure={"zeros": "publish", "site_results": [], "cells": 200}))
    yield vector("permit_cells", "a permit that says how many sets of patients may be shown", "permit",
                 jws("permit", budgeted, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(budgeted).hex(), "signer": AUTHORITY.id, "payload": budgeted.decode()})

    rounded = compact(dict(PERMIT, disclosure={"zeros": "publish", "site_results": [], "cells": 200, "rounding": 10}))
    yield vector("permit_rounding", "a permit that has numbers rounded", "permit", jws("permit", rounded, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(rounded).hex(), "signer": AUTHORITY.id, "payload": rounded.decode()})

    apart = compact(dict(PERMIT, disclosure={"zeros": "publish", "site_results": [], "rounding": 5, "combinations": 2}))
    yield vector("permit_combinations", "a permit that has answers compared in pairs alone", "permit", jws("permit", apart, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(apart).hex(), "signer": AUTHORITY.id, "payload": apart.decode()})

    all_together = compact(dict(PERMIT, disclosure={"zeros": "publish", "site_results": [], "combinations": "all"}))
    yield vector("permit_combinations_all", "a permit that has all answers combined", "permit", jws("permit", all_together, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(all_together).hex(), "signer": AUTHORITY.id, "payload": all_together.decode()})

    for word, what in (("clip", "a permit under which values outside the catalog's bounds read as the bound"),
                       ("refuse", "a permit under which figures with values outside the catalog's bounds are not shown")):
        bounded = compact(dict(PERMIT, disclosure={"zeros": "publish", "site_results": [], "combinations": 3, "out_of_bounds": word}))
        yield vector("permit_out_of_bounds_" + word, what, "permit", jws("permit", bounded, AUTHORITY), [AUTHORITY],
                     {"hash": sha256(bounded).hex(), "signer": AUTHORITY.id, "payload": bounded.decode()})

    former = {"key": STRANGER.text, "valid_until": "2026-06-01T00:00:00Z"}
    rotated = compact(changed(CHARTER, ["members", 0, "previous"], former))
    yield vector("charter_previous", "a charter that still takes a member's key before", "charter", jws("charter", rotated, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(rotated).hex(), "signer": AUTHORITY.id, "payload": rotated.decode()})
    for name, what, previous in (
            ("null", "a key before that is null", None), ("same", "a key before that is the member's own", dict(former, key=BASEL.text)),
            ("shared", "a key before that is another member's", dict(former, key=BUDAPEST.text)),
            ("endless", "a key before without an end", {"key": STRANGER.text}),
            ("unknown", "a member that is not known", dict(former, reason="rotation"))):
        yield vector("bad_charter_previous_" + name, what, "charter",
                     jws("charter", compact(changed(CHARTER, ["members", 0, "previous"], previous)), AUTHORITY), (AUTHORITY,),
                     {"code": "document-invalid"})

    overlapping = compact(changed(CHARTER, ["floors", "overlap_factor"], 2))
    yield vector("charter_overlap", "a charter whose people may be with two hospitals", "charter", jws("charter", overlapping, AUTHORITY),
                 [AUTHORITY], {"hash": sha256(overlapping).hex(), "signer": AUTHORITY.id, "payload": overlapping.decode()})
    for name, what, factor in (
            ("one", "an overlap factor of 1, which is left out", 1), ("zero", "an overlap factor of 0", 0), ("eleven", "an overlap factor of 11", 11),
            ("fraction", "an overlap factor of one and a half", 1.5), ("null", "an overlap factor that is null", None)):
        yield vector("bad_charter_overlap_" + name, what, "charter",
                     jws("charter", compact(changed(CHARTER, ["floors", "overlap_factor"], factor)), AUTHORITY), (AUTHORITY,),
                     {"code": "document-invalid"})

    auditors = [{"name": "Dora Beispiel", "key": STRANGER.text, "jurisdiction": "CH"}, {"name": "Émile", "key": RESEARCHER.text}]
    audited = compact(dict(CHARTER, auditors=auditors))
    yield vector("charter_auditors", "a charter that names two auditors", "charter", jws("charter", audited, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(audited).hex(), "signer": AUTHORITY.id, "payload": audited.decode()})
    for name, what, entries in (
            ("empty", "no auditor in the list of them", []), ("null", "auditors that are null", None),
            ("shared", "an auditor with a hospital's key", [dict(auditors[1], key=BASEL.text)]), ("twice", "an auditor twice", auditors[:1] * 2),
            ("jurisdiction_null", "a jurisdiction that is null", [dict(auditors[0], jurisdiction=None)]),
            ("name_empty", "an auditor without a name", [dict(auditors[0], name="")]),
            ("unknown", "an auditor with a member that is not known", [dict(auditors[0], role="chair")]),
            ("many", "101 auditors", [dict(auditors[0], key=Key("auditor %d" % number).text) for number in range(101)])):
        yield vector("bad_charter_auditors_" + name, what, "charter",
                     jws("charter", compact(dict(CHARTER, auditors=entries)), AUTHORITY), (AUTHORITY,), {"code": "document-invalid"})

    oidc = {"issuer": "https://login.example/realms/research", "subject": "f:1|ada"}
    known = compact(changed(PERMIT, ["researchers", 0, "oidc"], oidc))
    yield vector("permit_oidc", "a permit that says whose access tokens read", "permit", jws("permit", known, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(known).hex(), "signer": AUTHORITY.id, "payload": known.decode()})
    for name, what, identity in (
            ("null", "an oidc that is null", None), ("without_subject", "an issuer alone", {"issuer": oidc["issuer"]}),
            ("issuer_text", "an issuer that is no address", dict(oidc, issuer="research")),
            ("issuer_query", "an issuer with a query", dict(oidc, issuer=oidc["issuer"] + "?a=1")),
            ("issuer_fragment", "an issuer with a fragment", dict(oidc, issuer=oidc["issuer"] + "#a")),
            ("subject_empty", "an empty subject", dict(oidc, subject="")), ("subject_long", "a subject of 256 characters", dict(oidc, subject="a" * 256)),
            ("subject_foreign", "a subject with a Kelvin sign", dict(oidc, subject="\u212aim")),
            ("unknown", "an oidc with a member that is not known", dict(oidc, email="ada@example.org"))):
        yield vector("bad_permit_oidc_" + name, what, "permit",
                     jws("permit", compact(changed(PERMIT, ["researchers", 0, "oidc"], identity)), AUTHORITY), (AUTHORITY,), {"code": "document-invalid"})
    shared = changed(changed(PERMIT, ["researchers", 0, "oidc"], oidc), ["researchers", 1, "oidc"], oidc)
    yield vector("bad_permit_oidc_twice", "one oidc for two researchers", "permit", jws("permit", compact(shared), AUTHORITY), (AUTHORITY,),
                 {"code": "document-invalid"})

    limited = compact(dict(PERMIT, disclosure={"zeros": "protect", "site_results": ["basel"]}, hospitals=["basel", "budapest"],
                           minimum_roster=2, questions_per_day=20))
    yield vector("permit_limits", "a permit that names its hospitals, the smallest roster and the questions of a day", "permit",
                 jws("permit", limited, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(limited).hex(), "signer": AUTHORITY.id, "payload": limited.decode()})

    rows = compact(dict(PERMIT, row_filters=[
        {"table": "patient", "condition": "age >= 18\n  AND consent"},
        {"table": "visit", "condition": "patient_id IN (SELECT patient_id FROM patient WHERE region <> 'é')"}], dates="month"))
    yield vector("permit_rows", "a permit with row filters and dates by the month", "permit", jws("permit", rows, AUTHORITY), [AUTHORITY],
                 {"hash": sha256(rows).hex(), "signer": AUTHORITY.id, "payload": rows.decode()})

    payload = compact(PERMIT)
    signed = jws("permit", payload, AUTHORITY)

    def bad(name, what, text, code="document-invalid", kind="permit", keys=(AUTHORITY,)):
        return vector("bad_" + name, what, kind, text, keys, {"code": code})

    def content(name, what, payload, code="document-invalid"):
        payload = payload if isinstance(payload, bytes) else compact(payload)
        return bad(name, what, jws("permit", payload, AUTHORITY), code)

    for name, what, rules in (
            ("zeros", "zeros that are neither published nor protected", {"zeros": "hide", "site_results": []}),
            ("without_sites", "disclosure without site_results", {"zeros": "publish"}),
            ("unknown", "disclosure with a member that is not known", {"zeros": "publish", "site_results": [], "noise": 1}),
            ("sites_unsorted", "hospitals out of order", {"zeros": "publish", "site_results": ["budapest", "basel"]}),
            ("cells_zero", "no set of patients", {"zeros": "publish", "site_results": [], "cells": 0}),
            ("rounding_base", "rounding to multiples of 7", {"zeros": "publish", "site_results": [], "rounding": 7}),
            ("rounding_null", "rounding that is null", {"zeros": "publish", "site_results": [], "rounding": None}),
            ("combinations_one", "combinations of one answer", {"zeros": "publish", "site_results": [], "combinations": 1}),
            ("combinations_four", "combinations of four answers", {"zeros": "publish", "site_results": [], "combinations": 4}),
            ("combinations_two_text", "combinations of two answers as text", {"zeros": "publish", "site_results": [], "combinations": "2"}),
            ("combinations_four_text", "combinations of four answers as a word", {"zeros": "publish", "site_results": [], "combinations": "four"}),
            ("combinations_null", "combinations that are null", {"zeros": "publish", "site_results": [], "combinations": None}),
            ("out_of_bounds_word", "values out of bounds that are neither clipped nor refused", {"zeros": "publish", "site_results": [], "out_of_bounds": "keep"}),
            ("out_of_bounds_null", "values out of bounds that are null", {"zeros": "publish", "site_results": [], "out_of_bounds": None}),
            ("cells_null", "sets of patients that are null", {"zeros": "publish", "site_results": [], "cells": None}),
            ("null", "disclosure that is null", None)):
        yield content("disclosure_" + name, what, dict(PERMIT, disclosure=rules))
    yield content("disclosure_rounding_site_floor", "rounding in the mode site-floor",
                  dict(PERMIT, mode="site-floor", disclosure={"zeros": "publish", "site_results": [], "rounding": 5}))

    for name, what, limits in (
            ("hospitals_empty", "no hospital", {"hospitals": []}),
            ("hospitals_unsorted", "hospitals out of order", {"hospitals": ["budapest", "basel"]}),
            ("hospitals_null", "hospitals that are null", {"hospitals": None}),
            ("roster_zero", "a smallest roster of none", {"minimum_roster": 0}),
            ("roster_null", "a smallest roster that is null", {"minimum_roster": None}),
            ("roster_above_hospitals", "more hospitals demanded than are named", {"hospitals": ["basel"], "minimum_roster": 2}),
            ("questions_zero", "no question a day", {"questions_per_day": 0}),
            ("questions_fraction", "one and a half questions a day", {"questions_per_day": 1.5})):
        yield content("limits_" + name, what, dict(PERMIT, **limits))

    filters = [{"table": "patient", "condition": "age >= 18"}]
    for name, what, rules in (
            ("filters_empty", "no row filter in the list of them", {"row_filters": []}),
            ("filters_many", "51 row filters", {"row_filters": filters * 51}),
            ("filters_null", "row filters that are null", {"row_filters": None}),
            ("filter_empty", "a row filter without a condition", {"row_filters": [{"table": "patient", "condition": ""}]}),
            ("filter_long", "a condition of 2,001 bytes", {"row_filters": [{"table": "patient", "condition": "x" * 2001}]}),
            ("filter_control", "a condition with NUL", {"row_filters": [{"table": "patient", "condition": "age >= 18\u0000"}]}),
            ("filter_bidi", "a condition that changes the direction of writing",
             {"row_filters": [{"table": "patient", "condition": "sex = '\u202e'"}]}),
            ("filter_table", "a row filter of a table of two lines", {"row_filters": [{"table": "a\nb", "condition": "TRUE"}]}),
            ("filter_unknown", "a row filter with a member that is not known",
             {"row_filters": [{"table": "patient", "condition": "TRUE", "columns": ["age"]}]}),
            ("dates_week", "dates by the week", {"dates": "week"}),
            ("dates_null", "dates that are null", {"dates": None})):
        yield content(name, what, dict(PERMIT, **rules))

    flipped = bytearray(AUTHORITY.sign(b"x"))
    yield bad("wrong_signature", "the signature is over other bytes", dict(signed, signature=b64u(bytes(flipped))), "signature-invalid")
    yield bad("altered_payload", "the threshold is lowered after signing",
              dict(signed, payload=b64u(payload.replace(b'"threshold":11', b'"threshold":10'))), "signature-invalid")
    yield bad("wrong_typ", "a charter's typ over a permit",
              jws("permit", payload, AUTHORITY, {"alg": "EdDSA", "typ": typ("charter"), "kid": AUTHORITY.id}))
    for name, alg in (("alg_none", "none"), ("alg_hs256", "HS256"), ("alg_case", "EDDSA")):
        yield bad(name, "the algorithm %s" % alg, jws("permit", payload, AUTHORITY, {"alg": alg, "typ": typ("permit"), "kid": AUTHORITY.id}))
    yield bad("kid_unknown", "signed by a key that nobody expects", jws("permit", payload, STRANGER), "key-unknown")
    yield bad("kid_of_another", "the authority's kid over a stranger's signature",
              jws("permit", payload, STRANGER, {"alg": "EdDSA", "typ": typ("permit"), "kid": AUTHORITY.id}), "signature-invalid")
    yield bad("header_crit", "a header member that is not known",
              jws("permit", payload, AUTHORITY, {"alg": "EdDSA", "typ": typ("permit"), "kid": AUTHORITY.id, "crit": []}))
    yield bad("header_without_kid", "no kid", jws("permit", payload, AUTHORITY, {"alg": "EdDSA", "typ": typ("permit")}))
    yield bad("header_twice", "alg twice in the header",
              jws("permit", payload, AUTHORITY,
                  b'{"alg":"none","alg":"EdDSA","typ":"cordon-permit+jws","kid":"' + AUTHORITY.id.encode() + b'"}'))
    yield bad("outer_unknown_member", "an unprotected header beside the three members", dict(signed, header={}))
    yield bad("outer_twice", "payload twice", compact(signed).replace(b'{"protected"', b'{"payload":"e30","protected"'))
    yield bad("outer_trailing", "a byte after the document", compact(signed) + b"x")
    yield bad("outer_bom", "a byte order mark before the document", b"\xef\xbb\xbf" + compact(signed))
    yield bad("outer_not_utf8", "bytes that are not UTF-8", compact(signed)[:-1] + b',"\xff":1}')
    yield bad("base64_padding", "base64url with padding", dict(signed, signature=signed["signature"] + "=="))
    last = signed["signature"][-1]
    other = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    yield bad("base64_spare_bits", "spare bits of base64url that are not zero",
              dict(signed, signature=signed["signature"][:-1] + other[other.index(last) | 1]))
    yield bad("base64_standard", "the standard alphabet", dict(signed, payload=signed["payload"][:-1] + "+"))
    yield bad("signature_short", "a signature of 63 bytes", jws("permit", payload, AUTHORITY, signature=bytes(63)))
    yield content("twice", "the threshold twice", payload.replace(b'"threshold":11', b'"threshold":2,"threshold":11'))
    yield content("twice_escaped", "the threshold twice, once spelled with an escape",
                  payload.replace(b'"threshold":11', b'"thr\\u0065shold":2,"threshold":11'))
    yield content("unknown_member", "a member that is not known", dict(PERMIT, discount=True))
    yield content("unknown_inner_member", "an inner member that is not known", changed(PERMIT, ["tables", 0, "rows"], []))
    yield content("member_missing", "no threshold", changed(PERMIT, ["threshold"], Ellipsis))
    for name, spelling in (("fraction", b"11.0"), ("exponent", b"1.1e1"), ("string", b'"11"'), ("zero", b"0"), ("negative", b"-11"),
                           ("leading_zero", b"011"), ("plus", b"+11"), ("huge", b"99999999999999999999")):
        yield content("threshold_" + name, "the threshold written %s" % spelling.decode(),
                      payload.replace(b'"threshold":11', b'"threshold":' + spelling))
    yield content("version_two", "a later format version", dict(PERMIT, v=2), "version-unsupported")
    yield content("time_offset", "a time with an offset", dict(PERMIT, valid_from="2026-05-01T00:00:00+00:00"))
    yield content("time_fraction", "a time with a fraction", dict(PERMIT, valid_from="2026-05-01T00:00:00.0Z"))
    yield content("time_no_day", "the 31st of April", dict(PERMIT, valid_from="2026-04-31T00:00:00Z"))
    yield content("time_leap_second", "a leap second", dict(PERMIT, valid_from="2026-05-01T23:59:60Z"))
    yield content("window_reversed", "an end before the beginning", dict(PERMIT, valid_until="2026-04-01T00:00:00Z"))
    yield content("id_upper_case", "an id in upper case", dict(PERMIT, study="Chol"))
    yield content("id_long", "an id of 64 characters", dict(PERMIT, study="a" * 64))
    yield content("id_kelvin", "a Kelvin sign in an id", dict(PERMIT, study="cho\u212a"))
    yield content("mode_unknown", "a mode that is not known", dict(PERMIT, mode="open"))
    yield content("title_control", "an escape character in a title", dict(PERMIT, title="a\x1b[2Jb"))
    yield content("title_bidi", "a title whose direction is overridden", dict(PERMIT, title="a\u202eb"))
    yield content("researcher_key_twice", "one key for two researchers", changed(PERMIT, ["researchers", 1, "key"], RESEARCHER.text))
    yield content("key_short", "a key of 31 bytes", changed(PERMIT, ["researchers", 0, "key"], b64u(bytes(31))))
    yield content("star_beside_column", "all columns and one more", changed(PERMIT, ["tables", 1, "columns"], ["*", "day"]))
    yield content("lone_surrogate", "a lone surrogate", payload.replace(b"Cholesterol", b"\\ud800"))
    yield content("surrogates_reversed", "surrogates in the wrong order", payload.replace(b"Cholesterol", b"\\udc00\\ud800"))
    yield content("raw_control", "an unescaped line feed in a string", payload.replace(b"Cholesterol", b"a\nb"))
    yield content("too_deep", "33 levels", payload.replace(b'"threshold":11', b'"threshold":' + b"[" * 33 + b"]" * 33))
    yield content("not_an_object", "an array", [])
    yield content("not_utf8", "a payload that is not UTF-8", payload.replace("é".encode(), b"\xe9"))

    other, twice = dict(REVOCATIONS["permits"][0], id="a-permit"), dict(REVOCATIONS["keys"][0], key=AUTHORITY.id)
    for name, what, change in (
            ("version_zero", "version 0", {"version": 0}),
            ("permits_twice", "a permit twice", {"permits": REVOCATIONS["permits"] * 2}),
            ("permits_unsorted", "permits out of order", {"permits": REVOCATIONS["permits"] + [other]}),
            ("keys_unsorted", "keys out of order", {"keys": sorted([REVOCATIONS["keys"][0], twice], key=lambda entry: entry["key"])[::-1]}),
            ("key_short", "a fingerprint of 31 bytes", {"keys": [dict(REVOCATIONS["keys"][0], key=b64u(bytes(31)))]}),
            ("reason_missing", "a permit without a reason", {"permits": [changed(other, ["reason"], Ellipsis)]}),
            ("reason_empty", "a reason that says nothing", {"permits": [dict(other, reason="")]}),
            ("unknown", "a member that is not known", {"members": []})):
        yield bad("revocations_" + name, what, jws("revocations", compact(dict(REVOCATIONS, **change)), AUTHORITY), kind="revocations")
    yield bad("revocations_by_coordinator", "a list that the coordinator signed", jws("revocations", compact(REVOCATIONS), COORDINATOR),
              "key-unknown", "revocations")

    def question(name, what, document, code="document-invalid"):
        return bad(name, what, jws("question", compact(document), RESEARCHER), code, "question", (RESEARCHER,))

    yield question("roster_unsorted", "a roster out of order", dict(QUESTION, roster=["budapest", "basel"]))
    yield question("roster_twice", "a node twice", dict(QUESTION, roster=["basel", "basel"]))
    yield question("roster_empty", "no node", dict(QUESTION, roster=[]))
    yield question("nonce_short", "a nonce of 15 bytes", dict(QUESTION, nonce=b64u(bytes(15))))
    yield question("sql_long", "SQL of 65537 bytes", dict(QUESTION, sql="S" * 65537), "too-long")
    yield question("sql_nul", "SQL with a zero byte", dict(QUESTION, sql="SELECT\0"))
    yield bad("member_signed_by_another", "a member card that another key signed", jws("member", compact(MEMBER), STRANGER),
              "key-unknown", "member", (BASEL,))
    yield bad("charter_shared_key", "two members with one key",
              jws("charter", compact(changed(CHARTER, ["members", 1, "key"], BASEL.text)), AUTHORITY), kind="charter")
    yield bad("charter_members_unsorted", "members out of order",
              jws("charter", compact(dict(CHARTER, members=CHARTER["members"][::-1])), AUTHORITY), kind="charter")

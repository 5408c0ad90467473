"""Partial tables from rows, and their bytes. See ../../partial.md. Whole numbers throughout: Python's do not overflow."""

import math
import struct
from fractions import Fraction

from encoding import sha256

COLUMNS = ["missing", "partly_missing", "zeros", "partly_zero", "verdicts", "overflowed", "repeats", "sums", "squares", "denominators"]
KINDS = {"integer": 2, "bigint": 2, "double": 4, "numeric": 6}


def state_kind(function, argument):
    if function in ("count-rows", "count", "count-patients"):
        return 1
    if function in ("min", "max"):
        return 0
    return KINDS[argument] + (0 if function in ("sum", "avg") else 1)


def fingerprint(layout, version=1) -> bytes:
    lines = ["cordon-partial-layout %d" % version] + ["key " + key for key in layout["keys"]]
    for aggregate in layout["aggregates"]:
        function, argument = aggregate["function"], aggregate["argument"]
        lines.append("aggregate %s %s %d" % (function, argument or "-", state_kind(function, argument)))
    return sha256("".join(line + "\n" for line in lines).encode())


# Varints and protobuf fields.

def varint(number: int) -> bytes:
    output = b""
    while number >= 0x80:
        output += bytes([number & 0x7F | 0x80])
        number >>= 7
    return output + bytes([number])


def zigzag(number: int, bits=64) -> bytes:
    """Of a number modulo 2^bits, read as signed."""
    number = (number + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)
    return varint(2 * number if number >= 0 else -2 * number - 1)


def field(number: int, value, always=False) -> bytes:
    if not value and not always:
        return b""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def serialize(message) -> bytes:
    output = field(1, message["version"]) + field(2, message["layout"]) + field(3, message.get("boundary", 0))
    output += field(4, message.get("grouping_set", 0)) + field(5, message["groups"])
    for key in message["keys"]:
        output += field(6, field(1, key["nulls"]) + field(2, key["values"]) + field(3, key["entries"]), always=True)
    output += field(7, message["patients"])
    for column in message["columns"]:
        inner = b""
        for number, name in enumerate(COLUMNS, 1):
            inner += field(number, column[name])
        for number, name in enumerate(("exact_sums", "exact_squares"), len(COLUMNS) + 1):
            exact = column[name]
            inner += field(number, b"".join(field(i, exact[n]) for i, n in enumerate(["specials", "lengths", "positions", "limbs"], 1)))
        output += field(8, inner, always=True)
    return output


# States from rows. A row is (patient, value); a state is a dict.

def exact(value: Fraction):
    """Odd significand and exponent; (0, 0) for zero."""
    if value == 0:
        return 0, 0
    exponent = 0
    while value.denominator > 1:
        value, exponent = value * 2, exponent - 1
    significand = value.numerator
    while significand % 2 == 0:
        significand, exponent = significand // 2, exponent + 1
    return significand, exponent


def double_sum(values, square):
    specials = 0
    total = Fraction(0)
    for value in values:
        if math.isnan(value):
            specials |= 1
        elif math.isinf(value):
            specials |= 2 if value > 0 or square else 4
        else:
            total += Fraction(value) ** (2 if square else 1)
    return (specials, 0, 0) if specials else (0,) + exact(total)


def state(kind, rows):
    values = [value for _, value in rows]
    result = {"kind": kind, "rows": len(rows)}
    if kind in (2, 3):
        result.update(sum=sum(values), squares=sum(value * value for value in values))
    if kind in (4, 5):
        result.update(sum=double_sum(values, False), squares=double_sum(values, True))
    if kind in (6, 7):
        denominator = math.lcm(*(value.denominator for value in values)) if values else 1
        result.update(denominator=denominator, sum=int(sum(values) * denominator),
                      squares=int(sum(value * value for value in values) * denominator ** 2))
    return result


def describe(state) -> str:
    def number(exact_sum):
        specials, significand, exponent = exact_sum
        if specials:
            return ",".join(name for bit, name in ((1, "nan"), (2, "+inf"), (4, "-inf")) if specials & bit)
        return "%d*2^%d" % (significand, exponent)
    kind = state["kind"]
    if kind == 0:
        return "none"
    if kind == "overflowed":
        return "overflowed"
    text = "rows %d" % state["rows"]
    if kind in (2, 3):
        text += " sum %d" % state["sum"] + (" squares %d" % state["squares"] if kind == 3 else "")
    if kind in (4, 5):
        text += " sum " + number(state["sum"]) + (" squares " + number(state["squares"]) if kind == 5 else "")
    if kind in (6, 7):
        text += " denominator %d sum %d" % (state["denominator"], state["sum"])
        text += " squares %d" % state["squares"] if kind == 7 else ""
    return text


# Columns.

def unless_zero(numbers) -> bytes:
    return b"".join(varint(number) for number in numbers) if any(numbers) else b""


def bitmap(bits) -> bytes:
    if not any(bits):
        return b""
    output = bytearray((len(bits) + 7) // 8)
    for index, bit in enumerate(bits):
        output[index // 8] |= bit << index % 8
    return bytes(output)


def predicted(values_and_rows) -> bytes:
    fits = lambda number: -(1 << 127) <= number < 1 << 127
    output, total, seen = b"", 0, 0
    for value, rows in values_and_rows:
        guess = 0
        if seen > 0 and fits(total << 16):
            quotient = abs(total << 16) // seen * (1 if total >= 0 else -1)
            if fits(quotient * rows):
                guess = quotient * rows >> 16
        output += zigzag(value - guess, 192)
        if fits(value) and fits(total + value):
            total, seen = total + value, seen + rows
        else:
            total, seen = 0, 0
    return output


def sized(number: int) -> bytes:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return varint(len(data)) + data


def exact_sums(sums):
    lengths, positions, limbs, previous = [], b"", b"", 0
    for _, significand, exponent in sums:
        if significand == 0:
            lengths.append(0)
            continue
        position = exponent // 32
        aligned = significand << exponent - 32 * position
        length = 1
        while not -(1 << 32 * length - 1) <= aligned < 1 << 32 * length - 1:
            length += 1
        lengths.append(length)
        positions += zigzag(position - previous)
        previous = position
        limbs += (aligned % (1 << 32 * length)).to_bytes(4 * length, "little")
    specials = [special for special, _, _ in sums]
    return {"specials": bytes(specials) if any(specials) else b"", "lengths": unless_zero(lengths), "positions": positions, "limbs": limbs}


def key_column(values, kind):
    present = [value for value in values if value is not None]
    column = {"nulls": bitmap([value is None for value in values]), "values": b"", "entries": b""}
    if kind == "double":
        column["values"] = b"".join(struct.pack("<d", value) for value in present)
        return column
    if kind in ("text", "numeric"):
        distinct = sorted(set(present), key=lambda value: value.encode() if kind == "text" else value)
        previous = b""
        for value in distinct:
            text = value.encode() if kind == "text" else str(value).encode()
            shared = 0
            while shared < min(len(text), len(previous)) and text[shared] == previous[shared]:
                shared += 1
            column["entries"] += varint(shared) + varint(len(text) - shared) + text[shared:]
            previous = text
        present = [distinct.index(value) for value in present]
    previous = 0
    for value in present:
        column["values"] += zigzag(int(value) - previous)
        previous = int(value)
    return column


def aggregate_column(cells, patients):
    """`cells`: per group its state and sets of patients: contributing, passed (with a row that does not), non-zero, zero."""
    kind = next((cell["state"]["kind"] for cell in cells if cell["state"]["kind"] != "overflowed"), 0)
    empty = {"specials": b"", "lengths": b"", "positions": b"", "limbs": b""}
    column = dict.fromkeys(COLUMNS, b"")
    column.update(exact_sums=empty, exact_squares=dict(empty))
    if kind == 0:
        return column
    column["missing"] = unless_zero([count - len(cell["contributing"]) for cell, count in zip(cells, patients)])
    column["partly_missing"] = unless_zero([len(cell["contributing"] & cell["passed"]) for cell in cells])
    column["zeros"] = unless_zero([len(cell["contributing"] - cell["non_zero"]) for cell in cells])
    column["partly_zero"] = unless_zero([len(cell["non_zero"] & cell["zero"]) for cell in cells])
    column["overflowed"] = bitmap([cell["state"]["kind"] == "overflowed" for cell in cells])
    kept = [cell for cell in cells if cell["state"]["kind"] != "overflowed"]
    column["repeats"] = unless_zero([cell["state"]["rows"] - len(cell["contributing"]) for cell in kept])
    states = [cell["state"] for cell in kept]
    if kind in (2, 3):
        column["sums"] = predicted([(state["sum"], state["rows"]) for state in states])
    if kind == 3:
        column["squares"] = predicted([(state["squares"], state["rows"]) for state in states])
    if kind in (4, 5):
        column["exact_sums"] = exact_sums([state["sum"] for state in states])
    if kind == 5:
        column["exact_squares"] = exact_sums([state["squares"] for state in states])
    if kind in (6, 7):
        column["denominators"] = b"".join(sized(state["denominator"]) for state in states)
        column["sums"] = b"".join(sized(2 * s["sum"] if s["sum"] >= 0 else -2 * s["sum"] - 1) for s in states)
    if kind == 7:
        column["squares"] = b"".join(sized(state["squares"]) for state in states)
    return column


def order(key, kinds):
    """Sorting key: NULL last, text by bytes, NaN above all."""
    parts = []
    for value, kind in zip(key, kinds):
        if value is None:
            parts.append((1, 0))
        elif kind == "text":
            parts.append((0, value.encode()))
        elif kind == "double":
            parts.append((0, (math.isnan(value), 0 if math.isnan(value) else value)))
        else:
            parts.append((0, value))
    return parts


def build(layout, rows):
    """The message and the readable table of rows (key, patient, [argument per aggregate])."""
    groups = {}
    for key, patient, arguments in rows:
        groups.setdefault(tuple(key), []).append((patient, arguments))
    keys = sorted(groups, key=lambda key: order(key, layout["keys"]))
    patients = [len({patient for patient, _ in groups[key]}) for key in keys]
    columns, readable = [], [[] for _ in keys]
    for index, aggregate in enumerate(layout["aggregates"]):
        cells = []
        kind = state_kind(aggregate["function"], aggregate["argument"])
        for place, key in enumerate(keys):
            taken = [(patient, arguments[index]) for patient, arguments in groups[key] if arguments[index] is not None]
            if kind == 0:
                taken = []
            contributing = {patient for patient, _ in taken}
            passed = {patient for patient, arguments in groups[key] if arguments[index] is None and kind != 0}
            non_zero = {patient for patient, value in taken if kind == 1 or value != 0}
            zero = {patient for patient, value in taken if kind != 1 and value == 0}
            found = state(kind, taken)
            if aggregate["function"] == "count-patients":
                found["rows"] = len(contributing)
            if "overflow" in [value for _, value in taken]:
                found = {"kind": "overflowed"}
            cells.append({"state": found, "contributing": contributing, "passed": passed, "non_zero": non_zero, "zero": zero})
            readable[place].append("contributors %d partly-missing %d non-zero %d partly-zero %d %s" % (
                len(contributing), len(contributing & passed), len(non_zero), len(non_zero & zero), describe(found)))
        columns.append(aggregate_column(cells, patients))
    message = {"version": 1, "layout": fingerprint(layout), "groups": len(keys), "patients": b"".join(map(varint, patients)),
               "keys": [key_column([key[i] for key in keys], kind) for i, kind in enumerate(layout["keys"])], "columns": columns}
    table = [{"key": [show(value, kind) for value, kind in zip(key, layout["keys"])], "patients": count, "columns": texts}
             for key, count, texts in zip(keys, patients, readable)]
    return message, table


def show(value, kind):
    if value is None:
        return None
    if kind == "double":
        return struct.pack(">d", value).hex()
    if kind == "boolean":
        return "true" if value else "false"
    return str(value)

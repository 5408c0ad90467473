"""Partial tables from rows, and their bytes. See ../../partial.md. Whole numbers throughout: Python's do not overflow."""

import math
import struct
from collections import Counter
from fractions import Fraction

from encoding import sha256

# The fields of a column by number; those of EXACT are messages, `values` and `few` are key columns.
FIELDS = ["missing", "partly_missing", "zeros", "partly_zero", "verdicts", "overflowed", "repeats", "sums", "squares", "denominators",
          "exact_sums", "exact_squares", "x_denominators", "x_sums", "x_squares", "products", "exact_x_sums", "exact_x_squares",
          "exact_products", "cubes", "fourths", "exact_cubes", "exact_fourths", "true_rows", "lengths", "values", "value_patients",
          "value_repeats", "same_as", "contributions", "few_lengths", "few", "few_patients"]
EXACT = [name for name in FIELDS if name.startswith("exact_")]
KINDS = {"integer": 2, "bigint": 2, "double": 4, "numeric": 6}
SUMS = ("sum", "avg")
SPREADS = ("var_pop", "var_samp", "stddev_pop", "stddev_samp")
SHAPES = ("skewness", "kurtosis", "kurtosis_pop")
PAIRS = ("covar_pop", "covar_samp", "corr", "regr_slope", "regr_intercept", "regr_r2", "regr_count", "regr_avgx", "regr_avgy",
         "regr_sxx", "regr_syy", "regr_sxy")
NUMERIC_PAIRS, DOUBLE_PAIRS, NUMERIC_POWERS, DOUBLE_POWERS, TRUTHS, KEYS, VALUES, CATEGORIES, BINS = range(8, 17)
OTHERS = {"count-rows": 1, "count": 1, "count-patients": 1, "min": 0, "max": 0, "bool_and": TRUTHS, "bool_or": TRUTHS,
          "count-keys": KEYS, "count-values": VALUES, "mode": CATEGORIES, "percentile_cont": BINS, "percentile_disc": BINS}


def state_kind(aggregate):
    function, argument = aggregate["function"], aggregate["argument"]
    if function in OTHERS:
        return OTHERS[function]
    if function in PAIRS:
        return DOUBLE_PAIRS if argument == "double" else NUMERIC_PAIRS
    if function in SHAPES:
        return DOUBLE_POWERS if argument == "double" else NUMERIC_POWERS
    return KINDS[argument] + (0 if function in SUMS else 1)


def tells_zeros(aggregate):
    return aggregate["function"] in SUMS + SPREADS + SHAPES + ("bool_and", "bool_or")


def tells_contributions(aggregate):
    return state_kind(aggregate) in (1, 2, 3, 4, 5, 6, 7) and aggregate["function"] != "count-patients"


def units(aggregate, value) -> int:
    """What one row contributes."""
    if state_kind(aggregate) == 1:
        return 1
    low = Fraction(aggregate.get("low") or 0)
    if aggregate.get("within"):
        ends = [Fraction(text) for text in aggregate["within"]]
        least, most = map(float, ends) if isinstance(value, float) else ends
        if not least <= value <= most:
            return 2**95
    if isinstance(value, float):
        distance = abs(value - float(low)) * 2.0**32
        return min(2**95, math.ceil(distance)) if math.isfinite(distance) else 2**95
    return min(2**95, math.ceil(abs(value - low) * 2**32))


def contribution_code(contribution: int) -> int:
    if contribution == 0:
        return 0
    k = 0
    while contribution**4 > 2**k:
        k += 1
    return k + 1


def top_contributions(aggregate, taken):
    """The codes of the two largest."""
    if not tells_contributions(aggregate):
        return [0, 0]
    totals = {}
    for patient, value in taken:
        totals[patient] = min(2**126, totals.get(patient, 0) + units(aggregate, value))
    return (sorted(map(contribution_code, totals.values()), reverse=True) + [0, 0])[:2]


def few_values(aggregate, taken):
    """Each value and how many patients have it, ascending; None where they are more than ten, or one is not finite."""
    if not aggregate.get("values"):
        return []
    if any(isinstance(value, float) and not math.isfinite(value) for _, value in taken):
        return None
    # Adding 0 makes -0.0 the other zero.
    found = tally(taken, lambda value: value + 0, aggregate["argument"])
    return [(value, patients) for value, _, patients in found] if len(found) <= 10 else None


def grid(aggregate):
    """Origin and width; None for the logarithmic bins of doubles and numerics."""
    if aggregate.get("grid"):
        return [Fraction(text) for text in aggregate["grid"]]
    if aggregate["argument"] == "timestamp":
        return [Fraction(0), Fraction(86_400_000_000)]
    return [Fraction(0), Fraction(1)] if aggregate["argument"] in ("integer", "bigint", "date") else None


def fingerprint(layout, version=1) -> bytes:
    lines = ["cordon-partial-layout %d" % version] + (["mode " + layout["mode"]] if layout.get("mode") else [])
    lines += ["key " + key for key in layout["keys"]]
    for aggregate in layout["aggregates"]:
        types = [aggregate["argument"] or "-"] + ([aggregate["second"]] if aggregate.get("second") else [])
        line = "aggregate %s %s %d" % (aggregate["function"], " ".join(types), state_kind(aggregate))
        if "fraction" in aggregate:
            line += " fraction 0x" + struct.pack(">d", aggregate["fraction"]).hex()
            if grid(aggregate):
                line += " grid %d/%d %d/%d" % sum((fraction.as_integer_ratio() for fraction in grid(aggregate)), ())
        if aggregate.get("low"):
            line += " low " + aggregate["low"]
        if aggregate.get("within"):
            line += " within %s %s" % tuple(aggregate["within"])
        if aggregate.get("values"):
            line += " values"
        lines.append(line)
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
        for number, name in enumerate(FIELDS, 1):
            value = column[name]
            if name in EXACT:
                value = b"".join(field(i, value[n]) for i, n in enumerate(["specials", "lengths", "positions", "limbs"], 1))
            elif name in ("values", "few"):
                value = b"".join(field(i, value[n]) for i, n in enumerate(["nulls", "values", "entries"], 1))
            inner += field(number, value)
        output += field(8, inner, always=True)
    if "comparisons" in message:
        compared = message["comparisons"]
        inner = b"".join(field(i, compared.get(n, b"")) for i, n in enumerate(["questions", "numbers", "names", "few_lengths"], 1))
        for column in compared.get("few", []):
            inner += field(5, b"".join(field(i, column[n]) for i, n in enumerate(["nulls", "values", "entries"], 1)), always=True)
        inner += field(6, compared.get("few_patients", b""))
        output += field(9, inner, always=True)
    output += field(10, message.get("remainder", 0))
    if "combinations" in message:
        combined = message["combinations"]
        inner = b"".join(field(i, combined[n]) for i, n in enumerate(["questions", "sets", "names", "numbers"], 1))
        output += field(11, inner, always=True)
    if "atoms" in message:
        inner = b"".join(field(i, message["atoms"][n]) for i, n in enumerate(["questions", "sets", "names", "patients", "members"], 1))
        output += field(12, inner, always=True)
    return output


# Comparisons with earlier answers: (group, set, question, part, name, earlier set, entered, left). `few`, by (group, set, name, earlier set): the values of those who entered and of those who left,
# each with patients; `types` those of the columns' arguments.

def group_name(question: str, part: int, key) -> bytes:
    """The name of a group of whole numbers and texts."""
    text = "cordon-group 1\n%s\n%d\n" % (question, part)
    for value in key:
        letter, shown = ("n", "") if value is None else ("i", str(value)) if isinstance(value, int) else ("t", value)
        text += "%s%d:%s" % (letter, len(shown.encode()), shown)
    return sha256(text.encode())[:16]


def comparisons(listed, few={}, types=[]):
    listed = sorted(listed)
    told = [(row, few.get((row[0], row[1], row[4], row[5]))) for row in listed]
    columns = sorted({(row[1] - 1) // 6 for row, values in told if values})
    patients = [count - 1 for _, values in told if values for side in values for _, count in side]
    questions = sorted({question for _, _, question, *_ in listed})
    numbers = b"".join(b"".join(map(varint, (group, number, questions.index(question), part, earlier, entered, left)))
                       for group, number, question, part, name, earlier, entered, left in listed)
    return {"questions": b"".join(map(bytes.fromhex, questions)), "numbers": numbers, "names": b"".join(row[4] for row in listed),
            "few_lengths": b"".join(varint(1 + len(values[0])) + varint(len(values[1])) if values else b"\0" for _, values in told) if columns else b"",
            "few": [key_column([value for row, values in told if values and (row[1] - 1) // 6 == column for side in values for value, _ in side], types[column])
                    for column in columns],
            "few_patients": b"".join(map(varint, patients)) if any(patients) else b""}


def describe_comparison(row, few={}, types=[]):
    text = "group %d set %d of %s %d %s set %d: %d in, %d out" % (*row[:4], row[4].hex(), *row[5:])
    values = few.get((row[0], row[1], row[4], row[5]))
    if values:
        text += " few %s and %s" % tuple(describe_few(side, types[(row[1] - 1) // 6]) for side in values)
    return text


# Combinations with two others: (group, set, "whole" or "part", class, class, surplus, lack), where a class is a list of (question, part, name, set).

def combinations(listed):
    key = lambda other: (other[0], other[1], other[2], other[3])
    classes = sorted({tuple(sorted(one, key=key)) for row in listed for one in row[3:5]})
    questions = sorted({other[0] for one in classes for other in one})
    place = lambda one: classes.index(tuple(sorted(one, key=key)))
    rows = []
    for group, number, role, first, second, surplus, lack in listed:
        places = (place(first), place(second))
        rows.append((group, number, ["whole", "part"].index(role)) + (tuple(sorted(places)) if role == "whole" else places) + (surplus, lack))
    others = [(index,) + other for index, one in enumerate(classes) for other in one]
    return {
        "questions": b"".join(map(bytes.fromhex, questions)),
        "sets": b"".join(b"".join(map(varint, (index, questions.index(question), part, number))) for index, question, part, name, number in others),
        "names": b"".join(name for _, _, _, name, _ in others),
        "numbers": b"".join(b"".join(map(varint, row)) for row in sorted(rows))}, sorted(rows), classes


# Atoms: of each set (question, part, name, set) the patients in it.

def atoms(members):
    # Sets with the same patients are one class.
    classes = sorted({tuple(sorted(one for one in members if members[one] == who)) for who in map(frozenset, members.values()) if who})
    counts = Counter(tuple(number for number, sets in enumerate(classes) if patient in members[sets[0]]) for patient in set().union(*members.values()))
    questions = sorted({one[0] for sets in classes for one in sets})
    lists = sorted(counts)
    gaps = lambda places: [after - before - 1 for before, after in zip((-1,) + places, places)]
    return {
        "questions": b"".join(map(bytes.fromhex, questions)),
        "sets": b"".join(b"".join(map(varint, (number, questions.index(one[0]), one[1], one[3]))) for number, sets in enumerate(classes) for one in sets),
        "names": b"".join(one[2] for sets in classes for one in sets),
        "patients": b"".join(varint(counts[places]) for places in lists),
        "members": b"".join(varint(len(places)) + b"".join(map(varint, gaps(places))) for places in lists)}, [
        (counts[places], [classes[number] for number in places]) for places in lists]


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


def double_sum(values, power):
    specials = 0
    total = Fraction(0)
    for value in values:
        if math.isnan(value):
            specials |= 1
        elif math.isinf(value):
            specials |= 2 if value > 0 or power % 2 == 0 else 4
        else:
            total += Fraction(value) ** power
    return (specials, 0, 0) if specials else (0,) + exact(total)


def double_products(pairs):
    if not all(math.isfinite(value) for pair in pairs for value in pair):
        return (1, 0, 0)
    return (0,) + exact(sum((Fraction(y) * Fraction(x) for y, x in pairs), Fraction(0)))


def bin_of(value, aggregate):
    """Linear bins exactly; logarithmic ones are the upper 18 bits of the double, with a sign."""
    if isinstance(value, float) and not math.isfinite(value):
        return 2**63 - 1 if math.isnan(value) else 2**63 - 2 if value > 0 else -(2**63)
    if grid(aggregate):
        origin, width = grid(aggregate)
        return math.floor((Fraction(value) - origin) / width)
    value = value if isinstance(value, float) else value.numerator / value.denominator
    if abs(value) < 2.0**-1022:
        return 0
    bucket = struct.unpack(">Q", struct.pack(">d", abs(value)))[0] >> 46
    return bucket if value > 0 else -bucket


def tally(rows, key, kind):
    """Per value or bin, ascending: rows and distinct patients."""
    found = {}
    for patient, value in rows:
        found.setdefault(key(value), []).append(patient)
    ascending = sorted(found, key=lambda value: order((value,), (kind,)))
    return [(value, len(found[value]), len(set(found[value]))) for value in ascending]


def state(kind, rows, aggregate=None):
    values = [value for _, value in rows]
    result = {"kind": kind, "rows": len(rows)}
    lcm = lambda numbers: math.lcm(*(Fraction(number).denominator for number in numbers)) if numbers else 1
    if kind == NUMERIC_PAIRS:
        ys, xs = [[Fraction(pair[side]) for pair in values] for side in (0, 1)]
        dy, dx = lcm(ys), lcm(xs)
        result.update(y_denominator=dy, x_denominator=dx, y=int(sum(ys) * dy), x=int(sum(xs) * dx), yy=int(sum(y * y for y in ys) * dy**2),
                      xx=int(sum(x * x for x in xs) * dx**2), xy=int(sum(y * x for y, x in zip(ys, xs)) * dy * dx))
    if kind == DOUBLE_PAIRS:
        ys, xs = [[pair[side] for pair in values] for side in (0, 1)]
        result.update(y=double_sum(ys, 1), x=double_sum(xs, 1), yy=double_sum(ys, 2), xx=double_sum(xs, 2), xy=double_products(values))
    if kind == NUMERIC_POWERS:
        exact_values = [Fraction(value) for value in values]
        d = lcm(exact_values)
        powers = [int(sum(value**k for value in exact_values) * d**k) for k in (1, 2, 3, 4)]
        result.update(denominator=d, powers=powers)
    if kind == DOUBLE_POWERS:
        result.update(powers=[double_sum(values, k) for k in (1, 2, 3, 4)])
    if kind == TRUTHS:
        result.update(true=sum(values))
    if kind == KEYS:
        result.update(keys=len(set(values)))
    if kind in (VALUES, CATEGORIES):
        result.update(entries=tally(rows, lambda value: value, aggregate["argument"]))
    if kind == BINS:
        result.update(entries=tally(rows, lambda value: bin_of(value, aggregate), "bigint"))
    if kind in (2, 3):
        result.update(sum=sum(values), squares=sum(value * value for value in values))
    if kind in (4, 5):
        result.update(sum=double_sum(values, 1), squares=double_sum(values, 2))
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
    if kind == KEYS:
        return "keys %d" % state["keys"]
    if kind == VALUES:
        return "values " + ",".join(str(value) for value, _, _ in state["entries"])
    if kind in (CATEGORIES, BINS):
        return "tally " + ",".join("%s:%d/%d" % entry for entry in state["entries"])
    text = "rows %d" % state["rows"]
    if kind == NUMERIC_PAIRS:
        text += " denominators %d %d sums %d %d squares %d %d products %d" % tuple(
            state[name] for name in ("y_denominator", "x_denominator", "y", "x", "yy", "xx", "xy"))
    if kind == DOUBLE_PAIRS:
        text += " sums %s %s squares %s %s products %s" % tuple(number(state[name]) for name in ("y", "x", "yy", "xx", "xy"))
    if kind == NUMERIC_POWERS:
        text += " denominator %d powers %d %d %d %d" % (state["denominator"], *state["powers"])
    if kind == DOUBLE_POWERS:
        text += " powers %s %s %s %s" % tuple(map(number, state["powers"]))
    if kind == TRUTHS:
        text += " true %d" % state["true"]
    if kind in (2, 3):
        text += " sum %d" % state["sum"] + (" squares %d" % state["squares"] if kind == 3 else "")
    if kind in (4, 5):
        text += " sum " + number(state["sum"]) + (" squares " + number(state["squares"]) if kind == 5 else "")
    if kind in (6, 7):
        text += " denominator %d sum %d" % (state["denominator"], state["sum"])
        text += " squares %d" % state["squares"] if kind == 7 else ""
    return text


def describe_few(few, kind) -> str:
    return "many" if few is None else ",".join("%s:%d" % (show(value, kind), count) for value, count in few) or "none"


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


def signed(number: int) -> bytes:
    return sized(2 * number if number >= 0 else -2 * number - 1)


def empty_column():
    column = dict.fromkeys(FIELDS, b"")
    column.update({name: {"specials": b"", "lengths": b"", "positions": b"", "limbs": b""} for name in EXACT})
    column.update({name: {"nulls": b"", "values": b"", "entries": b""} for name in ("values", "few")}, same_as=0)
    return column


def aggregate_column(cells, patients, aggregate):
    """`cells`: per group its state and sets of patients: contributing, passed (with a row that does not), non-zero, zero."""
    kind = next((cell["state"]["kind"] for cell in cells if cell["state"]["kind"] != "overflowed"), 0)
    column = empty_column()
    if kind == 0:
        return column
    column["missing"] = unless_zero([count - len(cell["contributing"]) for cell, count in zip(cells, patients)])
    column["partly_missing"] = unless_zero([len(cell["contributing"] & cell["passed"]) for cell in cells])
    column["zeros"] = unless_zero([len(cell["contributing"] - cell["non_zero"]) for cell in cells])
    column["partly_zero"] = unless_zero([len(cell["non_zero"] & cell["zero"]) for cell in cells])
    column["contributions"] = unless_zero([code for cell in cells for code in cell["top"]])
    few = [entry for cell in cells for entry in cell.get("few") or []]
    column["few_lengths"] = unless_zero([len(cell.get("few") or []) for cell in cells])
    if few:
        column["few"] = key_column([value for value, _ in few], aggregate["argument"])
        column["few_patients"] = unless_zero([count - 1 for _, count in few])
    column["verdicts"] = bytes(cell.get("verdict", 0) for cell in cells) if any(cell.get("verdict") for cell in cells) else b""
    column["overflowed"] = bitmap([cell["state"]["kind"] == "overflowed" for cell in cells])
    kept = [cell for cell in cells if cell["state"]["kind"] != "overflowed"]
    states = [cell["state"] for cell in kept]
    if kind < KEYS:
        column["repeats"] = unless_zero([cell["state"]["rows"] - len(cell["contributing"]) for cell in kept])
    each = lambda write, name: b"".join(write(state[name]) for state in states)
    if kind == NUMERIC_PAIRS:
        column.update(denominators=each(sized, "y_denominator"), sums=each(signed, "y"), squares=each(sized, "yy"),
                      x_denominators=each(sized, "x_denominator"), x_sums=each(signed, "x"), x_squares=each(sized, "xx"),
                      products=each(signed, "xy"))
    if kind == DOUBLE_PAIRS:
        for name, part in (("exact_sums", "y"), ("exact_squares", "yy"), ("exact_x_sums", "x"), ("exact_x_squares", "xx"),
                           ("exact_products", "xy")):
            column[name] = exact_sums([state[part] for state in states])
    if kind == NUMERIC_POWERS:
        column["denominators"] = each(sized, "denominator")
        for power, (name, write) in enumerate((("sums", signed), ("squares", sized), ("cubes", signed), ("fourths", sized))):
            column[name] = b"".join(write(state["powers"][power]) for state in states)
    if kind == DOUBLE_POWERS:
        for power, name in enumerate(("exact_sums", "exact_squares", "exact_cubes", "exact_fourths")):
            column[name] = exact_sums([state["powers"][power] for state in states])
    if kind == TRUTHS:
        column["true_rows"] = unless_zero([state["true"] for state in states])
    if kind == KEYS:
        column["lengths"] = unless_zero([state["keys"] for state in states])
    if kind in (VALUES, CATEGORIES, BINS):
        entries = [entry for state in states for entry in state["entries"]]
        column["lengths"] = unless_zero([len(state["entries"]) for state in states])
        column["values"] = key_column([value for value, _, _ in entries], "bigint" if kind == BINS else aggregate["argument"])
        if kind != VALUES:
            column["value_patients"] = unless_zero([people - 1 for _, _, people in entries])
            column["value_repeats"] = unless_zero([rows - people for _, rows, people in entries])
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


def build(layout, rows, withheld=(), tells_zeros_of=()):
    """The message and the readable table of rows (key, patient, [argument per aggregate]).

    Under a site floor `withheld` are the cells (key, column) of which nothing leaves, those of keys that nobody has among them, and
    `tells_zeros_of` the columns that say how many have a zero."""
    floors = layout.get("mode") == "site-floor"
    withheld = {(tuple(key), column) for key, column in withheld}
    groups = {}
    for key, patient, arguments in rows:
        groups.setdefault(tuple(key), []).append((patient, arguments))
    for key, _ in withheld:
        groups.setdefault(key, [])
    keys = sorted(groups, key=lambda key: order(key, layout["keys"]))
    patients = [len({patient for patient, _ in groups[key]}) for key in keys]
    if floors:
        # What the shown cells tell, and nothing else.
        telling = [index for index, aggregate in enumerate(layout["aggregates"]) if state_kind(aggregate) != 0]
        people = lambda key, index: len({patient for patient, arguments in groups[key] if arguments[index] is not None})
        patients = [max([max(1, people(key, index)) for index in telling if (key, index) not in withheld], default=0) for key in keys]
    columns, readable = [], [[] for _ in keys]
    for index, aggregate in enumerate(layout["aggregates"]):
        cells = []
        kind = state_kind(aggregate)
        for place, key in enumerate(keys):
            taken = [(patient, arguments[index]) for patient, arguments in groups[key] if arguments[index] is not None]
            if kind == 0:
                taken = []
            if (key, index) in withheld:
                taken = []
            contributing = {patient for patient, _ in taken}
            passed = {patient for patient, arguments in groups[key] if arguments[index] is None and kind != 0 and not floors}
            non_zero = {patient for patient, value in taken if not tells_zeros(aggregate) or value != 0}
            zero = {patient for patient, value in taken if tells_zeros(aggregate) and value == 0}
            found = state(kind, taken, aggregate)
            if aggregate["function"] == "count-patients":
                found["rows"] = len(contributing)
            if "overflow" in [value for _, value in taken]:
                found = {"kind": "overflowed"}
            if floors and index not in tells_zeros_of:
                non_zero, zero = (contributing if non_zero else non_zero), set()
            top = [0, 0] if floors else top_contributions(aggregate, [row for row in taken if row[1] != "overflow"])
            few = [] if floors else None if found["kind"] == "overflowed" else few_values(aggregate, taken)
            cells.append({"few": few, "state": found, "contributing": contributing, "passed": passed, "non_zero": non_zero, "zero": zero, "top": top,
                          "verdict": int((key, index) in withheld)})
            readable[place].append("withheld" if (key, index) in withheld else "contributors %d partly-missing %d non-zero %d partly-zero %d top %d %d %s%s" % (
                len(contributing), len(contributing & passed), len(non_zero), len(non_zero & zero), *top, describe(found),
                " few " + describe_few(few, aggregate["argument"]) if aggregate.get("values") and not floors else ""))
        column = aggregate_column(cells, patients, aggregate)
        if column in columns and column != empty_column():
            column = dict(empty_column(), same_as=columns.index(column) + 1)
        columns.append(column)
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

"""Good partials of every kind of key and state, and bad ones of every kind of damage."""

import copy
import math
from fractions import Fraction

from partial import atoms, build, combinations, comparisons, describe_comparison, field, fingerprint, group_name, predicted, serialize, sized, varint, zigzag


def layout(keys, *aggregates):
    return {"keys": list(keys), "aggregates": [{"function": f, "argument": a, **more[0]} if more else {"function": f, "argument": a}
                                              for f, a, *more in aggregates]}


HEART = layout(["text", "integer"], ("count-rows", None), ("avg", "integer"), ("stddev_samp", "double"), ("max", "integer"))
HEART_ROWS = [
    (["no", 0], 1, [1, 63, 233.0, 63]), (["no", 0], 2, [1, 41, 204.5, 41]), (["no", 1], 3, [1, 57, None, 57]),
    (["yes", 0], 4, [1, 0, 0.0, 0]), (["yes", 0], 4, [1, 56, 1e-300, 56]), (["yes", 1], 5, [1, 67, 286.1, 67]),
    (["yes", 1], 6, [1, None, 1e300, None]), (["yes", None], 7, [1, -3, -0.1, -3]), ([None, 1], 8, [1, 44, 2.5, 44])]


def good():
    yield "heart", "two keys, a count, a mean, a deviation, a maximum without state", HEART, HEART_ROWS
    example = layout(["integer", "text"], ("count-rows", None), ("avg", "integer"))
    yield "example", "the example of partial.md", example, [
        ([0, "no"], 1, [1, 63]), ([0, "no"], 2, [1, 41]), ([0, "no"], 2, [1, 57]), ([0, "none"], 3, [1, None]), ([1, None], 4, [1, 0])]
    repeated = layout(["integer"], ("count", "text"), ("avg", "integer"), ("max", "integer"))
    yield "repeated", "patients with several rows: some missing, some zero", repeated, [
        ([0], 1, ["x", 5, 5]), ([0], 1, [None, 0, 0]), ([0], 1, ["x", None, None]), ([0], 2, ["x", 0, 0]), ([0], 2, ["x", 0, 0]),
        ([0], 3, [None, None, None]), ([0], 3, [None, 7, 7]), ([1], 1, ["x", 1, 1]), ([1], 4, ["x", 2, 2])]
    yield "no_groups", "no groups at all", HEART, []
    whole = layout([], ("count", "text"), ("count-patients", "bigint"), ("sum", "bigint"), ("var_pop", "bigint"))
    rows = [([], 1, [1, 1, 5, 5]), ([], 1, [1, 1, -9, -9]), ([], 2, [None, 1, 0, 0])]
    yield "no_keys", "one group without keys", whole, rows
    extremes = [([], p, [None, None, -2**63, 2**63 - 1]) for p in range(1, 4)]
    yield "extremes", "sums and squares of the largest whole numbers", whole, extremes
    kinds = layout(["boolean", "bigint", "date", "double"], ("count-rows", None))
    rows = [([True, -2**63, 0, 1.5], 1, [1]), ([False, 2**63 - 1, -719162, -math.inf], 2, [1]), ([None, 7, 2932896, math.nan], 3, [1]),
            ([True, None, None, None], 4, [1]), ([False, 2**63 - 1, -719162, 5e-324], 5, [1]), ([True, -2**63, 0, 0.0], 6, [1])]
    message, table = build(kinds, rows)
    yield "key_kinds", "keys of every fixed size, their ends and NULL", kinds, rows
    times = layout(["timestamp", "date"], ("count-rows", None))
    first, last = -719162 * 86_400_000_000, 2_932_897 * 86_400_000_000 - 1
    yield "timestamp_keys", "timestamps, their ends and NULL", times, [
        ([moment, day], index, [1]) for index, (moment, day) in enumerate([(first, 0), (-1, 0), (0, 0), (1, None), (last, 0), (None, 0)])]
    texts = layout(["text"], ("count-rows", None))
    yield "text_keys", "texts that share beginnings, letters in two spellings, the empty text", texts, [
        ([text], index, [1]) for index, text in enumerate(["", "a", "ab", "abc", "b", "e\u0301", "\u00e9", "\U0001f493", None])]
    numerics = layout(["numeric"], ("sum", "numeric"), ("var_samp", "numeric"))
    yield "numerics", "numeric keys and states", numerics, [
        ([Fraction(1, 3)], 1, [Fraction(1, 10), Fraction(5, 2)]), ([Fraction(1, 3)], 2, [Fraction(1, 4), Fraction(-5, 2)]),
        ([Fraction(-7)], 3, [Fraction(-12345678901234567890, 7), Fraction(0)]), ([Fraction(10**30)], 4, [None, None])]
    doubles = layout(["integer"], ("sum", "double"), ("var_pop", "double"))
    values = [0.1, -0.1, 5e-324, -5e-324, 1.7976931348623157e308, -1.7976931348623157e308, math.nan, math.inf, -math.inf, 3.0, 2.0**-32]
    rows = [([index], index, [value, value]) for index, value in enumerate(values)]
    rows += [([100], 1, [1e308, 1e308]), ([100], 2, [5e-324, 5e-324]), ([101], 1, [math.inf, -math.inf]), ([101], 2, [-math.inf, 1.0])]
    yield "doubles", "exact sums of doubles at all their ends", doubles, rows
    many = layout(["integer"], ("sum", "integer"), ("var_samp", "integer"))
    yield "predictions", "sums that follow and leave their predictions", many, [
        ([g], g * 10 + p, [(g * 7919 + p * 104729) % 100 - 20, p - 1]) for g in range(60) for p in range(g % 5 + 1)]
    low = lambda text: {"low": text}
    tops = layout(["integer"], ("count-rows", None), ("sum", "integer", low("1850/1")), ("avg", "double", low("-1/2")), ("sum", "numeric", low("1/3")),
                  ("sum", "bigint"), ("stddev_pop", "double"), ("count-patients", "bigint"))
    born = lambda year, one, other, big, last: [1, year, one, other, big, last, 1]
    yield "contributions", "contributions from lower bounds, of several rows, at their ends", tops, [
        ([1], 1, born(1950, 0.1, Fraction(1, 7), 2**63 - 1, -3.5)), ([1], 1, born(1849, -2.0, Fraction(2, 3), -(2**63), 1e300)),
        ([1], 2, born(2001, -0.5, Fraction(1, 3), 5, 5e-324)), ([1], 3, born(1850, 1e300, Fraction(10**30), 0, 0.0)),
        ([2], 4, born(None, math.nan, None, None, math.inf)), ([2], 5, born(1850, None, Fraction(1, 3), 0, 0.0)),
        ([3], 6, born(1866, 0.5, Fraction(4, 3), 16, 16.0)), ([4], 7, born(None, None, None, None, None))] + [
        ([5], 100 + (index * 7) % 5, born(1900 + index, index / 8, Fraction(index, 3), index, -index / 4)) for index in range(40)]
    within = lambda least, most, **more: {"within": [least, most], **more}
    bounded = layout(["integer"], ("sum", "integer", within("1850/1", "2100/1", low="1850/1")), ("avg", "double", within("1/10", "1/1", low="1/10")),
                     ("stddev_pop", "numeric", within("-1/3", "1/3", low="-1/3")), ("var_samp", "bigint", within("0/1", "1/2", values=True)))
    yield "contributions_within", "contributions where values outside bounds are refused, at the bounds and beyond them", bounded, [
        ([1], 1, [1850, 0.1, Fraction(-1, 3), 0]), ([1], 2, [2100, 1.0, Fraction(1, 3), 0]), ([2], 3, [1849, 0.09999999999999999, Fraction(-1, 2), -1]),
        ([2], 4, [1900, 0.5, Fraction(0), 0]), ([3], 5, [2101, 1.0000000000000002, Fraction(334, 1000), 1]), ([3], 6, [1900, 0.5, Fraction(0), 0]),
        ([4], 7, [None, None, None, None]), ([5], 8, [1900, math.nan, Fraction(10**30), 2**63 - 1]), ([5], 9, [None, -math.inf, None, -(2**63)])]
    overflow = layout(["integer"], ("sum", "numeric"))
    yield "overflowed", "a state that left its range", overflow, [([1], 1, [Fraction(1)]), ([2], 2, ["overflow"]), ([3], 3, [Fraction(2)])]

    x = lambda kind: {"second": kind}
    pairs = layout(["integer"], ("corr", "double", x("double")), ("regr_slope", "integer", x("bigint")), ("covar_pop", "numeric", x("integer")),
                   ("regr_sxy", "double", x("double")))
    half, third = Fraction(1, 2), Fraction(-1, 3)
    yield "pairs", "sums of products of all kinds of numbers, one column like another", pairs, [
        ([1], 1, [(0.1, -2.0), (3, 2**62), (half, 3), (0.1, -2.0)]), ([1], 1, [(5e-324, 1e300), (-4, -(2**62)), (third, -3), (5e-324, 1e300)]),
        ([1], 2, [(1e308, 1e308), None, None, (1e308, 1e308)]), ([2], 3, [(math.nan, 1.0), (0, 0), (Fraction(0), 0), (math.nan, 1.0)]),
        ([3], 4, [None, None, None, None]), ([4], 5, [(-0.0, 7.0), (2**63 - 1, -(2**63)), (Fraction(7), 1), (-0.0, 7.0)])]
    powers = layout(["integer"], ("skewness", "double"), ("kurtosis", "bigint"), ("kurtosis_pop", "numeric"))
    yield "powers", "sums of four powers of all kinds of numbers", powers, [
        ([1], 1, [0.1, 2**63 - 1, half]), ([1], 1, [-3.0, -(2**63), third]), ([1], 2, [5e-324, 7, None]), ([2], 3, [0.0, 0, Fraction(0)]),
        ([3], 4, [1.7976931348623157e308, -5, Fraction(10**20, 7)]), ([4], 5, [-math.inf, None, None]), ([4], 6, [1.0, -1, third])]
    truths = layout(["integer"], ("bool_and", "boolean"), ("bool_or", "boolean"))
    yield "truths", "conditions, some patients with both", truths, [
        ([1], 1, [True, True]), ([1], 1, [False, False]), ([1], 2, [True, True]), ([2], 3, [False, None]), ([2], 4, [None, None])]
    values = layout(["integer"], ("count-keys", "bigint"), ("count-values", "text"), ("mode", "text"), ("mode", "integer"))
    yield "values", "distinct keys and values, with rows and patients of each", values, [
        ([1], 1, [10, "b", "b", 7]), ([1], 1, [11, "a", "a", 7]), ([1], 2, [11, "b", "b", -7]), ([1], 3, [12, None, None, None]),
        ([2], 4, [10, "", "", 0]), ([3], 5, [None, None, None, None]), ([4], 6, [13, "e\u0301", "\u00e9", 7]), ([4], 6, [13, "ab", "ab", 7])]
    told = {"values": True}
    few = layout(["integer"], ("avg", "integer", {"low": "-1/1", **told}), ("stddev_pop", "double", told), ("sum", "numeric", told), ("kurtosis", "bigint", told),
                 ("skewness", "double", told), ("var_pop", "numeric", told), ("sum", "integer"))
    each = lambda number: [number, number / 4, Fraction(number, 3), number - 5, float(-number), Fraction(number), number]
    yield "few_values", "patients of each of few values, ten and eleven of them, several of one patient, none, and values that are not finite", few, [
        ([1], 1, each(0)), ([1], 1, each(7)), ([1], 2, each(7)), ([1], 2, each(7)), ([1], 3, [None, -0.0, None, None, 0.0, None, None])] + [
        ([2], 10 + (index * 7) % 13, each(index % 10 - 3)) for index in range(30)] + [
        ([3], 40 + index, each(index % 11)) for index in range(23)] + [
        ([4], 70, [None] * 7), ([5], 71, [1, math.nan, Fraction(1, 2**64), 2**63 - 1, math.inf, Fraction(10**40), 1]),
        ([5], 72, [1, 1.0, Fraction(-1, 2**64), -(2**63), 1.0, Fraction(-7, 2), 1])]
    part = lambda fraction, *grid: {"fraction": fraction, **({"grid": list(grid)} if grid else {})}
    bins = layout(["integer"], ("percentile_cont", "integer", part(0.5)), ("percentile_cont", "integer", part(0.9)),
                  ("percentile_disc", "date", part(0.25, "3/1", "7/1")), ("percentile_disc", "double", part(0.5, "0/1", "1/10")),
                  ("percentile_cont", "double", part(0.5)), ("percentile_disc", "numeric", part(0.5)))
    numbers = [(5, 0, 0.1), (-5, 3, 0.3), (5, 2, -0.1), (0, 10, 5e-324), (2**62, -700000, 1e17), (7, 9, -2.5e-7), (7, 17, 0.7)]
    yield "bins", "bins of every kind of number, two percentiles of one column", bins, [
        ([index % 3], index // 2, [whole, whole, day, double, double, Fraction(double)]) for index, (whole, day, double) in enumerate(numbers)
    ] + [([9], 1, [None, None, None, special, special, None]) for special in (math.nan, math.inf, -math.inf, 1.0)]


def safe_build(shape, rows):
    """Overflow marks are no numbers: states are made without them and marked after."""
    marked = [(key, patient, [0 if a == "overflow" else a for a in arguments]) for key, patient, arguments in rows]
    if marked == rows:
        return build(shape, rows)
    import partial
    original = partial.state
    partial.state = lambda kind, taken, aggregate: (
        {"kind": kind, "rows": 0} if any(v == "overflow" for _, v in taken) else original(kind, taken, aggregate))
    try:
        return build(shape, rows)
    finally:
        partial.state = original


def vectors():
    def vector(name, what, shape, data, expect):
        return "partials/" + name, {"what": what, "kind": "partial", "layout": shape, "bytes": data.hex(), "expect": expect}

    for name, what, shape, rows in good():
        message, table = safe_build(shape, rows)
        yield vector(name, what, shape, serialize(message), {"groups": table})

    def bad(name, what, change, code="partial-invalid", shape=HEART, rows=HEART_ROWS):
        message, _ = build(shape, rows)
        message = copy.deepcopy(message)
        data = change(message)
        return vector("bad_" + name, what, shape, data if isinstance(data, bytes) else serialize(message), {"code": code})

    def setting(path, value):
        def change(message):
            target = message
            for step in path[:-1]:
                target = target[step]
            target[path[-1]] = value(target[path[-1]]) if callable(value) else value
        return change

    one = layout(["integer"], ("sum", "integer"))
    rows = [([1], 1, [10]), ([2], 2, [20]), ([2], 3, [0]), ([3], 4, [30])]

    def small(name, what, path, value, code="partial-invalid", shape=one, rows=rows):
        return bad(name, what, setting(path, value), code, shape, rows)

    values = ["keys", 0, "values"]
    yield small("keys_unordered", "keys out of order", values, zigzag(2) + zigzag(-1) + zigzag(2))
    yield small("keys_doubled", "a key twice", values, zigzag(1) + zigzag(0) + zigzag(2))
    yield small("keys_short", "fewer keys than groups", values, zigzag(1) + zigzag(1))
    yield small("keys_long", "more keys than groups", values, lambda v: v + zigzag(1))
    yield small("keys_all_null", "NULL as every key", ["keys", 0], {"nulls": b"\x07", "values": b"", "entries": b""})
    yield small("nulls_empty", "a bitmap in which no bit is set", ["keys", 0, "nulls"], b"\x00")
    yield small("nulls_spare_bits", "spare bits of the bitmap set", ["keys", 0, "nulls"], b"\x08")
    yield small("nulls_long", "a bitmap longer than the groups", ["keys", 0, "nulls"], b"\x00\x00")
    yield small("entries_of_numbers", "text entries beside a whole key", ["keys", 0, "entries"], b"\x00\x01a")
    yield small("patients_zero", "a group without patients", ["patients"], b"\x01\x00\x01")
    yield small("patients_negative", "a negative number of patients", ["patients"], b"\x01\x02" + varint(2**64 - 1))
    yield small("patients_huge", "2^63 patients", ["patients"], b"\x01\x02" + varint(2**63))
    yield small("patients_short", "patients for fewer groups", ["patients"], b"\x01\x02")
    yield small("patients_long", "patients for more groups", ["patients"], b"\x01\x02\x01\x01")
    yield small("patients_leading_zero", "a number with a leading zero", ["patients"], b"\x01\x82\x00\x01")
    yield small("groups_too_many", "more groups than any partial may have", ["groups"], 2_000_001, "too-many-groups")
    yield small("groups_without_bytes", "a million groups in a few bytes", ["groups"], 1_000_000)
    column = ["columns", 0]
    yield small("contributors_above_patients", "more contributors than patients", column + ["missing"], b"\0" + varint(2**64 - 1) + b"\0")
    yield small("contributors_negative", "fewer contributors than none", column + ["missing"], b"\x02\x00\x00")
    yield small("contributors_without_rows", "no contributors but rows", column + ["missing"], b"\x01\x00\x00")
    yield small("non_zero_negative", "fewer non-zero contributors than none", column + ["zeros"], b"\x00\x03\x00")
    yield small("non_zero_above", "more non-zero contributors than contributors", column + ["zeros"], b"\0" + varint(2**64 - 1) + b"\0")
    yield small("partly_missing_above", "more contributors that miss a row than contributors", column + ["partly_missing"], b"\x02\0\0")
    yield small("partly_missing_written", "partly missing contributors that are all 0 but written", column + ["partly_missing"], b"\0\0\0")
    yield small("partly_missing_huge", "2^63 contributors that miss a row", column + ["partly_missing"], varint(2**63) + b"\0\0")
    yield small("partly_zero_above", "more contributors with both kinds of argument than non-zero ones", column + ["partly_zero"], b"\0\x02\0")
    yield small("partly_zero_without_rows", "a zero and a non-zero argument in one row", column + ["partly_zero"], b"\x01\0\0")
    yield small("partly_zero_short", "partly zero contributors of fewer groups", column + ["partly_zero"], b"\x01\0")
    yield small("zeros_written", "zeros that are all 0 but written", column + ["missing"], b"\0\0\0")
    yield small("verdict", "a verdict that no layout defines", column + ["verdicts"], b"\x01\x00\x00")
    told = layout(["integer"], ("sum", "integer", {"values": True}))
    of_told = [([1], 1, [10]), ([2], 2, [20]), ([2], 3, [0]), ([2], 3, [20]), ([3], 4, [30]), ([3], 5, [30])]
    few = lambda name, what, field, value: small("few_" + name, what, column + field, value, shape=told, rows=of_told)
    entries = lambda *numbers: b"".join(zigzag(number - before) for before, number in zip((0,) + numbers, numbers))
    eleven = [([1], patient, [patient]) for patient in range(1, 12)]
    ten = [([1], patient, [patient]) for patient in range(1, 11)]
    yield small("few_eleven", "eleven values", column, lambda c: dict(
        c, few_lengths=b"\x0b", few={"nulls": b"", "values": entries(*range(1, 12)), "entries": b""}), shape=told, rows=eleven)
    yield small("few_beyond_ten", "more values than there are", column + ["few_lengths"], b"\x0b", shape=told, rows=ten)
    yield few("missing", "a value less than there are", ["few_lengths"], b"\x01\x02\x00")
    yield few("lengths_short", "numbers of values of fewer groups", ["few_lengths"], b"\x01\x03")
    yield few("lengths_written", "numbers of values that are all 0 but written", [], lambda c: dict(
        c, few_lengths=b"\0\0\0", few={"nulls": b"", "values": b"", "entries": b""}, few_patients=b""))
    yield few("huge", "2^62 values of a group", ["few_lengths"], b"\x01" + varint(2**62) + b"\x01")
    yield few("unordered", "values out of order", ["few", "values"], entries(10, 20, 0, 30))
    yield few("doubled", "a value twice", ["few", "values"], entries(10, 20, 20, 30))
    yield few("null", "NULL as a value", ["few"], {"nulls": b"\x01", "values": entries(0, 20, 30), "entries": b""})
    yield few("patients_above", "more patients of a value than contributors", ["few_patients"], b"\1\0\0\1")
    yield few("patients_below", "fewer patients of all values than contributors", ["few_patients"], b"\0\0\1\0")
    yield few("patients_of_rows", "more patients of all values than rows", ["few_patients"], b"\0\1\1\1")
    yield few("patients_huge", "2^63 patients of a value", ["few_patients"], b"\0\0\1" + varint(2**63 - 1))
    yield few("patients_short", "patients of fewer values", ["few_patients"], b"\0\0\1")
    yield few("zeros", "another number of patients with a zero than the column tells", ["few", "values"], entries(10, 5, 20, 30))
    yield small("few_elsewhere", "values of a column that tells none", column, lambda c: dict(
        c, few_lengths=b"\1\0\0", few={"nulls": b"", "values": entries(10), "entries": b""}), shape=one, rows=rows)
    codes = column + ["contributions"]
    pair = lambda *groups: b"".join(varint(code) for group in groups for code in group)
    yield small("contributions_unordered", "a second contribution above the first", codes, pair((140, 0), (20, 145), (149, 0)))
    yield small("contributions_beyond", "a code above the largest", codes, pair((140, 0), (506, 0), (149, 0)))
    yield small("contributions_huge", "a code of 2^63", codes, varint(2**63) + pair((0,), (145, 0), (149, 0)))
    yield small("contributions_of_nobody", "a second contribution of one contributor", codes, pair((140, 1), (145, 0), (149, 0)))
    yield small("contributions_short", "contributions of fewer groups", codes, pair((140, 0), (145, 0), (149,)))
    yield small("contributions_written", "contributions that are all 0 but written", codes, bytes(6), shape=layout(["integer"], ("max", "integer")))
    yield small("contributions_elsewhere", "contributions of a count of patients", codes, pair((1, 0), (1, 1), (1, 0)),
                shape=layout(["integer"], ("count-patients", "integer")))
    counted = layout(["integer"], ("count-rows", None))
    of_counted = [([1], 1, [1])] * 5 + [([1], 2, [1]), ([2], 3, [1])]
    yield small("contributions_of_a_count_missing", "no contributions in a count", codes, b"", shape=counted, rows=of_counted)
    yield small("contributions_of_a_count_low", "contributions that are fewer than the rows", codes, pair((4, 1), (1, 0)), shape=counted, rows=of_counted)
    yield small("contributions_of_a_count_high", "a contribution of more rows than there are", codes, pair((20, 1), (1, 0)), shape=counted, rows=of_counted)
    yield small("contributions_of_a_count_one", "no second contribution beside a second contributor", codes, pair((10, 0), (1, 0)), shape=counted,
                rows=of_counted)
    yield small("rows_huge", "more rows than can be counted", column + ["repeats"], varint(2**63 - 1) + b"\0\0")
    yield small("rows_below_zero", "a negative number of rows", column + ["repeats"], varint(2**64 - 1) + b"\0\0")
    yield small("sum_impossible", "a sum that one row cannot have", column + ["sums"], predicted([(2**63 + 1, 1), (20, 2), (30, 1)]))
    yield small("sum_of_zeros", "a sum of rows that are all zero", column + ["zeros"], b"\x01\x01\x00")
    yield small("sum_beyond_128_bits", "a sum beyond 128 bits", column + ["sums"], zigzag(2**127, 192) + b"\0\0")
    yield small("sum_beyond_192_bits", "a number beyond 192 bits", column + ["sums"], b"\xff" * 27 + b"\x08" + b"\0\0")
    yield small("sum_varint_endless", "a number that does not end", column + ["sums"], b"\xff" * 60)
    yield small("sum_missing", "a sum too few", column + ["sums"], lambda sums: sums[:-1])
    yield small("sum_extra", "a sum too many", column + ["sums"], lambda sums: sums + b"\0")
    yield small("squares_of_a_sum", "squares in a column of sums", column + ["squares"], b"\0\0\0")
    yield small("overflow_without_patients", "overflow where nobody contributes", column, lambda c: dict(
        c, overflowed=b"\x01", missing=b"\x01\0\0", sums=predicted([(20, 2), (30, 1)])))
    yield small("overflow_short", "overflow marks for fewer groups", column + ["overflowed"], b"\x00\x00")
    twins = layout(["integer"], ("sum", "integer"), ("avg", "integer"))
    of_twins = [([1], 1, [10, 10]), ([2], 2, [20, 20])]
    second = ["columns", 1]
    yield small("same_as_not_used", "a column written again instead of named", ["columns"], lambda columns: [columns[0]] * 2, shape=twins, rows=of_twins)
    yield small("same_as_itself", "a column that names itself", second + ["same_as"], 2, shape=twins, rows=of_twins)
    yield small("same_as_later", "a column that names one that is not there", second + ["same_as"], 2**32 - 1, shape=twins, rows=of_twins)
    yield small("same_as_and_more", "a column that names another and has bytes", second + ["repeats"], b"\x01\0", shape=twins, rows=of_twins)

    modes = layout(["integer"], ("mode", "integer"))
    of_modes = [([1], 1, [5]), ([1], 2, [6]), ([2], 3, [7])]
    several = {"nulls": b"", "entries": b""}
    yield small("tally_unordered", "values out of order", column + ["values"], dict(several, values=zigzag(6) + zigzag(-1) + zigzag(2)),
                shape=modes, rows=of_modes)
    yield small("tally_doubled", "a value twice", column + ["values"], dict(several, values=zigzag(5) + zigzag(0) + zigzag(2)),
                shape=modes, rows=of_modes)
    yield small("tally_null", "NULL among the values", column + ["values"], dict(several, nulls=b"\x01", values=zigzag(6) + zigzag(1)),
                shape=modes, rows=of_modes)
    yield small("tally_short", "fewer values than the groups have", column + ["lengths"], b"\x02\x02", shape=modes, rows=of_modes)
    yield small("tally_huge", "2^62 values", column + ["lengths"], b"\x02" + varint(2**62), shape=modes, rows=of_modes)
    yield small("tally_overflow", "numbers of values whose sum overflows", column + ["lengths"], varint(2**63 - 1) * 2, shape=modes, rows=of_modes)
    yield small("tally_missing", "a contributor without a value", column + ["lengths"], b"\x03\x00", shape=modes, rows=of_modes)
    yield small("tally_patients_above", "more patients of a value than contributors", column + ["value_patients"], b"\x02\0\0",
                shape=modes, rows=of_modes)
    yield small("tally_rows_huge", "more rows of a value than can be counted", column + ["value_repeats"], varint(2**63 - 1) + b"\0\0",
                shape=modes, rows=of_modes)
    yield small("tally_repeats", "rows beside a tally", column + ["repeats"], b"\x01\0", shape=modes, rows=of_modes)
    conditions = layout(["integer"], ("bool_or", "boolean"))
    of_conditions = [([1], 1, [True]), ([2], 2, [False])]
    yield small("truths_above", "more true rows than rows", column + ["true_rows"], b"\x02\0", shape=conditions, rows=of_conditions)
    yield small("truths_of_nobody", "true rows of no patient", column + ["true_rows"], b"\x01\x01", shape=conditions, rows=of_conditions)
    correlated = layout(["integer"], ("corr", "integer", {"second": "integer"}))
    of_correlated = [([1], 1, [(1, 2)]), ([1], 2, [(3, 5)])]
    yield small("products_impossible", "products beyond what the squares allow", column + ["products"], sized(2 * 1000), shape=correlated,
                rows=of_correlated)
    yield small("whole_denominator", "whole numbers with a denominator", column + ["denominators"], sized(2), shape=correlated,
                rows=of_correlated)
    yield small("zeros_of_pairs", "zeros where no column tells them", column + ["zeros"], b"\x01", shape=correlated, rows=of_correlated)
    shapes = layout(["integer"], ("skewness", "integer"))
    of_shapes = [([1], 1, [2]), ([1], 2, [3])]
    yield small("fourths_impossible", "fourth powers below what the squares demand", column + ["fourths"], sized(1), shape=shapes, rows=of_shapes)
    yield small("column_missing", "fewer columns than the layout", ["columns"], [])
    yield small("column_doubled", "more columns than the layout", ["columns"], lambda columns: columns * 2)
    yield small("key_missing", "fewer keys than the layout", ["keys"], [])

    counts = layout(["integer"], ("count-rows", None))
    counted = [([1], 1, [1]), ([2], 2, [1])]
    yield small("count_negative", "a negative count", column + ["repeats"], varint(2**64 - 2) + b"\0", shape=counts, rows=counted)
    yield small("count_of_zeros", "a count some of whose rows are zero", column + ["zeros"], b"\x01\x00", shape=counts, rows=counted)
    people = layout(["integer"], ("count-patients", "bigint"))
    yield small("count_partly_zero", "a count one of whose rows is zero too", column, lambda c: dict(c, repeats=b"\x01\0", partly_zero=b"\x01\0"),
                shape=counts, rows=counted)
    yield small("patients_counted_twice", "a count of patients above its contributors", column + ["repeats"], b"\x01\x00", shape=people,
                rows=counted)
    nothing = layout(["integer"], ("max", "integer"))
    yield small("maximum_with_state", "a state where nothing may cross", column + ["sums"], b"\x02\x02", shape=nothing, rows=counted)
    yield small("maximum_with_contributors", "contributors where nothing may cross", column + ["missing"], b"\x01\x01", shape=nothing,
                rows=counted)
    yield small("maximum_with_partly_missing", "contributors that miss rows where nothing may cross", column + ["partly_missing"],
                b"\x01\0", shape=nothing, rows=counted)
    moments = layout(["integer"], ("var_samp", "integer"))
    yield small("squares_impossible", "squares below the square of the mean", column + ["squares"], predicted([(99, 1), (400, 2), (900, 1)]),
                shape=moments, rows=rows)

    doubles = layout(["integer"], ("sum", "double"))
    of_doubles = [([1], 1, [0.5]), ([2], 2, [-3.0]), ([3], 3, [7.0])]
    limbs = column + ["exact_sums"]
    half, minus, seven = (2**31).to_bytes(4, "little"), (2**32 - 3).to_bytes(4, "little"), (7).to_bytes(4, "little")

    def exact(name, what, code="partial-invalid", **parts):
        return small("limbs_" + name, what, limbs, lambda old: dict(old, **parts), code, doubles, of_doubles)

    # 0.5 is 2^31 · 2^-32 and needs a second limb, since its top bit would read as a sign.
    yield exact("sign_lost", "a top limb missing, so that 0.5 reads as -0.5 in another spelling", lengths=b"\x01\x01\x01\x01")
    yield exact("top_repeated", "a top limb that only repeats the sign", lengths=b"\x02\x02\x01", limbs=half + bytes(4) + minus + b"\xff" * 4 + seven)
    yield exact("zero_below", "a zero limb below", lengths=b"\x02\x02\x01", positions=zigzag(-1) + zigzag(0) + zigzag(1),
                limbs=half + bytes(4) + bytes(4) + minus + seven)
    yield exact("position_low", "a position below the least double's square", positions=zigzag(-69) + zigzag(69) + zigzag(0))
    yield exact("position_high", "a position above the largest", positions=zigzag(67) + zigzag(-67) + zigzag(0))
    yield exact("position_overflow", "positions whose sum overflows", positions=zigzag(2**63 - 1) + zigzag(2**63 - 1) + zigzag(2))
    yield exact("too_many", "a million limbs", lengths=varint(1_000_000) + b"\x01\x01")
    yield exact("cut", "limbs cut off", limbs=half + bytes(4) + minus + seven[:3])
    yield exact("beside_special", "limbs beside a NaN", specials=b"\x01\x00\x00")
    yield exact("special_unknown", "a special value that is not known", specials=b"\x08\x00\x00", lengths=b"\x00\x01\x01",
                positions=zigzag(0) + zigzag(0), limbs=minus + seven)
    yield exact("specials_written", "special values that are all 0 but written", specials=b"\x00\x00\x00")

    texts = layout(["text"], ("count-rows", None))
    of_texts = [(["ab"], 1, [1]), (["abc"], 2, [1])]
    entries = ["keys", 0, "entries"]

    def text(name, what, value, path=entries):
        return small("text_" + name, what, path, value, shape=texts, rows=of_texts)

    yield text("unordered", "entries out of order", b"\x00\x03abc\x02\x00", ["keys", 0, "entries"])
    yield text("not_utf8", "an entry that is not UTF-8", b"\x00\x02a\xff\x01\x02bc")
    yield text("share_less", "an entry that shares less than it could", b"\x00\x02ab\x01\x02bc")
    yield text("share_more", "an entry that shares more than there is", b"\x00\x02ab\x03\x01c")
    yield text("unused", "an entry that no group uses", b"\x00\x02ab\x02\x01c\x03\x01d")
    yield text("doubled", "an entry twice", b"\x00\x02ab\x02\x00")
    yield text("long", "an entry of 65537 bytes", b"\x00\x02ab\x02" + varint(65535) + b"c" * 65535)
    yield text("length_beyond", "an entry longer than the message", b"\x00\x02ab\x02" + varint(60000) + b"c")
    yield text("position_beyond", "a position beyond the entries", zigzag(0) + zigzag(2), values)
    yield text("position_negative", "a negative position", zigzag(-1) + zigzag(2), values)

    numerics = layout(["numeric"], ("sum", "numeric"))
    of_numerics = [([Fraction(1, 2)], 1, [Fraction(1, 2)])]
    for name, spelling in (("unreduced", b"2/4"), ("denominator_one", b"3/1"), ("denominator_zero", b"1/0"), ("denominator_negative", b"-1/-2"),
                           ("leading_zero", b"01/2"), ("plus", b"+1/2"), ("decimal", b"0.5"), ("empty", b"")):
        yield small("numeric_key_" + name, "a numeric key spelled %s" % (spelling.decode() or "as nothing"), entries,
                    b"\0" + varint(len(spelling)) + spelling, shape=numerics, rows=of_numerics)
    yield small("numeric_denominator_zero", "a denominator of zero", column + ["denominators"], b"\0", shape=numerics, rows=of_numerics)
    yield small("numeric_denominator_leading_zero", "a denominator with a leading zero byte", column + ["denominators"], b"\x02\x00\x02",
                shape=numerics, rows=of_numerics)
    yield small("numeric_sum_huge", "a sum beyond the range", column + ["sums"], varint(2000) + b"\xff" * 2000, shape=numerics,
                rows=of_numerics)
    yield small("numeric_sum_length", "a number longer than any", column + ["sums"], varint(2065) + b"\xff" * 2065, shape=numerics,
                rows=of_numerics)

    fixed = layout(["double"], ("count-rows", None))
    of_fixed = [([1.5], 1, [1])]
    yield small("double_key_negative_zero", "a key of -0.0", values, bytes(7) + b"\x80", shape=fixed, rows=of_fixed)
    yield small("double_key_other_nan", "a key of another NaN", values, b"\x01" + bytes(5) + b"\xf8\x7f", shape=fixed, rows=of_fixed)
    yield small("double_key_cut", "a key of 7 bytes", values, bytes(7), shape=fixed, rows=of_fixed)
    dates = layout(["date"], ("count-rows", None))
    yield small("date_key_late", "a day after the year 9999", values, zigzag(2_932_897), shape=dates, rows=[([0], 1, [1])])
    times = layout(["timestamp"], ("count-rows", None))
    yield small("timestamp_key_late", "a microsecond after the year 9999", values, zigzag(2_932_897 * 86_400_000_000), shape=times,
                rows=[([0], 1, [1])])
    booleans = layout(["boolean"], ("count-rows", None))
    yield small("boolean_key_two", "a boolean of 2", values, zigzag(2), shape=booleans, rows=[([True], 1, [1])])

    first, second = "11" * 32, "ab" * 32
    listed = [(0, 1, second, 0, group_name(second, 0, ["no", 0]), 1, 0, 0), (2, 1, first, 1, group_name(first, 1, [7, None]), 13, 1, 0),
              (2, 7, first, 0, group_name(first, 0, []), 0, 0, 10), (2, 7, second, 0, group_name(second, 0, ["yes", 0]), 7, 1, 2),
              # All groups of the first column together, and those of the last with the value of the second key.
              (2, 25, second, 0, group_name(second, 0, []), 7, 9, 2), (2, 36, first, 0, group_name(first, 0, []), 0, 10, 0)]
    message, table = build(HEART, HEART_ROWS)
    message["comparisons"] = comparisons(listed)
    yield vector("comparisons", "sets of patients beside those of two earlier answers", HEART, serialize(message), {
        "groups": table, "comparisons": [describe_comparison(row) for row in sorted(listed)]})

    def compared(name, what, path, value):
        def change(message):
            message["comparisons"] = comparisons(listed)
            return setting(["comparisons"] + path, value)(message)
        return bad("comparison_" + name, what, change)

    yield bad("comparison_empty", "comparisons of nothing", setting(["comparisons"], {"questions": b"", "numbers": b"", "names": b""}))
    yield compared("name_short", "a name of 15 bytes", ["names"], lambda names: names[:-1])
    yield compared("name_missing", "a name less than there are numbers", ["names"], lambda names: names[:-16])
    yield compared("question_short", "31 bytes of a question's hash", ["questions"], lambda hashes: hashes[:-1])
    yield compared("question_unused", "a question that no comparison names", ["questions"], lambda hashes: hashes + b"\xff" * 32)
    yield compared("question_missing", "a question that is not there", ["questions"], lambda hashes: hashes[:-32])
    yield compared("questions_unordered", "questions out of order", ["questions"], lambda hashes: hashes[32:] + hashes[:32])
    yield compared("order", "comparisons out of order", ["numbers"], lambda numbers: numbers[7:] + numbers[:7])
    yield compared("group_beyond", "a group that the table does not have", ["numbers"], lambda numbers: numbers[:21] + b"\x06" + numbers[22:])
    yield compared("set_zero", "no set of this table", ["numbers"], lambda numbers: numbers[:1] + b"\x00" + numbers[2:])
    yield compared("set_beyond", "a set that the layout does not have", ["numbers"], lambda numbers: numbers[:22] + b"\x25" + numbers[23:])
    yield compared("entered_too_many", "more patients who entered than the group has", ["numbers"], lambda numbers: numbers[:5] + b"\x03" + numbers[6:])
    yield compared("numbers_short", "a number too few", ["numbers"], lambda numbers: numbers[:-1])
    yield compared("numbers_huge", "2^63 patients", ["numbers"], lambda numbers: numbers[:-1] + varint(2**63))
    yield bad("comparison_twice", "the same two sets twice", setting(["comparisons"], comparisons(listed[:1] * 2)))

    yield from comparisons_of_values(vector, bad, setting, first, second)

    others = [[(second, 0, group_name(second, 0, ["no", 0]), 1), (first, 0, group_name(first, 0, []), 1)], [(first, 1, group_name(first, 1, [7, None]), 13)],
              [(second, 2, group_name(second, 2, ["yes", 0]), 7)]]
    combined = [(0, 1, "whole", others[1], others[0], 1, 0), (2, 7, "part", others[0], others[1], 0, 2), (2, 7, "part", others[1], others[0], 0, 0),
                (2, 7, "whole", others[0], others[2], 10, 1), (2, 36, "whole", others[1], others[2], 0, 10)]
    message, table = build(HEART, HEART_ROWS)
    message["combinations"], rows, classes = combinations(combined)
    readable = lambda one: "{%s}" % "; ".join("%s %d %s set %d" % (question, part, name.hex(), number) for question, part, name, number in one)
    yield vector("combinations", "sets of patients with two others of earlier answers, as the whole and as a part", HEART, serialize(message), {
        "groups": table, "combinations": ["group %d set %d %s, %s and %s: %d over, %d short" % (
            row[0], row[1], ["whole", "part"][row[2]], readable(classes[row[3]]), readable(classes[row[4]]), *row[5:]) for row in rows]})

    def joined(name, what, path, value):
        def change(message):
            message["combinations"], _, _ = combinations(combined)
            return setting(["combinations"] + path, value)(message)
        return bad("combination_" + name, what, change)

    # A set of a class has four bytes, a combination seven.
    at = lambda place, byte: lambda numbers: numbers[:place] + bytes([byte]) + numbers[place + 1:]
    nothing = {"questions": b"", "sets": b"", "names": b"", "numbers": b""}
    yield bad("combination_empty", "combinations of nothing", setting(["combinations"], nothing))
    yield joined("name_short", "a name of 15 bytes", ["names"], lambda names: names[:-1])
    yield joined("name_missing", "a name less than there are sets", ["names"], lambda names: names[:-16])
    yield joined("question_short", "31 bytes of a question's hash", ["questions"], lambda hashes: hashes[:-1])
    yield joined("question_unused", "a question that no set is of", ["questions"], lambda hashes: hashes + b"\xff" * 32)
    yield joined("question_missing", "a question that is not there", ["questions"], lambda hashes: hashes[:-32])
    yield joined("set_short", "a number of a set too few", ["sets"], lambda sets: sets[:-1])
    yield joined("set_twice", "a set that is in two classes", [], lambda _: {
        "questions": bytes.fromhex(first), "sets": b"\0\0\0\1\1\0\0\1", "names": group_name(first, 0, []) * 2, "numbers": bytes([0, 1, 0, 0, 1, 0, 0])})
    yield joined("class_gap", "a class that is left out", ["sets"], at(12, 3))
    yield joined("class_first", "a first class that is not 0", ["sets"], lambda sets: b"\1" + sets[1:])
    yield joined("class_unused", "a class in no combination", ["numbers"], lambda numbers: numbers[:7])
    yield joined("class_beyond", "a class that is not there", ["numbers"], at(4, 3))
    yield joined("class_order", "parts of which the higher class stands first", ["numbers"], lambda numbers: numbers[:3] + numbers[4:5] + numbers[3:4] + numbers[5:])
    yield joined("class_same", "one class as both parts", ["numbers"], at(4, 0))
    yield joined("role_two", "neither whole nor part", ["numbers"], at(2, 2))
    yield joined("order", "combinations out of order", ["numbers"], lambda numbers: numbers[7:14] + numbers[:7] + numbers[14:])
    yield joined("twice", "one combination twice", ["numbers"], lambda numbers: numbers[:7] + numbers)
    yield joined("group_beyond", "a group that the table does not have", ["numbers"], at(28, 6))
    yield joined("set_zero", "no set of this table", ["numbers"], at(1, 0))
    yield joined("set_beyond", "a set that the layout does not have", ["numbers"], at(29, 37))
    yield joined("lack_too_many", "more patients in no part than the group has", ["numbers"], at(6, 3))
    yield joined("numbers_short", "a number too few", ["numbers"], lambda numbers: numbers[:-1])
    yield joined("numbers_huge", "2^63 patients", ["numbers"], lambda numbers: numbers[:-1] + varint(2**63))

    yield from divided(vector, bad, setting, listed, combined)

    yield from floors(vector, setting)

    yield bad("version_zero", "no version", setting(["version"], 0), "version-unsupported")
    yield bad("version_two", "a later version", setting(["version"], 2), "version-unsupported")
    yield bad("boundary", "another boundary", setting(["boundary"], 1), "version-unsupported")
    yield bad("grouping_set", "another grouping set", setting(["grouping_set"], 1), "version-unsupported")
    yield bad("layout_old", "the layout of an older version", setting(["layout"], fingerprint(HEART, 0)), "layout-mismatch")
    yield bad("layout_other", "another question's layout", setting(["layout"], fingerprint(one)), "layout-mismatch")
    yield bad("layout_short", "31 bytes of a fingerprint", setting(["layout"], lambda layout: layout[:-1]), "layout-mismatch")
    yield bad("no_bytes", "nothing", lambda message: b"", "version-unsupported")
    yield bad("cut", "cut in its last column", lambda message: serialize(message)[:-3])
    yield bad("length_beyond_message", "a column longer than the message", lambda message: serialize(message) + b"\x42\x7f\x00")
    yield bad("length_huge", "a column of 2^62 bytes", lambda message: serialize(message) + b"\x42" + varint(2**62))
    yield bad("unknown_field", "a field that is not known", lambda message: serialize(message) + field(15, 1))
    yield bad("field_twice", "the version twice", lambda message: field(1, 1) + serialize(message))
    yield bad("field_order", "the version last", lambda message: serialize(message)[2:] + field(1, 1))
    yield bad("field_number_zero", "a field with the number 0", lambda message: serialize(message) + b"\x02\x00")
    yield bad("group_wire_type", "a field of an abandoned kind", lambda message: serialize(message) + b"\x4b\x4c")
    yield bad("varint_long", "a version of 11 bytes", lambda message: b"\x08" + b"\x81" + b"\x80" * 9 + b"\x00" + serialize(message)[2:])
    yield bad("varint_leading_zero", "a version with a leading zero", lambda message: b"\x08\x81\x00" + serialize(message)[2:])
    yield bad("noise", "no message at all", lambda message: bytes(range(255, 100, -1)))


def divided(vector, bad, setting, listed, combined):
    """Atoms."""
    first, second, own = "11" * 32, "ab" * 32, "cd" * 32
    one = lambda question, part, key, number: (question, part, group_name(question, part, key), number)
    describe = lambda found: ["%d in %s" % (patients, " ".join("{%s}" % "; ".join(
        "%s %d %s set %d" % (question, part, name.hex(), number) for question, part, name, number in sets) for sets in classes)) for patients, classes in found]

    groups = [(["no", 0], {1, 2}), (["no", 1], {3}), (["yes", 0], {4}), (["yes", 1], {5, 6}), (["yes", None], {7}), ([None, 1], {8})]
    members = {one(own, 0, key, 1): people for key, people in groups}
    members |= {one(own, 0, ["yes", 1], 7): {5}, one(own, 0, ["yes", 1], 8): {6}, one(own, 0, ["no", 0], 8): set(),
                # All and more; the same as a group of this table; parts of several groups; somebody whom no other set has.
                one(first, 0, [], 1): set(range(400)), one(first, 1, [7, None], 13): {1, 2}, one(second, 0, ["no", 0], 1): {2, 3, 400},
                one(second, 2, ["yes", 0], 7): {4, 5, 6, 7}}
    message, table = build(HEART, HEART_ROWS)
    message["comparisons"] = comparisons(listed)
    message["combinations"], rows, classes = combinations(combined)
    message["atoms"], found = atoms(members)
    readable = lambda one: "{%s}" % "; ".join("%s %d %s set %d" % (question, part, name.hex(), number) for question, part, name, number in one)
    yield vector("atoms", "how many patients are in which sets, beside comparisons and combinations; sets of two questions with the same patients", HEART, serialize(message), {
        "groups": table, "comparisons": [describe_comparison(row) for row in sorted(listed)],
        "combinations": ["group %d set %d %s, %s and %s: %d over, %d short" % (
            row[0], row[1], ["whole", "part"][row[2]], readable(classes[row[3]]), readable(classes[row[4]]), *row[5:]) for row in rows],
        "atoms": describe(found)})
    message, table = build(HEART, HEART_ROWS)
    message["atoms"], found = atoms({one(first, 0, [place], 1): {place // 3, 139 - place, 1000 if place > 130 else place} for place in range(140)})
    yield vector("atoms_many", "atoms of 140 sets that overlap", HEART, serialize(message), {"groups": table, "atoms": describe(found)})

    # Three classes, the first of two sets, and the atoms {0} of 4 patients, {0, 1} of 7, {0, 2} of 1 and {1, 2} of 20.
    both, right = set(range(12)), set(range(4, 11)) | set(range(20, 40))
    few, _ = atoms({one(first, 0, [], 1): both, one(second, 0, ["no", 0], 1): both, one(first, 1, [7, None], 13): right,
                    one(second, 2, ["yes", 0], 7): {11} | set(range(20, 40))})
    assert few["patients"] == b"\4\7\1\x14" and few["members"] == b"\1\0\2\0\0\2\0\1\2\1\0"

    def several(name, what, changed):
        return bad("atoms_" + name, what, setting(["atoms"], dict(few, **changed)))

    def single(name, what, field, value):
        return several(name, what, {field: value(few[field]) if callable(value) else value})

    at = lambda place, data: lambda numbers: numbers[:place] + data + numbers[place + len(data):]
    yield several("empty", "atoms of nothing", dict.fromkeys(few, b""))
    yield single("question_short", "31 bytes of a question's hash", "questions", lambda hashes: hashes[:-1])
    yield single("question_unused", "a question that no set is of", "questions", lambda hashes: hashes + b"\xff" * 32)
    yield single("question_missing", "a question that is not there", "questions", lambda hashes: hashes[:-32])
    yield single("name_short", "a name of 15 bytes", "names", lambda names: names[:-1])
    yield single("name_missing", "a name less than there are sets", "names", lambda names: names[:-16])
    yield single("set_short", "a number of a set too few", "sets", lambda sets: sets[:-1])
    yield several("set_order", "sets of a class out of order", {
        "sets": few["sets"][4:8] + few["sets"][:4] + few["sets"][8:], "names": few["names"][16:32] + few["names"][:16] + few["names"][32:]})
    yield several("set_twice", "a set that is in two classes", {
        "sets": few["sets"][:13] + few["sets"][9:12], "names": few["names"][:48] + few["names"][32:48]})
    yield single("set_union", "groups together", "sets", at(3, b"\0"))
    yield single("class_gap", "a class that is left out", "sets", at(12, b"\3"))
    yield single("class_first", "a first class that is not 0", "sets", at(0, b"\1"))
    yield several("class_order", "classes out of order", {
        "sets": few["sets"][:9] + few["sets"][13:] + few["sets"][12:13] + few["sets"][9:12], "names": few["names"][:32] + few["names"][48:] + few["names"][32:48]})
    yield several("class_unused", "a class that nobody is in", {"patients": b"\4\7", "members": b"\1\0\2\0\0"})
    yield several("class_alike", "two classes with the same patients", {"patients": b"\4\7", "members": b"\1\0\2\1\0"})
    yield single("class_beyond", "a class that is not there", "members", at(10, b"\1"))
    yield single("class_far", "a class 2^62 further", "members", lambda numbers: numbers[:-1] + varint(2**62))
    yield single("classes_none", "an atom in no class", "members", lambda numbers: b"\0" + numbers[2:])
    yield single("classes_many", "an atom in more classes than there are", "members", lambda numbers: numbers[:-3] + b"\4\0\0\0\0")
    yield single("nobody", "an atom of nobody", "patients", at(0, b"\0"))
    yield single("patients_huge", "2^63 patients", "patients", lambda numbers: numbers[:-1] + varint(2**63))
    yield single("patients_leading_zero", "a number with a leading zero", "patients", lambda numbers: b"\x84\0" + numbers[1:])
    yield several("order", "atoms out of order", {"patients": b"\7\4\1\x14", "members": b"\2\0\0\1\0\2\0\1\2\1\0"})
    yield several("twice", "an atom twice", {"patients": b"\4\4\7\1\x14", "members": b"\1\0" + few["members"]})
    yield single("members_long", "members of more atoms than there are", "members", lambda numbers: numbers + b"\1\2")
    yield single("members_short", "members cut off", "members", lambda numbers: numbers[:-1])
    yield single("patients_alone", "patients without members", "members", b"")
    yield single("members_alone", "members without patients", "patients", b"")


FLOOR = dict(layout(["text", "integer"], ("count-rows", None), ("avg", "integer"), ("sum", "integer"), ("stddev_samp", "double"), ("max", "integer")),
             mode="site-floor")
FLOOR_ROWS = [([sex, 0], 10 * place + p, [1, 60 + p, p % 2, 0.5 * p, p]) for place, sex in enumerate(["f", "m"]) for p in range(4)] + [
    (["f", 1], 30, [1, 50, 0, None, 1]), (["f", 1], 30, [1, None, 0, None, 1]), (["f", 1], 31, [1, 0, 0, None, 1]),
    (["m", 1], 40, [None, None, None, None, 3])]
# Of (f, 0) the mean, of (m, 0) all but the mean, of (x, 0) everything: a declared key that has somebody or nobody.
FLOOR_WITHHELD = [(["f", 0], 1)] + [(["m", 0], column) for column in (0, 2, 3)] + [(["x", 0], column) for column in range(4)]


def comparisons_of_values(vector, bad, setting, first, second):
    """Sets of which is told who has which value of those in one of the two alone."""
    types = ["-", "integer", "double", "integer"]
    key = lambda question, place: group_name(question, 0, ["no", place])
    listed = [(0, 1, first, 0, key(first, 0), 1, 2, 9), (0, 7, first, 0, key(first, 0), 7, 2, 13), (0, 7, first, 0, key(first, 1), 13, 0, 0),
              (0, 7, second, 0, key(second, 0), 7, 1, 40), (0, 13, second, 0, key(second, 0), 7, 1, 0), (3, 7, second, 0, key(second, 1), 7, 0, 55)]
    few = {(0, 7, key(first, 0), 7): ([(41, 1), (63, 1)], [(40, 3), (41, 10)]), (0, 7, key(first, 1), 13): ([], []),
           (0, 13, key(second, 0), 7): ([(204.5, 1)], []), (3, 7, key(second, 1), 7): ([], [(age, age) for age in range(1, 11)])}
    message, table = build(HEART, HEART_ROWS)
    message["comparisons"] = comparisons(listed, few, types)
    yield vector("comparisons_values", "sets beside earlier ones with the values of those in one of the two alone", HEART, serialize(message), {
        "groups": table, "comparisons": [describe_comparison(row, few, types) for row in sorted(listed)]})

    def told(name, what, path, value):
        def change(message):
            message["comparisons"] = comparisons(listed, few, types)
            return setting(["comparisons"] + path, value)(message)
        return bad("comparison_few_" + name, what, change)

    def other(name, what, place, sides, row=None):
        def change(message):
            rows = [row if row and one[:2] + one[4:6] == place else one for one in listed]
            message["comparisons"] = comparisons(rows, {**few, place: sides}, types)
        return bad("comparison_few_" + name, what, change)

    place = (0, 7, key(first, 0), 7)
    yield other("unordered", "values out of order", place, ([(63, 1), (41, 1)], [(40, 3), (41, 10)]))
    yield other("doubled", "a value twice on one side", place, ([(41, 1), (41, 1)], [(40, 3), (41, 10)]))
    yield other("eleven", "eleven values on both sides together", (0, 7, key(second, 0), 7), ([(5, 1)], [(age, 4) for age in range(1, 11)]))
    yield other("entered_more", "values of more patients than are in this set alone", place, ([(41, 1), (63, 2)], [(40, 3), (41, 10)]))
    yield other("left_fewer", "values of fewer patients than are in the earlier set alone", place, ([(41, 1), (63, 1)], [(40, 3)]))
    yield other("null", "NULL as a value", place, ([(None, 1), (63, 1)], [(40, 3), (41, 10)]))
    yield other("infinite", "an infinity as a value", (0, 13, key(second, 0), 7), ([(math.inf, 1)], []))
    yield other("of_count", "values of those whom a count is about", (0, 1, key(first, 0), 1), ([(1, 2)], [(1, 9)]), listed[0])
    yield told("lengths_short", "numbers of values of fewer comparisons", ["few_lengths"], lambda lengths: lengths[:-2])
    yield told("lengths_long", "numbers of values of more comparisons", ["few_lengths"], lambda lengths: lengths + b"\0")
    yield told("lengths_huge", "2^62 values of a comparison", ["few_lengths"], lambda lengths: lengths[:-1] + varint(2**62))
    yield told("lengths_written", "numbers of values that are all 0 but written", [], lambda compared: dict(
        compared, few_lengths=bytes(len(listed)), few=[], few_patients=b""))
    yield told("column_missing", "a column of values less than there are", ["few"], lambda columns: columns[:1])
    yield told("column_more", "a column of values more than there are", ["few"], lambda columns: columns + columns[:1])
    yield told("patients_short", "patients of fewer values", ["few_patients"], lambda patients: patients[:-1])
    yield told("patients_huge", "2^63 patients of a value", ["few_patients"], lambda patients: patients[:-1] + varint(2**63 - 1))


def floors(vector, setting):
    """Tables of the mode site-floor."""
    message, table = build(FLOOR, FLOOR_ROWS, FLOOR_WITHHELD, tells_zeros_of=[2])
    message["remainder"] = 1
    hash = "ab" * 32
    same = [(0, 1, hash, 0, group_name(hash, 0, ["f", 0]), 1, 0, 0), (3, 13, hash, 0, group_name(hash, 0, []), 0, 0, 0)]
    message["comparisons"] = comparisons(same)
    yield vector("site_floor", "shown and withheld cells, a remainder, sets that are the same as earlier ones", FLOOR, serialize(message), {
        "groups": table, "remainder": True,
        "comparisons": [describe_comparison(row) for row in same]})

    def bad(name, what, path, value, shape=FLOOR, base=message, code="partial-invalid"):
        changed = copy.deepcopy(base)
        setting(path, value)(changed)
        return vector("bad_site_floor_" + name, what, shape, serialize(changed), {"code": code})

    verdicts = lambda column: ["columns", column, "verdicts"]
    yield bad("state", "a withheld cell with a state", verdicts(0), b"\x01\x00\x01\x00\x01")
    yield bad("verdict_missing", "a cell without verdict of a group that counts nobody", verdicts(3), b"\x00\x00\x01\x00\x00")
    yield bad("verdict_two", "a verdict that is not known", verdicts(0), b"\x00\x00\x02\x00\x01")
    yield bad("verdict_of_maximum", "a verdict where nothing travels", verdicts(4), b"\x00\x01\x00\x00\x00")
    yield bad("patients", "more patients than the shown cells have", ["patients"], b"\x05\x02\x04\x01\x00")
    yield bad("patients_of_nothing", "patients of a group that shows nothing", ["patients"], b"\x04\x02\x04\x01\x01")
    yield bad("contributions", "contributions", ["columns", 0, "contributions"], b"\x05\x05" + bytes(8))
    told = dict(layout(["text"], ("sum", "integer", {"values": True})), mode="site-floor")
    yield bad("few_values", "how many patients have each value", ["columns", 0], lambda c: dict(
        c, few_lengths=b"\1", few={"nulls": b"", "values": zigzag(5), "entries": b""}), told, build(told, [(["f"], 1, [5])])[0])
    yield bad("partly_missing", "who has a row that does not count", ["columns", 1, "partly_missing"], b"\x00\x01\x00\x00\x00")
    yield bad("remainder_two", "a remainder of 2", ["remainder"], 2)
    differing = comparisons([same[0][:6] + (1, 0)])
    yield bad("comparison_entered", "by how many patients a set differs from an earlier one", ["comparisons"], differing)
    yield bad("comparison_left", "by how many patients an earlier set differs", ["comparisons"], comparisons([same[0][:6] + (0, 3)]))
    of_mean = (same[0][0], 7) + same[0][2:]
    yield bad("comparison_few", "that nobody of two sets has a value", ["comparisons"], comparisons([of_mean], {(of_mean[0], 7, of_mean[4], of_mean[5]): ([], [])}, ["-", "integer"]))
    joined = [(0, 1, "whole", [(hash, 0, group_name(hash, 0, []), 1)], [(hash, 0, group_name(hash, 0, ["f", 0]), 1)], 0, 0)]
    yield bad("combinations", "that a set is two others put together", ["combinations"], combinations(joined)[0])
    yield bad("atoms", "how many patients are in which sets", ["atoms"], atoms({(hash, 0, group_name(hash, 0, []), 1): {1, 2}})[0])
    empty = dict(layout(["text"], ("max", "integer")), mode="site-floor")
    yield bad("nothing", "a group of which nothing is said", ["remainder"], 0, empty, build(empty, [(["f"], 1, [5])])[0])
    merged, _ = build(HEART, HEART_ROWS)
    yield bad("remainder_merged", "a remainder in the mode merged", ["remainder"], 1, HEART, merged)
    yield bad("layout_merged", "a table of the mode merged", ["layout"], fingerprint(dict(FLOOR, mode=None)), code="layout-mismatch")

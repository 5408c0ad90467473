#!/usr/bin/env python3
"""Writes finish.txt (and heart.txt, given the folder of the UCI heart data): inputs and exact or correctly rounded results.

Shares no code with the project: Python's fractions, the correctly rounded integer division of CPython, and square roots that
are checked against the midpoints of their neighbours.

    python3 reference.py [FOLDER]

finish.txt, one case a line, fields separated by " | ":
    name | type | arguments | sum | avg | var_pop | var_samp | stddev_pop | stddev_samp
pairs.txt: name | type | y arguments | x arguments | covar_pop | covar_samp | corr | regr_slope | regr_intercept | regr_r2 | regr_count
    | regr_avgx | regr_avgy | regr_sxx | regr_syy | regr_sxy
shapes.txt: name | type | arguments | skewness | kurtosis | kurtosis_pop
percentiles.txt: name | type | arguments | fraction | percentile_cont | percentile_disc
A double is the 16 hexadecimal digits of its bits, another number a fraction n/d. For integer, bigint and numeric the deviations
are doubles too: the one nearest to the exact root. NULL and WITHHELD as in the aggregate catalogue.
"""
import csv
import math
import pathlib
import random
import struct
import sys
from decimal import Decimal, localcontext
from fractions import Fraction

HERE = pathlib.Path(__file__).parent


def bits(value):
    if math.isnan(value):
        return "7ff8000000000000"
    return struct.pack(">d", value + 0.0 if value else 0.0).hex()


def nearest(value):
    """The double nearest to a fraction, or None beyond the largest."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return None


def root(value):
    """The double nearest to the square root of a fraction, or None beyond the largest."""
    if value == 0:
        return 0.0
    with localcontext() as context:
        context.prec = 60
        context.Emax, context.Emin = 10**6, -(10**6)
        guess = float((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())
    if guess == math.inf or value >= (Fraction(sys.float_info.max) + Fraction(2) ** 970) ** 2:
        assert value >= (Fraction(sys.float_info.max) + Fraction(2) ** 970) ** 2
        return None
    is_even = struct.unpack(">Q", struct.pack(">d", guess))[0] % 2 == 0
    low, high = math.nextafter(guess, -math.inf), math.nextafter(guess, math.inf)
    below = max(Fraction(0), (Fraction(low) + Fraction(guess)) / 2)
    above = (Fraction(guess) + (Fraction(2) ** 1024 if high == math.inf else Fraction(high))) / 2
    if value < below**2 or (value == below**2 and not is_even):
        return low
    if value > above**2 or (value == above**2 and not is_even):
        return high
    return guess


def spreads(values):
    """Population and sample variance, exactly."""
    n = len(values)
    mean = sum(values, Fraction(0)) / n if n else None
    squares = sum(((v - mean) ** 2 for v in values), Fraction(0))
    return (squares / n if n else None, squares / (n - 1) if n > 1 else None)


def fraction(value):
    return "NULL" if value is None else f"{value.numerator}/{value.denominator}"


def double_results(values):
    n = len(values)
    if n == 0:
        return ["NULL"] * 6
    if not all(map(math.isfinite, values)):
        if any(map(math.isnan, values)) or (math.inf in values and -math.inf in values):
            special = math.nan
        else:
            special = math.inf if math.inf in values else -math.inf
        sample = "NULL" if n == 1 else bits(math.nan)
        return [bits(special), bits(special), bits(math.nan), sample, bits(math.nan), sample]

    def shown(value):
        return "WITHHELD" if value is None else bits(value)

    exact = [Fraction(v) for v in values]
    total = sum(exact, Fraction(0))
    population, sample = spreads(exact)
    return [
        shown(nearest(total)), shown(nearest(total / n)), shown(nearest(population)),
        "NULL" if sample is None else shown(nearest(sample)), shown(root(population)),
        "NULL" if sample is None else shown(root(sample)),
    ]


def exact_results(kind, values):
    if not values:
        return ["NULL"] * 6
    total = sum(values, Fraction(0))
    population, sample = spreads(values)
    shown = fraction(total)
    if kind == "integer" and not -(2**63) <= total < 2**63:
        shown = "WITHHELD"
    return [
        shown, fraction(total / len(values)), fraction(population), fraction(sample), bits(root(population)),
        "NULL" if sample is None else bits(root(sample)),
    ]


def line(name, kind, values):
    if kind == "double":
        inputs = [bits(v) if v or math.isnan(v) else struct.pack(">d", v).hex() for v in values]
        results = double_results(values)
    else:
        values = [Fraction(v) for v in values]
        inputs = [fraction(v) for v in values]
        results = exact_results(kind, values)
    return " | ".join([name, kind, " ".join(inputs) or "-", *results])


def any_double(source):
    while True:
        value = struct.unpack(">d", source.getrandbits(64).to_bytes(8, "big"))[0]
        if math.isfinite(value):
            return value


def cases():
    tiny, large = 5e-324, sys.float_info.max
    double = lambda name, values: line(name, "double", values)
    yield double("no rows", [])
    yield double("one row", [0.1])
    yield double("one zero", [0.0])
    yield double("negative zeros", [-0.0, -0.0])
    yield double("ten tenths", [0.1] * 10)
    yield double("cancellation", [1e16, 1.0, -1e16])
    yield double("cancellation, large last", [1.0, 1e16, -1e16])
    yield double("wide cancellation", [1e308, 1.0, -1e308])
    yield double("three scales", [1e300, 1e-300, 1.0, -1e300])
    yield double("alternating signs", [(1e5 + i / 7) * (-1) ** i for i in range(200)])
    yield double("squares below the least double", [1e-160, 2e-160, 4e-160])
    yield double("squares far below", [1e-200, 3e-200])
    yield double("a square that underflows halfway", [1e-154, 1.1e-154, 1e-170])
    yield double("least subnormals", [tiny, tiny, tiny])
    yield double("least subnormal and zero", [tiny, 0.0])
    yield double("mean between subnormals", [tiny, 2 * tiny])
    yield double("subnormals of both signs", [tiny * 7, -tiny * 3, tiny * 1001])
    yield double("largest and its opposite", [large, -large])
    yield double("sum beyond the largest, mean within", [large, large])
    yield double("sum to exactly the largest", [large / 2, large / 2])
    yield double("sum rounds to beyond", [large, 2.0**969, 2.0**969])
    yield double("sum stays at the largest", [large, 2.0**969, 2.0**969 - 2.0**917])
    yield double("squares beyond the largest", [1e200, -1e200, 1e199])
    yield double("large offset, spread of thirds", [1e9, 1e9 + 1, 1e9 + 2])
    yield double("larger offset", [1e15, 1e15 + 1, 1e15 + 2])
    yield double("constant", [123.456] * 9)
    yield double("half to even, down", [2.0**53, 1.0])
    yield double("half to even, up", [2.0**53 + 2, 1.0])
    yield double("just above half", [2.0**53, 1.0, 2.0**-60])
    yield double("just below half", [2.0**53, 1.0, -(2.0**-60)])
    yield double("half by one part in 2^1100", [2.0**53, 1.0, tiny])
    yield double("NaN", [1.0, math.nan])
    yield double("only NaN", [math.nan])
    yield double("infinity", [1.0, math.inf, 2.0])
    yield double("one infinity", [-math.inf])
    yield double("negative infinity", [1.0, -math.inf])
    yield double("both infinities", [math.inf, 1.0, -math.inf])
    yield double("infinity and NaN", [math.inf, math.nan])
    for kind in ("integer", "bigint"):
        whole = lambda name, values: line(name, kind, values)
        yield whole("no rows", [])
        yield whole("one row", [42])
        yield whole("heart ages", [63, 67, 67, 37, 41, 56, 62, 57, 63, 53])
        yield whole("a large offset", [10**9, 10**9 + 1, 10**9 + 2])
        yield whole("extremes", [2**63 - 1, -(2**63)])
        yield whole("least twice", [-(2**63), -(2**63)])
        yield whole("largest twice", [2**63 - 1, 2**63 - 1])
        yield whole("largest and back", [2**63 - 1, 1, -1])
        yield whole("sum is the least", [-(2**63) + 1, -1])
        yield whole("thirds", [1, 1, 2])
        yield whole("variance 25/4", [3, 8])
        yield whole("root beside a whole number", [10**9, 10**9 + 2, 10**9 + 4, 10**9 + 7])
    decimals = lambda name, values: line(name, "numeric", values)
    yield decimals("no rows", [])
    yield decimals("one row", ["12.50"])
    yield decimals("cents", ["0.10", "0.20", "0.30"])
    yield decimals("mixed scales", ["1e30", "1e-30", "-1e30"])
    yield decimals("thirds and sevenths", ["1/3", "2/3", "1/7"])
    yield decimals("tiny", ["1e-200", "3e-200"])
    yield decimals("huge", ["1e300", "-3e300", "1e299"])
    yield decimals("one fraction", ["-22/7"])
    source = random.Random(20250101)
    for number in range(60):
        count = source.randint(1, 40)
        yield double(f"laboratory {number}", [round(source.gauss(120, 30), source.randint(0, 4)) for _ in range(count)])
    for number in range(60):
        count = source.randint(1, 30)
        scale = source.randint(-1000, 950)
        yield double(f"one scale {number}", [math.ldexp(source.uniform(-1, 1), scale + source.randint(0, 30)) for _ in range(count)])
    for number in range(60):
        yield double(f"any bits {number}", [any_double(source) for _ in range(source.randint(1, 20))])
    for number in range(40):
        values = [any_double(source) for _ in range(source.randint(1, 8))]
        values += [-v for v in values] + [any_double(source)]
        source.shuffle(values)
        yield double(f"any bits cancelled {number}", values)
    for number in range(30):
        yield double(f"subnormal {number}", [source.randint(-(2**52), 2**52) * tiny for _ in range(source.randint(1, 12))])
    for number in range(60):
        width = source.randint(1, 63)
        values = [source.randint(-(2**width), 2**width - 1) for _ in range(source.randint(1, 30))]
        yield line(f"whole {number}", source.choice(["integer", "bigint"]), values)
    for number in range(60):
        digits = source.randint(0, 12)
        values = [Fraction(source.randint(-(10**9), 10**9), 10 ** source.randint(0, digits)) for _ in range(source.randint(1, 30))]
        yield decimals(f"decimal {number}", values)
    for number in range(20):
        values = [Fraction(source.randint(-99, 99), source.randint(1, 60)) for _ in range(source.randint(1, 12))]
        yield decimals(f"quotient {number}", values)


HEART = ["cleveland", "hungarian", "switzerland", "va"]
WHOLE = ["age", "trestbps", "chol", "thalach", "num"]


def heart(folder):
    """column type sex | n | sum avg var_samp stddev_samp over the union of four hospitals."""
    rows = [row for name in HEART for row in csv.DictReader(open(pathlib.Path(folder) / f"{name}.csv"))]
    for column in [*WHOLE, "oldpeak"]:
        kinds = ["double"] if column == "oldpeak" else ["integer", "double", "numeric"]
        for kind in kinds:
            for sex in (0, 1):
                texts = [r[column] for r in rows if r[column] != "" and float(r["sex"]) == sex]
                if kind == "double":
                    results = double_results([float(text) for text in texts])
                else:
                    results = exact_results(kind, [Fraction(text) for text in texts])
                yield " | ".join([column, kind, str(sex), str(len(texts)), results[0], results[1], results[3], results[5]])


def shown(value):
    """A fraction, or a pair (sign, fraction) of which the root is meant, as the nearest double."""
    if value is None:
        return "NULL"
    if isinstance(value, tuple):
        found = root(value[1])
        value = found if found is None or value[0] >= 0 else -found
    else:
        value = nearest(value)
    return "WITHHELD" if value is None else bits(value)


def pair_results(ys, xs):
    """By the definitions, with means taken away, in fractions; None is NULL."""
    n = len(ys)
    if n == 0:
        return [None] * 6 + [0] + [None] * 5
    my, mx = sum(ys, Fraction(0)) / n, sum(xs, Fraction(0)) / n
    syy = sum((y - my) ** 2 for y in ys)
    sxx = sum((x - mx) ** 2 for x in xs)
    sxy = sum((y - my) * (x - mx) for y, x in zip(ys, xs))
    slope = sxy / sxx if sxx else None
    return [
        sxy / n, sxy / (n - 1) if n > 1 else None, (sxy, sxy**2 / (sxx * syy)) if sxx and syy else None, slope,
        my - slope * mx if sxx else None, None if not sxx else Fraction(1) if not syy else sxy**2 / (sxx * syy), n, mx, my, sxx, syy, sxy]


def pair_line(name, kind, ys, xs):
    ys, xs = list(ys), list(xs)
    exact = pair_results([Fraction(y) for y in ys], [Fraction(x) for x in xs])
    results = [str(r) if i == 6 else shown(r) for i, r in enumerate(exact)]
    inputs = [" ".join(bits(v) if kind == "double" else fraction(Fraction(v)) for v in side) or "-" for side in (ys, xs)]
    return " | ".join([name, kind, *inputs, *results])


def pair_cases():
    source = random.Random(20250202)
    doubles = lambda name, ys, xs: pair_line(name, "double", ys, xs)
    yield doubles("no rows", [], [])
    yield doubles("one row", [1.5], [2.5])
    yield doubles("two rows", [1.0, 2.0], [3.0, 5.0])
    yield doubles("x constant", [1.0, 2.0, 3.0], [0.1, 0.1, 0.1])
    yield doubles("y constant", [0.1, 0.1, 0.1], [1.0, 2.0, 4.0])
    yield doubles("both constant", [1.0] * 3, [2.0] * 3)
    yield doubles("a line", [2.0 * i + 1 for i in range(9)], [float(i) for i in range(9)])
    yield doubles("a falling line", [-0.1 * i for i in range(9)], [float(i) for i in range(9)])
    yield doubles("nearly collinear", [1e9 + i + (1e-7 if i == 4 else 0) for i in range(9)], [1e9 + i for i in range(9)])
    yield doubles("nearly collinear, last bit", [1.0, 2.0, math.nextafter(3.0, 4)], [1.0, 2.0, 3.0])
    yield doubles("a large offset", [1e9, 1e9 + 1, 1e9 + 2], [1e15, 1e15 + 2, 1e15 + 3])
    yield doubles("products below the least double", [1e-160, 2e-160, 4e-160], [1e-170, 3e-170, 2e-170])
    yield doubles("least subnormals", [5e-324, 0.0, 1e-323], [5e-324, 1e-323, 0.0])
    yield doubles("products beyond the largest", [1e200, -1e200, 1e199], [1e180, 3e180, 2e180])
    yield doubles("scales far apart", [1e300, 1e-300, 1.0], [1e-300, 1.0, 1e300])
    yield doubles("alternating signs", [(1e5 + i / 7) * (-1) ** i for i in range(60)], [(1e5 - i / 3) * (-1) ** i for i in range(60)])
    for number in range(60):
        count = source.randint(1, 25)
        xs = [round(source.gauss(50, 20), source.randint(0, 3)) for _ in range(count)]
        yield doubles(f"laboratory {number}", [round(0.7 * x + source.gauss(0, 9), 2) for x in xs], xs)
    for number in range(40):
        count = source.randint(1, 8)
        yield doubles(f"any bits {number}", [any_double(source) for _ in range(count)], [any_double(source) for _ in range(count)])
    for kind in ("integer", "bigint"):
        whole = lambda name, ys, xs: pair_line(name, kind, ys, xs)
        yield whole("no rows", [], [])
        yield whole("one row", [1], [2])
        yield whole("extremes", [2**63 - 1, -(2**63), 5], [-(2**63), 2**63 - 1, 7])
        yield whole("a large offset", [10**9, 10**9 + 1, 10**9 + 2], [10**15, 10**15 + 2, 10**15 + 3])
        for number in range(20):
            count, width = source.randint(1, 25), source.randint(1, 63)
            side = lambda: [source.randint(-(2**width), 2**width - 1) for _ in range(count)]
            yield whole(f"whole {number}", side(), side())
    for number in range(20):
        count = source.randint(1, 20)
        side = lambda: [Fraction(source.randint(-(10**6), 10**6), 10 ** source.randint(0, 4)) for _ in range(count)]
        yield pair_line(f"decimal {number}", "numeric", side(), side())
    yield pair_line("thirds", "numeric", [Fraction(1, 3), Fraction(2, 3), 1], [Fraction(1, 7), Fraction(2, 7), Fraction(4, 7)])


def shape_results(values):
    """Joanes and Gill (1998): G1, G2, g2, with central moments in fractions."""
    n = len(values)
    if n == 0:
        return [None] * 3
    mean = sum(values, Fraction(0)) / n
    m2, m3, m4 = (sum((v - mean) ** k for v in values) / n for k in (2, 3, 4))
    if m2 == 0:
        return [None] * 3
    g2 = m4 / m2**2 - 3
    skewness = (m3, Fraction(n * (n - 1), (n - 2) ** 2) * m3**2 / m2**3) if n > 2 else None
    kurtosis = Fraction(n - 1, (n - 2) * (n - 3)) * ((n + 1) * g2 + 6) if n > 3 else None
    return [skewness, kurtosis, g2 if n > 1 else None]


def shape_line(name, kind, values):
    results = [shown(r) for r in shape_results([Fraction(v) for v in values])]
    return " | ".join([name, kind, " ".join(bits(v) if kind == "double" else fraction(Fraction(v)) for v in values) or "-", *results])


def shape_cases():
    source = random.Random(20250303)
    yield shape_line("no rows", "double", [])
    yield shape_line("one", "double", [1.0])
    yield shape_line("two", "double", [1.0, 2.0])
    yield shape_line("three", "double", [1.0, 2.0, 4.0])
    yield shape_line("constant", "double", [0.1] * 5)
    yield shape_line("a large offset", "double", [1e9, 1e9 + 1, 1e9 + 2, 1e9 + 5])
    yield shape_line("fourth powers below the least double", "double", [1e-160, 2e-160, 4e-160, 9e-160])
    yield shape_line("fourth powers beyond the largest", "double", [1e200, -1e200, 1e199, 3e200])
    yield shape_line("scales far apart", "double", [1e300, 1e-300, 1.0, -1e300])
    for number in range(40):
        yield shape_line(f"laboratory {number}", "double", [round(source.lognormvariate(3, 1), 2) for _ in range(source.randint(1, 30))])
    for number in range(30):
        yield shape_line(f"any bits {number}", "double", [any_double(source) for _ in range(source.randint(1, 9))])
    for number in range(30):
        width = source.randint(1, 63)
        values = [source.randint(-(2**width), 2**width - 1) for _ in range(source.randint(1, 20))]
        yield shape_line(f"whole {number}", source.choice(["integer", "bigint"]), values)
    for number in range(20):
        values = [Fraction(source.randint(-(10**6), 10**6), 10 ** source.randint(0, 3)) for _ in range(source.randint(1, 20))]
        yield shape_line(f"decimal {number}", "numeric", values)


def percentile_line(name, kind, values, part):
    """As orderedsetaggs.c of PostgreSQL 15 computes them, in doubles."""
    ordered = sorted(values)
    n = len(ordered)
    position = part * (n - 1)
    first, second = math.floor(position), math.ceil(position)
    low, high = float(ordered[first]), float(ordered[second])
    cont = low if first == second else low + (position - first) * (high - low)
    disc = ordered[max(1, math.ceil(part * n)) - 1]
    text = lambda value: bits(value) if kind == "double" else fraction(Fraction(value))
    return " | ".join([name, kind, " ".join(map(text, values)), bits(part), bits(cont), text(disc)])


def percentile_cases():
    source = random.Random(20250404)
    for number in range(60):
        part = source.choice([0.0, 0.25, 0.5, 0.75, 0.9, 0.1, 1 / 3, 0.999, 1.0, source.random()])
        count = source.randint(1, 40)
        yield percentile_line(f"ages {number}", "integer", [source.randint(0, 99) for _ in range(count)], part)
        yield percentile_line(f"laboratory {number}", "double", [round(source.gauss(10, 30), 2) for _ in range(count)], part)
        yield percentile_line(
            f"decimal {number}", "numeric", [Fraction(source.randint(-9999, 9999), 100) for _ in range(count)], part)


(HERE / "pairs.txt").write_text("\n".join(pair_cases()) + "\n")
(HERE / "shapes.txt").write_text("\n".join(shape_cases()) + "\n")
(HERE / "percentiles.txt").write_text("\n".join(percentile_cases()) + "\n")
(HERE / "finish.txt").write_text("\n".join(cases()) + "\n")
if len(sys.argv) > 1:
    (HERE / "heart.txt").write_text("\n".join(heart(sys.argv[1])) + "\n")

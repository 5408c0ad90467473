#!/usr/bin/env python3
"""Writes nearest.txt and texts.txt. Shares no code with the project: CPython's correctly rounded division, repr and fractions.

nearest.txt: "numerator denominator bits": a fraction and the 16 hexadecimal digits of the nearest double.
texts.txt:   "double bits text" or "numeric numerator/denominator text": canonical texts.
"""
import math
import pathlib
import random
import struct
from fractions import Fraction

HERE = pathlib.Path(__file__).parent


def bits(value):
    return struct.pack(">d", value).hex()


def nearest(value):
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def fractions(source):
    tiny, large = Fraction(5e-324), Fraction(1.7976931348623157e308)
    half_above = large + Fraction(2) ** 970
    yield from [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 3), Fraction(-2, 3), Fraction(22, 7), Fraction(1, 10)]
    yield from [tiny, tiny / 2, tiny / 2 + tiny / 2**80, tiny * 3 / 2, tiny * 5 / 2, -tiny / 2, -tiny, tiny / 3, tiny / 10**40]
    yield from [large, half_above, half_above - 1, half_above + 1, large * 2, -half_above, Fraction(10) ** 400]
    least_normal = Fraction(2) ** -1022
    yield from [least_normal, least_normal - tiny, least_normal - tiny / 2, least_normal - tiny / 3, least_normal + tiny / 2]
    for exponent in (53, 54, 60, 64, 100):
        for offset in (-3, -2, -1, 0, 1, 2, 3):
            yield Fraction(2**exponent + offset)
            yield Fraction(2**exponent + offset, 2**exponent)
            yield Fraction(2**53 * 2 + 1, 2) + Fraction(offset, 3**exponent)
    for _ in range(300):
        a, b = source.getrandbits(source.randint(1, 300)), source.getrandbits(source.randint(1, 300)) | 1
        yield Fraction(source.choice([-1, 1]) * a, b)
    for _ in range(100):
        middle = Fraction(source.getrandbits(53) * 2 + 1) * Fraction(2) ** source.randint(-1120, 950)
        yield middle
        yield middle * (1 + Fraction(1, 10**50))
        yield middle * (1 - Fraction(1, 10**50))


def laid_out(value):
    """PostgreSQL's layout of the shortest digits that read back."""
    sign, rest = ("-", -value) if value < 0 else ("", value)
    mantissa, _, exponent = repr(rest).partition("e")
    exponent = exponent or "0"
    whole, _, part = mantissa.partition(".")
    digits = whole + part
    point = len(whole) + int(exponent)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    if not digits:
        return "0"
    power = point - 1
    if power < -4 or power >= 15:
        tail = "." + digits[1:] if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{'-' if power < 0 else '+'}{abs(power):02d}"
    if point <= 0:
        return sign + "0." + "0" * -point + digits
    if len(digits) <= point:
        return sign + digits + "0" * (point - len(digits))
    return sign + digits[:point] + "." + digits[point:]


def decimal(value):
    """The text of a numeric: exact within 40 fraction digits, else 16 and more until the double is right."""
    def scaled(digits):
        product = abs(value) * 10**digits
        return (2 * product.numerator + product.denominator) // (2 * product.denominator)

    def placed(number, digits):
        sign = "-" if value < 0 and number else ""
        if digits == 0:
            return sign + str(number)
        text = str(number).rjust(digits + 1, "0")
        return f"{sign}{text[:-digits]}.{text[-digits:]}"

    for digits in range(41):
        if value * 10**digits == int(value * 10**digits):
            return placed(scaled(digits), digits)
    digits = 16
    while nearest(Fraction(scaled(digits), 10**digits)) != nearest(abs(value)):
        digits += 1
    return placed(scaled(digits), digits)


def texts(source):
    doubles = [0.0, 1.0, -1.0, 54.0, 0.1, -0.1, 1e20, 1e15, 1e14, 999999999999999.0, 123456789012345.0, 1234567890123456.0, 1e16,
               1e-4, 1e-5, 0.00012345, 0.000012345, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 0.3, 2 / 3, 1e22, 1e23,
               100.0, 1200.0, 9007199254740993.0, 3.14, 1e100]
    doubles += [round(source.gauss(0, 1000), source.randint(0, 6)) + 0.0 for _ in range(100)]
    for _ in range(200):
        value = struct.unpack(">d", source.getrandbits(64).to_bytes(8, "big"))[0]
        if math.isfinite(value):
            doubles.append(value)
    for value in doubles:
        yield f"double {bits(value + 0.0)} {laid_out(value)}"
    numerics = []
    for text in ("0", "1", "-1", "12.5", "-0.001", "1e30", "1e-40", "1e-41", "-1e-41", "5e-17", "1e400", "-12.50"):
        numerics.append(Fraction(text))
    numerics += [Fraction(1, 3), Fraction(-2, 3), Fraction(2, 7), Fraction(1, 1024), Fraction(10**20, 3), Fraction(1, 3 * 10**30),
                 Fraction(99999999999999999999, 7), Fraction(1, 3 * 10**330), Fraction(2**60 + 1, 2**60), Fraction(5, 10**17 * 3),
                 Fraction(1, 2**50), Fraction(-1, 3 * 10**400)]
    for _ in range(150):
        numerics.append(Fraction(source.randint(-(10**12), 10**12), source.randint(1, 10**source.randint(1, 9))))
    for value in numerics:
        yield f"numeric {value.numerator}/{value.denominator} {decimal(value)}"


source = random.Random(20250102)
(HERE / "nearest.txt").write_text(
    "".join(f"{f.numerator} {f.denominator} {bits(nearest(f))}\n" for f in fractions(source)))
(HERE / "texts.txt").write_text("".join(text + "\n" for text in texts(source)))

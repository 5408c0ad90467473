#!/usr/bin/env python3
"""Compares the federation's answers with exact arithmetic over the union of the four files.

usage: oracle.py DATA RESULTS      DATA holds the four CSV files, RESULTS one <question>.json for each question

Shares nothing with Cordon: rows are read here, numbers are fractions, and only the last step rounds. Every shown cell must be
equal: counts and whole sums exactly, everything else as the nearest double. Every cell that describes 1 to 10 patients, or whose
complement does, must be hidden.
"""
import csv
import json
import os
import sys
from fractions import Fraction
from math import isqrt

THRESHOLD = 11
FILES = ["cleveland", "hungarian", "switzerland", "va"]


def read(folder):
    rows = []
    for name in FILES:
        with open(os.path.join(folder, f"{name}.csv"), newline="") as file:
            for line in csv.DictReader(file):
                row = {key: None if text == "" else Fraction(text) for key, text in line.items()}
                if name in ("switzerland", "va") and row["chol"] == 0:
                    row["chol"] = None  # not measured there
                if row["oldpeak"] is not None:
                    row["oldpeak"] = Fraction(float(row["oldpeak"]))  # a double in the catalog
                rows.append(row)
    return rows


def root(value):
    """The square root of a fraction, exact to about 60 digits."""
    scale = 10 ** 120
    return Fraction(isqrt(value.numerator * scale // value.denominator), 10 ** 60)


class Column:
    """One aggregate: what it counts, how it is computed, and which sets of patients its result reveals."""

    def __init__(self, compute, argument=lambda row: 1, where=lambda row: True, complement=False, condition=False, withheld=False):
        self.compute, self.argument, self.where = compute, argument, where
        self.complement, self.condition, self.withheld = complement, condition, withheld

    def values(self, rows):
        chosen = (self.argument(row) for row in rows if self.where(row))
        return [value for value in chosen if value is not None]

    def measures(self, rows):
        values = self.values(rows)
        non_zero = sum(1 for value in values if value != 0)
        yield len(values)
        if self.complement:
            yield len(rows) - len(values)
        if self.condition:
            yield non_zero
            yield len(values) - non_zero


def truth(test):
    """A condition as SQL sees it in CASE: NULL is not true."""
    return lambda row: Fraction(1 if test(row) else 0)


def above(column, bound):
    return lambda row: row[column] is not None and row[column] > bound


def count(argument=lambda row: 1, where=lambda row: True):
    return Column(lambda values: Fraction(len(values)), argument, where, complement=True)


def total(argument, condition=False, complement=False):
    return Column(lambda values: sum(values, Fraction(0)) if values else None, argument, condition=condition, complement=complement)


def mean(argument, condition=False, complement=False):
    return Column(lambda v: sum(v) / len(v) if v else None, argument, condition=condition, complement=complement)


def variance(values, degrees):
    if len(values) <= degrees:
        return None
    average = sum(values) / len(values)
    return sum((value - average) ** 2 for value in values) / (len(values) - degrees)


def spread(name, degrees, deviation=False, condition=False):
    def compute(values):
        result = variance(values, degrees)
        return root(result) if deviation and result is not None else result
    return Column(compute, lambda row: row[name], condition=condition)


def withheld():
    return Column(lambda values: None, withheld=True)


def of(name):
    return lambda row: row[name]


def band(name, width):
    return lambda row: None if row[name] is None else row[name] // width * width


def age_group(row):
    return "under 45" if row["age"] < 45 else "45 to 59" if row["age"] < 60 else "60 and over"


def everybody(row):
    return True


DISEASED = truth(above("num", 0))
OVER_75 = above("age", 75)
SEX, CP = [Fraction(0), Fraction(1)], [Fraction(i) for i in (1, 2, 3, 4)]

# question: (rows, keys, columns by name, how many cells must be shown). A derived column is a function of the others' cells.
QUESTIONS = {
    "01-by-sex": (everybody, [of("sex")], {"n": count(), "avg": mean(of("age")), "stddev": spread("chol", 1, True)}, 6),
    # Margins by decade count as known, so women of a second decade protect those of the first only with the men beside them.
    "02-disease-by-age-and-sex": (everybody, [band("age", 10), of("sex")], {
        "n": count(), "diseased": total(DISEASED, condition=True, complement=True),
        "share": mean(DISEASED, condition=True, complement=True)}, 10),
    "03-everybody": (everybody, [], {
        "n": count(), "patients": count(), "measured": count(of("chol")), "avg": mean(of("chol")), "stddev": spread("chol", 1, True),
        "var_pop": spread("chol", 0)}, 6),
    "04-chest-pain": (everybody, [of("cp")], {
        "n": count(), "pressure": mean(of("trestbps")), "depression": mean(of("oldpeak")), "spread": spread("oldpeak", 0, True)}, 16),
    "05-exercise-angina": (everybody, [of("sex")], {
        "n": count(), "recorded": count(of("exang")), "angina": count(where=lambda row: row["exang"] == 1)}, 4),
    # Who has no heart rate is, but for one hospital's patients, who has no exercise test, which question 05 tells.
    "06-heart-rate-by-diagnosis": (everybody, [above("num", 0)], {
        "n": count(of("thalach")), "avg": mean(of("thalach")), "var_samp": spread("thalach", 1),
        "var_samp_2": spread("oldpeak", 1), "stddev_samp": spread("oldpeak", 1, True)}, 4),
    "07-middle-aged-men": (lambda row: row["sex"] == 1 and 40 <= row["age"] <= 59, [], {
        "n": count(), "mean_chol": mean(of("chol")), "var_chol": spread("chol", 1), "pressure": total(of("trestbps"))}, 4),
    "08-cholesterol-bands": (lambda row: row["chol"] is not None, [band("chol", 50)], {"n": count(), "age": mean(of("age"))}, 10),
    "09-sugar-and-ecg": (lambda row: row["fbs"] is not None, [of("fbs"), of("restecg")], {"n": count()}, 5),
    "10-frequent-chest-pain": (everybody, [of("cp")], {"n": count()}, 2),
    # Of 50 women with the disease question 02 shows 20 and hides 20: the 10 others would tell almost how many those are.
    "11-percentages": (everybody, [of("sex")], {
        "percent": mean(lambda row: 100 * DISEASED(row), condition=True, complement=True),
        "age": Column(lambda v: Fraction(round(sum(v) / len(v) * 10), 10), of("age"))}, 2),
    "12-oldest": (everybody, [of("sex")], {"oldest": withheld(), "n": count()}, 2),
    # 60 and over are those of 60 to 69, whom question 02 shows, the men of 70 and over, whom it hides, and six women.
    "13-age-groups": (everybody, [age_group], {
        "n": count(), "spread": spread("thalach", 0, True),
        "angina": mean(truth(lambda row: row["exang"] == 1), condition=True)}, 3),
    "14-vessels": (everybody, [of("ca")], {"n": count()}, 2),
    "15-slope": (everybody, [of("slope")], {
        "n": count(), "total": total(of("oldpeak"), complement=True), "mean": mean(of("oldpeak"), complement=True)}, 4),
    "16-rare": (everybody, [of("sex")], {
        "n": count(), "over_75": total(truth(OVER_75), condition=True), "over_75_again": count(where=OVER_75)}, 2),
}


def same(shown, exact):
    """Whole numbers exactly, all others as doubles."""
    if exact.denominator == 1 and "." not in str(shown) and "e" not in str(shown).lower():
        return int(shown) == exact
    return float(shown) == float(exact)


def key_of(cells):
    def value(cell):
        shown = cell.get("value")
        if shown is None or isinstance(shown, bool):
            return shown
        try:
            return Fraction(str(shown))
        except ValueError:
            return shown
    return tuple(value(cell) for cell in cells)


def check_cell(column, rows, cell):
    """An error sentence, or None. Never says a number that should be hidden."""
    if cell["state"] in ("suppressed", "withheld"):
        return "shows a value although it is hidden" if "value" in cell else None
    if column.withheld:
        return "is shown although it must be withheld"
    if 0 < len(rows) < THRESHOLD or any(0 < size < THRESHOLD for size in column.measures(rows)):
        return "is shown although it describes too few patients"
    exact = column.compute(column.values(rows))
    if cell["state"] == "not-applicable":
        return None if exact is None else "is not-applicable although there is a value"
    if exact is None or not same(cell["value"], exact):
        return f"is {cell['value']}, the exact value is {None if exact is None else float(exact)!r}"
    return None


def check(name, rows, document):
    where, keys, columns, least = QUESTIONS[name]
    groups = {}
    for row in filter(where, rows):
        groups.setdefault(tuple(key(row) for key in keys), []).append(row)
    shown, errors = 0, []
    names = [column["name"] for column in document["columns"]]
    if names[len(keys):] != list(columns):
        return 0, [f"columns are {names}"]
    for row in document["rows"]:
        cells = row["cells"]
        if "remainder" in row["marks"]:
            if any("value" in cell for cell in cells):
                errors.append("the remainder shows a value")
            continue
        key = key_of(cells[: len(keys)])
        for (label, column), cell in zip(columns.items(), cells[len(keys):]):
            error = check_cell(column, groups.get(key, []), cell)
            shown += "value" in cell
            if error:
                errors.append(f"{label} {error}")
    if shown < least:
        errors.append(f"only {shown} cells are shown, at least {least} are expected")
    return shown, errors


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    rows = read(sys.argv[1])
    failures = 0
    for name in QUESTIONS:
        with open(os.path.join(sys.argv[2], f"{name}.json")) as file:
            shown, errors = check(name, rows, json.load(file))
        print(f"{'ok  ' if not errors else 'FAIL'} {name}: {shown} cells equal" if not errors else f"FAIL {name}")
        for error in errors:
            print(f"     {error}")
        failures += bool(errors)
    print(f"{len(QUESTIONS) - failures} passed, {failures} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

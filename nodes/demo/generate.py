#!/usr/bin/env python3
"""Writes the CSV files of four invented hospitals for the demonstration network (catalog demo-care).

usage: generate.py FOLDER      makes FOLDER/<hospital>/{patient,stay,diagnosis,lab}.csv, the same bytes at every run

The patients are invented. What is true to life is the shape: hospitals of different size and case mix, diagnoses with a long
tail, missing values, a few very rare diseases, a laboratory that one hospital does not run.
"""
import csv
import os
import random
import sys
from datetime import date, timedelta

# id: patients, regions with weights, shift of the age distribution in years, share of smokers, runs the HbA1c laboratory
HOSPITALS = {
    "lyon": (2600, {"Auvergne-Rhône-Alpes": 88, "Provence": 8, "Corse": 1}, 2, 0.24, True),
    "nantes": (1700, {"Pays de la Loire": 90, "Bretagne": 9, "Corse": 1}, 0, 0.27, True),
    "bruxelles": (900, {"Bruxelles": 70, "Brabant wallon": 25, "Namur": 5}, -3, 0.22, True),
    "liege": (420, {"Liège": 85, "Namur": 12, "Luxembourg": 3}, 5, 0.30, False),
}
# ICD-10 code: expected share of patients, in percent. The last four are rare diseases.
DIAGNOSES = {
    "I10": 31.0, "E11": 14.0, "E78": 18.0, "I25": 9.0, "J44": 6.5, "I48": 6.0, "N18": 5.0, "F32": 7.0, "K21": 8.0, "M54": 11.0,
    "J45": 5.5, "I50": 4.5, "E03": 4.0, "C50": 2.2, "C61": 1.8, "C34": 1.2, "I63": 1.9, "G20": 0.8, "G35": 0.4, "K50": 0.5,
    "B18": 0.4, "E84": 0.12, "E75": 0.09, "G71": 0.10, "D57": 0.14,
}
WARDS = ["cardiology", "general medicine", "surgery", "oncology", "geriatrics", "neurology"]
CUTOFF = date(2025, 12, 31)


def clipped(value, low, high):
    return max(low, min(high, value))


class Hospital:
    def __init__(self, name):
        self.patients, self.regions, self.shift, self.smokers, self.hba1c = HOSPITALS[name]
        self.random = random.Random(f"cordon demo 1 {name}")
        self.rows = {"patient": [], "stay": [], "diagnosis": [], "lab": []}

    def day(self):
        return CUTOFF - timedelta(days=int(self.random.random() ** 1.3 * 1460))

    def generate(self):
        for patient in range(1, self.patients + 1):
            self.add_patient(patient)
        return self.rows

    def add_patient(self, patient):
        r = self.random
        sex = "F" if r.random() < 0.53 else "M"
        age = int(clipped(r.gauss(58 + self.shift, 19), 1, 103))
        smoker = "" if r.random() < 0.07 else str(r.random() < self.smokers).lower()
        bmi = "" if r.random() < 0.12 else f"{clipped(r.gauss(26.4, 4.6), 13.5, 61):.1f}"
        region = r.choices(list(self.regions), list(self.regions.values()))[0]
        name = f"Patient-{r.getrandbits(40):010x}"
        self.rows["patient"].append(
            [patient, name, sex, CUTOFF.year - age, age, region, smoker, bmi])
        stays = [self.add_stay(patient, age) for _ in range(1 + int(r.expovariate(1.6)))]
        codes = {code for code, share in DIAGNOSES.items() if r.random() * 100 < share * self.odds(code, age, sex)}
        for code in sorted(codes):
            stay, day = r.choice(stays)
            self.append("diagnosis", [patient, stay, code, day.isoformat()])
        self.add_labs(patient, codes, stays)

    def odds(self, code, age, sex):
        if code == "C61":
            return 2.0 if sex == "M" else 0.0
        if code == "C50":
            return 1.9 if sex == "F" else 0.01
        if code in ("E84", "E75", "G71", "D57"):
            return 1.0
        return clipped(age / 55, 0.15, 1.8)

    def append(self, table, row):
        self.rows[table].append([len(self.rows[table]) + 1] + row)
        return len(self.rows[table])

    def add_stay(self, patient, age):
        r = self.random
        day = self.day()
        length = "" if r.random() < 0.02 else int(r.expovariate(1 / (2.5 + age / 18)))
        ward = r.choices(WARDS, [18, 34, 24, 8, 4 + age / 8, 7])[0]
        emergency = str(r.random() < 0.41).lower()
        note = f"note {r.getrandbits(32):08x}"
        return self.append("stay", [patient, day.isoformat(), length, ward, emergency, note]), day

    def add_labs(self, patient, codes, stays):
        r = self.random
        kinds = [("creatinine", 0.9, 88 + 60 * ("N18" in codes), 24), ("cholesterol", 0.6, 5.1 + 0.6 * ("E78" in codes), 1.0)]
        if self.hba1c:
            kinds.append(("hba1c", 0.9 if "E11" in codes else 0.15, 7.4 if "E11" in codes else 5.5, 0.7))
        for analyte, share, mean, spread in kinds:
            if r.random() < share:
                value = "" if r.random() < 0.03 else f"{max(0.1, r.gauss(mean, spread)):.2f}"
                self.append("lab", [patient, analyte, r.choice(stays)[1].isoformat(), value])


COLUMNS = {
    "patient": ["patient_id", "name", "sex", "birth_year", "age", "region", "smoker", "bmi"],
    "stay": ["stay_id", "patient_id", "admitted", "days", "ward", "emergency", "note"],
    "diagnosis": ["diagnosis_id", "patient_id", "stay_id", "code", "recorded"],
    "lab": ["lab_id", "patient_id", "analyte", "taken", "value"],
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name in HOSPITALS:
        folder = os.path.join(sys.argv[1], name)
        os.makedirs(folder, exist_ok=True)
        for table, rows in Hospital(name).generate().items():
            with open(os.path.join(folder, f"{table}.csv"), "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS[table])
                writer.writerows(rows)


if __name__ == "__main__":
    main()

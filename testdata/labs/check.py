#!/usr/bin/env python3
"""Check lines.jsonl and tables.jsonl against the releases under $MEDCODE_DATA.

Every code must exist with a right check digit, be active where the release says so,
measure what the unit of the text measures, and every offset must cut out the name.
Exit status 1 when anything is wrong. With --list, each code's name is printed
beside the text, for the reader of the second pass; --tables or --lines takes one file only.
"""
import collections
import csv
import gzip
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = {"name", "start", "end", "loinc", "also", "value", "unit", "flag", "specimen", "method", "timing", "panel"}
FLAG = {"H", "L", "HH", "LL", "A", "critical"}
SUSCEPTIBILITY = {"S", "I", "R"}  # flags of an antibiotic's MIC, in tables.jsonl only
# UCUM units of the set, and the words of a LOINC name, or its property, that go with each.
MASS = r"Mass|MCnc|MRat|MRto|\bMCon"
MOLES = r"Moles|Molecules|SCnc|SRat|[Ee]xcess|Capacity|Anion gap"
UNIT = {
    "%": r"/100|Fraction|Hemoglobin|Hematocrit|DistWidth|Saturation|saturation|Inhaled|oximetry|NFr|MFr|VFr"
         r"|Inspired|Oximetry|Granulocytes.immature|Neutrophils.segmented",
    "10*3/uL": "#/volume|NCnc", "10*9/L": "#/volume|NCnc", "10*6/uL": "#/volume|NCnc", "/uL": "#/volume|NCnc",
    "/[HPF]": "squamous|#/area|HPF|high power|Naric|sediment", "/[LPF]": "casts|Naric|low power",
    "g/dL": MASS, "g/L": MASS, "mg/dL": MASS, "mg/L": MASS, "ug/dL": MASS, "ug/L": MASS, "ug/mL": MASS,
    "ng/mL": MASS, "ng/dL": MASS, "ng/L": MASS, "pg/mL": MASS, "ng/mL{FEU}": "FEU", "ug/mL{FEU}": "FEU",
    "mg/g": "Mass ratio|MRto", "mg/mmol": "Ratio|ratio", "pg": "Entitic", "fL": "Entitic",
    "mmol/L": MOLES, "meq/L": MOLES, "umol/L": MOLES, "nmol/L": MOLES, "pmol/L": MOLES, "mmol/mol": "IFCC",
    "U/L": "Enzymatic|CCnc", "U/mL": "Units", "[IU]/mL": "Units", "m[IU]/L": "Units", "u[IU]/mL": "Units",
    "m[IU]/mL": "Units", "mosm/kg": "Osmol", "mL/min": "clearance", "mL/min/{1.73_m2}": "1.73",
    "s": "aPTT|Time|tissue factor", "mm/h": "sedimentation", "mm[Hg]": "pressure|Partial", "kPa": "Partial",
    "/min": "rate", "{CFU}/mL": "Bacteria|Colony", "{copies}/mL": "viral load",
    "kg": "[Ww]eight", "g": r"Mass/time|[Ww]eight", "mL": "Fluid", "cm[H2O]": "ressure", "/100{WBCs}": "100",
    "[lb_av]": "weight",
    "kg/m2": "BMI", "cm": "height|circumference", "[in_i]": "height", "Cel": "emperature", "[degF]": "emperature",
}
VALUE = re.compile(r"[<>]?=?-?\d+(\.\d+)?s?$|\d+(\.\d+)?-\d+(\.\d+)?$|1:\d+$|[1-4]\+$|\d'\d+\"$")
WORD = {"negative", "positive", "trace", "small", "moderate", "large", "many", "few", "reactive", "non-reactive",
        "not detected", "no growth", "no growth to date", "yellow", "cloudy", "clear", "O positive", "MRSA",
        "Pseudomonas aeruginosa", "amber", "hazy", "colorless", "detected", "mixed flora", "Group A strep",
        "susceptible", "intermediate", "resistant", "Escherichia coli", "Klebsiella pneumoniae", "Proteus mirabilis",
        "Enterococcus faecalis", "Staphylococcus aureus", "Staphylococcus aureus (MRSA)", "3+ GPC in clusters"}


def releases():
    """Every code's names, and the rows of the official layout for the codes that have one."""
    data = os.environ.get("MEDCODE_DATA")
    if not data:
        sys.exit("set MEDCODE_DATA to the folder that holds loinc/")
    names, rows = collections.defaultdict(list), {}
    with gzip.open(os.path.join(data, "loinc", "loinc_names.tsv.gz"), "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            code, name, source = line.rstrip("\n").split("\t")
            names[code].append((source == "component", -len(name), name))
    with gzip.open(os.path.join(data, "loinc", "Loinc_common_labs.csv.gz"), "rt", encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            rows[row["LOINC_NUM"]] = row
    return {code: [n for _, _, n in sorted(all_)] for code, all_ in names.items()}, rows


def check_digit(code):
    """Mod 10 over the number, odd places from the right doubled, as LOINC prescribes."""
    number, digit = code.split("-")
    total = 0
    for i, c in enumerate(reversed(number)):
        n = int(c) * (2 if i % 2 == 0 else 1)
        total += n // 10 + n % 10
    return str(-total % 10) == digit


def offsets(line, say):
    """Names are cut out by their byte offsets, in order; only the halves of a blood pressure share one."""
    raw, last = line["text"].encode(), (0, 0)
    for lab in line["labs"]:
        here = (lab["start"], lab["end"])
        if raw[here[0]:here[1]].decode() != lab["name"]:
            say(f"offsets of {lab['name']!r} point at {raw[here[0]:here[1]]!r}")
        if here[0] < last[1] and here != last:
            say(f"{lab['name']!r} overlaps what is before it, or is out of order")
        last = here


def fields(lab, text, say, flags):
    """Values, units and flags are of the written lists; a number stands in the text."""
    value, unit = lab.get("value", ""), lab.get("unit", "")
    if set(lab) - KEYS:
        say(f"unknown fields {set(lab) - KEYS}")
    if lab.get("flag") and lab["flag"] not in flags:
        say(f"flag {lab['flag']!r} is not in the list")
    if unit and unit not in UNIT:
        say(f"unit {unit!r} is not in the list")
    if value and not VALUE.match(value) and value not in WORD:
        say(f"value {value!r} has no known shape")
    for number in re.findall(r"\d+(?:\.\d+)?", value) if not re.match(r"[1-4]\+$", value) else []:
        if number not in text.replace(",", "") and number.lstrip("0") not in text:
            say(f"value {value!r} is not in the text")


def codes(lab, names, rows, say):
    """Codes exist, are active, and measure what the unit says."""
    for code in [lab["loinc"], *lab.get("also", [])]:
        if code not in names:
            say(f"{code} of {lab['name']!r} is not in the release")
        if not check_digit(code):
            say(f"{code} has a wrong check digit")
        if rows.get(code, {}).get("STATUS", "ACTIVE") != "ACTIVE":
            say(f"{code} is {rows[code]['STATUS']}")
    if lab["loinc"] in lab.get("also", []):
        say(f"{lab['loinc']} is its own alternative")
    known = " | ".join(names.get(lab["loinc"], [])) + " " + rows.get(lab["loinc"], {}).get("PROPERTY", "")
    if lab.get("unit") and not re.search(UNIT.get(lab["unit"], "."), known):
        say(f"{lab['name']!r} in {lab['unit']} does not go with {lab['loinc']} ({known})")
    if lab["panel"] != bool(re.search("panel|Panel|PANEL|complete", known)):
        say(f"{lab['loinc']} panel {lab['panel']}, but is {known}")


def shared(line, say):
    """Results that share a name differ in code or time, and every word of a time stands in the text."""
    seen, squeezed = set(), re.sub(r"\s+", "", line["text"]).lower()
    for lab in line["labs"]:
        key = (lab["start"], lab["loinc"], lab.get("timing"))
        if key in seen:
            say(f"{lab['name']!r} twice, with the same code and time")
        seen.add(key)
        for word in lab.get("timing", "").lower().split():
            if word not in squeezed:
                say(f"time {lab['timing']!r} is not in the text")


def check(name, prefix, names, rows, faults):
    """One file: ids, texts, every field and code; the totals at the end."""
    counts = {k: collections.Counter() for k in ("kind", "loinc", "unit", "flag", "specimen", "timing")}
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    seen, panels = set(), 0
    for n, line in enumerate(lines, 1):
        say = lambda text: faults.append(f"{line['id']}: {text}")
        if line["id"] != f"{prefix}{n:03d}" or line["text"] in seen or ("\n" in line["text"]) != (prefix == "t"):
            say("id out of order, text repeated, or the number of lines is wrong for the file")
        seen.add(line["text"])
        counts["kind"][line["kind"]] += 1
        offsets(line, say)
        if prefix == "t":
            shared(line, say)
        for lab in line["labs"]:
            panels += lab["panel"]
            fields(lab, line["text"], say, FLAG | SUSCEPTIBILITY if prefix == "t" else FLAG)
            codes(lab, names, rows, say)
            for key in counts.keys() - {"kind"}:
                counts[key][lab.get(key) or "-"] += 1
        if "--list" in sys.argv:
            show(line, names)
    for key, c in counts.items():
        print(f"{key}: " + ", ".join(f"{k} {v}" for k, v in c.most_common(30)))
    total = sum(counts["loinc"].values())
    print(f"{name}: {len(lines)} texts, {total} mentions, {panels} of them panels, {len(counts['loinc'])} codes")


def show(line, names):
    """Print a text with what is marked in it, for a reader."""
    print(f"{line['id']} {line['kind']}\n{line['text']}")
    for lab in line["labs"]:
        rest = " ".join(f"{k}={lab[k]}" for k in ("value", "unit", "flag", "specimen", "method", "timing") if lab.get(k))
        print(f"\t{lab['name']}\t{lab['loinc']} {names.get(lab['loinc'], ['?'])[0]}\t{rest}")


def main():
    names, rows = releases()
    faults = []
    if "--tables" not in sys.argv:
        check("lines.jsonl", "l", names, rows, faults)
    if "--lines" not in sys.argv:
        check("tables.jsonl", "t", names, rows, faults)
    print("\n".join(faults) or "no fault")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

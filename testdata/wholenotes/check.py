#!/usr/bin/env python3
"""Second pass over notes.jsonl: form, counts, that the words stand in the note, and every code against the releases.

    MEDCODE_DATA=... python3 testdata/wholenotes/check.py [--print] [--half open|blind]

The releases are those of $MEDCODE_DATA: the FY2026 order file (gold and accepted ICD-10-CM codes are billable), RxNorm
names, LOINC names, HCPCS of January 2025, the Global Patient Set. --print writes every note with the official name of
each of its codes, for reading; --half limits that to one half (the first 37 notes are open, the rest are blind to those
who write rules). Exit 1 when anything is wrong.
"""
import collections
import gzip
import json
import os
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
FIELDS = {"id", "kind", "encounter_class", "age", "sex", "text", "gold", "also", "never"}
GOLD = {"ontology", "code", "accept", "text", "ingredient"}
CLASSES = {"outpatient", "inpatient", "emergency"}
OPEN = 37
LEAST = 74


def table(folder, path, name=1):
    """The rows of a gzipped TSV under folder, its first column to the column name; the first name of a code wins."""
    found = {}
    with gzip.open(os.path.join(folder, path), "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            found.setdefault(cells[0], cells[name])
    return found


def order(folder):
    """The FY2026 order file: dotted code to (billable, title)."""
    found = {}
    with zipfile.ZipFile(os.path.join(folder, "icd10cm/FY2026/code-descriptions-2026.zip")) as box:
        name = next(n for n in box.namelist() if "order" in n and n.endswith(".txt"))
        for line in box.read(name).decode("latin-1").splitlines():
            code = line[6:13].strip()
            found[code if len(code) < 4 else code[:3] + "." + code[3:]] = (line[14] == "1", line[77:].strip())
    return found


def releases(folder):
    """All five: ontology to {code: name}, and the set of billable ICD-10-CM codes."""
    icd = order(folder)
    return {
        "icd10cm": {code: title for code, (_, title) in icd.items()},
        "rxnorm": table(folder, "rxnorm/rxnorm_names.tsv.gz"),
        "loinc": table(folder, "loinc/loinc_names.tsv.gz"),
        "hcpcs": table(folder, "hcpcs/hcpcs_2025_jan.tsv.gz", 2),
        "snomed": table(folder, "snomed/snomed_gps_2020.tsv.gz"),
    }, {code for code, (billable, _) in icd.items() if billable}


def form(note):
    """What is wrong with a note as such."""
    if set(note) != FIELDS:
        yield "fields %s" % sorted(set(note) ^ FIELDS)
        return
    if note["encounter_class"] not in CLASSES or note["sex"] not in {"male", "female"} or not 0 <= note["age"] < 110:
        yield "class, sex or age"
    if not 600 <= len(note["text"]) <= 2500:
        yield "%d characters" % len(note["text"])
    for gold in note["gold"]:
        if set(gold) - GOLD or (gold["ontology"] == "rxnorm") != ("ingredient" in gold):
            yield "fields of gold %s" % gold["code"]
        if not gold["text"].strip() or gold["text"] not in note["text"]:
            yield "%r does not stand in the note" % gold["text"]
    keys = [(g["ontology"], g["code"]) for g in note["gold"]]
    for key, count in collections.Counter(keys).items():
        if count > 1:
            yield "%s %s twice" % key
    for never in note["never"]:
        if not never["why"].strip():
            yield "never %s without why" % never["code"]


def wanted(note):
    """Every (ontology, code) that a reading of the note may give without harm."""
    for gold in note["gold"]:
        for code in [gold["code"]] + gold["accept"]:
            yield gold["ontology"], code
    for also in note["also"]:
        yield also["ontology"], also["code"]


def codes(note, names, billable):
    """What is wrong with a note's codes."""
    for ontology, code in wanted(note):
        if code not in names.get(ontology, {}):
            yield "%s %s is not in the release" % (ontology, code)
    for gold in note["gold"]:
        if gold["ontology"] == "icd10cm":
            for code in [gold["code"]] + gold["accept"]:
                if code not in billable:
                    yield "%s is not billable" % code
    fine = set(wanted(note))
    for never in note["never"]:
        ontology, code = never["ontology"], never["code"]
        if ontology == "icd10cm":
            if not any(name.startswith(code) for name in names[ontology]):
                yield "no code begins with %s" % code
            clash = [c for o, c in fine if o == ontology and c.startswith(code)]
        else:
            if code not in names.get(ontology, {}):
                yield "never %s %s is not in the release" % (ontology, code)
            clash = [c for o, c in fine if (o, c) == (ontology, code)]
        if clash:
            yield "never %s %s forbids %s" % (ontology, code, clash)


def show(note, names):
    """The note with official names, for reading."""
    print("=" * 100)
    print(note["id"], note["kind"], note["encounter_class"], note["age"], note["sex"])
    print(note["text"])
    for gold in note["gold"]:
        accepted = ", ".join(gold["accept"][:6])
        print("  + %-7s %-9s %s [%s] %s" % (gold["ontology"], gold["code"], names[gold["ontology"]].get(gold["code"]),
                                         gold["text"], accepted and "or " + accepted))
    for also in note["also"]:
        print("  ~ %-7s %-9s %s" % (also["ontology"], also["code"], names[also["ontology"]].get(also["code"])))
    for never in note["never"]:
        print("  - %-7s %-9s %s (%s)" % (never["ontology"], never["code"],
                                      names[never["ontology"]].get(never["code"]), never["why"]))


def main():
    names, billable = releases(os.environ["MEDCODE_DATA"])
    with open(os.path.join(HERE, "notes.jsonl"), encoding="utf-8") as lines:
        notes = [json.loads(line) for line in lines]
    half = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else ""
    faults, counts = [], collections.Counter()
    for number, note in enumerate(notes):
        faults += ["%s: %s" % (note.get("id"), fault) for fault in form(note)]
        faults += ["%s: %s" % (note["id"], fault) for fault in codes(note, names, billable)]
        counts.update(gold["ontology"] for gold in note["gold"])
        counts.update({"also": len(note["also"]), "never": len(note["never"])})
        if "--print" in sys.argv and half != ("blind" if number < OPEN else "open"):
            show(note, names)
    if len({note["id"] for note in notes}) != len(notes) or len(notes) < LEAST:
        faults.append("%d notes, or one twice" % len(notes))
    for fault in faults:
        print(fault)
    print("%d notes: %s" % (len(notes), ", ".join("%s %d" % pair for pair in sorted(counts.items()))))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

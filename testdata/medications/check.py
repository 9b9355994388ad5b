#!/usr/bin/env python3
"""Check lines.jsonl against the releases under $MEDCODE_DATA.

Every code must exist, carry the ingredients, the strength and the kind of name
that the line claims, and every offset must cut out the name. Exit status 1 when
anything is wrong. With --list, each code's name is printed beside the text, for
the reader of the second pass.
"""
import collections
import gzip
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
STATUS = {"active", "held", "stopped", "changed", "started", "allergy", "negated",
          "historical", "considered", "other person"}
LEVEL = {"class", "group", "ingredient", "precise ingredient", "ingredients", "component", "form",
         "drug", "brand", "brand component", "brand form", "brand drug"}
ROUTE = {"oral", "sublingual", "buccal", "intravenous", "intramuscular", "subcutaneous", "transdermal",
         "topical", "inhaled", "nasal", "ophthalmic", "otic", "rectal", "vaginal", "enteral"}
FORM = {"tablet", "tablet ER", "tablet DR", "tablet ODT", "tablet SL", "tablet chewable", "capsule", "capsule ER",
        "capsule DR", "ER", "solution", "suspension", "syrup", "elixir", "liquid", "powder", "gum", "MDI", "DPI",
        "inhaler", "neb solution", "nasal spray", "eye drops", "eye ointment", "ear drops", "patch", "cream",
        "ointment", "gel", "lotion", "shampoo", "suppository", "vaginal cream", "injection", "vial", "syringe",
        "pen", "spray SL", "film SL", "drops"}
FREQUENCY = re.compile(r"(\d(-\d)?/(\d+)?(d|wk|mo|yr)|q\d+(-\d+)?h|q\d+min|once|continuous|with meals)$")
DURATION = re.compile(r"\d+ (h|d|wk|mo)$")
KEYS = {"name", "start", "end", "ingredients", "ingredient_rxcuis", "rxcui", "also", "level", "strength", "form",
        "route", "dose", "frequency", "frequency_text", "duration", "prn", "status"}
# Words that stand for a salt or a water of an ingredient, and spellings that differ between the two files.
ALIASES = {"alendronate": "alendronic acid", "cholecalciferol": "vitamin d3", "insulin, regular, human": "insulin",
           "insulin aspart, human": "insulin aspart", "insulin isophane": "insulin", "vitamin b12": "cyanocobalamin",
           "valproate": "divalproex", "glucose": "dextrose"}
SHAPE = re.compile(r"\d[\d.,]* (?:MG|UNT|MEQ|ML|MCG|%)", re.I)
PREFIX = re.compile(r"^(?:(?:NDA|ANDA|BLA)\d+ )?(?:[\d.]+ (?:HR|ML|ACTUAT|DAY) )*", re.I)


def releases():
    """The names of every RXCUI, and its ingredient string where the release gives one."""
    data = os.environ.get("MEDCODE_DATA")
    if not data:
        sys.exit("set MEDCODE_DATA to the folder that holds rxnorm/")
    names, ingredient = collections.defaultdict(list), {}
    for file, into in (("rxnorm_names", None), ("rxnorm_ingredients", ingredient)):
        with gzip.open(os.path.join(data, "rxnorm", file + ".tsv.gz"), "rt", encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                code, text = line.rstrip("\n").split("\t")[:2]
                if into is None:
                    names[code].append(text)
                else:
                    into[code] = text
    return names, ingredient


def offsets(line, say):
    """Names are cut out by their byte offsets and do not overlap."""
    raw, last = line["text"].encode(), 0
    for m in line["medications"]:
        if raw[m["start"]:m["end"]].decode() != m["name"]:
            say(f"offsets of {m['name']!r} point at {raw[m['start']:m['end']]!r}")
        if m["start"] < last:
            say(f"{m['name']!r} overlaps what is before it, or is out of order")
        last = m["end"]


def vocabulary(m, text, say):
    """Fields hold values of the written lists, and quotations stand in the text."""
    for key, allowed in (("status", STATUS), ("level", LEVEL), ("route", ROUTE), ("form", FORM)):
        if m.get(key) and m[key] not in allowed:
            say(f"{key} {m[key]!r} is not in the list")
    if set(m) - KEYS:
        say(f"unknown fields {set(m) - KEYS}")
    for key, shape in (("frequency", FREQUENCY), ("duration", DURATION)):
        if m.get(key) and not shape.match(m[key]):
            say(f"{key} {m[key]!r} has no known shape")
    if m.get("frequency_text", "") not in text:
        say(f"frequency_text {m['frequency_text']!r} is not in the text")
    yield from unwritten(m, text)


def unwritten(m, text):
    """Numbers of the strength that the text does not write as they stand."""
    squeezed = re.sub(r"[\s,]", "", text)
    for number in re.findall(r"[\d.]+", m.get("strength", "")):
        if number.rstrip("0").rstrip(".") not in squeezed and number.lstrip("0") not in squeezed:
            yield number


def kind(name):
    """What kind of RxNorm name this is, from its shape."""
    brand = "brand " if name.endswith("]") else ""
    body = re.sub(r" \[[^\]]+\]$", "", PREFIX.sub("", name))
    last = body.split(" / ")[-1]
    found = list(SHAPE.finditer(last))
    if found:
        unit = re.match(r"\S+", last[found[-1].start():].split(" ", 1)[1]).group(0)
        rest = last[found[-1].start():].split(" ", 1)[1][len(unit):].strip()
        return brand + ("drug" if rest else "component")
    return brand + "form" if re.search(r"(Tablet|Capsule|Solution|Suspension|Inhaler|Spray|Patch|Pen Injector|Product)$", body, re.I) else "name"


def codes(m, names, ingredient, say):
    """Codes exist, are of the level claimed, and name the ingredients."""
    if m["level"] == "class":
        if m["rxcui"] or m["ingredients"]:
            say(f"class {m['name']!r} has a code")
        return
    if not m["rxcui"]:
        say(f"{m['name']!r} has no code")
    for code in [m["rxcui"], *m["ingredient_rxcuis"], *m.get("also", [])]:
        if code and code not in names:
            say(f"{code} of {m['name']!r} is not in the release")
    for code, name in zip(m["ingredient_rxcuis"], m["ingredients"]):
        known = [n.lower() for n in names[code]]
        if len(m["ingredient_rxcuis"]) == len(m["ingredients"]) and name not in known:
            say(f"{code} is {known}, not {name}")
    kinds = {kind(n) for n in names[m["rxcui"]]}
    want = {"brand": "name", "ingredient": "name", "ingredients": "name", "precise ingredient": "name",
            "group": "form"}.get(m["level"], m["level"])
    if want not in kinds:
        say(f"{m['rxcui']} is {kinds}, not {m['level']}: {names[m['rxcui']]}")
    carried(m, names, ingredient, say)


def carried(m, names, ingredient, say):
    """The code's names hold every ingredient, but for brand names, which hold none."""
    all_names = " | ".join(names[m["rxcui"]]).lower()
    for i in m["ingredients"]:
        stem = i.split(",")[0]
        if m["level"] != "brand" and stem not in all_names and ALIASES.get(i, i) not in all_names:
            say(f"{m['rxcui']} ({all_names}) does not name {i}")
    row = ingredient.get(m["rxcui"], "").lower()
    if row and not any(row.startswith(x.split(",")[0]) or x in row for i in m["ingredients"] for x in (i, ALIASES.get(i, i))):
        say(f"{m['rxcui']} has the ingredient {row!r}, not {m['ingredients']}")


UNIT = {"mg": 1, "mcg": 1e-3, "g": 1e3}
OTHERWISE = {"1725059"}  # naloxone: 4 mg is a spray of 0.1 mL, written as 40 MG/ML
PER = {"5 mL": 5, "3 mL": 3, "2 mL": 2, "15 mL": 15, "1.25 mL": 1.25, "0.3 mL": .3, "100 mL": 100, "24 h": 24, "72 h": 72}


def possible(number, unit):
    """The figures by which RxNorm may write this strength: mg, per mL, per hour, per puff, or a proportion."""
    base, _, per = unit.partition("/")
    value = float(number) * UNIT.get(base, 1) / PER.get(per, 1)
    return (value * 10, value / 100) if base == "%" else (value,)


def strengths(m, names, say):
    """A code with a strength has the strength of the text."""
    if not re.search("drug|component", m["level"]) or not m.get("strength") or m["rxcui"] in OTHERWISE:
        return
    name = PREFIX.sub("", " ".join(names[m["rxcui"]]).lower())
    figures = [float(f) for f in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", name)]
    for part in m["strength"].split("+"):
        numbers, unit = re.match(r"([\d./-]+) (.+)$", part.strip()).groups()
        wanted = [possible(n, unit) for n in re.split("[/-]", numbers)]
        if not all(any(abs(f - w) <= .02 * w for f in figures for w in ways) for ways in wanted) and not total(wanted, figures):
            say(f"{m['rxcui']} ({name}) has not the strength {m['strength']}")


def total(wanted, figures):
    """A combination may be written by the sum of its parts, or by the first part alone."""
    pairs = [a + b for i, a in enumerate(figures) for b in figures[i + 1:]]
    return len(wanted) == 1 and any(abs(p - w) <= .02 * w for p in pairs for w in wanted[0])


def main():
    names, ingredient = releases()
    faults, seen = [], set()
    counts = {k: collections.Counter() for k in ("kind", "level", "status", "route", "form", "frequency")}
    unquoted = absent = total = 0
    with open(os.path.join(HERE, "lines.jsonl"), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for n, line in enumerate(rows, 1):
        say = lambda text: faults.append(f"{line['id']}: {text}")
        if line["id"] != f"m{n:03d}" or line["text"] in seen or "\n" in line["text"]:
            say("id out of order, text repeated, or text of several lines")
        seen.add(line["text"])
        counts["kind"][line["kind"]] += 1
        offsets(line, say)
        for m in line["medications"]:
            total += 1
            unquoted += len(list(vocabulary(m, line["text"], say)))
            codes(m, names, ingredient, say)
            strengths(m, names, say)
            absent += len(m["ingredients"]) > len(m["ingredient_rxcuis"])
            for key in ("level", "status", "route", "form", "frequency"):
                counts[key][m.get(key) or "-"] += 1
            if "--list" in sys.argv:
                shown = names[m["rxcui"]][0] if m["rxcui"] else "-"
                print(f"{line['id']}\t{line['text']}\t{m['name']}\t{m['level']}\t{shown}")
    for key, c in counts.items():
        print(f"{key}: " + ", ".join(f"{k} {v}" for k, v in c.most_common()))
    print(f"{len(rows)} lines, {total} mentions, {absent} with an ingredient that the release has no code for, "
          f"{unquoted} strengths that the text implies rather than writes")
    print("\n".join(faults) or "no fault")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Check lines.jsonl against the ICD-10-CM release of fiscal year 2026 under $MEDCODE_DATA.

Every offset must cut out a short form, every field be of the written lists, every
code be billable in the order file. Exit status 1 when anything is wrong. With --print,
each line is shown with the titles of its codes, for the reader of the second pass;
--first shows the half that may be read by the one who writes rules.
"""
import collections
import io
import json
import os
import re
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = ["id", "kind", "text", "section", "start", "end", "meaning", "category", "icd10cm", "accept"]
KIND = {"ambiguous", "lower", "capitals", "glued"}
CATEGORY = {"problem", "medication", "test", "procedure", "device", "none"}
ORDER = os.path.join("icd10cm", "FY2026", "code-descriptions-2026.zip")


def release():
    """Title of every billable code, dotted, from the order file (fixed columns)."""
    data = os.environ.get("MEDCODE_DATA")
    if not data:
        sys.exit("set MEDCODE_DATA to the folder that holds icd10cm/")
    titles = {}
    with zipfile.ZipFile(os.path.join(data, ORDER)) as z:
        name = next(n for n in z.namelist() if re.search(r"order[^/]*2026\.txt$", n))
        for row in io.TextIOWrapper(z.open(name), encoding="utf-8"):
            code = row[6:14].strip()
            if row[14] == "1":
                titles[code[:3] + ("." + code[3:] if code[3:] else "")] = row[77:].strip()
    return titles


def form(line, n, say):
    """Fields, ids and offsets; a short form is cut at the borders of a word."""
    if list(line) != KEYS or line["id"] != f"s{n:03d}":
        say("fields or id out of order")
    if line["kind"] not in KIND or line["category"] not in CATEGORY or not line["meaning"]:
        say("kind, category or meaning is not of the written lists")
    raw, start, end = line["text"].encode(), line["start"], line["end"]
    if not 0 <= start < end <= len(raw) or raw[start:end] != raw[start:end].strip():
        say(f"offsets cut out {raw[start:end]!r}")
    if line["kind"] != "glued" and re.match(rb"[A-Za-z0-9]{2}", raw[end - 1:end + 1]):
        say(f"{raw[start:end]!r} ends inside a word")
    if line["section"] and not line["text"].startswith(line["section"] + ":"):
        say(f"section {line['section']!r} does not open the text")
    if line["kind"] == "lower" and line["text"] != line["text"].lower():
        say("not in lower case")
    if line["kind"] == "capitals" and line["text"] != line["text"].upper():
        say("not in capitals")


def codes(line, titles, say):
    """Codes are billable, and stand only with problems."""
    for code in [line["icd10cm"], *line["accept"]]:
        if code and code not in titles:
            say(f"{code} is not billable in FY2026")
    if line["accept"] and not line["icd10cm"] or line["icd10cm"] in line["accept"]:
        say("alternatives without a code, or the code among them")
    if line["icd10cm"] and line["category"] != "problem":
        say("a code on what is no problem")


def show(line, titles):
    """Print a line with what is marked in it, for a reader."""
    raw = line["text"].encode()
    marked = b"[" + raw[line["start"]:line["end"]] + b"]"
    text = (raw[:line["start"]] + marked + raw[line["end"]:]).decode()
    code = " ".join(f"{c} {titles.get(c, '?')};" for c in [line["icd10cm"], *line["accept"]] if c)
    print(f"{line['id']} {text}\n     {line['category']}: {line['meaning']}  {code}")


def main():
    titles, faults, seen = release(), [], set()
    counts = {k: collections.Counter() for k in ("kind", "category")}
    with open(os.path.join(HERE, "lines.jsonl"), encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    half = (len(lines) + 1) // 2
    for n, line in enumerate(lines, 1):
        say = lambda text: faults.append(f"{line['id']}: {text}")
        form(line, n, say)
        codes(line, titles, say)
        if (line["text"], line["start"]) in seen:
            say("repeated")
        seen.add((line["text"], line["start"]))
        for key, c in counts.items():
            c[line[key]] += 1
        if "--print" in sys.argv or "--first" in sys.argv and n <= half:
            show(line, titles)
    for key, c in counts.items():
        print(f"{key}: " + ", ".join(f"{k} {v}" for k, v in c.most_common()))
    coded = [line["icd10cm"] for line in lines if line["icd10cm"]]
    print(f"{len(lines)} lines, {len(coded)} with a code, {len(set(coded))} codes; first half {half}")
    print("\n".join(faults) or "no fault")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

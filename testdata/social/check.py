#!/usr/bin/env python3
"""Second pass over lines.jsonl: form, offsets, duplicates, counts, and every code against the FY2026 order file.

    MEDCODE_DATA=... python3 testdata/social/check.py [--print]

A code must be billable in $MEDCODE_DATA/icd10cm/FY2026 and lie in Z55-Z65 or V00-Y99. --print writes each line, the
spans in brackets, beside the official titles, for reading. Exit 1 when anything is wrong.
"""
import collections
import io
import json
import os
import re
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
RANGE = re.compile(r"^(Z5[5-9]|Z6[0-5]|[V-Y][0-9]{2})(\.[0-9A-Z]{1,4})?$")
LEAST = {"social": 130, "external": 100, "none": 50}


def release(folder):
    """The billable codes of the order file, undotted, with their long titles."""
    titles = {}
    with zipfile.ZipFile(os.path.join(folder, "code-descriptions-2026.zip")) as box:
        name = next(n for n in box.namelist() if n.endswith("icd10cm-order-2026.txt"))
        for line in io.TextIOWrapper(box.open(name), encoding="latin-1"):
            if line[14] == "1":
                titles[line[6:14].strip()] = line[77:].strip()
    return titles


def form(row):
    """What is wrong with a row as such."""
    if not {"id", "group", "kind", "text", "codes"} <= set(row) <= {"id", "group", "kind", "text", "codes", "also"}:
        yield "fields %s" % sorted(row)
        return
    if row["group"] not in LEAST or (row["group"] == "none") != (not row["codes"]):
        yield "group %r with %d codes" % (row["group"], len(row["codes"]))
    text, last = row["text"].encode(), 0
    for code in row["codes"]:
        try:
            before, span, after = [part.decode() for part in cut(text, code)]
        except UnicodeDecodeError:
            yield "the span cuts a character"
            return
        if not span or span != span.strip() or before[-1:].isalnum() or after[:1].isalnum():
            yield "the span %r is not made of whole words" % span
        if code["start"] < last:
            yield "the span %r overlaps the one before" % span
        last = code["end"]


def cut(text, code):
    return text[:code["start"]], text[code["start"]:code["end"]], text[code["end"]:]


def codes(row, titles):
    """What is wrong with the codes of a row."""
    every = [[code["code"]] + code["accept"] for code in row["codes"]] + [row.get("also", [])]
    for several in every:
        if len(set(several)) != len(several):
            yield "a code stands twice in %s" % several
        for code in several:
            if code.replace(".", "") not in titles:
                yield "%s is not billable in FY2026" % code
            elif not RANGE.match(code):
                yield "%s is no social determinant and no external cause" % code


def show(row, titles):
    """Prints a line with the titles of its codes."""
    text = row["text"].encode()
    for code in reversed(row["codes"]):
        before, span, after = cut(text, code)
        text = before + b"[" + span + b"]" + after
    print("%s  %s  (%s, %s)" % (row["id"], text.decode(), row["group"], row["kind"]))
    for code in row["codes"]:
        for mark, one in [("=", code["code"])] + [("~", one) for one in code["accept"]]:
            print("    %s %s %s" % (mark, one, titles.get(one.replace(".", ""), "?")[:110]))
    for one in row.get("also", []):
        print("    + %s %s" % (one, titles.get(one.replace(".", ""), "?")[:110]))


def main():
    folder = os.environ.get("MEDCODE_DATA")
    if not folder:
        sys.exit("set MEDCODE_DATA to the folder that holds icd10cm/FY2026")
    titles = release(os.path.join(folder, "icd10cm", "FY2026"))
    with open(os.path.join(HERE, "lines.jsonl"), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    faults, seen, groups, kinds = [], {}, collections.Counter(), collections.Counter()
    for row in rows:
        wrong = list(form(row)) + list(codes(row, titles))
        for key in (row["id"], row["text"].lower()):
            if key in seen:
                wrong.append("the same as %s" % seen[key])
            seen[key] = row["id"]
        faults += ["%s: %s" % (row["id"], fault) for fault in wrong]
        groups[row["group"]] += 1
        kinds[row["group"], row["kind"]] += 1
        if "--print" in sys.argv:
            show(row, titles)
    for (group, kind), count in sorted(kinds.items()):
        print("%-10s %-36s %4d" % (group, kind, count))
    for group, least in LEAST.items():
        print("%-10s %4d lines" % (group, groups[group]))
        if groups[group] < least:
            faults.append("%s: %d lines, %d asked for" % (group, groups[group], least))
    print("%d lines, %d codes" % (len(rows), sum(len(row["codes"]) for row in rows)))
    print("\n".join(faults) or "nothing wrong")
    sys.exit(1 if faults else 0)


main()

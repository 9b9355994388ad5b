#!/usr/bin/env python3
"""Second pass over phrases.jsonl and more.jsonl: form, offsets, counts, and every code against the HCPCS releases.

    MEDCODE_DATA=... python3 testdata/devices/check.py [--print]

The releases are those of $MEDCODE_DATA/hcpcs: the January-2025 table says which codes there are, the 2019 file
(fixed width, columns 285 to 292) when a code ended. --print writes each phrase, its span in brackets, beside the
official descriptions of its codes, for reading. Exit 1 when anything is wrong.
"""
import collections
import gzip
import io
import json
import os
import re
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
CODE = re.compile(r"^[A-V][0-9]{4}$")
FIELDS = {"id", "category", "text", "start", "end", "code", "accept", "none", "outside", "kind"}
KINDS = {"drug", "procedure", "verb", "adjective", "anatomy", "finding", "test", "name", "homograph",
         "device without code"}
# FILES are the files with the least rows of a category and of negatives.
FILES = {"phrases.jsonl": (20, 60), "more.jsonl": (15, 40)}


def releases(folder):
    """The codes of January 2025 with their long descriptions, and the codes that the 2019 file ends, with the day."""
    table, ended = {}, {}
    with gzip.open(os.path.join(folder, "hcpcs_2025_jan.tsv.gz"), "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            code, _, long = line.rstrip("\n").split("\t")[:3]
            table[code] = long
    with zipfile.ZipFile(os.path.join(folder, "2019-Alpha-Numeric-HCPCS-File.zip")) as box:
        name = next(n for n in box.namelist() if n.endswith("_CONTR_ANWEB.txt"))
        for line in io.TextIOWrapper(box.open(name), encoding="latin-1"):
            day = line[284:292].strip()
            if day:
                ended[line[:5]] = day
    return table, ended


def form(row):
    """What is wrong with a row as such."""
    if set(row) - FIELDS:
        yield "unknown fields %s" % sorted(set(row) - FIELDS)
    text = row["text"].encode()
    try:
        span = text[row["start"]:row["end"]].decode()
        text[:row["start"]].decode()
    except UnicodeDecodeError:
        yield "the span cuts a character"
        return
    if not 0 <= row["start"] < row["end"] <= len(text) or span != span.strip():
        yield "bad span %r" % span
    before, after = text[:row["start"]].decode()[-1:], text[row["end"]:].decode()[:1]
    if before.isalnum() or after.isalnum():
        yield "the span %r cuts a word" % span
    if row["none"] and (row["code"] or row["accept"] or row.get("kind") not in KINDS):
        yield "a negative has no code and a known kind"
    if row["none"] != (row["category"] == "none"):
        yield "category and none disagree"


def codes(row, table, ended):
    """What is wrong with the codes of a row."""
    every = [] if row["none"] else [row["code"]] + row["accept"]
    if len(set(every)) != len(every):
        yield "a code stands twice"
    for code in every:
        if not CODE.match(code):
            yield "%s is no HCPCS code (a modifier?)" % code
        elif code not in table:
            yield "%s is not in the January-2025 table" % code
        elif code in ended:
            yield "%s ended on %s" % (code, ended[code])


def main():
    folder = os.environ.get("MEDCODE_DATA")
    if not folder:
        sys.exit("set MEDCODE_DATA to the folder that holds hcpcs/hcpcs_2025_jan.tsv.gz")
    table, ended = releases(os.path.join(folder, "hcpcs"))
    faults, seen = [], {}
    for name, least in FILES.items():
        faults += check(name, least, seen, table, ended)
    print("\n".join(faults) or "nothing wrong")
    sys.exit(1 if faults else 0)


def check(name, least, seen, table, ended):
    """The faults of one file; seen holds the ids and texts of the files before it."""
    faults, counts = [], collections.Counter()
    with open(os.path.join(HERE, name), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        wrong = list(form(row)) + list(codes(row, table, ended))
        for key in (row["id"], (row["text"].lower(), row["start"])):
            if key in seen:
                wrong.append("the same as %s" % seen[key])
            seen[key] = row["id"]
        faults += ["%s: %s" % (row["id"], fault) for fault in wrong]
        counts[row["category"]] += 1
        if "--print" in sys.argv:
            show(row, table)
    print(name)
    for category, count in sorted(counts.items()):
        asked = least[1] if category == "none" else least[0]
        if count < asked:
            faults.append("%s, %s: %d rows, %d asked for" % (name, category, count, asked))
        print("%-24s %4d" % (category, count))
    print("%-24s %4d" % ("all", len(rows)))
    return faults


def show(row, table):
    text = row["text"].encode()
    cut = [text[:row["start"]], text[row["start"]:row["end"]], text[row["end"]:]]
    print("%s  %s[%s]%s  %s" % ((row["id"],) + tuple(part.decode() for part in cut) + (row.get("kind", ""),)))
    for mark, code in [("=", row["code"])] * (not row["none"]) + [("~", code) for code in row["accept"]]:
        print("    %s %s %s" % (mark, code, table.get(code, "?")[:150]))


main()

#!/usr/bin/env python3
"""Second pass over lines.jsonl: form, offsets, counts, both halves, and every code against the Global Patient Set.

    MEDCODE_DATA=... python3 testdata/procedures/check.py [--print [first|second]]

The release is $MEDCODE_DATA/snomed/snomed_gps_2020.tsv.gz: code, fully specified name, name without its tag, tag.
--print writes each line, its span in brackets, beside the names of its codes, for reading. Exit 1 when anything is wrong.
"""
import collections
import gzip
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COMMON = {"id", "kind", "subkind", "text", "start", "end", "code", "accept"}
OWN = {"procedure": {"level", "status"}, "finding": {"level", "negated"}, "negative": {"not"}}
LEAST = {"procedure": 250, "finding": 150, "negative": 70}
STATUS = {"done", "historical", "planned", "not_done", "conditional"}
TAGS = {"procedure": {"procedure", "regime/therapy"}, "finding": {"finding", "disorder"}}
ACCEPTED = {"procedure": TAGS["procedure"] | {"situation", "finding"}, "finding": TAGS["finding"] | {"situation"}}
SUBKINDS = {
    "procedure": {"surgery", "endoscopy", "imaging", "bedside", "therapy", "counselling", "diagnostic", "obstetric",
                  "admission"},
    "finding": {"symptom", "exam", "functional", "behaviour", "social", "result", "status"},
    "negative": {"device", "anatomy", "drug", "result", "person", "place", "name", "document", "disease", "homograph"},
}
FSN_SHARE = 0.40


def release(path):
    """Code to (fully specified name, tag), and the set of names without their tags, as words."""
    names, words = {}, set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            code, fsn, term, tag = line.rstrip("\n").split("\t")
            names[code] = (fsn, tag)
            words.add(plain(term))
    return names, words


def plain(text):
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def span(row):
    return row["text"].encode()[row["start"]:row["end"]].decode()


def form(row):
    """What is wrong with a row as such."""
    kind = row["kind"]
    if set(row) != COMMON | OWN.get(kind, set()):
        yield "fields %s" % sorted(set(row) ^ (COMMON | OWN.get(kind, set())))
        return
    text = row["text"].encode()
    try:
        cut = span(row)
        before, after = text[:row["start"]].decode()[-1:], text[row["end"]:].decode()[:1]
    except UnicodeDecodeError:
        yield "the span cuts a character"
        return
    if not 0 <= row["start"] < row["end"] <= len(text) or cut != cut.strip():
        yield "bad span %r" % cut
    if (before.isalnum() and cut[0].isalnum()) or (after.isalnum() and cut[-1].isalnum()):
        yield "the span %r cuts a word" % cut
    if row["subkind"] not in SUBKINDS[kind]:
        yield "subkind %s" % row["subkind"]
    if kind == "negative" and (row["code"] or row["accept"] or row["not"] not in TAGS):
        yield "a negative has no code, and says what it is not"
    if kind != "negative" and row["level"] not in ("exact", "general"):
        yield "level %s" % row["level"]
    if kind == "procedure" and row["status"] not in STATUS:
        yield "status %s" % row["status"]


def codes(row, names):
    """What is wrong with the codes of a row."""
    if row["kind"] == "negative":
        return
    every = [row["code"]] + row["accept"]
    if len(set(every)) != len(every):
        yield "a code stands twice"
    for place, code in enumerate(every):
        tags = ACCEPTED[row["kind"]] if place else TAGS[row["kind"]]
        if code not in names:
            yield "%s is not in the Global Patient Set" % code
        elif names[code][1] not in tags:
            yield "%s is a %s" % (code, names[code][1])


def halves(rows):
    """What is wrong with the two halves of the file: each must hold every kind, subkind and status."""
    middle = (len(rows) + 1) // 2
    for fields in (("kind",), ("kind", "subkind"), ("kind", "status"), ("kind", "negated"), ("kind", "level")):
        whole, first = collections.Counter(), collections.Counter()
        for place, row in enumerate(rows):
            key = tuple(row.get(field) for field in fields)
            whole[key] += 1
            first[key] += place < middle
        for key, count in whole.items():
            if count >= 6 and not 0.25 <= first[key] / count <= 0.75:
                yield "%s: %d of %d in the first half" % (key, first[key], count)


def report(rows, words):
    """Prints the counts; yields what is too small or too like the release."""
    kinds = collections.Counter(row["kind"] for row in rows)
    for kind, least in LEAST.items():
        parts = collections.Counter(row["subkind"] for row in rows if row["kind"] == kind)
        print("%-10s %4d   %s" % (kind, kinds[kind], "  ".join("%s %d" % part for part in parts.most_common())))
        if kinds[kind] < least:
            yield "%s: %d rows, %d asked for" % (kind, kinds[kind], least)
    for field in ("status", "negated", "level"):
        print("%-10s %s" % (field, dict(collections.Counter(row[field] for row in rows if field in row))))
    gold = [row for row in rows if row["kind"] != "negative"]
    same = sum(plain(span(row)) in words for row in gold)
    print("%-10s %4d   %d spans are the words of a name of the release (%.0f %%)"
          % ("all", len(rows), same, 100 * same / len(gold)))
    if same > FSN_SHARE * len(gold):
        yield "too many spans are the words of a name"


def show(row, names):
    text = row["text"].encode()
    cut = [part.decode() for part in (text[:row["start"]], text[row["start"]:row["end"]], text[row["end"]:])]
    said = [str(row[field]) for field in ("subkind", "level", "status", "negated", "not") if field in row]
    print("%s  %s[%s]%s  %s" % ((row["id"],) + tuple(cut) + (" ".join(said),)))
    for mark, code in [("=", row["code"])] * bool(row["code"]) + [("~", code) for code in row["accept"]]:
        print("    %s %s %s" % (mark, code, names.get(code, ("?",))[0]))


def main():
    folder = os.environ.get("MEDCODE_DATA")
    if not folder:
        sys.exit("set MEDCODE_DATA to the folder that holds snomed/snomed_gps_2020.tsv.gz")
    names, words = release(os.path.join(folder, "snomed", "snomed_gps_2020.tsv.gz"))
    with open(os.path.join(HERE, "lines.jsonl"), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    faults, seen = [], {}
    for row in rows:
        wrong = list(form(row)) + list(codes(row, names))
        for key in (row["id"], (plain(row["text"]), row["start"])):
            if key in seen:
                wrong.append("the same as %s" % seen[key])
            seen[key] = row["id"]
        faults += ["%s: %s" % (row["id"], fault) for fault in wrong]
    if "--print" in sys.argv:
        middle = (len(rows) + 1) // 2
        part = {"first": rows[:middle], "second": rows[middle:]}.get(sys.argv[-1], rows)
        for row in part:
            show(row, names)
    faults += list(halves(rows)) + list(report(rows, words))
    print("\n".join(faults) or "nothing wrong")
    sys.exit(1 if faults else 0)


main()

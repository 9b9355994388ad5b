#!/usr/bin/env python3
"""Second pass over the four files of sentences: form, offsets, duplicates, counts.

    python3 testdata/context/check.py [--print]

--print writes each sentence once with its concepts in brackets and what was said of them, for reading. Exit 1 when
anything is wrong.
"""
import collections
import itertools
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGS = ("hypothetical", "negated", "uncertain", "historical")
SHARE = 0.35


def other(row):
    return row["experiencer"] != "patient"


# FILES are the files with the flags of their rows, their least sentences, and the rows that are about what the file measures.
FILES = {
    "experiencer.jsonl": (FLAGS, 220, other),
    "hypothetical.jsonl": (FLAGS, 220, lambda row: row["hypothetical"]),
    "family.jsonl": (FLAGS, 120, other),
    "conditional.jsonl": (FLAGS + ("conditional",), 80, lambda row: row["conditional"]),
}


def wrong(row, flags):
    """What is wrong with a row as such."""
    if list(row) != ["id", "text", "start", "end", "experiencer"] + list(flags) + ["kind"]:
        yield "fields %s" % list(row)
        return
    if row["experiencer"] not in ("patient", "family", "other"):
        yield "experiencer %r" % row["experiencer"]
    if any(type(row[flag]) is not bool for flag in flags):
        yield "a flag that is no boolean"
    text = row["text"].encode()
    try:
        before, span, after = [part.decode() for part in cut(text, row)]
    except UnicodeDecodeError:
        yield "the span cuts a character"
        return
    if not span or span != span.strip() or before[-1:].isalnum() or after[:1].isalnum():
        yield "the span %r is not made of whole words" % span


def cut(text, row):
    return text[:row["start"]], text[row["start"]:row["end"]], text[row["end"]:]


def show(rows, flags):
    """Prints one sentence with all its concepts."""
    rows = list(rows)
    text = rows[0]["text"].encode()
    for row in reversed(rows):
        before, span, after = cut(text, row)
        said = [row["experiencer"]] * (row["experiencer"] != "patient") + [flag for flag in flags if row[flag]]
        text = before + b"[" + span + (b": " + ", ".join(said).encode() if said else b"") + b"]" + after
    print("%s  %s" % (rows[0]["id"], text.decode().replace("\n", " / ")))


def check(name, flags, least, positive, seen):
    """The faults of one file; seen holds the ids and texts of the files before it."""
    faults, kinds = [], collections.Counter()
    with open(os.path.join(HERE, name), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        faults += ["%s: %s" % (row["id"], fault) for fault in wrong(row, flags)]
        kinds[row["kind"]] += 1
        for key in (row["id"], (row["text"].lower(), row["start"])):
            if key in seen:
                faults.append("%s: the same as %s" % (row["id"], seen[key]))
            seen[key] = row["id"]
    sentences = len({row["text"] for row in rows})
    share = sum(map(positive, rows)) / len(rows)
    if sentences < least:
        faults.append("%s: %d sentences, %d asked for" % (name, sentences, least))
    if not SHARE <= share <= 1 - SHARE:
        faults.append("%s: %.0f %% positive" % (name, 100 * share))
    print("%s: %d sentences, %d rows, %.0f %% positive" % (name, sentences, len(rows), 100 * share))
    for kind, count in kinds.items():
        print("    %-52s %3d" % (kind, count))
    if "--print" in sys.argv:
        for _, group in itertools.groupby(rows, key=lambda row: row["text"]):
            show(group, flags)
    return faults


def main():
    faults, seen = [], {}
    for name, (flags, least, positive) in FILES.items():
        faults += check(name, flags, least, positive, seen)
    print("\n".join(faults) or "nothing wrong")
    sys.exit(1 if faults else 0)


main()

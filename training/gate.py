"""Which words make a sentence worth the recogniser's time.

    MEDCODE=bin/medcode MEDCODE_HOME=store MEDCODE_DATA=… python training/gate.py > router/ner/telling.txt

medcode codes texts twice, by vocabularies alone and with the recogniser beside
them. A word that no vocabulary's span holds is counted, and counted again where
the recogniser's span does that changed the result. A word is telling where the
share of the second is above LEAST. Words that were seen seldom lean on the
share of words that end alike. Only training parts and texts without labels are
read; no label is.
"""

import collections
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile

LEAST = float(os.environ.get("LEAST", "0.06"))
WEIGHT = 3  # how many sightings the words that end alike count for
SELDOM = 5
OFTEN = 10  # sightings of an ending
ENDINGS = ((2, 30), (3, 20), (4, 10))  # letters, and how many sightings the shorter ending counts for
WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")


def texts(data):
    """1,500 case reports each of CodiEsp background and E3C, BC5CDR and NCBI train."""
    rng = random.Random(1)
    with gzip.open(f"{data}/notes/e3c_english_ccby.jsonl.gz", "rt") as f:
        e3c = [json.loads(line)["text"] for line in f]
    with open(f"{data}/notes/codiesp_background.jsonl") as f:
        background = [json.loads(line)["text"] for line in f]
    rng.shuffle(e3c)
    rng.shuffle(background)
    out = [t[:6000] for t in e3c[:1500] + background[:1500]]
    parts = {}
    with gzip.open(f"{data}/spans/bc5cdr/CDR_TrainingSet.PubTator.txt.gz", "rt") as f:
        for line in f:
            cells = line.rstrip("\n").split("|", 2)
            if len(cells) == 3 and cells[1] in "ta":
                parts.setdefault(cells[0], []).append(cells[2])
    out += [" ".join(p) for p in parts.values()]
    words = []
    with gzip.open(f"{data}/spans/ncbi-disease/train.tsv.gz", "rt") as f:
        for line in f:
            word = line.split("\t")[0].strip()
            if word:
                words.append(word)
            elif words:
                out.append(" ".join(words))
                words = []
    return out


def spans(list_of_texts, *flags):
    """The mentions that medcode reads, bytes and category, and those that only a model found."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as f:
        for i, t in enumerate(list_of_texts):
            f.write(json.dumps({"id": str(i), "text": t}) + "\n")
        f.flush()
        run = [os.environ.get("MEDCODE", "bin/medcode"), "code", "--json", *flags, f.name]
        out = {}
        with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
            for line in p.stdout:
                r = json.loads(line)
                out[int(r["id"])] = {(m["start"], m["end"]): m["category"] for m in r["mentions"]}
        return out


def count(list_of_texts):
    before, after = spans(list_of_texts, "--recogniser", "none"), spans(list_of_texts)
    seen, changed = collections.Counter(), collections.Counter()
    for i, t in enumerate(list_of_texts):
        if i not in before or i not in after:
            continue
        known, more = before[i], set(after[i]) - set(before[i])
        held = [(s, e) for (s, e), category in known.items() if category != "anatomy"]
        at, last = 0, 0
        for m in WORD.finditer(t):
            at += len(t[last : m.start()].encode())
            last = m.start()
            w = m.group().lower()
            if not any(c.isalpha() for c in w):
                continue
            here = any(s <= at < e for s, e in more)
            if here or not any(s <= at < e for s, e in held):
                seen[w] += 1
                changed[w] += here
    return seen, changed


def main():
    seen, changed = count(texts(os.environ["MEDCODE_DATA"]))
    ends, told = collections.Counter(), collections.Counter()
    for w, n in seen.items():
        if n <= SELDOM:
            for k, _ in ((0, 0), *ENDINGS):
                ends[w[-k:] if k else "", k] += n
                told[w[-k:] if k else "", k] += changed[w]

    def alike(w):
        share = told["", 0] / ends["", 0]
        for k, weight in ENDINGS:
            if ends[w[-k:], k] < OFTEN:
                break
            share = (told[w[-k:], k] + weight * share) / (ends[w[-k:], k] + weight)
        return share

    print("# Made by training/gate.py from what the recogniser adds to the vocabularies' spans: + words that are")
    print("# worth its time, = words that are not. Behind a hyphen stand endings of words that are not listed, the")
    print("# longest counts; a hyphen alone is every other word.")
    rest = told["", 0] / ends["", 0] > LEAST
    print("- " + "=+"[rest])
    endings = {e: alike(e) > LEAST for e, k in ends if len(e) == k > 0 and e.isascii() and e.isalpha() and ends[e, k] >= OFTEN}
    for e in sorted(endings, key=lambda e: (len(e), e)):
        if endings[e] != next((endings[e[-k:]] for k in range(len(e) - 1, 1, -1) if e[-k:] in endings), rest):
            print("-" + e, "=+"[endings[e]])
    for w in sorted(seen):
        share = (changed[w] + WEIGHT * alike(w)) / (seen[w] + WEIGHT)
        if (share > LEAST) != (alike(w) > LEAST) and seen[w] > 2 and w.isascii():
            print(w, "=+"[share > LEAST])
    print(sum(seen.values()), sum(changed.values()), file=sys.stderr)


if __name__ == "__main__":
    main()

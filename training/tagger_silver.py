"""What medcode's own dictionary finds in a text, as spans.

The binary is asked through `medcode code --json --offsets runes`; its mentions serve as labels
to learn from (silver) and as the recogniser to compare with. Mentions that rest on names which
came through an account-bound service alone become places to learn nothing from.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
from pathlib import Path
from typing import Iterable

from tagger_data import CATEGORIES, Document, lines, medquad, notes, only_vsac

LONGEST = 20_000  # characters of one text; longer answers are cut


def recognised(binary: str, store: str, texts: Iterable[str]) -> list[dict]:
    """One result a text, in order; a failing binary is an error with its own words."""
    asked = "".join(json.dumps({"id": str(i), "text": t}) + "\n" for i, t in enumerate(texts))
    run = subprocess.run([binary, "code", "--json", "--offsets", "runes", "--recogniser", "none", "--encoder", "none",
                          "--data", store, "-"], input=asked.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0:
        raise SystemExit(f"{binary} code failed: {run.stderr.decode()[-500:]}")
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def spans(result: dict, closed: set[str]) -> tuple[list, list]:
    """Spans of a result, longest first where two overlap, and those that are to be hidden."""
    kept, hidden, taken = [], [], set()
    for m in sorted(result["mentions"], key=lambda m: m["start"] - m["end"]):
        start, end = m["start"], m["end"]
        if m["category"] not in CATEGORIES or not taken.isdisjoint(range(start, end)):
            continue
        taken.update(range(start, end))
        best = {c["code"] for c in m["codings"][:1]}
        if best and best <= closed:
            hidden.append((start, end))
        else:
            kept.append((start, end, m["category"]))
    return sorted(kept), sorted(hidden)


def labelled(binary: str, store: str, root: Path) -> list[Document]:
    """All notes and every third MedQuAD answer with the dictionary's spans."""
    closed = only_vsac(root / "rxnorm/rxnorm_names.tsv.gz") | only_vsac(root / "loinc/loinc_names.tsv.gz")
    texts = [(f"{source}-{i}", text) for i, (source, text) in enumerate(notes(root))]
    texts += [(f"medquad-{i}", text[:LONGEST]) for i, text in enumerate(medquad(root)) if i % 3 == 0]
    results = recognised(binary, store, (t for _, t in texts))
    docs = []
    for (name, text), result in zip(texts, results, strict=True):
        kept, hidden = spans(result, closed)
        docs.append(Document(name, text, kept, CATEGORIES, hidden, silver=True))
    return docs


def save(path: Path, docs: list[Document]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as f:
        for d in docs:
            f.write(json.dumps([d.name, d.text, d.spans, d.hidden]) + "\n")


def load(path: Path) -> list[Document]:
    rows = (json.loads(line) for line in lines(path))
    return [Document(n, t, [tuple(s) for s in found], CATEGORIES, [tuple(h) for h in hidden], True)
            for n, t, found, hidden in rows]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True, help="folder with the published files")
    p.add_argument("--binary", default="bin/medcode")
    p.add_argument("--store", required=True, help="store with the releases that the binary reads")
    p.add_argument("--out", type=Path, required=True, help="where to write the spans (.jsonl.gz)")
    a = p.parse_args()
    docs = labelled(a.binary, a.store, a.data)
    save(a.out, docs)
    print(f"{len(docs)} texts, {sum(len(d.spans) for d in docs)} spans")


if __name__ == "__main__":
    main()

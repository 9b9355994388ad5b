"""Measures a tagger folder: exact spans on the development parts of BC5CDR and NCBI Disease.

Three readings of the same texts with the same matching: the tagger alone, the dictionary alone,
and the two merged (tagger_score.merged) with thresholds chosen on the part of the training
documents that was kept out of training.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from tagger_data import Document, bc5cdr, held_out, ncbi
from tagger_export import runner
from tagger_score import counts, decoded, f1, interval, merged, probabilities
from tagger_silver import recognised, spans
from tagger_tokens import encode, read

BOTH = ("problem", "medication")
GRID = [(own, other) for own in (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85) for other in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.1)]


class Part:
    """Documents with what each recogniser found in them."""

    def __init__(self, docs: list[Document], run, tok, binary: str, store: str, whole: bool):
        self.rows = encode(tok, docs)
        self.docs = [r.doc for r in self.rows]
        self.p = probabilities(run, self.rows, whole)
        found = recognised(binary, store, (d.text for d in self.docs)) if binary else [{"mentions": []}] * len(self.docs)
        self.dictionary = [[s for s in spans(f, set())[0] if s[2] in BOTH] for f in found]

    def tagger(self) -> list:
        return [[s for s, _ in decoded(r, p)] for r, p in zip(self.rows, self.p)]

    def merge(self, own: float, other: float) -> list:
        return [merged(r, p, own, other, d) for r, p, d in zip(self.rows, self.p, self.dictionary)]


def best(parts: list[tuple[Part, tuple[str, ...]]]) -> tuple[float, float]:
    """The thresholds with the highest mean F1 over parts."""
    score = lambda g: np.mean([f1(counts(p.docs, p.merge(*g), kinds)) for p, kinds in parts])
    return max(GRID, key=score)


def table(parts: dict[str, tuple[Part, list[tuple[str, ...]]]], grid: tuple[float, float]) -> list[dict]:
    out = []
    for name, (part, sets) in parts.items():
        ways = {"tagger": part.tagger(), "dictionary": part.dictionary, "merged": part.merge(*grid)}
        for kinds in sets:
            for way, found in ways.items():
                c = counts(part.docs, found, kinds)
                low, high = interval(c)
                right, got, gold = (int(n) for n in c.sum(0))
                out.append({"set": name, "kinds": "+".join(kinds), "way": way, "documents": len(c), "spans": gold,
                            "precision": right / max(1, got), "recall": right / max(1, gold),
                            "f1": f1(c), "low": float(low), "high": float(high)})
    return out


def show(rows: list[dict]) -> None:
    for r in rows:
        print(f"{r['set']:14} {r['kinds']:19} {r['way']:11} P {r['precision']:.3f} R {r['recall']:.3f} "
              f"F1 {r['f1']:.3f} [{r['low']:.3f}, {r['high']:.3f}] n {r['spans']} in {r['documents']}")


def speed(run, rows: list) -> float:
    """Processor milliseconds for 512 tokens, batch of 8 × 64, tokenising left out."""
    ids = np.concatenate([r.ids for r in rows[:200]])[:8 * 64].astype(np.int64).reshape(8, 64)
    mask = np.ones_like(ids)
    took = []
    for _ in range(60):
        t = time.process_time()
        run(ids, mask)
        took.append(time.process_time() - t)
    return float(np.median(took)) * 1e3


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--model", type=Path, default=Path("models/ner-small"))
    p.add_argument("--binary", default="", help="medcode, for the dictionary; without it only the tagger is measured")
    p.add_argument("--store", default="")
    p.add_argument("--sentences", action="store_true", help="read sentences one by one, not windows of them")
    p.add_argument("--json", type=Path, help="write the figures here as well")
    a = p.parse_args()
    run, tok = runner(a.model / "model.onnx"), read(a.model / "tokenizer.json")
    make = lambda docs: Part(docs, run, tok, a.binary, a.store, not a.sentences)
    kept = lambda docs: make([d for d in docs if held_out(d.name)])
    grid = best([(kept(bc5cdr(a.data, "Training")), BOTH), (kept(ncbi(a.data, "train")), ("problem",))])
    parts = {"BC5CDR dev": (make(bc5cdr(a.data, "Development")), [("problem",), ("medication",), BOTH]),
             "NCBI dev": (make(ncbi(a.data, "devel")), [("problem",)])}
    rows = table(parts, grid)
    show(rows)
    cost = speed(run, parts["BC5CDR dev"][0].rows)
    print(f"merged: tagger from {grid[0]}, dictionary from {grid[1]}; {cost:.1f} ms of one core for 512 tokens")
    if a.json:
        a.json.write_text(json.dumps({"rows": rows, "own": grid[0], "other": grid[1], "ms": cost}, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Figures: held-out wordings to exact codes, other hands' terms to codes and categories."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from baselines import BM25, TFIDF, terms, trigrams
from corpus import Corpus, read_pairs
from vocabularies import Vocabulary

BLOCK = 256
HEADS = ("code first", "code in 10", "category first", "category in 10")


def interval(share: float, n: int) -> str:
    """A share with the half width of its 95 % interval (normal approximation)."""
    return f"{share:.3f} ± {1.96 * math.sqrt(share * (1 - share) / n):.3f}"


class Bench:
    """Query sets against the wordings of one vocabulary that were not held out.

    A query may have several right codes; category is how many characters of a
    code name its category, none where codes have none.
    """

    def __init__(self, candidates: list[tuple[str, str]], sets: dict[str, list[tuple[str, str]]], category: int | None):
        self.candidates, self.category = candidates, category
        self.codes = np.array([c for _, c in candidates])
        self.sets = {n: rows for n, rows in sets.items() if rows}

    def dense(self, encode: Callable[[list[str]], np.ndarray]) -> dict[str, np.ndarray]:
        """Ranks by dot product of embeddings."""
        texts = [t for t, _ in self.candidates]
        table = np.concatenate([encode(texts[i:i + 4096]) for i in range(0, len(texts), 4096)])
        return self._all(lambda queries: encode(queries) @ table.T)

    def _all(self, score: Callable[[list[str]], np.ndarray]) -> dict[str, np.ndarray]:
        return {name: self._ranked(rows, score) for name, rows in self.sets.items()}

    def baselines(self) -> dict[str, dict[str, np.ndarray]]:
        """BM25 and TF-IDF over the same candidates."""
        kinds = {"BM25, words": (BM25, terms), "TF-IDF, character 3-grams": (TFIDF, trigrams)}
        texts = [t for t, _ in self.candidates]
        return {label: self._all(kind(texts, features).score)
                for label, (kind, features) in kinds.items()}

    def queries(self) -> list[str]:
        return [t for rows in self.sets.values() for t, _ in rows]

    def _ranked(self, rows: list[tuple[str, str]], score: Callable) -> np.ndarray:
        """Shares of rows for which HEADS hold."""
        hits = np.zeros(4)
        for at in range(0, len(rows), BLOCK):
            part = rows[at:at + BLOCK]
            scores = score([t for t, _ in part])
            for line, (_, code) in zip(scores, part):
                best = np.argpartition(-line, 200)[:200]
                best = best[np.argsort(-line[best], kind="stable")]
                codes = list(dict.fromkeys(self.codes[best]))
                cats = list(dict.fromkeys(c[:self.category] for c in codes))
                cat = code[:self.category]
                hits += (codes[0] == code, code in codes[:10], cats[0] == cat, cat in cats[:10])
        return hits / len(rows)

    def report(self, figures: dict[str, dict[str, np.ndarray]]) -> None:
        """One Markdown table: a line for each set and each way of searching."""
        print(f"\n| queries | n | searched by | {' | '.join(HEADS)} |")
        print("|---|---|---|" + "---|" * len(HEADS))
        for name, rows in self.sets.items():
            for label, by_set in figures.items():
                cells = " | ".join(interval(v, len(rows)) for v in by_set[name])
                print(f"| {name} | {len(rows)} | {label} | {cells} |", flush=True)


def benches(corpus: Corpus, others: list[Vocabulary], root: Path) -> list[Bench]:
    """One for ICD-10-CM, one for each of the others."""
    pairs = {n: read_pairs(root, f"icd10cm_{n}.tsv") for n in ("doid", "mondo")}
    out = [Bench([(t, c) for c, t in corpus.title.items()] + corpus.index,
                 {"index terms, code unseen": corpus.new_codes, "index terms, term unseen": corpus.new_terms,
                  "DO": pairs["doid"], "MONDO": pairs["mondo"]}, 3)]
    for v in others:
        sets = {f"{v.name}, wording unseen": v.held}
        if v.name == "snomed":
            sets["DO to SNOMED CT"] = read_pairs(root, "snomed_doid.tsv")
        out.append(Bench(v.candidates(), sets, None))
    return out

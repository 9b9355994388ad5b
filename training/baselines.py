"""What the encoder is compared with: BM25 over words, TF-IDF over character 3-grams."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import torch

from hashgram import words

K1, B = 1.2, 0.75


def terms(text: str) -> list[str]:
    return [w for w in words(text) if w]


def trigrams(text: str) -> list[str]:
    s = f" {' '.join(terms(text))} "
    return [s[i:i + 3] for i in range(len(s) - 2)]


class Sparse:
    """Documents by features; weigh turns a document's counts into weights."""

    def __init__(self, texts: list[str], features: Callable[[str], list[str]]):
        self.features = features
        counts = [Counter(features(t)) for t in texts]
        df = Counter(f for c in counts for f in c)
        self.ids = {f: i for i, f in enumerate(df)}
        self.n, self.mean = len(texts), sum(c.total() for c in counts) / len(texts)
        self.df = df
        self.rows = self._matrix([self.document(c) for c in counts])

    def _matrix(self, docs: list[dict[str, float]]) -> torch.Tensor:
        ptr = np.cumsum([0] + [len(d) for d in docs])
        cols = np.fromiter((self.ids[f] for d in docs for f in d), np.int64, ptr[-1])
        vals = np.fromiter((v for d in docs for v in d.values()), np.float32, ptr[-1])
        return torch.sparse_csr_tensor(
            torch.from_numpy(ptr), torch.from_numpy(cols), torch.from_numpy(vals),
            (len(docs), len(self.ids)), check_invariants=False)

    def score(self, queries: list[str]) -> np.ndarray:
        dense = torch.zeros(len(self.ids), len(queries))
        for j, q in enumerate(queries):
            for f, v in self.query(Counter(self.features(q))).items():
                if f in self.ids:
                    dense[self.ids[f], j] = v
        return (self.rows @ dense).T.contiguous().numpy()


class BM25(Sparse):
    """Okapi BM25, k1 1.2, b .75."""

    def document(self, c: Counter) -> dict[str, float]:
        norm = K1 * (1 - B + B * c.total() / self.mean)
        return {f: math.log(1 + (self.n - self.df[f] + 0.5) / (self.df[f] + 0.5))
                * v * (K1 + 1) / (v + norm) for f, v in c.items()}

    def query(self, c: Counter) -> dict[str, float]:
        return dict(c)


class TFIDF(Sparse):
    """Cosine of tf × idf."""

    def document(self, c: Counter) -> dict[str, float]:
        raw = {f: v * (1 + math.log((1 + self.n) / (1 + self.df.get(f, 0)))) for f, v in c.items()}
        norm = math.sqrt(sum(v * v for v in raw.values())) or 1.0
        return {f: v / norm for f, v in raw.items()}

    query = document

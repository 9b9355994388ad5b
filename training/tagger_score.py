"""Spans from logits, exact-span F1, intervals, and the union of tagger and dictionary."""

from __future__ import annotations

from typing import Callable, Iterable

import numpy as np

from tagger_data import LABELS, Document
from tagger_tokens import CLS, PAD, SEP, Row, pieces

Span = tuple[int, int, str]
WINDOW = 254  # tokens of a window when whole texts are read
Logits = Callable[[np.ndarray, np.ndarray], np.ndarray]  # ids, mask -> [rows, length, labels]


def probabilities(run: Logits, rows: list[Row], whole: bool = True, budget: int = 4096) -> list[np.ndarray]:
    """[tokens, labels] a row, read as sentences or as windows of whole sentences."""
    jobs = [(k, i, j) for k, row in enumerate(rows) for i, j in pieces(row, WINDOW, whole)]
    jobs.sort(key=lambda x: x[2] - x[1])
    out = [np.zeros((len(r.ids), len(LABELS)), np.float32) for r in rows]
    while jobs:
        width = jobs[-1][2] - jobs[-1][1] + 2
        part, jobs = jobs[-max(1, budget // width):], jobs[:-max(1, budget // width)]
        ids = np.full((len(part), width), PAD, np.int64)
        for line, (k, i, j) in zip(ids, part):
            line[:j - i + 2] = [CLS, *rows[k].ids[i:j], SEP]
        logits = run(ids, (ids != PAD).astype(np.int64))
        e = np.exp(logits - logits.max(-1, keepdims=True))
        p = e / e.sum(-1, keepdims=True)
        for line, (k, i, j) in zip(p, part):
            out[k][i:j] = line[1:j - i + 1]
    return out


def words(row: Row) -> list[tuple[int, int]]:
    """Token ranges of words: pieces that continue one another, and nothing else."""
    at = np.flatnonzero(row.first).tolist()
    at = at if at and at[0] == 0 else [0, *at]
    return list(zip(at, [*at[1:], len(row.ids)]))


def decoded(row: Row, p: np.ndarray, threshold: float = 0.0) -> list[tuple[Span, float]]:
    """Spans with their mean probability: a word's label is its first piece's; B and I as usual,
    an I without a B of its kind before it begins a span."""
    out: list[tuple[Span, float]] = []
    start, scores, end, kind = -1, [], -1, ""
    for i, j in [*words(row), (-1, -1)]:
        label = LABELS[int(p[i].argmax())] if i >= 0 else "O"
        if kind and label != "I-" + kind:
            score = float(np.mean(scores))
            if score >= threshold:
                out.append(((int(row.offsets[start, 0]), int(row.offsets[end, 1]), kind), score))
            kind = ""
        if label != "O" and not kind:
            start, kind, scores = i, label[2:], []
        if kind:
            scores.append(float(p[i].max()))
            end = j - 1
    return out


def merged(row: Row, p: np.ndarray, own: float, other: float, dictionary: list[Span]) -> list[Span]:
    """The tagger's spans from a score of own, and the dictionary's that touch none of them and to
    whose words the tagger gives at least other of its probability for that category."""
    found = [s for s, _ in decoded(row, p, own)]
    taken = {c for s in found for c in range(s[0], s[1])}
    for s in dictionary:
        if taken.isdisjoint(range(s[0], s[1])):
            inside = (row.offsets[:, 0] < s[1]) & (row.offsets[:, 1] > s[0]) & row.first
            pair = [LABELS.index("B-" + s[2]), LABELS.index("I-" + s[2])]
            if inside.any() and p[inside][:, pair].sum(1).mean() >= other:
                found.append(s)
    return found


def counts(docs: Iterable[Document], found: Iterable[Iterable[Span]], kinds: tuple[str, ...]) -> np.ndarray:
    """[documents, 3]: right, predicted and gold spans of these kinds."""
    out = []
    for doc, spans in zip(docs, found, strict=True):
        gold, got = ({s for s in x if s[2] in kinds} for x in (doc.spans, spans))
        out.append((len(gold & got), len(got), len(gold)))
    return np.array(out)


def f1(c: np.ndarray) -> float:
    right, got, gold = c.sum(0)
    return 2 * right / max(1, got + gold)


def interval(c: np.ndarray, seed: int = 1, times: int = 1000) -> tuple[float, float]:
    """95 % by bootstrap over documents."""
    rng = np.random.default_rng(seed)
    drawn = [f1(c[rng.integers(len(c), size=len(c))]) for _ in range(times)]
    return tuple(np.percentile(drawn, [2.5, 97.5]))

"""Training pairs: two wordings of one ICD-10-CM code."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from corpus import Corpus, reworded
from hashgram import Tokenizer, words

Pair = tuple[list[int], list[int], str]  # rows, rows, code


class Sampler:
    """Draws batches in which whole categories stand together.

    Neighbours of a category are the hard negatives of each other; codes above or
    below one another are not negatives (the loss masks them).
    """

    def __init__(self, corpus: Corpus, tok: Tokenizer, seed: int):
        self.corpus, self.tok, self.rng = corpus, tok, random.Random(seed)
        self.terms: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for path, code in corpus.index:
            self.terms[code].append((path, True))
        for term, code in corpus.inclusion:
            self.terms[code].append((term, False))
        self.anchors = [(t, is_path, code) for code, ts in self.terms.items() for t, is_path in ts]
        self.bare = [c for c in corpus.title if c not in self.terms]

    def epoch(self, size: int, block: int, bare: float) -> Iterator[list[Pair]]:
        """All anchors once, with a share of the codes that have a title only."""
        chosen = self.anchors + [(self.corpus.title[c], False, c) for c in
                                 self.rng.sample(self.bare, int(bare * len(self.bare)))]
        blocks = self._blocks(chosen, block)
        flat = [a for b in blocks for a in b]
        for at in range(0, len(flat) - size + 1, size):
            yield [self._pair(*a) for a in flat[at:at + size]]

    def _blocks(self, chosen: list, block: int) -> list[list]:
        by_category = defaultdict(list)
        for a in chosen:
            by_category[a[2][:3]].append(a)
        blocks = []
        for rows in by_category.values():
            self.rng.shuffle(rows)
            blocks += [rows[i:i + block] for i in range(0, len(rows), block)]
        self.rng.shuffle(blocks)
        return blocks

    def _pair(self, text: str, is_path: bool, code: str) -> Pair:
        return self._encode(text, is_path), self._other(text, code), code

    def _other(self, text: str, code: str) -> list[int]:
        """Another wording of the code: its title, a sibling term, or its short title."""
        draw, terms = self.rng.random(), self.terms.get(code, ())
        if draw < 0.25 and len(terms) > 1:
            term, is_path = self.rng.choice(terms)
            if term != text:
                return self._encode(term, is_path)
        if draw > 0.9 or text == self.corpus.title[code]:
            return self._encode(self.corpus.short[code], False)
        return self._encode(self.corpus.title[code], False)

    def _encode(self, text: str, is_path: bool) -> list[int]:
        if is_path and self.rng.random() < 0.7:
            text = reworded(text, self.rng)
        ws = [w for w in words(text) if w]
        if len(ws) > 2 and self.rng.random() < 0.3:
            ws.pop(self.rng.randrange(len(ws)))
        return self.tok.encode_words(ws)

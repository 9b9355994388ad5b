"""The tagger's WordPiece vocabulary, and documents as rows of tokens with labels."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from tagger_data import CATEGORIES, LABELS, Document

PAD, UNK, CLS, SEP, MASK = range(5)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
BREAK = re.compile(r"\n+|(?<=[.!?;])\s+(?=[A-Z0-9(\[])")
SKIP = -1  # a token that nothing is learnt from
OPEN = len(LABELS)  # plus a set of categories: outside, or any label that the source did not mark


def train_tokenizer(texts: Iterable[str], size: int) -> Tokenizer:
    """A lower-cased WordPiece tokeniser in BERT's form."""
    tok = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tok.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True,
                                                strip_accents=True, lowercase=True)
    tok.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=size, min_frequency=3, special_tokens=SPECIAL,
                                        limit_alphabet=160, show_progress=False)
    tok.train_from_iterator(texts, trainer)
    tok.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)])
    tok.decoder = decoders.WordPiece()
    return tok


@dataclass
class Row:
    """A document as tokens: ids, labels (see OPEN), character offsets, the first token of each
    sentence, and whether a token begins a word."""

    doc: Document
    ids: np.ndarray
    labels: np.ndarray
    offsets: np.ndarray
    sentences: np.ndarray
    first: np.ndarray


def encode(tok: Tokenizer, docs: list[Document]) -> list[Row]:
    rows = []
    for doc, enc in zip(docs, tok.encode_batch([d.text for d in docs], add_special_tokens=False)):
        if not enc.ids:
            continue
        offsets = np.array(enc.offsets, np.int32)
        starts = [0] + [m.end() for m in BREAK.finditer(doc.text)]
        at = np.unique(np.searchsorted(offsets[:, 0], starts))
        first = np.array([not t.startswith("##") for t in enc.tokens])
        rows.append(Row(doc, np.array(enc.ids, np.int32), labels(doc, offsets), offsets,
                        at[at < len(offsets)], first))
    return rows


def labels(doc: Document, offsets: np.ndarray) -> np.ndarray:
    """A label a token: B on the first token of a span, I on the others."""
    missing = sum(1 << i for i, c in enumerate(CATEGORIES) if c not in doc.covers)
    if doc.silver:  # a dictionary misses much of these two; gold decides what is outside them
        missing = sum(1 << CATEGORIES.index(c) for c in ("problem", "medication"))
    out = np.full(len(offsets), OPEN + missing, np.int32)
    begins = [int(o) for o in offsets[:, 0]]
    for start, end, category in doc.spans:
        mark(out, begins, offsets, start, end, LABELS.index("B-" + category))
    for start, end in doc.hidden:
        mark(out, begins, offsets, start, end, SKIP)
    return out


def mark(out: np.ndarray, begins: list[int], offsets: np.ndarray, start: int, end: int, label: int) -> None:
    i = bisect.bisect_left(begins, start)
    i -= i > 0 and offsets[i - 1, 1] > start  # a span that begins inside a token takes it whole
    follow = label
    while i < len(begins) and begins[i] < end:
        out[i] = follow
        follow = label if label == SKIP else LABELS.index("I-" + LABELS[label][2:])
        i += 1


def allowed() -> np.ndarray:
    """[OPEN + 2^categories, labels] of 0 and 1: the labels that a row's label value permits."""
    table = np.zeros((OPEN + (1 << len(CATEGORIES)), len(LABELS)), np.float32)
    table[:OPEN] = np.eye(OPEN, dtype=np.float32)
    for mask in range(1 << len(CATEGORIES)):
        table[OPEN + mask, 0] = 1
        for i, c in enumerate(CATEGORIES):
            if mask >> i & 1:
                table[OPEN + mask, [LABELS.index("B-" + c), LABELS.index("I-" + c)]] = 1
    return table


def pieces(row: Row, most: int, whole: bool) -> list[tuple[int, int]]:
    """Sentences of a row, or as many neighbouring ones as fit in most tokens."""
    cuts, out, start = [*row.sentences.tolist(), len(row.ids)], [], 0
    for at, end in zip(cuts, cuts[1:]):
        while end - start > most and at == start:
            out.append((start, start + most))
            start = at = start + most
        if end - start > most:
            out.append((start, at))
            start = at
        if not whole and end > start:
            out.append((start, end))
            start = end
    return out + ([(start, len(row.ids))] if start < len(row.ids) else [])


def read(path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(path))

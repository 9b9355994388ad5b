"""ICD-10-CM strings from the published files, and the held-out pairs.

Sources: CDC/CMS order file (long and short titles), the alphabetic index as a
table (code, term, path), the Tabular List XML (inclusion terms). All are works
of the United States government, in the public domain.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import random
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from hashgram import words

HELD_CODES, HELD_TERMS = 0.05, 0.03


def dotted(code: str) -> str:
    return code if len(code) <= 3 else code[:3] + "." + code[3:]


def drawn(text: str, share: float) -> bool:
    """Whether a string falls into a share kept for validation; stable over runs."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:4], "big") < share * 2**32


def key(text: str) -> str:
    return " ".join(w for w in words(text) if w)


@dataclass
class Corpus:
    """All strings by code; query sets are (text, code) pairs."""

    title: dict[str, str]
    short: dict[str, str]
    index: list[tuple[str, str]] = field(default_factory=list)  # path, code
    inclusion: list[tuple[str, str]] = field(default_factory=list)  # term, code
    new_codes: list[tuple[str, str]] = field(default_factory=list)  # held out, path, code
    new_terms: list[tuple[str, str]] = field(default_factory=list)  # held out, path, code


def read_titles(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    name = root / "icd10cm/FY2026/code-descriptions-2026.zip"
    long, short = {}, {}
    with zipfile.ZipFile(name) as z:
        raw = z.read("icd10cm-order-2026.txt").decode("utf-8", "replace")
    for line in raw.splitlines():
        code = dotted(line[6:13].strip())
        short[code], long[code] = line[16:76].strip(), line[77:].strip()
    return long, short


def read_index(root: Path) -> list[tuple[str, str]]:
    name = root / "icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz"
    with gzip.open(name, "rt", encoding="utf-8", newline="") as f:
        rows = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(r["path"], r["code"]) for r in rows if r["in_fy2026_order"] == "1"]


def read_inclusion(root: Path) -> list[tuple[str, str]]:
    with gzip.open(root / "icd10cm/tabular/icd10cm_tabular_2021.xml.gz") as f:
        tree = ET.parse(io.BytesIO(f.read()))
    return [(" ".join((n.text or "").split()), d.findtext("name"))
            for d in tree.iter("diag") for n in d.findall("inclusionTerm/note")]


def read_pairs(root: Path, name: str) -> list[tuple[str, str]]:
    """Terms of other hands, one per term and code; ranges of codes left out."""
    with (root / "pairs" / name).open(encoding="utf-8", newline="") as f:
        rows = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = {(r["term"], r["code"]) for r in rows if "-" not in r["code"]}
    return sorted(found)


def load(root: Path) -> Corpus:
    """Reads all sources and holds two kinds of index terms out.

    new_codes: every term of 5 % of the codes, whose inclusion terms go as well;
    new_terms: 3 % of the terms of the other codes. A term that equals an official
    title or another term of the same set of candidates is not worth asking for.
    """
    c = Corpus(*read_titles(root))
    rows = [(p, code) for p, code in read_index(root) if code in c.title]  # a few end in "-"
    held = [(p, code) for p, code in rows
            if drawn(code, HELD_CODES) or drawn(f"{code}:{key(p)}", HELD_TERMS)]
    c.index = sorted(set(rows) - set(held), key=lambda r: (r[1], r[0]))
    known = {key(t) for t in c.title.values()} | {key(p) for p, _ in c.index}
    for path, code in held:
        if key(path) not in known:
            (c.new_codes if drawn(code, HELD_CODES) else c.new_terms).append((path, code))
    gone = {(key(p), code) for p, code in held}
    c.inclusion = [(t, code) for t, code in read_inclusion(root) if code in c.title
                   and not drawn(code, HELD_CODES) and (key(t), code) not in gone]
    return c


def levels(path: str) -> list[list[str]]:
    """An index path as its levels, each with the variants of its head.

    "Infarct, infarction > septic" is [["Infarct", "infarction"], ["septic"]].
    """
    return [[v.strip() for v in part.split(",") if v.strip()] or [part]
            for part in path.split(" > ")]


def reworded(path: str, rng: random.Random) -> str:
    """The path as somebody might say it: one variant a level, any order."""
    parts = [rng.choice(v) if rng.random() < 0.7 else " ".join(v) for v in levels(path)]
    if rng.random() < 0.6:
        parts.reverse()
    return " ".join(parts)

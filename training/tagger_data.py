"""Texts and spans that the tagger learns from and is measured on.

Gold spans: BC5CDR (PubTator: a title and an abstract, offsets in characters, Disease and
Chemical) and NCBI Disease (CoNLL: tokens, joined here with one blank). Plain text: the note
collections without their held-out parts, and MedQuAD answers. Offsets count characters here;
nothing depends on it, since matching is exact and both sides count alike.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import json
import re
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

CATEGORIES = ("problem", "medication", "test", "device", "procedure", "anatomy", "social")
LABELS = ["O"] + [f"{p}-{c}" for c in CATEGORIES for p in "BI"]
KINDS = {"Disease": "problem", "Chemical": "medication"}
FORMS = re.compile(r"[0-9\[\]{}(]|Product|Pill|(?i:tablet|capsule|solution|cream|pack|vaccine|suspension|"
                   r"injection|ointment|spray|powder|oral|topical|inhal|gel|patch|system|lotion|kit|granules)")
HELD = 0.1  # share of the gold training documents kept to choose thresholds and when to stop


@dataclass
class Document:
    """A text with its spans (start, end, category); covers says which categories were labelled."""

    name: str
    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    covers: tuple[str, ...] = ()
    hidden: list[tuple[int, int]] = field(default_factory=list)  # places to learn nothing from
    silver: bool = False


def held_out(name: str) -> bool:
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:4], "big") < HELD * 2**32


def lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as f:
        yield from (line.rstrip("\n") for line in f)


def bc5cdr(root: Path, part: str) -> list[Document]:
    """The documents of Training or Development, in the order of the file."""
    docs: dict[str, Document] = {}
    for line in lines(root / f"spans/bc5cdr/CDR_{part}Set.PubTator.txt.gz"):
        if m := re.match(r"(\d+)\|([ta])\|(.*)", line):
            if m[2] == "t":
                docs[m[1]] = Document("bc5cdr-" + m[1], m[3], covers=("problem", "medication"))
            else:
                docs[m[1]].text += " " + m[3]
            continue
        cells = line.split("\t")
        if len(cells) >= 6 and cells[4] in KINDS:
            span = (int(cells[1]), int(cells[2]), KINDS[cells[4]])
            if span not in docs[cells[0]].spans:
                docs[cells[0]].spans.append(span)
    return list(docs.values())


def ncbi(root: Path, part: str) -> list[Document]:
    """One document a sentence: the file does not say where an abstract ends."""
    docs, words, tags = [], [], []
    for line in [*lines(root / f"spans/ncbi-disease/{part}.tsv.gz"), ""]:
        if line.strip():
            word, tag = line.split("\t")[:2]
            words.append(word)
            tags.append(tag)
        elif words:
            docs.append(joined(f"ncbi-{part}-{len(docs)}", words, tags))
            words, tags = [], []
    return docs


def joined(name: str, words: list[str], tags: list[str]) -> Document:
    doc, at = Document(name, " ".join(words), covers=("problem",)), 0
    for word, tag in zip(words, tags):
        end = at + len(word)
        if tag.startswith("B-"):
            doc.spans.append((at, end, "problem"))
        elif tag.startswith("I-") and doc.spans:
            doc.spans[-1] = (doc.spans[-1][0], end, "problem")
        at = end + 1
    return doc


def json_texts(path: Path, key: str = "text") -> Iterator[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as f:
        yield from (json.loads(line)[key] for line in f)


def csv_texts(path: Path, key: str) -> Iterator[str]:
    with path.open(newline="", encoding="utf-8") as f:
        yield from (row[key] for row in csv.DictReader(f))


def notes(root: Path) -> Iterator[tuple[str, str]]:
    """Notes without any label, (source, text); no development or test part of CodiEsp and MEDIQA."""
    base = root / "notes"
    sources = {
        "codiesp": [json_texts(base / "codiesp_train.jsonl"), json_texts(base / "codiesp_background.jsonl")],
        "e3c": [json_texts(base / "e3c_english_ccby.jsonl.gz")],
        "aci": [csv_texts(base / "aci-bench/train.csv", "note")],
        "mts": [csv_texts(base / "mts-dialog/MTS-Dialog-TrainingSet.csv", "section_text")],
        "primock": [[json.loads(p.read_text())["note"]] for p in sorted((base / "primock57").glob("*.json"))],
    }
    for source, parts in sources.items():
        for part in parts:
            yield from ((source, text) for text in part if text.strip())


def medquad(root: Path) -> Iterator[str]:
    """The answers, in a stable order."""
    found = []
    with tarfile.open(root / "medquad.tar.gz") as archive:
        for member in archive:
            if member.name.endswith(".xml"):
                body = archive.extractfile(member).read().decode("utf-8", "replace")
                found.append((member.name, re.findall(r"<Answer>(.*?)</Answer>", body, re.S)))
    for _, answers in sorted(found):
        yield from (re.sub(r"[ \t]+", " ", html.unescape(a)).strip() for a in answers if a.strip())


def only_vsac(path: Path) -> set[str]:
    """Codes that came through an account-bound service alone; nothing is learnt from them."""
    sources: dict[str, set[str]] = {}
    for line in list(lines(path))[1:]:
        code, _, source = line.split("\t")[:3]
        sources.setdefault(code, set()).update(source.split("+"))
    return {code for code, found in sources.items() if found == {"vsac"}}


def names(root: Path) -> dict[str, list[str]]:
    """Names to put in the place of others, by category: RxNorm substances and brands; DO and MONDO terms."""
    drugs: set[str] = set()
    for line in list(lines(root / "rxnorm/rxnorm_names.tsv.gz"))[1:]:
        _, name, sources = line.split("\t")[:3]
        if sources != "vsac" and not FORMS.search(name):
            drugs.update(part.strip() for part in name.split(" / "))
    illnesses: set[str] = set()
    for name in ("icd10cm_doid.tsv", "icd10cm_mondo.tsv"):
        with (root / "pairs" / name).open(newline="", encoding="utf-8") as f:
            illnesses.update(row["term"] for row in csv.DictReader(f, delimiter="\t"))
    plain = lambda found: sorted(n for n in found if 3 < len(n) < 50 and "," not in n)
    return {"medication": plain(drugs), "problem": plain(illnesses)}

"""What the ranking of SNOMED CT, LOINC, RxNorm and HCPCS is trained on and measured by.

Terms of other hands (Disease Ontology for SNOMED CT, related names for LOINC); wordings held
out of both the encoder and a release built for the purpose; official names with a word dropped
or misspelt; and phrases that no code fits: nonsense, and names of other vocabularies.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import random
import subprocess
from pathlib import Path

import vocabularies
from corpus import drawn, key
from spoil import misspelt, nonsense, shortened

Terms = list[tuple[str, list[str]]]
Set = tuple[str, float, Terms, str]  # name, weight, terms, store

# How much each kind of phrase counts for the confidence; all others count fully.
TRUST = {"misspelt": .15, "shortened": .1, "nothing": .3, "strange": .3, "trade": .3}


def half(terms: Terms) -> Terms:
    """The half to train on: by code, so that no code is in both."""
    return [t for t in terms if hashlib.sha256(t[1][0].encode()).digest()[0] & 1 == 0]


def other_half(terms: Terms) -> Terms:
    mine = {t for t, _ in half(terms)}
    return [t for t in terms if t[0] not in mine]


def grouped(rows: list[tuple[str, str]]) -> Terms:
    """Phrases with all the codes they name."""
    out: dict[str, list[str]] = {}
    for text, code in rows:
        out.setdefault(text, []).append(code)
    return list(out.items())


def stores(medcode: str, root: Path, work: Path, held: dict[str, set[str]]) -> dict[str, str]:
    """Stores whose releases lack the held-out wordings of LOINC and HCPCS."""
    names = work / "loinc_names.tsv.gz"
    cut(root / "loinc/loinc_names.tsv.gz", names, "name", held["loinc"])
    build(medcode, work, "loinc", names)
    table = work / "hcpcs.tsv.gz"
    cut(root / "hcpcs/hcpcs_2025_jan.tsv.gz", table, "short_description", held["hcpcs"])
    build(medcode, work, "hcpcs", table)
    return {"loinc": str(work), "hcpcs": str(work)}


def cut(source: Path, to: Path, column: str, held: set[str]) -> None:
    """The table without the rows, or the cells, that hold a wording that was held out."""
    with gzip.open(source, "rt", encoding="utf-8") as f, gzip.open(to, "wt", encoding="utf-8") as g:
        head = f.readline()
        g.write(head)
        at = head.rstrip("\n").split("\t").index(column)
        for line in f:
            row = line.rstrip("\n").split("\t")
            if f"{row[0]}|{key(row[at])}" in held:
                if column == "name":
                    continue
                row[at] = ""
            g.write("\t".join(row) + "\n")


def build(medcode: str, work: Path, ontology: str, *files: Path) -> None:
    done = subprocess.run([medcode, "ontology", "add", "--data", str(work), "--encoder", "none", ontology, *map(str, files)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ontology add {ontology}: {done.stderr.strip()}")


def snomed_pairs(root: Path) -> Terms:
    with (root / "pairs/snomed_doid.tsv").open(encoding="utf-8", newline="") as f:
        return grouped([(r["term"], r["code"]) for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)])


def loinc_pairs(root: Path) -> Terms:
    with (root / "pairs/loinc_related.tsv").open(encoding="utf-8", newline="") as f:
        return grouped([(r["term"], r["code"]) for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)])


class Material:
    """The sets of each ontology: to train on, and the other halves to report."""

    def __init__(self, medcode: str, root: Path, work: Path, rng: random.Random):
        self.vocabularies = {v.name: v for v in vocabularies.load(root)}
        held = {n: {f"{c}|{key(t)}" for t, c in v.held} for n, v in self.vocabularies.items()}
        self.store = stores(medcode, root, work, held)
        self.pairs = {"snomed": snomed_pairs(root), "loinc": loinc_pairs(root)}
        self.rng = rng

    def sets(self, o: str, train: bool) -> list[Set]:
        v, part = self.vocabularies[o], half if train else other_half
        names = [(ts[0], [c]) for c, ts in v.wordings.items() if drawn(f"rank:{c}", .3)]
        names = part(self.rng.sample(names, min(len(names), 4000)))
        out = [("misspelt", .5, [(misspelt(t, self.rng), c) for t, c in names[:1000]], ""),
               ("shortened", .5, [(shortened(t, self.rng), c) for t, c in names[:1500]], ""),
               ("nothing", 0, nonsense([(t, c[0]) for t, c in names], self.rng), ""),
               ("strange", 0, self._strange(o, part), "")]
        if o in self.pairs:
            out.append((o, 1, part(self.pairs[o]), ""))
        if v.held:
            kind = "trade" if o == "rxnorm" else f"{o}, wording unseen"
            out.append((kind, 1, part(grouped(v.held)), self.store.get(o, "")))
        return out

    def _strange(self, o: str, part) -> Terms:
        """Names of another kind of thing: no code begins with a dash."""
        other = {"snomed": "rxnorm", "loinc": "rxnorm", "rxnorm": "snomed", "hcpcs": "snomed"}[o]
        names = [(ts[0], [c]) for c, ts in self.vocabularies[other].wordings.items() if drawn(f"strange:{c}", .02)]
        if other == "rxnorm":  # a bare substance may be one of theirs
            names = [(t, c) for t, c in names if " MG" in t]
        return [(t, ["-"]) for t, _ in part(names)][:300]

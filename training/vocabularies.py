"""Wordings of SNOMED CT, LOINC, RxNorm and HCPCS, and the ones held out to measure.

Sources: the Global Patient Set (CC BY 4.0), LOINC names, RxNorm names that do not
come from "vsac" alone, ingredient strings, and the HCPCS tables of three years.
A wording that says less than its code (a component, an ingredient) is loose: it
is no evidence against other codes of its family.
"""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus import drawn, key

HELD = 0.1  # share of the codes with a second wording of which one is held out
NAMES = ("snomed", "loinc", "rxnorm", "hcpcs")


@dataclass
class Vocabulary:
    """Wordings by code, the full one first, which a look-up searches.

    Spoken ones mean the code too, loose ones its whole family; neither is searched.
    """

    name: str
    wordings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    spoken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    loose: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    family: dict[str, str] = field(default_factory=dict)
    held: list[tuple[str, str]] = field(default_factory=list)  # wording, code

    def add(self, code: str, text: str) -> None:
        text = " ".join(text.split())
        if text and key(text) and all(key(text) != key(t) for t in self.wordings[code]):
            self.wordings[code].append(text)

    def hold(self, wording_of: dict[str, str]) -> None:
        """Takes a wording away from some of the codes, to ask for it later."""
        for code in sorted(wording_of):
            if drawn(f"{self.name}:{code}", HELD):
                for kept in (self.wordings[code], self.spoken[code]):
                    if wording_of[code] in kept:
                        kept.remove(wording_of[code])
                        self.held.append((wording_of[code], code))

    def candidates(self) -> list[tuple[str, str]]:
        """What a look-up searches: all wordings not held out."""
        return [(t, c) for c, ts in self.wordings.items() for t in ts]


def table(path: Path, quoting: int = csv.QUOTE_NONE, separator: str = "\t") -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
        yield from csv.DictReader(f, delimiter=separator, quoting=quoting)


def snomed(root: Path) -> Vocabulary:
    """One wording each: the fully specified name without its semantic tag."""
    v = Vocabulary("snomed")
    for r in table(root / "snomed/snomed_gps_2020.tsv.gz"):
        v.add(r["code"], r["term"])
        v.family[r["code"]] = key(r["term"]).split(" ")[-1]
    return v


def loinc(root: Path) -> Vocabulary:
    """Long, short and display names; the component, and the component with its specimen, are loose.

    A second name of some codes is held out: the last one, unless it is the full name in parts.
    """
    v = Vocabulary("loinc")
    for r in table(root / "loinc/Loinc_common_labs.csv.gz", csv.QUOTE_MINIMAL, ","):
        for column in ("LONG_COMMON_NAME", "SHORTNAME", "DISPLAYNAME", "CONSUMER_NAME"):
            v.add(r["LOINC_NUM"], r[column])
        parts = ("COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP")
        v.spoken[r["LOINC_NUM"]] = [":".join(r[p] for p in parts)]
    for r in sorted(table(root / "loinc/loinc_names.tsv.gz"), key=lambda r: ":" in r["name"]):
        sources = set(r["sources"].split("+"))
        if sources - {"vsac", "component"}:
            v.add(r["code"], r["name"])
    for code, names in v.wordings.items():
        analyte, _, rest = re.sub(r"\s*\[[^\]]*\]", "", names[0]).partition(" in ")
        specimen = rest.split(" by ")[0]
        v.family[code] = key(analyte)
        v.loose[code] = [analyte] + ([f"{analyte} {specimen}", f"{specimen} {analyte}"] if specimen else [])
    v.hold({c: ts[-1] for c, ts in v.wordings.items() if len(ts) > 1 and ":" not in ts[-1]})
    return v


BRAND = re.compile(r"^(.*) \[([^\]]+)\]$")
STRENGTH = re.compile(r"(?i)\b\d[\d.,]* ?(?:MG|MCG|UNT|ML|MEQ|%|HR|ACTUAT)(?:/(?:ML|MG|HR|ACTUAT|\d[\d.]* ?ML))?\b")


def rxnorm(root: Path) -> Vocabulary:
    """Names; ingredients, brands and names without strength are loose.

    Of "estradiol 1 MG Oral Tablet [Estrace]" the trade wording is "Estrace 1 MG Oral Tablet".
    """
    v = Vocabulary("rxnorm")
    ingredients = {r["rxcui"]: r["rxstring"] for r in table(root / "rxnorm/rxnorm_ingredients.tsv.gz")}
    rows = [r for r in table(root / "rxnorm/rxnorm_names.tsv.gz") if r["sources"] != "vsac"]
    second = {}
    for r in sorted(rows, key=lambda r: (r["sources"].startswith("phinvads/fhir"), -len(r["name"]))):
        v.add(r["rxcui"], r["name"])
    for code, names in v.wordings.items():
        own = BRAND.match(names[0])
        bare = own[1] if own else names[0]
        if len(names) > 1:
            second[code] = names[-1]
        v.family[code] = key(ingredients.get(code) or STRENGTH.sub("", bare).split(" Oral ")[0])
        if own and "/" not in bare:
            doses = STRENGTH.findall(bare)
            form = STRENGTH.split(bare)[-1].strip()
            v.spoken[code] = [" ".join([own[2], *doses, form])]
            second.setdefault(code, v.spoken[code][0])
        v.loose[code] = [t for t in (ingredients.get(code, ""), own[2] if own else "", STRENGTH.sub("", bare)) if t]
    v.hold(second)
    return v


def hcpcs_2019(root: Path) -> Iterator[tuple[str, str, str]]:
    """Code, long and short description of the fixed-width file; a record goes on over lines."""
    with zipfile.ZipFile(root / "hcpcs/2019-Alpha-Numeric-HCPCS-File.zip") as z:
        lines = z.read("HCPC2019_CONTR_ANWEB.txt").decode("latin-1").splitlines()
    code, long, short = "", "", ""
    for line in lines:
        if line[:5].strip() and line[10:11] == "3":
            if code:
                yield code, long, short
            code, long, short = line[:5].strip(), "", line[91:119].strip()
        if code and line[:5].strip() == code:
            long = f"{long} {line[11:91].strip()}".strip()
    if code:
        yield code, long, short


def hcpcs(root: Path) -> Vocabulary:
    """Long and short descriptions of three years; the first clause of a long one is loose.

    The short description of some codes is held out.
    """
    v = Vocabulary("hcpcs")
    rows = [(r["code"], r["long_description"], r["short_description"])
            for r in table(root / "hcpcs/hcpcs_2025_jan.tsv.gz")]
    rows += [(r["code"], r["long"], r["short"]) for r in table(root / "hcpcs/hcpcs_2024.tsv.gz")]
    rows += hcpcs_2019(root)
    for code, long, _ in rows:
        if len(code) == 5:
            v.add(code, long)
    short = {}
    for code, _, abridged in rows:
        if len(code) == 5 and abridged and code in v.wordings:
            before = len(v.wordings[code])
            v.add(code, abridged)
            if len(v.wordings[code]) > before:
                short.setdefault(code, v.wordings[code][-1])
    for code, names in v.wordings.items():
        v.family[code] = code[:3]
        head = re.split(r"[,(;]", names[0])[0].strip()
        if head and key(head) != key(names[0]):
            v.loose[code] = [head]
    v.hold(short)
    return v


def load(root: Path) -> list[Vocabulary]:
    return [snomed(root), loinc(root), rxnorm(root), hcpcs(root)]

"""Trains the ranking model of workers/code and writes its weights.json.

What it learns from: Disease Ontology terms of half of the categories (drawn by a hash), misspelt
ones among them; index terms that were held out of both the encoder and a release built for the
purpose; official titles with a word dropped or misspelt; for the other ontologies what
rank_others.py gathers. MONDO and the other halves are for `medcode eval terms` and the report at
the end.

Features come from `medcode eval features`. A code's score is a small network over them, trained
so that the right code of a phrase comes first (softmax over its candidates, as in ListNet, Cao
and others 2007). The probability that the first code is right is a logistic model over its
features and margins, fitted on scores that two halves of the training set gave each other
(Platt 1999), every code counting the same however many names it has; the other codes of the
phrase share it by their softmax.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import math
import random
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

import vocabularies
from corpus import drawn, key, load
from rank_others import TRUST, Material
from spoil import misspelt, nonsense, plain, shortened

INDEX = "icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz"
NETS, HIDDEN, EPOCHS, FOLDS, RIVALS = 3, 12, 12, 2, 96
BESIDE = 3  # one in so many phrases of ICD-10-CM helps to rank the other ontologies
Terms = list[tuple[str, list[str]]]


def flat(code: str) -> str:
    return code.replace(".", "")


def meets(gold: str, code: str, headers: bool) -> bool:
    """A header is met by what is below it; billable codes have nothing below."""
    return flat(code).startswith(flat(gold)) if headers else gold == code


def trained(gold: list[str], headers: bool) -> bool:
    """Whether a term is of the half to train on: by category, so that no code is in both."""
    unit = gold[0][:3] if headers else gold[0]
    return hashlib.sha256(unit.encode()).digest()[0] & 1 == 0


def read_terms(root: Path, name: str, ranges: bool) -> Terms:
    out: dict[str, list[str]] = {}
    with (root / "pairs" / name).open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not (ranges and "-" in r["code"]):
                codes = out.setdefault(r["term"], [])
                if r["code"] not in codes:
                    codes.append(r["code"])
    return list(out.items())


class Medcode:
    """The binary, asked for features."""

    def __init__(self, path: str, data: str, more: list[str]):
        self.path, self.data, self.more = path, data, more

    def features(self, ontology: str, terms: Terms, data: str = "", more: tuple[str, ...] = ()) -> list[dict]:
        lines = "".join(f"{t}\t{' '.join(c)}\n" for t, c in terms)
        args = [self.path, "eval", "--data", data or self.data, *self.more, *more, "features", ontology]
        done = subprocess.run(args, input=lines, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(args)}: {done.stderr.strip()}")
        rows = [json.loads(line) for line in done.stdout.split("\n") if line]
        self.names = rows[0]
        return rows[1:]

    def without(self, root: Path, work: Path, held: set[tuple[str, str]]) -> str:
        """A store whose release lacks the held-out index terms."""
        table = work / "index.tsv.gz"
        with gzip.open(root / INDEX, "rt", encoding="utf-8") as f, gzip.open(table, "wt") as g:
            head = f.readline()
            at = {n: i for i, n in enumerate(head.rstrip("\n").split("\t"))}
            g.write(head)
            for line in f:
                row = line.rstrip("\n").split("\t")
                if (row[at["path"]], row[at["code"]]) not in held:
                    g.write(line)
        files = [root / "icd10cm/FY2026/code-descriptions-2026.zip", table,
                 root / "icd10cm/tabular/icd10cm_tabular_2021.xml.gz",
                 root / "icd10cm/tables/icd10cm-neoplasm-April-1-2026.xml.gz"]
        subprocess.run([self.path, "ontology", "add", "--data", str(work), "icd10cm", *map(str, files)],
                       check=True, capture_output=True)
        return str(work)


@dataclass
class Phrase:
    """One phrase: its candidates' features, which of them are right, its weight."""

    x: np.ndarray
    right: np.ndarray
    near: np.ndarray  # of the right category
    weight: float
    even: float  # weight with which every code of the set counts the same
    group: str  # set it came from


def phrases(rows: list[dict], group: str, weight: float, headers: bool, known: bool) -> list[Phrase]:
    kept = [r for r in rows if r["known"] == known]
    count: dict[str, int] = {}
    for r in kept:
        count[r["gold"][0]] = count.get(r["gold"][0], 0) + 1
    out = []
    for r in kept:
        codes = (r["codes"] or [])[:RIVALS]
        right = [any(meets(g, c, headers) for g in r["gold"]) for c in codes]
        near = [any(g[:3] == c[:3] for g in r["gold"]) if headers else hit for c, hit in zip(codes, right)]
        x = np.array((r["rows"] or [])[:RIVALS], np.float32)
        out.append(Phrase(x, np.array(right, bool), np.array(near, bool),
                          weight / math.sqrt(count[r["gold"][0]]),
                          len(kept) / len(count) / count[r["gold"][0]], group))
    return [p for p in out if len(p.right)]


def padded(list_: list[Phrase], width: int) -> tuple[torch.Tensor, ...]:
    n, k = len(list_), max(len(p.right) for p in list_)
    x, there, target = np.zeros((n, k, width), np.float32), np.zeros((n, k), bool), np.zeros((n, k), np.float32)
    for i, p in enumerate(list_):
        m = len(p.right)
        x[i, :m], there[i, :m] = p.x, True
        # The right code; codes of its category count a little, more where it is not there.
        target[i, :m] = np.where(p.right, 1, (.15 if p.right.any() else .4) * p.near)
    return torch.tensor(x), torch.tensor(there), torch.tensor(target)


@dataclass
class Model:
    """Scores and confidences of one kind of candidates, as weights.json holds them."""

    mean: np.ndarray
    scale: np.ndarray
    hidden: np.ndarray = field(default_factory=lambda: np.zeros(0))  # [units, features]
    bias: np.ndarray = field(default_factory=lambda: np.zeros(0))
    out: np.ndarray = field(default_factory=lambda: np.zeros(0))
    sure: np.ndarray = field(default_factory=lambda: np.zeros(0))  # confidence: features, then margins, then bias

    ordered: bool = False  # candidates come in their order, without a network

    def score(self, x: np.ndarray) -> np.ndarray:
        z = (x - self.mean) * self.scale
        return np.maximum(0, z @ self.hidden.T + self.bias) @ self.out

    def evidence(self, x: np.ndarray) -> tuple[int, np.ndarray]:
        """The first candidate, and what its confidence is computed from."""
        if self.ordered:
            return 0, np.concatenate([np.clip((x[0] - self.mean) * self.scale, -4, 4), [0, 0, 1]])
        s = self.score(x)
        p = np.exp(s - s.max())
        p /= p.sum()
        top = int(np.argmax(s))
        second = np.partition(s, -2)[-2] if len(s) > 1 else s[top] - 8
        z = np.clip((x[top] - self.mean) * self.scale, -4, 4)
        return top, np.concatenate([z, [math.log(p[top]), min(8, s[top] - second), 1]])

    def document(self) -> dict:
        return {n: np.round(getattr(self, n).astype(float), 5).tolist()
                for n in ("mean", "scale", "hidden", "bias", "out", "sure")}


def ranked(list_: list[Phrase], seed: int) -> Model:
    """A model whose scores put right codes first: the mean of networks that began differently.

    One network of as many units answers .006 better or worse as its seed has it; the mean of
    three does not."""
    torch.manual_seed(seed)
    flat_x = np.concatenate([p.x for p in list_])
    m = Model(flat_x.mean(0), 1 / np.maximum(flat_x.std(0), .02))
    use = [p for p in list_ if p.near.any()]
    x, there, target = padded(use, flat_x.shape[1])
    x = (x - torch.tensor(m.mean)) * torch.tensor(m.scale)
    weight = torch.tensor([p.weight for p in use], dtype=torch.float32) * target.max(1)[0]
    nets = [network(x, there, target, weight) for _ in range(NETS)]
    m.hidden = np.concatenate([n[0].weight.detach().numpy() for n in nets])
    m.bias = np.concatenate([n[0].bias.detach().numpy() for n in nets])
    m.out = np.concatenate([n[3].weight.detach().numpy()[0] for n in nets]) / NETS
    return m


def network(x: torch.Tensor, there: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.nn.Sequential:
    """A network fitted to normalised features."""
    net = torch.nn.Sequential(torch.nn.Linear(x.shape[2], HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(.15),
                              torch.nn.Linear(HIDDEN, 1, bias=False))
    steps = EPOCHS * math.ceil(len(x) / 128)
    opt = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=2e-2)
    plan = torch.optim.lr_scheduler.OneCycleLR(opt, 6e-3, total_steps=steps)
    for _ in range(EPOCHS):
        for b in torch.randperm(len(x)).split(128):
            s = net(x[b]).squeeze(-1).masked_fill(~there[b], -1e9)
            loss = (torch.logsumexp(s, 1) - torch.logsumexp(s + torch.log(target[b] + 1e-9), 1)) * weight[b]
            opt.zero_grad()
            (loss.sum() / weight[b].sum()).backward()
            opt.step()
            plan.step()
    return net


def logistic(x: np.ndarray, y: np.ndarray, w: np.ndarray, ridge: float) -> np.ndarray:
    """Logistic regression by Newton's method, the last column not shrunk."""
    beta = np.zeros(x.shape[1])
    shrink = np.full(x.shape[1], ridge)
    shrink[-1] = 1e-6
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        grad = x.T @ (w * (p - y)) + shrink * beta
        hess = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(shrink)
        beta -= np.linalg.solve(hess, grad)
    return beta


def fitted(list_: list[Phrase], trust: dict[str, float], seed: int, beside: list[Phrase] | None = None) -> Model:
    """Scores from all phrases and those beside them, confidence from scores that the folds gave each other."""
    beside = beside or []
    order = random.Random(seed).sample(range(len(list_)), len(list_))
    model = ranked(list_ + beside, seed)
    rows, right, weight = [], [], []
    for f in range(FOLDS):
        part = ranked([list_[i] for i in order if i % FOLDS != f] + beside, seed + 1 + f)
        part.mean, part.scale, part.hidden, part.bias = rebased(part, model)
        for i in (i for i in order if i % FOLDS == f):
            top, seen = part.evidence(list_[i].x)
            rows.append(seen)
            right.append(list_[i].right[top])
            weight.append(trust.get(list_[i].group, 1.) * list_[i].even)
    model.sure = logistic(np.array(rows), np.array(right, float), np.array(weight), 200.)
    return model


def known_model(list_: list[Phrase], trust: dict[str, float]) -> Model:
    """Confidence alone: the order of codes that share a wording is that of the release."""
    flat_x = np.concatenate([p.x for p in list_])
    m = Model(flat_x.mean(0), 1 / np.maximum(flat_x.std(0), .05), ordered=True)
    seen = [m.evidence(p.x) for p in list_]
    right = np.array([p.right[top] for p, (top, _) in zip(list_, seen)], float)
    m.sure = logistic(np.array([e for _, e in seen]), right, np.array([trust.get(p.group, 1.) * p.even for p in list_]), 2.)
    return m


def rebased(part: Model, like: Model) -> tuple[np.ndarray, ...]:
    """The same network over features normalised as another model does it."""
    ratio = part.scale / like.scale
    bias = part.bias + part.hidden @ ((like.mean - part.mean) * part.scale)
    return like.mean, like.scale, part.hidden * ratio, bias


def report(name: str, model: Model, list_: list[Phrase]) -> None:
    conf, right, near = [], [], []
    for p in list_:
        top, seen = model.evidence(p.x)
        conf.append(1 / (1 + math.exp(-seen @ model.sure)))
        right.append(p.right[top])
        near.append(p.near[top])
    c, r = np.array(conf), np.array(right, float)
    order = np.argsort(-c)
    ece = sum(abs((c[b] - r[b]).sum()) for b in np.array_split(order, 15)) / len(c)
    given = c >= .5
    print(f"{name:34s} n {len(c):5d}  first {r.mean():.3f}  category {np.mean(near):.3f}  ECE {ece:.3f}  "
          f"at .5: covers {given.mean():.3f}, right {r[given].mean() if given.any() else 0:.3f}")


def icd_material(med: Medcode, root: Path, work: Path, rng: random.Random) -> list[tuple[str, float, Terms, str]]:
    """Name, weight, terms and store of each ICD-10-CM training set."""
    corpus = load(root)
    do = [t for t in read_terms(root, "icd10cm_doid.tsv", True) if trained(t[1], True)]
    held = corpus.new_codes + corpus.new_terms
    store = med.without(root, work, set(held))
    wordings = [(p.replace(" > ", " "), [c]) for p, c in held]
    billable = [(t, c) for c, t in corpus.title.items() if not drawn(c, .7)]
    codes = sorted(corpus.title)
    leaves = {a for a, b in zip(codes, codes[1:] + [""]) if not flat(b).startswith(flat(a))}
    titles = rng.sample([(t, c) for t, c in billable if c in leaves], 2000)
    plainer = [(plain(t), c) for t, c in billable if c in leaves and plain(t) != t]
    plainer = rng.sample(plainer, 2500)
    return [("DO", 1, do, ""), ("DO misspelt", .5, [(misspelt(t, rng), g) for t, g in do], ""),
            ("held-out index", .5, wordings, store),
            ("titles shortened", .5, [(shortened(t, rng), [c]) for t, c in titles], ""),
            ("titles misspelt", .3, [(misspelt(t, rng), [c]) for t, c in titles[:1000]], ""),
            ("titles plain", .6, [(shortened(t, rng), [c]) for t, c in plainer], ""),
            ("titles", .3, [(t, [c]) for t, c in titles[:1000]], ""),
            ("nothing", 0, nonsense(titles, rng), "")]


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path, required=True, help="folder with icd10cm/ and pairs/")
    args.add_argument("--store", required=True, help="store with the full releases")
    args.add_argument("--medcode", default="bin/medcode")
    args.add_argument("--onnxruntime", default="", help="the library, where it is not found by itself")
    args.add_argument("--models-dir", default="models")
    args.add_argument("--encoder", default="phrase-hash", help="its folder in there; named, it is asked for all ontologies")
    args.add_argument("--work", type=Path, default=Path("var/rank"), help="folder for a release with index terms held out")
    args.add_argument("--out", type=Path, default=Path("workers/code/weights.json"))
    opt = args.parse_args()
    torch.set_num_threads(1)
    opt.work.mkdir(parents=True, exist_ok=True)
    more = ["--models-dir", opt.models_dir, "--encoder", opt.encoder] + (["--onnxruntime", opt.onnxruntime] if opt.onnxruntime else [])
    med = Medcode(opt.medcode, opt.store, more)
    rng = random.Random(7)
    no_dense = ("--encoder", "none")

    dense, words, known = [], [], []
    for name, weight, terms, store in icd_material(med, opt.data, opt.work, rng):
        rows = med.features("icd10cm", terms, store)
        dense += phrases(rows, name, weight, True, False)
        if name != "held-out index":
            known += phrases(rows, name, weight, True, True)
        words += phrases(med.features("icd10cm", terms, store, no_dense), name, weight, True, False)
    trust = {"DO misspelt": .5, "held-out index": .3, "titles shortened": .15, "titles misspelt": .15, "titles plain": .15, "titles": .5, "nothing": .3}
    models = {"icd10cm dense": fitted(dense, trust, 1), "icd10cm": fitted(words, trust, 2), "icd10cm known": known_model(known, trust)}
    material = Material(opt.medcode, opt.data, opt.work, rng)
    known_others, mine, plain_mine = {}, {}, {}
    for o in vocabularies.NAMES:
        mine[o], plain_mine[o], known_others[o] = [], [], []
        for name, weight, terms, store in material.sets(o, True):
            rows = med.features(o, terms, store)
            mine[o] += phrases(rows, name, weight, False, False)
            if name == o:
                known_others[o] += phrases(rows, name, weight, False, True)
            plain_mine[o] += phrases(med.features(o, terms, store, no_dense), name, weight, False, False)
    for o in vocabularies.NAMES:
        beside = [p for other in vocabularies.NAMES if other != o for p in mine[other]]
        models[o + " dense"] = fitted(mine[o], TRUST, 4, beside + dense[::BESIDE])
    models["other"] = fitted(sum(plain_mine.values(), []), TRUST, 3, words[::BESIDE])
    models["snomed known"] = known_model(known_others["snomed"], {})
    models["other known"] = known_model(known_others["loinc"], {})

    do = [t for t in read_terms(opt.data, "icd10cm_doid.tsv", True) if not trained(t[1], True)]
    for name, terms in (("DO, other half", do), ("MONDO", read_terms(opt.data, "icd10cm_mondo.tsv", True))):
        rows = med.features("icd10cm", terms)
        report(name + ", known", models["icd10cm known"], phrases(rows, name, 1, True, True))
        report(name + ", not known", models["icd10cm dense"], phrases(rows, name, 1, True, False))
        rows = med.features("icd10cm", terms, more=no_dense)
        report(name + ", not known, no encoder", models["icd10cm"], phrases(rows, name, 1, True, False))
    for o in vocabularies.NAMES:
        for name, _, terms, store in material.sets(o, False):
            rows = med.features(o, terms, store)
            report(f"{o}: {name}", models[o + " dense"], phrases(rows, name, 1, False, False))
            rows = med.features(o, terms, store, no_dense)
            report(f"{o}: {name}, no encoder", models["other"], phrases(rows, name, 1, False, False))
    columns = {"open": med.names["open"], "known": med.names["known"]}
    lines = [f'"{n}": {json.dumps(m.document())}' for n, m in models.items()]
    opt.out.write_text('{"columns": ' + json.dumps(columns) + ',\n"models": {\n' + ",\n".join(lines) + "}}\n")


if __name__ == "__main__":
    main()

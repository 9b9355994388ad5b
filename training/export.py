"""Writes a trained encoder as a model folder: ONNX graph, tokeniser, configuration.

The table is stored as int8 with one float32 scale a row. The graph gathers the
rows of a batch first and scales only those: the weighted sum is one matrix
product of the scales [batch, 1, length] with the rows [batch, length, dim].
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from hashgram import Tokenizer

OPSET, IR_VERSION = 17, 8
TOLERANCE = 1e-3  # greatest difference of a component from the same table in PyTorch


def quantised(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and the float32 scale [rows, 1] that brings them back."""
    scale = np.abs(table).max(axis=1, keepdims=True) / 127
    rows = np.rint(table / np.where(scale == 0, 1, scale)).astype(np.int8)
    return rows, scale.astype(np.float32)


def on_grid(table: np.ndarray) -> np.ndarray:
    """The table as int8 can hold it; quantising it again changes nothing."""
    rows, scale = quantised(table)
    return rows.astype(np.float32) * scale


def graph(table: np.ndarray) -> onnx.ModelProto:
    """input_ids int64 [batch, length] to embedding float32 [batch, dim], unit length or zero."""
    rows, scale = quantised(table)
    weights = {"table": rows, "scale": scale, "axis1": np.array([1], np.int64),
               "tiny": np.array(1e-12, np.float32)}
    node = helper.make_node
    nodes = [
        node("Gather", ["table", "input_ids"], ["rows8"], axis=0),
        node("Cast", ["rows8"], ["rows"], to=TensorProto.FLOAT),
        node("Gather", ["scale", "input_ids"], ["column"], axis=0),
        node("Transpose", ["column"], ["line"], perm=[0, 2, 1]),
        node("MatMul", ["line", "rows"], ["summed"]),
        node("Squeeze", ["summed", "axis1"], ["sum"]),
        node("ReduceL2", ["sum"], ["norm"], axes=[1], keepdims=1),
        node("Max", ["norm", "tiny"], ["divisor"]),
        node("Div", ["sum", "divisor"], ["embedding"]),
    ]
    io = helper.make_tensor_value_info
    body = helper.make_graph(
        nodes, "hash-ngram-encoder",
        [io("input_ids", TensorProto.INT64, ["batch", "length"])],
        [io("embedding", TensorProto.FLOAT, ["batch", table.shape[1]])],
        [numpy_helper.from_array(v, k) for k, v in weights.items()])
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)],
                              ir_version=IR_VERSION, producer_name="medcode-training")
    onnx.checker.check_model(model)
    return model


def padded(rows: list[list[int]]) -> np.ndarray:
    width = max(1, max(map(len, rows)))
    out = np.zeros((len(rows), width), np.int64)
    for line, r in zip(out, rows):
        line[:len(r)] = r
    return out


def session(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Exported:
    """The model folder, read back."""

    def __init__(self, out: Path, tok: Tokenizer):
        self.session, self.tok = session(out / "model.onnx"), tok

    def encode(self, texts: list[str]) -> np.ndarray:
        """Embeddings of texts, sorted by length so that little is padded."""
        rows = [self.tok.encode(t) for t in texts]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        out = []
        for at in range(0, len(order), 64):
            ids = padded([rows[i] for i in order[at:at + 64]])
            out.append(self.session.run(None, {"input_ids": ids})[0])
        joined = np.concatenate(out)
        result = np.empty_like(joined)
        result[order] = joined
        return result

    def speed(self, texts: list[str], batch: int, seconds: float = 2.0) -> tuple[float, float]:
        """Median microseconds a run, tokenising in Python left out, and mean rows a text."""
        parts = [padded([self.tok.encode(t) for t in texts[i:i + batch]])
                 for i in range(0, len(texts) - batch + 1, batch)]
        took, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            ids = parts[len(took) % len(parts)]
            t = time.perf_counter()
            self.session.run(None, {"input_ids": ids})
            took.append(time.perf_counter() - t)
        width = float(np.mean([p.shape[1] for p in parts]))
        return float(np.median(took)) * 1e6, width


def write(out: Path, table: np.ndarray, tok: Tokenizer) -> None:
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(graph(table), str(out / "model.onnx"))
    (out / "tokenizer.json").write_text(json.dumps(tok.spec.document(), indent=2) + "\n")
    config = {
        "architectures": ["HashNgramEncoder"], "model_type": "hash-ngram",
        "hidden_size": table.shape[1], "vocab_size": table.shape[0],
        "max_length": tok.spec.max_length, "pad_token_id": 0,
        "pooling": "sum, inside the graph", "normalize": "l2, inside the graph",
        "similarity": "dot", "weights": "int8, one float32 scale a row",
        "inputs": {"input_ids": "int64 [batch, length], 0 is padding"},
        "outputs": {"embedding": f"float32 [batch, {table.shape[1]}]; zeros for no input"},
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def check(exported: Exported, want: np.ndarray, texts: list[str]) -> float:
    """The greatest difference of a component; more than TOLERANCE is an error."""
    worst = float(np.abs(exported.encode(texts) - want).max())
    if not worst <= TOLERANCE:
        raise SystemExit(f"the exported model differs from PyTorch by {worst:.2g}, "
                         f"more than {TOLERANCE:g}")
    return worst

"""BERT in ONNX form, written without a training framework.

`weights` are the tensors of a published encoder by their Hugging Face names,
as in model.safetensors, or random ones of a given size. `build` writes the
graph node by node (Devlin et al. 2019; post-norm layers, exact GELU) with
inputs input_ids, attention_mask, token_type_ids [batch, length] and output
last_hidden_state [batch, length, hidden].
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True)
class Shape:
    layers: int
    hidden: int
    heads: int
    vocab: int
    positions: int = 512
    eps: float = 1e-12

    def flops(self, rows: int, length: int) -> float:
        """Multiplications and additions of the matrix products of one run."""
        return rows * length * self.layers * (24.0 * self.hidden**2 + 4.0 * length * self.hidden)


def published(folder: Path) -> tuple[Shape, dict[str, np.ndarray]]:
    """Shape and weights of a Hugging Face style folder."""
    c = json.loads((folder / "config.json").read_text())
    shape = Shape(c["num_hidden_layers"], c["hidden_size"], c["num_attention_heads"],
                  c["vocab_size"], c["max_position_embeddings"], c["layer_norm_eps"])
    return shape, safetensors(folder / "model.safetensors")


def safetensors(path: Path) -> dict[str, np.ndarray]:
    blob = path.read_bytes()
    (size,) = struct.unpack_from("<Q", blob)
    tensors = {}
    for name, t in json.loads(blob[8:8 + size]).items():
        if name != "__metadata__" and t["dtype"] == "F32":
            begin, end = t["data_offsets"]
            flat = np.frombuffer(blob[8 + size + begin:8 + size + end], "<f4")
            tensors[name.removeprefix("bert.")] = flat.reshape(t["shape"])
    return tensors


def random(shape: Shape, seed: int = 1) -> dict[str, np.ndarray]:
    """Weights as drawn before a training, small enough to stay finite."""
    rng = np.random.default_rng(seed)
    h, f = shape.hidden, 4 * shape.hidden
    out: dict[str, np.ndarray] = {}

    def draw(name: str, *dims: int) -> None:
        out[name] = rng.standard_normal(dims, np.float32) * np.float32(0.05)

    def norm(name: str) -> None:
        out[name + ".weight"], out[name + ".bias"] = np.ones(h, np.float32), np.zeros(h, np.float32)

    draw("embeddings.word_embeddings.weight", shape.vocab, h)
    draw("embeddings.position_embeddings.weight", shape.positions, h)
    draw("embeddings.token_type_embeddings.weight", 2, h)
    norm("embeddings.LayerNorm")
    for i in range(shape.layers):
        at = f"encoder.layer.{i}."
        for name, rows, columns in (("attention.self.query", h, h), ("attention.self.key", h, h),
                                    ("attention.self.value", h, h), ("attention.output.dense", h, h),
                                    ("intermediate.dense", f, h), ("output.dense", h, f)):
            draw(f"{at}{name}.weight", rows, columns)
            draw(f"{at}{name}.bias", rows)
        norm(at + "attention.output.LayerNorm")
        norm(at + "output.LayerNorm")
    return out


class Graph:
    def __init__(self, weights: dict[str, np.ndarray], kind: type):
        self.weights, self.kind = weights, kind
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def node(self, op: str, *inputs: str, **attributes) -> str:
        name = f"{op}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], name, **attributes))
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(value, name)
        return name

    def scalar(self, value: float) -> str:
        return self.constant(f"scalar {value}", np.array(value, self.kind))

    def ints(self, *values: int) -> str:
        return self.constant(f"ints {values}", np.array(values, np.int64))

    def weight(self, name: str, transposed: bool = False) -> str:
        value = self.weights[name].astype(self.kind)
        return self.constant(name, value.T if transposed else value)

    def dense(self, x: str, name: str) -> str:
        product = self.node("MatMul", x, self.weight(name + ".weight", transposed=True))
        return self.node("Add", product, self.weight(name + ".bias"))

    def norm(self, x: str, name: str, eps: float) -> str:
        return self.node("LayerNormalization", x, self.weight(name + ".weight"),
                         self.weight(name + ".bias"), axis=-1, epsilon=eps)

    def gelu(self, x: str) -> str:
        erf = self.node("Erf", self.node("Div", x, self.scalar(2**0.5)))
        return self.node("Mul", self.node("Mul", x, self.node("Add", erf, self.scalar(1.0))), self.scalar(0.5))


def embeddings(g: Graph, shape: Shape) -> str:
    length = g.node("Gather", g.node("Shape", INPUTS[0]), g.constant("one", np.array(1, np.int64)))
    end = g.node("Unsqueeze", length, g.ints(0))
    places = g.node("Slice", g.weight("embeddings.position_embeddings.weight"), g.ints(0), end, g.ints(0))
    words = g.node("Gather", g.weight("embeddings.word_embeddings.weight"), INPUTS[0])
    kinds = g.node("Gather", g.weight("embeddings.token_type_embeddings.weight"), INPUTS[2])
    x = g.node("Add", g.node("Add", words, kinds), places)
    return g.norm(x, "embeddings.LayerNorm", shape.eps)


def attention(g: Graph, x: str, mask: str, at: str, shape: Shape) -> str:
    width = shape.hidden // shape.heads
    split = g.ints(0, 0, shape.heads, width)

    def heads(name: str, perm: list[int]) -> str:
        return g.node("Transpose", g.node("Reshape", g.dense(x, at + name), split), perm=perm)

    query, value = heads("self.query", [0, 2, 1, 3]), heads("self.value", [0, 2, 1, 3])
    scores = g.node("MatMul", query, heads("self.key", [0, 2, 3, 1]))
    scores = g.node("Add", g.node("Div", scores, g.scalar(width**0.5)), mask)
    mixed = g.node("MatMul", g.node("Softmax", scores, axis=-1), value)
    merged = g.node("Reshape", g.node("Transpose", mixed, perm=[0, 2, 1, 3]), g.ints(0, 0, shape.hidden))
    return g.dense(merged, at + "output.dense")


def additive_mask(g: Graph) -> str:
    """0 where a token counts, the least number where it is padding."""
    wide = g.node("Unsqueeze", INPUTS[1], g.ints(1, 2))
    kind = TensorProto.FLOAT16 if g.kind is np.float16 else TensorProto.FLOAT
    away = g.node("Sub", g.scalar(1.0), g.node("Cast", wide, to=kind))
    return g.node("Mul", away, g.scalar(float(np.finfo(g.kind).min)))


def build(shape: Shape, weights: dict[str, np.ndarray], kind: type = np.float32) -> onnx.ModelProto:
    g = Graph(weights, kind)
    mask, x = additive_mask(g), embeddings(g, shape)
    for i in range(shape.layers):
        at = f"encoder.layer.{i}."
        x = g.node("Add", x, attention(g, x, mask, at + "attention.", shape))
        x = g.norm(x, at + "attention.output.LayerNorm", shape.eps)
        y = g.dense(g.gelu(g.dense(x, at + "intermediate.dense")), at + "output.dense")
        x = g.norm(g.node("Add", x, y), at + "output.LayerNorm", shape.eps)
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"], "last"))
    kind_of = TensorProto.FLOAT16 if kind is np.float16 else TensorProto.FLOAT
    ins = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in INPUTS]
    out = helper.make_tensor_value_info("last_hidden_state", kind_of, ["batch", "length", shape.hidden])
    graph = helper.make_graph(g.nodes, "bert", ins, [out], list(g.constants.values()))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)

"""Writes a trained tagger as a model folder: ONNX graph, tokeniser, configuration, check sums.

The graph is built node by node (opset 17), so that it holds nothing of training and stays the
same whatever PyTorch's exporter becomes. Weights are stored as float16 and widened when the
session is made; the word table is widened after its rows are gathered.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from tagger_data import LABELS
from tagger_model import Shape, Tagger
from tagger_tokens import CLS, PAD, SEP

OPSET, IR_VERSION, LONGEST = 17, 8, 512


class Graph:
    """Nodes and weights as they are added; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes, self.weights, self.count = [], [], 0

    def op(self, kind: str, *inputs: str, **attributes) -> str:
        self.count += 1
        out = f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def constant(self, value: np.ndarray) -> str:
        self.count += 1
        self.weights.append(numpy_helper.from_array(value, f"c{self.count}"))
        return f"c{self.count}"

    def numbers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def weight(self, value: np.ndarray) -> str:
        return self.op("Cast", self.constant(value.astype(np.float16)), to=TensorProto.FLOAT)

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.op("Add", self.op("MatMul", x, self.weight(weight.T)), self.weight(bias))

    def norm(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.op("LayerNormalization", x, self.weight(weight), self.weight(bias), axis=-1, epsilon=1e-5)

    def gelu(self, x: str) -> str:
        root = self.constant(np.array(2 ** 0.5, np.float32))
        one, half = (self.constant(np.array(v, np.float32)) for v in (1.0, 0.5))
        grown = self.op("Add", self.op("Erf", self.op("Div", x, root)), one)
        return self.op("Mul", self.op("Mul", x, grown), half)


def built(w: dict[str, np.ndarray], s: Shape) -> onnx.ModelProto:
    g = Graph()
    mask = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    keep = g.op("Unsqueeze", mask, g.numbers(2))
    away = g.op("Mul", g.op("Sub", g.op("Unsqueeze", mask, g.numbers(1, 2)), g.constant(np.array(1, np.float32))),
                g.constant(np.array(1e4, np.float32)))
    x = g.op("Cast", g.op("Gather", g.constant(w["words.weight"].astype(np.float16)), "input_ids", axis=0),
             to=TensorProto.FLOAT)
    for i in range(s.convolutions):
        x = convolution(g, x, keep, w, f"convolutions.{i}.", s)
    for i in range(s.layers):
        x = layer(g, x, away, w, f"layers.{i}.", s)
    x = g.norm(x, w["norm.weight"], w["norm.bias"])
    g.nodes.append(helper.make_node("Identity", [g.linear(x, w["head.weight"], w["head.bias"])], ["logits"]))
    io, size = helper.make_tensor_value_info, ["batch", "length"]
    body = helper.make_graph(
        g.nodes, "tagger", [io(n, TensorProto.INT64, size) for n in ("input_ids", "attention_mask")],
        [io("logits", TensorProto.FLOAT, [*size, s.labels])], g.weights)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)],
                              ir_version=IR_VERSION, producer_name="medcode-training")
    onnx.checker.check_model(model, full_check=True)
    return model


def convolution(g: Graph, x: str, keep: str, w: dict, at: str, s: Shape) -> str:
    y = g.op("Mul", g.norm(x, w[at + "norm.weight"], w[at + "norm.bias"]), keep)
    y = g.op("Conv", g.op("Transpose", y, perm=[0, 2, 1]), g.weight(w[at + "conv.weight"]),
             g.weight(w[at + "conv.bias"]), pads=[s.reach // 2] * 2)
    return g.op("Add", x, g.op("Transpose", g.gelu(y), perm=[0, 2, 1]))


def layer(g: Graph, x: str, away: str, w: dict, at: str, s: Shape) -> str:
    y = g.norm(x, w[at + "norm1.weight"], w[at + "norm1.bias"])
    split, turn = g.numbers(0, 0, s.heads, s.width // s.heads), {"perm": [0, 2, 1, 3]}
    part = [g.op("Reshape", g.linear(y, m, b), split) for m, b in
            zip(np.split(w[at + "qkv.weight"], 3), np.split(w[at + "qkv.bias"], 3))]
    q, k, v = g.op("Transpose", part[0], **turn), g.op("Transpose", part[1], perm=[0, 2, 3, 1]), g.op("Transpose", part[2], **turn)
    scale = g.constant(np.array((s.width // s.heads) ** -0.5, np.float32))
    near = g.op("Softmax", g.op("Add", g.op("Mul", g.op("MatMul", q, k), scale), away), axis=-1)
    y = g.op("Reshape", g.op("Transpose", g.op("MatMul", near, v), **turn), g.numbers(0, 0, s.width))
    x = g.op("Add", x, g.linear(y, w[at + "out.weight"], w[at + "out.bias"]))
    y = g.norm(x, w[at + "norm2.weight"], w[at + "norm2.bias"])
    y = g.gelu(g.linear(y, w[at + "up.weight"], w[at + "up.bias"]))
    return g.op("Add", x, g.linear(y, w[at + "down.weight"], w[at + "down.bias"]))


def write(out: Path, net: Tagger, tok) -> None:
    """The folder without its README; sums() comes last."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {k: v.detach().numpy() for k, v in net.state_dict().items()}
    onnx.save(built(weights, net.shape), str(out / "model.onnx"))
    tok.save(str(out / "tokenizer.json"), pretty=False)
    s = net.shape
    config = {
        "architectures": ["BertForTokenClassification"], "model_type": "bert", "hidden_size": s.width,
        "num_hidden_layers": s.layers, "num_attention_heads": s.heads, "intermediate_size": s.inner,
        "hidden_act": "gelu", "layer_norm_eps": 1e-5, "max_position_embeddings": LONGEST,
        "type_vocab_size": 1, "vocab_size": s.vocab, "pad_token_id": PAD, "cls_token_id": CLS, "sep_token_id": SEP,
        "position_embedding_type": "convolution", "convolutions": s.convolutions, "convolution_width": s.reach,
        "id2label": {str(i): name for i, name in enumerate(LABELS)},
        "label2id": {name: i for i, name in enumerate(LABELS)},
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def sums(out: Path) -> None:
    names = sorted(p.name for p in out.iterdir() if p.is_file() and p.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256((out / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (out / "SHA256SUMS").write_text("".join(lines))


def runner(path: Path):
    """ids and mask to logits with ONNX Runtime on one thread."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: session.run(None, {"input_ids": ids, "attention_mask": mask})[0]

"""Makes forms.json and the models it names: encoders of the forms that exporters give.

    pip install onnx onnxruntime==1.24.* numpy && python make_forms.py

All of them look words up in a small table, so that the files stay small. What
is to be pooled is pooled here, by numpy in float64. Others are there to be
refused (fixed, whole) or to be stopped (endless).
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

HERE = pathlib.Path(__file__).parent
WORDS, HIDDEN, LABELS = 12, 6, 5
ROWS = [[1, 2, 3, 4], [11], [5, 6], []]
IDS, MASK, TYPES = "input_ids", "attention_mask", "token_type_ids"


def table(rows, columns, kind=np.float32):
    cells = np.sin(np.arange(rows * columns, dtype=np.float64) * 1.3 + 2)
    return cells.reshape(rows, columns).astype(kind)


def info(name, kind, *dims):
    return helper.make_tensor_value_info(name, kind, list(dims))


def save(name, nodes, constants, inputs, outputs, opset=17, version=8, **options):
    constants = [numpy_helper.from_array(v, k) for k, v in constants.items()]
    if version < 4:
        inputs = inputs + [info(c.name, c.data_type, *c.dims) for c in constants]
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=version)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / f"{name}.onnx", **options)


def hidden():
    """Three inputs, two outputs, and names that additions might take."""
    nodes = [
        helper.make_node("Gather", ["medcode/0", IDS], ["medcode/1"], "medcode/0"),
        helper.make_node("Gather", ["kinds", TYPES], ["medcode0/2"]),
        helper.make_node("Add", ["medcode/1", "medcode0/2"], ["sum"]),
        helper.make_node("Unsqueeze", [MASK, "last"], ["wide"]),
        helper.make_node("Cast", ["wide"], ["seen"], to=T.FLOAT),
        helper.make_node("Add", ["sum", "seen"], ["last_hidden_state"]),
        helper.make_node("ReduceMax", ["last_hidden_state"], ["pooler_output"], axes=[1], keepdims=0),
    ]
    constants = {"medcode/0": table(WORDS, HIDDEN), "kinds": table(2, HIDDEN), "last": np.array([2])}
    save("hidden", nodes, constants, [info(n, T.INT64, "batch", "length") for n in (IDS, MASK, TYPES)],
         [info("pooler_output", T.FLOAT, "batch", HIDDEN),
          info("last_hidden_state", T.FLOAT, "batch", "length", HIDDEN)])


def words(name, kind=np.float32, elem=T.FLOAT, ids=T.INT64, out="states", width=HIDDEN, **options):
    """One look-up; the mask is an input that nothing reads."""
    save(name, [helper.make_node("Gather", ["table", IDS], [out])],
         {"table": table(WORDS, LABELS if out == "logits" else HIDDEN, kind)},
         [info(n, ids, "batch", "length") for n in (IDS, MASK)], [info(out, elem, "batch", "length", width)], **options)


def quantized():
    """int8 as quantize_dynamic makes it; unsigned weights, because pairs of signed ones saturate on some processors."""
    nodes = [helper.make_node("Gather", ["table", IDS], ["rows"]), helper.make_node("MatMul", ["rows", "turn"], ["states"])]
    save("int8", nodes, {"table": table(WORDS, HIDDEN), "turn": table(HIDDEN, HIDDEN)},
         [info(n, T.INT64, "batch", "length") for n in (IDS, MASK)], [info("states", T.FLOAT, "batch", "length", HIDDEN)])
    quantize_dynamic(HERE / "int8.onnx", HERE / "int8.onnx", weight_type=QuantType.QUInt8)


def refused():
    ids, fixed = info(IDS, T.INT64, "batch", "length"), info(IDS, T.INT64, 1, 8)
    gather = helper.make_node("Gather", ["table", IDS], ["states"])
    save("fixed", [gather], {"table": table(WORDS, HIDDEN)}, [fixed], [info("states", T.FLOAT, 1, 8, HIDDEN)])
    best = helper.make_node("ArgMax", ["states"], ["label"], axis=2)
    save("whole", [gather, best], {"table": table(WORDS, HIDDEN)}, [ids], [info("label", T.INT64, "batch", "length", 1)])


def endless():
    """Turns for ever unless the first id is 0, which it is when it is tried out."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go_on"], ["still"]), helper.make_node("MatMul", ["x", "turn"], ["y"])],
        "body", [info("i", T.INT64), info("go_on", T.BOOL), info("x", T.FLOAT, "batch", HIDDEN)],
        [info("still", T.BOOL), info("y", T.FLOAT, "batch", HIDDEN)])
    nodes = [
        helper.make_node("Gather", ["table", IDS], ["states"]),
        helper.make_node("Gather", ["states", "zero"], ["first"], axis=1),
        helper.make_node("ReduceMax", [IDS], ["most"], keepdims=0),
        helper.make_node("Greater", ["most", "zero"], ["any"]),
        helper.make_node("Loop", ["", "any", "first"], ["embedding"], body=body),
    ]
    constants = {"table": table(WORDS, HIDDEN), "zero": np.array(0), "turn": np.eye(HIDDEN, dtype=np.float32)}
    save("endless", nodes, constants, [info(IDS, T.INT64, "batch", "length")],
         [info("embedding", T.FLOAT, "batch", HIDDEN)])


def states(name):
    """What the model gives for ROWS, and which tokens count."""
    session = onnxruntime.InferenceSession(HERE / f"{name}.onnx", providers=["CPUExecutionProvider"])
    length = max(map(len, ROWS))
    ids = np.array([row + [0] * (length - len(row)) for row in ROWS])
    mask = np.array([[1] * len(row) + [0] * (length - len(row)) for row in ROWS])
    kind = np.int32 if "int32" in session.get_inputs()[0].type else np.int64
    fed = {IDS: ids, MASK: mask, TYPES: np.zeros_like(ids)}
    fed = {i.name: fed[i.name].astype(kind) for i in session.get_inputs()}
    out = session.get_outputs()[-1].name
    return session.run([out], fed)[0].astype(np.float64), mask[:, :, None]


def pooled(x, mask, pool, unit):
    if pool == "cls":
        x = x[:, 0]
    if pool == "mean":
        x = (x * mask).sum(1) / np.maximum(mask.sum(1), 1e-9)
    if unit:
        x = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return x


def golden():
    cases = []
    for name in ("hidden", "old", "half", "int8", "logits", "external"):
        x, mask = states(name)
        for pool, unit in (("", False), ("", True), ("cls", False), ("mean", False), ("mean", True)):
            if name == "logits" and pool:
                continue
            y = pooled(x, mask, pool, unit)
            cases.append({"model": name, "pool": pool, "normalize": unit, "rows": ROWS, "shape": y.shape,
                          "data": [round(float(v), 7) for v in y.ravel()]})
    (HERE / "forms.json").write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")


if __name__ == "__main__":
    hidden()
    words("old", ids=T.INT32, opset=11, version=3)
    words("half", np.float16, T.FLOAT16)
    words("logits", out="logits", width="labels")
    (HERE / "external.bin").unlink(missing_ok=True)
    words("external", save_as_external_data=True, all_tensors_to_one_file=True, location="external.bin", size_threshold=0)
    (HERE / "external.bin").chmod(0o644)
    quantized()
    refused()
    endless()
    golden()

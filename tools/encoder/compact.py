"""The encoder as a small graph of int8 products that every processor does alike, and fast.

    python -m tools.encoder.compact MODEL DATA OUT

MODEL is an int8 file as `quantize_dynamic` writes it; DATA holds the archives, of which some texts that the encoder has
learnt from are read. `export` ends here, and the shipped file was made so from its predecessor.

- One text at a time needs no mask, the three products of attention are one, each step is one node.
- Weights are signed, for the fast path of processors with VNNI, and of seven bits: of eight they overflow on processors
  without, which add two products in 16 bits (2 x 255 x 64 = 32,640 stays below 32,768).
- What is multiplied is rounded by its largest value, and a channel or two are forty times as large as the others. They
  are divided by a part of that beforehand and their weights multiplied by it (Xiao et al., "SmoothQuant", 2023): the
  mean cosine with vectors of 32 bits is .997, where it was .994.
"""

import argparse
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from consilia.engines.retrieval.encoding import LONGEST_TOKENS, readable
from tools.encoder.data import held_out, records

LAYERS: Final = 6
HEADS: Final = 12
WIDTH: Final = 384
POSITIONS: Final = LONGEST_TOKENS
LEAST: Final = -64
MOST: Final = 63
EPSILON: Final = 1e-12
"""Of the layer norms, as the model was trained."""
SOFTENED: Final = 0.7
"""How much of a channel's size goes over to its weights: .7 to .9 give the same cosine, .6 one of .995, .5 of .984."""
TEXTS: Final = 250
"""Of each archive, to look for the largest values in."""
CONTRIBUTED: Final = "com.microsoft"
Weights = Mapping[str, NDArray[Any]]
Words = tuple[NDArray[np.uint8], float, int]
"""The word embeddings in eight bits, with their scale and their zero."""
_PRODUCTS: Final = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Graph:
    """Nodes and constants, put down in the order in which they run."""

    def __init__(self, largest: Weights | None) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.taken: dict[str, int] = {}
        """What is multiplied, and how wide it is."""
        self._largest = largest

    def constant(self, name: str, value: Any) -> str:
        """The name of a constant."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], out: str, **attributes: Any) -> str:
        """The name of what a node gives."""
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def product(self, taken: str, out: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """`taken` times `weight`, shape (in, out), plus `bias`: rounded to eight bits times seven, where it is known
        how large what is taken becomes, else in 32 bits."""
        self.taken[taken] = len(weight)
        offset = self.constant(f"{out}_bias", bias)
        if self._largest is None:
            whole = self.node("MatMul", [taken, self.constant(f"{out}_weight", weight)], f"{out}_product")
            return self.node("Add", [whole, offset], out)
        size = softening(self._largest[taken], weight)
        soft = self.node("Mul", [taken, self.constant(f"{out}_softening", 1 / size)], f"{out}_softened")
        parts = zip(("weight", "scale", "zero"), seven_bits(weight * size[:, None]), strict=True)
        names = [self.constant(f"{out}_{part}", value) for part, value in parts]
        return self.node("DynamicQuantizeMatMul", [soft, *names, offset], out, domain=CONTRIBUTED)

    def normed(self, new: str, old: str, out: str, weights: Weights, name: str) -> str:
        """The layer norm of the sum of two."""
        of = [self.constant(f"{out}_{part}", weights[f"{name}.LayerNorm.{part}"]) for part in ("weight", "bias")]
        return self.node("SkipLayerNormalization", [new, old, *of], out, domain=CONTRIBUTED, epsilon=EPSILON)


def softening(largest: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """By what each channel is divided before it is rounded."""
    of_weights = np.maximum(np.abs(weight).max(axis=1), 1e-5)
    size = np.maximum(largest, 1e-3) ** SOFTENED / of_weights ** (1 - SOFTENED)
    balanced: NDArray[np.float32] = (size / np.exp(np.log(size).mean())).astype(np.float32)
    return balanced


def seven_bits(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.int8]]:
    """Each column as whole numbers from -64 to 63, with its scale and its zero."""
    low, high = np.minimum(weight.min(axis=0), 0), np.maximum(weight.max(axis=0), 0)
    scale = np.maximum((high - low) / (MOST - LEAST), 1e-9).astype(np.float32)
    zero = np.clip(np.rint(LEAST - low / scale), LEAST, MOST)
    rounded = np.clip(np.rint(weight / scale) + zero, LEAST, MOST)
    return rounded.astype(np.int8), scale, zero.astype(np.int8)


def largest_of(weights: Weights, words: Words, tokens: Iterable[NDArray[np.int64]]) -> dict[str, NDArray[np.float32]]:
    """The largest value of each channel of all that is multiplied, in texts of those tokens, without rounding."""
    graph, model = _built(weights, words, None)
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", width])
        for name, width in graph.taken.items()
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    largest = {name: np.zeros(width, np.float32) for name, width in graph.taken.items()}
    for ids in tokens:
        for name, values in zip(largest, session.run(list(largest), {"input_ids": ids}), strict=True):
            np.maximum(largest[name], np.abs(values).max(axis=(0, 1)), out=largest[name])
    return largest


def compact(weights: Weights, words: Words, tokens: Iterable[NDArray[np.int64]]) -> onnx.ModelProto:
    """The model: `input_ids`, shape (1, tokens), to `vector`, shape (384,), of length 1."""
    _graph, model = _built(weights, words, largest_of(weights, words, tokens))
    onnx.checker.check_model(model)
    return model


def _built(weights: Weights, words: Words, largest: Weights | None) -> tuple[Graph, onnx.ModelProto]:
    graph = Graph(largest)
    state = _embedded(graph, weights, words)
    for number in range(LAYERS):
        state = _layer(graph, weights, state, number)
    mean = graph.node("ReduceMean", [state], "mean", axes=[0, 1], keepdims=0)
    graph.node("LpNormalization", [mean], "vector", axis=0, p=2)
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [WIDTH])],
        graph.constants,
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(CONTRIBUTED, 1)]
    return graph, helper.make_model(made, opset_imports=versions, ir_version=9)


def _embedded(graph: Graph, weights: Weights, words: Words) -> str:
    """Word and place of each token; there is one kind of token."""
    table, scale, zero = words
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    graph.constant("words", table)
    graph.constant("words_scale", np.float32(scale))
    graph.constant("words_zero", np.uint8(zero))
    graph.constant("places", places[None, :POSITIONS].astype(np.float32))
    for name, value in (("first", [0]), ("of_tokens", [1]), ("one", [1])):
        graph.constant(name, np.array(value, np.int64))
    graph.node("Gather", ["words", "input_ids"], "rounded_words", axis=0)
    graph.node("DequantizeLinear", ["rounded_words", "words_scale", "words_zero"], "embedded_words")
    graph.node("Shape", ["input_ids"], "many", start=1)
    graph.node("Slice", ["places", "first", "many", "of_tokens", "one"], "embedded_places")
    return graph.normed("embedded_words", "embedded_places", "embedded", weights, "embeddings")


def _layer(graph: Graph, weights: Weights, state: str, number: int) -> str:
    """Attention, then two products with a curve between them; each added to what came in, and normed."""
    at = f"encoder.layer.{number}"
    q_k_v = _PRODUCTS[:3]
    out = f"layer{number}_"
    graph.product(
        state,
        f"{out}asked",
        np.concatenate([weights[f"{at}.{name}.weight"] for name in q_k_v], axis=1),
        np.concatenate([weights[f"{at}.{name}.bias"] for name in q_k_v]),
    )
    three = [f"{out}{name[15:]}" for name in q_k_v]
    graph.nodes.append(helper.make_node("Split", [f"{out}asked"], three, axis=2))
    graph.node("MultiHeadAttention", three, f"{out}attended", domain=CONTRIBUTED, num_heads=HEADS)
    attended = _product(graph, weights, f"{out}attended", f"{out}told", f"{at}.attention.output.dense")
    state = graph.normed(attended, state, f"{out}between", weights, f"{at}.attention.output")
    wide = _product(graph, weights, state, f"{out}wide", f"{at}.intermediate.dense")
    curved = graph.node("Gelu", [wide], f"{out}curved", domain=CONTRIBUTED)
    narrow = _product(graph, weights, curved, f"{out}narrow", f"{at}.output.dense")
    return graph.normed(narrow, state, f"{out}state", weights, f"{at}.output")


def _product(graph: Graph, weights: Weights, taken: str, out: str, name: str) -> str:
    return graph.product(taken, out, weights[f"{name}.weight"], weights[f"{name}.bias"])


def weights_of(model: onnx.ModelProto) -> tuple[dict[str, NDArray[Any]], Words]:
    """The weights of a file by `quantize_dynamic`, products as (in, out), and its word embeddings as they are."""
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    weights = {name.removeprefix("m."): value for name, value in held.items() if name.startswith("m.")}
    for table in ("word", "position", "token_type"):
        name = f"embeddings.{table}_embeddings.weight"
        weights[name] = _whole(held, f"m.{name}")
    # Products have lost their names, and keep their order.
    products = (name.removesuffix("_quantized") for name in held if re.fullmatch(r"onnx::MatMul_\d+_quantized", name))
    numbered = sorted(products, key=lambda name: int(name.rpartition("_")[2]))
    for name, told in zip(numbered, _names(), strict=True):
        weights[told] = _whole(held, name)
    word = "m.embeddings.word_embeddings.weight"
    return weights, (held[f"{word}_quantized"], float(held[f"{word}_scale"]), int(held[f"{word}_zero_point"]))


def _whole(held: Weights, name: str) -> NDArray[np.float32]:
    rounded, zero = (held[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
    whole: NDArray[np.float32] = (rounded - zero) * held[f"{name}_scale"]
    return whole


def _names() -> Iterator[str]:
    for number in range(LAYERS):
        for name in _PRODUCTS:
            yield f"encoder.layer.{number}.{name}.weight"


def tokens_of(folder: Path, tokenizer: Tokenizer) -> Iterator[NDArray[np.int64]]:
    """Questions and replies of DATA that the encoder has learnt from, as it reads them, shape (1, tokens)."""
    tokenizer.enable_truncation(LONGEST_TOKENS)
    tokenizer.no_padding()
    for name, language in (("archive-en.jsonl", "en"), ("archive-zh-Hant.jsonl", "zh-Hant")):
        learnt = [one for number, one in enumerate(records(folder / name)) if not held_out(number, language)]
        for record in learnt[:TEXTS]:
            for text in (record["question"], record["replies"][0]["text"]):
                if read := readable(text):
                    yield np.array([tokenizer.encode(read).ids], dtype=np.int64)


def ship(eight_bits: Path, data: Path, out: Path) -> None:
    """Writes model.onnx into `out`, which holds tokenizer.json, and prints its sha256."""
    tokens = tokens_of(data, Tokenizer.from_file(str(out / "tokenizer.json")))
    made = compact(*weights_of(onnx.load(eight_bits)), tokens).SerializeToString()
    (out / "model.onnx").write_bytes(made)
    print("sha256", hashlib.sha256(made).hexdigest())


def main() -> None:
    """MODEL and DATA in, OUT out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="a folder that holds tokenizer.json: model.onnx is written there")
    options = parser.parse_args()
    ship(options.model, options.data, options.out)


if __name__ == "__main__":
    main()

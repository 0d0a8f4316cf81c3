"""Trains the model of masking: python -m tools.tagger.train [--shared FOLDER] [--out FILE]; see README.md.

Marked messages as written and with other names, and texts in which nothing identifies anyone, go to CRFsuite (Okazaki
2007), which fits a linear-chain conditional random field by L-BFGS with L1 and L2 penalties. What it learnt is written
as JSON, so that masking reads it with nothing but numpy.
"""

import argparse
import gzip
import hashlib
import json
import re
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from defusedxml import ElementTree
from tqdm import tqdm

from consilia.engines.deid import find
from consilia.engines.deid.lists import words
from consilia.engines.deid.normalise import bare, fold
from consilia.engines.deid.tagging import MODEL, Token, features, tokens
from tools.tagger.names import DATA, MISSING, SHARED, own_messages, pools
from tools.tagger.varying import Message, Pools, Span, in_small_letters, varied

WRITTEN: Final = Path(__file__).with_name("messages")
SEED: Final = 7
COPIES: Final = 3
"""How often a message with identifiers comes again with other names."""
SMALL_LETTERS: Final = 0.08
OWN_MESSAGES: Final = 2_600
ARCHIVES: Final = {"archive-en.jsonl": 700, "archive-zh-Hant.jsonl": 900}
"""Records read of each archive: the question, and every second time the first reply."""
LONGEST: Final = 500
MEDQUAD_FILES: Final = 900
CAPITALISED: Final = 700

SETTINGS: Final = {
    "c1": 0.15,  # L1: most features end at 0, and the file stays small
    "c2": 0.02,  # L2
    "max_iterations": 55,
    "feature.minfreq": 3,
    "feature.possible_transitions": True,
}
NEVER: Final = -9_000
"""The weight, in thousandths, of going on with what has not begun."""
OUTSIDE: Final = "O"
BEGUN: Final = frozenset({"NAME", "CLINICIAN", "EMPLOYER", "ADDRESS"})
"""Labels that tell the first token from those that go on, since two of them can stand side by side."""
LABELS: Final = {
    "NAME": "NAME",
    "CLINICIAN": "CLINICIAN",
    "EMPLOYER_SCHOOL": "EMPLOYER",
    "ADDRESS": "ADDRESS",
    "SOCIAL": "SOCIAL",
    "AGE_OVER_89": "AGE",
    **dict.fromkeys(
        ("PHONE", "EMAIL", "URL", "DOB/EXACT_DATE", "NATIONAL_ID", "MRN", "ACCOUNT", "PLATE", "IP/DEVICE"), "NUMBER"
    ),
}


class Example(NamedTuple):
    """What the model sees of each token, and what the token is."""

    seen: list[list[str]]
    labels: list[str]


def read(path: Path) -> list[Message]:
    """The marked messages of a file, in the plain form that the engine reads."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Message(fold(row["text"]), tuple(sorted(map(_span, row["spans"])))) for row in rows]


def marked(messages: Iterable[Message], pools: Pools, chance: Random) -> Iterator[Example]:
    """Each message as written; where it identifies anyone, again with other names, now and then in small letters."""
    for message in messages:
        yield from example(message)
        for _ in range(COPIES if message.spans else 0):
            copy = varied(message, pools, chance)
            yield from example(in_small_letters(copy) if chance.random() < SMALL_LETTERS else copy)


def example(message: Message) -> Iterator[Example]:
    """One, or none where the text is empty."""
    row = tokens(message.text)
    if row:
        yield Example(features(row, message.hidden), labels(row, message.spans))


def labels(row: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """The label of each token: of the first span that it touches."""
    return [
        _label(token, next((s for s in spans if token.start < s.end and token.end > s.start), None)) for token in row
    ]


def negatives(shared: Path, chance: Random) -> list[str]:
    """Texts that name nobody: ours and the archives', the same with capitals that mean nothing, and MedQuAD's."""
    texts = [text for text in tqdm([*_own(chance), *_archived(shared, chance)], "read") if names_nobody(text)]
    return [*texts, *capitalised(texts, chance), *_encyclopedic(shared / "medquad.tar.gz", chance)]


def names_nobody(text: str) -> bool:
    """Whether masking, as it is now, finds nothing, and no word in mid-sentence is a name with a capital."""
    inside = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", text)
    return bool(text) and not find(text) and not any(bare(word) in words("names_many") for word in inside)


def capitalised(texts: Sequence[str], chance: Random) -> Iterator[str]:
    """A few words of English texts as titles have them, and some texts as those who shout write."""
    for text in [text for text in texts if text.isascii()][:CAPITALISED]:
        parts = text.split()
        size = chance.randint(1, 6)
        at = chance.randint(0, max(0, len(parts) - size))
        yield " ".join(part[:1].upper() + part[1:] for part in parts[at : at + size]).strip(".,;")
        if chance.random() < 0.25:
            yield text.upper()
        if chance.random() < 0.25:
            yield text.upper() if "'" in text else text.title()


def train(examples: Iterable[Example]) -> Any:
    """What CRFsuite tells of the model that it fitted: labels, state features and transitions."""
    crfsuite = _crfsuite()
    trainer = crfsuite.Trainer(verbose=False)
    for one in examples:
        trainer.append(one.seen, one.labels)
    trainer.set_params(SETTINGS)
    tagger = crfsuite.Tagger()
    with tempfile.TemporaryDirectory() as folder, tqdm(total=SETTINGS["max_iterations"], desc="train") as bar:
        trainer.message = lambda line: bar.update("Iteration #" in line)
        trainer.train(f"{folder}/model.crf")
        tagger.open(f"{folder}/model.crf")
        try:
            return tagger.info()
        finally:
            tagger.close()


def packed(info: Any) -> bytes:
    """The model as masking reads it, in thousandths; the same model gives the same bytes."""
    names = sorted(info.labels, key=lambda label: int(info.labels[label]))
    weights: dict[str, dict[int, int]] = {}
    for (feature, label), weight in sorted(info.state_features.items()):
        if thousandths := round(weight * 1_000):
            weights.setdefault(feature, {})[names.index(label)] = thousandths
    between = [[_between(a, b, info.transitions) for b in names] for a in names]
    told = {"labels": names, "transitions": between, "features": weights}
    return gzip.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def _crfsuite() -> Any:
    try:
        import pycrfsuite
    except ModuleNotFoundError:
        raise SystemExit(MISSING.format("python-crfsuite")) from None
    return pycrfsuite


def _span(told: dict[str, Any]) -> Span:
    return Span(told["start"], told["end"], told["type"])


def _label(token: Token, span: Span | None) -> str:
    if not span:
        return OUTSIDE
    label = LABELS[span.kind]
    if label not in BEGUN:
        return label
    return ("B-" if token.start <= span.start else "I-") + label


def _between(before: str, after: str, transitions: dict[tuple[str, str], float]) -> int:
    if after.startswith("I-") and before[2:] != after[2:]:
        return NEVER
    return round(transitions.get((before, after), 0) * 1_000)


def _records(path: Path) -> list[Any]:
    if not path.exists():
        print(f"{path} is not there: trained without it")
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _own(chance: Random) -> list[str]:
    texts = [record["text"] for path in own_messages() for record in _records(path)]
    chance.shuffle(texts)
    return texts[:OWN_MESSAGES]


def _archived(shared: Path, chance: Random) -> Iterator[str]:
    for name, most in ARCHIVES.items():
        records = _records(shared / name)
        chance.shuffle(records)
        for record in records[:most]:
            yield record["question"][:LONGEST]
            if record["replies"] and chance.random() < 0.5:
                yield record["replies"][0]["text"][:LONGEST]


def _encyclopedic(path: Path, chance: Random) -> Iterator[str]:
    """MedQuAD: what a page is about, its first question, and of every third page the beginning of the first answer."""
    if not path.exists():
        print(f"{path} is not there: trained without it")
        return
    with tarfile.open(path) as archive:
        members = [member for member in archive.getmembers() if member.name.endswith(".xml")]
        chance.shuffle(members)
        for member in tqdm(members[:MEDQUAD_FILES], "MedQuAD"):
            if file := archive.extractfile(member):
                yield from _page(ElementTree.fromstring(file.read()), chance)


def _page(root: Any, chance: Random) -> Iterator[str]:
    yield root.findtext("Focus") or ""
    yield root.findtext(".//Question") or ""
    answer = root.findtext(".//Answer") or ""
    if answer and chance.random() < 0.35:
        yield " ".join(answer.split())[:350]


def examples(folder: Path, shared: Path, chance: Random) -> Iterator[Example]:
    """Everything that the model learns from. SystemExit where there are no messages."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise SystemExit(f"{folder} holds no *.jsonl: nothing to learn from")
    messages = [message for path in files for message in read(path)]
    if (development := shared / "mask-dev.jsonl").exists():
        messages += read(development)
    else:
        print(f"{development} is not there: trained without it")
    yield from marked(tqdm(messages, "messages"), pools(), chance)
    for text in tqdm(negatives(shared, chance), "negatives"):
        yield from example(Message(fold(text), ()))


def main() -> None:
    """Messages in, the weights that masking reads out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--messages", type=Path, default=WRITTEN, help="folder of marked messages (default %(default)s)"
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of what is not ours (default %(default)s)")
    parser.add_argument("--out", type=Path, default=DATA / MODEL, help="the file to write (default %(default)s)")
    options = parser.parse_args()
    model = packed(train(examples(options.messages, options.shared, Random(SEED))))  # noqa: S311 - no secret
    options.out.write_bytes(model)
    print("sha256", hashlib.sha256(model).hexdigest())


if __name__ == "__main__":
    main()

"""Whether digests hold what More Info promises, checked from their text and the cited texts alone.

Nothing of the engine that made them takes part: neither its gate nor its limits, so that a fault of it is seen.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from consilia.engines.evidence.readability import chinese_reading, grade
from consilia.library.archives.opening import Line
from consilia.website.archive_batch import language_of
from consilia.website.batch import BadRecord, parse_object, parse_query
from consilia.website.evaluating.results import Share
from consilia.website.evaluating.similar import share

ORDER: Final = ("causes", "warning_signs", "checks", "self_care", "treatment", "outlook")
MOST_WORDS: Final = 250
GRADE: Final = 8.0
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*|[\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Told:
    """A digest as `consilia brief` wrote it."""

    id: str | int
    facets: Sequence[Mapping[str, Any]]
    abstained: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A question, and whether a person found that the sources say anything to it."""

    id: str | int
    language: str
    evidence: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which digest; the words stay in their files."""

    id: str | int
    kind: str


@dataclass(frozen=True, slots=True)
class DigestEvaluation:
    """All that `consilia evaluate brief` measures. Means are over digests that say something."""

    digests: int
    answered: int
    sentences: int
    verbatim: Share
    cited: Share
    no_more: Share
    well_formed: Share
    within_limit: Share
    easy: Share
    abstained_without_evidence: Mapping[str, Share]
    answered_with_evidence: Mapping[str, Share]
    mean_words: float
    mean_grade: float
    mean_sources: float
    mean_characters_a_sentence: float
    mean_common_characters: float
    faults: Sequence[Fault]
    rejected: int = 0


def read_digest(line: Line) -> Told:
    """One line of `consilia brief`. Raises BadRecord."""
    record = parse_object(line)
    facets = record.get("facets")
    if not isinstance(record.get("id"), str | int) or not isinstance(facets, list):
        raise BadRecord('no digest; each line needs "id" and "facets"')
    try:
        for sentence in (sentence for facet in facets for sentence in facet["sentences"]):
            for citation in sentence["citations"]:
                _ = (str(citation["source"]), int(citation["start"]), int(citation["end"]), str(citation["quote"]))
            _ = str(sentence["text"])
    except (KeyError, TypeError, ValueError):
        raise BadRecord("a facet, sentence or citation is not whole") from None
    return Told(record["id"], facets, bool(record.get("abstained")))


def read_label(line: Line) -> Label:
    """One judged question. Raises BadRecord."""
    record = parse_query(line)
    if not isinstance(record.get("evidence"), bool):
        raise BadRecord('no "evidence"; write true or false')
    return Label(record["id"], language_of(record), record["evidence"])


def evaluate_digests(
    told: Sequence[Told], *, texts: Mapping[str, str], labels: Mapping[str | int, Label], rejected: int = 0
) -> DigestEvaluation:
    """Every promise counted over `told`; `texts` are the cited texts by id."""
    answered = [one for one in told if _sentences(one)]
    sentences = [(one, sentence) for one in answered for sentence in _sentences(one)]
    citations = [(one, citation) for one, sentence in sentences for citation in sentence["citations"]]
    checks = {
        "verbatim": [(one, _stands(citation, texts)) for one, citation in citations],
        "cited": [(one, bool(sentence["citations"])) for one, sentence in sentences],
        "no_more": [(one, _no_more(sentence)) for one, sentence in sentences],
        "well_formed": [(one, _is_well_formed(one)) for one in told],
        "within_limit": [(one, _length(_text(one)) <= MOST_WORDS) for one in told],
        "easy": [(one, grade(_text(one)) <= GRADE) for one in answered if not _HAN.search(_text(one))],
    }
    english = [_text(one) for one in answered if not _HAN.search(_text(one))]
    chinese = [chinese_reading(_text(one)) for one in answered if _HAN.search(_text(one))]
    faults = [
        Fault(one.id, kind) for kind, found in checks.items() if kind != "easy" for one, holds in found if not holds
    ]
    return DigestEvaluation(
        digests=len(told),
        answered=len(answered),
        sentences=len(sentences),
        **{kind: share(holds for _, holds in found) for kind, found in checks.items()},
        abstained_without_evidence=_by_language(told, labels, evidence=False),
        answered_with_evidence=_by_language(told, labels, evidence=True),
        mean_words=_mean(_length(_text(one)) for one in answered),
        mean_grade=_mean(map(grade, english)),
        mean_sources=_mean(len({c["source"] for s in _sentences(one) for c in s["citations"]}) for one in answered),
        mean_characters_a_sentence=_mean(one.a_sentence for one in chinese),
        mean_common_characters=_mean(one.common for one in chinese),
        faults=faults,
        rejected=rejected,
    )


def report(found: DigestEvaluation) -> Iterable[str]:
    """The figures in lines for a person."""
    yield f"Digests                                  {found.digests:>6}   that say something {found.answered}"
    for label, one in (
        ("Citations verbatim in their source", found.verbatim),
        ("Sentences with a citation", found.cited),
        ("Sentences that add no word to their quote", found.no_more),
        ("Digests in the order of facets, none empty", found.well_formed),
        (f"Digests of at most {MOST_WORDS} words", found.within_limit),
        (f"English digests of grade {GRADE:.0f} or below", found.easy),
    ):
        yield _line(label, one)
    for language, one in found.abstained_without_evidence.items():
        yield _line(f"Silent where there is no evidence, {language}", one)
    for language, one in found.answered_with_evidence.items():
        yield _line(f"Says something where there is, {language}", one)
    yield f"Mean words {found.mean_words:.0f}, sources {found.mean_sources:.1f}, English grade {found.mean_grade:.1f}"
    if found.mean_characters_a_sentence:
        yield (
            f"Chinese: {found.mean_characters_a_sentence:.0f} characters a sentence, "
            f"{found.mean_common_characters:.1%} of them common"
        )
    for fault in found.faults:
        yield f"fault: {fault.id}: {fault.kind}"


def _line(label: str, one: Share) -> str:
    return f"{label:<46} {one.hits:>5} of {one.asked:<5} {one.share:>7.1%}"


def _sentences(one: Told) -> list[Mapping[str, Any]]:
    return [sentence for facet in one.facets for sentence in facet["sentences"]]


def _text(one: Told) -> str:
    return "\n\n".join(sentence["text"] for sentence in _sentences(one))


def _stands(citation: Mapping[str, Any], texts: Mapping[str, str]) -> bool:
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    return bool(quote.strip()) and 0 <= start < end and texts.get(citation["source"], "")[start:end] == quote


def _no_more(sentence: Mapping[str, Any]) -> bool:
    quotes = " ".join(citation["quote"] for citation in sentence["citations"])
    return set(_TOKEN.findall(sentence["text"].lower())) <= set(_TOKEN.findall(quotes.lower()))


def _is_well_formed(one: Told) -> bool:
    names = [facet["facet"] for facet in one.facets]
    known = [name for name in ORDER if name in names]
    return names == known and all(facet["sentences"] for facet in one.facets) and one.abstained == (not names)


def _length(text: str) -> int:
    """Words; two Chinese characters count as one."""
    han = len(_HAN.findall(text))
    return len(re.findall(r"[A-Za-z0-9][^\s\u3400-\u9fff]*", text)) + (han + 1) // 2


def _by_language(told: Sequence[Told], labels: Mapping[str | int, Label], *, evidence: bool) -> dict[str, Share]:
    """Of the questions labelled so: with evidence, how many were answered; without, how many met silence."""
    judged = [(one, labels[one.id]) for one in told if one.id in labels and labels[one.id].evidence == evidence]
    languages = dict.fromkeys(label.language for _, label in judged)
    return {
        language: share(bool(_sentences(one)) == evidence for one, label in judged if label.language == language)
        for language in languages
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0

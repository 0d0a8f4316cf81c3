"""The exchange record and its neighbours as frozen facts, to JSON and back without a loss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Extra = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, as far as a published record tells."""

    alias: str = ""
    sex: str = ""
    age_band: str = ""
    extra: Extra = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Asker:
        """Read a checked JSON object."""
        return cls(**_texts(value, ASKER_KEYS), extra=_rest(value, ASKER_KEYS))

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object, without empty keys."""
        return _filled(self, ASKER_KEYS) | dict(self.extra)


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """One doctor's reply; `replied_on` is YYYY, YYYY-MM or YYYY-MM-DD."""

    text: str
    clinician: str = ""
    department: str = ""
    hospital: str = ""
    replied_on: str = ""
    extra: Extra = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ReplyRecord:
        """Read a checked JSON object."""
        return cls(**_texts(value, REPLY_KEYS), extra=_rest(value, REPLY_KEYS))

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object, without empty keys."""
        return _filled(self, REPLY_KEYS) | dict(self.extra)


@dataclass(frozen=True, slots=True)
class SimilarRecord:
    """One item of a page's Similar Q&A; question and reply are often excerpts."""

    title: str = ""
    question: str = ""
    clinician: str = ""
    department: str = ""
    reply: str = ""
    extra: Extra = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> SimilarRecord:
        """Read a checked JSON object."""
        return cls(**_texts(value, SIMILAR_KEYS), extra=_rest(value, SIMILAR_KEYS))

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object, without empty keys."""
        return _filled(self, SIMILAR_KEYS) | dict(self.extra)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where a record was taken from, and on what terms."""

    name: str = ""
    url: str = ""
    licence: str = ""
    extra: Extra = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> SourceRecord:
        """Read a checked JSON object."""
        return cls(**_texts(value, SOURCE_KEYS), extra=_rest(value, SOURCE_KEYS))

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object, without empty keys."""
        return _filled(self, SOURCE_KEYS) | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answered question; `extra` holds every key that the contract does not name."""

    id: str
    language: str = ""
    department: str = ""
    title: str = ""
    question: str = ""
    asker: Asker = Asker()
    asked_on: str = ""
    replies: tuple[ReplyRecord, ...] = ()
    more_info: str = ""
    topics: tuple[str, ...] = ()
    similar: tuple[SimilarRecord, ...] = ()
    source: SourceRecord = SourceRecord()
    extra: Extra = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Exchange:
        """Read a JSON object that `checking.accept` found whole; null counts as absent."""
        return cls(
            **_texts(value, EXCHANGE_TEXTS),
            asker=Asker.from_json(value.get("asker") or {}),
            replies=tuple(ReplyRecord.from_json(reply) for reply in value.get("replies") or ()),
            topics=tuple(value.get("topics") or ()),
            similar=tuple(SimilarRecord.from_json(item) for item in value.get("similar") or ()),
            source=SourceRecord.from_json(value.get("source") or {}),
            extra=_rest(value, EXCHANGE_KEYS),
        )

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object in the order of the contract, without empty keys, unknown keys last."""
        parts = {
            "asker": self.asker.to_json(),
            "replies": [reply.to_json() for reply in self.replies],
            "topics": list(self.topics),
            "similar": [item.to_json() for item in self.similar],
            "source": self.source.to_json(),
        }
        record = {key: parts[key] if key in parts else getattr(self, key) for key in EXCHANGE_KEYS}
        return {key: value for key, value in record.items() if value} | dict(self.extra)


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A text that may be cited, with where it came from."""

    id: str
    title: str
    text: str
    focus: str
    url: str
    publisher: str
    licence: str
    collection: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not taken: where it stands, why, what would mend it; never a patient's words."""

    line: int
    id: str | None
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is in order but holds nothing to take, such as a question whose answer was withheld."""

    id: str
    reason: str


ASKER_KEYS = ("alias", "sex", "age_band")
REPLY_KEYS = ("clinician", "department", "hospital", "replied_on", "text")
SIMILAR_KEYS = ("title", "question", "clinician", "department", "reply")
SOURCE_KEYS = ("name", "url", "licence")
EXCHANGE_TEXTS = ("id", "language", "department", "title", "question", "asked_on", "more_info")
EXCHANGE_KEYS = (
    *("id", "language", "department", "title", "question", "asker", "asked_on", "replies"),
    *("more_info", "topics", "similar", "source"),
)


def _texts(value: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: value.get(key) or "" for key in keys}


def _rest(value: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    return {key: content for key, content in value.items() if key not in known}


def _filled(record: object, keys: Collection[str]) -> dict[str, Any]:
    return {key: getattr(record, key) for key in keys if getattr(record, key)}

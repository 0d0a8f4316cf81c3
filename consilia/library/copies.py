"""What comes through the door: the approved, de-identified copy of an exchange, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class ReplyCopy:
    """A reply as published. Names are frozen at reply time; `replied_on` is YYYY, YYYY-MM, YYYY-MM-DD or empty."""

    text: str
    clinician_name: str = ""
    clinician_name_original: str = ""
    clinician_slug: str = ""
    department_name: str = ""
    hospital_name: str = ""
    replied_on: str = ""
    licence_verified: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OriginCopy:
    """Where a record came from, for records that were not asked here."""

    external_id: str | None = None
    name: str = ""
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class PageCopy:
    """A whole page. `care_now` and `urgent_signs` are lines of the care card.

    Attributes:
        asked_on: YYYY, YYYY-MM, YYYY-MM-DD or empty.
        duplicate_of: external id of the record whose page answers in this one's place.
        translation_of: id of the record that this one says in another language.
        translated_by: the person who translated it, or "".
    """

    language: str
    title: str
    question: str
    replies: tuple[ReplyCopy, ...]
    heading: str = ""
    department_name: str = ""
    asker_alias: str = ""
    asker_sex: str = ""
    asker_age_band: str = ""
    asked_on: str = ""
    urgency: str = ""
    care_now: tuple[str, ...] = ()
    urgent_signs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    origin: OriginCopy = field(default_factory=OriginCopy)
    is_excerpt: bool = False
    duplicate_of: str | None = None
    translation_of: str | None = None
    translated_by: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retraction:
    """A published reply that no longer holds: `position` counts the page's replies from 0.

    The care card is given whole, as it holds now.
    """

    position: int
    reason: str
    care_now: tuple[str, ...] = ()
    urgent_signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction(Retraction):
    """A published reply that is worded anew."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class SourceCopy:
    """A document that may be cited: `subject` is what it is about, `text` is what citations count code points in."""

    external_id: str
    title: str
    subject: str
    text: str
    language: str
    publisher: str
    collection: str
    url: str
    licence: str


@dataclass(frozen=True, slots=True)
class GuidelineCopy:
    """What a guidance rests on: who published it, its title, the year."""

    body: str
    title: str
    year: int


@dataclass(frozen=True, slots=True)
class TopicCopy:
    """A Related FAQ topic. `names` and `guidance` by BCP 47 tag, `synonyms` as lists by tag, `related` as slugs.

    Attributes:
        call_ambulance: signs of the care card for which the ambulance is called, as lists by tag.
        same_day: signs for which one is seen the same day, as lists by tag.
        in_children: slug of the topic that tells the same about children, or empty.
        reviewed_by_name: the clinician who has read it; empty where nobody has.
        reviewed_on: YYYY-MM-DD, or empty.
    """

    slug: str
    department_name: str
    names: Mapping[str, str]
    synonyms: Mapping[str, list[str]] = field(default_factory=dict)
    guidance: Mapping[str, str] = field(default_factory=dict)
    guidelines: tuple[GuidelineCopy, ...] = ()
    call_ambulance: Mapping[str, list[str]] = field(default_factory=dict)
    same_day: Mapping[str, list[str]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    in_children: str = ""
    reviewed_by_name: str = ""
    reviewed_on: str = ""


class Outcome(Enum):
    """What shelving a record did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"

"""Puts other names and numbers into a marked message, so that the model learns what stands around them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from consilia.engines.deid.lists import chinese_names

HIDDEN: Final = 0.4
"""The share of new names that the name lists pretend not to know, so that the model learns to do without them."""
COMMON_SURNAME: Final = 0.75
FAMILY_NAME_ALONE: Final = 0.2
WHOLE_GIVEN: Final = 0.4
"""How often a given name of two characters is one that people bear, and not two characters drawn apart."""

NAMES: Final = frozenset({"NAME", "CLINICIAN"})
NUMBERS: Final = frozenset({"PHONE", "MRN", "ACCOUNT", "NATIONAL_ID", "PLATE", "IP/DEVICE", "ADDRESS"})
_PARTICLES: Final = frozenset(
    {
        "van",
        "der",
        "de",
        "la",
        "bin",
        "binti",
        "al",
        "el",
        "von",
        "da",
        "dos",
        "du",
        "st",
        "den",
        "y",
        "ibn",
        "ap",
        "ter",
    }
)
_INITIALS: Final = "ABCDEFGHJKLMNPRSTVW"

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ .'\-,]+")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['\-][A-Za-zÀ-ɏ]+)*")
_SUFFIX = re.compile(r"(?:jr|sr|i+)\.?")


class Span(NamedTuple):
    """What somebody marked, from start to end in code points, under the kind that the writers' brief names."""

    start: int
    end: int
    kind: str


class Message(NamedTuple):
    """A text with its spans in order; `hidden` are names in it that the lists shall seem not to know."""

    text: str
    spans: tuple[Span, ...]
    hidden: frozenset[str] = frozenset()


class People(NamedTuple):
    """Names that go together, and how often they are drawn beside other peoples' names."""

    given: Sequence[str]
    family: Sequence[str]
    weight: int = 1


class Pools(NamedTuple):
    """Where new names come from: peoples who write in Latin letters, and Chinese given names of two characters."""

    latin: Sequence[People]
    chinese: Sequence[str]


@dataclass(frozen=True, slots=True)
class Namer:
    """Draws new names in the shape of old ones."""

    pools: Pools
    chance: Random

    def name(self, old: str) -> str:
        """Another name in place of this; the same where it is in neither Latin letters nor Chinese characters."""
        if _HAN.fullmatch(old):
            return self._chinese(old)
        return self._latin(old) if _LATIN.fullmatch(old) else old

    def number(self, old: str) -> str:
        """The same with other digits."""
        return re.sub(r"\d", lambda _: str(self.chance.randint(0, 9)), old)

    def _latin(self, old: str) -> str:
        people = self.chance.choices(self.pools.latin, [one.weight for one in self.pools.latin])[0]
        parts = re.split(r"(\s+)", old)
        words = [at for at, part in enumerate(parts) if part.strip()]
        for at in words:
            if parts[at].lower() not in _PARTICLES and not _SUFFIX.fullmatch(parts[at].lower()):
                is_last = at == words[-1] and len(words) > 1
                parts[at] = self._word(parts[at], people, is_last=is_last, is_alone=len(words) == 1)
        return "".join(parts)

    def _word(self, old: str, people: People, *, is_last: bool, is_alone: bool) -> str:
        if len(old.strip(".")) == 1:
            return _cased(self.chance.choice(_INITIALS), old[0]) + old[1:]
        is_family = is_last or (is_alone and self.chance.random() < FAMILY_NAME_ALONE)
        new = self.chance.choice(people.family if is_family else people.given).split(" ")[0]
        return _cased(new, old) + old[len(old.rstrip(".,")) :]

    def _chinese(self, old: str) -> str:
        """As many characters; a nickname stays one, and a family name of two characters becomes another of two."""
        tables, size = chinese_names(), len(old)
        if size == 2 and old[0] in "阿小老大":
            return old[0] + self._called(old)
        if size == 2 and old[0] == old[1]:
            return self._character() * 2
        if size > 2 and old[:2] in tables.compound:
            return self.chance.choice(sorted(tables.compound)) + self._given(size - 2)
        if size < 5 and (old[0] in tables.common or old[0] in tables.rare):
            # Four characters: with the husband's family name before one's own.
            return self._surname() + (self._surname() if size == 4 else "") + self._given(min(size - 1, 2))
        return self._given(size) if size < 3 else old

    def _called(self, old: str) -> str:
        """What follows 老, 小, 阿 or 大: after 老 a family name, else either."""
        is_family = old[0] == "老" or (old[1] in chinese_names().common and self.chance.random() < 0.7)
        return self._surname() if is_family else self._character()

    def _surname(self) -> str:
        tables = chinese_names()
        return self.chance.choice(sorted(tables.common if self.chance.random() < COMMON_SURNAME else tables.rare))

    def _given(self, size: int) -> str:
        if size == 2 and self.chance.random() < WHOLE_GIVEN:
            return self.chance.choice(self.pools.chinese)[:2].ljust(2, self._character())
        return "".join(self._character() for _ in range(size))

    def _character(self) -> str:
        tables = chinese_names()
        borne = "".join(self.pools.chinese)
        return self.chance.choice(borne + "".join(sorted(tables.given)) + "".join(sorted(tables.telling)))


def varied(message: Message, pools: Pools, chance: Random) -> Message:
    """The message with other names and numbers; a name that comes twice becomes the same name twice."""
    namer, names = Namer(pools, chance), dict[str, str]()
    pieces, spans, hidden = [], [], set[str]()
    at = size = 0
    for span in sorted(message.spans):
        old = message.text[span.start : span.end]
        if span.kind in NAMES:
            if old.lower() not in names:
                names[old.lower()] = namer.name(old)
            new = names[old.lower()]
            hidden.update(_some(_WORD.findall(new), chance))
        else:
            new = namer.number(old) if span.kind in NUMBERS else old
        start = size + span.start - at
        pieces += [message.text[at : span.start], new]
        at, size = span.end, start + len(new)
        spans.append(Span(start, size, span.kind))
    return Message("".join([*pieces, message.text[at:]]), tuple(spans), frozenset(hidden))


def in_small_letters(message: Message) -> Message:
    """As people write on a telephone; every span stays where it is."""
    text = "".join(char.lower() if len(char.lower()) == 1 else char for char in message.text)
    return message._replace(text=text)


def _cased(new: str, old: str) -> str:
    if old.islower():
        return new.lower()
    return new.upper() if old.isupper() and len(old) > 1 else new


def _some(words: Iterable[str], chance: Random) -> list[str]:
    return [word for word in words if chance.random() < HIDDEN]

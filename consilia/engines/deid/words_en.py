"""Latin words of a text, each with what the lists know about it."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

from consilia.engines.deid.lists import syllable_parts, words
from consilia.engines.deid.normalise import bare

WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]{1,40}(?:['\-][A-Za-zÀ-ɏḀ-ỿ]{1,40}){0,4}'?")
PARTICLES = frozenset(
    {
        "abu",
        "al",
        "bin",
        "binti",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "st",
        "ten",
        "ter",
        "van",
        "von",
        "y",
    }
)
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@cache
def syllables() -> frozenset[str]:
    """Romanised Chinese syllables of pinyin and Wade-Giles, more generous than exact."""
    parts = syllable_parts()
    finals = parts["finals"]
    return frozenset(finals) | frozenset(initial + final for initial in parts["initials"] for final in finals)


@dataclass(frozen=True)
class Token:
    """One word of a text, from start to end, and what the lists say of it."""

    start: int
    end: int
    text: str

    @cached_property
    def bare(self) -> str:
        """The form in the lists."""
        return bare(self.text)

    @cached_property
    def is_capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()

    @cached_property
    def is_listed(self) -> bool:
        """A given or family name of the lists, or one half of it is."""
        return any(
            part in words("given_en") or part in words("surnames_en") for part in (self.bare, *self.bare.split("-"))
        )

    @cached_property
    def is_ambiguous(self) -> bool:
        """A name that is also an ordinary word."""
        return self.bare in words("names_that_are_words_en")

    @cached_property
    def is_family(self) -> bool:
        """A family name, romanised ones included."""
        return self.bare in words("surnames_en") or self.bare in words("surnames_romanised")

    @cached_property
    def is_romanised(self) -> bool:
        """Two romanised syllables with a hyphen, as in Ya-Ting."""
        parts = self.bare.split("-")
        return self.is_capital and len(parts) == 2 and all(part in syllables() and len(part) > 1 for part in parts)

    @cached_property
    def is_plain(self) -> bool:
        """An ordinary word, a medicine, a place: not a name by itself."""
        if self.bare in words("ordinary_words_en"):
            return True
        forms = {self.bare, self.bare.split("-")[0], self.bare.removesuffix("s")}
        return self.text == "I" or bool(
            forms & words("plain_words_en") or forms & words("brands_en") or forms & words("places_en")
        )

    @cached_property
    def is_eponym(self) -> bool:
        """A person whose name became medicine."""
        known, parts = words("eponyms_en"), self.bare.split("-")
        return self.bare in known or self.bare.removesuffix("s") in known or all(part in known for part in parts)


def reads_as_romanised(token: Token) -> bool:
    """One or two romanised syllables written together, as in Junyi."""
    word = token.bare
    if not token.is_capital or not 2 <= len(word) <= 12 or token.is_plain:
        return False
    return word in syllables() or any(
        word[:i] in syllables() and word[i:] in syllables() for i in range(2, len(word) - 1)
    )


def is_word(part: str) -> bool:
    """Whether a part of a name is also an ordinary word, so that only its capitalised form is that name."""
    form = bare(part)
    return any(
        form in words(name)
        for name in ("plain_words_en", "ordinary_words_en", "names_that_are_words_en", "brands_en", "places_en")
    )

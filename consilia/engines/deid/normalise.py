"""One plain form of a text to match against, and the way back to the places in the original."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that look Latin, and punctuation with many faces. Each maps to one character.
_LOOKALIKES = dict(
    zip(
        "аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
        "aeopcyxijsdhqwABEKMHOPCTYXISJABEZHIKMNOPTYXoav",
        strict=True,
    )
)
_PUNCTUATION = {
    **dict.fromkeys("‐‑‒–—―−﹣－─╴ー﹘⁃", "-"),
    **dict.fromkeys("‘’‛ʼ′`´＇", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("․．。", "."),
    **dict.fromkeys("‧・·•", "·"),
    **dict.fromkeys("∶﹕", ":"),
    **dict.fromkeys("、﹐", ","),
    "〜": "~",
    "～": "~",
    "⁄": "/",
    "∕": "/",
    "【": "(",
    "】": ")",
    "〔": "(",
    "〕": ")",
}
_CAPITAL_O_AS_ZERO = {"O": "0", "o": "0", "l": "1", "I": "1"}


@dataclass(frozen=True, slots=True)
class View:
    """A folded text without invisible characters; offsets[i] is the place of text[i] in the original."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that text[start:end] stems from, with invisible characters inside."""
        return self.offsets[start], self.offsets[end]


def _fold_char(char: str) -> str:
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if char != "\n" and (char.isspace() or unicodedata.category(char) == "Zs"):
        return " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Mn", "Me"} or char in "\u00ad\u115f\u1160\u3164"


class _Table(dict[int, str | None]):
    """What `str.translate` puts in the place of a character, found out when the character is first met."""

    def __init__(self, told: Callable[[str], str | None]) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, point: int) -> str | None:
        self[point] = self._told(chr(point))
        return self[point]


_FOLDED = _Table(_fold_char)
_WITHOUT_INVISIBLE = _Table(lambda char: None if not char.isascii() and _is_invisible(char) else char)


def fold(text: str) -> str:
    """The text with full-width, look-alike and fancy characters made plain; as long as the original."""
    if text.isascii():
        return text.replace("\t", " ").replace("\r", " ")
    return text.translate(_FOLDED)


def view(text: str) -> View:
    """The folded text without zero-width and combining characters, with its way back."""
    folded = fold(text)
    if text.isascii():
        return View(_zeros(folded), range(len(folded) + 1))
    if len(folded.translate(_WITHOUT_INVISIBLE)) == len(folded):
        return View(_zeros(folded), range(len(folded) + 1))
    kept = [i for i, char in enumerate(folded) if char.isascii() or not _is_invisible(char)]
    return View(_zeros("".join(folded[i] for i in kept)), [*kept, len(text)])


def _zeros(text: str) -> str:
    """Read a letter O or l that stands in a row of digits as the digit that it poses as."""
    if not any(letter in text for letter in _CAPITAL_O_AS_ZERO):
        return text
    chars = list(text)
    for i in range(1, len(chars) - 1):
        if chars[i] in _CAPITAL_O_AS_ZERO and chars[i - 1].isdigit() and chars[i + 1].isdigit():
            chars[i] = _CAPITAL_O_AS_ZERO[chars[i]]
    return "".join(chars)


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """A word in lower case, without accents, apostrophes and a possessive ending: the form in the lists."""
    word = word.lower().removesuffix("'s").removesuffix("'")
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in decomposed if not unicodedata.combining(char))
    return word.replace("'", "")

"""Recall by language as a picture: plain SVG, since five bars need no plotting library."""

import unicodedata
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from consilia.website.evaluating.results import CUTS, Ranking, Share

LEFT: Final = 64
RIGHT: Final = 24
ABOVE: Final = 56
HEIGHT: Final = 220
"""Of the bars: a share of 1 is as high as this."""
BELOW: Final = 64
KEY: Final = 40
BAR: Final = 36
GAP: Final = 32
LEAST_WIDTH: Final = 560
MOST_GROUPS: Final = 12
"""More languages than this make no picture; the tables have them all."""
FILLS: Final = {1: "#9cc4d9", 5: "#3f87ab", 10: "#12455f"}
"""Light to dark, told apart also in grey and by those who see few colours; the numbers stand on the bars."""
STEPS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def recall_plot(tasks: Mapping[str, Mapping[str, Ranking]]) -> str:
    """One panel for each task, one group of bars for each language; the axis always runs from 0 to 1."""
    shown = {title: dict(list(groups.items())[:MOST_GROUPS]) for title, groups in tasks.items()}
    most = max((len(groups) for groups in shown.values()), default=0)
    width = max(LEAST_WIDTH, LEFT + RIGHT + most * (len(CUTS) * BAR + GAP))
    panel = ABOVE + HEIGHT + BELOW
    height = KEY + max(1, len(shown)) * panel
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13" fill="#212b32">',
        '<title id="title">Recall at 1, 5 and 10 by language</title>',
        f'<desc id="desc">{_text(_in_words(shown))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_key(),
    ]
    for number, (title, groups) in enumerate(shown.items()):
        lines += _panel(title, groups, top=KEY + number * panel + ABOVE, width=width)
    if not shown:
        lines.append(_label("There was nothing to ask.", x=width / 2, y=KEY + ABOVE, anchor="middle"))
    return "\n".join([*lines, "</svg>"])


def _in_words(tasks: Mapping[str, Mapping[str, Ranking]]) -> str:
    """The picture for those who do not see it."""
    told = [
        f"{title}, {name}, {ranking.asked} questions: "
        + ", ".join(f"recall at {k} {ranking.recall[k].share:.2f}" for k in CUTS)
        for title, groups in tasks.items()
        for name, ranking in groups.items()
    ]
    return ". ".join([*told, "Thin lines show where the true value lies, 95 % sure"]) if told else "Nothing to ask"


def _key() -> Iterator[str]:
    for number, k in enumerate(CUTS):
        x = LEFT + number * 110
        yield f'<rect x="{x}" y="16" width="14" height="14" fill="{FILLS[k]}"/>'
        yield _label(f"recall@{k}", x=x + 20, y=28)
    yield _label("line: 95 % interval", x=LEFT + len(CUTS) * 110, y=28)


def _panel(title: str, groups: Mapping[str, Ranking], *, top: float, width: float) -> Iterator[str]:
    yield _label(title, x=LEFT, y=top - 28, weight="bold")
    yield from _axis(top=top, width=width)
    span = len(CUTS) * BAR
    for number, (name, ranking) in enumerate(groups.items()):
        x = LEFT + GAP / 2 + number * (span + GAP)
        for place, k in enumerate(CUTS):
            yield from _bar(ranking.recall[k], x=x + place * BAR, top=top, fill=FILLS[k])
        yield _label(f"{name} (n={ranking.asked})", x=x + span / 2, y=top + HEIGHT + 20, anchor="middle")
    yield _label("language", x=(LEFT + width - RIGHT) / 2, y=top + HEIGHT + 44, anchor="middle")


def _axis(*, top: float, width: float) -> Iterator[str]:
    for step in STEPS:
        y = top + HEIGHT * (1 - step)
        yield f'<line x1="{LEFT}" y1="{y:g}" x2="{width - RIGHT}" y2="{y:g}" stroke="#d8dde0"/>'
        yield _label(f"{step:.2f}", x=LEFT - 8, y=y + 4, anchor="end")
    middle = top + HEIGHT / 2
    yield (
        f'<text x="16" y="{middle:g}" text-anchor="middle" transform="rotate(-90 16 {middle:g})">'
        "share of questions</text>"
    )


def _bar(recall: Share, *, x: float, top: float, fill: str) -> Iterator[str]:
    tall = HEIGHT * recall.share
    yield f'<rect x="{x:g}" y="{top + HEIGHT - tall:.1f}" width="{BAR - 4}" height="{tall:.1f}" fill="{fill}"/>'
    middle = x + (BAR - 4) / 2
    low, high = (top + HEIGHT * (1 - value) for value in (recall.low, recall.high))
    # White below black: the line shows on light and on dark bars.
    for colour, wide in (("#ffffff", 4), ("#212b32", 1.5)):
        yield (
            f'<line x1="{middle:g}" y1="{low:.1f}" x2="{middle:g}" y2="{high:.1f}" '
            f'stroke="{colour}" stroke-width="{wide}"/>'
        )
    yield _label(f"{recall.share:.2f}", x=middle, y=high - 5, anchor="middle", size=11)


def _label(words: str, *, x: float, y: float, anchor: str = "start", weight: str = "normal", size: int = 13) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}">'
        f"{_text(words)}</text>"
    )


def _text(words: str) -> str:
    """Safe inside XML, which forbids most control characters even escaped."""
    return escape("".join(" " if unicodedata.category(letter) in {"Cc", "Cs", "Cn"} else letter for letter in words))

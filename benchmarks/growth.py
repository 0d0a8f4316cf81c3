"""What `scale` measured, as tables in markdown and as a picture: plain SVG, logarithmic both ways."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Final

LEFT: Final = 72
TOP: Final = 40
WIDTH: Final = 560
HEIGHT: Final = 360
BELOW: Final = 56
KEY: Final = 208
STYLES: Final = (
    ("#12455f", "none", "circle"),
    ("#2f7ea8", "none", "square"),
    ("#b3541e", "7 4", "circle"),
    ("#6b4a8a", "2 4", "square"),
    ("#4d6b2f", "9 3 2 3", "circle"),
)
"""Colour, dashes and mark: told apart also in grey."""
MB: Final = 1_000_000
Lines = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class _Axes:
    """Powers of ten at the ends of both axes, and where a value stands between them."""

    first: int
    last: int
    low: int
    high: int

    def across(self, size: float) -> float:
        return LEFT + WIDTH * (math.log10(size) - self.first) / (self.last - self.first)

    def down(self, ms: float) -> float:
        return TOP + HEIGHT * (self.high - math.log10(ms)) / (self.high - self.low)


def tables(told: dict[str, Any]) -> str:
    """Everything measured, for a terminal or a page."""
    return "\n\n".join(filter(None, (_costs(told), _rates(told), _room(told), _lists(told), _left_out(told))))


def picture(told: dict[str, Any]) -> str:
    """Milliseconds a question over records, one line an engine."""
    lines = _by_engine(told)
    axes = _axes(lines)
    width, height = LEFT + WIDTH + KEY, TOP + HEIGHT + BELOW
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13" fill="#212b32">',
        '<title id="title">Milliseconds a question as the library grows</title>',
        f'<desc id="desc">{escape(_in_words(lines))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_grid(axes),
    ]
    for number, (name, points) in enumerate(lines.items()):
        drawn += _line(name, points, axes, number)
    return "\n".join([*drawn, "</svg>", ""])


def _by_engine(told: dict[str, Any]) -> Lines:
    lines: Lines = {}
    for one in told["sizes"]:
        for name, cost in one["costs"].items():
            lines.setdefault(name, []).append((one["size"], cost["p50"]))
    return lines


def _axes(lines: Lines) -> _Axes:
    sizes = [size for points in lines.values() for size, _ in points]
    values = [ms for points in lines.values() for _, ms in points]
    first, low = math.floor(math.log10(min(sizes))), math.floor(math.log10(min(values)))
    last, high = math.ceil(math.log10(max(sizes))), math.ceil(math.log10(max(values)))
    return _Axes(first, max(last, first + 1), low, max(high, low + 1))


def _in_words(lines: Lines) -> str:
    """The picture for those who do not see it."""
    told = [
        f"{name}: " + ", ".join(f"{ms:.2g} ms with {size:,} records" for size, ms in points)
        for name, points in lines.items()
    ]
    return "Median of a question, both axes logarithmic. " + ". ".join(told)


def _grid(axes: _Axes) -> Iterator[str]:
    right, bottom = LEFT + WIDTH, TOP + HEIGHT
    for power in range(axes.low, axes.high + 1):
        y = axes.down(10.0**power)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#d8dde0"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    for power in range(axes.first, axes.last + 1):
        x = axes.across(10.0**power)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#d8dde0"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{10**power:,}</text>'
    yield f'<text x="{LEFT + WIDTH / 2}" y="{bottom + 44}" text-anchor="middle">records in the library</text>'
    middle = TOP + HEIGHT / 2
    yield (
        f'<text x="18" y="{middle}" text-anchor="middle" transform="rotate(-90 18 {middle})">'
        "milliseconds a question (median)</text>"
    )


def _line(name: str, points: list[tuple[int, float]], axes: _Axes, number: int) -> Iterator[str]:
    colour, dashes, mark = STYLES[number % len(STYLES)]
    at = [(axes.across(size), axes.down(ms)) for size, ms in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    stroke = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"'
    yield f'<polyline points="{path}" {stroke}/>'
    x, y = LEFT + WIDTH + 16, TOP + 16 + number * 28
    yield f'<polyline points="{x},{y} {x + 32},{y}" {stroke}/>'
    yield f'<text x="{x + 40}" y="{y + 4}">{escape(name)}</text>'
    for across, down in (*at, (x + 16, y)):
        if mark == "circle":
            yield f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4" fill="{colour}"/>'
        else:
            yield f'<rect x="{across - 3.5:.1f}" y="{down - 3.5:.1f}" width="7" height="7" fill="{colour}"/>'


def _table(title: str, heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---:"] * len(heads), *rows]
    return f"{title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _costs(told: dict[str, Any]) -> str:
    engines = list(_by_engine(told))
    rows = [[f"{one['size']:,}", *(_cost(one["costs"].get(name)) for name in engines)] for one in told["sizes"]]
    return _table("Milliseconds a question: p50, p99 (p50 as a multiple of FTS5's)", ["records", *engines], rows)


def _cost(cost: dict[str, float] | None) -> str:
    return f"{cost['p50']:.2f}, {cost['p99']:.2f} ({cost['ratio']:.2f} x)" if cost else "left out"


def _rates(told: dict[str, Any]) -> str:
    engines = list(dict.fromkeys(name for one in told["sizes"] for name in one["records_a_second"]))
    rows = [
        [
            f"{one['size']:,}",
            *(_number(one["records_a_second"].get(name)) for name in engines),
            f"{one['sorting_s']:.0f}",
        ]
        for one in told["sizes"]
    ]
    title = (
        f"Records indexed a second, rows of vectors being given (encoding real texts: {told['encoded_a_second']:,.0f} "
        f"a second with {told['cores']} cores), and seconds to sort rows into lists"
    )
    return _table(title, ["records", *engines, "sorting"], rows)


def _room(told: dict[str, Any]) -> str:
    engines = list(dict.fromkeys(name for one in told["sizes"] for name in one["size_bytes"]))
    ways = list(told["sizes"][0]["memory"])
    heads = [
        "records",
        *(f"index: {name}" for name in engines),
        *(f"process: {name}" for name in ways),
        "first answer, ms",
    ]
    rows = [
        [
            f"{one['size']:,}",
            *(_number(_mb(one["size_bytes"].get(name))) for name in engines),
            *(_resident(one["memory"][name]) for name in ways),
            f"{one['memory'][ways[0]]['opening_ms'] + one['memory'][ways[0]]['first_ms']:.0f}",
        ]
        for one in told["sizes"]
    ]
    return _table("MB: the index, and a fresh process after 100 questions (of it, mapped files)", heads, rows)


def _resident(memory: dict[str, Any]) -> str:
    answered = memory["answered"]
    return f"{answered['now'] / MB:,.0f} ({answered['of_files'] / MB:,.0f})"


def _lists(told: dict[str, Any]) -> str:
    rows = [
        [f"{one['size']:,}", str(lists["read"]), f"{lists['ms']:.2f}", f"{lists['recall']:.3f}"]
        for one in told["sizes"]
        for lists in one["lists"]
    ]
    title = "Nearest rows by lists: how many are read, what it costs, recall@10 against the exact scan"
    return _table(title, ["records", "lists read", "ms", "recall@10"], rows) if rows else ""


def _left_out(told: dict[str, Any]) -> str:
    last = told["sizes"][-1]
    lines = [f"Left out, {name}: {reason}" for name, reason in last["left_out"].items()]
    return "\n".join([*lines, f"All of it took {told['took_s']:,.0f} s."])


def _mb(size: int | None) -> float | None:
    return None if size is None else size / MB


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:,.0f}" if value >= 10 else f"{value:.1f}"

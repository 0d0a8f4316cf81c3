"""Addresses down to the street or village, and employers and schools that would single a person out."""

from collections.abc import Iterator

from consilia.engines.deid import places_en, places_zh
from consilia.engines.deid.findings import Finding


def addresses(text: str) -> Iterator[Finding]:
    """Streets, postcodes, villages and flats; cities and regions stay."""
    yield from places_en.addresses(text)
    yield from places_zh.addresses(text)


def employers(text: str) -> Iterator[Finding]:
    """Workplaces and schools by name; large firms and hospitals where one is treated stay."""
    yield from places_en.employers(text)
    yield from places_zh.employers(text)

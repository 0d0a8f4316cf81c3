"""De-identification: finds and masks what could identify a private person, offline, in English and Chinese."""

from consilia.engines.deid.findings import Finding, Kind, Known
from consilia.engines.deid.generalise import (
    Detail,
    age_band,
    coarser,
    date_told,
    month_of,
    pseudonym,
    straddles_adulthood,
)
from consilia.engines.deid.lists import large_places
from consilia.engines.deid.masking import find, mask

__all__ = [
    "Detail",
    "Finding",
    "Kind",
    "Known",
    "age_band",
    "coarser",
    "date_told",
    "find",
    "large_places",
    "mask",
    "month_of",
    "pseudonym",
    "straddles_adulthood",
]

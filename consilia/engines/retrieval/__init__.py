"""Finding the answered questions that answer a question: passages into an index, hits out of it."""

from consilia.engines.retrieval.analysis import distinct_terms, terms
from consilia.engines.retrieval.building import recipe
from consilia.engines.retrieval.copies import Candidate, is_copy, spread
from consilia.engines.retrieval.highlighting import Part, parts
from consilia.engines.retrieval.memory import MemoryIndex, build_in_memory
from consilia.engines.retrieval.passages import NO_FILTERS, Filters, Hit, Index, Passage, Results
from consilia.engines.retrieval.reader import StoredIndex
from consilia.engines.retrieval.routing import DepartmentScore, Route, vote_departments
from consilia.engines.retrieval.store import IndexBusyError, IndexOutdatedError, IndexStore

__all__ = [
    "NO_FILTERS",
    "Candidate",
    "DepartmentScore",
    "Filters",
    "Hit",
    "Index",
    "IndexBusyError",
    "IndexOutdatedError",
    "IndexStore",
    "MemoryIndex",
    "Part",
    "Passage",
    "Results",
    "Route",
    "StoredIndex",
    "build_in_memory",
    "distinct_terms",
    "is_copy",
    "parts",
    "recipe",
    "spread",
    "terms",
    "vote_departments",
]

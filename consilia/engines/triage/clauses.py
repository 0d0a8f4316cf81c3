"""Split plain text into sentences and the clauses that a negation cannot leave."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE = re.compile(r"(?:(?<!\d)\.|\.(?!\d)|[!?。…\n])+")
_CLAUSE = re.compile(
    r"(?<!\d)[,;:]|[,;:](?!\d)|[()\[\]\"“”「」—]| - "
    r"|(?<![a-z])(?:but|however|although|though|except|yet|instead|whereas)(?![a-z])"
    r"|(?<![a-z])(?:and|so|then|now|while|because)(?= (?:my|i|im|ive|he|she|his|her|the|it|its|we|they|a|an|now|then"
    r"|also|there|today|cant|feel|feels|felt|feeling|have|has|had|vomiting|coughing|bleeding|passing|sudden\w*|just"
    r"|started|very|really|getting|one|both|is|are|was|says|said|keeps|brings|hears|sees|looks|talks|thinks|believes|cant|wont)(?![a-z]))"
    r"|但是|可是|不過|只是|但|卻|然而|反而|結果|而且|突然|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of plain text; `sentence` numbers the sentence it stands in."""

    start: int
    end: int
    sentence: int


class Clauses:
    """The clauses of a text, found by position."""

    def __init__(self, text: str) -> None:
        self.all = tuple(_split(text))
        self._starts = [clause.start for clause in self.all]
        self._sentences: dict[int, tuple[int, int]] = {}
        for clause in self.all:
            start, _ = self._sentences.get(clause.sentence, (clause.start, 0))
            self._sentences[clause.sentence] = start, clause.end

    def number_at(self, position: int) -> int:
        """Index in `all` of the clause at a position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Start and end of the sentence that holds clause `number`."""
        return self._sentences[self.all[number].sentence]


def _split(text: str) -> list[Clause]:
    found: list[Clause] = []
    start = 0
    for number, end in enumerate([match.end() for match in _SENTENCE.finditer(text)] + [len(text)]):
        cuts = [match.start() for match in _CLAUSE.finditer(text, start, end)]
        # Each clause begins at its separator, so no character lies outside every clause.
        edges = sorted({start, *cuts, end})
        found += [Clause(a, b, number) for a, b in pairwise(edges) if a < b]
        start = end
    return found or [Clause(0, len(text), 0)]

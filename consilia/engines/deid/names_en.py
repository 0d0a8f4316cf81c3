"""Personal names in Latin letters: after cues, in signatures, from name lists, and romanised Chinese."""

import re
from collections.abc import Iterator

from consilia.engines.deid import cues_en as cues
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import words
from consilia.engines.deid.words_en import PARTICLES, SUFFIXES, WORD, Token, reads_as_romanised


class _Reader:
    """One text as a row of Latin words, with the rules that read names from it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [Token(m.start(), m.end(), m.group()) for m in WORD.finditer(text)]
        self.at = {token.start: i for i, token in enumerate(self.tokens)}

    def gap(self, i: int) -> str:
        """What stands between token i and the next."""
        if i + 1 >= len(self.tokens):
            return "\n"
        return self.text[self.tokens[i].end : self.tokens[i + 1].start]

    def follows(self, i: int, length: int = 40) -> str:
        return self.text[self.tokens[i].end : self.tokens[i].end + length]

    def precedes(self, i: int, length: int = 60) -> str:
        return self.text[max(0, self.tokens[i].start - length) : self.tokens[i].start]

    def opens_sentence(self, i: int) -> bool:
        before = self.precedes(i, 4).rstrip(" \"'(*")
        return not before or before[-1] in ".!?:;\n" or "\n" in self.precedes(i, 2)

    def looks_named(self, token: Token) -> bool:
        """Could be a name where one is expected."""
        if not token.is_capital or len(token.text) > 24:
            return False
        if token.is_ambiguous or token.is_listed or token.is_family or token.is_romanised:
            return True
        return not token.is_plain and not (token.text.isupper() and len(token.text) <= 5)

    def extend(self, first: int) -> int:
        """The last token of the name that begins at first: up to four words, initials and particles."""
        last = first
        for _ in range(5):
            nxt = self._next_part(last)
            if nxt is None:
                break
            last = nxt
        return last

    def _next_part(self, i: int) -> int | None:
        gap = self.gap(i)
        if i + 1 >= len(self.tokens) or self.tokens[i].text.endswith("'s"):
            return None
        token, initial = self.tokens[i + 1], len(self.tokens[i].text) == 1 or self.tokens[i].bare in SUFFIXES
        if (
            gap not in {" ", "  ", "-"}
            and not (gap == ". " and initial)
            and not (gap == ", " and token.bare in SUFFIXES)
        ):
            return None
        if token.bare in SUFFIXES and token.is_capital:
            return i + 1
        if token.bare in PARTICLES and token.text[0].islower():
            after = i + 2
            while after + 1 < len(self.tokens) and after < i + 4 and self.tokens[after].bare in PARTICLES:
                after += 1
            spaced = all(self.gap(at) == " " for at in range(i + 1, after))
            return after if after < len(self.tokens) and spaced and self.looks_named(self.tokens[after]) else None
        if len(token.text) == 1 and token.is_capital and token.text != "I":
            return i + 1
        return i + 1 if self.looks_named(token) else None

    def span(self, first: int, last: int) -> tuple[int, int]:
        end = self.tokens[last].end
        if self.tokens[last].text.endswith("'s"):
            end -= 2
        return self.tokens[first].start, end

    def finding(self, first: int, last: int, kind: Kind, confidence: float, reason: str) -> Finding:
        start, end = self.span(first, last)
        return Finding(start, end, kind, confidence, reason)

    def is_disease(self, i: int) -> bool:
        """Whether the word at i is part of the name of a disease, a sign or a product."""
        token = self.tokens[i]
        possessive = token.text.endswith("'s")
        if possessive and re.match(r" (?:wort|apple)\b", self.text[token.end : token.end + 8]):
            return True
        if possessive and token.is_listed and not token.is_eponym:
            return False
        return cues.stands_in_disease(self.text, token.end - 2 * possessive)

    # Rules. Each yields findings; merging comes later.

    def after_strong_cues(self) -> Iterator[Finding]:
        for match in cues.SELF_STRONG.finditer(self.text):
            i = self.at.get(match.end())
            if i is not None and self._may_follow_strong_cue(i, match.group()):
                yield self.finding(i, self._extend_any_case(i), Kind.NAME, 0.97, "follows words that announce a name")

    def _may_follow_strong_cue(self, i: int, cue: str) -> bool:
        token = self.tokens[i]
        if token.is_capital:
            return self.looks_named(token) or token.bare not in words("plain_words_en")
        if token.bare in words("never_names_en"):
            return False
        return token.is_listed or ("name" in cue.lower() and not (token.is_plain or token.is_ambiguous))

    def _extend_any_case(self, first: int) -> int:
        """As extend, but a name in small letters goes on to the next word that is no ordinary one."""
        if self.tokens[first].is_capital:
            return self.extend(first)
        if self.gap(first) == " " and first + 1 < len(self.tokens):
            nxt = self.tokens[first + 1]
            if nxt.is_listed or nxt.is_family or not (nxt.is_plain or nxt.bare in PARTICLES or nxt.is_eponym):
                return first + 1
        return first

    def after_i_am(self) -> Iterator[Finding]:
        for match in cues.SELF_IAM.finditer(self.text):
            i = self.at.get(match.end())
            if i is None:
                continue
            token = self.tokens[i]
            named = self.looks_named(token) and not self.is_disease(i) and not cues.DRUG_ENDING.search(token.bare)
            illness = token.is_eponym and token.text.endswith("'s")
            if named and not illness and (not token.text.isupper() or token.is_listed):
                yield self.finding(i, self.extend(i), Kind.NAME, 0.9, "follows 'I am'")
            elif token.bare in words("given_en") and not token.is_plain and len(token.bare) > 2:
                yield self.finding(i, self._extend_any_case(i), Kind.NAME, 0.8, "follows 'I am'")

    def after_kinship(self) -> Iterator[Finding]:
        for pattern in (cues.KINSHIP, cues.KIN_AGE, cues.MY_AGED):
            for match in pattern.finditer(self.text):
                i = self.at.get(match.end())
                if i is None:
                    continue
                token, mine = self.tokens[i], pattern is cues.MY_AGED or self._is_mine(match.start())
                named = self.looks_named(token) and not self.is_disease(i) and not cues.DOSE.match(self.follows(i))
                certain = token.is_listed or token.is_romanised
                lone = self.opens_sentence(self._word_at(match.start()))
                weak = (
                    (token.is_eponym and not certain)
                    or (token.text.isupper() and not certain)
                    or (token.is_ambiguous and not mine)
                )
                if (
                    named
                    and not weak
                    and (mine or certain or (lone and not cues.DRUG_ENDING.search(token.bare)))
                    and not self._is_new_sentence(match.group(), token)
                ):
                    last = self.extend(i)
                    yield self.finding(i, last, Kind.NAME, 0.9 if mine else 0.8, cues.ACQUAINTED)
                    yield from self._and_others(last)
                elif token.bare in words("given_en") and not token.is_plain and mine and len(token.bare) > 2:
                    yield self.finding(i, self._extend_any_case(i), Kind.NAME, 0.8, cues.ACQUAINTED)

    def _is_mine(self, start: int) -> bool:
        return bool(cues.MINE.search(self.text[max(0, start - 60) : start]))

    def _word_at(self, start: int) -> int:
        return self.at.get(start, 0)

    def _and_others(self, i: int) -> Iterator[Finding]:
        """The next names in a row such as "Kenji, Haruto and Ren"."""
        while i + 1 < len(self.tokens):
            gap, nxt = self.gap(i), i + 1
            if gap == " " and self.tokens[nxt].bare == "and" and nxt + 1 < len(self.tokens):
                gap, nxt = ", ", nxt + 1
            if gap not in {", ", " & "} or not self.looks_named(self.tokens[nxt]) or self.tokens[nxt].is_eponym:
                return
            i = self.extend(nxt)
            yield self.finding(nxt, i, Kind.NAME, 0.75, cues.ACQUAINTED)

    @staticmethod
    def _is_new_sentence(cue: str, token: Token) -> bool:
        return cue.rstrip().endswith((":", "-")) and not token.is_listed

    def after_titles(self) -> Iterator[Finding]:
        for pattern in (cues.TITLE, cues.TITLE_ANY):
            for match in pattern.finditer(self.text):
                i = self.at.get(match.end())
                if i is not None and self._may_follow_title(i) and "\n\n" not in match.group():
                    yield self.finding(i, self._extend_any_case(i), Kind.NAME, 0.95, "follows a title")

    def after_doctor(self) -> Iterator[Finding]:
        for match in cues.DOCTOR.finditer(self.text):
            i = self.at.get(match.end())
            if (
                i is not None
                and self._may_follow_title(i)
                and (match.group()[-1:].isspace() or match.group().endswith("."))
                and "\n" not in match.group()
                and not re.match(r"(?i:doctor|nurse|surgeon|therapist)\.", match.group())
            ):
                yield self.finding(i, self._extend_any_case(i), Kind.CLINICIAN, 0.95, "follows a doctor's title")
        for match in cues.ROLE_CUE.finditer(self.text):
            i = self.at.get(match.end())
            if i is not None and self.looks_named(self.tokens[i]) and not self._is_weak_after_role(i):
                yield self.finding(i, self.extend(i), Kind.CLINICIAN, 0.8, "follows a word for a clinician")
        for match in cues.CREDENTIAL.finditer(self.text):
            yield from self._before_credential(match.start())

    def _is_weak_after_role(self, i: int) -> bool:
        token = self.tokens[i]
        if token.is_ambiguous:
            nxt = self.tokens[i + 1] if self.gap(i) == " " and i + 1 < len(self.tokens) else None
            return not (nxt and self.looks_named(nxt))
        if re.search(r"\b(?:my|our|his|her) [\w ]{2,30}, $", self.precedes(i), re.I) and not cues.DRUG_ENDING.search(
            token.bare
        ):
            return token.is_eponym
        return (
            not (token.is_listed or token.is_family or token.is_romanised)
            or self.is_disease(i)
            or (self.opens_sentence(i) and ":" not in self.precedes(i, 3))
        )

    def _may_follow_title(self, i: int) -> bool:
        token = self.tokens[i]
        if token.is_capital:
            initial = len(token.text) == 1 and token.text != "I" and self.follows(i, 1) in {".", " "}
            return initial or self.looks_named(token) or token.is_eponym
        return (
            len(token.bare) > 2
            and token.bare not in words("never_names_en")
            and (token.is_listed or token.is_family)
            and not token.is_plain
            and not token.is_ambiguous
        )

    def _before_credential(self, end: int) -> Iterator[Finding]:
        ends = [i for i in range(len(self.tokens)) if self.tokens[i].end == end]
        for last in ends:
            first = last
            while (
                first > 0
                and last - first < 3
                and self.gap(first - 1) in {" ", ". "}
                and self.looks_named(self.tokens[first - 1])
            ):
                first -= 1
            if self.looks_named(self.tokens[first]):
                yield self.finding(first, last, Kind.CLINICIAN, 0.85, "stands before a medical degree")

    def in_signatures(self) -> Iterator[Finding]:
        i = 0
        while i < len(self.tokens):
            last = self.extend(i)
            if self._is_signature(i, last):
                yield self.finding(i, last, Kind.NAME, 0.85, "stands like a signature")
            i = last + 1

    def _is_signature(self, first: int, last: int) -> bool:
        token = self.tokens[first]
        if not token.is_capital and (last > first or not (token.is_listed or token.is_ambiguous)):
            return False
        tail = self.follows(last, 48)
        shouted = token.text.isupper() and last == first and len(token.text) <= 4
        if shouted or tail.startswith("'") or not re.match(r"\s*(?:$|[\n.!,(]|-|\d{1,3}\b|[A-Z@+])", tail):
            return False
        signed = bool(cues.SIGN_OFF.search(self.precedes(first)))
        if not token.is_capital:
            return signed and bool(re.match(r"\s*[.!]?\s*$", tail))
        dosed = cues.DOSED.match(tail) and not re.match(r"\s\d{1,2}\s*(?:$|[.,mfy])|\s\d\d [A-Z]", tail)
        if not self.looks_named(token) or self.is_disease(last) or dosed:
            return False
        return self._closes_the_text(first, last, signed)

    def _closes_the_text(self, first: int, last: int, signed: bool) -> bool:
        token, tail = self.tokens[first], self.follows(last, 48)
        known = any(t.is_listed or t.is_family or t.is_romanised for t in self.tokens[first : last + 1])
        closes = bool(re.match(r"\s*[.!)]?\s*(?:,? ?(?:age )?\d{1,2}\s?[mfMF]?[.]?\s*)?(?:$|\n)", tail))
        if signed and (closes or (known and re.match(r"\s*(?:[.,(\d\n])", tail))):
            ordinary = token.is_plain and not token.is_listed and not (token.is_ambiguous and closes)
            return not ordinary and (known or not token.is_eponym)
        if not self.opens_sentence(first):
            return False
        if last > first:
            return known and bool(re.match(r"\s*(?:[.,!\n(]|$|\d)", tail))
        return closes and token.is_listed and not token.is_eponym

    def after_greetings(self) -> Iterator[Finding]:
        for match in cues.GREETING.finditer(self.text):
            i = self.at.get(match.end())
            if i is None or not self.looks_named(self.tokens[i]):
                continue
            last = self.extend(i)
            if re.match(r"\s*[,:!.\n-]", self.follows(last, 3)) or self.tokens[i].is_listed:
                yield self.finding(i, last, Kind.NAME, 0.8, "follows a greeting")

    def listed(self) -> Iterator[Finding]:
        """Names that need no cue: a listed given name, two words of which one is listed, romanised names."""
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if not token.is_capital or not self.looks_named(token):
                i += 1
                continue
            last = self.extend(i)
            confidence = self._confidence(i, last)
            if confidence:
                yield self.finding(i, last, Kind.NAME, confidence, "reads as a personal name")
            i = last + 1

    def _confidence(self, first: int, last: int) -> float:
        row = self.tokens[first : last + 1]
        if self.is_disease(last) or (self.is_disease(first) and first == last):
            return 0.0
        if any(token.is_romanised for token in row):
            return 0.85
        if last > first:
            return self._confidence_of_pair(first, row)
        return self._confidence_of_one(first)

    def _confidence_of_pair(self, first: int, row: list[Token]) -> float:
        head, tail = row[0], row[-1]
        opens = self.opens_sentence(first)
        strangers = [token for token in row if len(token.text) > 1 and not token.is_plain and not token.is_eponym]
        given = head.bare in words("given_en") or head.is_ambiguous
        family = tail.is_family or tail.is_ambiguous or tail.bare in SUFFIXES
        shouted = all(token.text.isupper() and len(token.text) > 1 for token in row)
        ordinary = head.is_ambiguous and not family and (head.is_plain or opens)
        if (shouted and not given) or ordinary:
            return 0.0
        scores = {
            0.85: given and (family or strangers) and not (head.is_ambiguous and tail.is_ambiguous and opens),
            0.8: head.is_family and all(map(reads_as_romanised, row[1:])),
            0.75: (family and head in strangers and not opens)
            or (reads_as_romanised(head) and tail.bare in words("surnames_romanised")),
            0.6: head.is_family and len(strangers) >= len(row) - 1 and not head.is_plain and not head.is_eponym,
            0.5: len(strangers) == len(row) and not opens and not self._reads_as_product(first, row),
        }
        return next((score for score, holds in scores.items() if holds), 0.0)

    def _reads_as_product(self, first: int, row: list[Token]) -> bool:
        return bool(
            any(cues.DRUG_ENDING.search(token.bare) or token.text.isupper() for token in row)
            or cues.DOSED.match(self.follows(first + len(row) - 1))
            or cues.TAKING.search(self.precedes(first))
        )

    def _confidence_of_one(self, i: int) -> float:
        token = self.tokens[i]
        after = self.follows(i)
        if cues.DOSED.match(after) and cues.TAKING.search(self.precedes(i)):
            return 0.0
        given = token.bare in words("given_en")
        if given and not token.is_plain and not token.is_eponym and len(token.bare) > 2:
            return 0.8 if not token.text.isupper() or len(token.bare) > 3 else 0.0
        if cues.HERE.match(after) and self.opens_sentence(i) and not token.is_plain:
            return 0.75
        speaks = bool(cues.SAYS.match(after)) and not cues.TAKING.search(self.precedes(i))
        if speaks and (token.is_listed or token.is_ambiguous) and not token.is_plain:
            return 0.7
        unknown = not (token.is_plain or token.is_eponym or cues.DRUG_ENDING.search(token.bare) or token.text.isupper())
        person = re.match(
            r",? (?:who|says|said|told|thinks|doesn't know|asked|wants|cries|cried|"
            r"weighs)\b",
            after,
        )
        return 0.6 if unknown and person and not self.opens_sentence(i) else 0.0


def names(text: str) -> Iterator[Finding]:
    """Personal names in Latin letters, with clinicians apart from other people."""
    reader = _Reader(text)
    yield from reader.after_strong_cues()
    yield from reader.after_i_am()
    yield from reader.after_kinship()
    yield from reader.after_titles()
    yield from reader.after_doctor()
    yield from reader.after_greetings()
    yield from reader.in_signatures()
    yield from reader.listed()

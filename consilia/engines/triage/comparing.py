"""What a change of rules changes: the same messages, judged by another folder of data and by the rules here."""

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from consilia.engines.triage.assess import RULES_VERSION, assess
from consilia.engines.triage.datafiles import read_from, rules_version
from consilia.engines.triage.explaining import read_all_files
from consilia.engines.triage.verdicts import Facts, Level

# Messages handed to the other process at a time: enough that handing over costs nothing beside judging.
_AT_A_TIME = 16


class OtherRulesUnreadable(ValueError):
    """The other folder cannot be judged by; the message says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to judge, by an id of the caller's; age in years, both facts of the person described."""

    id: str | int
    text: str
    age: float | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What is compared of a verdict; no word of the message is in it."""

    level: Level
    unsure: bool
    departments: tuple[str, ...]
    red_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One message by the rules of the other folder (`before`) and by the rules here (`after`)."""

    id: str | int
    before: Judged
    after: Judged

    @property
    def differs(self) -> bool:
        """Whether anything that is compared changed; the order of departments counts, that of red flags does not."""
        return self._compared(self.before) != self._compared(self.after)

    @property
    def steps(self) -> int:
        """Levels up; below 0 where the rules here are calmer."""
        return self.after.level.rank - self.before.level.rank

    @property
    def loses_emergency(self) -> bool:
        """Whether an emergency of the other rules is none here."""
        return self.before.level is Level.EMERGENCY and self.after.level is not Level.EMERGENCY

    @staticmethod
    def _compared(one: Judged) -> tuple[object, ...]:
        return one.level, one.unsure, one.departments, frozenset(one.red_flags)


@dataclass(frozen=True, slots=True)
class OtherRules:
    """A folder of rules, open in a process of its own."""

    version: str
    pool: ProcessPoolExecutor

    def compare(self, messages: Sequence[Message]) -> Iterator[Comparison]:
        """Each message by both, in order; the other process judges ahead meanwhile."""
        before = self.pool.map(judge, messages, chunksize=_AT_A_TIME)
        for message, theirs in zip(messages, before, strict=True):
            yield Comparison(message.id, theirs, judge(message))


@contextmanager
def other_rules(folder: Path) -> Iterator[OtherRules]:
    """The rules of another data folder, e.g. that of an older checkout, judged by the code of this one.

    A process keeps what it has read, so the other rules get their own: here nothing is read twice or swapped.
    Raises OtherRulesUnreadable.
    """
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent)
    try:
        yield OtherRules(pool.submit(_open, folder.resolve()).result(), pool)
    finally:
        pool.shutdown(cancel_futures=True)


def judge(message: Message) -> Judged:
    """A message by the rules of this process."""
    verdict = assess(message.text, facts=Facts(age=message.age, sex=message.sex))
    flags = tuple(flag.id for flag in verdict.red_flags)
    return Judged(verdict.level, verdict.unsure, verdict.departments, flags)


def version_here() -> str:
    """The stamp of the rules of this process."""
    return RULES_VERSION


def _open(folder: Path) -> str:
    """In the other process: reads all of the folder and gives its stamp."""
    if not (folder / "rules").is_dir() or not (folder / "lexicon").is_dir():
        raise OtherRulesUnreadable(
            "no rules/ and lexicon/ in it; give the folder consilia/engines/triage/data of a copy"
        )
    read_from(folder)
    try:
        read_all_files()
    except Exception as error:
        # What another version's files lack shows in as many ways as there are files.
        raise OtherRulesUnreadable(f"this version cannot read it ({type(error).__name__}: {error})") from error
    return rules_version()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)

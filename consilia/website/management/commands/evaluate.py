"""`consilia evaluate WHAT`: how well an engine does on an operator's own data."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from consilia.engines.retrieval import Passage
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.opening import Line
from consilia.library.archives.record import Rejection
from consilia.website.archive_batch import language_of, passage
from consilia.website.batch import (
    BLANK,
    BadRecord,
    open_records,
    progress,
    readable,
    speak_utf8,
    warn,
    whole_number,
    write_json,
)
from consilia.website.evaluating import digests, mask
from consilia.website.evaluating.messages import Gold, judge, read_gold
from consilia.website.evaluating.pairs import Pair, evaluate_pairs, read_pair
from consilia.website.evaluating.report import REPORT_FILES, summary, write_report
from consilia.website.evaluating.similar import evaluate
from consilia.website.evaluating.triage import evaluate_triage
from consilia.website.evaluating.triage_report import report

T = TypeVar("T")
M = TypeVar("M", Gold, mask.Marked, digests.Told, digests.Label)


class Command(BaseCommand):
    """One subcommand for each engine that can be measured."""

    help = "Measure an engine on your own data. Nothing of its texts is kept. `consilia evaluate similar --help`."
    # As the batch commands: no database and no service.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """WHAT, and the arguments of each."""
        whats = "what to measure: similar, triage, mask or brief"
        engines = parser.add_subparsers(metavar="WHAT", dest="what", required=True, help=whats)
        words = "How well Similar Q&A finds what your archive holds. Writes one JSON object of numbers."
        self._similar_arguments(engines.add_parser("similar", help=words, description=words))
        words = "How well triage judges messages that a person has judged. Tells numbers and ids, never a message."
        self._triage_arguments(engines.add_parser("triage", help=words, description=words))
        words = (
            "How well masking finds what a person has marked. Tells numbers, ids and offsets, never a word of a text."
        )
        self._mask_arguments(engines.add_parser("mask", help=words, description=words))
        words = (
            "Checks digests of `consilia brief` against the texts that they cite, with none of the engine's own gate."
        )
        self._brief_arguments(engines.add_parser("brief", help=words, description=words))

    def _similar_arguments(self, similar: ArgumentParser) -> None:
        similar.add_argument("archive", metavar="ARCHIVE", help="exchange records, JSON Lines, plain or gzip")
        pairs = "judged pairs, JSON Lines {question_1, question_2, similar: 1 or 0}; - for standard input"
        similar.add_argument("pairs", nargs="?", metavar="PAIRS", help=pairs)
        sample = "ask at most N questions of each kind, the same ones each time (default 2000)"
        similar.add_argument("--sample", type=whole_number(1_000_000), default=2000, metavar="N", help=sample)
        folder = f"write {', '.join(REPORT_FILES)} into FOLDER; no question is in them"
        similar.add_argument("--report", type=Path, metavar="FOLDER", help=folder)
        words = "search by words without meaning, to see what meaning adds; many times faster"
        similar.add_argument("--words-alone", action="store_true", help=words)
        similar.add_argument("--quiet", action="store_true", help="no progress and no summary")
        similar.set_defaults(measure=self._similar)

    def _triage_arguments(self, triage: ArgumentParser) -> None:
        lines = (
            "judged messages, JSON Lines {id, text, gold_level, gold_departments?, red_flags?, language?, age?, sex?}; "
            "- for standard input"
        )
        triage.add_argument("file", metavar="FILE", help=lines)
        triage.add_argument("--json", type=Path, metavar="OUT", help="also write every number and miss to OUT")
        triage.add_argument("--quiet", action="store_true", help="no progress and no summary")
        triage.set_defaults(measure=self._triage)

    def _mask_arguments(self, masking: ArgumentParser) -> None:
        lines = (
            "marked messages, JSON Lines {id, text, spans, optional?, hard_negatives?, language?}, each of the three a "
            "list of {start, end, type} in code points; - for standard input"
        )
        masking.add_argument("file", metavar="FILE", help=lines)
        masking.add_argument("--json", type=Path, metavar="OUT", help="also write every number and miss to OUT")
        masking.add_argument("--quiet", action="store_true", help="no progress and no summary")
        masking.set_defaults(measure=self._mask)

    def _brief_arguments(self, brief: ArgumentParser) -> None:
        brief.add_argument("archive", metavar="ARCHIVE", help="the exchange records that were cited")
        brief.add_argument(
            "file", metavar="FILE", help="digests, as `consilia brief` writes them; - for standard input"
        )
        brief.add_argument("--sources", metavar="FILE", help="more sources that were cited, as exchange records")
        labels = "judged questions, JSON Lines {id, text, language?, evidence: true or false}, to measure abstention"
        brief.add_argument("--questions", metavar="FILE", help=labels)
        brief.add_argument("--json", type=Path, metavar="OUT", help="also write every number and fault to OUT")
        brief.add_argument("--quiet", action="store_true", help="no progress and no summary")
        brief.set_defaults(measure=self._brief)

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure; exit 1 when some records or pairs were rejected."""
        speak_utf8()
        self.quiet: bool = options["quiet"]
        self.rejected = 0
        options["measure"](options)
        if self.rejected:
            raise SystemExit(1)

    def _similar(self, options: dict[str, Any]) -> None:
        if options["report"]:
            _must_be_writable(options["report"])
        pairs = None if options["pairs"] is None else list(self._pairs(options["pairs"]))
        records = self._records(options["archive"])
        sample, words_alone = options["sample"], options["words_alone"]
        found = evaluate(records, sample=sample, words_alone=words_alone, progress=self._progress)
        if pairs is not None:
            found = replace(found, pairs=evaluate_pairs(pairs, sample=sample, words_alone=words_alone))
        found = replace(found, rejected=self.rejected)
        write_json(asdict(found))
        sys.stdout.flush()
        if options["report"]:
            write_report(found, folder=options["report"])
        if not self.quiet:
            warn(summary(found))

    def _triage(self, options: dict[str, Any]) -> None:
        if options["json"]:
            _must_be_writable_file(options["json"])
        gold = list(self._once(options["file"], read_gold))
        verdicts = [judge(one) for one in self._progress(gold, doing="judging", total=len(gold))]
        found = evaluate_triage(verdicts, rejected=self.rejected)
        _tell(report(found), asdict(found), file=options["json"])
        if not self.quiet:
            warn(f"{len(gold)} judged, {self.rejected} rejected")

    def _mask(self, options: dict[str, Any]) -> None:
        if options["json"]:
            _must_be_writable_file(options["json"])
        marked = list(self._once(options["file"], mask.read_marked))
        checked = [mask.check(one) for one in self._progress(marked, doing="masking", total=len(marked))]
        found = mask.evaluate_mask(checked, rejected=self.rejected)
        _tell(mask.report(found), asdict(found), file=options["json"])
        if not self.quiet:
            warn(f"{len(marked)} masked, {self.rejected} rejected")

    def _brief(self, options: dict[str, Any]) -> None:
        if options["json"]:
            _must_be_writable_file(options["json"])
        texts: dict[str, str] = {}
        for archive in filter(None, (options["sources"], options["archive"])):
            for record in self._progress(readable(archive, read_exchanges), doing="reading", total=0):
                if not isinstance(record, Rejection):
                    texts.setdefault(record.id, "\n".join(reply.text for reply in record.replies))
        labels = {}
        if options["questions"]:
            labels = {label.id: label for label in self._once(options["questions"], digests.read_label)}
        told = list(self._once(options["file"], digests.read_digest))
        found = digests.evaluate_digests(told, texts=texts, labels=labels, rejected=self.rejected)
        _tell(digests.report(found), asdict(found), file=options["json"])
        if not self.quiet:
            warn(f"{len(told)} checked, {self.rejected} rejected")

    def _once(self, file: str, read: Callable[[Line], M]) -> Iterator[M]:
        """Each message once: an id that comes again is rejected."""
        seen: set[str | int] = set()
        for number, message in self._read(file, read, name=""):
            if message.id in seen:
                self._reject(f'line {number}: its "id" stands on an earlier line; give every message one of its own')
                continue
            seen.add(message.id)
            yield message

    def _records(self, archive: str) -> list[Passage]:
        name = Path(archive).name
        kept = []
        for record in self._progress(readable(archive, read_exchanges), doing="reading", total=0):
            if isinstance(record, Rejection):
                self._reject(f"{name} line {record.line}: {record.reason}; {record.mend}")
            else:
                kept.append(_with_language(passage(record)))
        if not kept:
            warn(f"nothing in {name} to search")
        return kept

    def _pairs(self, file: str) -> Iterator[Pair]:
        for _, pair in self._read(file, read_pair, name="pairs "):
            yield pair

    def _read(self, file: str, read: Callable[[Line], T], *, name: str) -> Iterator[tuple[int, T]]:
        """What `read` makes of each line, with its number; broken lines are told, as those of `name`."""
        with open_records(file) as stream:
            for line in progress(stream, quiet=self.quiet):
                if not line.data.strip(BLANK):
                    continue
                try:
                    yield line.number, read(line)
                except BadRecord as error:
                    self._reject(f"{name}line {line.number}: {error}")

    def _reject(self, message: str) -> None:
        self.rejected += 1
        warn(message)

    def _progress(self, items: Iterable[T], *, doing: str, total: int) -> Iterable[T]:
        """A bar on a terminal; `total` 0 where it is not known."""
        hidden = self.quiet or not sys.stderr.isatty()
        return tqdm(items, desc=doing, total=total or None, unit=" records", disable=hidden)


def _tell(lines: Iterable[str], found: dict[str, Any], *, file: Path | None) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    if file:
        file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _with_language(record: Passage) -> Passage:
    """A record that names no language counts with those of its letters."""
    if record.language:
        return record
    text = "\n".join((record.title, record.question, *record.replies))
    return replace(record, language=language_of({"text": text}))


def _must_be_writable(folder: Path) -> None:
    # Told before the work, not after an hour of it.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in REPORT_FILES:
            (folder / name).open("a").close()
    except OSError as error:
        raise CommandError(f"{folder}: {error.strerror}. Choose another folder.", returncode=2) from error


def _must_be_writable_file(file: Path) -> None:
    try:
        file.open("a").close()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}. Choose another file.", returncode=2) from error

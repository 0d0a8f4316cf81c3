"""`consilia rules WHAT`: read the triage rules, see why a message was judged as it was, and what a change changes."""

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from consilia.accounts.departments import canonical
from consilia.engines.triage import Facts, Level
from consilia.engines.triage.comparing import (
    Comparison,
    Message,
    OtherRules,
    OtherRulesUnreadable,
    other_rules,
    version_here,
)
from consilia.engines.triage.explaining import (
    UnknownRule,
    concepts_of,
    explain,
    read_all_files,
    rule_named,
    select_rules,
)
from consilia.engines.triage.rules import Rule, rulebook
from consilia.library.archives.opening import numbered_lines
from consilia.website.batch import BLANK, BadRecord, Record, open_records, parse_query, speak_utf8, warn, write_json
from consilia.website.telling_rules import (
    comparison_told,
    explanation_record,
    explanation_told,
    rule_record,
    rule_table,
    rule_told,
    summary_told,
    whole_rule_record,
)
from consilia.website.triage_batch import SEXES, age_in_years, facts_of

JSON = "JSON Lines instead of words to read"


class Command(BaseCommand):
    """One subcommand for each thing that somebody who writes, reads or signs rules wants to know."""

    help = "Read the triage rules, explain a verdict, compare two versions. `consilia rules explain --help`."
    # As the batch commands: no database and no service.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """WHAT, and the arguments of each."""
        whats = parser.add_subparsers(metavar="WHAT", dest="what", required=True, help="list, show, explain or diff")
        words = "List the rules, most urgent first: level, lines, reviewer, departments, guideline."
        self._list_arguments(whats.add_parser("list", help=words, description=words))
        words = "Show a whole rule: its conditions in words, its guideline and reviewer, its examples."
        self._show_arguments(whats.add_parser("show", help=words, description=words))
        words = "Explain a verdict: what was read in a message, which rules fired by which words, and why it is unsure."
        self._explain_arguments(whats.add_parser("explain", help=words, description=words))
        words = (
            "Judge each message of FILE, {id, text, age?, sex?}, by the rules in FOLDER and by those here, and name "
            "those that differ, never their words. Exit 1 where an emergency became less, or a line was rejected."
        )
        self._diff_arguments(whats.add_parser("diff", help=words, description=words))

    def handle(self, *args: Any, **options: Any) -> None:
        """The one that was asked for; first of all, what is wrong in a data file is told."""
        speak_utf8()
        try:
            read_all_files()
        except (ValueError, LookupError) as error:
            raise CommandError(f"the rules here cannot be read: {error}") from error
        options["tell"](options)
        sys.stdout.flush()

    def _list_arguments(self, parser: ArgumentParser) -> None:
        levels = [level.value for level in Level]
        parser.add_argument("--level", choices=levels, help="only the rules of this level")
        named = "only the rules that name this department, in English or another of its languages"
        parser.add_argument("--department", metavar="NAME", help=named)
        parser.add_argument(
            "--language", choices=_languages(), default="en", help="language of the names of departments"
        )
        parser.add_argument("--json", action="store_true", help=JSON)
        parser.set_defaults(tell=self._list)

    def _show_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", metavar="ID", help="the id of a rule, as `consilia rules list` gives it")
        parser.add_argument("--words", action="store_true", help="also the patterns of every concept that it names")
        parser.add_argument("--json", action="store_true", help=JSON)
        parser.set_defaults(tell=self._show)

    def _explain_arguments(self, parser: ArgumentParser) -> None:
        text = "the message; - reads it from standard input, where no shell keeps a history of it"
        parser.add_argument("text", metavar="TEXT", help=text)
        parser.add_argument(
            "--age", type=age_in_years, help="age in years of the person described, fractions for infants"
        )
        parser.add_argument("--sex", choices=SEXES, help="sex of the person described")
        parser.add_argument("--json", action="store_true", help=JSON)
        parser.set_defaults(tell=self._explain)

    def _diff_arguments(self, parser: ArgumentParser) -> None:
        folder = "another copy of consilia/engines/triage/data, e.g. of an older checkout"
        parser.add_argument("folder", type=Path, metavar="FOLDER", help=folder)
        parser.add_argument("file", nargs="?", metavar="FILE", help="JSON Lines; standard input where left out")
        parser.add_argument("--json", action="store_true", help=JSON)
        parser.add_argument("--quiet", action="store_true", help="no progress and no summary")
        parser.set_defaults(tell=self._diff)

    def _list(self, options: dict[str, Any]) -> None:
        names = _names(options["language"])
        department = options["department"] and _department(options["department"])
        rules = select_rules(level=options["level"] and Level(options["level"]), department=department)
        if not rules:
            warn("no rule is like that")
        elif options["json"]:
            _write(rule_record(rule, names=names) for rule in rules)
        else:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            _say(rule_table(rules, names=names, width=width))
            warn(f"{len(rules)} rules")

    def _show(self, options: dict[str, Any]) -> None:
        rule = _rule(options["id"])
        concepts = concepts_of(rule) if options["words"] else []
        if options["json"]:
            write_json(whole_rule_record(rule, concepts=concepts))
        else:
            _say(rule_told(rule, concepts=concepts))

    def _explain(self, options: dict[str, Any]) -> None:
        text = sys.stdin.read() if options["text"] == "-" else options["text"]
        found = explain(text, facts=Facts(age=options["age"], sex=options["sex"]))
        if options["json"]:
            write_json(explanation_record(found))
        else:
            _say(explanation_told(found))

    def _diff(self, options: dict[str, Any]) -> None:
        self.rejected = 0
        with _opened(options["folder"]) as other:
            messages = list(self._messages(options["file"]))
            shown = not options["quiet"] and sys.stderr.isatty()
            bar = tqdm(other.compare(messages), total=len(messages), unit=" messages", disable=not shown)
            judged = [self._told(one, options) for one in bar]
        if not options["quiet"]:
            warn(f"rules there {other.version}, here {version_here()}")
            warn(summary_told(judged))
        if self.rejected or any(one.loses_emergency for one in judged):
            raise SystemExit(1)

    def _told(self, one: Comparison, options: dict[str, Any]) -> Comparison:
        if one.differs and options["json"]:
            write_json(asdict(one))
        elif one.differs:
            _say([comparison_told(one)])
        return one

    def _messages(self, file: str | None) -> Iterator[Message]:
        with open_records(file) as stream:
            for line in numbered_lines(stream):
                if not line.data.strip(BLANK):
                    continue
                try:
                    yield _message(parse_query(line))
                except BadRecord as error:
                    self.rejected += 1
                    warn(f"line {line.number}: {error}")


def _message(record: Record) -> Message:
    facts = facts_of(record)
    return Message(record["id"], record["text"], facts.age, facts.sex)


@contextmanager
def _opened(folder: Path) -> Iterator[OtherRules]:
    """The other rules; a folder that holds none is wrong usage (exit 2)."""
    try:
        with other_rules(folder) as other:
            yield other
    except OtherRulesUnreadable as error:
        raise CommandError(f"{folder}: {error}", returncode=2) from error


def _rule(rule_id: str) -> Rule:
    try:
        return rule_named(rule_id)
    except UnknownRule:
        near = get_close_matches(rule_id, [rule.id for rule in rulebook()])
        raise CommandError(_unknown("rule", rule_id, near), returncode=2) from None


def _department(name: str) -> str:
    """The English name of a department, named in any language."""
    known = {other.casefold(): english for english, names in canonical().items() for other in names.values()}
    english = known.get(name.casefold())
    if english is None:
        near = [known[one] for one in get_close_matches(name.casefold(), known)]
        raise CommandError(_unknown("department", name, near), returncode=2)
    return english


def _names(language: str) -> dict[str, str]:
    """What departments are called in a language, by their English names."""
    return {english: names.get(language, english) for english, names in canonical().items()}


def _languages() -> list[str]:
    return list(dict.fromkeys(tag for names in canonical().values() for tag in names))


def _unknown(kind: str, name: str, near: Sequence[str]) -> str:
    meant = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"there is no {kind} {name!r}.{meant}"


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


def _write(records: Iterable[object]) -> None:
    for record in records:
        write_json(record)

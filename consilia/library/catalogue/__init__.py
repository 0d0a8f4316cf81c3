"""The shipped topics of Related FAQ: read from the files beside this one, whole or not at all."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from consilia.accounts.departments import canonical
from consilia.library.copies import GuidelineCopy, TopicCopy
from consilia.library.faults import is_vacuous_topic

GUIDELINES = "guidelines.toml"
LANGUAGES = ("en", "zh-Hant")
NOBODY = "nobody yet"

_BY_LANGUAGE = ("names", "guidance")
_LISTS_BY_LANGUAGE = ("synonyms", "same_day")
_KEYS = frozenset(
    {"id", "department", "related", "guidelines", "ambulance", "in_children", *_BY_LANGUAGE, *_LISTS_BY_LANGUAGE}
)


class IncompleteTopic(ValueError):
    """An entry of the catalogue lacks something; the message names the file, the topic and what."""


@cache
def catalogue() -> tuple[TopicCopy, ...]:
    """Every topic that ships with the package, in the order of files and entries. Raises IncompleteTopic."""
    return read_catalogue(resources.files("consilia.library.catalogue"))


def read_catalogue(folder: Traversable) -> tuple[TopicCopy, ...]:
    """The topics of all files in `folder`, which holds the guidelines that they name. Raises IncompleteTopic."""
    named = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    files = {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in named}
    known = {
        key: GuidelineCopy(entry["body"], entry["title"], entry["year"])
        for key, entry in files.pop(GUIDELINES, {}).items()
    }
    topics = tuple(topic for name, data in files.items() for topic in _topics(name, data, known))
    _refuse_if(list(_strangers(topics)))
    return topics


def _topics(file: str, data: Mapping[str, Any], known: Mapping[str, GuidelineCopy]) -> Iterator[TopicCopy]:
    for key in ("reviewed_by", "reviewed_on"):
        if not isinstance(data.get(key), str):
            raise IncompleteTopic(f"{file}: say in {key} who has read the file; {NOBODY!r} where nobody has")
    reviewer = "" if data["reviewed_by"] == NOBODY else data["reviewed_by"]
    for entry in data.get("topics", []):
        _refuse_if([f"{file}: {entry.get('id') or 'a topic'}: {fault}" for fault in _faults(entry, known)])
        yield TopicCopy(
            slug=entry["id"],
            department_name=entry["department"],
            names=entry["names"],
            synonyms=entry["synonyms"],
            guidance=entry["guidance"],
            guidelines=tuple(known[key] for key in entry["guidelines"]),
            call_ambulance=entry.get("ambulance", {}),
            same_day=entry["same_day"],
            related=tuple(entry["related"]),
            in_children=entry.get("in_children", ""),
            reviewed_by_name=reviewer,
            reviewed_on=data["reviewed_on"],
        )


def _faults(entry: Mapping[str, Any], known: Mapping[str, GuidelineCopy]) -> Iterator[str]:
    if not entry.get("id"):
        yield "has no id"
    if entry.get("department") not in canonical():
        yield f"{entry.get('department')!r} is no department of departments.toml"
    for key in (*_BY_LANGUAGE, *_LISTS_BY_LANGUAGE):
        yield from (f"has no {key} in {tag}" for tag in LANGUAGES if not entry.get(key, {}).get(tag))
    # Nobody calls an ambulance for a wart; where it is called, it is so in every language.
    ambulance = entry.get("ambulance")
    if ambulance is not None:
        yield from (f"has no ambulance in {tag}" for tag in LANGUAGES if not ambulance.get(tag))
    yield from (f"has no {key}" for key in ("guidelines", "related") if not entry.get(key))
    yield from (f"names no known guideline: {key}" for key in entry.get("guidelines", []) if key not in known)
    yield from (
        f"is called {name}, which says nothing" for name in entry.get("names", {}).values() if _is_vacuous(name)
    )
    yield from (f"has an unknown key: {key}" for key in sorted(entry.keys() - _KEYS))


def _is_vacuous(name: object) -> bool:
    return isinstance(name, str) and is_vacuous_topic(name)


def _strangers(topics: Sequence[TopicCopy]) -> Iterator[str]:
    """What only all files together show: ids and words that two topics have, relations that lead nowhere."""
    slugs = {topic.slug for topic in topics}
    seen: dict[tuple[str, str], str] = {}
    for topic in topics:
        near = [*topic.related, *([topic.in_children] if topic.in_children else [])]
        yield from (f"{topic.slug}: related to {slug}, which is none" for slug in near if slug not in slugs)
        if topic.slug in topic.related:
            yield f"{topic.slug}: related to itself"
        for key in (("id", topic.slug), *_words(topic)):
            if key in seen:
                yield f"{topic.slug}: {key[1]} belongs to {seen[key]} already"
            seen[key] = topic.slug


def _words(topic: TopicCopy) -> Iterator[tuple[str, str]]:
    for tag, name in topic.names.items():
        yield from ((tag, word.casefold()) for word in (name, *topic.synonyms.get(tag, [])))


def _refuse_if(faults: list[str]) -> None:
    if faults:
        raise IncompleteTopic("\n".join(faults))

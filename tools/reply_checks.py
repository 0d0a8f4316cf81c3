"""Lists what the checks before sending say to the first reply of records in an archive: for judging them by hand.

.venv/bin/python -m tools.reply_checks archive.jsonl --every 20 --most 60
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django

from consilia.engines.retrieval.encoding import shipped_encoder


def main() -> None:
    """Print each record's slips, then how many replies each check stops and how long a reply takes."""
    options = _options()
    _start_django()
    counts: Counter[str] = Counter()
    shipped_encoder().encode(["so that loading it is not counted"])
    took = []
    for number, record in enumerate(islice(_records(options.archive, options.every), options.most), start=1):
        before = time.process_time()
        found = _slips(record)
        took.append(1000 * (time.process_time() - before))
        counts.update({slip.id for slip in found})
        print(f"{number}. {record['id']}: {', '.join(slip.id for slip in found) or 'none'}")
        if options.texts:
            print(f"   asked: {record['question']}\n   reply: {record['replies'][0]['text']}")
            print(*(f"   - {slip.id} “{slip.quote}”" for slip in found), sep="\n")
    print(*(f"{check}: {number} of {len(took)}" for check, number in counts.most_common()), sep="\n")
    longest = statistics.quantiles(took, n=20)[-1]
    print(f"per reply, ms of one core: median {statistics.median(took):.0f}, 19 of 20 within {longest:.0f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, help="exchange records, JSON Lines")
    parser.add_argument("--every", type=int, default=20, help="take every Nth record, from the first")
    parser.add_argument("--most", type=int, default=60, help="records taken at most")
    parser.add_argument("--texts", action="store_true", help="print question, reply and the words of each slip")
    return parser.parse_args()


def _start_django() -> None:
    # Nothing is stored: the settings only want to know where it would be.
    os.environ.setdefault("CONSILIA_HOME", tempfile.gettempdir())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")
    django.setup()


def _records(archive: Path, every: int) -> Iterator[dict[str, Any]]:
    with archive.open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            record = json.loads(line)
            if record.get("question") and record.get("replies"):
                yield record


def _slips(record: dict[str, Any]) -> list[Any]:
    from consilia.desk.checks import Case, Draft, slips
    from consilia.questions.jurisdiction import here

    reply, asker = record["replies"][0], record.get("asker", {})
    case = Case(
        language=record["language"],
        told=(record["question"],),
        relation="other",
        sex=asker.get("sex", ""),
        forbidden=here().forbidden_acts,
        signed=tuple(filter(None, [reply.get("clinician", "")])),
    )
    return slips(Draft(reply["text"]), case)


if __name__ == "__main__":
    main()

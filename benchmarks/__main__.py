"""`make bench`: every benchmark with its ratios; `python -m benchmarks scale` (or another of them) runs one alone."""

import argparse
import json
import os
import tempfile
from pathlib import Path

from benchmarks import desk, mask, scale, triage, web

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")


def main() -> None:
    """Each benchmark prints lines of its own, in an installation of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "only", nargs="?", choices=["scale", "triage", "mask", "web", "desk"], help="one benchmark alone"
    )
    parser.add_argument(
        "--upto", type=int, default=scale.UPTO, choices=scale.SIZES, help="most records (a million: some nine minutes)"
    )
    parser.add_argument("--questions", type=int, default=desk.SIZE, help="questions behind the desk")
    parser.add_argument("--json", type=Path, help="write the numbers of scale to this file")
    parser.add_argument("--picture", type=Path, default=scale.PICTURE, help="where scale draws its lines")
    given = parser.parse_args()
    if not given.only:
        _engines_and_pages()
    for engine in (triage, mask):
        if given.only in {None, engine.__name__.rpartition(".")[2]}:
            print(f"\n{engine.__doc__}")
            engine.run()
    if given.only in {None, "web"}:
        print(f"\n{web.__doc__}")
        web.run(tuple(size for size in web.SIZES if size <= given.upto))
    if given.only in {None, "desk"}:
        print(f"\n{desk.__doc__}")
        desk.run(min(given.upto, given.questions))
    if given.only in {None, "scale"}:
        _scale(given)


def _scale(given: argparse.Namespace) -> None:
    print(f"\n{scale.__doc__}")
    told = scale.run(given.upto, picture=given.picture)
    if given.json:
        given.json.write_text(json.dumps(told, indent=1), encoding="utf-8")


def _engines_and_pages() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CONSILIA_HOME"] = home
        import django

        django.setup()
        from benchmarks import engines, pages

        for benchmark in (engines, pages):
            print(f"\n{benchmark.__doc__}")
            benchmark.run()


if __name__ == "__main__":
    main()

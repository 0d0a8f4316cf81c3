"""`make bench`: run every benchmark and print its ratios."""

import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")


def main() -> None:
    """Each benchmark prints lines of its own, in an installation of its own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["CONSILIA_HOME"] = home
        import django

        django.setup()
        from benchmarks import engines, pages, search

        for benchmark in (search, engines, pages):
            print(f"\n{benchmark.__doc__}")
            benchmark.run()


if __name__ == "__main__":
    main()

"""Other copies of the rules, changed in one thing, as an older checkout would differ."""

from importlib.resources import files
from pathlib import Path
from shutil import copytree

SHIPPED = Path(str(files("consilia.engines.triage") / "data"))


def copy_of_the_rules(folder: Path) -> Path:
    """The data folder as it ships, to be changed by a test."""
    return copytree(SHIPPED, folder / "data")


def change_level(data: Path, rule_id: str, *, to: str) -> None:
    """Give a rule another level."""
    for path in (data / "rules").iterdir():
        before, found, after = path.read_text(encoding="utf-8").partition(f'id = "{rule_id}"\n')
        if found:
            _, line_end, rest = after.partition("\n")
            path.write_text(f'{before}{found}level = "{to}"{line_end}{rest}', encoding="utf-8")
            return
    raise LookupError(rule_id)

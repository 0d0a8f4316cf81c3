"""Language tags: BCP 47 (`zh-Hant`) in data and addresses, Django's codes (`zh-hant`) inside Django."""


def bcp47(code: str) -> str:
    """The BCP 47 form of a language code: a four-letter script is capitalised, a region is in capitals."""
    first, *rest = code.split("-")
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    if len(part) == 4:
        return part.title()
    return part.upper() if len(part) == 2 else part

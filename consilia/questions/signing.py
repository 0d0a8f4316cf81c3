"""How a doctor signs: name, department and hospital as they are today, in the asker's language."""

from consilia.accounts.models import Department, Hospital, User


def signature(by: User, *, language: str) -> dict[str, str]:
    """What is frozen on a reply is what its page shows: nobody translates it later."""
    profile = getattr(by, "profile", None)
    return {
        "clinician_name": by.name,
        "clinician_name_original": profile.name_original if profile else "",
        "department_name": _named(by.department, language),
        "hospital_name": _named(by.hospital, language),
    }


def _named(place: Department | Hospital | None, language: str) -> str:
    return place.names.get(language, place.name) if place else ""

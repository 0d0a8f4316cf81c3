"""The cast: Dr Bob replies in Neurology, Dr Carol in Pediatrics, Erin edits, Oscar operates, Mallory has no licence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from consilia.accounts import limiting
from consilia.accounts.models import ClinicianProfile, Department, Hospital, Role, User

PASSWORD = "a long and boring password"


@pytest.fixture
def neurology(db: None) -> Department:
    return Department.objects.create(slug="neurology", name="Neurology", names={"zh-Hant": "神經內科"})


@pytest.fixture
def pediatrics(db: None) -> Department:
    return Department.objects.create(slug="pediatrics", name="Pediatrics", names={"zh-Hant": "小兒科"})


@pytest.fixture
def hospital(db: None) -> Hospital:
    return Hospital.objects.create(
        slug="example-general", name="Example General Hospital", names={"zh-Hant": "範例綜合醫院"}
    )


@pytest.fixture
def oscar(db: None) -> User:
    return User.objects.create_user(email="oscar@example.org", name="Oscar", role=Role.OPERATOR, password=PASSWORD)


@pytest.fixture
def erin(db: None) -> User:
    return User.objects.create_user(email="erin@example.org", name="Erin", role=Role.EDITOR, password=PASSWORD)


def _clinician(name: str, department: Department, hospital: Hospital) -> User:
    return User.objects.create_user(
        email=f"{name.rsplit(maxsplit=1)[-1].lower()}@example.org",
        name=name,
        role=Role.CLINICIAN,
        password=PASSWORD,
        department=department,
        hospital=hospital,
    )


def _license(user: User, by: User, *, expires_on: date = date(2030, 1, 1)) -> None:
    ClinicianProfile.objects.create(
        user=user,
        licence_number=f"EX-{user.pk}",
        licence_authority="Example Medical Council",
        licence_expires_on=expires_on,
        verified_at=datetime(2026, 1, 1, tzinfo=UTC),
        verified_by=by,
    )


def colleague(of: User, name: str) -> User:
    """A licensed clinician of the same department."""
    assert of.department
    assert of.hospital
    user = _clinician(name, of.department, of.hospital)
    _license(user, User.objects.get(role=Role.OPERATOR))
    return user


@pytest.fixture
def dr_bob(neurology: Department, hospital: Hospital, oscar: User) -> User:
    user = _clinician("Dr Bob", neurology, hospital)
    _license(user, oscar)
    return user


@pytest.fixture
def dr_carol(pediatrics: Department, hospital: Hospital, oscar: User) -> User:
    user = _clinician("Dr Carol", pediatrics, hospital)
    _license(user, oscar)
    return user


@pytest.fixture
def mallory(neurology: Department, hospital: Hospital) -> User:
    """A clinician of Neurology whose licence nobody has verified."""
    return _clinician("Dr Mallory", neurology, hospital)


@pytest.fixture
def cast(dr_bob: User, dr_carol: User, mallory: User, erin: User, oscar: User) -> dict[str, User]:
    """All of them, whoever asks: a department is only closed to others while somebody works in it."""
    return {"dr_bob": dr_bob, "dr_carol": dr_carol, "mallory": mallory, "erin": erin, "oscar": oscar}


@pytest.fixture
def limited(cast: dict[str, User], neurology: Department, pediatrics: Department) -> dict[str, User]:
    """Editors and operators of Neurology, of Pediatrics, and of a hospital where none of the cast works."""
    elsewhere = Hospital.objects.create(slug="elsewhere", name="Elsewhere Hospital")
    reach: dict[str, dict[str, list[Any]]] = {
        "neuro": {"departments": [neurology], "hospitals": []},
        "peds": {"departments": [pediatrics], "hospitals": []},
        "other": {"departments": [], "hospitals": [elsewhere]},
    }
    made = {}
    for kind, role in (("ed", Role.EDITOR), ("op", Role.OPERATOR)):
        for name, limits in reach.items():
            user = User.objects.create_user(email=f"{kind}-{name}@example.org", name=f"{kind} {name}", role=role)
            limiting.limit(person=user, by=cast["oscar"], now=datetime(2026, 1, 1, tzinfo=UTC), **limits)
            made[f"{kind}_{name}"] = user
    return made

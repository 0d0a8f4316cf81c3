"""Desk: the pages of doctors and editors in an installation with many questions: `python -m benchmarks desk`.

Of the questions a tenth waits, as in a service that keeps up; each has a verdict, most a reply, all their words sealed.
Milliseconds are the server's own, through the whole middleware, without a network, beside a bare view of that run.
"""

import os
import random
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks import texts
from benchmarks.timing import each_ms, tell

if TYPE_CHECKING:
    from django.test import Client

    from consilia.accounts.models import Department, User
    from consilia.questions.models import Question

SIZE: Final = 100_000
BATCH: Final = 2_000
ROUNDS: Final = 40
DOCTORS_A_DEPARTMENT: Final = 3
OVER_DAYS: Final = 700
WAITING: Final = (("waiting", 6), ("asked_back", 2), ("review", 1))
OVER: Final = (("answered", 30), ("published", 50), ("withdrawn", 2))
LEVELS: Final = (("routine", 60), ("soon", 30), ("urgent", 9), ("emergency", 1))


@dataclass(frozen=True, slots=True)
class Told:
    """One page: how often it asks the database, and the milliseconds of each round."""

    name: str
    queries: int
    ms: list[float]


def run(size: int = SIZE) -> None:
    """In a process of its own, with an installation of its own."""
    with tempfile.TemporaryDirectory(prefix="consilia-desk-") as home:
        environment = os.environ | {"CONSILIA_HOME": home, "DJANGO_SETTINGS_MODULE": "consilia.website.settings"}
        command = [sys.executable, "-m", "benchmarks.desk", str(size)]
        subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[1])


def build(size: int) -> None:
    """The example service, with so many questions, and doctors in every department."""
    from django.conf import settings
    from django.core.management import call_command

    from consilia.website.example import loading
    from consilia.website.working import work_until_idle

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    loading.load()
    work_until_idle()
    fill(size)
    _analyse()


def fill(size: int) -> None:
    """So many questions, and doctors in every department, for an operator and an editor who are there."""
    doctors = _doctors()
    made = _questions(size, [doctor.department for doctor in doctors if doctor.department])
    while batch := list(islice(made, BATCH)):
        _keep(batch, doctors)


def _analyse() -> None:
    """As a database that has run for a while knows its tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _doctors() -> "list[User]":
    from django.utils import timezone

    from consilia.accounts.models import ClinicianProfile, Department, Role, User

    operator = User.objects.filter(role=Role.OPERATOR)[0]
    made = []
    for department in Department.objects.active():
        for number in range(DOCTORS_A_DEPARTMENT):
            email, name = f"{department.slug}-{number}@example.org", f"Dr {department.slug} {number}"
            doctor = User.objects.create_user(email=email, name=name, role=Role.CLINICIAN, department=department)
            ClinicianProfile.objects.create(
                user=doctor,
                licence_number=email,
                licence_authority="Example Medical Council",
                licence_expires_on=(timezone.now() + timedelta(days=900)).date(),
                verified_at=timezone.now(),
                verified_by=operator,
            )
            made.append(doctor)
    return made


def _questions(size: int, departments: "list[Department]") -> "Iterator[Question]":
    from django.utils import timezone

    from consilia.questions.models import Question

    chance, now, words = random.Random(5), timezone.now(), texts.questions(2_000)
    for number in range(size):
        waits = number % 10 == 0
        asked = now - timedelta(minutes=chance.randrange(60 * 24 * (7 if waits else OVER_DAYS)))
        state, level = _drawn(chance, WAITING if waits else OVER), _drawn(chance, LEVELS)
        yield Question(
            language="en",
            text=f"{chance.choice(words)} {chance.choice(words)}",
            sex=chance.choice(("female", "male")),
            age_years=chance.randrange(90),
            alias="K. M.",
            token_hash=uuid.UUID(int=chance.getrandbits(128)).hex,
            department=chance.choice(departments),
            state=state,
            level=level,
            unsure=state == "review",
            may_publish=True,
            submitted_at=asked,
            clock_started_at=asked,
            clock_paused_at=asked if state == "asked_back" else None,
            state_changed_at=asked,
        )


def _drawn(chance: random.Random, shares: tuple[tuple[str, int], ...]) -> str:
    return chance.choices([name for name, _share in shares], [share for _name, share in shares])[0]


def _keep(batch: "list[Question]", doctors: "list[User]") -> None:
    from consilia.questions.models import Question, Reply, TriageRecord

    of = {doctor.department_id: doctor for doctor in doctors}
    kept = Question.objects.bulk_create(batch)
    TriageRecord.objects.bulk_create(
        TriageRecord(question=one, level=one.level, departments=[], rules_version="benchmark", at=one.submitted_at)
        for one in kept
    )
    Reply.objects.bulk_create(
        Reply(
            question=one,
            by=of[one.department_id],
            text=one.text,
            clinician_name=of[one.department_id].name,
            department_name="Benchmark",
            at=one.submitted_at + timedelta(hours=9),
        )
        for one in kept
        if one.state in {"answered", "published"}
    )


def measure() -> Iterator[Told]:
    """The pages that people at the desk open all day."""
    from django.urls import reverse

    from consilia.accounts.models import Role, User
    from consilia.questions.models import Question

    doctor = User.objects.get(email="neurology-0@example.org")
    people = {"doctor": doctor, "editor": User.objects.filter(role=Role.EDITOR)[0]}
    clients = {name: _signed_in(person) for name, person in people.items()}
    for show in ("own", "mine", "department", "unanswered", "asker", "review"):
        yield _page(clients["doctor"], f"queue: {show}", [f"{reverse('desk:queue')}?show={show}"])
    waiting = Question.objects.visible_to(doctor).unanswered().order_by("pk")[:ROUNDS]
    yield _page(clients["doctor"], "a case", [reverse("desk:case", args=[one.reference]) for one in waiting])
    yield _page(clients["doctor"], "who is here when", [reverse("desk:hours")])
    yield _page(clients["editor"], "to publish", [reverse("desk:to_publish")])


def _signed_in(user: "User") -> "Client":
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def _page(client: "Client", name: str, addresses: list[str]) -> Told:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def opened(number: int) -> None:
        response = client.get(addresses[number % len(addresses)])
        assert response.status_code == 200, f"{name}: {response.status_code}"

    opened(0)
    with CaptureQueriesContext(connection) as asked:
        opened(1)
    return Told(name, len(asked), each_ms(opened, range(ROUNDS)))


def main(size: int) -> None:
    """Build, measure, tell."""
    import django

    django.setup()
    from django.test import Client, override_settings

    build(size)
    client = Client(HTTP_HOST="localhost")
    with override_settings(ROOT_URLCONF="benchmarks.pages"):
        bare = each_ms(lambda _round: client.get("/bare"), range(ROUNDS))
    tell("a bare view", bare)
    told = list(measure())
    for page in told:
        tell(f"{page.name}, {page.queries} queries", page.ms, bare)
    middle, queries = median(median(page.ms) for page in told), median(page.queries for page in told)
    print(f"  {size:,} questions: the median page takes {middle:.0f} ms and {queries:.0f} queries")


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""Rows for tests, made through the product's own actions wherever there is one."""

from datetime import UTC, datetime, timedelta

from consilia.accounts.models import Department, User
from consilia.engines.triage import Assessment, Level
from consilia.library import actions as library
from consilia.library.copies import PageCopy, ReplyCopy, SourceCopy
from consilia.library.models import Citation, MoreInfo, Page, Sentence, Source
from consilia.questions import actions, planning, publishing, sending_back
from consilia.questions.asked import Asked
from consilia.questions.models import Question

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def assessed(
    *, level: Level = Level.SOON, unsure: bool = False, departments: tuple[str, ...] = ("Neurology",)
) -> Assessment:
    return Assessment(
        level=level, unsure=unsure, departments=departments, red_flags=(), ask_next=(), rules_version="test"
    )


def question(
    *,
    text: str = "My left eyelid has been twitching for two weeks. Should I worry?",
    language: str = "en",
    level: Level = Level.SOON,
    unsure: bool = False,
    department: Department | None = None,
    may_publish: bool = True,
    email: str = "",
    now: datetime = NOW,
    sex: str = "female",
    age_years: float | None = 34,
    relation: str = "self",
) -> Question:
    """A submitted question with a verdict of the test's choosing."""
    asked = Asked(
        language=language,
        text=text,
        relation=relation,
        sex=sex,
        age_years=age_years,
        email=email,
        may_answer=True,
        may_publish=may_publish,
        asked_by_guardian=True,
    )
    verdict = assessed(level=level, unsure=unsure, departments=(department.name,) if department else ("Neurology",))
    return actions.submit(asked=asked, assessment=verdict, now=now)


def answered(*, by: User, now: datetime = NOW, **more: object) -> Question:
    """A question with one reply."""
    made = question(department=by.department, now=now, **more)  # type: ignore[arg-type]
    actions.reply(
        question=made,
        by=by,
        text="An eyelid that twitches is nearly always harmless. Sleep more and drink less coffee.",
        care_now="Sleep more\nDrink less coffee",
        urgent_signs="Your face droops on one side",
        now=now,
    )
    return made


def sent_back(
    *, by: User, doctor: User, letter: str = "Leave the town out.", now: datetime = NOW, **more: object
) -> Question:
    """An answered question that an editor has sent back to its asker."""
    made = answered(by=doctor, now=now, **more)
    sending_back.send_back(question=made, by=by, obstacle="recognisable", text=letter, now=now)
    return made


def copy_of(made: Question, *, title: str = "Eyelid twitching") -> publishing.Approved:
    """What an editor confirms who changes nothing."""
    return publishing.Approved(
        title=title,
        question=made.text,
        replies={reply.pk: reply.text for reply in made.replies.all()},
        care_now=("Sleep more",),
        urgent_signs=("Your face droops on one side",),
        topics=("Eyelid Twitching",),
    )


def planned(
    *, by: User, doctor: User, now: datetime = NOW, after: timedelta = timedelta(days=1), **more: object
) -> Question:
    """An answered question that goes public some time after `now`."""
    made = answered(by=doctor, now=now, **more)
    planning.plan(question=made, by=by, approved=copy_of(made), due_at=now + after, now=now)
    return made


def published(*, by: User, editor: User, now: datetime = NOW, title: str = "Eyelid twitching", **more: object) -> Page:
    """A page that came through the door."""
    made = answered(by=by, now=now, **more)
    approved = copy_of(made, title=title)
    return Page.objects.get(pk=publishing.publish(question=made, by=editor, approved=approved, now=now))


def page(
    *,
    title: str = "Eyelid twitching: is it dangerous?",
    question: str = "My left eyelid has been twitching for two weeks.",
    reply: str = "An eyelid that twitches is nearly always harmless.",
    clinician: str = "Dr Bob",
    language: str = "en",
    department: str = "Neurology",
    now: datetime = NOW,
) -> Page:
    """A page put on the shelf directly, for tests of reading."""
    copy = PageCopy(
        language=language,
        title=title,
        question=question,
        department_name=department,
        asker_alias="K. M.",
        asker_sex="female",
        asker_age_band="25-34",
        asked_on="2026-03",
        replies=(
            ReplyCopy(
                text=reply,
                clinician_name=clinician,
                clinician_slug=clinician.lower().replace(" ", "-"),
                department_name=department,
                hospital_name="Example General Hospital",
                replied_on="2026-03",
                licence_verified=True,
            ),
        ),
        urgent_signs=("Your face droops on one side",),
        topics=("Eyelid Twitching",) if "eyelid" in title.lower() else (),
    )
    return library.shelve_page(copy=copy, by="importer", now=now)


def more_info() -> MoreInfo:
    """A page with one cited sentence, as the worker would have kept it."""
    library.shelve_sources(
        copies=[
            SourceCopy(
                external_id="source-1",
                title="What causes eyelid twitching?",
                subject="Eyelid twitching",
                text="Eyelid twitching is often caused by tiredness.",
                language="en",
                publisher="Institute",
                collection="test",
                url="https://institute.example/eyelid",
                licence="CC BY 4.0",
            )
        ],
        now=NOW,
    )
    source = Source.objects.get()
    made = MoreInfo.objects.create(page=page(), assembled_at=NOW, assembled_for_revision=1)
    sentence = Sentence.objects.create(more_info=made, facet="causes", position=0, text=source.text)
    Citation.objects.create(
        sentence=sentence, source=source, start=0, end=len(source.text), quote=source.text, source_digest=source.digest
    )
    return made


def leaflet(*, text: str) -> SourceCopy:
    """A citable source on eyelid twitching."""
    return SourceCopy(
        external_id="source-1",
        title="What causes eyelid twitching ?",
        text=text,
        language="en",
        publisher="Institute",
        collection="test",
        url="https://institute.example/eyelid",
        licence="CC BY 4.0",
        subject="Eyelid twitching",
    )

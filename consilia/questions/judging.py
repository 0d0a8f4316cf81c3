"""Verdicts on a question: each is kept beside those before it, and new words can only raise how urgent it is."""

from datetime import datetime

from consilia.accounts.models import User
from consilia.engines.triage import Assessment, Level
from consilia.questions.acting import leave_event
from consilia.questions.assessing import BROKEN, assess_again, assess_newest
from consilia.questions.models import Question, TriageRecord


def keep_verdict(question: Question, assessment: Assessment, *, now: datetime) -> None:
    """The engine's verdict, with the words behind it."""
    TriageRecord.objects.create(
        question=question,
        level=assessment.level.value,
        unsure=assessment.unsure,
        departments=list(assessment.departments),
        red_flags=[{"id": flag.id, "quote": flag.quote} for flag in assessment.red_flags],
        ask_next=list(assessment.ask_next),
        rules_version=assessment.rules_version,
        at=now,
    )


def keep_judgement(question: Question, *, level: str, by: User, now: datetime, reason: str = "") -> None:
    """A clinician's own verdict, beside those of the engine."""
    departments = [question.department.name] if question.department else []
    TriageRecord.objects.create(question=question, level=level, departments=departments, by=by, reason=reason, at=now)
    leave_event(question, "triage.settled", by=by, now=now, level=level)


def judge_anew(question: Question, *, newest: str, now: datetime) -> None:
    """New words can only raise the level: what a person or the engine judged before is not talked down.

    The newest words are judged on their own as well, so that no length of what stood before can drown them.
    """
    together, alone = assess_again(question), assess_newest(question, newest)
    new_safety_questions = set(alone.ask_next) - _known_safety_questions(question)
    assessment = max(together, alone, key=lambda one: (one.level.rank, one.unsure))
    keep_verdict(question, assessment, now=now)
    # Words on which the ask flow would have asked safety questions: here a person looks.
    undecided = together.unsure or bool(new_safety_questions)
    raised = assessment.level.rank > Level(question.level).rank
    if raised:
        Question.objects.filter(pk=question.pk).update(level=assessment.level.value)
        question.level = assessment.level.value
    if undecided or (raised and assessment.level is Level.EMERGENCY):
        question.move("review", now=now, unsure=undecided)


def judge_rewording(question: Question, *, words: str, now: datetime) -> None:
    """The story told a second time, after the reply. A person looks again where it tells of something new.

    What the words that a doctor has answered told, to the rules of then or of today, counts for nothing here.
    """
    answered, verdict = assess_again(question), assess_newest(question, words)
    before = list(question.triage_records.all())
    known_signs = {*_signs(answered), *(flag["id"] for record in before for flag in record.red_flags)}
    known_questions = {*answered.ask_next, *_known_safety_questions(question)}
    undecided = (
        bool(set(verdict.ask_next) - known_questions)
        or (verdict.unsure and not (answered.unsure or any(record.unsure for record in before)))
        or verdict.rules_version == BROKEN
    )
    keep_verdict(question, verdict, now=now)
    if undecided or (_signs(verdict) - known_signs and verdict.level.rank >= Level.URGENT.rank):
        level = max(Level(question.level), verdict.level, key=lambda one: one.rank)
        question.move("review", now=now, level=level.value, unsure=undecided)


def _signs(assessment: Assessment) -> set[str]:
    return {flag.id for flag in assessment.red_flags}


def _known_safety_questions(question: Question) -> set[str]:
    """Those that were answered, and those that an earlier verdict wanted: the complaint is not new."""
    wanted = (record.ask_next for record in question.triage_records.all())
    return {*question.safety_answers, *(one for ids in wanted for one in ids)}

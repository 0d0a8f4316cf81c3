"""Private questions: what was asked, how urgent it was judged, what was said, what was published from it.

Every row of this room hangs off a `Question` (asked.py), which names the others and is named by them as "Question".
"""

from consilia.questions.models.among_colleagues import Note, NoteQuerySet, Transfer
from consilia.questions.models.answered import Amendment, Approval, Ground, Reply
from consilia.questions.models.asked import (
    Message,
    MessageKind,
    Question,
    QuestionQuerySet,
    Relation,
    Sex,
    TriageRecord,
)
from consilia.questions.models.published import (
    Obstacle,
    PlannedPublication,
    PlannedPublicationQuerySet,
    Publication,
    SentBack,
    Stopped,
)
from consilia.questions.models.rows import PersonalData, RowIsFinal, StateChanged, Unchanging
from consilia.questions.models.told import Erasure, Notice, NoticeKind, Outcome, Problem, ProblemReport, ReportQuerySet
from consilia.questions.models.unsent import (
    Draft,
    DraftQuerySet,
    MachineDraft,
    MachineDraftQuerySet,
    NoDraft,
    PreparedText,
    PreparedTextQuerySet,
    ReplyDraft,
)
from consilia.questions.models.webhooks import Delivery, Webhook

__all__ = [
    "Amendment",
    "Approval",
    "Delivery",
    "Draft",
    "DraftQuerySet",
    "Erasure",
    "Ground",
    "MachineDraft",
    "MachineDraftQuerySet",
    "Message",
    "MessageKind",
    "NoDraft",
    "Note",
    "NoteQuerySet",
    "Notice",
    "NoticeKind",
    "Obstacle",
    "Outcome",
    "PersonalData",
    "PlannedPublication",
    "PlannedPublicationQuerySet",
    "PreparedText",
    "PreparedTextQuerySet",
    "Problem",
    "ProblemReport",
    "Publication",
    "Question",
    "QuestionQuerySet",
    "Relation",
    "Reply",
    "ReplyDraft",
    "ReportQuerySet",
    "RowIsFinal",
    "SentBack",
    "Sex",
    "StateChanged",
    "Stopped",
    "Transfer",
    "TriageRecord",
    "Unchanging",
    "Webhook",
]

"""Private links: unguessable, kept only as a hash, made anew from the installation's key when a notice needs one."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.urls import reverse

from consilia.questions.models import Question


def private_token(reference: uuid.UUID) -> str:
    """256 bits that only this installation can derive from the question's reference."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"private-link:" + reference.bytes, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token (or of a draft's cookie)."""
    return hashlib.sha256(token.encode()).hexdigest()


def private_path(question: Question) -> str:
    """Address of the asker's private page."""
    return reverse("questions:private", args=[private_token(question.reference)])


def question_behind(token: str) -> Question | None:
    """The question that a private link opens, or None."""
    return Question.objects.filter(token_hash=token_hash(token)).first()

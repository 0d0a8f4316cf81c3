"""The mail with which somebody is invited, and the link in it: signed, for some days, for one use."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from consilia.accounts.composing import compose
from consilia.accounts.models import User


class InvitationTokens(PasswordResetTokenGenerator):
    """Django's tokens: the password is part of what is signed, so that a link that was used is dead."""

    key_salt = "consilia.accounts.invitations"


tokens = InvitationTokens()


def link(user: User) -> str:
    """The whole address at which `user` chooses a password, in the language that is active."""
    path = reverse("accounts:welcome", args=[urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)])
    return f"{settings.CONSILIA_BASE_URL}{path}"


def send_invitation(user: User, *, language: str) -> None:
    """Raises SMTPException or OSError where the mail cannot be handed on."""
    with translation.override(language):
        context: dict[str, object] = {
            "name": user.name,
            "link": link(user),
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
            "service_name": settings.CONSILIA_SERVICE_NAME,
        }
        subject = _("%(service)s: choose your password") % {"service": settings.CONSILIA_SERVICE_NAME}
        compose(subject=subject, template="accounts/invitation.txt", context=context, to=user.email).send()

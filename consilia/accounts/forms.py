"""Forms of the accounts room."""

import struct
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthCodeForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthCodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilia.accounts.actions import Licence, Newcomer
from consilia.accounts.models import Department, Role, User

_SECRET = _("At least 12 characters. Several words are easier to remember than signs.")

# What the library behind passkeys lets through when a credential is torn or forged.
_NOT_CREDIBLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, struct.error, InvalidSignature)

Answer = TypeVar("Answer")


def _credible(check: Callable[[], Answer]) -> Answer:
    refused = ValidationError(_("This passkey was not accepted. Try again, or use another way."), code="passkey")
    try:
        return check()
    except ValidationError as error:
        raise refused if getattr(error, "code", "") == "incorrect_code" else error from None
    except _NOT_CREDIBLE:
        raise refused from None


def _plain(form: forms.BaseForm, labels: dict[str, Any]) -> None:
    # Labels of ours, and no placeholder: it is gone when somebody starts to type, and it is pale.
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].help_text = ""
        form.fields[name].widget.attrs.pop("placeholder", None)


def _code(form: forms.BaseForm, label: Any) -> None:
    _plain(form, {"code": label})
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class SignInForm(LoginForm):  # type: ignore[misc] # allauth brings no types
    """E-mail and password. An unknown address and a wrong password get the same sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": _("Email address"), "password": _("Password")})


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc] # allauth brings no types
    """The password once more, before something that needs care."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password": _("Password")})


class CodeForm(AllauthCodeForm):  # type: ignore[misc] # allauth brings no types
    """The second factor at sign-in: a code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("Code"))
        self.fields["code"].help_text = _("Six digits from your authenticator app, or one of your recovery codes.")


class CodeAgainForm(AllauthCodeAgainForm):  # type: ignore[misc] # allauth brings no types
    """The same once more, before something that needs care."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("Code"))


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc] # allauth brings no types
    """The first code of a new authenticator app, which shows that it was set up right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("Code that the app shows"))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """A new passkey; the browser fills in the credential."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"name": _("What you call it")})

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a credential that is none."""
        return _credible(super().clean)


class UsePasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """The second factor at sign-in: a passkey."""

    def clean_credential(self) -> object:
        """Raises ValidationError for a credential that is none, or somebody else's."""
        return _credible(super().clean_credential)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """The same once more, before something that needs care."""

    def clean_credential(self) -> object:
        """Raises ValidationError for a credential that is none, or somebody else's."""
        return _credible(super().clean_credential)


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc] # allauth brings no types
    """Another password for oneself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": _("Your password now"), "password1": _("New password"), "password2": _("Once more")}
        _plain(self, labels)
        self.fields["password1"].help_text = _SECRET


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg] # cannot be subscripted when it runs
    """The first password of somebody who was invited, or a new one by a new link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"new_password1": _("New password"), "new_password2": _("Once more")})
        self.fields["new_password1"].help_text = _SECRET


def _until(*, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=_("Licence valid until"),
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date such as 2030-01-31.")},
    )


class LanguageForm(forms.Form):
    """The language of a mail."""

    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class LicenceForm(forms.Form):
    """A licence as the authority that gave it tells it today."""

    number = forms.CharField(label=_("Licence number"), max_length=64)
    authority = forms.CharField(label=_("Authority that gave the licence"), max_length=200)
    expires_on = _until()
    proof = forms.CharField(
        label=_("How you checked it"),
        max_length=200,
        help_text=_("The register that you looked up, or the paper that you saw, and its date."),
    )

    def clean_expires_on(self) -> date:
        """Not over."""
        expires: date = self.cleaned_data["expires_on"]
        if expires < timezone.localdate():
            raise ValidationError(_("This licence has expired."))
        return expires

    def licence(self) -> Licence:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return Licence(typed["number"], typed["authority"], typed["expires_on"])


class InvitationForm(LanguageForm):
    """Whom to invite. Of a clinician the department and the licence are needed."""

    email = forms.EmailField(label=_("Email address"), help_text=_("The link to choose a password goes there."))
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As readers see it under a reply, in Latin letters.")
    )
    name_original = forms.CharField(label=_("Name in original script"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    hospital = forms.CharField(label=_("Hospital"), max_length=200, required=False)
    licence_number = forms.CharField(label=_("Licence number"), max_length=64, required=False)
    licence_authority = forms.CharField(label=_("Authority that gave the licence"), max_length=200, required=False)
    licence_expires_on = _until(required=False)

    field_order = ["email", "name", "name_original", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        assert isinstance(department, forms.ModelChoiceField)
        department.queryset = Department.objects.active()

    def clean_email(self) -> str:
        """Nobody has this address yet."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody with this address is already here. Find them in the list of people."))
        return email

    def clean(self) -> dict[str, Any] | None:
        """A clinician is whole."""
        cleaned = super().clean()
        if self.cleaned_data.get("role") == Role.CLINICIAN:
            for name in ("department", "licence_number", "licence_authority", "licence_expires_on"):
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, _("A clinician needs this."))
        expires = self.cleaned_data.get("licence_expires_on")
        if expires and expires < timezone.localdate():
            self.add_error("licence_expires_on", _("This licence has expired."))
        return cleaned

    def newcomer(self) -> Newcomer:
        """What was typed, once it is valid; what only clinicians have is left out for others."""
        typed = self.cleaned_data
        always = {name: typed[name] for name in ("email", "name", "role", "hospital")}
        if typed["role"] != Role.CLINICIAN:
            return Newcomer(**always)
        licence = Licence(typed["licence_number"], typed["licence_authority"], typed["licence_expires_on"])
        return Newcomer(**always, name_original=typed["name_original"], department=typed["department"], licence=licence)

"""Forms of the accounts room."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail and password. An unknown address and a wrong password get the same sentence."""

    error_messages = {
        "invalid_login": _("This email address and password do not match. Check both and try again."),
        "inactive": _("This email address and password do not match. Check both and try again."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label = _("Email address")
        # Django's autofocus would carry keyboards and screen readers past the heading and the skip link.
        del self.fields["username"].widget.attrs["autofocus"]
        self.fields["password"].label = _("Password")

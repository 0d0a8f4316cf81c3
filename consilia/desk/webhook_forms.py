"""The form by which an operator adds a webhook."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from consilia.questions.webhooks.posting import why_not_address
from consilia.questions.webhooks.sending import KINDS

_WHY: Final = {
    "not_https": _("The address begins with https://."),
    "malformed": _("This is no address that can be used: https://, a host name, and no password in it."),
    "private": _(
        "This is an address of a private network. Whoever runs the server can allow it: CONSILIA_WEBHOOK_NETWORKS."
    ),
}


class WebhookForm(forms.Form):
    """Where to, and which events."""

    url = forms.CharField(
        label=_("Address"),
        help_text=_("Begins with https://. It is kept sealed."),
        max_length=500,
        error_messages={"required": _("Type the address that the other system gave you.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which events"),
        choices=[*KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    def clean_url(self) -> str:
        """An address to which the service may talk, as far as its form tells."""
        url: str = self.cleaned_data["url"]
        if why_not := why_not_address(url):
            raise forms.ValidationError(_WHY[why_not])
        return url

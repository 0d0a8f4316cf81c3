"""What every template may count on."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language_info

from consilia.accounts.languages import bcp47
from consilia.questions import jurisdiction
from consilia.website.languages import current_language


def every_page(request: HttpRequest) -> dict[str, object]:
    """Name of the service, emergency number, language and the other languages of this address."""
    here = jurisdiction.here()
    return {
        "service_name": settings.CONSILIA_SERVICE_NAME,
        "emergency_number": here.emergency_number,
        "notice": here.notice,
        "LANGUAGE_BCP47": current_language(),
        "language_choices": [_choice(request, code) for code, _name in settings.LANGUAGES],
    }


def _choice(request: HttpRequest, code: str) -> tuple[str, str, str, bool]:
    tag = bcp47(code)
    # A page whose words stand in that language too says where. Only the path: a search in the query string is not
    # carried along.
    address = getattr(request, "versions", {}).get(tag) or translate_url(request.path, code)
    return tag, get_language_info(code)["name_local"], address, tag == current_language()

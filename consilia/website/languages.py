"""Languages in addresses: BCP 47 tags (`zh-Hant`) outside, Django's codes (`zh-hant`) inside."""

from django.conf import settings
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language

from consilia.accounts.languages import bcp47


def current_language() -> str:
    """BCP 47 tag of the language in which the reader is being served."""
    return bcp47(get_language() or settings.LANGUAGE_CODE)


class TaggedLanguagePattern(LocalePrefixPattern):
    """Django's language prefix, written as a BCP 47 tag: /zh-Hant/…"""

    @property
    def language_prefix(self) -> str:
        """The first part of every address in the current language."""
        return f"{current_language()}/"


_TAGS = "|".join(bcp47(code) for code, _name in settings.LANGUAGES)


class LanguageTag:
    """A whole address that is the tag of a language, in whatever case it was typed, with or without the last slash."""

    regex = f"(?i:{_TAGS})/?"

    def to_python(self, value: str) -> str:
        """The tag as it stands in addresses."""
        return bcp47(value.removesuffix("/"))

    def to_url(self, value: str) -> str:
        """The tag without the slash."""
        return value


class MistypedTag(LanguageTag):
    """The tag of a language at the beginning of a longer address, in another case than the one it stands there in."""

    regex = f"(?!(?:{_TAGS})/)(?i:{_TAGS})"


def in_every_language(*patterns: URLPattern | URLResolver) -> list[URLResolver]:
    """Addresses that begin with the reader's language."""
    return [URLResolver(TaggedLanguagePattern(), list(patterns))]

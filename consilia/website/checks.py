"""System checks: what an operator should mend before people write to the service."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
ASSETS = ("consilia.css", "consilia.js")
LOCAL = {"localhost", "127.0.0.1", "::1"}


@register("consilia")
def jurisdiction_exists(app_configs: object, **more: object) -> list[CheckMessage]:
    """E001: the emergency numbers that people are given must be somebody's."""
    from consilia.questions.jurisdiction import here

    try:
        here()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="Set CONSILIA_JURISDICTION.", id="consilia.E001")]
    return []


@register("consilia")
def home_is_writable(app_configs: object, **more: object) -> list[CheckMessage]:
    """E002: database, index and keys go there."""
    home: Path = settings.CONSILIA_HOME
    if home.is_dir() and os.access(home, os.W_OK | os.X_OK):
        return []
    hint = "Give the folder to the user that runs the service, or set CONSILIA_HOME to another."
    return [Error(f"CONSILIA_HOME ({home}) cannot be written to.", hint=hint, id="consilia.E002")]


@register("consilia")
def master_key_is_secret(app_configs: object, **more: object) -> list[CheckMessage]:
    """E003: what everybody can read in the documentation seals nothing."""
    from consilia.questions import sealing

    given: str = settings.CONSILIA_MASTER_KEY
    # A key file is made when something is first sealed: whoever only checks gets none.
    if not given and not settings.CONSILIA_MASTER_KEY_FILE.exists():
        return []
    hint = "`consilia keys make` prints a new one; docs/how-to/keys.md tells how to change keys."
    try:
        known = sealing.names(sealing.master_keys())
    except sealing.BadMasterKey as error:
        return [Error(str(error), hint=hint, id="consilia.E003")]
    if sealing.example_key_name() not in known:
        return []
    return [Error("The master key is the example of the documentation.", hint=hint, id="consilia.E003")]


@register("consilia")
def assets_are_built(app_configs: object, **more: object) -> list[CheckMessage]:
    """W001: pages without their stylesheet are hard to read."""
    missing = [name for name in ASSETS if not (PACKAGE / "static" / name).exists()]
    if not missing:
        return []
    return [checks.Warning(f"Not built: {', '.join(missing)}.", hint="Run `make setup`.", id="consilia.W001")]


@register("consilia")
def translations_are_compiled(app_configs: object, **more: object) -> list[CheckMessage]:
    """W002: without the compiled catalogues everybody reads English."""
    catalogues = [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")]
    missing = [path.parent.parent.name for path in catalogues if not path.with_suffix(".mo").exists()]
    if not missing:
        return []
    told = f"Translations not compiled: {', '.join(sorted(missing))}."
    return [checks.Warning(told, hint="Run `make setup`.", id="consilia.W002")]


@register("consilia", Tags.security)
def base_url_is_public(app_configs: object, **more: object) -> list[CheckMessage]:
    """W003: links in mail and feeds would lead nowhere."""
    if not settings.SECURE_SSL_REDIRECT or urlsplit(settings.CONSILIA_BASE_URL).hostname not in LOCAL:
        return []
    told = f"CONSILIA_BASE_URL is {settings.CONSILIA_BASE_URL} while CONSILIA_HTTPS is on."
    hint = "Set it to the address that readers use: links in mail, feeds and the sitemap begin with it."
    return [checks.Warning(told, hint=hint, id="consilia.W003")]


@register("consilia", Tags.security)
def second_factor_is_required(app_configs: object, **more: object) -> list[CheckMessage]:
    """W004: a password alone before what patients wrote, on a service that is open to the world."""
    if settings.CONSILIA_MFA_REQUIRED or not settings.SECURE_SSL_REDIRECT:
        return []
    told = "CONSILIA_MFA_REQUIRED is off while CONSILIA_HTTPS is on."
    hint = "Without a second factor, whoever learns a doctor's password reads what patients wrote."
    return [checks.Warning(told, hint=hint, id="consilia.W004")]

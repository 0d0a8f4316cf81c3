"""Django's settings: one file, every value from the environment, wrong values refused at start."""

import os
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from consilia.website.environment import Environment
from consilia.website.keys import secret_key

# Before any model or form is imported: their generic base classes are written with their types.
django_stubs_ext.monkeypatch()

ENVIRONMENT = Environment(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent

# --- the installation ---
CONSILIA_HOME = ENVIRONMENT.folder("HOME")
CONSILIA_INDEX = CONSILIA_HOME / "index"
CONSILIA_SERVICE_NAME = ENVIRONMENT.text("SERVICE_NAME")
CONSILIA_BASE_URL = ENVIRONMENT.text("BASE_URL").rstrip("/")
CONSILIA_JURISDICTION = ENVIRONMENT.text("JURISDICTION")
CONSILIA_ADULT_AGE = ENVIRONMENT.number("ADULT_AGE")
CONSILIA_ASKED_ON = ENVIRONMENT.choice("ASKED_ON", {"year", "month", "day"})
CONSILIA_RETENTION_DAYS = ENVIRONMENT.number("RETENTION_DAYS")
CONSILIA_ANSWER_DAYS = ENVIRONMENT.number("ANSWER_DAYS")
CONSILIA_REPLY_HOURS = ENVIRONMENT.hours("REPLY_HOURS")
CONSILIA_METRICS_TOKEN = ENVIRONMENT.text("METRICS_TOKEN")
CONSILIA_WEBHOOK_NETWORKS = ENVIRONMENT.networks("WEBHOOK_NETWORKS")
CONSILIA_LICENCE_RECHECK_DAYS = ENVIRONMENT.number("LICENCE_RECHECK_DAYS")
CONSILIA_DRAFT_DAYS = ENVIRONMENT.number("DRAFT_DAYS")
CONSILIA_MFA_REQUIRED = ENVIRONMENT.flag("MFA_REQUIRED")
CONSILIA_MFA_GRACE_DAYS = ENVIRONMENT.number("MFA_GRACE_DAYS")
CONSILIA_WEB_PROCESSES = ENVIRONMENT.number("WEB_PROCESSES")
CONSILIA_WORK_INTERVAL = ENVIRONMENT.number("WORK_INTERVAL")

# --- a language model, if the operator wants one: none, and nothing leaves the house ---
CONSILIA_MODEL_ADDRESS, CONSILIA_MODEL_SECONDS = ENVIRONMENT.language_model()
CONSILIA_MODEL_DRAFTS = ENVIRONMENT.model_drafts()
CONSILIA_MODEL_NAME = ENVIRONMENT.text("MODEL_NAME")
CONSILIA_MODEL_KEY_FILE = ENVIRONMENT.text("MODEL_KEY_FILE")

# --- Django ---
DEBUG = ENVIRONMENT.flag("DEBUG")
# Made when something is first signed, not before: who reads the help of a command gets no key into the folder.
SECRET_KEY = ENVIRONMENT.text("SECRET_KEY") or SimpleLazyObject(lambda: secret_key(CONSILIA_HOME))
CONSILIA_MASTER_KEY = ENVIRONMENT.text("MASTER_KEY")
CONSILIA_MASTER_KEY_FILE = CONSILIA_HOME / "master.key"
ALLOWED_HOSTS = ENVIRONMENT.items("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.items("TRUSTED_ORIGINS")
ROOT_URLCONF = "consilia.website.urls"
WSGI_APPLICATION = "consilia.website.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

INSTALLED_APPS = [
    "consilia.website",
    "consilia.desk",
    "consilia.questions",
    "consilia.library",
    "consilia.accounts",
    "consilia.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consilia.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consilia.website.context.every_page",
            ],
        },
    }
]

# --- the database ---
# SQLite: a commit is acknowledged only when the write-ahead log is on the disk (synchronous=FULL), so neither a
# killed process nor a power cut loses an acknowledged question. IMMEDIATE transactions queue writers, not fail them.
DATABASES = {"default": ENVIRONMENT.database(CONSILIA_HOME)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # Opening a connection costs more than reading a page.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Tests run against a file too, so that they see the same locking as an installation.
    DATABASES["default"]["TEST"] = {"NAME": str(CONSILIA_HOME / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- people ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["consilia.accounts.adapters.SignInBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "desk:queue"
LOGOUT_REDIRECT_URL = "library:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The link that an invited person is mailed.
PASSWORD_RESET_TIMEOUT = ENVIRONMENT.number("INVITATION_DAYS") * 24 * 60 * 60

# --- signing in, by django-allauth: nobody signs up, an operator invites ---
ACCOUNT_ADAPTER = "consilia.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
# An invitation went to the address, so it is the person's.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
# As allauth has them, written down because they are what stands against guessing: (attempts/time/counted by).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.number("PROXIES")
MFA_ADAPTER = "consilia.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "consilia.accounts.forms.CodeForm",
    "reauthenticate": "consilia.accounts.forms.CodeAgainForm",
    "activate_totp": "consilia.accounts.forms.FirstCodeForm",
    "add_webauthn": "consilia.accounts.forms.PasskeyForm",
    "authenticate_webauthn": "consilia.accounts.forms.UsePasskeyForm",
    "reauthenticate_webauthn": "consilia.accounts.forms.PasskeyAgainForm",
}
# A telephone's clock may be half a minute slow or fast.
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "consilia.accounts.adapters.SingleSignOnAdapter"
CONSILIA_SINGLE_SIGN_ON = ENVIRONMENT.single_sign_on()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [CONSILIA_SINGLE_SIGN_ON] if CONSILIA_SINGLE_SIGN_ON else []}}
# Attempts and used codes are counted here: in the database, because all web processes must count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_shortmemory",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- words and time ---
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文")]
LANGUAGE_CODE = ENVIRONMENT.choice("LANGUAGE", {code for code, _name in LANGUAGES})
LOCALE_PATHS = [PACKAGE / "website" / "locale"]
TIME_ZONE = ENVIRONMENT.text("TIME_ZONE")
USE_TZ = True

# --- mail ---
DEFAULT_FROM_EMAIL = ENVIRONMENT.text("MAIL_FROM")
EMAIL_FILE_PATH = CONSILIA_HOME / "mail"
_MAIL = ENVIRONMENT.choice("MAIL", {"file", "console", "smtp"})
if _MAIL == "smtp":
    globals().update(ENVIRONMENT.mail())
else:
    EMAIL_BACKEND = {
        "file": "django.core.mail.backends.filebased.EmailBackend",
        "console": "django.core.mail.backends.console.EmailBackend",
    }[_MAIL]

# --- static files ---
STATIC_URL = "/static/"
STATIC_ROOT = CONSILIA_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- what a browser may do ---
_HTTPS = ENVIRONMENT.flag("HTTPS")
# A browser counts the redirect to the provider of single sign-on as part of sending the form.
_FORMS_LEAD_TO = [SELF]
if CONSILIA_SINGLE_SIGN_ON:
    _FORMS_LEAD_TO.append("/".join(CONSILIA_SINGLE_SIGN_ON["settings"]["server_url"].split("/")[:3]))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": _FORMS_LEAD_TO,
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _HTTPS
# A monitor on the machine itself asks without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
# Only staff sign in. A shift after signing in they are asked again, however busy they were: a request that changes
# nothing is not to write to the database, and a cookie stolen from a ward's computer is not to live on.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# --- logs: what happened and where, never what a patient wrote ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_content": {"()": "consilia.website.logs.WithoutContent"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_content"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers mail tracebacks with form values in them; ours do not.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # They tell of every request to the language model.
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
        # It warns of every answer to a HEAD request.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

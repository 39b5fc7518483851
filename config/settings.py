"""Settings of every installation, driven by the environment (see config/environment.py)."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.environment import (
    LOCALES,
    MIN_KEY_LENGTH,
    PROJECT_DIR,
    Environment,
    has_catalogue,
    postgresql_options,
    postgresql_settings,
    read_environment,
)
from config.sqlite import journal_pragmas

ENVIRONMENT = read_environment()
BASE_DIR = PROJECT_DIR
DATA_DIR = ENVIRONMENT.data_dir
BACKUP_DIR = ENVIRONMENT.backup_dir or DATA_DIR / "backups"
METRICS_TOKEN = ENVIRONMENT.metrics_token or ""


def _secret_key(environment: Environment) -> str:
    file = DATA_DIR / "secret_key"
    if environment.secret_key:
        return environment.secret_key
    if file.exists():
        return _key_of(file)
    raise ImproperlyConfigured(
        f"There is no secret key in {DATA_DIR}. If the platform was started with another data folder, set "
        "FIELDSCHOOL_DATA_DIR to it; if it was never started, run `make run`, which makes a key, or set "
        f"FIELDSCHOOL_SECRET_KEY to {MIN_KEY_LENGTH} random characters or more."
    )


def _key_of(file: Path) -> str:
    key = file.read_text(encoding="ascii").strip()
    if len(key) < MIN_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"{file} should hold {MIN_KEY_LENGTH} random characters or more. Bring back your copy of it. When there "
            "is none, delete the file: `make run` makes another, and all sessions and PINs end."
        )
    return key


def _database(environment: Environment) -> dict[str, Any]:
    if environment.database_url:
        return {
            "ENGINE": "django.db.backends.postgresql",
            **postgresql_settings(environment.database_url),
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,  # the pool looks at each connection first: a restart of the server breaks all
            "OPTIONS": {
                "pool": {"min_size": 2, "max_size": 10, "timeout": 10},
                "options": "-c synchronous_commit=on -c lock_timeout=5s -c statement_timeout=15s",
                **postgresql_options(environment.database_url),
            },
        }
    return {
        "ENGINE": "config.queued_sqlite",
        "NAME": DATA_DIR / "fieldschool.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": journal_pragmas(sqlite3.sqlite_version_info),
        },
    }


SECRET_KEY = _secret_key(ENVIRONMENT)
SECRET_KEY_FALLBACKS = ENVIRONMENT.secret_key_fallbacks
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.hosts
PUBLIC_ADDRESS = ENVIRONMENT.address
DATABASES = {"default": _database(ENVIRONMENT)}
# Several nodes may share a server of PostgreSQL, and each would move the time of all.
KEEP_TIME_LEFT = not ENVIRONMENT.database_url if ENVIRONMENT.keep_time_left is None else ENVIRONMENT.keep_time_left
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "accounts",
    "courses",
    "lessons",
    "activities",
    "assessments",
    "delivery",
    "records",
    "content",
    "operations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "operations.middleware.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "accounts.middleware.OwnSiteMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "operations.middleware.RequestLogMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.OnlyFormsMiddleware",
    "delivery.clock.ClockMiddleware",
    "courses.middleware.SecondStepMiddleware",
    "records.middleware.ArchiveMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
WARMS_UP = True  # when a process starts to serve: config.warming

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.theme",
            ]
        },
    }
]

# Nothing is allowed that is not named. Pages have no inline script or style, and no other host.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
# Browsers ignore it over plain http, and complain about it on every page.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if ENVIRONMENT.https else None
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# Browsers take a cookie called __Host- from this very host only, over https, for all of it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    ("__Host-session", "__Host-csrf", "__Host-language")
    if ENVIRONMENT.https
    else ("sessionid", "csrftoken", "django_language")
)
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24  # a course day; learners' devices: courses.views.joining
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ENVIRONMENT.https else 0
# Whether a centre's other sites all have https is not for this one to say to browsers.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.hosts] if ENVIRONMENT.https else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"

# Staff sign in with a user name and a password. Nobody signs up by themselves: administrators make staff
# accounts, and learners join a cohort by code.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm", "reauthenticate": "accounts.forms.PasswordAgainForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SESSION_REMEMBER = True
# Wrong passwords count by name and address (see the adapter): a whole centre may sit behind one address, and anybody
# may type a colleague's name. What counts by address alone here only stops a flood. Codes of a second step count by
# person: who may try them knows the password.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "5/5m/key"}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 2  # of the one-time links with which staff set a password

# Second steps of staff: an authenticator app or a passkey, and recovery codes. Passkeys alone are enough to sign in:
# the device asks for a fingerprint or its own PIN, which is the second factor.
REQUIRE_SECOND_FACTOR = ENVIRONMENT.require_second_factor
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are only for records here
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.SecondCodeForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "login_webauthn": "accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
    "activate_totp": "accounts.forms.SetUpAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}

# Counters of failed sign-ins must be the same in every process, so they live in the database. Django keeps 300 rows
# unless told: guessing at that many other names would push a counter out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [
    (code, name)
    for code, name in [
        ("ar", _("Arabic")),
        ("zh-hans", _("Chinese")),
        ("en", _("English")),
        ("fr", _("French")),
        ("ru", _("Russian")),
        ("es", _("Spanish")),
    ]
    if has_catalogue(code)  # a page that says it is in Arabic must be
]
LOCALE_PATHS = [LOCALES]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Both leave out what people wrote, and the messages of errors, which may hold it.
    "formatters": {"json": {"()": "operations.logs.JsonLines"}, "line": {"()": "operations.logs.PlainLines"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": ENVIRONMENT.log_format}
    },
    "loggers": {
        # A mistyped code is no event of the server; what broke is.
        "django.request": {"level": "ERROR"},
        # With DEBUG they would show every answer that is saved.
        "django.db.backends": {"level": "INFO"},
        # What makes PDF files tells of every sign of a name.
        "fontTools": {"level": "ERROR"},
        "fpdf": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
}

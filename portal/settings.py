"""Django's settings, every one that an office changes from the environment: ``OIT_PORTAL_…`` (docs/portal.md)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from portal.database import database

HERE = Path(__file__).resolve().parent


def _said(name: str, default: str = "") -> str:
    return os.environ.get(f"OIT_PORTAL_{name}", default)


def _flag(name: str) -> bool:
    return _said(name).lower() in ("1", "true", "yes", "on")


def _secret(folder: Path) -> str:
    """The signing key: from the environment, or made once and kept for the owner's eyes only."""
    if given := _said("SECRET"):
        return given
    path = folder / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")


# ------------------------------------------------------------------------------------------ what an office sets

DATA = Path(_said("DATA", "oit-portal")).absolute()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
#: Folder of the nightly run folders, each with its audit.json.
RUNS = Path(_said("RUNS") or DATA / "runs").absolute()
CHECKS = DATA / "checks"
UPLOADS = DATA / "uploads"
#: Written at every submission: what ``oit audit --targets`` reads at night.
TARGETS = DATA / "targets.yaml"
#: Read once, when the database is made: the agencies and what they declared so far.
FIRST_TARGETS = Path(_said("TARGETS")).absolute() if _said("TARGETS") else None
CHECKLIST = _said("CHECKLIST") or None
#: Judge as of this day instead of today: for demonstrations and tests.
AS_OF = _said("AS_OF") or None
PUBLIC = _flag("PUBLIC")
HTTPS = _flag("HTTPS")
GATHER: dict[str, Any] = {
    "delay": float(_said("DELAY", "1")),
    "timeout": float(_said("TIMEOUT", "30")),
    "allow_private_hosts": _flag("ALLOW_PRIVATE_HOSTS"),
    "allow_networks": tuple(filter(None, _said("ALLOW_NETWORKS").split(","))),
    "contact": _said("CONTACT"),
}
#: URL of a broker that carries the queue instead of the database: redis://host:6379/0 (portal/broker.py).
BROKER = _said("BROKER")
CHECKS_A_DAY = int(_said("CHECKS_A_DAY", "60"))
MOST_URLS = 200
MOST_UPLOAD = 20 * 1024 * 1024
MOST_UNFINISHED = 1
#: Seconds after which a check whose worker gave no sign of life is taken up again, and how often at most.
LEASE = float(_said("LEASE", "30"))
ATTEMPTS = 3
#: Failed sign-ins of one name, and of one address, before both must wait; seconds they are counted.
SIGN_IN_NAME, SIGN_IN_ADDRESS, SIGN_IN_WINDOW = 5, 20, 900
INVITATION_DAYS = 7
#: Days within which the central office owes an answer to an objection.
ANSWER_DAYS = int(_said("ANSWER_DAYS", "15"))
#: Days for which the evidence of a finished check is kept; its answer stays.
KEEP_CHECKS = int(_said("KEEP_CHECKS", "90"))
#: Roles that may do nothing without a one-time code.
CODES_FOR = frozenset(filter(None, _said("CODES_FOR").split(",")))

# ------------------------------------------------------------------------------------------ Django

SECRET_KEY = _secret(DATA)
DEBUG = False
ALLOWED_HOSTS = [host for host in _said("HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
INSTALLED_APPS = [
    "portal",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "portal.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # the admin's; ours are in portal.pages
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": database(_said("DB") or os.environ.get("DATABASE_URL", ""), DATA)}
_QUEUE = "portal.broker.CeleryBackend" if BROKER else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": _QUEUE, "QUEUES": ["default"]}}

AUTH_USER_MODEL = "portal.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
OTP_TOTP_ISSUER = "OIT"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "oit_lang"
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_COOKIE_NAME = "__Host-oit" if HTTPS else "oit_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-oit-csrf" if HTTPS else "oit_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "portal.views.refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" would make browsers send no origin to check forms by
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 86400
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
#: How many proxies stand before us and add to X-Forwarded-For; 0: the address of the connection counts.
PROXIES = int(_said("PROXIES", "1" if HTTPS else "0"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_TEMP_DIR = str(DATA)
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": _said("LOG", "WARNING")},
}

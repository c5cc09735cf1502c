"""
Settings of the web and job processes: the application role of the database, nothing that needs a running server.

Everything that differs between a laptop and production comes from the environment; the defaults are those of a laptop.
"""

import os
from typing import Any

from kith.config.languages import installed, locale_folders, usual_language
from kith.config.mail import mail_settings
from kith.config.proxies import trusted_proxies
from kith.database.connection import database_settings
from kith.database.home import home, kept_secret

DEBUG = False
SERVICE_NAME = "Kith"
PAGE_TITLE_END = " - Kith"
USE_TLS = os.environ.get("KITH_TLS", "") == "1"
"""Whether browsers reach us by https: decides cookie names and flags; without it only loopback is served."""

ALLOWED_HOSTS = os.environ.get("KITH_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

TRUSTED_PROXIES = trusted_proxies(os.environ)
"""From whom X-Forwarded-For is read (KITH_TRUSTED_PROXIES); from nobody where it is not set."""

SECRET_KEY = os.environ.get("KITH_SECRET_KEY") or kept_secret(home(), "secret-key")

PACKAGES = [
    "trail",
    "act",
    "policy",
    "access",
    "door",
    "place",
    "person",
    "record",
    "team",
    "message",
    "caseload",
    "action",
    "proposal",
    "agency",
    "plan",
    "escalation",
    "safeguarding",
    "contact",
    "network",
    "contradiction",
    "alignment",
    "reply",
    "supervision",
    "handover",
    "board",
    "huddle",
    "preparation",
    "mdt",
    "casefile",
    "sharing",
    "jobs",
    "rulebook",
]
"""Packages with tables, pages or templates, in the order of the house (docs/adr/0002)."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "kith.web",
    *(f"kith.{package}" for package in PACKAGES),
    "kith.config",
]

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS: list[str] = []
PASSWORD_HASHERS = [os.environ.get("KITH_HASHER", "kith.access.hashing.Argon2")]

MIDDLEWARE = [
    "kith.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kith.web.middleware.transaction",
]

ROOT_URLCONF = "kith.config.urls"
WSGI_APPLICATION = "kith.config.wsgi.application"
APPEND_SLASH = False

DATABASES: dict[str, Any] = {"default": database_settings("app")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "kith.web.jinja.environment"},
    }
]

LOCALE_PATHS = locale_folders()
LANGUAGES = installed(LOCALE_PATHS)
LANGUAGE_CODE = usual_language(LANGUAGES)
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_ENGINE = "kith.access.session_store"
SESSION_COOKIE_NAME = "__Host-kith" if USE_TLS else "kith"
SESSION_COOKIE_SECURE = USE_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_MINUTES = 30
"""After how long without a request a session asks for the password again."""

SCREEN_LOCK_MINUTES = 15
"""After how long without a key or a press an open page covers itself (where scripts run)."""

CSRF_COOKIE_NAME = "__Host-kith-csrf" if USE_TLS else "kith-csrf"
CSRF_COOKIE_SECURE = USE_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kith.config.faults.too_old"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if USE_TLS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000

AGENDA_OVERDUE_SERVICE_DAYS = 5

SUPPORT = os.environ.get("KITH_SUPPORT", "")
"""Whom people tell when Kith itself does not work, as a sentence goes on after "Tell": 'the service desk, 0300 555 0100'."""

_MAIL = mail_settings(os.environ)
EMAIL_BACKEND: str = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST: str = _MAIL["EMAIL_HOST"]
EMAIL_PORT: int = _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER: str = _MAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = _MAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = _MAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT: int = _MAIL["EMAIL_TIMEOUT"]
DEFAULT_FROM_EMAIL: str = _MAIL["DEFAULT_FROM_EMAIL"]
MAIL_IS_SENT: bool = _MAIL["MAIL_IS_SENT"]
"""Whether e-mail leaves at all; without it urgent things reach people on the pages alone, and those say so."""

MAIL_DOMAIN: str = _MAIL["MAIL_DOMAIN"]
"""What the ids of mails end with."""

PUBLIC_URL: str = _MAIL["PUBLIC_URL"]
"""The address of Kith that the link of a mail leads to (KITH_URL)."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "kith.web.logs.WithoutLinks"}},
    "loggers": {"django.request": {"filters": ["links"]}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KITH_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's settings, from the environment (`config/env.py`).

What an agency changes while running is a row owned by the module it steers, never a line here.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from congso.config.env import REPOSITORY, env
from congso.config.schedule import SCHEDULE
from congso.config.subscriptions import SUBSCRIPTIONS

SOURCE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = env.data.read_secret_key()
ALLOWED_HOSTS = env.web.allowed_hosts
ROOT_URLCONF = "congso.config.urls"
ASGI_APPLICATION = "congso.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "congso.ui",
    "congso.audit",
    "congso.filestore",
    "congso.accounts",
    "congso.organisation",
    "congso.access",
    "congso.notifications",
    "congso.documents",
    "congso.routing",
    "congso.workfiles",
    "congso.reports",
    "congso.home",
    "congso.api",
    "congso.operations",
    "congso.administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "congso.accounts.middleware.OwnLanguage",
    "congso.administration.middleware.FirstSetUp",
    "congso.accounts.middleware.SessionGuard",
    "congso.accounts.middleware.MustChangePassword",
    "congso.accounts.middleware.MustHaveSecondFactor",
    "congso.home.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
                "congso.ui.context.shell",
            ],
        },
    },
]
DATABASES = {"default": env.database.django_config()}

# --- people and sessions
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["congso.accounts.backends.LimitedBackend"]
PASSWORD_HASHERS = ["congso.accounts.hashers.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "congso.accounts.validators.NotYourNameValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "congso.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "congso.accounts.forms.SignInForm",
    "reauthenticate": "congso.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # our own limits hold for every way in (accounts/services/limits.py)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "congso.accounts.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "congso.accounts.forms.SecondFactorForm",
    "reauthenticate": "congso.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "congso.accounts.forms.ActivateTotpForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.web.secure
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "congso.home.views.errors.csrf_failure"
if env.web.secure:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    if env.web.trusted_proxies:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [env.web.base_url]
ALLAUTH_TRUSTED_PROXY_COUNT = len(env.web.trusted_proxies)

# --- what leaves us
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_TEMP_DIR = env.data.data_dir / "staging"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [SOURCE / "locale"]
FORM_RENDERER = "congso.ui.renderer.Renderer"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- assets
STATIC_URL = "/static/"
STATIC_ROOT = REPOSITORY / "staticfiles"
STATICFILES_DIRS = [path for path in (REPOSITORY / "frontend" / "dist",) if path.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 0

# --- our own tables
CONGSO_SUBSCRIPTIONS = SUBSCRIPTIONS
CONGSO_SCHEDULE = SCHEDULE
CONGSO_MENU_PROVIDERS = [
    "congso.home.menu.items",
    "congso.reports.menu.items",
    "congso.administration.menu.items",
]
CONGSO_COUNTS_PROVIDER = "congso.home.counts.for_actor"
CONGSO_UNREAD_PROVIDER = "congso.home.counts.unread"
CONGSO_AGENCY_PROVIDER = "congso.home.agency.view"
CONGSO_LOGIN_DOMAINS = "congso.home.sign_in.domains"
CONGSO_OFFICE_CONTACT = "congso.home.sign_in.contact"
CONGSO_DEMO_LOGINS = "congso.home.sign_in.demo_logins"
CONGSO_ACCOUNT_ISSUERS = "congso.organisation.policies.may_issue_accounts"
CONGSO_ACCOUNT_APPROVERS = "congso.organisation.policies.may_approve_accounts"
CONGSO_GUARDED_ACCOUNTS = "congso.organisation.guarded.is_guarded"
CONGSO_IDLE_LOCK = "congso.organisation.guarded.idle_seconds"
CONGSO_SECOND_FACTOR = env.sign_in.second_factor
CONGSO_PAPER_LISTS = ["congso.documents.incoming_lists.LISTS", "congso.routing.lists.LISTS"]
CONGSO_PAPER_NARROWS = ["congso.routing.narrows.NARROWS"]
CONGSO_TRAIL_SENTENCES = [
    "congso.documents.trail.SENTENCES",
    "congso.routing.trail.SENTENCES",
    "congso.operations.registers.trail.SENTENCES",
]
CONGSO_TRAIL_SOURCES = [
    "congso.routing.trail.sources",
    "congso.operations.registers.trail.sources",
]
CONGSO_NOTICE_DETAILS = "congso.documents.notice_details.of_papers"
CONGSO_OPEN_WORK = [
    "congso.administration.open_work.papers",
    "congso.administration.open_work.decisions",
    "congso.administration.open_work.work_files",
]
CONGSO_FINISH_ROUTE = "workfiles:finish"
CONGSO_DOCUMENT_PANELS = [
    "congso.routing.panel.panels",
    "congso.workfiles.panel.panels",
    "congso.reports.panel.panels",
]
CONGSO_UI_URLS = {
    "search": "documents:all",
    "export": "reports:export",
    "login": "account_login",
    "logout": "account_logout",
    "stand_ins": "administration:stand-ins",
    "own_requests": "administration:own-requests",
}
CONGSO_ACCESS_SOURCES = ["congso.documents.visibility.rows", "congso.routing.visibility.rows"]
CONGSO_ENV = env
CONGSO_TEXT_LISTENERS = ["congso.documents.listeners.text_known"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "congso.config.schedule.register"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}

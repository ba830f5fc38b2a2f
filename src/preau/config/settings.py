"""Settings of Préau, typed, from the environment; each is explained in docs/settings.md."""

from pathlib import Path

import environ
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from preau.config import logs, secret

env = environ.FileAwareEnv()

PACKAGE = Path(__file__).resolve().parent.parent

# --- Where this instance lives --------------------------------------------------------------
VAR = Path(env.str("PREAU_VAR", default="var")).resolve()
PREAU_URL = env.str("PREAU_URL", default="http://localhost:8000").rstrip("/")
PREAU_WEB_LISTEN = env.str("PREAU_WEB_LISTEN", default="127.0.0.1:8000")
PREAU_WEB_PROCESSES = env.int("PREAU_WEB_PROCESSES", default=1)
PREAU_WEB_THREADS = env.int("PREAU_WEB_THREADS", default=8)
DEBUG = env.bool("PREAU_DEBUG", default=False)
ALLOWED_HOSTS = env.list("PREAU_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PREAU_URL]
# Without one in the environment, the instance makes its own on its first start.
SECRET_KEY = env.str("PREAU_SECRET_KEY", default="").strip() or secret.read(VAR)
LOGGING = logs.configuration(env.str("PREAU_LOG_LEVEL", default="INFO"))

# --- The house ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "preau.demo",
    "preau.insight",
    "preau.tickets",
    "preau.assets",
    "preau.mail",
    "preau.exports",
    "preau.files",
    "preau.schools",
    "preau.accounts",
    "preau.journal",
    "preau.agenda",
    "preau.ui",
    "preau.search",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
]
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "preau.config.urls"
WSGI_APPLICATION = "preau.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "preau.schools.middleware.ActorMiddleware",
    "preau.accounts.middleware.FactorMiddleware",
    "preau.ui.errors.RefusalMiddleware",
]

# --- Data -----------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'preau.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
# Each thread keeps its connection for a minute: opening one costs more than most queries.
DATABASES["default"]["CONN_MAX_AGE"] = 60
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}
# What lasts minutes waits in a queue of its own: the jobs of the clock do not wait behind it.
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "long"],
    }
}

# --- Mandates -------------------------------------------------------------------------------
# From which day to which, each year, heads are asked to confirm the mandates of their lycée.
PREAU_CONFIRMATION = tuple(
    (int(day[:2]), int(day[3:]))
    for day in env.str("PREAU_CONFIRMATION", default="09-01/09-30").split("/")
)

# --- Letters --------------------------------------------------------------------------------
PREAU_MAIL_ADDRESS = env.str("PREAU_MAIL_ADDRESS", default="cesame@iledefrance.fr").lower()
PREAU_CONTACT_ADDRESS = env.str("PREAU_CONTACT_ADDRESS", default="") or PREAU_MAIL_ADDRESS
PREAU_MAIL_AUTHSERV = env.str("PREAU_MAIL_AUTHSERV", default="").lower()
PREAU_SMTP_LISTEN = env.str("PREAU_SMTP_LISTEN", default="")
PREAU_LMTP_LISTEN = env.str("PREAU_LMTP_LISTEN", default="")
PREAU_IMAP_URL = env.str("PREAU_IMAP_URL", default="").strip()
PREAU_IMAP_PASSWORD = env.str("PREAU_IMAP_PASSWORD", default="")
PREAU_IMAP_SECONDS = env.int("PREAU_IMAP_SECONDS", default=60)
PREAU_IMAP_FOLDERS = env.dict("PREAU_IMAP_FOLDERS", default={})
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"CESAME <{PREAU_MAIL_ADDRESS}>"
EMAIL_BACKEND = "preau.mail.backends.FolderBackend"
EMAIL_TIMEOUT = 20
if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))

# --- Pages ----------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
CSRF_FAILURE_VIEW = "preau.ui.errors.csrf_failure"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Hashed names, kept by browsers for ever; while developing, the sources themselves.
_STATIC_FILES = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_FILES},
}
WHITENOISE_USE_FINDERS = DEBUG
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "core" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- People ---------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        (
            "UserAttributeSimilarityValidator",
            {"user_attributes": ["first_name", "last_name", "email"]},
        ),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# The link of a forgotten password is good for a day.
PASSWORD_RESET_TIMEOUT = 86_400
ACCOUNT_ADAPTER = "preau.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "contact": "20/h/ip,5/h/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "preau.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "preau.accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "preau.accounts.forms.AuthenticateKeyForm",
    "reauthenticate": "preau.accounts.forms.ReauthenticateForm",
    "reauthenticate_webauthn": "preau.accounts.forms.ReauthenticateKeyForm",
}
# Telephones whose clock is half a minute off are let in; each code is good once all the same.
MFA_TOTP_TOLERANCE = 1
# Accounts are opened by designation, and another address of one's own waits for its confirmation.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# On a shared machine a session ends with the browser, after twelve hours at the latest; on one's
# own ("keep me signed in"), after a fortnight.
SESSION_COOKIE_AGE = 12 * 3600
ACCOUNT_SESSION_COOKIE_AGE = 14 * 86_400
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# --- Protection -----------------------------------------------------------------------------
_IS_SECURE = PREAU_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_SECURE
SECURE_SSL_REDIRECT = _IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 365 * 86_400 if _IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_SECURE
# Browsers' built-in lists are joined by a domain's owner, not by one site of it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# How many proxies of ours stand before Préau: only they may say who asks, and by what protocol.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PREAU_PROXIES", default=0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

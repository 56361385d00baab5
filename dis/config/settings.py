"""Every setting of the portal, read from the environment by `config.env`."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from common import logs
from config import env, fhir, oauth, outside, schedule, storage

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = os.environ.get("DIS_ENV", "demo")
if ENVIRONMENT not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"DIS_ENV is demo, test or production, not {ENVIRONMENT!r}.")
VAR = Path(os.environ.get("DIS_VAR", ROOT / "var")).resolve()
if ENVIRONMENT == "demo":
    env.load_file(VAR / "env")

IS_PRODUCTION = ENVIRONMENT == "production"
DEBUG = os.environ.get("DIS_DEBUG") == "1"
SECRET_KEY = env.text("DIS_SECRET_KEY")
PORT = env.number("PORT", 8000)
BASE_URL = env.text("BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- what is installed -----------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "rest_framework",
    "oauth2_provider",
    "common",
    "people",
    "people.signin",
    "access",
    "notify",
    "worklist",
    "journal",
    "labresults",
    "appointments",
    "summary",
    "fhirapi",
    "portal",
    "config",
]
if not IS_PRODUCTION:
    INSTALLED_APPS.append("demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.PageHeaders",
    "fhirapi.door.ApiDoor",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.ErrorWords",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.signin.middleware.SessionLimits",
    "people.signin.middleware.Hats",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
                "portal.context.helpline",
            ],
        },
    },
]

# --- data ------------------------------------------------------------------------------------
# The application role reads and writes under row-level security; the owner role migrates.
DATABASES: dict[str, dict[str, object]] = {"default": env.database("DATABASE_URL")}
if env.number("DATABASE_POOL", 8):
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]  # a dict by env.database
        "pool": {"min_size": 2, "max_size": env.number("DATABASE_POOL", 8), "timeout": 10},
    }
# After a crash of the database a connection is tried before it is used (common.database: pools).
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
if env.text("OWNER_DATABASE_URL", ""):
    DATABASES["owner"] = env.database("OWNER_DATABASE_URL")
DATABASE_ROUTERS = ["config.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")

_documents = storage.documents(VAR)
STORAGES = {
    "default": _documents,
    "documents": _documents,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Keys of 32 bytes, base64, the current one first; older ones stay for reading until rotated out.
IDENTITY_KEYS = env.keys("DIS_IDENTITY_KEYS")
IDENTITY_INDEX_KEY = env.keys("DIS_IDENTITY_INDEX_KEY")[0]
DOCUMENT_KEYS = env.keys("DIS_DOCUMENT_KEYS")
# Only demo and test know synthetic national identity numbers (norway.md part 9).
ALLOW_SYNTHETIC_IDENTITIES = not IS_PRODUCTION

# Days until a delayed document without a date is shown, by category of 9602: `C00-1:14,E00-1:7`.
JOURNAL_RELEASE_DAYS = env.numbers_by_word("JOURNAL_RELEASE_DAYS")

# --- people and sessions ---------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = reverse_lazy("portal:landing")
LOGIN_REDIRECT_URL = reverse_lazy("portal:home")
LOGOUT_REDIRECT_URL = reverse_lazy("portal:landing")

# allauth keeps the accounts; people.signin speaks with the providers. No passwords, no sign-up.
ACCOUNT_ADAPTER = "people.signin.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "people.signin.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = True
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]

OIDC = {
    "idporten": {
        "issuer": env.text("OIDC_IDPORTEN_ISSUER", ""),
        "client_id": env.text("OIDC_IDPORTEN_CLIENT_ID", "dis-portal"),
        "key_file": env.text("OIDC_IDPORTEN_KEY", ""),
    },
    "helseid": {
        "issuer": env.text("OIDC_HELSEID_ISSUER", ""),
        "client_id": env.text("OIDC_HELSEID_CLIENT_ID", "dis-portal"),
        "key_file": env.text("OIDC_HELSEID_KEY", ""),
    },
}

SESSION_ENGINE = "people.signin.store"
SESSION_IDLE_MINUTES = 30
SESSION_ABSOLUTE_MINUTES = 120
# The limits are held on the server (people.signin.middleware). The cookie outlives them a little,
# so that the page after them can say why one is signed out.
SESSION_COOKIE_AGE = (SESSION_ABSOLUTE_MINUTES + SESSION_IDLE_MINUTES) * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if IS_PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-dis_session"
    CSRF_COOKIE_NAME = "__Host-dis_csrf"
    LANGUAGE_COOKIE_NAME = "__Host-dis_language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^health/"]  # Asked from inside, without the proxy.
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
else:
    # Cookies ignore ports: two instances on one machine must not sign each other out.
    SESSION_COOKIE_NAME = f"dis_session_{PORT}"
    CSRF_COOKIE_NAME = f"dis_csrf_{PORT}"
    LANGUAGE_COOKIE_NAME = f"dis_language_{PORT}"
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- who answers for the data ----------------------------------------------------------------
# The data controller of what is born here and was asked of no organisation: the portal's operator.
OPERATOR_NAME = env.text("OPERATOR_NAME", "Universitetssykehuset Nord-Norge HF")

HPR_ADAPTER = outside.hpr(ENVIRONMENT)
HPR_GRACE_HOURS = env.number("HPR_GRACE_HOURS", 24)  # How long the register's last answer holds.
NOTIFY = outside.notify(ENVIRONMENT, BASE_URL)

# How long who has looked is kept (the EHDS says three years at least), and settled results.
LOG_RETENTION_YEARS = env.number("LOG_RETENTION_YEARS", 10)
WAITING_RESULTS_KEPT_DAYS = env.number("WAITING_RESULTS_KEPT_DAYS", 90)

# --- people who help -------------------------------------------------------------------------
# A number for the demo; `manage.py check` warns where production still has it.
DEMO_HELPLINE = "23 00 00 00"
HELPLINE_PHONE = env.text("HELPLINE_PHONE", DEMO_HELPLINE)

# --- headers ---------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_providers = [
    "{0.scheme}://{0.netloc}".format(urlsplit(provider["issuer"]))
    for provider in OIDC.values()
    if provider["issuer"]
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *dict.fromkeys(_providers)],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # Never a disk.

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian Bokmål")), ("nn", _("Norwegian Nynorsk")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# --- files of the pages ----------------------------------------------------------------------
NODE_MODULES = Path(env.text("NODE_MODULES", str(ROOT / "node_modules")))
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [ROOT / "static"]
STATICFILES_DIRS += [
    (name, NODE_MODULES / folder)
    for name, folder in [
        ("designsystemet", "@digdir/designsystemet-css/dist/src"),
        ("theme", "@digdir/designsystemet-theme/brand"),
        ("inter", "@fontsource/inter/files"),
        ("htmx", "htmx.org/dist"),
    ]
    if (NODE_MODULES / folder).is_dir()
]

# --- work in the background ------------------------------------------------------------------
# The database is the queue of record and Redis its doorbell: a task may run twice, none is lost.
_socket = urlsplit(REDIS_URL)
_local = f"redis+socket://{_socket.path}?virtual_host=0"
CELERY_BROKER_URL = _local if _socket.scheme == "unix" else REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = schedule.TRANSPORT
CELERY_VISIBILITY_TIMEOUT = schedule.VISIBILITY_SECONDS
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Whoever rings the doorbell does not wait for it: the beat sweep finds what was not told.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 200
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_DEFAULT_QUEUE = "dis"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = schedule.BEAT

# --- tokens of the API -------------------------------------------------------------------------
FHIR_LIMITS = fhir.limits()
API_TOKENS = oauth.tokens(BASE_URL)
OAUTH2_PROVIDER = oauth.provider(BASE_URL, allows_http=not IS_PRODUCTION)
globals().update(oauth.MODELS)

LOGGING = logs.LOGGING

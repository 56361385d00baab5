"""Owns the settings of the tests: those of the portal, with keys and addresses of no worth."""

import base64
import hashlib
import os
import tempfile


def _key(name: str) -> str:
    return base64.b64encode(hashlib.sha256(f"tests: {name}".encode()).digest()).decode()


_DEFAULTS = {
    "DIS_ENV": "test",
    "DIS_VAR": tempfile.gettempdir() + f"/dis-tests-{os.getuid()}",
    "DIS_SECRET_KEY": _key("secret") + _key("more"),
    "DIS_IDENTITY_KEYS": _key("identity"),
    "DIS_IDENTITY_INDEX_KEY": _key("index"),
    "DIS_DOCUMENT_KEYS": _key("documents"),
    # tests.servers sets the real ones; mypy and other tools only load the settings.
    "DATABASE_URL": "postgresql://dis_app@/dis?host=/nowhere",
    "OWNER_DATABASE_URL": "postgresql://dis_owner@/dis?host=/nowhere",
    "REDIS_URL": "unix:///nowhere/redis.sock?db=0",
    "OIDC_IDPORTEN_ISSUER": "http://127.0.0.1:1/idporten",
    "OIDC_HELSEID_ISSUER": "http://127.0.0.1:1/helseid",
    # A pool of the mirrored alias would keep the test database from being dropped.
    "DATABASE_POOL": "0",
}
for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(_name, _value)

from config.settings import *  # noqa: E402, F403  # The variables above come first.
from config.settings import STORAGES  # noqa: E402

STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STATIC_ROOT = None  # type: ignore[assignment]  # Django allows it: files are taken from where they lie.

"""A production that would not be safe does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import override_settings

from config.checks import check_settings

ROOT = Path(__file__).resolve().parents[2]
SECRET = "q8Vw2Zr5Nt7Lk3Hs9Jd4Fg6Pm1Xc0Bv-Ty_Ue+Ri=Oa/WqZxCvBn"
SAFE = {
    "DIS_ENV": "production",
    "DIS_SECRET_KEY": SECRET,
    "BASE_URL": "https://portal.example.no",
    "ALLOWED_HOSTS": "portal.example.no",
    "OIDC_IDPORTEN_ISSUER": "https://idporten.example.no",
    "OIDC_HELSEID_ISSUER": "https://helseid.example.no",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
START = {
    "web": "import config.wsgi",
    "worker": "from config.celery import app; app.Worker(hostname='x', pool='solo')",
}


def start(door: str = "web", **changes: str) -> subprocess.CompletedProcess[str]:
    """Open one door of the portal under production settings."""
    env = {name: text for name, text in os.environ.items() if name != "OWNER_DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", START[door]],
        cwd=ROOT,
        env={**env, **SAFE, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_safe_production_starts() -> None:
    done = start()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DIS_DEBUG", "1", "Debug is on"),
        ("DIS_SECRET_KEY", "short", "DIS_SECRET_KEY must be random"),
        ("DIS_SECRET_KEY", "x" * 60, "DIS_SECRET_KEY must be random"),
        ("BASE_URL", "http://portal.example.no", "BASE_URL must begin with https://"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts"),
        ("OIDC_IDPORTEN_ISSUER", "http://idporten.example.no", "OIDC_IDPORTEN_ISSUER"),
        ("OIDC_HELSEID_ISSUER", "https://127.0.0.1:9000/helseid", "OIDC_HELSEID_ISSUER"),
        ("OIDC_HELSEID_ISSUER", "https://localhost/helseid", "OIDC_HELSEID_ISSUER"),
        ("CONTACT_REGISTER_ADAPTER", "notify.contacts.LocalRegister", "the national register"),
        ("SMS_ADAPTER", "notify.channels.Outbox", "SMS_ADAPTER must name a real carrier"),
        ("EMAIL_ADAPTER", "notify.channels.Outbox", "EMAIL_ADAPTER must name a real carrier"),
        ("SMS_URL", "http://sms.example.no", "SMS_URL must begin with https://"),
        ("DATABASE_URL", "postgresql://x@127.0.0.1:1/x", "cannot be checked"),
    ],
)
def test_unsafe_production_is_refused_with_the_reason(
    variable: str, value: str, words: str
) -> None:
    done = start(**{variable: value})
    assert done.returncode != 0
    assert words in done.stderr


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_role_that_owns_tables_is_refused() -> None:
    name = connections["owner"].settings_dict["NAME"]
    url = urlsplit(os.environ["OWNER_DATABASE_URL"])._replace(path=f"/{name}")
    done = start(DATABASE_URL=url.geturl())
    assert done.returncode != 0
    assert "owns tables" in done.stderr


@pytest.mark.parametrize("is_possible", [True, False])
def test_production_without_a_wall_around_converters_is_warned(
    monkeypatch: pytest.MonkeyPatch, is_possible: bool
) -> None:
    monkeypatch.setattr("journal.formats.confining.is_possible", lambda: is_possible)
    with override_settings(IS_PRODUCTION=True):
        found = {message.id for message in check_settings(None)}

    assert ("config.W002" in found) is not is_possible


def test_worker_of_an_unsafe_production_is_refused_too() -> None:
    done = start("worker", BASE_URL="http://portal.example.no")
    assert done.returncode != 0
    assert "BASE_URL must begin with https://" in done.stderr

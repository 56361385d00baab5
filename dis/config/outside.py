"""The settings of services outside: the registers that are asked, and who carries messages.

The demo has local stand-ins, which production refuses (config.checks). Where none is named, the
portal does without.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env

_LOCAL = {
    "contact_register": "notify.contacts.LocalRegister",
    "sms_carrier": "notify.channels.Outbox",
    "email_carrier": "notify.channels.Outbox",
}


def hpr(environment: str) -> str:
    """Who is asked whose authorisation is withdrawn (people.hpr)."""
    return env.text("HPR_ADAPTER", "people.hpr.LocalRegister" if environment == "demo" else "")


def notify(environment: str, base_url: str) -> Mapping[str, Any]:
    """What notify goes by."""
    names = _LOCAL if environment == "demo" else dict.fromkeys(_LOCAL, "")
    host = urlsplit(base_url).hostname or "localhost"
    return {
        "contact_register": env.text("CONTACT_REGISTER_ADAPTER", names["contact_register"]),
        "krr_url": env.text("KRR_URL", ""),
        "maskinporten_issuer": env.text("MASKINPORTEN_ISSUER", ""),
        "maskinporten_client": env.text("MASKINPORTEN_CLIENT_ID", ""),
        "maskinporten_key": env.text("MASKINPORTEN_KEY", ""),
        "sms_carrier": env.text("SMS_ADAPTER", names["sms_carrier"]),
        "sms_url": env.text("SMS_URL", ""),
        "sms_token": env.text("SMS_TOKEN", ""),
        "sms_sender": env.text("SMS_SENDER", "DIS"),
        "email_carrier": env.text("EMAIL_ADAPTER", names["email_carrier"]),
        "email_sender": env.text("EMAIL_FROM", f"ikke-svar@{host}"),
        "email_server": _mail_server(env.text("EMAIL_URL", "smtp://localhost:25")),
    }


def _mail_server(text: str) -> Mapping[str, Any]:
    """What Django's mail backend asks for. smtp:// has STARTTLS where its port is 587."""
    url = urlsplit(text)
    if url.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp:// or smtps://")
    is_tls = url.scheme == "smtps"
    port = url.port or (465 if is_tls else 25)
    return {
        "host": url.hostname or "localhost",
        "port": port,
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_ssl": is_tls,
        "use_tls": not is_tls and port == 587,
    }

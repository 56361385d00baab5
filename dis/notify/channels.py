"""The carriers of messages as ports: a gateway for text messages (HTTP) and e-mail (SMTP).

Each message has a key of its own, which goes with it. Where the outcome is not known, a gateway is
asked by the key and nothing is repeated blindly; a mail server cannot be asked.
"""

import json
import smtplib
import uuid
from typing import ClassVar, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string

from common.errors import DisError
from notify import calling
from notify.texts import Words


class NotSent(DisError):
    """Nothing was handed over; it may be tried again."""


class Refused(DisError):
    """The carrier will not take this message, now or later."""


class NotKnown(DisError):
    """It may have been handed over, or not."""


class Carrier(Protocol):
    is_local: ClassVar[bool]

    def send(self, key: uuid.UUID, address: str, words: Words) -> None:
        """Hand the message over; NotSent, Refused or NotKnown where that is not sure."""

    def has(self, key: uuid.UUID) -> bool | None:
        """Whether a message with this key was handed over; None where nobody can tell."""


class HttpGateway:
    """A gateway for text messages.

    `POST SMS_URL/messages` {"id", "to", "from", "text"} with the id as Idempotency-Key too: 2xx or
    409 (had it before) is handed over. `GET SMS_URL/messages/ID` is 200 or 404.
    """

    is_local: ClassVar[bool] = False

    def send(self, key: uuid.UUID, address: str, words: Words) -> None:
        body = {"id": str(key), "to": address, "from": settings.NOTIFY["sms_sender"]}
        body["text"] = words.text
        try:
            answer = calling.call("POST", self._url(), headers=self._headers(key), told=body)
        except calling.NotReached as error:
            raise NotSent(str(error)) from error
        except calling.NoAnswer as error:
            raise NotKnown(str(error)) from error
        if not (200 <= answer.status < 300 or answer.status == 409):
            raise Refused(f"status {answer.status}")

    def has(self, key: uuid.UUID) -> bool | None:
        try:
            answer = calling.call("GET", f"{self._url()}/{key}", headers=self._headers(key))
        except (calling.NotReached, calling.NoAnswer) as error:
            raise NotSent(str(error)) from error
        if answer.status not in {200, 404}:
            raise NotSent(f"status {answer.status}")
        return answer.status == 200

    def _url(self) -> str:
        return f"{settings.NOTIFY['sms_url'].rstrip('/')}/messages"

    def _headers(self, key: uuid.UUID) -> dict[str, str]:
        token = settings.NOTIFY["sms_token"]
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key)}


class Smtp:
    """E-mail by the server that EMAIL_URL names. The key is the Message-ID."""

    is_local: ClassVar[bool] = False

    def send(self, key: uuid.UUID, address: str, words: Words) -> None:
        sender = settings.NOTIFY["email_sender"]
        headers = {"Message-ID": f"<{key}@{sender.rpartition('@')[2].rstrip('>')}>"}
        headers["Auto-Submitted"] = "auto-generated"
        letter = EmailMessage(words.subject, words.text, sender, [address], headers=headers)
        server = EmailBackend(timeout=calling.SECONDS, **settings.NOTIFY["email_server"])
        try:
            server.open()
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from error
        try:
            server.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            raise (Refused if min(codes) >= 500 else NotSent)(f"status {min(codes)}") from error
        except smtplib.SMTPResponseException as error:
            raise (Refused if error.smtp_code >= 500 else NotSent)(
                f"status {error.smtp_code}"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotKnown(type(error).__name__) from error
        finally:
            server.close()

    def has(self, key: uuid.UUID) -> bool | None:
        return None


class Outbox:
    """For demo and tests only: a file for each message in `outbox` below DIS_VAR."""

    is_local: ClassVar[bool] = True

    def send(self, key: uuid.UUID, address: str, words: Words) -> None:
        folder = settings.VAR / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        told = {"to": address, "subject": words.subject, "text": words.text}
        (folder / f"{key}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    def has(self, key: uuid.UUID) -> bool | None:
        return bool((settings.VAR / "outbox" / f"{key}.json").exists())


def carrier(channel: str) -> Carrier | None:
    """Who carries messages of this kind; None where nobody does."""
    name = settings.NOTIFY[f"{channel}_carrier"]
    if not name:
        return None
    found: Carrier = import_string(name)()
    return found

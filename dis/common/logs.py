"""Log lines as JSON, one a line, without control characters and national identity numbers."""

import json
import logging
from datetime import UTC, datetime

from common.identifiers import national_ids_in

MASK = "[national id]"


def masked(text: str) -> str:
    """The text with every national identity number replaced."""
    for match in reversed(national_ids_in(text)):
        text = text[: match.start()] + MASK + text[match.end() :]
    return text


def one_line(text: str) -> str:
    """The text with line breaks and terminal codes written out, so that they do nothing."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class JsonFormatter(logging.Formatter):
    """Escapes line breaks and terminal codes by way of JSON: nobody can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)


# How Django is told to write them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Its warnings repeat what the other side has sent, such as headers that are none.
    "loggers": {"urllib3": {"level": "ERROR"}},
}

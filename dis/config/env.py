"""Reads settings from the environment, typed; secrets also from files."""

import base64
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def load_file(path: Path) -> None:
    """Take KEY=VALUE lines as defaults; what the environment already says wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        key, separator, value = line.partition("=")
        if separator and not key.startswith("#"):
            os.environ.setdefault(key.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that NAME_FILE points at, or the default."""
    file = os.environ.get(f"{name}_FILE")
    value = Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name)
    if value is None or value == "":
        value = default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set, and there is no default for it.")
    return value


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def numbers_by_word(name: str) -> dict[str, int]:
    """Words with a whole number each: `A:1,B:2`."""
    found = {}
    for each in words(name):
        word, _, value = each.partition(":")
        if not (word and value.isascii() and value.isdigit()):
            raise ImproperlyConfigured(f"{name} must look like A:1,B:2, not {each!r}.")
        found[word] = int(value)
    return found


def keys(name: str, default: str | None = None) -> list[bytes]:
    """A comma-separated list of base64 keys of 32 bytes, the current one first."""
    found = [base64.b64decode(word) for word in words(name, default or "")]
    if not found or any(len(key) != 32 for key in found):
        raise ImproperlyConfigured(f"{name} must hold base64 keys of 32 bytes, at least one.")
    return found


def database(name: str) -> dict[str, object]:
    """A Django database entry from postgresql://user:password@host:port/name?host=/socket/folder."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://")
    options: dict[str, object] = dict(parse_qsl(url.query))
    options["prepare_threshold"] = 5  # For common.statements; the ORM prepares none.
    return {
        "ENGINE": "common.database",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or options.pop("port", "")),
        "OPTIONS": options,
    }

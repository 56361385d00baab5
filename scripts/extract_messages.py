"""Owns the catalogues' upkeep: takes new texts into nb and nn, and says which want a translation.

Needs GNU gettext, as only those do who change texts; everybody else compiles without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nb", "nn")
_IGNORED = ("node_modules", ".venv", "var", "tests", "bench")


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def untranslated(language: str) -> list[str]:
    """The texts that have no translation, or one that is only guessed (fuzzy)."""
    with catalogue(language).open("rb") as file:
        found = read_po(file, locale=language)
    return [_words(message) for message in found if message.id and _is_missing(message)]


def _is_missing(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return message.fuzzy or not all(strings)


def _words(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def _tidy(found: Catalog) -> None:
    """Drop guesses, and what they were guessed from: a wrong text is worse than a missing one."""
    for message in found:
        message.user_comments = [each for each in message.user_comments if each[:1] != "|"]
        if message.id and message.fuzzy:
            message.string = ("", "") if isinstance(message.id, tuple) else ""
            message.flags.discard("fuzzy")
    found.fuzzy = False
    found.header_comment = "# Texts of the DIS portal."
    found.project, found.version = "DIS portal", "1"
    found.copyright_holder = found.msgid_bugs_address = ""
    found.last_translator = "DIS portal"


def main() -> int:
    """Extract; return 1 when a text wants a translation."""
    command = [sys.executable, "manage.py", "makemessages", "--no-location", "--no-obsolete"]
    command += [f"--ignore={folder}" for folder in _IGNORED]
    command += [part for language in LANGUAGES for part in ("-l", language)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    missing = 0
    for language in LANGUAGES:
        path = catalogue(language)
        with path.open("rb") as file:
            found = read_po(file, locale=language)
        _tidy(found)
        with path.open("wb") as file:
            write_po(file, found, width=100, no_location=True, ignore_obsolete=True)
        for text in untranslated(language):
            missing += 1
            print(f"{language}: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

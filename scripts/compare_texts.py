"""Owns the comparison of Nynorsk with Bokmål: which texts are the same, and whether they may be.

What is rightly the same stands in locale/same-in-nynorsk.txt, so that a text that was only copied
is noticed. `--accept` writes the list anew, after somebody has looked it over.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from scripts.extract_messages import ROOT, catalogue

LIST = ROOT / "locale" / "same-in-nynorsk.txt"
HEAD = """# Texts that are the same in Bokmål and in Nynorsk, and rightly so: somebody read each.
# Before you add one (`python scripts/compare_texts.py --accept`), read it aloud in Nynorsk.
"""


def name(message: Message) -> str:
    """One line for a text: its context, if it has one, and what it says in Bokmål."""
    string = message.string or ""
    words = string if isinstance(string, str) else " / ".join(string)
    return f"{message.context}: {words}" if message.context else words


def texts(language: str) -> dict[tuple[object, object], Message]:
    path: Path = catalogue(language)
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    return {(message.context, str(message.id)): message for message in found if message.id}


def same() -> list[str]:
    """The texts of Nynorsk that are those of Bokmål, letter by letter."""
    nynorsk = texts("nn")
    return sorted(
        {
            name(message)
            for key, message in texts("nb").items()
            if key in nynorsk and nynorsk[key].string == message.string
        }
    )


def accepted() -> list[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main(*, accepting: bool) -> int:
    """Tell the share, and list what is new; return 1 where somebody has to look."""
    found = same()
    if accepting:
        LIST.write_text(HEAD + "\n".join(found) + "\n", encoding="utf-8")
    count = len(texts("nb"))
    print(f"nn: {len(found)} of {count} texts are those of nb ({100 * len(found) // count} %)")
    new = sorted(set(found) - set(accepted()))
    for text in new:
        print(f"the same in nn, and not accepted: {text}")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(accepting="--accept" in sys.argv))

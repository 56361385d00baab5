"""Owns compiling the translations with Babel, so that nobody needs gettext on the machine."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_file(source: Path) -> bool:
    """Write the .mo beside a .po when it is missing or older; tell whether it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    new = target.with_suffix(".mo.new")
    with new.open("wb") as file:
        write_mo(file, catalog)
    new.replace(target)
    return True


def main() -> int:
    """Compile every catalogue under locale/; return the exit code."""
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        try:
            if compile_file(source):
                print(f"Compiled {source.relative_to(ROOT)}")
        except (PoFileError, OSError) as error:
            print(f"Cannot compile {source.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

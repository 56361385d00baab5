"""Finds the FHIR texts in files and folders: JSON resources, Bundles and NDJSON."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from common.errors import Unacceptable
from fhirapi.importing import Document

LARGEST = 256 * 1024 * 1024


def documents(
    paths: Iterable[Path], *, on_bad_file: Callable[[str, str], None]
) -> Iterator[Document]:
    """Every resource text below the paths, by name. A file that cannot be read is reported."""
    for path in paths:
        files = _files(path)
        for file in files:
            try:
                yield from _in_file(file, on_bad_file)
            except (OSError, UnicodeDecodeError, Unacceptable) as error:
                on_bad_file(str(file), _reason(error))
        if path.is_dir() and not files:
            on_bad_file(str(path), "no .json or .ndjson file in this folder")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.suffix in {".json", ".ndjson"} and p.is_file())


def _in_file(file: Path, on_bad_line: Callable[[str, str], None]) -> Iterator[Document]:
    if file.stat().st_size > LARGEST:
        raise Unacceptable.because("larger than 256 MB")
    if file.exists() and not file.is_file():
        raise Unacceptable.because("neither a file nor a folder")
    if file.suffix == ".ndjson":
        yield from _lines(file, on_bad_line)
    else:
        yield Document(str(file), file.read_text(encoding="utf-8-sig").rstrip())


def _lines(file: Path, on_bad_line: Callable[[str, str], None]) -> Iterator[Document]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            place = f"{file}:{number}"
            try:
                text = line.decode("utf-8-sig").strip()
            except UnicodeDecodeError as error:
                on_bad_line(place, _reason(error))
                continue
            if text:
                yield Document(place, text)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 text (byte {error.start})"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    return str(error)

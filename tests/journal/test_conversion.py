"""Turning files into pages: whatever the bytes are, pages or a reason, soon and with little memory.

Rows 33 and 34 of the attack list.
"""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from journal import convert
from journal.convert import MOST_PAGES, Locked, Opened, Sheet, Unreadable
from journal.formats.pages import HEIGHT, WIDTH
from tests.journal import files

pytestmark = pytest.mark.attack(33)
SLACK = 5  # seconds that a busy machine may take beside the limit


def looked_at(sheet: Sheet) -> Image.Image:
    head, _, data = sheet.src.partition(",")
    assert head == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.fixture(autouse=True)
def nothing_lingers() -> Iterator[None]:
    before = psutil.Process().children()
    yield
    assert psutil.Process().children() == before


@pytest.mark.parametrize(("pages", "shown"), [(1, 1), (3, 3), (25, MOST_PAGES)])
def test_a_pdf_becomes_its_first_pages_with_their_text(pages: int, shown: int) -> None:
    found = convert.convert("pdf", files.typeset_pdf(pages))

    assert found.page_count == pages
    assert [each.number for each in found.sheets] == list(range(1, shown + 1))
    assert looked_at(found.sheets[0]).width == WIDTH
    assert found.sheets[-1].text.startswith(f"Side {shown}\nPasienten er i godt lag.")


@pytest.mark.parametrize(
    "box",
    [
        "0 0 1000000 1000000", "0 0 0 0", "0 0 0.001 0.001", "0 0 1 100000", "0 0 1000000 1",
        "500 500 0 0", "0 0 1e400 1e400", "0 0 10 20000", "a b c d",
    ],
)  # fmt: skip
def test_a_page_of_any_size_becomes_a_picture_of_ordinary_size(box: str) -> None:
    (sheet,) = convert.convert("pdf", files.pdf(box=box)).sheets

    picture = looked_at(sheet)
    assert picture.width <= WIDTH
    assert picture.height <= HEIGHT


@pytest.mark.parametrize(
    "action",
    [
        "/OpenAction<</S/JavaScript/JS(while(true){})>>",
        "/OpenAction<</S/Launch/F(/bin/touch)>>",
        "/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>",
        "/AA<</WC<</S/JavaScript/JS(app.alert(1))>>>>",
        "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(while(1);)>>]>>>>",
    ],
    ids=["javascript", "launch", "address", "closing", "names"],
)
def test_nothing_in_a_pdf_is_run(action: str) -> None:
    found = convert.convert("pdf", files.pdf(catalog_keys=action))

    assert [each.text for each in found.sheets] == ["Epikrise"]


UNREADABLE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty pdf": ("pdf", bytes),
    "cut short pdf": ("pdf", lambda: files.typeset_pdf(3)[:700]),
    "dice pdf": ("pdf", lambda: os.urandom(50_000)),
    "pdf without pages": ("pdf", lambda: files.pdf(0)),
    "pdf in a loop": ("pdf", files.looping_pdf),
    "pdf bomb": ("pdf", files.bomb_pdf),
    "html as pdf": ("pdf", lambda: b"<html><script>alert(1)</script></html>"),
    "empty picture": ("png", bytes),
    "cut short picture": ("png", lambda: files.picture("PNG")[:60]),
    "dice picture": ("png", lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(5_000)),
    "picture bomb": ("png", lambda: files.bomb_png(30_000, 30_000)),
    "picture too large": ("png", lambda: files.bomb_png(13_000, 13_000)),
    "pdf as picture": ("png", files.pdf),
    "svg as picture": ("png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "postscript as picture": (
        "png",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ),
}


@pytest.mark.attack(34)
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_shown_is_unreadable_within_the_limits(name: str) -> None:
    kind, made = UNREADABLE[name]
    data, start = made(), time.monotonic()

    with pytest.raises(Unreadable):
        convert.convert(kind, data)

    assert time.monotonic() - start < convert.SECONDS + SLACK
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert used < convert.MEMORY * 1.05


def test_a_pdf_with_a_password_is_locked() -> None:
    with pytest.raises(Locked):
        convert.convert("pdf", files.encrypted_pdf())


def test_a_pdf_that_is_also_a_web_page_becomes_pictures_only() -> None:
    found = convert.convert("pdf", files.pdf() + b"<html><script>alert(1)</script></html>")

    assert [each.text for each in found.sheets] == ["Epikrise"]


@pytest.mark.parametrize("name", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_becomes_one_sheet(name: str) -> None:
    found = convert.convert("png", files.picture(name))

    assert found.page_count == 1
    assert looked_at(found.sheets[0]).size == (60, 40)


def test_a_picture_is_turned_as_its_camera_was_held() -> None:
    (sheet,) = convert.convert("png", files.picture("JPEG", orientation=6)).sheets

    assert looked_at(sheet).size == (40, 60)


def test_a_large_picture_is_made_smaller() -> None:
    (sheet,) = convert.convert("png", files.bomb_png(8_000, 6_000)).sheets

    assert looked_at(sheet).size == (2_000, 1_500)


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put this script in the place of the child."""

    def put(script: str) -> None:
        program = tmp_path / "child"
        program.write_text(f"#!{sys.executable}\n{script}")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return put


def test_a_child_that_does_not_end_is_ended(
    child: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert, "SECONDS", 1)
    child("import time; time.sleep(600)")

    with pytest.raises(Unreadable):
        convert.convert("pdf", b"")


@pytest.mark.parametrize("said", ["print('no JSON')", "import os; os.abort()", "raise SystemExit"])
def test_a_child_that_says_nothing_sensible_found_nothing(
    said: str, child: Callable[[str], None]
) -> None:
    child(said)

    with pytest.raises(Unreadable):
        convert.convert("pdf", b"")


def test_a_machine_that_can_start_no_child_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(Unreadable):
        convert.convert("pdf", b"")


def test_the_child_is_told_no_secret(
    child: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIS_SECRET_KEY", "hemmelig")
    sheet = "{'number': 1, 'src': '', 'text': ' '.join(os.environ), 'lines': []}"
    child(f"import json, os; print(json.dumps({{'sheets': [{sheet}], 'page_count': 1}}))")

    found: Opened = convert.convert("pdf", b"")

    told = set(found.sheets[0].text.split())
    assert told <= {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LC_CTYPE", "DIS_ENV"}


def test_the_child_can_write_nothing_and_hold_no_more_memory(tmp_path: Path) -> None:
    limits = f"""
import json, resource
from journal import convert
convert._limit()
names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE")
print(json.dumps([resource.getrlimit(getattr(resource, name))[1] for name in names]))
open({str(tmp_path / "new")!r}, "w").write("x")
"""
    done = subprocess.run([sys.executable, "-c", limits], capture_output=True, check=False)

    assert json.loads(done.stdout) == [convert.SECONDS, convert.MEMORY, 0]
    assert not (tmp_path / "new").read_text()


ENDS = {
    "a socket": "import socket; socket.create_connection(('127.0.0.1', {port}))",
    "a pair of sockets": "import socket; socket.socketpair()",
    "a program": "import os; os.execv('/bin/true', ['true'])",
    "a child": "import subprocess; subprocess.run(['/bin/true'])",
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a wall that only Linux has")
@pytest.mark.parametrize("name", ENDS)
def test_the_child_can_open_no_socket_and_start_no_program(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        wanted = ENDS[name].format(port=port)
        script = f"from journal.formats.confining import confine; print(confine()); {wanted}"
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=False, text=True
        )

        assert done.stdout == "True\n"
        assert "PermissionError" in done.stderr
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_the_child_confines_itself_before_it_reads_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    monkeypatch.setattr("journal.convert._limit", lambda: done.append("limit"))
    monkeypatch.setattr("journal.convert.confine", lambda: done.append("confine"))
    monkeypatch.setattr("journal.convert._main", lambda kind, asked: done.append(kind))

    convert.run(["convert", "pdf", "{}"])

    assert done == ["limit", "confine", "pdf"]


def test_no_more_than_two_files_are_opened_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "_TURN_SECONDS", 0)
    with convert._TURNS, convert._TURNS, pytest.raises(convert.Busy):
        convert.convert("png", files.bomb_png(10, 10))

    assert convert.convert("png", files.bomb_png(10, 10)).page_count == 1


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("Blåbær".encode("cp1252"), "text/plain", "Blåbær"),
        (files.typeset_pdf(25), "application/pdf", "Side 25"),
        (rb"{\rtf1\ansi Bl\'e5b\'e6r}", "text/rtf", "Blåbær"),
        (rb"{\rtf1\ansi Bl\'e5b\'e6r}", "application/pdf", "Blåbær"),
        (files.picture("PNG"), "image/png", ""),
        (b"PK\x03\x04", "application/zip", ""),
        (b"", "text/plain", ""),
    ],
    ids=["text", "pdf", "rtf", "rtf that is said to be pdf", "picture", "zip", "nothing"],
)
def test_the_words_of_a_document_are_found_for_search(
    data: bytes, content_type: str, text: str
) -> None:
    found = convert.words(data, content_type)

    assert text in found
    assert bool(found) == bool(text)


def test_there_are_no_words_in_what_is_locked() -> None:
    with pytest.raises(Locked):
        convert.words(files.encrypted_pdf(), "application/pdf")


def test_a_worker_waits_longer_for_its_turn_than_a_page_does() -> None:
    assert convert._PATIENT_SECONDS > convert._TURN_SECONDS * 2

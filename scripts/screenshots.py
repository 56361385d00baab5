"""Owns the pictures of docs/personas: starts a portal of its own, signs in, and takes them.

`make screenshots`. Names are fixed, so a change of a page is a change of one file; days in them are
those of the day they were taken.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from demo.cast.calendar import reference_day
from demo.cast.persons import persons
from scripts.run_tests import find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "personas" / "pictures"
VAR = Path(tempfile.gettempdir()) / f"dis-pictures-{os.getpid()}"
PHONE, TABLET, DESKTOP = (390, 844), (834, 1112), (1366, 768)
LARGEST, LARGEST_TOGETHER = 120_000, 3_000_000
COLOURS = 64
Step = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """One picture: who sits where, and what they do after sign-in."""

    name: str
    person: str
    size: tuple[int, int]
    steps: tuple[Step, ...]
    provider: str = "helseid"
    workplace: str = ""


def goes(address: str) -> Step:
    return lambda page: _arrive(page, address)


def follows(text: str) -> Step:
    return lambda page: page.locator("main").get_by_role("link", name=text).first.click()


def presses(text: str) -> Step:
    return lambda page: page.locator("main").get_by_role("button", name=text).first.click()


def unfolds(text: str) -> Step:
    return lambda page: page.locator("main summary").filter(has_text=text).first.click()


def types(selector: str, text: str) -> Step:
    return lambda page: page.locator(f"main {selector}").first.fill(text)


def searches(words: str) -> Step:
    def step(page: Page) -> None:
        page.locator("main form.dis-search input[type=search]").first.fill(words)
        page.locator("main form.dis-search button[type=submit]").first.click()

    return step


def scrolls_to(selector: str) -> Step:
    script = "element => element.scrollIntoView({block: 'start'})"
    return lambda page: page.locator(selector).first.evaluate(script)


def finds(slug: str) -> Step:
    """Look a patient up by national id. The id is typed and never kept in a picture."""

    def step(page: Page) -> None:
        _arrive(page, "/kliniker/pasient/finn/")
        number = persons(reference_day(VAR, date.max))[slug].national_id
        page.locator("main input[name=national_id]").first.fill(number)
        page.locator("main form").filter(has=page.locator("input[name=national_id]")).locator(
            "button[type=submit]"
        ).first.click()
        page.wait_for_load_state()

    return step


def opens(slug: str) -> Step:
    """Open the record of a patient who is in treatment here: look up, and press once."""

    def step(page: Page) -> None:
        finds(slug)(page)
        page.locator("main button").filter(has_text="Åpne journalen").first.click()
        page.wait_for_load_state()

    return step


_results = scrolls_to("#list")
_EMERGENCY = "Bevisstløs ved innkomst, mistanke om hjerneblødning."
SHOTS = (
    Shot("kari-hjem", "kari", PHONE, (), "idporten"),
    Shot("kari-dokumenter", "kari", PHONE, (goes("/journal/"),), "idporten"),
    Shot("kari-dokument", "kari", PHONE, (goes("/journal/"), follows("høstkontroll")), "idporten"),
    Shot("kari-sok", "kari", PHONE, (goes("/journal/"), searches("nyre"), _results), "idporten"),
    Shot("kari-tidslinje", "kari", TABLET, (goes("/journal/?visning=tidslinje"),), "idporten"),
    Shot("kari-henvendelser", "kari", PHONE, (goes("/henvendelser/"),), "idporten"),
    Shot("kari-innsyn", "kari", DESKTOP, (goes("/innsyn/"),), "idporten"),
    Shot("kari-varsler", "kari", PHONE, (goes("/varsler/"),), "idporten"),
    Shot("kari-personvern", "kari", PHONE, (goes("/personvern/innstillinger/"),), "idporten"),
    Shot("lise-hjem", "kari", PHONE, (presses("Bytt til Lise"),), "idporten"),
    Shot("ola-hjem", "ola", PHONE, (), "idporten"),
    Shot("nils-hjem", "nils", PHONE, (), "idporten"),
    Shot("astrid-fullmakt", "astrid", TABLET, (goes("/fullmakt/"),), "idporten"),
    Shot("astrid-dokumenter", "astrid", TABLET, (goes("/journal/"),), "idporten"),
    Shot("berg-dag", "berg", DESKTOP, (), workplace="Hjerte"),
    Shot(
        "berg-enhet",
        "berg",
        DESKTOP,
        (goes("/kliniker/enhet/?vis=i-behandling"),),
        workplace="Hjerte",
    ),
    Shot("berg-oversikt", "berg", DESKTOP, (opens("kari"),), workplace="Hjerte"),
    Shot(
        "berg-leser",
        "berg",
        DESKTOP,
        (opens("kari"), follows("høstkontroll")),
        workplace="Hjerte",
    ),
    Shot(
        "berg-sok",
        "berg",
        DESKTOP,
        (goes("/kliniker/sok/"), searches("flimmer")),
        workplace="Hjerte",
    ),
    Shot("dahl-hvorfor", "dahl", DESKTOP, (finds("kari"),)),
    Shot("fastlege-oversikt", "fastlege", DESKTOP, (opens("kari"),)),
    Shot(
        "legevakt-nodtilgang",
        "legevakt",
        DESKTOP,
        (
            finds("astrid"),
            types(".dis-emergency textarea", _EMERGENCY),
            scrolls_to(".dis-emergency"),
        ),
    ),
    Shot("sykepleier-enhet", "sykepleier", TABLET, (goes("/kliniker/enhet/"),)),
    Shot("sekretar-dag", "sekretar", DESKTOP, ()),
    Shot("sekretar-oppgaver", "sekretar", DESKTOP, (goes("/oppgaver/"),)),
    Shot("lie-hjem", "lie", DESKTOP, ()),
    Shot("lie-representasjon", "lie", DESKTOP, (goes("/administrasjon/representasjon/"),)),
    Shot("moe-enheter", "moe", DESKTOP, (goes("/administrasjon/enheter/"),)),
    Shot("vik-hjem", "vik", DESKTOP, ()),
    Shot("vik-sak", "vik", DESKTOP, (goes("/gjennomgang/"), follows("Lene Jakobsen"))),
    Shot("vik-varsel", "vik", DESKTOP, (goes("/varsler-innsyn/"), follows("Torill Bakkejord"))),
    Shot("strand-hjem", "strand", DESKTOP, ()),
    Shot("strand-oppslag", "strand", DESKTOP, (goes("/hjelpetelefon/"),)),
)


@contextmanager
def portal() -> Iterator[str]:
    """A portal with a fresh cast, on a free port; stopped and forgotten afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    env = {**os.environ, "PORT": port, "DIS_VAR": str(VAR), "WEB_WORKERS": "1"}
    env["LOG_ANCHOR"] = str(VAR.with_suffix(".anchor"))
    command = [sys.executable, "-m", "demo.stack"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as stack:
        try:
            for line in stack.stdout or ():
                if ready := re.match(r"Ready: (\S+)", line):
                    yield ready[1]
                    break
            else:
                raise SystemExit("The portal did not start; run `make run` to see why.")
        finally:
            stack.send_signal(signal.SIGINT)
            stack.communicate()


def take(browser: Browser, url: str, shot: Shot) -> bytes:
    """Sign in as a person of the cast, do the steps, and give the picture."""
    width, height = shot.size
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    _sign_in(page, shot)
    for step in shot.steps:
        step(page)
        page.wait_for_load_state()
    if failed:
        raise SystemExit(f"{shot.name}: refused or broken on the way: {', '.join(failed)}")
    page.mouse.move(0, 0)
    picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return picture


def _sign_in(page: Page, shot: Shot) -> None:
    way = {"idporten": "pasient", "helseid": "helsepersonell"}[shot.provider]
    _arrive(page, "/")
    page.get_by_role("link", name=f"Logg inn som {way}").click()
    page.locator(f'input[name="person"][value="{shot.person}"]').check()
    page.locator('button[value="sign-in"]').click()
    page.wait_for_load_state()
    hats = page.locator('button[name="hat"]')
    if hats.count():
        hats.filter(has_text=shot.workplace).first.click()
        page.wait_for_load_state()


def _arrive(page: Page, address: str) -> None:
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} answered {answer.status if answer else 'nothing'}")


def compressed(picture: bytes) -> bytes:
    """The picture in few colours, small enough for a repository."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    for colours in (COLOURS, COLOURS // 2, COLOURS // 4):
        kept = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() <= LARGEST:
            return kept.getvalue()
    raise SystemExit(f"A picture does not get smaller than {kept.tell()} bytes")


def main(wanted: list[str]) -> int:
    """Take the pictures, all or those that are named; return the exit code."""
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        with portal() as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            for shot in shots:
                picture = compressed(take(browser, url, shot))
                (FOLDER / f"{shot.name}.png").write_bytes(picture)
                print(f"{shot.name}.png {len(picture) // 1000} kB", flush=True)
            browser.close()
    finally:
        shutil.rmtree(VAR, ignore_errors=True)
    for old in {path.stem for path in FOLDER.glob("*.png")} - {shot.name for shot in SHOTS}:
        (FOLDER / f"{old}.png").unlink()
    together = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{together // 1000} kB in all")
    return 0 if together <= LARGEST_TOGETHER else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

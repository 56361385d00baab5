"""Owns the proof that the guards are guarded: takes each away, and its test must turn red.

Each patch in tests/defects names the row of the attack list, what it breaks, and the test that must
notice. They are tried in copies of the working tree, against one PostgreSQL and one Redis.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from demo.stack import temporary_servers

ROOT = Path(__file__).resolve().parent.parent
DEFECTS = ROOT / "tests" / "defects"
TREES = 2
TESTS_FAILED = 1  # pytest's exit code; others say that it could not run them.
# For `make check`: its tests are green already, and one defect for each row is tried; the others
# are only held against the code. `make defects` tries them all.
IN_CHECK = "--in-check"
# Plugins that take a third of the time of starting, for tests that do without them.
NOT_NEEDED = ("cacheprovider", "hypothesispytest", "pytest_cov", "xdist")
# A defect in one of these makes other tables: it gets a test database that nobody uses after it.
MAKES_TABLES = ("/migrations/", "/rowsecurity.py")


@dataclass(frozen=True)
class Defect:
    file: Path
    row: int
    what: str
    tests: Sequence[str]
    makes_tables: bool

    @classmethod
    def read(cls, file: Path) -> Defect:
        head, patch = file.read_text(encoding="utf-8").split("\ndiff --git", 1)
        row, what = re.findall(r"^Row (\d+): (.+)$", head, re.MULTILINE)[0]
        tests = re.findall(r"^Red: (.+)$", head, re.MULTILINE)
        makes_tables = any(name in patch for name in MAKES_TABLES)
        return cls(file, int(row), what, tests, makes_tables)


@dataclass(frozen=True)
class Verdict:
    defect: Defect
    fault: str
    seconds: float


@dataclass(frozen=True)
class Tree:
    """A copy of the working tree with a test database of its own."""

    folder: Path
    env: Mapping[str, str]
    test_database: str

    def try_out(self, defect: Defect) -> str:
        """Apply the defect and run its test; what is wrong, or nothing."""
        if self._patch(defect):
            return "the patch no longer applies: make it anew"
        try:
            code, told = self.run(defect.tests, keeps_database=not defect.makes_tables)
        finally:
            self._patch(defect, "--reverse")
        if code == 0:
            return "the test stayed green: nothing guards this guard"
        is_red = code == TESTS_FAILED and " failed" in told
        return "" if is_red else f"pytest could not run ({code}): {told}"

    def run(self, tests: Sequence[str], *, keeps_database: bool = True) -> tuple[int, str]:
        """Run the tests; on the database that the run before left here, if it keeps it."""
        without = [option for name in NOT_NEEDED for option in ("-p", f"no:{name}")]
        command = [sys.executable, "-m", "pytest", "-q", "-x", *without, *tests]
        if keeps_database:
            command += ["--reuse-db"] if self._is_clean() else ["--reuse-db", "--create-db"]
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        return done.returncode, (done.stdout + done.stderr)[-400:]

    def _is_clean(self) -> bool:
        """Whether the test database is there, and the run before left no patient in it."""
        try:
            with psycopg.connect(self.test_database) as connection:
                found = connection.execute("SELECT EXISTS (SELECT FROM people_patient)").fetchone()
        except psycopg.Error:
            return False
        return found == (False,)

    def takes(self, defect: Defect) -> bool:
        """Whether the patch still fits the code."""
        return self._patch(defect, "--check") == 0

    def _patch(self, defect: Defect, *options: str) -> int:
        command = ["git", "apply", "-C1", *options, str(defect.file)]
        env = {**self.env, "GIT_CEILING_DIRECTORIES": str(self.folder.parent)}
        return subprocess.run(command, cwd=self.folder, env=env, check=False).returncode


@contextmanager
def trees(count: int) -> Iterator[list[Tree]]:
    with tempfile.TemporaryDirectory(prefix="dis-defects-") as folder, temporary_servers() as urls:
        yield [_tree(Path(folder) / str(number), number, urls) for number in range(count)]


def _tree(folder: Path, number: int, urls: Mapping[str, str]) -> Tree:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    compiled = [str(file.relative_to(ROOT)) for file in ROOT.glob("locale/**/*.mo")]
    for name in [*listed, *compiled]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    # The test database is named after that of the address: each tree has its own.
    own = {name: url.replace("/dis?", f"/dis{number}?") for name, url in urls.items()}
    path = os.pathsep.join([str(folder), str(folder / "dis")])
    database = urls["OWNER_DATABASE_URL"].replace("/dis?", f"/test_dis{number}?")
    return Tree(folder, {**os.environ, **own, "PYTHONPATH": path}, database)


def main(arguments: Sequence[str]) -> int:
    """Try the defects of these rows, or all; the exit code is 1 if one went unnoticed."""
    in_check = IN_CHECK in arguments
    rows = [each for each in arguments if each != IN_CHECK]
    found = [Defect.read(file) for file in sorted(DEFECTS.glob("*.patch"))]
    found = [defect for defect in found if not rows or str(defect.row) in rows]
    with trees(TREES) as copies, ThreadPoolExecutor(TREES) as workers:
        stale = [defect.file.name for defect in found if not copies[0].takes(defect)]
        told = "" if in_check else _red_without(copies[0], found)
        if stale or told:
            print("\n".join(["Make these patches anew, or the tests green:", *stale, told]))
            return 1
        chosen = list({defect.row: defect for defect in found}.values()) if in_check else found
        verdicts = list(_told(workers.map(_judge(copies), chosen)))
    faults = [verdict for verdict in verdicts if verdict.fault]
    print(f"{len(chosen)} of {len(found)} defects tried, {len(faults)} unnoticed")
    return 1 if faults else 0


def _judge(copies: Sequence[Tree]) -> Callable[[Defect], Verdict]:
    """Give what tries a defect in whichever tree is free."""
    free: queue.Queue[Tree] = queue.Queue()
    for tree in copies:
        free.put(tree)

    def judge(defect: Defect) -> Verdict:
        tree, start = free.get(), time.monotonic()
        try:
            fault = tree.try_out(defect)
        finally:
            free.put(tree)
        return Verdict(defect, fault, time.monotonic() - start)

    return judge


def _red_without(tree: Tree, found: Sequence[Defect]) -> str:
    """What the tests say where they are not green without any defect."""
    print("Running the tests without defects", flush=True)
    code, told = tree.run(sorted({test for defect in found for test in defect.tests}))
    return told if code else ""


def _told(verdicts: Iterator[Verdict]) -> Iterator[Verdict]:
    for verdict in verdicts:
        defect = verdict.defect
        word = verdict.fault or "noticed"
        print(f"{defect.row:>3}  {verdict.seconds:5.1f} s  {defect.what}  {word}", flush=True)
        yield verdict


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

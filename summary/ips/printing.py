"""The summary as a PDF for reading, printing and screen readers (PDF/UA-1)."""

import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

_TEMPLATE = Path(__file__).parent / "summary.typ"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_typesetting = threading.Lock()


def pdf_file(content: dict[str, Any]) -> bytes:
    """Set what `presenters.pdf` has made."""
    text = json.dumps(_visible(content), ensure_ascii=False)
    with _typesetting:  # One compiler, and the many threads of a server.
        made = _compiler().compile(
            format="pdf", sys_inputs={"summary": text}, pdf_standards=["ua-1"]
        )
    if not isinstance(made, bytes):
        raise TypeError("A PDF is one file.")
    return made


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROLS.sub(" ", value)
    if isinstance(value, dict):
        return {name: _visible(each) for name, each in value.items()}
    return [_visible(each) for each in value] if isinstance(value, list) else value


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE, ignore_system_fonts=True)

"""Log lines: one a line, no control characters, no national identity numbers."""

import json
import logging

import pytest

from common.identifiers import with_check_digits
from common.logs import MASK, JsonFormatter

NUMBER = str(with_check_digits("148314990") or with_check_digits("148314991"))


def _line(message: str, *args: object) -> str:
    record = logging.LogRecord("dis", logging.INFO, __file__, 1, message, args, None)
    return JsonFormatter().format(record)


@pytest.mark.parametrize("hostile", ["a\r\nb", "a\x1b[31mb", 'a","level":"x', "a\u2028b"])
def test_nobody_can_forge_a_line(hostile: str) -> None:
    line = _line("said %s", hostile)

    assert line.isprintable()
    assert json.loads(line)["message"] == f"said {hostile}"


def test_a_national_id_never_reaches_the_log() -> None:
    line = _line("looked up %s and %s", NUMBER, f"{NUMBER[:6]} {NUMBER[6:]}")

    assert NUMBER not in line
    assert NUMBER[6:] not in line
    assert json.loads(line)["message"] == f"looked up {MASK} and {MASK}"


def test_a_national_id_in_an_exception_is_masked_too() -> None:
    try:
        raise ValueError(f"no {NUMBER}")
    except ValueError as error:
        record = logging.LogRecord("dis", logging.ERROR, __file__, 1, "failed", (), None)
        record.exc_info = (type(error), error, error.__traceback__)

    assert NUMBER not in JsonFormatter().format(record)

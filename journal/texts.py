"""Text that senders wrote, as it may be shown and searched: short, without national ids."""

import html
import re
from typing import Any

from common.logs import masked

# No `<` within: a text of brackets alone would take time in the square of its length.
_MARKS = re.compile(r"<[^<>]*>")
_MOST_MARKED = 20_000
# Between the words of a document and those of each thing attached to it, in their order. It stands
# in no text that is read in: control characters are taken out of those.
PARTING = "\x1e"


def words_of(value: Any, most: int) -> str:
    """The text, without the national ids that may stand in it."""
    return masked(str(value or ""))[:most]


def words_in_marks(value: Any, most: int) -> str:
    """The words of a narrative, as one line of plain text."""
    plain = html.unescape(_MARKS.sub(" ", str(value or "")[:_MOST_MARKED]))
    return words_of(" ".join(plain.split()), most)

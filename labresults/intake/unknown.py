"""Codes that no list here has a name for: how often they came, for who keeps the lists."""

from collections import Counter
from collections.abc import Iterable

from common import clock
from common.identifiers import national_ids_in
from common.statements import asked
from labresults import analytes
from labresults.kith.reports import Report, examined

_LONGEST, _LONGEST_WORDS = 200, 300
# In one order for all who count at the same time.
_NOTE = """
INSERT INTO labresults_unknowncode
  (id, system, code, display, count, first_seen_at, last_seen_at)
SELECT gen_random_uuid(), system, code, display, count, %s, %s
FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[]) AS seen(system, code, display, count)
ORDER BY system, code
ON CONFLICT (system, code) DO UPDATE SET
  count = labresults_unknowncode.count + EXCLUDED.count,
  last_seen_at = greatest(labresults_unknowncode.last_seen_at, EXCLUDED.last_seen_at),
  display = CASE WHEN EXCLUDED.display = '' THEN labresults_unknowncode.display
            ELSE EXCLUDED.display END
"""


def note(reports: Iterable[Report]) -> None:
    """Count what was examined and has no code that is known. Any of its codes is enough."""
    counts: Counter[tuple[str, str]] = Counter()
    words: dict[tuple[str, str], str] = {}
    for report in reports:
        for codings in examined(report):
            if any(analytes.is_known(each.get("system", ""), each["code"]) for each in codings):
                continue
            for each in codings[:1]:
                key = _short(each.get("system", "")), _short(each["code"])
                counts[key] += 1
                words[key] = _words(each.get("display", ""))
    keys = sorted(key for key in counts if not national_ids_in(" ".join(key)))
    if not keys:
        return
    now = clock.now()
    systems, codes = [key[0] for key in keys], [key[1] for key in keys]
    displays, numbers = [words[key] for key in keys], [counts[key] for key in keys]
    asked(_NOTE, [now, now, systems, codes, displays, numbers])


def _short(text: str) -> str:
    return text[:_LONGEST]


def _words(text: str) -> str:
    """Without numbers of people: this list is about codes."""
    return "" if national_ids_in(text) else text[:_LONGEST_WORDS]

"""Where the published examples lie that some tests read; without them they skip, saying so."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
EXAMPLES = Path(os.environ.get("EXAMPLES", _DEFAULT))

needed = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason=f"no published examples at {EXAMPLES} (set EXAMPLES)"
)

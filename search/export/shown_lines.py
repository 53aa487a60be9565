"""Lines of a text as documents show them."""

from __future__ import annotations

import re
from typing import Final

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot represent, and what no reader shows."""


def shown_lines(text: str) -> list[str]:
    """The lines without control characters; otherwise exactly as they are, with their spaces and marks."""
    return [_UNWRITABLE.sub("", line) for line in text.splitlines()] or [""]

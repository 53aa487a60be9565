"""Names of files that are taken away: what is asked, as far as a file's name can have it."""

from __future__ import annotations

import re
from typing import Final

_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_MOST: Final = 40
"""Code points."""


def in_name(text: str) -> str:
    """The text, or its beginning, as part of a file's name on any system; "" where nothing of it can be."""
    return _NOT_IN_NAMES.sub(" ", text).strip(" .")[:_MOST].strip()

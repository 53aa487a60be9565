"""The bounds of what only the API asks for."""

from typing import Final

MAX_BEST: Final = 20
"""Paragraphs of each report."""
MAX_WIDTH: Final = 200
"""Characters on each side of an occurrence."""
DEFAULT_WIDTH: Final = 20
MAX_PARAGRAPH: Final = 10_000_000

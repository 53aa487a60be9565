"""Bounds of parameters that only the API has."""

from typing import Final

MAX_BEST: Final = 20
"""Paragraphs per report."""
MAX_WIDTH: Final = 200
"""Code points on each side of an occurrence."""
DEFAULT_WIDTH: Final = 20
MAX_PARAGRAPH: Final = 10_000_000

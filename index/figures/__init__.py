"""Figures of Chinese reports: the numbers that count or measure something, read from a paragraph's text.

Segments keep what is read here: SCHEMA_VERSION is raised when that changes.
"""

from index.figure import BOUNDS, Bound, Figure
from index.figures.extraction import figures_in, figures_of

__all__ = ["BOUNDS", "Bound", "Figure", "figures_in", "figures_of"]

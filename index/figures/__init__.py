"""Figures of Chinese reports: the numbers that count or measure something, read from a paragraph's text."""

from index.figures.extraction import figures_in, figures_of
from index.figures.figure import BOUNDS, Bound, Figure

__all__ = ["BOUNDS", "Bound", "Figure", "figures_in", "figures_of"]

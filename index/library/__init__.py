"""The library: adding files to it, and what is understood of each report, and by whose word."""

from index.library.understood import STEP_LABELS, Understood, candidates

__all__ = ["STEP_LABELS", "Understood", "candidates"]

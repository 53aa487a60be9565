"""Cleaning of saved pages at reading: repair of damaged text, removal of boilerplate."""

from typing import TYPE_CHECKING, Any

from index.reading.cleaning.version import CLEANING_VERSION

if TYPE_CHECKING:
    from index.reading.cleaning.line import CleanedLine, CleanedPage, Fate, Line
    from index.reading.cleaning.pipeline import STEPS, clean_page
    from index.reading.cleaning.step import Mended, Step

__all__ = ["CLEANING_VERSION", "STEPS", "CleanedLine", "CleanedPage", "Fate", "Line", "Mended", "Step", "clean_page"]


def __getattr__(name: str) -> Any:
    # Every query needs the version; only reading pages needs the steps and their patterns.
    if name not in __all__:
        raise AttributeError(name)
    from index.reading.cleaning import line, pipeline, step

    return next(getattr(module, name) for module in (pipeline, line, step) if hasattr(module, name))

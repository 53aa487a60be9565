"""Segmenting with jieba, as on a machine for which rjieba has no wheel."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import pytest

from index.analysis import segmentation, tagging
from index.reading import organs

Package = Literal["rjieba", "jieba"]


@contextmanager
def segmenting_with(package: Package) -> Iterator[None]:
    """Let that package segment and tag whatever is segmented first in here, in this process."""
    _forget()
    with pytest.MonkeyPatch.context() as patch:
        if package == "jieba":
            patch.setitem(sys.modules, "rjieba", None)
            patch.setattr(segmentation, "version", _version_without_rjieba)
        yield
    _forget()


def _version_without_rjieba(package: str) -> str:
    if package == "rjieba":
        raise PackageNotFoundError(package)
    return version(package)


def _forget() -> None:
    """What was loaded."""
    segmentation.segmenter_name.cache_clear()
    segmentation._make_cutter.cache_clear()
    segmentation._PLAIN.__dict__.pop("_cutter", None)
    tagging._tagger.cache_clear()
    organs._is_word_start.cache_clear()

"""Simplified script for comparing and naming; stored text is never converted."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@cache
def _converter(config: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(config)


def simplified(text: str) -> str:
    """The text in simplified script."""
    return str(_converter("t2s").convert(text))


def standard_traditional(text: str) -> str:
    """The text in OpenCC's standard traditional script."""
    return str(_converter("s2t").convert(text))


def twins(character: str) -> str:
    """The character with its simplified and traditional forms."""
    return character + str(_converter("t2s").convert(character)) + str(_converter("s2t").convert(character))

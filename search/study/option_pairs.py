"""The options of studies as pairs of an address, without those that say what is usual."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any, Final

from index.analysis import well_formed
from search.request import SearchRequest
from search.study.addresses import EVERYTHING
from search.study.collocates import DEFAULT_WINDOW, MEASURES
from search.study.figure_rows import FIGURE_SORTS, FigureFilter
from search.study.keyness import DIRECTIONS, KEYNESS_SORTS
from search.study.token_kinds import LEFT_OUT, TOKEN_KINDS, TokenKind

Pairs = list[tuple[str, str]]
LEAST_OF_NEW: Final = 2
"""Occurrences of what is compared as new, usually."""
_KEYNESS: Final = {"n": 1, "terms": False, "part": "", "sort": KEYNESS_SORTS[0], "direction": DIRECTIONS[0], "least": 1}
_COLLOCATES: Final = {"window": DEFAULT_WINDOW, "measure": MEASURES[0], "across": False, "part": "", "least": 1}
_FIGURES: Final = {"in_sentence": False, "sort": FIGURE_SORTS[0], "by": ""}


def word_pairs(options: Mapping[str, Any]) -> Pairs:
    """Options of `words`."""
    sort = "c_value" if options.get("terms") else "count"
    return _other_than({"n": 1, "terms": False, "part": "", "sort": sort}, options) + kind_pairs(options)


def keyness_pairs(options: Mapping[str, Any]) -> Pairs:
    """Options of `keyness`."""
    return _query("against", options.get("reference")) + _other_than(_KEYNESS, options) + kind_pairs(options)


def new_pairs(options: Mapping[str, Any]) -> Pairs:
    """Options of `new`."""
    return _query("since", options.get("since")) + _other_than({"least": LEAST_OF_NEW}, options) + kind_pairs(options)


def collocate_pairs(options: Mapping[str, Any]) -> Pairs:
    """Options of `collocates`."""
    return _other_than(_COLLOCATES, options) + kind_pairs(options)


def figure_pairs(options: Mapping[str, Any]) -> Pairs:
    """Options of `figures`."""
    wanted = options.get("wanted") or FigureFilter()
    filters = [(each.name, _written(getattr(wanted, each.name))) for each in fields(wanted)]
    return [pair for pair in filters if pair[1]] + _other_than(_FIGURES, options)


def kind_pairs(options: Mapping[str, Any]) -> Pairs:
    """The kinds of words that are let in, or left out, besides the usual ones."""
    out: Collection[TokenKind] = options.get("left_out", LEFT_OUT)
    let_in: Pairs = [("with", kind) for kind in TOKEN_KINDS if kind in LEFT_OUT and kind not in out]
    return let_in + [("without", kind) for kind in TOKEN_KINDS if kind in out and kind not in LEFT_OUT]


def _other_than(usual: Mapping[str, Any], options: Mapping[str, Any]) -> Pairs:
    given = ((name, options.get(name, value), value) for name, value in usual.items())
    return [(name, _written(value)) for name, value, plain in given if value != plain]


def _query(name: str, other: SearchRequest | None) -> Pairs:
    """The other selection; none where it is the rest, as which the page takes an empty field."""
    return [] if other is None else [(name, well_formed(other.query).strip() or EVERYTHING)]


def _written(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "1" if value is True else str(value)

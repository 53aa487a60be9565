"""Texts with some spans of them marked, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from search.result import Span
from search.snippet import Piece
from web.shown.script import marked


def with_marks(text: str, spans: Sequence[Span]) -> Markup:
    """The text in the request's script, with these spans (code points, ascending, apart) in `mark`."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    starts = {start for start, _ in spans}
    return marked([Piece(text[start:end], start in starts, False) for start, end in pairwise(edges) if start < end])

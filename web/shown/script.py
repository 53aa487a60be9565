"""Script of shown texts: conversion to simplified or traditional, with highlights kept in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from flask import g, has_request_context, request
from markupsafe import Markup

from index.analysis import fold
from index.errors import RequestError
from index.language import gettext, listed
from index.language import language as ui_language
from index.script import language, simplified, traditional
from search.result import Span
from search.snippet import Piece
from web.shown.escaping import escaped_all

Script = Literal["original", "zh-Hans", "zh-Hant"]
SCRIPTS: Final[tuple[Script, ...]] = ("original", "zh-Hans", "zh-Hant")
COOKIE: Final = "script"
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_APART: Final = ' class="word"'


def script() -> Script:
    """Script to show texts in: the address's, else the reader's cookie, else "original".

    Raises RequestError if the address names an unknown one.
    """
    try:
        # Cached per request: a page asks for every hit.
        chosen: Script = g.script
    except (AttributeError, RuntimeError):
        if not has_request_context():
            return "original"
        chosen = g.script = named_script(request.args.get(COOKIE, "")) or _chosen()
    return chosen


def shown_script() -> Script:
    """As `script`, but "original" if the address names an unknown one: the error's page has a script too."""
    try:
        return script()
    except RequestError:
        return "original"


def named_script(name: str) -> Script | None:
    """The script of this name, or None for ""; raises RequestError for anything else."""
    if not name:
        return None
    if name not in SCRIPTS:
        raise RequestError(
            gettext("没有这种字形：%(name)s", name=name[:20]),
            next_step=gettext("可用 %(names)s", names=listed(SCRIPTS)),
        )
    return name


def tongue(text: str) -> str:
    """BCP 47 tag of a Chinese text on a page in another language; "" where the page's own says it.

    For a text with Chinese characters in it, as a name or a query.
    """
    return language(text) if ui_language() == "en" and _HAN.search(text) else ""


def tongue_attribute(text: str) -> Markup:
    """The attribute of an element that has this text, with its `tongue`, if it is to be told."""
    tag = tongue(text)
    return Markup(f' lang="{tag}"') if tag else Markup()


def shown(text: str, spans: Sequence[Span] = (), script: Script = "original") -> tuple[str, tuple[Span, ...]]:
    """The text in this script, and the spans moved to the same words in it.

    spans: half-open, in code points, sorted, not overlapping; so are those returned.
    """
    if script == "original" or not text:
        return text, tuple(spans)
    convert = simplified if script == "zh-Hans" else _traditional_once
    converted = convert(text)
    # Offsets hold if each character was replaced by its counterpart.
    if len(converted) == len(text) and fold(converted) == fold(text):
        return converted, tuple(spans)
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    moved, pieces = {0: 0}, []
    for start, end in pairwise(edges):
        pieces.append(convert(text[start:end]))
        moved[end] = moved[start] + len(pieces[-1])
    return "".join(pieces), tuple((moved[start], moved[end]) for start, end in spans)


def _traditional_once(text: str) -> str:
    """Leaves traditional text unchanged: 咸陽 must not become 鹹陽."""
    return text if language(text) == "zh-Hant" else traditional(text)


def shown_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a text in the request's script."""
    wanted = script()
    if wanted == "original" or not pieces:
        return tuple(pieces)
    spans: list[Span] = []
    words: list[bool] = []
    at = 0
    for piece in pieces:
        if piece.marked:
            spans.append((at, at + len(piece.text)))
            words.append(piece.word)
        at += len(piece.text)
    text, spans_shown = shown("".join(piece.text for piece in pieces), spans, wanted)
    edges = sorted({0, len(text), *(edge for span in spans_shown for edge in span)})
    marked = {start: word for (start, _), word in zip(spans_shown, words, strict=True)}
    return tuple(
        Piece(text[start:end], start in marked, marked.get(start, False))
        for start, end in pairwise(edges)
        if start < end
    )


def marked(pieces: Sequence[Piece]) -> Markup:
    """The pieces in the request's script, as HTML."""
    return as_html(shown_pieces(pieces))


def as_html(pieces: Sequence[Piece]) -> Markup:
    """The pieces as HTML: marked ones in `mark`, words that stand apart in a class of it."""
    texts = escaped_all([piece.text for piece in pieces])
    return Markup(
        "".join(
            [
                f"<mark{_APART if piece.word else ''}>{text}</mark>" if piece.marked else text
                for text, piece in zip(texts, pieces, strict=True)
            ]
        )
    )


def in_script(text: str) -> str:
    """The text in the request's script."""
    return shown(text, (), script())[0]


def shown_language(language: str) -> str:
    """BCP 47 tag of a text written in `language`, as shown in the request's script."""
    wanted = script()
    return language if wanted == "original" else wanted


def _chosen() -> Script:
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in SCRIPTS else "original"

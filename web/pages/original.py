"""Comparison of a report's saved page with its cleaned text, side by side, changes highlighted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from flask import render_template

from index.errors import ReadDenied, ReadError
from index.library import STEP_LABELS
from index.names import readable
from index.reading import is_cleaned
from index.reading.differences import differences
from index.reading.provenance import OriginalLine, original_lines
from search.engine.searcher import Searcher
from search.origin import origin
from search.result import ReportText
from search.snippet import Piece, marked_pieces
from web.asked.parameters import Parameters
from web.serving.conditional import not_repeatable


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of the saved page; marked pieces are those that cleaning removed (original) or inserted (cleaned)."""

    line: OriginalLine
    number: int
    original: tuple[Piece, ...]
    cleaned: tuple[Piece, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Labels of the steps that changed the line."""
        steps = self.line.steps + (("boilerplate",) if self.line.fate == "boilerplate" else ())
        return tuple(STEP_LABELS.get(step, step) for step in steps)


def original_page(opened: Searcher, text: ReportText, asked: Parameters, *, every_line: bool, language: str) -> str:
    """The comparison page of this report; if its source cannot be read, without lines and with the reason.

    every_line: include unchanged lines. language: BCP 47 tag of the report's text.
    """
    # The saved page may be changed or removed without a commit.
    not_repeatable()
    came_from = origin(opened.meta(text.summary.id))
    lines: tuple[OriginalLine, ...] = ()
    complaint: ReadError | None = None
    if is_cleaned(came_from.path):
        try:
            lines = original_lines(came_from.path, [each.text for each in text.paragraphs])
        except ReadError as error:
            complaint = ReadError(error.message) if isinstance(error, ReadDenied) else error
    compared = [_compared(line, number) for number, line in enumerate(lines) if every_line or line.changed]
    return render_template(
        "original.html",
        report=text,
        asked=asked,
        origin=came_from,
        file_name=readable(came_from.path.name),
        taken_as_is=not is_cleaned(came_from.path),
        complaint=complaint,
        every_line=every_line,
        total=len(lines),
        changed=sum(line.changed for line in lines),
        lines=compared,
        step_labels=STEP_LABELS,
        language=language,
    )


def _compared(line: OriginalLine, number: int) -> ComparedLine:
    if line.fate != "kept":
        return ComparedLine(line, number, (Piece(line.original, True),), ())
    removed, added = differences(line.original, line.cleaned)
    before = (
        Piece(_visible(piece.text), True) if piece.marked else piece for piece in marked_pieces(line.original, removed)
    )
    return ComparedLine(line, number, tuple(before), marked_pieces(line.cleaned, added))


def _visible(text: str) -> str:
    """Removed text made visible: spaces as ␣ if there is nothing else, invisible characters by code point."""
    blank = not text.strip()
    return "".join(
        f"‹U+{ord(sign):04X}›"
        if unicodedata.category(sign) in ("Cf", "Cc", "Co") and not sign.isspace()
        else "␣"
        if blank
        else sign
        for sign in text
    )

"""Spans of texts in documents, as the reference evaluation holds them."""

from typing import Any

Documents = set[int]
Starts = dict[int, list[int]]
"""For each document with a text, where it stands there (code points), ascending."""
Span = tuple[int, int]
Marks = dict[int, set[Span]]


def marks_of(starts: Starts, length: int) -> Marks:
    """The spans of a text of this length that stands there."""
    return {number: {(start, start + length) for start in own} for number, own in starts.items()}


def add(marks: Marks, more: Marks, documents: Documents) -> None:
    """Add to `marks` what is marked in `documents`."""
    for number in more.keys() & documents:
        marks[number] = marks.get(number, set()) | more[number]


def kept(marks: Marks, keep: Any) -> Marks:
    return {number: {span for span in own if keep(number, span)} for number, own in marks.items()}

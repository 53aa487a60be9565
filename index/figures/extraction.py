"""Figures of texts: amounts with what they count, in code points of the texts as they are stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from index.analysis.batch import Batch
from index.analysis.searched import Searched
from index.figure import Figure
from index.figures.amounts import Amount, amounts_in
from index.figures.changes import changes_of
from index.figures.counted import Placed, counted
from index.figures.gaps import closed
from index.figures.noun_phrases import NOTHING, Span
from index.figures.numerals import number_of
from index.figures.promising import promising

_Map = Callable[[int, int], Span]
_SENTENCE: Final = re.compile('[^。!?;…]*(?:[。!?;…]+[”’」』")》]*|$)')


def figures_of(text: str) -> list[Figure]:
    """The figures of one text, in order."""
    return next(iter(figures_in(Batch([text]))))


def figures_in(batch: Batch) -> Iterator[list[Figure]]:
    """The figures of each text of a batch, in order."""
    starts = promising(batch)
    for number, text in enumerate(batch.for_words):
        yield _figures(batch, number, text, starts[number]) if number in starts else []


def _figures(batch: Batch, number: int, text: str, starts: Sequence[int]) -> list[Figure]:
    without_gaps = closed(text)
    read = without_gaps.text if without_gaps else text
    amounts = list(amounts_in(read, without_gaps.closed(starts) if without_gaps else starts))
    if not amounts:
        return []
    shown = batch.texts[number]
    to_shown = without_gaps.original if without_gaps else _same
    to_original = Searched(shown, shifts).original if (shifts := batch.shifts.get(number, ())) else _same
    original = partial(_through, to_shown, to_original) if without_gaps else to_original

    sentences = _sentences(read, amounts)
    placed = [Placed(*each[:2], each.unit, own) for each, own in zip(amounts, sentences, strict=True)]
    spans = counted(read, placed)
    changes = changes_of(read, amounts, spans)
    return [
        Figure(
            *original(each.start, each.end),
            number=number_of(each.low),
            high=None if each.high is None else number_of(each.high),
            unit=each.unit,
            bound=each.bound,
            counts="" if span == NOTHING or read[slice(*span)].isdigit() else shown[slice(*to_shown(*span))],
            sentence=original(*sentence),
            change=change,
        )
        for each, span, sentence, change in zip(amounts, spans, sentences, changes, strict=True)
    ]


def _sentences(text: str, amounts: Sequence[Amount]) -> list[Span]:
    """The sentence of each amount."""
    ends = _SENTENCE.finditer(text)
    start, end = next(ends).span()
    found = []
    for amount in amounts:
        while amount.start >= end:
            start, end = next(ends).span()
        found.append((start, end))
    return found


def _through(first: _Map, second: _Map, start: int, end: int) -> Span:
    """The span that the second map makes of that of the first."""
    return second(*first(start, end))


def _same(start: int, end: int) -> Span:
    return start, end

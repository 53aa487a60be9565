"""Cleaning pipeline: the ordered steps, and their application to a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index.reading.cleaning import boilerplate, repair
from index.reading.cleaning.characters import InvisibleCharacters
from index.reading.cleaning.entities import Entities
from index.reading.cleaning.line import CleanedLine, CleanedPage, Fate, Line
from index.reading.cleaning.lost_bytes import LostBytes, shows_damage
from index.reading.cleaning.pinyin import InjectedPinyin
from index.reading.cleaning.places import moved
from index.reading.cleaning.punctuation import DoubledPunctuation
from index.reading.cleaning.repair import Restoration, restore_page
from index.reading.cleaning.step import Step
from index.reading.cleaning.whitespace import StraySpaces
from index.report import Change

# Entities hide spaces and signs, so they come early; boilerplate rules need mended words, so they come last.
STEPS: Final[tuple[Step, ...]] = (
    InvisibleCharacters(),
    Entities(),
    InjectedPinyin(),
    LostBytes(),
    DoubledPunctuation(),
    StraySpaces(),
)
_NAMES: Final = (repair.NAME, *(step.name for step in STEPS))


class _Record:
    """Change counts per step."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int]] = {}

    def add(self, step: str, count: int, removed: int) -> None:
        counted, cut = self._counts.get(step, (0, 0))
        self._counts[step] = counted + count, cut + removed

    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(name, *self._counts[name]) for name in (*_NAMES, boilerplate.NAME) if name in self._counts)


def clean_page(lines: Sequence[Line], *, of_site: bool = True) -> CleanedPage:
    """Repair what lost bytes tore, mend every line, then remove boilerplate.

    Guarantee: idempotent on the result's lines, and every change is recorded.

    of_site: whether a site's lines may stand under the text; a typed document keeps all that stands there.
    """
    record = _Record()
    whole = restore_page([line.text for line in lines])
    mended = [_mend(line, torn, record) for line, torn in zip(lines, whole, strict=True)]
    full = [place for place, (line, _) in enumerate(mended) if line.text]
    cut = boilerplate.cut_boilerplate([mended[place][0] for place in full], of_site=of_site)
    kept, head, tail = (tuple(mended[full[at]][0] for at in places) for places in (cut.kept, cut.head, cut.tail))
    if head or tail:
        record.add(boilerplate.NAME, len(head + tail), sum(len(line.text) for line in head + tail))
    fates: dict[int, Fate] = {**dict.fromkeys(full, "boilerplate"), **{full[at]: "kept" for at in cut.kept}}
    trace = tuple(CleanedLine(line, steps, fates.get(place, "empty")) for place, (line, steps) in enumerate(mended))
    return CleanedPage(kept, cut.top, head, tail, record.changes(), trace)


def _mend(line: Line, torn: Restoration, record: _Record) -> tuple[Line, tuple[str, ...]]:
    """The line after the repair and the steps, repeated to a fixed point, and the names of those that changed it.

    Terminates: no step lengthens a line, and those that keep its length leave fewer characters to replace.
    """
    text, worked = torn.text, set[str]()
    if torn.places:
        record.add(repair.NAME, len(torn.places), len(line.text) - len(text))
        worked.add(repair.NAME)
    while True:
        before = text
        for step in STEPS:
            mended = step.mend(text)
            if mended.places:
                record.add(step.name, mended.places, len(text) - len(mended.text))
                worked.add(step.name)
            text = mended.text
        if text == before:
            break
    damaged = line.damaged or bool(torn.left) or LostBytes.name in worked or shows_damage(text)
    places = sorted((*moved(line.restored, line.text, torn.text), *torn.places))
    restored = moved(places, torn.text, text)
    return replace(line, text=text, damaged=damaged, restored=restored), tuple(n for n in _NAMES if n in worked)

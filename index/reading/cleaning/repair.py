"""Exact repair of text that a byte-wise injection of pinyin tore apart: `要?jiǎng)?wù)` was `要務`.

Data flow: a line -> its signs as evidence of bytes (torn.py) -> every way to realign the bytes from a residue to where
characters are whole again (trellis.py) -> the best wordings by the dictionary's words (likelihood.py, wordings.py) ->
only those that give exactly the line's signs when damaged again (damage_model.py) -> the best of them, if no other is
near it. What is not accepted stays as it is, and the step for lost bytes flags it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final, NamedTuple

from index.reading.cleaning.damage_model import damaged, encode
from index.reading.cleaning.readings import is_reading
from index.reading.cleaning.step import Mended
from index.reading.cleaning.torn import Sign, signs
from index.reading.cleaning.trellis import UNKNOWN_SIGN, Site, Trellis
from index.reading.cleaning.wordings import Budget, Stretch, Wording, best_wordings

_RESIDUE: Final = re.compile(r"\?[a-zü]{0,5}[\u00e0-\u01dc][a-zü]{0,5}\)")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_MARGIN: Final = 4.0
"""How much likelier than the next the accepted wording must be (natural logarithm)."""
_STEPS: Final = 4_000
_STEPS_PER_LINE: Final = 24_000
_CONTEXT: Final = 6
_OVERLAPPING: Final = 5


class Restored(NamedTuple):
    """A restored place: half-open span in the mended line (code points), and what stood there."""

    start: int
    end: int
    raw: str


class Restoration(NamedTuple):
    """A line after the repair, and its restored places in order."""

    text: str
    places: tuple[Restored, ...]


class TornCharacters:
    """Restores characters that an injected reading tore, where one wording alone explains what is left."""

    name = "restored"

    def mend(self, text: str) -> Mended:
        """Restore what is certain."""
        restoration = restore(text)
        return Mended(restoration.text, len(restoration.places))


def restore(line: str) -> Restoration:
    """The line with every torn place restored that has one clear wording; others are as given.

    A line without `?` and a reading behind it is given back. Each restored wording, damaged again, gives exactly the
    signs that stood there.
    """
    if not _RESIDUE.search(line):
        return Restoration(line, ())
    all_signs = signs(line)
    table = _table_of(all_signs)
    budget = Budget(_STEPS_PER_LINE)
    done: list[str] = []
    places: list[Restored] = []
    length = at = 0
    for first, last, text in _accepted(line, all_signs, table, budget):
        kept = line[at : all_signs[first].start]
        raw = line[all_signs[first].start : (at := all_signs[last - 1].end)]
        places.append(Restored(length + len(kept), length + len(kept) + len(text), raw))
        done += (kept, text)
        length += len(kept) + len(text)
    return Restoration("".join(done) + line[at:], tuple(places))


def _accepted(
    line: str, all_signs: Sequence[Sign], table: dict[str, str], budget: Budget
) -> Iterator[tuple[int, int, str]]:
    """Places that are certain: first sign, end, and the wording between."""
    free = 0
    for residue, sign in enumerate(all_signs):
        if sign.evidence != "residue" or residue < free:
            continue
        start = max(free, residue - _CONTEXT)
        while start < residue and all_signs[start].evidence not in {"pair", "other"}:
            start += 1
        for site in _sites(line):
            here = Budget(min(_STEPS, budget.left))
            before = here.left
            stretch = best_wordings(Trellis(line, all_signs, site), all_signs, start, residue, here)
            budget.left -= before - here.left
            chosen = _choose(all_signs, stretch, table, site)
            if chosen is not None:
                yield _trimmed(all_signs, stretch, chosen)
                break
        # Behind a place that is not understood, a residue does not tell what is in step.
        free = max(stretch.end, residue + 1)


def _sites(line: str) -> Iterator[Site]:
    yield Site()
    private = bool(_PRIVATE.search(line))
    if not private:
        yield Site(drops_private=True)
    yield Site(drops_torn=True)
    if not private:
        yield Site(drops_private=True, drops_torn=True)


def _table_of(all_signs: Sequence[Sign]) -> dict[str, str]:
    """Characters of the site's table that the line shows, with their readings."""
    return {
        before.text: sign.reading
        for before, sign in zip(all_signs, all_signs[1:], strict=False)
        if sign.evidence == "bracket" and before.evidence == "pair" and is_reading(before.text, sign.reading)
    }


def _choose(all_signs: Sequence[Sign], stretch: Stretch, table: dict[str, str], site: Site) -> str | None:
    """The wording that damages to what stands there and is clearly the likeliest of these."""
    stood = "".join(sign.text for sign in all_signs[stretch.start : stretch.end])
    fitting: list[Wording] = []
    for wording in stretch.wordings:
        if fitting and fitting[0].weight - wording.weight > _MARGIN:
            break
        if UNKNOWN_SIGN in wording.text or _explains(wording, stood, table, site):
            fitting.append(wording)
    if len(fitting) != 1 or UNKNOWN_SIGN in fitting[0].text:
        return None
    return fitting[0].text


def _explains(wording: Wording, stood: str, table: dict[str, str], site: Site) -> bool:
    """Whether the wording, damaged with the readings met, gives what stood there."""
    readings = table | dict(wording.table)
    if any(readings[character] != reading for character, reading in wording.table):
        return False
    try:
        encoded = encode(wording.text)
    except UnicodeEncodeError:
        return False
    readings = {character: reading for character, reading in readings.items() if encode(character) in encoded}
    for order in _orders(readings, encoded):
        shown = damaged(
            wording.text, order, drops_private=site.drops_private, drops_torn=site.drops_torn
        )
        if shown == stood:
            return True
    return False


def _orders(readings: dict[str, str], encoded: bytes) -> Iterator[dict[str, str]]:
    """The readings in every order that makes a difference: that of characters which share bytes."""
    shared = [
        character
        for character in readings
        if any(
            other != character
            and ((first := encode(character)) + encode(other)[1:] in encoded and first[1] == encode(other)[0]
                 or encode(other) + first[1:] in encoded and encode(other)[1] == first[0])
            for other in readings
        )
    ]
    if len(shared) > _OVERLAPPING:
        return
    others = {character: reading for character, reading in readings.items() if character not in shared}
    for order in permutations(shared):
        yield {character: readings[character] for character in order} | others


def _trimmed(all_signs: Sequence[Sign], stretch: Stretch, text: str) -> tuple[int, int, str]:
    """The place without the signs that are the same on both sides."""
    first, last = stretch.start, stretch.end
    while first < last and text and all_signs[first].text == text[0]:
        first, text = first + 1, text[1:]
    while first < last and text and all_signs[last - 1].text == text[-1]:
        last, text = last - 1, text[:-1]
    return first, last, text

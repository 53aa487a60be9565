"""Exact repair of text that a byte-wise injection of pinyin tore apart: `要?jiǎng)?wù)` was `要務`.

Data flow: a line -> its signs as evidence of bytes (torn.py) -> every way to realign the bytes from a residue to where
characters are whole again (trellis.py), with what the page shows of the site's table (site_table.py) -> the best
wordings by words and bigrams (likelihood.py, wordings.py) -> only those that give exactly the line's signs when
damaged again (damage_model.py) -> the best of them, if no other is near it. The rest stays as it is, and is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Final, NamedTuple

from index.reading.cleaning.damage_model import damaged, encode
from index.reading.cleaning.likelihood import is_han, is_rare
from index.reading.cleaning.places import moved
from index.reading.cleaning.readings import parse_syllable
from index.reading.cleaning.site_table import SiteTable, table_of
from index.reading.cleaning.torn import Sign, signs, without_nested, without_straddling
from index.reading.cleaning.trellis import UNKNOWN_SIGN, Site, Trellis
from index.reading.cleaning.wordings import Budget, Search, Stretch, Wording
from index.report import Restored

NAME: Final = "restored"
"""In the record of changes."""

_RESIDUE: Final = re.compile(r"\?[a-zü\u00e0-\u00fc\u0101-\u01dc]{1,6}\)")
_TONED: Final = re.compile(r"\?[a-zü]{0,5}[\u00e0-\u00fb\u0101-\u01dc][a-zü]{0,5}\)")
_TORN_OR_STRADDLING: Final = re.compile(rf"{_RESIDUE.pattern}|(?:[^\x00-\x7f]|[a-z]\))[@-~]\([a-z]*[\u00e0-\u01dc]")
_MARGIN: Final = (0.7, 1.0, 1.5)
_MARGIN_DROPPED: Final = (2.0, 0.7, 4.0, 2.6, 2.6, 6.0)
"""How much likelier than the next the accepted wording must be (natural logarithm), by the bytes that are lost, and
where the site drops private characters: what stood there may be a wording that was not thought of. Measured:
benchmarks/RESULTS.md."""
_MARGIN_OPEN: Final = 3.5
"""Where bytes are lost and nothing stands behind them, or where punctuation differs: words tell little of it."""
_LEAST_PER_SIGN: Final = -11.0
_STEPS: Final = 60_000
_STEPS_PER_PAGE: Final = 600_000
_CONTEXT: Final = 8
_ORDERS: Final = 16
_SHOWN: Final = 3
"""Characters with readings that show that a page's readings without tones are injected, too."""


class Restoration(NamedTuple):
    """A line after the repair, its restored places in order, and how many places are not restored, or not whole.

    A place of which one sign is lost for good, mostly a digit, keeps a question mark for it.
    """

    text: str
    places: tuple[Restored, ...] = ()
    left: int = 0


def restore_page(lines: Sequence[str]) -> list[Restoration]:
    """The lines of a page with every torn place restored that has one clear wording; others are as given.

    Guarantee: lines without `?` and a reading behind it are given back, and each restored wording, damaged again by the
    model, gives exactly the signs that stood there.
    """
    if not any(map(_TORN_OR_STRADDLING.search, lines)):
        return [Restoration(line) for line in lines]
    plain = [without_nested(line) for line in lines]
    torn = [_is_torn(line) for line in plain]
    all_signs = [signs(line) for line in plain]
    table = table_of(all_signs)
    budget = Budget(_STEPS_PER_PAGE)
    injected = len(table.readings) >= _SHOWN
    restored = []
    for line, mended, is_torn, found in zip(lines, plain, torn, all_signs, strict=True):
        if is_torn and (injected or _TONED.search(mended)):
            each = _restored(mended, found, table, budget)
        else:
            each = Restoration(mended if injected else line)
        restored.append(_in_step(each) if injected and not each.left else each)
    return restored


def _in_step(restoration: Restoration) -> Restoration:
    """The restoration without the readings of characters that a letter completed."""
    text = without_straddling(restoration.text)
    return (
        Restoration(text, moved(restoration.places, restoration.text, text))
        if text != restoration.text
        else restoration
    )


def _is_torn(line: str) -> bool:
    """Whether the line has a residue that ends with a bracket which nothing opened."""
    found = list(_RESIDUE.finditer(line))
    if not found:
        return False
    surplus = line.count(")") > line.count("(")
    return surplus or any(line.count("(", 0, each.start()) <= line.count(")", 0, each.start()) for each in found)


def _restored(line: str, found: Sequence[Sign], table: SiteTable, budget: Budget) -> Restoration:
    done: list[str] = []
    places: list[Restored] = []
    length = at = left = 0
    for place in _accepted(found, table, budget):
        if place is None:
            left += 1
            continue
        first, last, text = place
        kept = line[at : found[first].start]
        raw = line[found[first].start : (at := found[last - 1].end)]
        places.append(Restored(length + len(kept), length + len(kept) + len(text), raw))
        left += UNKNOWN_SIGN in text
        done += (kept, text.replace(UNKNOWN_SIGN, "?"))
        length += len(kept) + len(text)
    return Restoration("".join(done) + line[at:], tuple(places), left)


def _accepted(found: Sequence[Sign], table: SiteTable, budget: Budget) -> Iterator[tuple[int, int, str] | None]:
    """Places that are certain, as first sign, end, and the wording between; None for one that is not."""
    free = 0
    for residue, sign in enumerate(found):
        if sign.evidence != "residue" or residue < free or parse_syllable(sign.reading) is None:
            continue
        start = max(free, residue - _CONTEXT)
        while start < residue and found[start].evidence not in {"pair", "other"}:
            start += 1
        accepted = None
        for site in (Site(not table.keeps_private), Site(not table.keeps_private, True)):
            here = Budget(min(_STEPS, budget.left))
            before = here.left
            stretch = Search(Trellis(found, table, site), found, table, here).best(start, residue)
            budget.left -= before - here.left
            chosen = _choose(found, stretch, table, site)
            if chosen is not None:
                accepted = _trimmed(found, stretch, chosen)
            if stretch.wordings:
                break
        yield accepted
        # Behind a place that is not understood, a residue does not tell what is in step.
        free = max(stretch.end, residue + 1)


def _choose(found: Sequence[Sign], stretch: Stretch, table: SiteTable, site: Site) -> str | None:
    """The wording that damages to what stands there and is clearly the likeliest of these."""
    stood = "".join(sign.text for sign in found[stretch.start : stretch.end])
    fitting: list[Wording] = []
    for wording in stretch.wordings:
        if fitting and fitting[0].weight - wording.weight > _margin(
            fitting[0], wording, stretch.end == len(found), site
        ):
            continue
        if _explains(wording, stood, table, site):
            fitting.append(wording)
    if len(fitting) != 1:
        return None
    (best,) = fitting
    if best.weight < _LEAST_PER_SIGN * len(best.text):
        return None
    seen = "" if site.drops_private or best.guessed else best.text
    return None if any(is_rare(sign) for sign in set(best.text).difference(stood, seen)) else best.text


def _margin(best: Wording, other: Wording, at_the_end: bool, site: Site) -> float:
    """How much likelier than another the best wording must be."""
    margins = _MARGIN_DROPPED if site.drops_private else _MARGIN
    margin = margins[min(best.guessed, len(margins) - 1)]
    if best.guessed and (at_the_end or _punctuation(best.text) != _punctuation(other.text)):
        margin = max(margin, _MARGIN_OPEN)
    return margin


def _punctuation(text: str) -> list[str]:
    return [sign for sign in text if not is_han(sign) and sign != UNKNOWN_SIGN]


def _explains(wording: Wording, stood: str, table: SiteTable, site: Site) -> bool:
    """Whether the wording, damaged with the page's table and the readings met, gives what stood there."""
    met = dict(wording.met)
    if any(met[character] != reading for character, reading in wording.met):
        return False
    # A sign that nothing tells was taken along by a torn byte, as any digit would be.
    text = wording.text.replace(UNKNOWN_SIGN, "0")
    try:
        encoded = encode(text)
        readings = {each: reading for each, reading in (dict(table.readings) | met).items() if encode(each) in encoded}
    except UnicodeEncodeError:
        return False
    shown = (
        damaged(
            text,
            {character: readings[character] for character in order},
            drops_private=site.drops_private,
            drops_torn=site.drops_torn,
        )
        for order in _orders(encoded, list(readings), [character for character, _ in wording.met])
    )
    return stood in islice(shown, _ORDERS)


def _orders(encoded: bytes, table: Sequence[str], met: Sequence[str]) -> Iterator[list[str]]:
    """Orders of the replacements in which just those of `met` happen.

    Of two that share a byte, the first keeps the second from happening if it comes before it.
    """
    characters = {encode(character): character for character in table}
    pieces = ((at, characters.get(encoded[at : at + 2])) for at in range(len(encoded) - 1))
    places = [(at, character) for at, character in pieces if character]
    waiting: list[tuple[int, int, int, frozenset[tuple[str, str]]]] = [(0, 0, -2, frozenset())]
    while waiting:
        number, done, happened, before = waiting.pop()
        if number == len(places):
            if done == len(met) and (order := _sorted(table, before)):
                yield order
            continue
        at, character = places[number]
        shares = happened == at - 1
        last = met[done - 1] if done else ""
        if shares:
            waiting.append((number + 1, done, happened, before | {(last, character)}))
        if done < len(met) and met[done] == character:
            waiting.append((number + 1, done + 1, at, before | {(character, last)} if shares else before))


def _sorted(table: Sequence[str], before: frozenset[tuple[str, str]]) -> list[str]:
    """The characters in an order that keeps all pairs, or none."""
    graph: dict[str, set[str]] = {character: set() for character in table}
    for first, second in before:
        graph[second].add(first)
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        return []


def _trimmed(found: Sequence[Sign], stretch: Stretch, text: str) -> tuple[int, int, str]:
    """The place without the signs that are the same on both sides; their readings stay where they are."""
    first, last = stretch.start, stretch.end
    while first < last and text:
        sign = found[first]
        if text.startswith(sign.text):
            text = text[len(sign.text) :]
        elif sign.evidence != "bracket":
            break
        first += 1
    while first < last and text:
        sign = found[last - 1]
        if text.endswith(sign.text):
            last, text = last - 1, text[: -len(sign.text)]
        elif sign.evidence == "bracket" and last - 2 >= first and text.endswith(found[last - 2].text):
            last, text = last - 2, text[: -len(found[last - 2].text)]
        else:
            break
    return first, last, text

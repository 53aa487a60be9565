"""What may have stood in a damaged stretch: every way to realign its bytes.

A node is a place in the line and what the bytes before it left open: nothing, the first byte of a character, one of
several first bytes, or a sign that a torn byte took with it. A step is one character of the original.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from typing import Final, NamedTuple

from index.reading.cleaning.bigrams import followers, following
from index.reading.cleaning.damage_model import LEADS, PRIVATE_HIGH, PRIVATE_LOW, TRAILS, codes, is_private, pairs
from index.reading.cleaning.likelihood import common, simple_class
from index.reading.cleaning.site_table import SiteTable
from index.reading.cleaning.torn import Sign, before_bracket, replaced_by

Node = tuple[int, int]
IN_STEP: Final = 0
_EATEN: Final = -1
_LETTER: Final = -2
_HIGH: Final = -3
_LOW: Final = -4
"""The first byte was dropped with the byte before it: at least A1, or below. Two less for each character that was
dropped whole before it."""

_LETTER_DROPPED: Final = -99
"""A letter was dropped with the second byte before it."""

_DROPPED: Final = 3
"""Private characters one behind the other that may have been dropped."""
_LIKELY: Final = 10
_SHORTLIST: Final = 200

UNKNOWN_SIGN: Final = "\0"
"""A sign that was there and that nothing tells: a digit, mostly."""

_ENTITY: Final = re.compile(r"[A-Za-z]{2,8};")
_YEAR: Final = re.compile(r"0[0-4]\d(?=年|[-.－—～~至])|9\d\d(?=年|[-.－—～~至])")
_COUNTED: Final = frozenset("個个年月日人件場场家次名項项條条期位篇批類类大萬万億亿元歲岁屆届級级月號号")
_SINGLE: Final = ",;:.()!/- "


class Step(NamedTuple):
    """One character of the original, the node behind it, and the characters whose replacement it met, with readings.

    guessed: 1, its second byte is lost; 2, bytes of the next character are lost as well; else 0.
    """

    character: str
    node: Node
    met: tuple[tuple[str, str], ...] = ()
    guessed: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """How a site wrote what it could not: see `decode`."""

    drops_private: bool = False
    drops_torn: bool = False


@cache
def _unassigned() -> dict[int, tuple[int, ...]]:
    """First bytes of a character that, behind each second byte of another, are shown as a question mark."""
    known = pairs()
    return {trail: tuple(lead for lead in LEADS if (trail, lead) not in known) for trail in TRAILS if trail >= 0x80}


@cache
def _lost_whole() -> dict[int, dict[str, list[tuple[str, int]]]]:
    """Characters in use with their second byte, by `_HIGH` or `_LOW` modulo 2 as their first is, and by class."""
    found: dict[int, dict[str, list[tuple[str, int]]]] = {_HIGH % 2: {}, _LOW % 2: {}}
    for lead, characters in common()[0].items():
        classes = found[(_HIGH if lead >= 0xA1 else _LOW) % 2]
        for each in characters:
            classes.setdefault(simple_class(each[0]), []).append(each)
    return found


@lru_cache(maxsize=200_000)
def _onward(sign: str, trail: int) -> float:
    """Weight of the likeliest character with this second byte behind a class."""
    return max((following(sign, simple_class(each)) for each, _ in common()[1].get(trail, ())), default=0.0)


class Trellis:
    """The steps that a line's signs allow."""

    def __init__(self, signs: Sequence[Sign], table: SiteTable, site: Site) -> None:
        self._signs, self._table, self._site = signs, table, site
        self._behind: dict[tuple[int, int, str], Collection[tuple[str, int]]] = {}

    def steps(self, node: Node, last: str) -> Iterator[Step]:
        """The steps from a node; last: the two characters before it."""
        at, open_byte = node
        if at >= len(self._signs):
            if open_byte > 0 and self._site.drops_torn:
                yield from self._filled(at, open_byte, (at, IN_STEP))
            return
        sign = self._signs[at]
        if open_byte == IN_STEP:
            yield from self._in_step(sign, at, last)
        elif open_byte == _EATEN:
            for character in self._eaten(at):
                yield Step(character, (at + 1, IN_STEP))
        elif open_byte == _LETTER:
            yield Step(chr(sign.trail), (at + 1, IN_STEP))
        elif open_byte == _LETTER_DROPPED:
            yield Step(UNKNOWN_SIGN, (at, IN_STEP))
        else:
            yield from self._shifted(sign, at, open_byte, last)
            if self._site.drops_private and sign.evidence in {"pair", "ascii", "residue", "lost"}:
                yield from self._dropped(at, open_byte, last)

    def _in_step(self, sign: Sign, at: int, last: str) -> Iterator[Step]:
        if sign.evidence == "bracket" and (replaced := before_bracket(last, sign.reading)):
            yield from self._met((replaced, sign.reading), (at + 1, IN_STEP), last)
        elif sign.evidence == "residue":
            lead = codes().get(last[-1:], (0, 0))[1]
            for first, second, character in replaced_by(sign.reading):
                if first == lead and second >= 0x81 and self._table.fits(character, sign.reading):
                    yield from self._met((character, sign.reading), (at + 1, second), last)
        else:
            yield Step(sign.text, (at + 1, IN_STEP))

    def _met(self, met: tuple[str, str], node: Node, last: str) -> Iterator[Step]:
        if node == (len(self._signs), IN_STEP):
            yield Step("", node, (met,))
        for step in self.steps(node, last):
            yield step._replace(met=(met, *step.met))

    def _shifted(self, sign: Sign, at: int, open_byte: int, last: str) -> Iterator[Step]:
        if sign.evidence == "pair":
            for character in self._completed(at, open_byte, sign.lead):
                yield Step(character, (at + 1, sign.trail))
                if sign.trail < 0x7F:
                    yield Step(character, (at, _LETTER))
        elif sign.evidence == "bracket":
            before = self._signs[at - 1]
            if before.evidence == "pair" and self._table.fits(before.text, sign.reading):
                yield from self._met((before.text, sign.reading), (at + 1, open_byte), "")
        elif sign.evidence == "residue":
            for first, _, character in replaced_by(sign.reading):
                if _opens(first, open_byte) and self._table.fits(character, sign.reading):
                    yield Step(character, (at + 1, IN_STEP), ((character, sign.reading),))
        elif sign.evidence == "ascii":
            yield from self._behind_ascii(sign, at, open_byte)
        elif sign.evidence == "lost":
            yield from self._lost(at, open_byte, last)

    def _lost(self, at: int, open_byte: int, last: str) -> Iterator[Step]:
        end = at + 1 == len(self._signs)
        if open_byte > 0:
            yield from self._filled(at, open_byte, (at + 1, IN_STEP) if end else (at, _EATEN))
            if not end:
                yield from self._lost_pair(at, open_byte)
        elif end:
            for character, _ in self._likely(at, open_byte, last):
                yield Step(character, (at + 1, IN_STEP), guessed=1)

    def _behind_ascii(self, sign: Sign, at: int, open_byte: int) -> Iterator[Step]:
        """The sign is a second byte, or a torn byte before it was left out."""
        if sign.text >= "@":
            replaced = at + 1 < len(self._signs) and self._signs[at + 1].evidence == "bracket"
            for character in self._completed(at, open_byte, ord(sign.text), replaced=replaced):
                yield Step(character, (at + 1, IN_STEP))
        elif self._site.drops_torn and open_byte > 0:
            yield from self._filled(at, open_byte, (at, IN_STEP))

    def _lost_pair(self, at: int, open_byte: int) -> Iterator[Step]:
        sign = self._signs[at + 1]
        if sign.evidence == "residue":
            behind = {lead for lead, _, _ in replaced_by(sign.reading)}
        else:
            known = ord(sign.text) if sign.evidence == "ascii" else sign.lead
            behind = {lead for _, lead in common()[1].get(known, ())}
        for character, trail in self._fillers(at, open_byte):
            for lead in _unassigned().get(trail, ()):
                if lead in behind:
                    yield Step(character, (at + 1, lead), guessed=2)

    def _filled(self, at: int, open_byte: int, node: Node) -> Iterator[Step]:
        for character, _ in self._fillers(at, open_byte):
            yield Step(character, node, guessed=1)

    def _dropped(self, at: int, open_byte: int, last: str) -> Iterator[Step]:
        """The second byte was dropped as a private character, with the first of the next."""
        number = 0 if open_byte > 0 else (1 - open_byte) // 2 - 1
        if number >= _DROPPED:
            return
        fillers = self._fillers(at, open_byte) if open_byte > 0 else self._likely(at, open_byte, last)
        for character, trail in fillers:
            if trail in PRIVATE_HIGH:
                yield Step(character, (at, _HIGH - 2 * number), guessed=2)
            elif trail in PRIVATE_LOW:
                yield Step(character, (at, _LOW - 2 * number), guessed=2)
                if self._signs[at].text.isascii() and self._signs[at].text.isalnum():
                    yield Step(character, (at, _LETTER_DROPPED), guessed=2)

    def _likely(self, at: int, open_byte: int, last: str) -> Collection[tuple[str, int]]:
        """Characters of which both bytes are lost, with the second: the likeliest behind the text `last`, and between
        it and what may be completed here."""
        sign = self._signs[at]
        trail = ord(sign.text) if sign.evidence == "ascii" else sign.lead
        key = open_byte % 2, trail, last
        if (known := self._behind.get(key)) is None:
            following, listed = self._table.wordings.following, _lost_whole()[open_byte % 2]
            classes = followers().get(simple_class(last[-1:]), ())[:_SHORTLIST]
            weighed = [
                (following(last, each[0]), _onward(sign_class, trail), each)
                for sign_class in classes
                for each in listed.get(sign_class, ())
            ]
            behind = nlargest(_LIKELY, weighed)
            between = nlargest(_LIKELY, weighed, key=lambda found: found[0] + found[1])
            known = self._behind[key] = dict.fromkeys(each for *_, each in (*behind, *between))
        return known

    def _fillers(self, at: int, open_byte: int) -> Iterator[tuple[str, int]]:
        """Characters in use that begin with a byte and may stand here without a reading."""
        for character, trail in common()[0].get(open_byte, ()):
            if not self._contiguous(at) or character not in self._table.readings:
                yield character, trail

    def _completed(self, at: int, open_byte: int, trail: int, *, replaced: bool = False) -> Iterator[str]:
        """Characters of an open first byte and a second; replaced: a reading follows."""
        if open_byte > 0:
            found = pairs().get((open_byte, trail))
            fitting = [found] if found and not is_private(open_byte, trail) else []
        else:
            fitting = [character for character, lead in common()[1].get(trail, ()) if _opens(lead, open_byte)]
        for character in fitting:
            if replaced or open_byte < 0 or not self._contiguous(at) or character not in self._table.readings:
                yield character

    def _contiguous(self, at: int) -> bool:
        """Whether nothing was put between the open byte and this place."""
        return self._signs[at - 1].evidence == "pair"

    def _eaten(self, at: int) -> Iterator[str]:
        """ASCII signs that a torn byte may have taken along."""
        behind = "".join(sign.text for sign in self._signs[at + 1 : at + 13])
        if _ENTITY.match(behind):
            yield "&"
        elif _YEAR.match(behind):
            yield "2" if behind[0] == "0" else "1"
        elif behind[:1] < "\x80" and (behind[:1].isalnum() or behind[:1] in ".%"):
            yield UNKNOWN_SIGN
        else:
            yield UNKNOWN_SIGN
            yield from (sign for sign in _SINGLE if sign in self._table.signs)


def _opens(lead: int, open_byte: int) -> bool:
    """Whether a first byte may be the open one."""
    return lead == open_byte if open_byte > 0 else (lead >= 0xA1) == (open_byte % 2 == _HIGH % 2)

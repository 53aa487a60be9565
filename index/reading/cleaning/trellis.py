"""What may have stood in a damaged stretch: every way to realign its bytes, weighed by words.

A node is a place in the line and what the bytes before it left open: nothing, the first byte of a character, one of
several first bytes, or a sign that a torn byte took with it. A step is one character of the original.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from index.reading.cleaning.damage_model import LEADS, PRIVATE_HIGH, PRIVATE_LOW, TRAILS, codes, is_private, pairs
from index.reading.cleaning.likelihood import UNKNOWN, is_han, sign_weight
from index.reading.cleaning.readings import is_reading
from index.reading.cleaning.torn import Sign, second_bytes

IN_STEP: Final = 0
_HIGH: Final = -1
_LOW: Final = -2
OPEN_LEADS: Final = frozenset((_HIGH, _LOW))
_EATEN: Final = -3
_LETTER: Final = -4

UNKNOWN_SIGN: Final = "\0"
"""A sign that was there and that nothing tells: a digit, mostly."""

_DROPPED: Final = -3.0
_LOST_PAIR: Final = -4.0
_ENTITY: Final = re.compile(r"[A-Za-z]{2,8};")
_YEAR: Final = re.compile(r"0\d\d年|9\d\d年")
_COUNTED: Final = frozenset("個个年月日人件場场家次名項项條条期位篇批類类大萬万億亿元歲岁屆届級级月號号")


class Step(NamedTuple):
    """One character of the original, the node behind it, its weight beside that of the word, and a reading met."""

    character: str
    weight: float
    node: tuple[int, int]
    table: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """How a site wrote what it could not: see `decode`."""

    drops_private: bool = False
    drops_torn: bool = False


@cache
def _common() -> tuple[dict[int, list[tuple[str, int]]], dict[int, list[tuple[str, int]]]]:
    """Characters in use with their other byte, by first byte and by second."""
    by_lead: dict[int, list[tuple[str, int]]] = {}
    by_trail: dict[int, list[tuple[str, int]]] = {}
    for (lead, trail), character in pairs().items():
        if not is_private(lead, trail) and sign_weight(character) > (UNKNOWN if is_han(character) else -14.0):
            by_lead.setdefault(lead, []).append((character, trail))
            by_trail.setdefault(trail, []).append((character, lead))
    return by_lead, by_trail


@cache
def _unassigned() -> dict[int, tuple[int, ...]]:
    """First bytes of a character that, behind each second byte of another, are shown as a question mark."""
    return {
        trail: tuple(lead for lead in LEADS if (trail, lead) not in pairs())
        for trail in TRAILS
        if trail >= 0x80
    }


class Trellis:
    """The steps that a line's signs allow."""

    def __init__(self, line: str, signs: Sequence[Sign], site: Site) -> None:
        self._line, self._signs, self._site = line, signs, site
        self._eaten: list[tuple[str, float]] | None = None

    def steps(self, node: tuple[int, int], last: str) -> Iterator[Step]:
        """The steps from a node; last: the character before it."""
        at, open_byte = node
        if at >= len(self._signs):
            if open_byte > 0 and self._site.drops_torn:
                yield from self._filled(open_byte, (at, IN_STEP), -1.0)
            return
        sign = self._signs[at]
        if open_byte == IN_STEP:
            yield from self._in_step(sign, at, last)
        elif open_byte == _EATEN:
            for character, weight in self._eaten_signs(sign):
                yield Step(character, weight, (at + 1, IN_STEP))
        elif open_byte == _LETTER:
            yield Step(chr(sign.trail), -2.0, (at + 1, IN_STEP))
        else:
            yield from self._shifted(sign, at, open_byte)
            if self._site.drops_private and open_byte > 0 and sign.evidence in {"pair", "ascii"}:
                yield from _dropped(open_byte, at)

    def _in_step(self, sign: Sign, at: int, last: str) -> Iterator[Step]:
        if sign.evidence == "bracket" and last and is_reading(last, sign.reading):
            for step in self.steps((at + 1, IN_STEP), last):
                yield step._replace(table=((last, sign.reading), *step.table))
        elif sign.evidence == "residue":
            lead = codes().get(last, (0, 0))[1]
            for trail in second_bytes(lead, sign.reading):
                met = (pairs()[lead, trail], sign.reading)
                for step in self.steps((at + 1, trail), last):
                    yield step._replace(table=(met, *step.table))
        else:
            yield Step(sign.text, 0.0, (at + 1, IN_STEP))

    def _shifted(self, sign: Sign, at: int, open_byte: int) -> Iterator[Step]:
        if sign.evidence == "pair":
            for character in _completed(open_byte, sign.lead):
                yield Step(character, 0.0, (at + 1, sign.trail))
                if sign.trail < 0x7F and chr(sign.trail).isalpha():
                    yield Step(character, -6.0, (at, _LETTER))
        elif sign.evidence == "bracket":
            before = self._signs[at - 1]
            if before.evidence == "pair" and is_reading(before.text, sign.reading):
                for step in self.steps((at + 1, open_byte), ""):
                    yield step._replace(table=((before.text, sign.reading), *step.table))
        elif sign.evidence == "ascii" and sign.text >= "@":
            for character in _completed(open_byte, ord(sign.text)):
                yield Step(character, 0.0, (at + 1, IN_STEP))
        elif sign.evidence == "ascii" and self._site.drops_torn:
            yield from self._filled(open_byte, (at, IN_STEP), -1.0)
        elif open_byte > 0:
            yield from self._behind_first_byte(sign, at, open_byte)

    def _behind_first_byte(self, sign: Sign, at: int, open_byte: int) -> Iterator[Step]:
        if sign.evidence == "residue":
            for trail in second_bytes(open_byte, sign.reading):
                character = pairs()[open_byte, trail]
                yield Step(character, 0.0, (at + 1, IN_STEP), ((character, sign.reading),))
        elif sign.evidence == "lost":
            end = at + 1 == len(self._signs)
            yield from self._filled(open_byte, (at + 1, IN_STEP) if end else (at, _EATEN), 0.0)
            if not end and self._signs[at + 1].evidence == "pair":
                yield from self._lost_pair(open_byte, at)

    def _lost_pair(self, open_byte: int, at: int) -> Iterator[Step]:
        behind = {lead for _, lead in _common()[1].get(self._signs[at + 1].lead, ())}
        for character, trail in _common()[0].get(open_byte, ()):
            for lead in _unassigned().get(trail, ()):
                if lead in behind:
                    yield Step(character, _LOST_PAIR, (at + 1, lead))

    @staticmethod
    def _filled(open_byte: int, node: tuple[int, int], weight: float) -> Iterator[Step]:
        for character, _ in _common()[0].get(open_byte, ()):
            yield Step(character, weight, node)

    def _eaten_signs(self, sign: Sign) -> list[tuple[str, float]]:
        """ASCII signs that a torn byte may have taken along, with weights."""
        behind = self._line[sign.end : sign.end + 12]
        if _ENTITY.match(behind):
            return [("&", 0.0)]
        if _YEAR.match(behind):
            return [("2" if behind[0] == "0" else "1", 0.0)]
        if behind[:1] < "\x80" and (behind[:1].isalnum() or behind[:1] in ".%"):
            return [(UNKNOWN_SIGN, 0.0)]
        if self._eaten is None:
            self._eaten = _single_signs(self._line)
        doubt = 0.0 if behind[:1] in _COUNTED else -4.0
        return [(shown, weight + (doubt if shown == UNKNOWN_SIGN else 0.0)) for shown, weight in self._eaten]


def _single_signs(line: str) -> list[tuple[str, float]]:
    counts = dict.fromkeys(",;:.()", 0.02) | {UNKNOWN_SIGN: 0.5}
    for found in re.finditer(r"(?<![\x00-\x7f])[ -/:-@0-9](?![\x00-\x7f])", line):
        shown = UNKNOWN_SIGN if found[0].isdigit() else found[0]
        if shown != "?":
            counts[shown] = counts.get(shown, 0.0) + 1
    total = sum(counts.values())
    return [(shown, math.log(count / total)) for shown, count in counts.items()]


def _completed(open_byte: int, trail: int) -> Iterator[str]:
    if open_byte > 0:
        character = pairs().get((open_byte, trail))
        if character and not is_private(open_byte, trail):
            yield character
        return
    for character, lead in _common()[1].get(trail, ()):
        if (lead >= 0xA1) == (open_byte == _HIGH):
            yield character


def _dropped(open_byte: int, at: int) -> Iterator[Step]:
    for character, trail in _common()[0].get(open_byte, ()):
        if trail in PRIVATE_HIGH:
            yield Step(character, _DROPPED, (at, _HIGH))
        elif trail in PRIVATE_LOW:
            yield Step(character, _DROPPED, (at, _LOW))

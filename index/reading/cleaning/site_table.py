"""What a damaged page shows of its site: which characters stand with a reading, which without one, and its forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.reading.cleaning.damage_model import is_private, pairs
from index.reading.cleaning.page_wordings import PageWordings
from index.reading.cleaning.readings import is_reading, parse_syllable
from index.reading.cleaning.torn import Sign

_TORN: Final = 14
"""Signs behind a residue that may be out of step."""


@dataclass(frozen=True, slots=True)
class SiteTable:
    """Evidence of a page.

    readings: characters of the site's table, with the reading as written. absent: characters that are not in it, since
    their two bytes stand together without a reading. signs: how often each character stands. keeps_private: whether
    the page shows characters of private areas. wordings: how the page goes on.
    """

    readings: Mapping[str, str]
    absent: frozenset[str]
    signs: Mapping[str, int]
    keeps_private: bool
    wordings: PageWordings

    def fits(self, character: str, reading: str) -> bool:
        """Whether the site's table may have the character with this reading, as far as the page shows."""
        known = self.readings.get(character)
        return character not in self.absent if known is None else parse_syllable(known) == parse_syllable(reading)


def table_of(lines: Iterable[Sequence[Sign]]) -> SiteTable:
    """The table that a page's lines show."""
    readings: dict[str, str] = {}
    bare: set[str] = set()
    counts: Counter[str] = Counter()
    private = False
    known = pairs()
    texts = []
    for line in lines:
        texts.append(_whole(line))
        torn = any(sign.evidence in {"lost", "residue"} for sign in line)
        for sign, behind in pairwise([*line, Sign("ascii", "", 0, 0)]):
            counts[sign.text] += 1
            if sign.evidence != "pair":
                continue
            private = private or is_private(sign.lead, sign.trail)
            if behind.evidence == "bracket" and is_reading(sign.text, behind.reading):
                readings.setdefault(sign.text, behind.reading)
                continue
            bare.add(sign.text)
            # In a torn line, a character that was dropped may have stood between the two.
            if not torn and behind.evidence == "pair" and (straddling := known.get((sign.trail, behind.lead))):
                bare.add(straddling)
    return SiteTable(readings, frozenset(bare - readings.keys()), counts, private, PageWordings(texts))


def _whole(line: Sequence[Sign]) -> str:
    """The line without readings, and with a break for what may be torn."""
    whole, torn = [], 0
    for sign in line:
        torn = _TORN if sign.evidence in {"lost", "residue"} else max(0, torn - 1)
        whole.append("\n" if torn else "" if sign.evidence == "bracket" else sign.text)
    return "".join(whole)

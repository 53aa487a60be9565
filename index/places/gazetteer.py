"""The gazetteer: places by every name and short form that they have, in any script."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Final

from index.analysis import fold
from index.report import LEVELS, Level, Region

_PEOPLES: Final = (
    "(?:维吾尔|哈萨克|柯尔克孜|乌孜别克|塔吉克|塔塔尔|俄罗斯|鄂伦春|鄂温克|达斡尔|蒙古|朝鲜|锡伯|赫哲|东乡|保安|撒拉|土家|裕固|哈尼|傈僳|拉祜|纳西|"
    "景颇|布朗|阿昌|普米|德昂|独龙|基诺|布依|仡佬|仫佬|毛南|高山|门巴|珞巴)族?|[满回土藏羌彝白傣佤怒苗侗水壮瑶京黎畲各]族"
)
_AUTONOMOUS = re.compile(
    rf"(?P<stem>.{{2,6}}?)(?:{_PEOPLES})+自治(?P<unit>[区州县旗])|(?P<people>.{{2,3}}?)族?自治(?P<only>[区州县旗])"
)
_TABLES: Final = ("divisions.tsv", "former.tsv")
_UNIT = re.compile(r"(?:特别行政区|地区|(?<=.{3})林区|(?<=.{3})矿区|[省市县区盟旗州])$")


@dataclass(frozen=True, slots=True)
class Place:
    """A division of today, or a name that was given up.

    name, province, prefecture: full names in simplified script; prefecture is "" for a province and what stands under
    one directly. code: today's, of what it has become if the name was given up; "" if unknown. until: the year in which
    the name was given up. renamed: what it has become is the same place.
    """

    name: str
    level: Level
    province: str
    prefecture: str
    code: str
    until: int | None = None
    renamed: bool = False

    @property
    def stem(self) -> str:
        """The name without its unit, and without the peoples of an autonomous division: 綦江 of 綦江区."""
        found = _AUTONOMOUS.fullmatch(self.name)
        return found["stem"] or found["people"] if found else _UNIT.sub("", self.name)


NATION: Final = Region(level="national")


class Gazetteer:
    """Places by name; names are compared after folding, so that script, width and case make no difference."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)
        self._named: dict[str, list[Place]] = {}
        for place in self._places:
            self._named.setdefault(fold(place.name), []).append(place)
        self._today = {place.code: place for place in self._places if place.until is None}
        self._short, self._spelled = _short_forms(self._places, self._named)
        self._stems: dict[str, list[Place]] = {}
        for place in self._places:
            self._stems.setdefault(fold(place.stem), []).append(place)
        self._longest = max(map(len, [*self._named, *self._short]), default=0)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def named(self, name: str) -> tuple[Place, ...]:
        """The places of this full name or accepted short form (内蒙古, 延边州), those of today first."""
        folded = fold(name)
        found = self._named.get(folded) or self._short.get(folded) or []
        return tuple(sorted(found, key=lambda place: place.until is not None))

    def short_forms(self, place: Place) -> tuple[str, ...]:
        """The short forms of a place's name under which its bodies go: 延边州."""
        return tuple(form for folded, form in self._spelled.items() if place in self._short.get(folded, ()))

    def written(self, name: str) -> str:
        """The name by which bodies of a place are called that is written so: in full, but 延边州 as it is written."""
        folded = fold(name)
        if folded in self._named:
            return self._named[folded][0].name
        return self._spelled.get(folded) or self._short[folded][0].name

    def of_stem(self, stem: str) -> tuple[Place, ...]:
        """The places whose names are this stem and a unit, those of today first: 綦江 is 綦江区 and was 綦江县."""
        return tuple(sorted(self._stems.get(fold(stem), ()), key=lambda place: place.until is not None))

    def ending(self, folded: str, end: int) -> str | None:
        """The longest name or accepted short form that ends at an offset of a folded text (code points)."""
        for length in range(min(self._longest, end), 1, -1):
            name = folded[end - length : end]
            if name in self._named or name in self._short:
                return name
        return None

    def starting(self, folded: str, start: int) -> str | None:
        """The longest name or accepted short form that starts at an offset of a folded text (code points)."""
        for length in range(min(self._longest, len(folded) - start), 1, -1):
            name = folded[start : start + length]
            if name in self._named or name in self._short:
                return name
        return None

    def completed(self, region: Region) -> Region:
        """A region with what its code, or the smallest of its names, tells; what is stated stands."""
        if region.code is not None:
            found = [each for each in (self._today.get(region.code),) if each]
        else:
            smallest = region.county or region.prefecture or region.province
            found = [each for each in self.named(smallest or "") if each.until is None]
            found = [each for each in found if _agrees(self.region(each), region)]
        if len(found) != 1:
            return region
        known = self.region(found[0])
        return Region(**{each.name: getattr(region, each.name) or getattr(known, each.name) for each in fields(Region)})

    def region(self, place: Place) -> Region:
        """Where a place is, in names of today."""
        today = self._today.get(place.code) if place.until is not None else place
        if today is None:
            today = replace(place, code="", prefecture=self._prefecture_of_today(place))
        county = today.name if today.level == "county" else None
        return Region(today.province, today.prefecture or None, county, today.level, today.code or None)

    def _prefecture_of_today(self, place: Place) -> str:
        """Where a place was, by the name of today; "" where the tables do not tell that."""
        named = self.named(place.prefecture) if place.prefecture else ()
        if any(each.until is None for each in named) or place.level == "prefecture":
            return place.prefecture
        codes = {each.code for each in named if each.province == place.province and each.code in self._today}
        today = [self._today[code] for code in codes]
        return today[0].name if len(today) == 1 and today[0].level == "prefecture" else ""


def _agrees(known: Region, stated: Region) -> bool:
    return all(getattr(stated, each.name) in (None, getattr(known, each.name)) for each in fields(Region))


@cache
def gazetteer(house: tuple[Place, ...] = ()) -> Gazetteer:
    """The divisions of China of today and the names given up since 1980, with those of a house; made once."""
    return Gazetteer((*_divisions(), *_former(), *house))


def places_digest(house: tuple[Place, ...] = ()) -> str:
    """Digest of what `gazetteer` holds; differs whenever that does."""
    return hashlib.sha256(f"{_shipped_digest()}{house!r}".encode()).hexdigest()[:16]


@cache
def _shipped_digest() -> str:
    tables = [files(__package__).joinpath(name).read_bytes() for name in _TABLES]
    return hashlib.sha256(b"\n\n".join(tables)).hexdigest()


def _short_forms(
    places: Iterable[Place], named: Mapping[str, list[Place]]
) -> tuple[dict[str, list[Place]], dict[str, str]]:
    """Accepted short forms, folded: 四川 of a province; 双江自治县, 延边州 and 景宁县 of autonomous divisions.

    Second, the spelling of those that are names in their own right: 延边州, 景宁县.
    """
    found: dict[str, list[Place]] = {}
    spelled: dict[str, str] = {}
    for place in places:
        match = _AUTONOMOUS.fullmatch(place.name)
        if place.level == "province":
            forms = [place.stem]
        elif match:
            unit = match["unit"] or match["only"]
            forms = [f"{place.stem}自治{unit}", f"{place.stem}{unit}"]
            spelled[fold(forms[1])] = forms[1]
        else:
            continue
        for form in map(fold, forms):
            if form not in named and len(form) > 1:
                found.setdefault(form, []).append(place)
    return found, spelled


def _divisions() -> Iterator[Place]:
    for row in _rows("divisions.tsv"):
        yield Place(row["name"], _level(row), row["province"], row["prefecture"], row["code"])


_RENAMED: Final = frozenset({"更名", "撤县设市", "撤县设区", "撤地设市", "撤市设区", "撤旗设区"})


def _former() -> Iterator[Place]:
    rows = list(_rows("former.tsv"))
    merged = Counter((row["successor_code"], row["until"]) for row in rows)
    for row in rows:
        place = Place(
            row["name"], _level(row), row["province"], row["prefecture"], row["successor_code"], int(row["until"] or 0)
        )
        # Of several that became one in a year, as 万盛区 and 綦江县, the one that kept its stem went on.
        alone = row["event"] in _RENAMED and merged[row["successor_code"], row["until"]] == 1
        same = alone or place.stem == replace(place, name=row["successor"] or "?").stem
        yield replace(place, renamed=same)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t")


def _level(row: dict[str, str]) -> Level:
    return next(level for level in LEVELS if level == row["level"])

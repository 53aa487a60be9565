"""Bodies as texts name them: a place of the gazetteer and an organ, in the forms in which they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index.analysis import fold
from index.analysis.tagging import tag_words
from index.places import Gazetteer
from index.reading.cleaning.script import simplified
from index.report import ORGANS

Places = tuple[str, ...]
"""A chain of names of places, the smallest last; () for the nation."""

_NAMES: Final = {"人大": "人大常委会"}
_HAN = "\u3400-\u9fff"
_NUMERAL = "[0-9〇零一二三四五六七八九十百]{1,4}"
_TERM = rf"(?:第?{_NUMERAL}届)"
_WRITTEN: Final = {
    "政协": "政协",
    "政府": "人民政府|政府|行政公署|行署",
    "人大": rf"{_TERM}?(?:人大|人民代表大会)(?:常委会|常务委员会)|人大(?!代表|会议|建议|议案)",
    "法院": "(?:高级|中级)?人民法院|(?:高级|中级)法院|法院",
    "检察院": "人民检察院|检察院",
    "监委": "监察委员会|监委",
}
_NATIONAL: Final = {
    "全国政协": "政协",
    "国务院": "政府",
    "全国人大常委会": "人大",
    "最高人民法院": "法院",
    "最高人民检察院": "检察院",
    "国家监委": "监委",
}
NATIONAL_NAMES: Final = {organ: name for name, organ in _NATIONAL.items()}
"""The nation's body of each organ."""
_NATIONAL_WRITTEN: Final = {
    "全国政协": rf"全国政协|(?:中国人民政治协商会议|政协){_TERM}?全国{_TERM}?(?=委员会|常务委员会|常委会)",
    "国务院": "国务院",
    "全国人大常委会": rf"全国人大常委会|{_TERM}?全国人民代表大会常务委员会|全国人大(?!代表|会议|建议|议案)",
    "最高人民法院": "最高人民法院|最高法院",
    "最高人民检察院": "最高人民检察院|最高检察院",
    "国家监委": "国家监察委员会|国家监委",
}
_OFFICE: Final = fold("行")
"""How 行政公署 and 行署 begin: the government of a 地区 or a 盟, and of no other place."""
_HAS_OFFICE = re.compile(fold("(?:地区|盟)$"))
_WITHOUT_CONFERENCE: Final = ("香港", "澳门", "台湾")
# 政协X第N届委员会, 中国人民政治协商会议第N届X委员会, 政协XN届M次会议
_BEFORE_PLACE = re.compile(fold(rf"(?:中国人民政治协商会议|政协)\s?{_TERM}?\s?"))
_AFTER_PLACE = re.compile(fold(rf"\s?(?:{_TERM}|委员会|常务委员会|常委会)"))
_COMMITTEE = re.compile(fold(rf"\s?{_TERM}?\s?(?:委员会|常务委员会|常委会)"))
_SUPERIOR_UNITS: Final = frozenset(map(fold, "省市州盟区"))
_CONJUNCTIONS: Final = frozenset(map(fold, "和与及同跟"))
_LEADS: Final = _CONJUNCTIONS | frozenset(map(fold, "在赴到对由向从请为给把被将是的代任至自"))
_HAN_CHAR = re.compile(f"[{_HAN}]")
_BARE_UNIT = re.compile(rf"(?<!{fold('[省市州盟县区旗]')})({fold('[省市州盟县区旗]')})$")
_LONGEST_STEM: Final = 6
_AFTER_A_TIME = re.compile(fold("[0-9〇零一二三四五六七八九十](?:年度?|月|日|届)$"))
_CONTEXT: Final = 12
_LONG_NAME: Final = 4
_SHORT_NAME: Final = 2


def _organs_pattern() -> re.Pattern[str]:
    parts = [f"(?P<n{at}>{fold(each)})" for at, each in enumerate(_NATIONAL_WRITTEN.values())]
    parts.append(f"(?P<formal>{fold('中国人民政治协商会议')})")
    parts += [f"(?P<o{at}>{fold(each)})" for at, each in enumerate(_WRITTEN.values())]
    return re.compile("|".join(parts))


_ORGANS = _organs_pattern()


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named in full. name: canonical. places: the chain of its places, the smallest last; () for the nation's.

    start, end: of the mention in the text (code points).
    """

    name: str
    organ: str
    places: Places
    start: int
    end: int


def body_name(places: Places, organ: str) -> str:
    """The canonical name: 广安区政协, 四川省政府, 余姚市人大常委会."""
    return "".join(places) + _NAMES.get(organ, organ)


def mentions(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Every body that the text names with its place, in text order, with repetitions.

    A piece of a longer name is none: 山区政协 is not in 中山区政协, and 城区政协 not in 主城区政协.
    """
    folded = fold(text)
    end = 0
    for match in _ORGANS.finditer(folded):
        if match.start() < end:
            continue
        found = _mention(text, folded, match, gazetteer)
        if found is not None:
            end = found.end
            yield found


def whole_mention(text: str, gazetteer: Gazetteer) -> Mention | None:
    """The body that a text names in full, if it names one and nothing else."""
    found = next(mentions(text, gazetteer), None)
    return found if found is not None and (found.start, found.end) == (0, len(text)) else None


def _mention(text: str, folded: str, match: re.Match[str], gazetteer: Gazetteer) -> Mention | None:
    kind = match.lastgroup or ""
    if kind.startswith("n"):
        name = list(_NATIONAL_WRITTEN)[int(kind[1:])]
        return Mention(name, _NATIONAL[name], (), match.start(), match.end())
    if kind == "formal":
        return _formal(folded, match.start(), gazetteer)
    organ = ORGANS[int(kind[1:])]
    chain = chain_before(text, folded, match.start(), gazetteer)
    if chain and _may_have(chain[0], organ, match):
        places, start = chain
        return Mention(body_name(places, organ), organ, places, start, match.end())
    return _formal(folded, match.start(), gazetteer) if organ == "政协" else None


def _may_have(places: Places, organ: str, match: re.Match[str]) -> bool:
    """Whether the last of the places has the organ that is written so."""
    if match[0].startswith(_OFFICE):
        return has_office(places)
    return not (organ == "政协" and places[-1].startswith(_WITHOUT_CONFERENCE))


def has_office(places: Places) -> bool:
    """Whether the last of the places is one whose government is an administrative office: a 地区 or a 盟."""
    return bool(places) and _HAS_OFFICE.search(fold(places[-1])) is not None


def names_office(text: str) -> bool:
    """Whether the first organ that a text writes is an administrative office."""
    match = _ORGANS.search(fold(text))
    return match is not None and match[0].startswith(_OFFICE)


def organ_words(text: str, *, with_unit: bool = False) -> Iterator[str]:
    """The organs that a text writes, with or without a place, in text order, with repetitions.

    with_unit: instead of each the unit that stands before it alone, folded: 区 of 区政协, "" of others.
    """
    folded = fold(text)
    for match in _ORGANS.finditer(folded):
        kind = match.lastgroup or ""
        organ = "政协" if kind == "formal" else ORGANS[int(kind[1:])] if kind[0] == "o" else ""
        if with_unit:
            found = _BARE_UNIT.search(folded, 0, match.start())
            yield found[1] if found else ""
        else:
            yield organ or list(_NATIONAL.values())[int(kind[1:])]


def organ_of_word(text: str) -> str | None:
    """The organ that a text is a word for, and nothing else."""
    match = _ORGANS.fullmatch(fold(text))
    kind = (match.lastgroup or "") if match else ""
    return ORGANS[int(kind[1:])] if kind.startswith("o") else None


def short_before(text: str, organ: str, gazetteer: Gazetteer) -> str | None:
    """綦江 of 綦江政协: the longest stem of a place's name before an organ, folded; None if there is none."""
    folded = fold(text)
    for match in _ORGANS.finditer(folded):
        if (match.lastgroup or "")[0] != "o" or ORGANS[int((match.lastgroup or "")[1:])] != organ:
            continue
        end = match.start()
        for length in range(min(_LONGEST_STEM, end), 1, -1):
            if gazetteer.of_stem(folded[end - length : end]) and _is_whole(text, folded, end - length, end):
                return folded[end - length : end]
    return None


def _formal(folded: str, start: int, gazetteer: Gazetteer) -> Mention | None:
    """政协X第N届委员会, whose place stands behind."""
    before = _BEFORE_PLACE.match(folded, start)
    if before is None:
        return None
    places, at = chain_after(folded, before.end(), gazetteer)
    if not places or not _AFTER_PLACE.match(folded, at):
        return None
    committee = _COMMITTEE.match(folded, at)
    return Mention(body_name(places, "政协"), "政协", places, start, committee.end() if committee else at)


def chain_after(folded: str, start: int, gazetteer: Gazetteer) -> tuple[Places, int]:
    """The names of the places that follow one another from an offset, the largest first, and where they end."""
    places: list[str] = []
    at = start
    while found := gazetteer.starting(folded, at):
        places.append(gazetteer.written(found))
        at += len(found)
    return tuple(places), at


def chain_before(text: str, folded: str, end: int, gazetteer: Gazetteer) -> tuple[Places, int] | None:
    """The names of the places that end at an offset, the smallest last, and where they begin; None if there is none."""
    places: list[str] = []
    at = first = end
    while found := gazetteer.ending(folded, at):
        if places and not _may_contain(found, places[0], gazetteer):
            break
        places.insert(0, gazetteer.written(found))
        first, at = at, at - len(found)
    return (tuple(places), at) if places and _is_whole(text, folded, at, first) else None


def _may_contain(larger: str, smaller: str, gazetteer: Gazetteer) -> bool:
    """Whether a place of the first name contains one of the second."""
    names = {place.name for place in gazetteer.named(larger)}
    return any(names & {place.province, place.prefecture} for place in gazetteer.named(smaller))


def _is_whole(text: str, folded: str, start: int, end: int) -> bool:
    """Whether a name is no piece of a longer word. start, end: of the name."""
    if not start or not _HAN_CHAR.match(folded[start - 1]):
        return True
    length = end - start
    if _AFTER_A_TIME.search(folded, max(0, start - _CONTEXT), start):
        return True
    if length >= _LONG_NAME or (folded[start - 1] in _LEADS and length > _SHORT_NAME):
        return True
    if length == _SHORT_NAME and folded[start] in _CONJUNCTIONS:
        return False
    return _is_word_start(simplified(text[max(0, start - _CONTEXT) : end]), length)


@lru_cache(1 << 12)
def _is_word_start(run: str, length: int) -> bool:
    """Whether the segmenter starts a word where the last `length` characters of a run begin."""
    at = 0
    for word, _ in tag_words(run):
        if at == len(run) - length:
            return length > _SHORT_NAME or len(word) >= length
        at += len(word)
    return False

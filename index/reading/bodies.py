"""Canonical names of the bodies that a text mentions, in simplified script: 广安区政协, 北京市通州区政协, 全国政协."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from index.analysis.tagging import tag_words
from index.reading.cleaning.script import simplified

_HAN = "\u3400-\u9fff"
_NUMERAL = "[0-9〇零一二三四五六七八九十百]{1,4}"
_TERM = rf"第?{_NUMERAL}届"
_UNITS: Final = "省市州盟县区旗"
# 政协X第N届委员会, 中国人民政治协商会议第N届X委员会, 政协XN届M次会议
_FORMAL = re.compile(
    rf"(?:中国人民政治协商会议|政协)(?:{_TERM})?(?P<place>全国|[{_HAN}]{{1,28}}?[{_UNITS}])\s?(?={_TERM}|委员会|常务委员会|常委会)"
)
_NAMED = re.compile("政协")
_RUN = re.compile(rf"[{_HAN}]{{1,28}}$")
# Units that need a name before them; jieba splits them off when it does not know the place.
_UNIT_WORD = re.compile(
    "[省市州盟县区旗]|自治[区州县旗]|[新城郊矿林特]区|地区|市中区|城[中东西南北]区|开发区",
)
_MUNICIPALITIES: Final = ("北京", "天津", "上海", "重庆")
_AUTONOMOUS: Final = {
    "内蒙古": "内蒙古自治区",
    "西藏": "西藏自治区",
    "广西": "广西壮族自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
}
_PROVINCE = re.compile(
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海",
)
_PROPER: Final = frozenset({"ns", "nr", "nz", "nrt", "nrfg"})
# Tags of a sentence's words; a formal name of an unknown place contains none of them.
_SENTENCE_TAGS: Final = frozenset({*"vpcurdmfyeaqtk", "ad", "vn"})
_GENERIC = re.compile(rf"[各全本该此我他两三几多每级等原外邻驻属辖老新城{_UNITS}]+|[大中小]*城市|都市|县域")
_ZONES: Final = ("经开区", "高新区", "开发区", "园区", "社区", "山区", "地区")
_NO_BODY_HERE: Final = frozenset({"中国", "香港", "澳门", "台湾", "港澳", "港澳台", "海外"})
# A name that jieba does not know, between a clean border and its unit: 零陵区 at the start of a line.
_UNKNOWN_NAME = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,4}}[{_UNITS}]$")
# Characters of sentences, not of names; units and numbers at places where no name has them.
_NOT_IN_NAMES = re.compile(
    r"[各全本该此我他两几多每级等原外邻驻属辖任在与和对向从到由邀请赴把被给为是的个]|[省市县区盟].|[一二三四五六七八九十][市县区]$"
    r"|(?:城市|[老主新]城区|社区|园区|辖区|特区|地区|山区)$"
)


def canonical_body(text: str) -> str | None:
    """The first body that the text names in full, in either script, or None.

    A bare 区政协, a short 綦江政协 (provinces excepted: 上海政协) and 各级政协 name none.
    """
    return next(iter(named_bodies(text)), None)


def named_bodies(text: str) -> Iterator[str]:
    """Every mention of a body by its full name, in text order, with repetitions."""
    text = simplified(text)
    if "政协" not in text and "政治协商会议" not in text:
        return
    found: list[tuple[int, str]] = []
    for match in _FORMAL.finditer(text):
        place = match["place"]
        if place == "全国" or _is_place(place):
            found.append((match.start(), f"{place}政协"))
    for match in _NAMED.finditer(text):
        place = _place_before(text, match.start())
        if place:
            found.append((match.start(), f"{place}政协"))
    for _, name in sorted(found):
        yield name


def choose_body(title: str, heads: Sequence[str], paragraphs: Sequence[str], others: Sequence[str]) -> str | None:
    """The body whose report the page is, or None.

    Precedence: title (区政协 or 綦江政协 in it is completed from the rest of the page), heads (lines around the title),
    the body named most often in the paragraphs, others (source, site).
    """
    named = canonical_body(title)
    if named:
        return _in_full(named, paragraphs)
    page = [simplified(text) for text in (title, *heads, *paragraphs)]
    short = _short_name(simplified(title))
    if short:
        return _complete(short, page) or f"{short}政协"
    unit = _bare_unit(simplified(title))
    if unit:
        completed = _of_unit(unit, page)
        if completed:
            return completed
    for line in heads:
        named = canonical_body(line)
        if named:
            return named
    return _most_named(page) or next((name for name in map(canonical_body, others) if name), None)


def _in_full(name: str, paragraphs: Sequence[str]) -> str:
    """双江自治县政协 by its full name, if the page has it; other names unchanged."""
    match = re.fullmatch(rf"(?P<stem>[{_HAN}]+)(?P<unit>自治[区州县旗]政协)", name)
    if match is None:
        return name
    mentions = Counter(body for text in paragraphs for body in named_bodies(text))
    fuller = (body for body, _ in mentions.most_common() if body.startswith(match["stem"]))
    return next((body for body in fuller if body.endswith(match["unit"]) and len(body) > len(name)), name)


@lru_cache(maxsize=4096)
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(tag_words(text))


def _is_place(name: str) -> bool:
    """Whether a formal name's middle can be a place: no sentence words, and more than units."""
    tags = _tagged(name)
    if _GENERIC.fullmatch(name) or any(word in _NO_BODY_HERE for word, _ in tags):
        return False
    if _longest_place(tags) == name or _unknown_place(name):
        return True
    return len(name) <= 12 and not any(tag in _SENTENCE_TAGS for _, tag in tags)


def _place_before(text: str, end: int) -> str | None:
    """The place whose name ends at `end`, without the words before it (在, 赴, 谱新篇)."""
    run = _RUN.search(text, max(0, end - 28), end)
    if run is None:
        return None
    if run[0].endswith("全国"):
        return "全国"
    place = _longest_place(_tagged(run[0]))
    return place or _unknown_place(run[0])


def _unknown_place(run: str) -> str | None:
    """The run, if it is two to four characters and a unit, maybe after a known place, and no ordinary words."""
    tags = _tagged(run)
    known = 0
    while known < len(tags) and tags[known][1] == "ns" and tags[known][0][-1] in _UNITS:
        known += 1
    rest = "".join(word for word, _ in tags[known:])
    if not _UNKNOWN_NAME.fullmatch(rest) or _NOT_IN_NAMES.search(rest):
        return None
    # A word of two characters describes the unit (相邻, 友好, 基层); an unknown name is split into single characters.
    pieces = [word for word, _ in tags[known:]]
    odd = len(pieces[0]) == 1 and all(len(word) == 1 or word[-1] in _UNITS for word in pieces)
    # 县 ends nouns only, so another tag is the tagger's guess at an unknown word.
    guessed = len(pieces) == 1 and tags[known][1][0] in "vadzx"
    return run if odd or guessed else None


def _longest_place(tags: Sequence[tuple[str, str]]) -> str | None:
    start = _last_name(tags)
    if start is None:
        word, tag = tags[-1] if tags else ("", "")
        return _province(word) if tag == "ns" else None
    while start and _is_part_of_name(tags[start - 1]):
        start -= 1
    return "".join(word for word, _ in tags[start:])


def _is_part_of_name(tagged: tuple[str, str]) -> bool:
    """Whether a word is a place, or a rare character that jieba split off a name: 瀍 of 瀍河."""
    word, tag = tagged
    return (tag == "ns" and word not in _NO_BODY_HERE) or (tag == "zg" and _is_rare(word))


def _is_rare(character: str) -> bool:
    """Whether the character is outside the frequent half of GB2312."""
    return not b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7"


def _province(word: str) -> str | None:
    """The full name of a province, the only places with accepted short names: 上海 is 上海市."""
    if word in _MUNICIPALITIES:
        return f"{word}市"
    return f"{word}省" if _PROVINCE.fullmatch(word) else _AUTONOMOUS.get(word)


def _last_name(tags: Sequence[tuple[str, str]]) -> int | None:
    """Index of the word that starts the last place's name (a known word, or a proper name and its unit), or None."""
    if not tags:
        return None
    word, tag = tags[-1]
    if _UNIT_WORD.fullmatch(word):
        start = len(tags) - 2
        while start > 0 and tags[start][0].endswith("族") and tags[start - 1][1] in _PROPER:
            start -= 1
        if start > 0 and tags[start][0].endswith("族") and len(tags[start - 1][0]) == 1 and tags[start - 1][1] == "ns":
            start -= 1
        name, kind = tags[start] if start >= 0 else ("", "")
        if start > 0 and _is_part_of_name(tags[start - 1]):
            name = tags[start - 1][0] + name
        return start if kind in _PROPER and len(name) > 1 and name not in _NO_BODY_HERE else None
    if tag in _PROPER and len(word) > 1 and word[-1] in _UNITS and not _GENERIC.fullmatch(word):
        return len(tags) - 1
    return None


def _short_name(text: str) -> str | None:
    """綦江 of 綦江政协: a place without its unit."""
    for match in _NAMED.finditer(text):
        run = _RUN.search(text, max(0, match.start() - 8), match.start())
        tags = _tagged(run[0]) if run else ()
        if tags and tags[-1][1] == "ns" and tags[-1][0][-1] not in _UNITS and tags[-1][0] not in _NO_BODY_HERE:
            return tags[-1][0]
    return None


def _bare_unit(text: str) -> str | None:
    match = re.search(rf"(?<![{_UNITS}])([{_UNITS}])政协", text)
    return match[1] if match else None


def _places(page: Iterable[str]) -> Counter[str]:
    """Mentions of each place by its full name: 綦江区, 枣强县."""
    counts: Counter[str] = Counter()
    for text in page:
        tags = _tagged(text)
        for (word, tag), (unit, _) in zip(tags, (*tags[1:], ("", "")), strict=True):
            if tag != "ns" or len(word) < 2 or word in _NO_BODY_HERE or word.endswith(_ZONES):
                continue
            # jieba splits 綦江区委 into 綦江 and 区委.
            if word[-1] in _UNITS:
                counts[word] += 1
            elif unit[:1] and unit[0] in _UNITS:
                counts[word + unit[0]] += 1
    return counts


def _complete(short: str, page: Sequence[str]) -> str | None:
    """綦江区政协 for 綦江, if the page mentions 綦江区; else None."""
    units = Counter(unit for text in page for unit in re.findall(rf"{short}(自治[区州县旗]|[{_UNITS}])", text))
    return f"{short}{units.most_common(1)[0][0]}政协" if units else None


def _mentions(page: Sequence[str]) -> Counter[str]:
    """Mentions of each body, by its full name or by a short name that can be completed."""
    counts = Counter(name for text in page for name in named_bodies(text))
    shorts = Counter(short for text in page if (short := _short_name(text)))
    for short, count in shorts.items():
        full = next((name for name in counts if name.removesuffix("政协").rstrip(_UNITS).endswith(short)), None)
        full = full or _complete(short, page)
        if full:
            counts[full] += count
    return counts


def _of_unit(unit: str, page: Sequence[str]) -> str | None:
    """The body of this unit (区, 县) mentioned most, else the body of the place of this unit mentioned most."""
    bodies = [(count, name) for name, count in _mentions(page).items() if name.endswith(f"{unit}政协")]
    if bodies:
        return max(bodies, key=lambda pair: pair[0])[1]
    places = [(count, name) for name, count in _places(page).items() if name.endswith(unit)]
    return f"{max(places, key=lambda pair: pair[0])[1]}政协" if places else None


def _most_named(page: Sequence[str]) -> str | None:
    """The body mentioned most; on a page with mostly bare 区政协, the 区 mentioned most."""
    mentions = _mentions(page)
    units = Counter(unit for text in page for unit in re.findall(rf"(?<![{_UNITS}{_HAN}])([{_UNITS}])政协", text))
    top = mentions.most_common(1)
    if units:
        unit, count = units.most_common(1)[0]
        if not top or (count > 2 * top[0][1] and not top[0][0].endswith(f"{unit}政协")):
            return _of_unit(unit, page) or (top[0][0] if top else None)
    return top[0][0] if top else None

"""The body whose report a page is: its organ, its place, and the region in which that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.analysis import fold
from index.places import NATION, Gazetteer, Place, gazetteer
from index.reading.cleaning.script import simplified
from index.reading.organs import (
    NATIONAL_NAMES,
    Mention,
    Places,
    body_name,
    chain_after,
    has_office,
    mentions,
    names_office,
    organ_words,
    short_before,
    whole_mention,
)
from index.report import Region

_FORMULA = re.compile(
    fold(r"(?:代表|受)([^。；！？]{0,60}?)(?:报告工作|委托)|代表([^。；！？，]{0,30}?)[作向][^。；！？]{0,20}报告")
)
_PARTIES: Final = "民革|民盟|民建|民进|农工党|致公党|九三学社|台盟"
_OFFICES: Final = (
    f"[局厅]|(?<!行)(?<!行政公)署|卫健委|发改委|教委|建委|国资委|纪委|管委会|办公室|工商联|联合会|{_PARTIES}|妇联|"
    "总工会|文联|科协|残联|红十字会|公司|集团|银行|大学|学院|学校|[中小]学|医院|研究[院所]|[市县区省州]委|党委|党组"
)
_OFFICE = re.compile(
    fold(
        rf"(?:{_OFFICES})(?:党组|党委|[省市县区州]委会)?(?=常委会|\s|关于|[的在]|(?:19|20)?[0-9]{{2}}|[一二]〇|年|工作|述职|总结|报告)"
    )
)
"""Offices, parties and companies as a title names them whose report it is: they are none of the bodies known here."""
_PARTY = re.compile(fold(rf"^(?:中共|{_PARTIES})(?!.*(?:政协|政府))"))
_OFFICE_NAME = re.compile(fold(rf"(?:{_OFFICES})$"))
_PART = re.compile(
    fold(
        "(?:[镇乡村]|街道|街道办事处|社区|铁路(?:运输)?|金融|海事|知识产权|互联网|军事|林区|农垦|油田|开发区|高新区|新区管委会)"
        "(?:高级|中级)?(?:(?:人民)?(?:政府|法院|检察院))|(?:街道|[镇乡])(?:20[0-9]{2}年)?(?:人民)?政府"
    )
)
"""Governments below the county, and courts of no division."""
_PLAN = re.compile(fold("财政|预算|决算|国民经济和社会发展"))
_SESSION = re.compile(fold(r"第?[0-9〇零一二三四五六七八九十百]{1,4}届人民代表大会第?[0-9一二三四五六七八九十]{1,3}次"))
_NATIONAL_SESSION = re.compile(fold(r"全国人民代表大会第?[0-9一二三四五六七八九十]{1,3}次"))
_OF_CONGRESS: Final = frozenset(("政府", "人大", "法院", "检察院", "监委"))
_UNIT: Final = fold("[省市州盟县区旗]")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=\s*[年/.-])")
_HEAD_WEIGHT: Final = 5
_LATEST: Final = 2099


@dataclass(frozen=True, slots=True)
class Body:
    """name: canonical, in simplified script. organ: one of ORGANS, if known. region: as far as the page tells it."""

    name: str
    organ: str | None
    region: Region


def canonical_body(text: str, places: Gazetteer | None = None) -> str | None:
    """The canonical name of the first body that the text names with its place, in either script, or None."""
    return next((mention.name for mention in mentions(text, places or gazetteer())), None)


def named_body(name: str, stated: Region, places: Gazetteer, year: int | None = None) -> Body | None:
    """The body of a name, if that names one in full and nothing else.

    stated: what else is known of its region. year: of which it is spoken; None: today's, where there is one.
    """
    mention = whole_mention(name, places)
    if mention is None:
        return None
    if not mention.places:
        return Body(name, mention.organ, NATION)
    known = [each for each in (stated.province, stated.prefecture, stated.county) if each]
    page = _Page(name, known, (), (f"{_LATEST if year is None else year}年",), places)
    return Body(name, mention.organ, page.region(mention.places))


def choose_body(
    title: str,
    heads: Sequence[str],
    paragraphs: Sequence[str],
    others: Sequence[str],
    places: Gazetteer | None = None,
) -> Body | None:
    """The body whose report the page is; None where the page does not tell it.

    heads: lines around the title. others: source, site, window title and date. The title decides, then the heads, then
    what the speaker says (我代表市人民政府), then what is named most.
    """
    page = _Page(title, heads, paragraphs, others, places or gazetteer())
    found = page.body()
    if found is None:
        return None
    organ, chain = found
    if not chain:
        return Body(NATIONAL_NAMES[organ], organ, NATION)
    return Body(body_name(chain, organ), organ, page.region(chain))


class _Page:
    """One page's evidence."""

    def __init__(
        self, title: str, heads: Sequence[str], paragraphs: Sequence[str], others: Sequence[str], places: Gazetteer
    ) -> None:
        self._title = title
        self._heads = [title, *heads]
        self._texts = paragraphs
        self._others = others
        self._places = places
        self._mentioned: list[Mention] | None = None
        self._latest = max((int(year) for line in (*self._heads, *others) for year in _YEAR.findall(line)), default=0)

    def body(self) -> tuple[str, Places] | None:
        """The organ and the places of its name."""
        if _PART.search(fold(self._title)):
            return None
        titled = next(mentions(self._title, self._places), None)
        office = _PARTY.match(fold(self._title)) or _OFFICE.search(fold(self._title))
        if office and (titled is None or office.start() < titled.start):
            return None
        spoken = self._spoken_for() if titled is None or not _says_report(self._title) else None
        if spoken is None and titled is not None:
            return titled.organ, titled.places
        return spoken or self._unnamed()

    def _unnamed(self) -> tuple[str, Places] | None:
        """The body, where neither the title nor the speaker names it in full."""
        organ = next(organ_words(self._title), None) or self._speaker()
        if organ is None:
            named = next((each for line in self._heads for each in mentions(line, self._places)), None)
            if named is not None:
                return named.organ, named.places
            organ = self._most_written()
        if organ is None:
            return None
        chain = self._chain(organ)
        return None if chain is None else (organ, chain)

    def _speaker(self) -> str | None:
        """The organ for which the speaker says to report."""
        return next((organ for said in self._formulas() for organ in organ_words(said)), None)

    def _spoken_for(self) -> tuple[str, Places] | None:
        """The body for which the speaker says to report, if named first, and with its place."""
        said = next(self._formulas(), "")
        named = next(mentions(said, self._places), None)
        first = named is not None and next(organ_words(said[: named.start]), None) is None
        return (named.organ, named.places) if named is not None and first else None

    def _formulas(self) -> Iterator[str]:
        """What the opening says between 代表 and 报告, or between 受 and 委托, folded."""
        for text in self._texts[:_HEAD_WEIGHT]:
            yield from (match[1] or match[2] or "" for match in _FORMULA.finditer(fold(text)))

    def _most_written(self) -> str | None:
        """政协, if that organ is written most often and nothing says that the report is another's."""
        if _PLAN.search(fold(self._title)) or any(_OFFICE_NAME.search(fold(each)) for each in self._others[:1]):
            return None
        counts = Counter(organ for text in self._texts for organ in organ_words(text))
        return "政协" if counts and counts["政协"] == max(counts.values()) else None

    def _chain(self, organ: str) -> Places | None:
        """The place of the organ, by the strongest evidence that there is."""
        unit = self._bare_unit()
        short = self._short(organ) or self._headlined(unit, organ)
        if short is not None:
            return short
        for counts in self._evidence(organ, unit):
            fitting = Counter({chain: count for chain, count in counts.items() if self._fits(chain, unit)})
            if fitting:
                return self._shortest(fitting.most_common(1)[0][0])
        return None

    def _shortest(self, chain: Places) -> Places:
        """Without the places above, where the name alone tells which it is."""
        return chain[-1:] if chain and len(self._places.named(chain[-1])) == 1 else chain

    def _evidence(self, organ: str, unit: str) -> Iterator[Counter[Places]]:
        yield Counter(self._chains(self._title))
        yield Counter(
            each.places for line in self._heads for each in mentions(line, self._places) if each.organ == organ
        )
        if organ in _OF_CONGRESS:
            yield Counter(chain for line in self._heads for chain in self._sessions(line))
        yield Counter(each.places for each in self._mentions() if each.organ == organ)
        if organ in _OF_CONGRESS:
            yield Counter(chain for text in self._texts for chain in self._sessions(text))
        yield Counter(each.places for text in self._others for each in mentions(text, self._places))
        yield Counter(chain for text in self._others for chain in self._chains(text))
        if unit:
            yield Counter(chain for text in (*self._heads, *self._texts) for chain in self._chains(text))

    def _mentions(self) -> list[Mention]:
        if self._mentioned is None:
            self._mentioned = [each for text in self._texts for each in mentions(text, self._places)]
        return self._mentioned

    def _fits(self, chain: Places, unit: str) -> bool:
        """Whether a place can be the one that a bare unit (区政协) means."""
        if names_office(self._title) and not has_office(chain):
            return False
        return not unit or bool(chain and fold(chain[-1]).endswith(unit))

    def _bare_unit(self) -> str:
        """区 of 区政协 in the title, "" if there is none."""
        return next((word for word in organ_words(self._title, with_unit=True) if word), "")

    def _short(self, organ: str) -> Places | None:
        """綦江 of 綦江政协 in the title by its full name: the one on the page, or the only one of today."""
        stem = short_before(self._title, organ, self._places)
        if stem is None:
            return None
        named = [each for each in self._places.of_stem(stem) if self._fits((each.name,), "")]
        text = fold("\n".join((*self._heads, *self._texts, *self._others)))
        counts = Counter({place.name: text.count(fold(place.name)) for place in named})
        found = [name for name, count in counts.most_common() if count]
        today = {place.name for place in named if place.until is None}
        return (found[0],) if found else (today.pop(),) if len(today) == 1 else None

    def _headlined(self, unit: str, organ: str) -> Places | None:
        """The place in a province that a headline begins with by their short names: 四川广安：同心筑梦谱新篇.

        It is the one whose unit the text writes most before its organ (区政协), else the largest.
        """
        found = _headline(self._title)
        if found is None:
            return None
        places = [
            each
            for each in self._places.of_stem(fold(found["place"]))
            if each.until is None and each.province.startswith(found["province"]) and self._fits((each.name,), unit)
        ]
        text = fold("".join(self._texts))
        places.sort(key=lambda each: (-text.count(fold(each.name[-1] + organ)), each.level != "prefecture"))
        return (places[0].name,) if places else None

    def _chains(self, text: str) -> Iterator[Places]:
        """The places that a text names, each chain once per mention."""
        folded = fold(text)
        at = 0
        while at < len(folded):
            chain, end = chain_after(folded, at, self._places)
            if chain:
                yield chain
            at = max(end, at + 1)

    def _sessions(self, text: str) -> Iterator[Places]:
        """The places whose people's congresses a text names."""
        folded = fold(text)
        for match in _SESSION.finditer(folded):
            before = _chain_ending(folded, match.start(), self._places)
            if before:
                yield before
        if _NATIONAL_SESSION.search(folded):
            yield ()

    def region(self, chain: Places) -> Region:
        """Where the last place of a chain is; what the page leaves open is None."""
        candidates = self._places.named(chain[-1])
        within = [each for each in candidates if all(name in (each.province, each.prefecture) for name in chain[:-1])]
        candidates = tuple(within) or candidates
        candidates = tuple(each for each in candidates if not self._too_late_for(each)) or candidates
        regions = {self._places.region(each) for each in candidates}
        if len(regions) > 1:
            regions = self._placed(candidates)
        if len(regions) == 1:
            return regions.pop()
        levels = {each.level for each in candidates}
        return Region(level=levels.pop() if len(levels) == 1 else None)

    def _too_late_for(self, place: Place) -> bool:
        """Whether the page speaks of a year after that in which the place's name was given up."""
        return place.until is not None and self._latest > place.until + 1

    def _placed(self, candidates: Iterable[Place]) -> set[Region]:
        """Regions of the candidates whose province or prefecture the page names most."""
        near = fold("\n".join((*self._heads, *self._others)))
        far = fold("\n".join(self._texts))
        scores: Counter[Region] = Counter()
        for each in candidates:
            names = {name for name in (each.province, each.prefecture) if name and name != each.name}
            stems = {place.stem for name in names for place in self._places.named(name)}
            scores[self._places.region(each)] = sum(
                _HEAD_WEIGHT * near.count(fold(stem)) + far.count(fold(stem)) for stem in stems
            )
        best = max(scores.values(), default=0)
        return {region for region, score in scores.items() if score == best} if best else set(scores)


def _says_report(title: str) -> bool:
    # Report lines need bodies, and no patterns of pages.
    from index.reading.cleaning.shapes import has_report_word

    return has_report_word(simplified(title))


def _headline(title: str) -> re.Match[str] | None:
    """The short names of a province and a place in it before a colon."""
    from index.reading.cleaning.shapes import PROVINCES

    return re.match(rf"(?P<province>{PROVINCES})省?(?P<place>[\u4e00-\u9fff]{{2,4}})\s?[:：]", simplified(title))


def _chain_ending(folded: str, end: int, places: Gazetteer) -> Places:
    found = places.ending(folded, end)
    return (places.written(found),) if found else ()

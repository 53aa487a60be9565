"""The title of a page, by evidence: what markup and window agree on, the largest heading, words of reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from index.places import gazetteer
from index.reading.cleaning import CleanedPage, Line, frame, shapes
from index.reading.cleaning.script import simplified
from index.reading.listed import bodies_only
from index.reading.organs import organ_words
from index.reading.wrapping import tears
from index.report import Assumption

LONGEST_TITLE: Final = 60
"""Code points of a title that is taken from running text."""
_LONGEST_LINE: Final = 100
_MOST_ROWS: Final = 4
"""Lines in which a title may be broken."""

# A run of spaces is tried from its start only.
_SPACES = r"(?<!\s)\s+"
_SEPARATOR = re.compile(
    rf"(?:{_SPACES})?[|｜_]\s*|{_SPACES}[-–—]+\s+|(?<=[\u4e00-\u9fff）])-+(?=[\u4e00-\u9fff])|(?:{_SPACES})?--+\s*"
)
_SUBTITLE = re.compile(r"[—–―─‐-]{1,}\s?\S")
_MEETING = re.compile(
    r"^[（(—–―─‐-]+\s?.{0,12}在.{2,40}(?:会议|大会|全会)上?[)）]?$|在.{0,4}(?:政协|中国人民政治协商|.{2,20}人民代表大会|第.{1,4}次).{0,40}会议?上?[)）]?$"
    r"|^[—–―─‐-]*\s?(?:(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月"
)
_ASSEMBLY = re.compile(
    r"(?:中国人民政治协商会议|政协).{0,30}委员会$|中国人民政治协商会议$|.{1,20}[省市州盟县区旗]政协$|.{2,20}人民代表大会$"
    r"|.{2,20}(?:人民政府|人大常委会|法院|检察院|常务委员会)$|第.{1,5}届.{1,20}委员会$"
    r"|.{2,12}第.{1,5}届$"
)
_OF_YEAR_ONLY = re.compile(r"(?:(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})年度?")
_OF_A_YEAR = re.compile(
    r"(?:(?:19|20)\d{2}年?度?|[一二][〇○零一二三四五六七八九]{3}年度?)?(?:政府|常委会)?(?:工作|履职)(?:报告|综述|总结)$"
)
_BEGINS_WITH_ORGAN = re.compile(
    r"(?:[12]\d{3}年度?)?[我本]?[省市州盟县区旗]?(?:政协|人大|人民(?:政府|法院|检察院|代表大会)|政府|法院|检察院|监委|监察委)"
)
_LETTER_SPACED = re.compile(r"(?<!\S)[\u4e00-\u9fff](?:\s[\u4e00-\u9fff](?!\S)){2,}")
_PLACE_END = re.compile(r"[省市州盟县区旗]$")
_STEM_LENGTHS: Final = (2, 3, 4)
_ORGAN = re.compile(r"政协|人大|人民(?:政府|法院|检察院|代表大会)|政府|法院|检察院|监委|监察")
# A title's second line, when the first is the body's name: 常务委员会工作报告, 第九届青田县委员会常务委员会工作报告.
_STANDING = re.compile(
    r"(?:人民代表大会|委员会)?(?:第.{1,5}届.{0,24}?委员会)?(?:常务委员会|常委会)?(?:.{0,6}工作)?报告$"
)
_NO_TITLE = re.compile(
    r"(?:记者|主席|主持人|问|答|编者按)\s?[:：]|(?:各位|同志们|尊敬的|女士们)|.{0,14}\d{1,2}月\d{1,2}日(?:电|讯|消息)|.{0,20}(?:记者|通讯员|摄影)\s|[(（【\[].*[)）】\]]$"
    r"|(?:当前|您的?)?位置|https?:|.*[。；：:，,、]$|[\d\W_]+$"
)
_LABEL = re.compile(r"^[(（【\[](?:受权发布|授权发布|全文|实录|摘登|现场|两会)[)）】\]]\s?")
_OF_PEOPLE = re.compile(
    r"[\u4e00-\u9fff·]{2,30}(?:省长|市长|县长|区长|州长|盟长|旗长|主席|院长|检察长|主任)\s?[\u4e00-\u9fff·]{1,6}(?:\s[\u4e00-\u9fff])?$"
)


@dataclass(frozen=True, slots=True)
class OwnTitle:
    """What a page's markup has as its title, and what stands behind it in the window: the site's names."""

    text: str = ""
    site: tuple[str, ...] = ()


_COLUMN = re.compile(r"(?:政府|常委会|政协|人大|两院|年度)?工作(?:报告|总结|综述)")
_COLUMN_REACH: Final = 3
_SITE = re.compile(r"^中国\s?[·•]|(?:网站|(?:政务|信息|新闻|公众|公开)网|官网|门户)$|^欢迎(?:您|访问|光临)")


def names_site(text: str) -> bool:
    """Whether a text is the name of a site or of its body: 政协仙桃市委员会, 仙桃市人民政府门户网站."""
    plain = simplified(closed_up(text))
    if len(plain) > LONGEST_TITLE or shapes.has_report_word(plain):
        return False
    return shapes.is_site_name(plain) or _SITE.search(plain) is not None or bool(bodies_only(plain, gazetteer()))


def is_whole_title(text: str) -> bool:
    """Whether a text is a report's title, and no second line of one whose first is the body's name."""
    plain = simplified(closed_up(text))
    second = _STANDING.match(plain) or _OF_A_YEAR.match(plain) or _COLUMN.fullmatch(plain)
    return shapes.says_report(plain) and not second


def own_title(window: str, told: str, site: str = "") -> OwnTitle:
    """The title of the page's metadata, or else the window's without the site behind it."""
    title, *others = [*_parts(window), ""]
    names = [name for name in (*others, site) if name and name != told and not _says_report(name)]
    return OwnTitle(told or title, tuple(names))


def _parts(window: str) -> list[str]:
    """The parts of a window's title, that of the page first: the longest that says a report, else the first."""
    parts = [part for part in _SEPARATOR.split(window) if part]
    reports = [part for part in parts if _says_report(part)]
    if not reports:
        return parts
    title = max(reports, key=len)
    return [title, *(part for part in parts if part != title)]


def _says_report(text: str) -> bool:
    return shapes.has_report_word(simplified(text))


def with_whole_titles(lines: Sequence[Line], title: OwnTitle) -> Iterator[Line]:
    """The lines, those that together say what the markup has as the title joined to one."""
    whole = unspaced(title.text)
    behind = 0
    for at, line in enumerate(lines):
        if at < behind:
            continue
        stop = _end_of(whole, lines, at) if whole else at + 1
        if stop > at + 1:
            behind = stop
            yield replace(line, text=title.text, title=any(each.title for each in lines[at:stop]))
        else:
            yield line


def _end_of(whole: str, lines: Sequence[Line], start: int) -> int:
    """Index behind the last of the lines that together are `whole`, or start + 1."""
    found = ""
    for stop in range(start, min(start + _MOST_ROWS, len(lines))):
        found += unspaced(lines[stop].text)
        if found == whole:
            return stop + 1
        if not whole.startswith(found):
            break
    return start + 1


def titled_organ(title: str) -> str | None:
    """The organ with which a report's title begins without its place: 区政协工作报告, 2022年市法院工作报告."""
    plain = simplified(title)
    if not shapes.has_report_word(plain) or not _BEGINS_WITH_ORGAN.match(plain):
        return None
    return next(organ_words(plain), None)


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the indexes of the cleaned lines that make it up; an empty range if it is in none.

    assumed: how it was made up, if no line is the title.
    """

    text: str
    lines: range
    assumed: Assumption | None = None


def find_title(page: CleanedPage, window: str, told: str, site: str, name: str) -> Title:
    """The title of a cleaned page.

    window: the window's title. told: that of the markup's metadata, "" if there is none. site: the site's name.
    name: the file's, for a page without any line that can be a title.
    """
    parts = _parts(window)
    candidates = list(_candidates(page))
    evidence = _Evidence(told, parts, site, _names(page, candidates))
    best = max(candidates, key=lambda place: (evidence.score(page.lines[place]), -place), default=None)
    weight = 2 * _REFUSED if best is None else evidence.score(page.lines[best])
    outside = told or (parts[0] if parts else "")
    if weight < _HEADING and outside and not _is_site(outside, site):
        return Title(outside, range(0))
    if best is not None and weight > _REFUSED:
        return _whole(page, best)
    return _first_sentence(page, name)


_DATED = re.compile(r"[·•●\[(（]?\s?(?:(?:19|20)\d{2}[-/.])?\d{1,2}[-/.]\d{1,2}[\])）]?\s?[\u4e00-\u9fff]")
"""An entry of a list of articles, its day first."""
_REFUSED: Final = -50
_AGREES: Final = 8
_IN_WINDOW: Final = 5
_HEADING: Final = 4
_SAYS_REPORT: Final = 4
_SAYS_YEAR: Final = 1
_SUBHEADING: Final = 1
_LABELLED: Final = -1
_FIRST: Final = 1


class _Evidence:
    """What speaks for a line as the title."""

    def __init__(self, told: str, window: Sequence[str], site: str, names: frozenset[str]) -> None:
        """names: lines that are names of the site and its columns."""
        self._names = names
        self._told = unspaced(told)
        self._window = [unspaced(part) for part in window]
        self._site = {unspaced(site), *self._window[1:]} - {""}

    def score(self, line: Line) -> int:
        """The weight of the evidence; _REFUSED or less for what is no title."""
        text, plain = unspaced(line.text), frame.without_title_label(simplified(closed_up(line.text)))
        if len(text) > _LONGEST_LINE or len(text) < 2 or line.kind == "caption":
            return 2 * _REFUSED
        agrees = text == self._told or (bool(self._window) and text == self._window[0])
        if line.text in self._names:
            return _FIRST
        if not agrees and (text in self._site or _refuses(plain)):
            return 2 * _REFUSED
        score = _AGREES * (text == self._told) + _IN_WINDOW * (text in self._window[:1])
        score += _HEADING if line.title else _SUBHEADING if line.kind == "heading" else 0
        score += _SAYS_REPORT * shapes.has_report_word(plain) + _SAYS_YEAR * bool(
            re.search(r"\d{4}年?|[一二][〇○零]", plain)
        )
        score += _LABELLED * bool(_LABEL.match(plain))
        return score + _FIRST - (shapes.is_column(plain) or shapes.is_site_name(plain)) * _SAYS_REPORT


def _names(page: CleanedPage, candidates: Iterable[int]) -> frozenset[str]:
    """Names of the site on a page with a report's own title, and of columns right over one."""
    own = [place for place in candidates if _is_own_title(page.lines[place])]
    sites = {page.lines[place].text for place in candidates if own and names_site(page.lines[place].text)}
    over = {at for place in own for at in range(max(0, place - _COLUMN_REACH), place)}
    return frozenset(sites | {page.lines[at].text for at in over if _COLUMN.fullmatch(_read(page.lines[at]))})


def _is_own_title(line: Line) -> bool:
    return is_whole_title(line.text) and not _refuses(_read(line))


def _refuses(plain: str) -> bool:
    """Whether a text in simplified script is none of a title's, unless the markup says so."""
    if _NO_TITLE.match(plain) or shapes.is_prose(plain) or _OF_PEOPLE.fullmatch(plain) or _DATED.match(plain):
        return True
    return _MEETING.search(plain) is not None or _SUBTITLE.match(plain) is not None


def _is_site(text: str, site: str) -> bool:
    plain = simplified(text)
    return text == site or shapes.is_site_name(plain) or _NO_TITLE.match(plain) is not None


def _candidates(page: CleanedPage) -> Iterable[int]:
    """Lines that may be the title: those above the first prose, and headings of the first rank."""
    marked = [place for place, line in enumerate(page.lines) if line.title]
    return dict.fromkeys([*range(page.top), *marked])


def _whole(page: CleanedPage, start: int) -> Title:
    """The line, with the one above or below that belongs to it, and a subtitle."""
    first = start
    while first > max(0, start - _MOST_ROWS + 1) and _goes_on(
        _read(page.lines[first - 1]), "".join(map(_read, page.lines[first : start + 1]))
    ):
        first -= 1
    if first < start and _are_listed([_read(line) for line in page.lines[max(0, start - 2) : start]]):
        first = start
    stop = start + 1
    if _is_assembly(page.lines[start]) and stop < page.top and _STANDING.match(_read(page.lines[stop])):
        stop += 1
    while stop < len(page.lines) and stop < start + 3 and _is_subtitle(page.lines[stop].text):
        stop += 1
    text = frame.without_title_label(simplified(page.lines[first].text))
    text = page.lines[first].text[-len(text) :]
    for left, right in pairwise(page.lines[first:stop]):
        text += right.text if _is_torn(_read(left), _read(right)) else f" {right.text}"
    return Title(text, range(first, stop))


def _goes_on(above: str, title: str) -> bool:
    """Whether a title begins in the line above."""
    if len(above) > LONGEST_TITLE or shapes.is_sentence(above) or shapes.has_report_word(above):
        return False
    if _ASSEMBLY.fullmatch(above) and (_STANDING.fullmatch(title) or _OF_A_YEAR.match(title)):
        return True
    if _OF_YEAR_ONLY.fullmatch(above):
        return _OF_A_YEAR.match(title) is not None or _BEGINS_WITH_ORGAN.match(title) is not None
    return shapes.has_report_word(title) and _is_torn(above, title)


def _are_listed(above: Sequence[str]) -> bool:
    """Whether the lines over a title are different bodies, as friend links are."""
    names = [bodies_only(text, gazetteer()) for text in above]
    return all(names) and len({name for row in names for name in row}) > 1


def _is_torn(left: str, right: str) -> bool:
    """Whether a break stands in a word, or between a place and its organ (2017年黄陂区 / 人大常委会工作报告)."""
    if _ORGAN.match(right):
        return _PLACE_END.search(left) is not None
    if _PLACE_END.match(right[:1]) and _ORGAN.match(right, 1):
        return any(gazetteer().named(left[-length:] + right[0]) for length in _STEM_LENGTHS)
    return tears(left, right)


def _is_assembly(line: Line) -> bool:
    return _ASSEMBLY.fullmatch(_read(line)) is not None


def _read(line: Line) -> str:
    return simplified(closed_up(line.text))


def _first_sentence(page: CleanedPage, name: str) -> Title:
    first = re.split("[。！？!?：:]|各位(?:代表|委员)", page.lines[0].text)[0].strip()
    return Title(first[:LONGEST_TITLE] or name, range(0), "title_from_text" if first else "title_from_name")


def _is_subtitle(text: str) -> bool:
    """Whether a line starts with a dash and does not name the meeting the report was given at."""
    if _SUBTITLE.match(text) is None or len(text) > LONGEST_TITLE or shapes.is_prose(text):
        return False
    return _MEETING.search(simplified(text)) is None


def closed_up(text: str) -> str:
    """The text with letter-spaced runs of Han characters closed up: 政 府 工 作 报 告 is 政府工作报告."""
    return _LETTER_SPACED.sub(lambda run: unspaced(run[0]), text)


def unspaced(text: str) -> str:
    """The text without white space, by which lines and titles are compared."""
    return re.sub(r"\s", "", text)

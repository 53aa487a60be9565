"""What lines of titles say: whole titles, parts of them, names of sites and columns, and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.places import gazetteer
from index.reading.cleaning import shapes
from index.reading.cleaning.script import simplified
from index.reading.listed import bodies_only
from index.reading.organs import mentions
from index.reading.wrapping import tears

LONGEST_TITLE: Final = 60
"""Code points of a title that is taken from running text."""

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
_OF_PEOPLE = re.compile(
    r"[\u4e00-\u9fff·]{2,30}(?:省长|市长|县长|区长|州长|盟长|旗长|主席|院长|检察长|主任)\s?[\u4e00-\u9fff·]{1,6}(?:\s[\u4e00-\u9fff])?$"
)
_DATED = re.compile(r"[·•●\[(（]?\s?(?:(?:19|20)\d{2}[-/.])?\d{1,2}[-/.]\d{1,2}[\])）]?\s?[\u4e00-\u9fff]")
"""An entry of a list of articles, its day first."""
_COLUMN = re.compile(r"(?:政府|常委会|政协|人大|两院|年度)?工作(?:报告|总结|综述)")
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


def names_its_body(text: str) -> bool:
    """Whether a title names the body whose report it is, so that a line over it need not."""
    return next(mentions(text, gazetteer()), None) is not None


def refuses(plain: str) -> bool:
    """Whether a text in simplified script is none of a title's, unless the markup says so."""
    if _NO_TITLE.match(plain) or shapes.is_prose(plain) or _OF_PEOPLE.fullmatch(plain) or _DATED.match(plain):
        return True
    return _MEETING.search(plain) is not None or _SUBTITLE.match(plain) is not None


def goes_on(above: str, title: str) -> bool:
    """Whether a title begins in the line above."""
    if len(above) > LONGEST_TITLE or shapes.is_sentence(above) or shapes.has_report_word(above):
        return False
    if _ASSEMBLY.fullmatch(above) and (_STANDING.fullmatch(title) or _OF_A_YEAR.match(title)):
        return True
    if _OF_YEAR_ONLY.fullmatch(above):
        return _OF_A_YEAR.match(title) is not None or _BEGINS_WITH_ORGAN.match(title) is not None
    return shapes.has_report_word(title) and is_torn(above, title)


def are_listed(above: Sequence[str]) -> bool:
    """Whether the lines over a title are different bodies, as friend links are."""
    names = [bodies_only(text, gazetteer()) for text in above]
    return all(names) and len({name for row in names for name in row}) > 1


def is_torn(left: str, right: str) -> bool:
    """Whether a break stands in a word, or between a place and its organ (2017年黄陂区 / 人大常委会工作报告)."""
    if _ORGAN.match(right):
        return _PLACE_END.search(left) is not None
    if _PLACE_END.match(right[:1]) and _ORGAN.match(right, 1):
        return any(gazetteer().named(left[-length:] + right[0]) for length in _STEM_LENGTHS)
    return tears(left, right)


def is_subtitle(text: str) -> bool:
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


def is_column_name(plain: str) -> bool:
    """Whether a text in simplified script is what sites call their column of reports: 政府工作报告."""
    return _COLUMN.fullmatch(plain) is not None


def is_assembly(plain: str) -> bool:
    """Whether a text in simplified script is the name of a body or its assembly, with which titles begin."""
    return _ASSEMBLY.fullmatch(plain) is not None


def is_standing(plain: str) -> bool:
    """Whether a text in simplified script can be the second line of a title whose first is the body's name."""
    return _STANDING.match(plain) is not None


def begins_with_organ(plain: str) -> bool:
    """Whether a title begins with its organ, without a place."""
    return _BEGINS_WITH_ORGAN.match(plain) is not None


def is_no_title(plain: str) -> bool:
    """Whether a text in simplified script is a speaker, a dateline, an address, or ends in the middle of a sentence."""
    return _NO_TITLE.match(plain) is not None

"""What a page's template tells of its publication: the day, and the source."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from index.reading.cleaning import CleanedPage, Line
from index.reading.cleaning.interfaces import BARE_LABELS, ENGLISH_DATE
from index.reading.cleaning.script import simplified
from index.reading.cleaning.shapes import PROVINCES, is_disclaimer, is_entry, is_label

_LONGEST_LINE: Final = 120
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FIGURE = "[〇○零一二三四五六七八九]"
_NUMERAL = "(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WRITTEN_DATE = re.compile(
    rf"([一二]{_FIGURE}{{3}}|(?<!\d)(?:19|20)\d{{2}})\s?年\s?({_NUMERAL})\s?月\s?({_NUMERAL})\s?日"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?([-/.年])\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_DAY_ALONE = re.compile(rf"[(（]\s?{_DATE.pattern}\s?日?\s?[)）]|[(（]?\s?{_WRITTEN_DATE.pattern}\s?[)）]?")
_ENGLISH_DATE = re.compile(ENGLISH_DATE)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|内容)?(?:(?:[来來]\s?源[于於自]?|出\s?[处處]|稿\s?源|原[载載]|[转轉][載载]?自|\b[Ss]ource)\s?[:：]|^[来來]\s?源\s?[|｜丨])\s?(?P<source>.*?)\s*"
    r"(?=$|[|｜丨【\[】\]]|[)）]$|\s\S{1,8}[:：]|\s\d|(?:19|20)\d{2}[-/.年]"
    r"|\s(?:Categor|Tag|Leave|Author|By|Hits|Views|Date|Posted|Published|Font|Print|Share|Comment)"
    r"|[语語]音(?:播|朗)|播[报報][:：]|朗[读讀]|[评評][论論][:：(（\d]"
    r"|(?:[责責]任)?[编編][辑輯]|[责責][编編]|作者|[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|[访訪][问問]|字[号號体體]|(?:[发發]布)?[时時][间間]"
    r"|\s(?:用?手[机機](?:看|阅|閱|浏|瀏|扫|掃)|[+＋]?\s?(?:关注|關注|订阅|訂閱|收藏|纠错|糾錯)|听新闻|聽新聞|我要)"
    r"|(?<=\s)[发發]布|[发發]布(?=[时時日人者單单机機]|\s?[:：])|日期|大\s?中\s?小|[审審][核校]|分享|打印)"
)
_SIGNED_BY_BOARD: Final = "※"
"""With which a bulletin board names itself under a text."""
_ROWS_OF_ACCOUNT: Final = 3
# Who published a page: named as its source where no other is.
_PUBLISHER = re.compile(
    r"(?:(?:发布|發佈|發布|发文|發文)(?:机构|機構|机关|機關|单位|單位|部门|部門)|(?:信息提供|供稿)(?:单位|單位|部门|部門)?)\s?[:：|]\s?(?P<source>[^\s|｜丨:：\d]{2,30}?)"
    r"(?=$|\s|[|｜丨]|(?:成文|发布|發佈)?日期)"
)
_NEWSPAPER = re.compile(r"(?P<source>[\u4e00-\u9fff]{1,12}[日晚晨早商时時周导導都青]{1,2}[报報])")
_COPYRIGHT = re.compile(rf"{_NEWSPAPER.pattern}社?\s?版[权權]所有")
_DIGITAL = re.compile(r"[《》]|(?:多媒体|多媒體|数字|數字|电子|電子)+(?:[报報][刊纸紙]?|版)?(?:平台|系统|系統)?$")
# 「原创 清河政协 2024-01-20 10:00 河北」, and the same in three lines.
_ACCOUNT = re.compile(
    rf"(?:^|\s)(?P<source>[^\s:：]{{2,20}})\s+{_DATE.pattern}\s?日?\s+\d{{1,2}}[:：]\d{{2}}\s+{PROVINCES}$"
)
# 「《邢台日报》（2022年02月18日 第03版）」
_ISSUE = re.compile(rf"^《(?P<source>[^》]{{2,20}})》\s?[(（]?\s?{_DATE.pattern}")
# 「中国江西网 2024-01-19 11:32」: the source precedes the date.
_MEDIA = (
    r"(?:[网網报報社台臺]|中心|[客戶户]+端|政[协協]|[发發][布佈]|法院|[检檢]察院|[办辦]公[室厅廳]"
    r"|政府|人大|[检檢]察|政[务務]|委[员員][会會]|常委[会會])"
)
_SITE_AND_DATE = re.compile(
    rf"(?P<source>[\w·—-]{{2,16}}{_MEDIA})\s*(?:.{{0,14}}(?:发布|发表)于\s?)?{_DATE.pattern}\s?日?(?:\s|$)"
)
_BARE_LABEL = re.compile(BARE_LABELS)
_BY_ORGAN = re.compile(rf"[发發][布佈]者\s?[:：]\s?(?P<source>[^\s|｜丨:：\d]{{2,20}}?{_MEDIA})(?=$|\s|[|｜丨])")
_TIME = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
# 「2023-01-22 08:30 陵川县融媒体中心」「(2010-3-1 定边政协)」
_DATE_AND_SITE = re.compile(
    rf"(?:^[(（]?|\s){_DATE.pattern}\s?日?\s+(?:{_TIME}\s+)?(?P<source>[\u4e00-\u9fff]{{2,16}}{_MEDIA})(?:\s|[)）]?$)"
)
# 「2023-01-11 10:36·奈曼旗融媒体中心 发布于：内蒙古」: the account, as apps have it.
_DATE_AND_ACCOUNT = re.compile(
    rf"{_DATE.pattern}\s?日?\s+{_TIME}\s?[·•]\s?(?P<source>[^\s·•:：]{{2,20}}?)(?:\s|发布于|發佈於|来自|IP|$)"
)
_WHENCE = re.compile(rf"^(.+?{_MEDIA}){PROVINCES}?(?:\s?举报)?$")
"""An account with the province whence it published right behind it: 衡南发布湖南."""
_PLATFORM = re.compile(r"(?:澎湃|百家|搜狐|网易|頭條|头条|企鹅|大鱼|一点|看点|新浪|腾讯)\S{0,2}号")
"""Where accounts of all publish: the account is the source."""
_KEPT = re.compile(r"本帖发表于|(?:创建|收藏|剪藏|保存|抓取|采集|存档|导出|打印)(?:时间|日期)")
"""The day of a copy: of a post, or of a note that keeps a page."""
_PUBLISHED = re.compile(
    r"(?i:posted|published)\s|^(?i:date)\s?:|(?:发布|发表|发稿)(?:时间|日期)|(?<!成文)(?:时间|日期)|来源|转载?自|\d{1,2}[:：]\d{2}"
)
_PUBLISHED_ON = re.compile(r"(?:[发發][布佈表]|上[网網]|公[开開])(?:时间|時間|日期)\s?[:：|]")
_CHANGED = re.compile(r"(?:更新|修改)(?:时间|日期)")
_ISSUED = re.compile("发布|来源|转载?自")
_ENGLISH_ISSUED = re.compile("post|publish|date|updated", re.IGNORECASE)
_WRITTEN = re.compile("成文|生成|发布|发表")


def day_of(page: CleanedPage, told: str) -> str | None:
    """The day of publication, YYYY-MM-DD: told by the markup, else from a template line, else one alone in brackets."""
    for text in (told, *_labelled(page)):
        published = _PUBLISHED_ON.search(text)
        for date in chain(dates(text[published.end() :] if published else ""), dates(text)):
            return date
    for line in page.lines[: page.top + 1]:
        if _DAY_ALONE.fullmatch(line.text):
            return next(dates(line.text), None)
    return None


def _labelled(page: CleanedPage) -> Iterator[str]:
    """Template lines: those that mention publication first, and above the article before below."""
    for lines in (page.head, page.tail):
        short = [text for text in _template(lines) if len(text) <= _LONGEST_LINE]
        texts = [text for text in short if not is_entry(simplified(text))]
        yield from sorted(texts, key=_rank)


def _rank(text: str) -> int:
    """0 of lines that mention publication, then those on changes, on when a document was written, on copies, others."""
    plain = simplified(text)
    if not _ISSUED.search(plain) and (changed := _KEPT.search(plain) or _CHANGED.search(plain)):
        return 3 if changed.re is _KEPT else 1
    # An archive of the web names the days of its copies in English.
    if _ENGLISH_DATE.search(text) and not _ENGLISH_ISSUED.search(text):
        return 5
    return 0 if _PUBLISHED.search(plain) else 2 if _WRITTEN.search(plain) else 4


def dates(text: str) -> Iterator[str]:
    """The calendar days that a text names, as YYYY-MM-DD; impossible dates are skipped."""
    text = text.translate(_FULL_WIDTH)
    matches: Iterable[tuple[int, int, int]] = (
        [(int(m[1]), int(m[3]), int(m[4])) for m in _DATE.finditer(text)]
        or [(number(m[1]), _counted(m[2]), _counted(m[3])) for m in _WRITTEN_DATE.finditer(text)]
        or [(int(m[1]), int(m[2]), int(m[3])) for m in _COMPACT_DATE.finditer(text)]
        or [_english(m[0]) for m in _ENGLISH_DATE.finditer(text)]
    )
    for year, month, day in matches:
        try:
            yield datetime.date(year, month, day).isoformat()
        except ValueError:
            continue


def _english(written: str) -> tuple[int, int, int]:
    """March 8, 2014 and 8 March 2014 are (2014, 3, 8)."""
    month = next(at for at, name in enumerate(_MONTHS, 1) if name in written)
    day, *_, year = re.findall(r"\d+", written)
    return int(year), month, int(day)


def _template(lines: Sequence[Line]) -> list[str]:
    """The texts of template lines; a label in a line of its own is joined to the next."""
    texts: list[str] = []
    for line in lines:
        above = simplified(texts[-1]) if texts else ""
        if _BARE_LABEL.fullmatch(above):
            texts[-1] += f": {line.text}"
        elif is_label(above):
            texts[-1] += line.text
        else:
            texts.append(line.text)
    return texts


def source_of(page: CleanedPage, told: str, site_names: Sequence[str]) -> str | None:
    """The source that a template line names, else the one told by the markup, else who published the page.

    site_names: the site's, of which a newspaper's is the source of its pages.
    """
    return _named(page) or told or _publisher(page, site_names)


def _named(page: CleanedPage) -> str | None:
    for text in (*_template(page.head), *_template(page.tail)):
        if text.startswith(_SIGNED_BY_BOARD):
            continue
        match = _SOURCE.search(text)
        if match and match["source"].strip() and not is_disclaimer(simplified(text)):
            if _PLATFORM.search(match["source"]) or match["source"].rstrip().endswith((":", "：")):
                continue
            return _WHENCE.sub(r"\1", match["source"].strip(" 　()（）"))
    head = [line.text for line in page.head]
    matches = (
        _SITE_AND_DATE.match(text) for at in range(len(head)) for text in (head[at], " ".join(head[at : at + 2]))
    )
    found = chain(matches, map(_DATE_AND_SITE.search, head), map(_DATE_AND_ACCOUNT.search, head))
    return next((match["source"] for match in found if match), None)


def _publisher(page: CleanedPage, site_names: Sequence[str]) -> str | None:
    """Who published the page: as its template says, the account, the newspaper's issue or copyright, or its site."""
    template = [line.text for line in (*page.head, *page.tail) if not is_disclaimer(simplified(line.text))]
    head = [line.text for line in page.head]
    posts = (" ".join(head[at:stop]) for at in range(len(head)) for stop in range(at + 1, at + 1 + _ROWS_OF_ACCOUNT))
    papers = (_DIGITAL.sub("", name) for name in site_names)
    found = (
        *map(_PUBLISHER.search, template),
        *map(_BY_ORGAN.search, template),
        *map(_ISSUE.search, head),
        *map(_ACCOUNT.search, posts),
        *map(_NEWSPAPER.fullmatch, papers),
        *(_COPYRIGHT.search(line.text) for line in page.tail),
    )
    return next((match["source"] for match in found if match), None)


def number(written: str) -> int:
    """二〇二三 is 2023."""
    return int(written.translate(_DIGITS))


def _counted(numeral: str) -> int:
    """二十五 is 25."""
    tens, ten, ones = numeral.rpartition("十")
    return (number(tens) if tens else 1) * 10 * bool(ten) + (number(ones) if ones else 0)

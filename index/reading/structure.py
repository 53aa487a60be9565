"""Structure of a report: each paragraph's kind (heading, text, list item, caption) and section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.report import Kind

_NUMBER = r"[0-9〇零一二三四五六七八九十百千]{1,6}"
_LONGEST_HEADING = 50
_LONGEST_CAPTION = 70
_FEWEST_CAPTIONS = 2
_PICTURED = re.compile(
    "(?:[现現][场場]|[会會][场場]|合影|[图圖](?:片)?|[讲講][话話]|致[辞辭]|[发發]言|[汇匯彙][报報])$"
)

_CHAPTER = re.compile(
    rf"第\s?{_NUMBER}\s?[编編篇章节節]分?(?:[\s:：]|$)|第\s?{_NUMBER}\s?部分|(?:总|總|附)\s*[则則]$|目\s*[录錄]$"
)
_NUMBERED = re.compile(
    r"(?P<style>[(（])?(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})(?(style)[)）]|[、.．)）](?!\d))"
)
# Openings of a text, in one pattern. An ordinal also matches as numbered, so it comes first.
_OPENING = re.compile(
    rf"(?P<article>第\s?{_NUMBER}\s?[条條款项項])"
    r"|(?P<bullet>[◆◇●○■□▲△▶►•★☆※✦➤·]|[-–*](?=\s))"
    r"|(?P<ordinal>[一二三四五六七八九十]{1,3}[、.．])"
    rf"|(?P<numbered>{_NUMBERED.pattern})"
    r"|(?P<dated>(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月)"
)
_CLOSERS = "”’」』》）)"
_LONGEST_CLAUSES = 24
_CLAUSE_ENDS = re.compile(r"[,，](?=\D)")
_COUNT = re.compile(r"\d\s?(?:[余多万]\s?)?[件次场場条條辑輯篇份人个個项項名期]$")
_ENDS = frozenset("。！？!?；;：:…,，")
_SENTENCES = re.compile(r"[。！？!?；;](?=.)")

_ACTOR = (
    r"(?:[\u4e00-\u9fff]{0,10}[省市州盟县縣区區旗])?政[协協](?!工作|事[业業]|[协協]商|自身|机关建|機關建|[统統][一战戰])"
    r"|[委][员員][们們]?(?!工作室|[联聯]|履[职職]|[队隊]伍)|[调調]研[组組]|[与與][会會]"
)
_DEED = (
    r"[调調]研|[视視]察|考察|召[开開]|[举舉]行|[举舉][办辦]|[开開]展|[检檢]查|出席|[参參][加观觀]|走[访訪]|慰[问問]|看望"
    r"|[进進]行|座[谈談]|合影|指[导導]|[讲講][话話]|[发發]言|[协協]商$"
)
_FIGURE = re.compile(r"(?:上|下|左|右)?[图圖](?:为|為|片[:：]|\s?\d|[:：])|资料[图圖]|[摄攝]影[:：]")
_PHOTOGRAPHER = re.compile(r"[摄攝][)）]$|[摄攝]影[:：]|(?:^|[ (（/])[\u4e00-\u9fff]{2,4}\s?[摄攝]影?$")
_BODY = re.compile("政[协協]")
_EVENT = re.compile(
    rf"(?:{_ACTOR}).{{0,48}}(?:{_DEED})|[召举舉](?:[开開]|[行办辦]).{{2,40}}(?:[会會]|[活][动動]|[仪儀]式)(?:[现現][场場])?$"
    rf"|在.{{2,16}}(?:召[开開]|[举舉]行|[举舉][办辦]|[开開]展|[调調]研).{{0,30}}$"
)
# Signs of a report's sentence that captions lack: many clauses, a count.
_REPORTED = re.compile(r"[,，].*[,，]|\d")
_ATTENDANCE = re.compile(r"(?:[参參]加|出席|列席)了?(?:[会會][议議]|活[动動]|[调調]研|座[谈談])。$")
_CHAIR = re.compile(rf".{{0,12}}(?:主席|[领領][导導]|[负負][责責]人).{{0,40}}(?:{_DEED})")
_MARKS = frozenset("◆◇●○■□▲△▶►•★☆※✦➤·-–*(（0123456789")
_UNDER_PICTURE = frozenset("▲△▶↑")
# Frame of a report: meeting, speaker, address, byline, signature.
_MEETING = re.compile(r"[—–―(（\s]*.{0,24}在.{0,4}(?:政[协協]|中[国國]人民政治[协協]商).{2,40}[会會][议議]?上?[)）]?$")
_SPEAKER = re.compile(
    r"(?:.{0,24}(?:主席|[书書][记記]|秘[书書][长長]|主任|[报報]告人\s?[:：]?))?\s?[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3}$"
)
_OFFICE = re.compile(r".{0,24}(?:主席|秘[书書][长長]|[报報]告人\s?[:：])\s?[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3}$")
_ADDRESS = re.compile(r"(?:尊敬的)?各位.{1,20}[:：!！]$|同志[们們][:：]$")
_BYLINE = re.compile(
    r"[□■◎●(（\s]*(?:本[报報网網刊台]|.{2,12}[报報网網社台云心刊][/·\s]?)?.{0,6}(?:[记記]者|通[讯訊][员員]|[实實][习習]生)\s.{2,30}$"
)
_ORDINAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATELINE = re.compile(
    rf"[【\[(（\s]*(?:.{{0,24}}{_ORDINAL}\s?月\s?{_ORDINAL}\s?日\s?|本[报報刊网網台站社]\s?)(?:[电電讯訊]|消息)(?=$|[\s】\])）(（:：])"
)
_SIGNED = re.compile(r".{0,30}(?:政[协協]|委[员員][会會]|[办辦]公[室厅廳])$")
_DAY = re.compile(r"[(（]?(?:19|20|二[〇○零0])[\d〇○零一二三四五六七八九]{2}\s?年.{1,3}月.{1,3}日[)）]?$")
_NORM = re.compile(r"[应應][当當]|不得|可以|必[须須]")


def classify(texts: Sequence[str], hints: Sequence[Kind | None] = ()) -> tuple[list[Kind], list[str]]:
    """The kind and the section of every paragraph.

    hints: kinds known from the markup, parallel to `texts`, or empty; a hint overrides the rules. A section is the text
    of the last heading up to and including the paragraph, "" above the first.
    """
    kinds: list[Kind] = []
    sections: list[str] = []
    section = ""
    last: Kind = "text"
    for place, text in enumerate(texts):
        kind = hints[place] if hints else None
        if kind is None:
            kind = "text" if len(text) > _LONGEST_CAPTION and text[:1] not in _MARKS else _kind(texts, place, last)
        if kind == "heading":
            section = text
        kinds.append(kind)
        sections.append(section)
        last = kind
    under = _under_article(texts, kinds, hints)
    above = sections[under - 1] if under else ""
    captions: list[Kind] = ["caption" for _ in texts[under:]]
    return [*kinds[:under], *captions], [*sections[:under], *(above for _ in texts[under:])]


def _under_article(texts: Sequence[str], kinds: Sequence[Kind], hints: Sequence[Kind | None]) -> int:
    """Index of the first of several short lines under the last sentence: captions of the pictures of a page.

    Signatures and days end a report, and a heading from the markup is one.
    """
    start = len(texts)
    while start and _is_left_over(texts[start - 1]) and not (hints and hints[start - 1]):
        start -= 1
    fewest = len(texts) - _FEWEST_CAPTIONS
    pictured = 0 < start <= fewest and kinds[start - 1] in ("text", "item") and _PICTURED.search(texts[start])
    return start if pictured else len(texts)


def _is_left_over(text: str) -> bool:
    short = len(text) <= _LONGEST_CAPTION and not _is_ended(text) and _OPENING.match(text) is None
    return short and not (_SIGNED.match(text) or _DAY.match(text) or _OFFICE.match(text) or _CHAPTER.match(text))


def _kind(texts: Sequence[str], place: int, last: Kind) -> Kind:
    text = texts[place]
    opening = _OPENING.match(text)
    sign = opening.lastgroup if opening else None
    if sign == "numbered":
        return _numbered(texts, place, last)
    if sign == "bullet":
        return _bulleted(texts, place)
    if sign in ("article", "dated") or not text or len(text) > _LONGEST_CAPTION or "\n" in text:
        return "text"
    if sign == "ordinal":
        return "heading" if _fits_heading(text) else "text"
    kind = _short(text)
    return kind if kind == "text" or not _frames_report(texts, place) else "text"


def _frames_report(texts: Sequence[str], place: int) -> bool:
    """Whether a short line belongs to a report's frame: meeting, speaker, byline, signature."""
    text = texts[place]
    before, following = texts[place - 1] if place else "", texts[place + 1] if place + 1 < len(texts) else ""
    if place and (_MEETING.match(text) or _BYLINE.match(text) or _OFFICE.match(text)):
        return True
    framed = _ADDRESS.match(following) or _MEETING.match(before) or _MEETING.match(following)
    if place and framed and _SPEAKER.match(text):
        return True
    # The last line has no text under it, so it is no heading.
    last = place > 1 and not following and not _CHAPTER.match(text) and not _is_caption(text)
    return last or (place > 1 and _SIGNED.match(text) is not None and _DAY.match(following) is not None)


def _short(text: str) -> Kind:
    """The kind of a short line without a number."""
    if _is_caption(text):
        return "caption"
    if _DATELINE.match(text):
        return "text"
    ended = _is_ended(text) or len(text) > _LONGEST_HEADING or text[0] in "(（" or _is_running(text)
    return "text" if ended and not (_CHAPTER.match(text) and _fits_heading(text)) else "heading"


def _is_running(text: str) -> bool:
    """Whether a line without a full stop at its end is no heading: a sentence inside, many clauses, a count."""
    return (
        "。" in text
        or _COUNT.search(text) is not None
        or (len(text) > _LONGEST_CLAUSES and len(_CLAUSE_ENDS.findall(text)) >= 2)
    )


def _is_ended(text: str) -> bool:
    """Whether a sentence or a clause ends with the text."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDS


def _fits_heading(text: str) -> bool:
    """Whether a numbered line is short and one sentence at most; a colon introduces a list, not a section."""
    return (
        len(text) <= _LONGEST_HEADING
        and text[-1] not in "：:；;，,"
        and not (_SENTENCES.search(text) or _NORM.search(text))
    )


def _is_caption(text: str) -> bool:
    """Whether the text is a caption: one sentence, about an act that can be photographed."""
    if _FIGURE.match(text) or (("摄" in text or "攝" in text) and _PHOTOGRAPHER.search(text)):
        return True
    if _ATTENDANCE.search(text):
        return False
    if text[-1] in "。！？!?" and (len(text) > 60 or not _BODY.search(text, 0, 14) or _REPORTED.search(text)):
        return False
    if text[-1] in "：:；;,，" or _SENTENCES.search(text) or _NORM.search(text):
        return False
    return _EVENT.match(text) is not None or _CHAIR.match(text) is not None


def _bulleted(texts: Sequence[str], place: int) -> Kind:
    """A bulleted line is an item, unless it is a caption, a byline or a short heading of the text under it."""
    text = texts[place]
    if text[0] in _UNDER_PICTURE and len(text) <= _LONGEST_CAPTION:
        words = text[1:].lstrip()
        if words and _is_caption(words):
            return "caption"
    if _BYLINE.match(text):
        return "text"
    if _is_ended(text) or len(text) > 30 or place + 1 >= len(texts):
        return "item"
    following, before = texts[place + 1], texts[place - 1] if place else ""
    alone = not following.startswith(text[0]) and not before.startswith(text[0])
    return "heading" if alone and _is_ended(following) else "item"


def _numbered(texts: Sequence[str], place: int, last: Kind) -> Kind:
    """（一） or 1. is a list item inside a list, else a heading if short, else text."""
    text = texts[place]
    before = texts[place - 1] if place else ""
    following = texts[place + 1] if place + 1 < len(texts) else ""
    if text.endswith(("；", ";")) or before.endswith(("：", ":")) or _same_list(text, following):
        return "item"
    if last == "item" and _same_list(before, text) and (_is_ended(text) or not before.endswith("。")):
        return "item"
    return "heading" if _fits_heading(text) else "text"


def _same_list(first: str, second: str) -> bool:
    one, other = _NUMBERED.match(first), _NUMBERED.match(second)
    return bool(
        one
        and other
        and bool(one["style"]) == bool(other["style"])
        and one["number"].isdigit() == other["number"].isdigit()
    )

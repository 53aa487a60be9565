"""Doubts about a report: what its page does not tell, or leaves open, and the command that settles it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final, Literal, Protocol

from index.language import N_, gettext, language
from index.report import UNKNOWN_BODY, Assumption

Doubt = Literal[
    "body_unknown",
    "region_open",
    "year_unknown",
    "year_from_date",
    "year_of_session",
    "title_from_text",
    "title_from_name",
    "pages_unread",
    "damaged",
]

DOUBTS: Final[dict[Doubt, str]] = {
    "body_unknown": N_("不知道是哪个机构的报告"),
    "region_open": N_("同名的地方不止一处，不知道是哪一处"),
    "year_unknown": N_("不知道报告的是哪一年"),
    "year_from_date": N_("没有写明报告的是哪一年，按发布日期推定"),
    "year_of_session": N_("写的年份像是作报告的那一年，正文回顾的是前一年"),
    "title_from_text": N_("没有找到标题，用了正文的开头"),
    "title_from_name": N_("没有找到标题，用了文件名"),
    "pages_unread": N_("PDF 有几页是图片，没有读出文字"),
    "damaged": N_("有的段落有缺损"),
}
"""Each doubt in words, in the order of answers."""

_SETTLED_BY: Final[dict[Doubt, str]] = {
    "body_unknown": "--body",
    "region_open": "--code",
    "year_unknown": "--year",
    "year_from_date": "--year",
    "year_of_session": "--year",
    "title_from_text": "--title",
    "title_from_name": "--title",
}
PLACEHOLDERS: Final = {
    "--body": N_("机构"),
    "--code": N_("区划代码"),
    "--year": N_("年度"),
    "--title": N_("标题"),
}
"""What stands behind each option of `zhengsou meta` that settles a doubt."""


class Doubtful(Protocol):
    """What doubts are about: a report, or what is told of one."""

    @property
    def body(self) -> str:
        """As `Report.body`."""
        ...

    @property
    def organ(self) -> str | None:
        """As `Report.organ`."""
        ...

    @property
    def province(self) -> str | None:
        """As `Report.province`."""
        ...

    @property
    def level(self) -> str | None:
        """As `Report.level`."""
        ...

    @property
    def year(self) -> int | None:
        """As `Report.year`."""
        ...

    @property
    def assumed(self) -> Sequence[Assumption]:
        """As `Report.assumed`."""
        ...

    @property
    def unread(self) -> Sequence[int]:
        """As `Report.unread`."""
        ...


def doubts(report: Doubtful, damaged: int) -> tuple[Doubt, ...]:
    """What is in doubt about a report, in the order of DOUBTS; damaged: number of its damaged paragraphs.

    Of a body whose name is known to no gazetteer (no organ is derived from it) the region is not in doubt but not
    known: nobody asked for it.
    """
    found: set[Doubt] = {*report.assumed}
    if report.body == UNKNOWN_BODY:
        found.add("body_unknown")
    elif report.organ is not None and report.province is None and report.level != "national":
        found.add("region_open")
    if report.year is None:
        found.add("year_unknown")
    if report.unread:
        found.add("pages_unread")
    if damaged:
        found.add("damaged")
    return tuple(doubt for doubt in DOUBTS if doubt in found)


def settled_by(unsure: Sequence[Doubt]) -> tuple[str, ...]:
    """The options of `zhengsou meta` that settle what is in doubt; what no user can settle has none."""
    return tuple(dict.fromkeys(_SETTLED_BY[doubt] for doubt in unsure if doubt in _SETTLED_BY))


def meta_line(report: str, unsure: Sequence[Doubt]) -> str:
    """The command that settles what is in doubt, with words to replace; "" if there is nothing that it could settle.

    report: its id, or the path of its file.
    """
    options = [f"{option} {placeholder(option)}" for option in settled_by(unsure)]
    return f"zhengsou meta {shell_word(report)} {' '.join(options)}" if options else ""


def placeholder(option: str) -> str:
    """The word to replace behind an option, in the language of here and now."""
    return option.removeprefix("--").upper() if language() == "en" else gettext(PLACEHOLDERS[option])


def shell_word(text: str) -> str:
    """The text as one word of a shell's command line; quoted only where it has to be, as Chinese has not."""
    plain = all(char.isalnum() or char in "._/-" for char in text)
    return text if plain and text and not text.startswith("-") else shlex.quote(text)

"""Clippings that a form asks for: names of paragraphs and remarks, each bounded."""

from __future__ import annotations

import re
from typing import Final

from index.errors import RequestError
from index.language import gettext
from search.export.clippings import MAX_CLIPPINGS, MAX_REMARK, Wanted
from search.export.reference import one_line
from search.permalink import KEY
from web.asked.arguments import MAX_VALUE, Arguments

MAX_BODY: Final = 8 << 20
"""Size of a form (bytes): room for MAX_CLIPPINGS of the longest names and remarks, percent-encoded."""
_NAME: Final = re.compile(rf"(.{{1,{MAX_VALUE}}})/t/({KEY.pattern})", re.DOTALL)


def wanted_clippings(form: Arguments) -> list[Wanted]:
    """From repeated `p`, each `ID/t/KEY`, and as many `remark`, or none; at least one.

    Raises RequestError for a name that is none, too many of them, or a remark too long.
    """
    names, remarks = form.getlist("p"), form.getlist("remark")
    if not names:
        raise RequestError(gettext("没有摘录"), next_step=gettext("请先收入几段"))
    if len(names) > MAX_CLIPPINGS:
        raise RequestError(
            gettext("摘录太多：%(count)s 段", count=f"{len(names):,}"),
            next_step=gettext("最多 %(most)s 段，请分几次", most=MAX_CLIPPINGS),
        )
    if remarks and len(remarks) != len(names):
        raise RequestError(
            gettext(
                "参数 remark 不对：%(names)s 段有 %(remarks)s 条", names=f"{len(names):,}", remarks=f"{len(remarks):,}"
            ),
            next_step=gettext("请每段给一条，可空"),
        )
    return [_wanted(name, remark) for name, remark in zip(names, remarks or [""] * len(names), strict=True)]


def _wanted(name: str, remark: str) -> Wanted:
    found = _NAME.fullmatch(name)
    if not found:
        raise RequestError(
            gettext("参数 p 不对：%(name)s", name=one_line(name[:40])), next_step=gettext("请写成 报告编号/t/段落的键")
        )
    if len(remark) > MAX_REMARK:
        raise RequestError(
            gettext("批注太长：%(count)s 字", count=f"{len(remark):,}"),
            next_step=gettext("最多 %(most)s 字", most=MAX_REMARK),
        )
    return Wanted(found[1], found[2], remark)

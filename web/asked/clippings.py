"""Clippings that a form asks for: names of paragraphs and remarks, each bounded."""

from __future__ import annotations

import re
from typing import Final

from index.errors import RequestError
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
        raise RequestError("没有摘录", next_step="请先收入几段")
    if len(names) > MAX_CLIPPINGS:
        raise RequestError(f"摘录太多：{len(names):,} 段", next_step=f"最多 {MAX_CLIPPINGS} 段，请分几次")
    if remarks and len(remarks) != len(names):
        raise RequestError(f"参数 remark 不对：{len(names):,} 段有 {len(remarks):,} 条", next_step="请每段给一条，可空")
    return [_wanted(name, remark) for name, remark in zip(names, remarks or [""] * len(names), strict=True)]


def _wanted(name: str, remark: str) -> Wanted:
    found = _NAME.fullmatch(name)
    if not found:
        raise RequestError(f"参数 p 不对：{one_line(name[:40])}", next_step="请写成 报告编号/t/段落的键")
    if len(remark) > MAX_REMARK:
        raise RequestError(f"批注太长：{len(remark):,} 字", next_step=f"最多 {MAX_REMARK} 字")
    return Wanted(found[1], found[2], remark)

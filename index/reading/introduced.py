"""Links that are items of the report itself: what a line of it introduces, between two of its sentences."""

from __future__ import annotations

import re
from typing import Final

from index.reading.cleaning import shapes
from index.reading.landmarks import plain, site_weight
from index.reading.layout import Block, Layout

_LONGEST: Final = 400
_LEAD = re.compile(r"[:：]$")
_OF_LIST = re.compile(r"(?:名单|一览表?|目录)(?:$|[_（(—-])")


def introduced(layout: Layout, last: int, title: str) -> frozenset[int]:
    """The first events of blocks that are links and items of the report.

    They stand within the article, between two sentences, under a line that ends in a colon (获奖单位名单：) and is not
    worded as a site's (相关阅读：), or on a page whose title says that it is a list (优秀提案名单). last: index of the
    first event of the report's last sentence.
    """
    found: set[int] = set()
    lead: Block | None = None
    listed = _OF_LIST.search(plain(title)) is not None
    for block in layout.blocks:
        if not layout.first_prose <= block.start < last or block.hidden:
            continue
        if 2 * block.linked <= block.size:
            lead = block
        elif lead is not None and layout.article < lead.start and ((listed and lead.is_prose) or _introduces(lead)):
            found.add(block.start)
    return frozenset(found)


def _introduces(lead: Block) -> bool:
    text = plain(lead.text) if lead.size <= _LONGEST else ""
    template = shapes.is_tail_boilerplate(text) or shapes.is_head_boilerplate(text)
    return _LEAD.search(text) is not None and not template and not site_weight(text)

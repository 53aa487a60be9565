"""Elements of known programs that are no text: marks for editing, navigation, licences, labelled adverts."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_WIKI: Final = "body.mediawiki,.mw-parser-output,#mw-content-text"
_OF_WIKI: Final = (
    ".mw-editsection,.mw-jump-link,.mw-indicators,#siteSub,#contentSub,#jump-to-nav,#mw-navigation,#mw-head,#mw-panel"
    ",.printfooter,#catlinks,.catlinks,#toc,.licenseContainer,.licensetpl,.noprint,.mw-empty-elt,#siteNotice"
    ",footer,#footer,.mw-footer"
)
_NEIGHBOUR = re.compile(r"[←«]\s?[^。]{1,40}|[^。]{1,40}[→»]")
_PLUGINS: Final = (
    "#jp-post-flair,.sharedaddy,.jp-relatedposts,.addtoany_share_save_container,.bdsharebuttonbox,.jiathis_style"
    ",.post-navigation,.nav-links,.screen-reader-text,[style*='mso-element:footer' i],[style*='mso-element:header' i]"
)
"""Of WordPress and its plugins, of scripts for sharing, of Word's headers and footers."""
_EDIT = re.compile(r"(?<=[^\s\[])\s?[\[［]\s?(?:編輯|编辑|edit)(?:原始碼|源代码| source)?\s?[\]］]$")
_LABELS: Final = frozenset(
    {"广告", "廣告", "推广", "推廣", "赞助", "赞助商链接", "AD", "Ad", "Advertisement", "Sponsored"}
)
_SENTENCE = re.compile(r"[^\s。！？]{12,}[。！？]")
_LONGEST_ADVERT: Final = 80
_MARKED: Final = "span,i,em,b,small,label,font"
_BLOCKS: Final = frozenset({"div", "p", "li", "section", "aside", "td", "dd"})


def without_furniture(tree: LexborHTMLParser) -> None:
    """Remove these elements; none that holds a sentence, but for licences of a wiki."""
    body = tree.body
    if body is None:
        return
    if tree.css_first(_WIKI) is not None:
        cells = [node for node in body.css("td,th") if _NEIGHBOUR.fullmatch(node.text().strip())]
        for node in [*body.css(_OF_WIKI), *cells]:
            node.remove()
    for node in body.css(_PLUGINS):
        if not _SENTENCE.search(node.text()):
            node.remove()
    adverts = [_advert(node) for node in body.css(_MARKED) if node.text().strip("[]【】「」 \n") in _LABELS]
    for advert in {node.mem_id: node for node in adverts if node is not None}.values():
        advert.remove()


def without_edit_mark(text: str) -> str:
    """A heading without the link that a wiki puts behind it: 一、2016年工作回顧[編輯]; another text as it is."""
    return text if len(text) > _LONGEST_ADVERT else _EDIT.sub("", text)


def _advert(label: LexborNode) -> LexborNode | None:
    """The block of an advert with its label first in it, None if it is more than a line."""
    block = label.parent
    while block is not None and block.tag not in _BLOCKS:
        block = block.parent
    if block is None:
        return None
    text = block.text().strip()
    short = len(text) <= _LONGEST_ADVERT and not _SENTENCE.search(text)
    return block if short and text.startswith(label.text().strip()) and block.css_first("a") is not None else None

"""Clippings as Markdown, in which no text is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.language import gettext
from search.export.clippings import Clipping, Clippings
from search.export.reference import one_line
from search.export.restored import restored_notice
from search.export.shown_lines import shown_lines

_ALWAYS: Final = re.compile(r"[\\`*_\[\]<>#&~|$^{}\"'@]")
_JOINED: Final = re.compile(r"[?!]{2,}|([-.,:=+])\1+|\+-|\((?=(?:c|r|tm|p)\))", re.IGNORECASE)
"""Signs that are markup when doubled, or that readers make into dashes, dots and other signs."""
_FIRST: Final = re.compile(r"[-+=:%]")
_NUMBERED: Final = re.compile(r"(\(?[0-9A-Za-z]{1,9})([.)])")
"""What makes a line an item of a list."""
_ADDRESS: Final = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:。，；：])")
_NO_LINE: Final = "\N{ZERO WIDTH SPACE}"


def markdown(clippings: Clippings) -> str:
    """The document: every reader of CommonMark shows the texts as they are, with their line breaks."""
    blocks = [f"# {gettext('摘录')}", clippings.dated()]
    for at, each in enumerate(clippings.found, 1):
        blocks += _clipping(clippings, each, at)
    blocks += [
        f"## {gettext('参考文献')}",
        *(f"\\[{number}\\] {linked(line)}" for number, line in clippings.references()),
    ]
    blocks += [f"## {gettext('说明')}", "\n".join(f"- {escaped(line)}" for line in clippings.methods())]
    return "\n\n".join(blocks) + "\n"


def _clipping(clippings: Clippings, each: Clipping, at: int) -> Iterator[str]:
    number = clippings.numbers[each.summary.id]
    yield f"## {at}\\. {escaped(each.place)}"
    yield quoted(each.paragraph.text)
    yield f"\\[{number}\\] {escaped(each.source)} · <{each.link}>"
    if each.paragraph.damaged:
        yield gettext("这一段在网页保存时丢失了一些字节，引用前请与原文核对。")
    if restored := restored_notice(each.paragraph):
        yield escaped(restored)
    if remark := one_line(each.wanted.remark):
        yield gettext("批注：%(remark)s", remark=escaped(remark))


def quoted(text: str) -> str:
    """The text as a block quote, its lines ended by hard breaks."""
    return "> " + "\\\n> ".join(escaped(line) or _NO_LINE for line in shown_lines(text))


def escaped(line: str) -> str:
    """A line that is shown as it is wherever a block of text begins."""
    start = len(line) - len(line.lstrip())
    end = max(len(line.rstrip()), start)
    inner = line[start:end]
    # Spaces at the edges of a line would be dropped, or make it code.
    return _entities(line[:start]) + _inner(inner) + _entities(line[end:])


def linked(line: str) -> str:
    """As `escaped`, with its addresses as links: readers take the escapes in a bare one for parts of it."""
    before, *pieces = _ADDRESS.split(line)
    shown = [f"<{piece}>" if at % 2 == 0 else _marks(piece) for at, piece in enumerate(pieces)]
    return escaped(before) + "".join(shown)


def _inner(text: str) -> str:
    numbered = _NUMBERED.match(text)
    if numbered:
        cut = numbered.end()
        return f"{numbered[1]}\\{numbered[2]}{_marks(text[cut:])}"
    first = f"\\{text[0]}" if _FIRST.match(text) else ""
    return first + _marks(text[1:] if first else text)


def _marks(text: str) -> str:
    return _JOINED.sub(lambda found: "".join(f"\\{char}" for char in found[0]), _ALWAYS.sub(r"\\\g<0>", text))


def _entities(spaces: str) -> str:
    return "".join(f"&#{ord(char)};" for char in spaces)

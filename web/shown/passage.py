"""Words that a reader chooses of a paragraph: in the script in which they are shown, and where they stand in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from index.errors import RequestError
from index.language import gettext
from search.result import ReportParagraph, RestoredPlace, Span
from web.asked.arguments import Arguments
from web.shown.script import Script, shown

_SPAN: Final = re.compile("([0-9]{1,7})-([0-9]{1,7})")
_MOST_WHOLE: Final = 40
_EDGE: Final = 12
_MOST_CONTEXT: Final = 30
_STOPS: Final = re.compile(r"[，。；：！？、,;:!?“”‘’（）()《》\s]")
"""Where words end in any language, as browsers look for whole ones."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a paragraph as they are shown, never empty; `start`, `end`: where they stand in it as it was written.

    restored: the restored places that are in them, wholly or in part, with offsets in the paragraph.
    """

    words: str
    start: int
    end: int
    restored: tuple[RestoredPlace, ...]

    @property
    def at(self) -> str:
        """The span as addresses have it."""
        return f"{self.start}-{self.end}"


def asked_span(args: Arguments, name: str) -> Span | None:
    """A half-open span, `12-40`, in code points; None if absent; raises RequestError for anything else."""
    text = args.get(name, "").strip()
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if not found or int(found[1]) >= int(found[2]):
        raise RequestError(
            gettext("参数 %(name)s 不对：%(text)s", name=name, text=text[:20]),
            next_step=gettext("请写成 12-40：从第几字之后到第几字"),
        )
    return int(found[1]), int(found[2])


def passage(paragraph: ReportParagraph, span: Span | None, script: Script) -> Passage | None:
    """What stands at a span of the paragraph as it is shown in this script, without spaces around it.

    None if that is all that the paragraph says, as it was written. Raises RequestError if nothing stands there.
    """
    if span is None:
        return None
    text, _ = shown(paragraph.text, (), script)
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        raise RequestError(gettext("所选的地方没有文字"), next_step=gettext("请重新选取"))
    if words == paragraph.text.strip():
        return None
    written = _written(paragraph.text, (start, start + len(words)), script)
    inside = tuple(each for each in paragraph.restored if each.start < written[1] and each.end > written[0])
    return Passage(words, *written, inside)


def text_directive(paragraph: str, span: Span, script: Script) -> str:
    """The text directive of a fragment (`text=…`) that finds a span of the paragraph on a page that shows it.

    span: in the paragraph as it was written, within its length. With what stands around it up to the next sign, so that
    the same words elsewhere are not taken for it.
    """
    text, ((start, end),) = shown(paragraph, (span,), script)
    words = text[start:end]
    parts = [words] if len(words) <= _MOST_WHOLE else [words[:_EDGE], words[-_EDGE:]]
    before = _STOPS.split(text[max(0, start - _MOST_CONTEXT) : start])
    after = _STOPS.split(text[end : end + _MOST_CONTEXT])
    encoded = [_encoded(part) for part in parts]
    if before[-1] and (len(before) > 1 or start <= _MOST_CONTEXT):
        encoded.insert(0, f"{_encoded(before[-1])}-")
    if after[0] and (len(after) > 1 or len(text) - end <= _MOST_CONTEXT):
        encoded.append(f"-{_encoded(after[0])}")
    return f"text={','.join(encoded)}"


def _encoded(text: str) -> str:
    """Percent-encoded, the hyphen too, which is a sign of directives."""
    return quote(text, safe="").replace("-", "%2D")


def _written(text: str, span: Span, script: Script) -> Span:
    """The shortest span of the text that, shown in this script, has the whole of a span of what is shown."""
    if script == "original":
        return span

    def shown_at(offset: int) -> int:
        return shown(text, ((0, offset),), script)[1][0][1]

    offsets = range(len(text) + 1)
    return (
        max(0, bisect_right(offsets, span[0], key=shown_at) - 1),
        min(len(text), bisect_left(offsets, span[1], key=shown_at)),
    )

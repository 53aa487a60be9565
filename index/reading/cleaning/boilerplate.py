"""Boilerplate: what the site's template put above and under the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.cleaning import shapes
from index.reading.cleaning.line import Line
from index.reading.cleaning.script import simplified

NAME = "boilerplate"
# Without any prose there is nothing to tell where the article starts: only so many lines are looked at.
_HEAD_WITHOUT_PROSE = 8
_SHORTEST_TITLE = 8
_LONGEST_LINK = 40


@dataclass(frozen=True, slots=True)
class Cut:
    """A page's lines parted: `head` and `tail` are the site's, `kept` is the article, prose starting at `top`."""

    head: tuple[Line, ...]
    kept: tuple[Line, ...]
    tail: tuple[Line, ...]
    top: int


def cut_boilerplate(lines: Sequence[Line]) -> Cut:
    """Part the article from what stands around it.

    Guarantee: cutting `kept` again cuts nothing. Rules look at a line's whole shape and only above the first and
    under the last prose of the page, so that a sentence that merely has such a word stays.
    """
    head: list[Line] = []
    tail: list[Line] = []
    kept = list(lines)
    while True:
        texts = [simplified(line.text) for line in kept]
        prose = [place for place, text in enumerate(texts) if _is_article(text)]
        first = prose[0] if prose else min(len(kept), _HEAD_WITHOUT_PROSE)
        gone = _head(kept, texts[:first])
        start = _tail(texts, prose)
        if not gone and start == len(kept):
            return Cut(tuple(head), tuple(kept), tuple(tail), first)
        head += [kept[place] for place in sorted(gone) if place < start]
        tail = kept[start:] + tail
        kept = [line for place, line in enumerate(kept) if place < start and place not in gone]


def _is_article(text: str) -> bool:
    return shapes.is_prose(text) and not shapes.is_tail_boilerplate(text) and not shapes.is_head_boilerplate(text)


def _head(lines: Sequence[Line], texts: Sequence[str]) -> set[int]:
    above = max((place + 1 for place, text in enumerate(texts) if shapes.is_breadcrumb(text)), default=0)
    above = max(above, shapes.menu_length(texts))
    shaped = {place for place, text in enumerate(texts) if shapes.is_head_boilerplate(text)}
    left = [place for place in range(len(texts)) if place >= above and place not in shaped]
    if not left:
        # No title under the breadcrumb, so it may stand above.
        left = [place for place in range(above) if place not in shaped and len(texts[place]) >= _SHORTEST_TITLE]
    above_title = {place for place in range(above) if place not in left}
    names = {place for place in left if shapes.is_site_name(texts[place])}
    if len(names) == len(left):
        names = set()
    left = [place for place in left if place not in names]
    while len(left) > 1 and shapes.is_column(texts[left[0]]):
        above_title.add(left.pop(0))
    repeated = next((place for place in left if _stands_again(texts, place)), None)
    if repeated is not None:
        above_title |= {place for place in range(repeated) if len(texts[place]) < _SHORTEST_TITLE} | {repeated}
    return names | {place for place in shaped | above_title if not lines[place].title}


def _stands_again(texts: Sequence[str], place: int) -> bool:
    """Whether a line is a title that the site shows again under it; a table of contents repeats numbered ones."""
    text = texts[place]
    return len(text) >= _SHORTEST_TITLE and not shapes.is_numbered(text) and text in texts[place + 1 :]


def _tail(texts: Sequence[str], prose: Sequence[int]) -> int:
    """Where the tail starts; the number of lines when there is none."""
    if not prose:
        start = len(texts)
        while start > 1 and shapes.is_tail_boilerplate(texts[start - 1]):
            start -= 1
        return start
    statement = next((p for p in range(prose[0] + 1, len(texts)) if _is_closing_statement(texts, p)), len(texts))
    last = _last_prose(texts, [place for place in prose if place < statement])
    start = next((p for p in range(last + 1, statement) if shapes.is_tail_boilerplate(texts[p])), statement)
    return start - 1 if _follows_orphan(texts, start) else start


def _is_closing_statement(texts: Sequence[str], place: int) -> bool:
    """Whether a statement of the site starts here; one with more text under it than above is somebody else's."""
    if not shapes.is_statement(texts[place]):
        return False
    return sum(map(len, texts[place:])) <= sum(map(len, texts[:place]))


def _last_prose(texts: Sequence[str], prose: Sequence[int]) -> int:
    """The article's last prose: what the site says of itself under its own lines is not the article's."""
    marker = next((p for p in range(prose[0] + 1, len(texts)) if shapes.is_tail_boilerplate(texts[p])), len(texts))
    links = next((p for p in range(marker + 1, len(texts)) if shapes.is_list_heading(texts[p])), len(texts))

    def of_site(place: int) -> bool:
        if place < marker:
            return False
        return shapes.is_site_speech(texts[place]) or (place > links and len(texts[place]) <= _LONGEST_LINK)

    return next((place for place in reversed(prose) if not of_site(place)), prose[0])


def _follows_orphan(texts: Sequence[str], start: int) -> bool:
    """Whether a leftover of the layout stands between the article's last sentence and the tail at `start`."""
    if not 2 <= start < len(texts) or shapes.is_staff(texts[start]):
        return False
    return shapes.is_orphan(texts[start - 1]) and shapes.is_sentence(texts[start - 2])

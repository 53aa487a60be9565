"""Snippets: which part of a found paragraph is shown, and which of its characters are marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from index.analysis import fold
from search.result import Span

_CLOSERS: Final = "”’」』）》】〉)\"'"
SENTENCE_END: Final = re.compile(rf"[。！？；!?;]+[{_CLOSERS}]*")
_CLAUSE_END: Final = re.compile(rf"(?:[，、：:]|,(?![0-9]))+[{_CLOSERS}]*")
_LEAST_FILL: Final = 0.6
_WORD_REACH: Final = 20


class Piece(NamedTuple):
    """A run of characters that is marked as a whole, or not at all. word: marked as a word that stands apart."""

    text: str
    marked: bool
    word: bool = False


_Mark = tuple[int, int, bool]
"""A half-open span (code points) to be marked, and whether as a word that stands apart."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A slice of a paragraph: `pieces` put together are exactly `text[start:start + n]`, in code points.

    leading, trailing: text was left out before, after the slice, so that an ellipsis belongs there.
    """

    pieces: tuple[Piece, ...]
    start: int
    leading: bool
    trailing: bool

    @property
    def end(self) -> int:
        """Where the slice ends in the paragraph."""
        return self.start + sum(len(piece.text) for piece in self.pieces)


def marked_pieces(text: str, highlights: Sequence[Span], words: Sequence[Span] = ()) -> tuple[Piece, ...]:
    """The whole text in pieces, none of them empty; put together they are `text`, and the marked ones are `highlights`.

    highlights, words: half-open, in code points, sorted, not overlapping, as Hit and ReportParagraph have them.
    """
    return _pieces(text, _marks(highlights, words), 0, len(text))


def snippet(text: str, highlights: Sequence[Span], width: int = 120, words: Sequence[Span] = ()) -> Snippet:
    """The slice with the most marks that fits into `width` code points; no highlight is ever cut.

    Among slices with equally many marks, the one with more different words, then the earliest, is taken. It begins and
    ends with a sentence, else with a clause, where one ends near enough. Only a highlight that is itself longer than
    `width` makes the slice longer. Without highlights it is the beginning of the text.

    highlights, words: half-open, in code points, sorted, not overlapping; words decide only where nothing else does.
    """
    marks = _marks(highlights, words)
    start, end = _slice(text, highlights or words, marks, width)
    return Snippet(_pieces(text, marks, start, end), start, leading=start > 0, trailing=end < len(text))


def fragments(
    text: str, highlights: Sequence[Span], width: int = 120, words: Sequence[Span] = ()
) -> tuple[Snippet, ...]:
    """The slice of `snippet`; or two shorter ones in the text's order, where together they show more of the words.

    Both together fit into `width`. What is left out between them is said by `trailing` of the first alone.
    """
    whole = snippet(text, highlights, width, words)
    wanted = highlights or words
    if not (whole.leading or whole.trailing) or not wanted:
        return (whole,)
    # As written first, which decides for nearly every hit.
    if {text[left:right] for left, right in wanted} <= {piece.text for piece in whole.pieces if piece.marked}:
        return (whole,)
    names = {span: fold(text[slice(*span)]) for span in wanted}
    if not _lacking(names, whole):
        return (whole,)
    first = snippet(text, highlights, width * 3 // 5, words)
    second = _beside(text, first, names, _marks(highlights, words), width * 2 // 5)
    former, latter = sorted((first, second), key=lambda each: each.start)
    both = replace(former, trailing=former.end < latter.start), replace(latter, leading=False)
    return both if len(_lacking(names, *both)) < len(_lacking(names, whole)) else (whole,)


def _beside(text: str, first: Snippet, names: Mapping[Span, str], marks: Sequence[_Mark], width: int) -> Snippet:
    """The slice, before or after the first, with the most of the words that this one lacks."""
    lacking = _lacking(names, first)
    before = [span for span in lacking if span[1] <= first.start]
    after = [span for span in lacking if span[0] >= first.end]
    told = max(before, after, key=lambda spans: len({names[span] for span in spans}))
    left, right = (0, first.start) if told is before else (first.end, len(text))
    inside = [(start - left, end - left, word) for start, end, word in marks if left <= start and end <= right]
    start, end = _slice(text[left:right], [(at - left, to - left) for at, to in told], inside, width)
    pieces = _pieces(text[left:right], inside, start, end)
    return Snippet(pieces, left + start, leading=left + start > 0, trailing=left + end < len(text))


def _lacking(names: Mapping[Span, str], *shown: Snippet) -> list[Span]:
    """The marks of words none of whose marks is shown. names: of each mark, the folded word."""
    seen = {
        name for (left, right), name in names.items() if any(each.start <= left and right <= each.end for each in shown)
    }
    return [span for span, name in names.items() if name not in seen]


def _slice(text: str, wanted: Sequence[Span], marks: Sequence[_Mark], width: int) -> Span:
    """The slice with the most of the wanted spans; none of the marks is cut."""
    if len(text) <= width:
        return 0, len(text)
    first, last = _densest(text, wanted, width)
    start = _start(text, marks, first, last, width) if marks else 0
    return start, _end(text, marks, start, last, width)


def _marks(highlights: Sequence[Span], words: Sequence[Span]) -> list[_Mark]:
    """All of both, in the text's order."""
    counted = [(start, end, False) for start, end in highlights]
    if not words:
        return counted
    return sorted(counted + [(start, end, True) for start, end in words])


def _pieces(text: str, marks: Sequence[_Mark], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for left, right, word in marks:
        if left >= end:
            break
        if left < start:
            continue
        if at < left:
            pieces.append(Piece(text[at:left], False))
        if left < right:
            pieces.append(Piece(text[left:right], True, word))
        at = right
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return tuple(pieces)


def _densest(text: str, highlights: Sequence[Span], width: int) -> Span:
    """From the first to the last of the highlights that are worth showing together."""
    best, best_span, after = (0, 0), (0, 0), 0
    words: Counter[str] = Counter()
    for index, (left, right) in enumerate(highlights):
        while after < len(highlights) and (after <= index or highlights[after][1] - left <= width):
            words[text[slice(*highlights[after])]] += 1
            after += 1
        rank = (after - index, len(words))
        if rank > best:
            best, best_span = rank, (left, max(right, highlights[after - 1][1]))
        words[text[left:right]] -= 1
        if not words[text[left:right]]:
            del words[text[left:right]]
    return best_span


def _start(text: str, marks: Sequence[_Mark], first: int, last: int, width: int) -> int:
    """Where the slice begins: at most half of the room that is left goes before the first mark, more near the end."""
    room = max(0, width - (last - first))
    earliest = max(0, first - max(room // 2, room - (len(text) - last)))
    # A mark that began earlier and does not fit is left out whole.
    earliest = max([earliest, *(right for left, right, _ in marks if left < earliest < right)])
    if earliest == 0:
        return 0
    for boundary in (SENTENCE_END, _CLAUSE_END):
        found = boundary.search(text, earliest - 1, first)
        if found:
            return _past_spaces(text, found.end(), first)
    within_word = earliest
    while within_word < min(first, earliest + _WORD_REACH) and _inside_word(text, within_word):
        within_word += 1
    return _past_spaces(text, earliest if _inside_word(text, within_word) else within_word, first)


def _end(text: str, marks: Sequence[_Mark], start: int, last: int, width: int) -> int:
    """Where the slice ends: never before the last mark."""
    latest = max(last, min(len(text), start + width))
    latest = min([latest, *(left for left, right, _ in marks if left < latest < right)])
    if latest == len(text):
        return latest
    least = max(last, start + int(width * _LEAST_FILL))
    for boundary in (SENTENCE_END, _CLAUSE_END):
        ends = [found.end() for found in boundary.finditer(text, min(least, latest) - 1, latest)]
        whole = [end for end in ends if text[end] not in _CLOSERS]
        if whole:
            return whole[-1]
    within_word = latest
    while within_word > max(last, start + 1, latest - _WORD_REACH) and _inside_word(text, within_word):
        within_word -= 1
    return latest if _inside_word(text, within_word) else within_word


def _inside_word(text: str, position: int) -> bool:
    """A cut here would split a number or a Latin word, and 2023 must not become 23."""
    around = text[position - 1 : position + 1]
    return 0 < position < len(text) and around.isascii() and around.isalnum()


def _past_spaces(text: str, position: int, limit: int) -> int:
    while position < limit and text[position].isspace():
        position += 1
    return position

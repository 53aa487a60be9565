"""Broken lines: those that were broken at one width, or in a heading, become paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from index.analysis.tagging import tag_words
from index.reading.cleaning.script import simplified
from index.reading.cleaning.shapes import is_numbered

_NARROWEST: Final = 16
_WIDEST: Final = 120
_SLACK: Final = 2
"""Characters by which a full line may fall short: no line begins with punctuation, and Latin words are kept whole."""
_FEWEST: Final = 2
_LONGER: Final = 2
"""Rows that may be longer than the width: of a site, with an address or names in it."""
_DEEPEST_INDENT: Final = 8
_MANY: Final = 6
"""Full rows that show a width although some are longer."""
_SEPARATED: Final = 1 / 4
"""Of the rows, that blank lines set apart where they separate paragraphs."""
_ENDS = re.compile(r"[。！？!?；;：:…][”’」』》）)]*$")
_LONGEST_HEADING: Final = 100
_SHORT_BLOCK: Final = 60
"""Code points of a heading, and of a block without a sentence, in which a break may be one of layout."""
_FEW_ROWS: Final = 3
_CONTEXT: Final = 12
_UNIT = re.compile("[%％‰元]|[亿億万萬][元人户戶吨噸亩畝余餘次件个個名条條平]|[个個]百分[点點]")
_OPEN_END = re.compile(r"[，、,和与與及]$")
_NO_BEGINNING = re.compile(r"[，、,。；：）)」』”的]")
_ADDRESS = re.compile(r"各位[\u4e00-\u9fff]{2,4}(?:[，,、][\u4e00-\u9fff]{2,6})?[！!:：]$")
_HANGING = re.compile(r"[，、。；：）」』”》]")
"""No paragraph begins so."""
_BULLET = re.compile(r"[-–*•·●◆■○□▪◇★☆]\s")
_COLUMNS = re.compile(r"(?:\S(?:\t|[ \u3000]{2,})){2}\S|\|.*\|")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_SPACED_QUOTE = re.compile(r"\s*(?:>\s?)*>(?:\s|$)")
_MOST: Final = 3 / 4
_NEARLY_ALL: Final = 0.9
_IN_WORDS: Final = 1 / 8
"""Least part of the breaks that stand in words: of reports broken at one width over half, of slogans hardly any."""
_MOST_TRIED: Final = 40
"""Breaks that are looked at for words."""
_FEWEST_ITEMS: Final = 3
"""Rows in succession that begin or end alike, of a list."""
_FEWEST_WHOLE: Final = 8
"""Rows in succession without a break in a word, of a list: of those of a wrapped text over half have one."""
_ALIKE: Final = 2
"""Code points in which rows begin or end alike."""
_NUMBER = re.compile(r"第?\d{1,4}号")
_FEWEST_QUOTED: Final = 3
"""Rows of a quotation; of fewer, > may be a sign of the text."""
_YEAR_END = re.compile(r"\d$")
_AFTER_FIGURE = re.compile(r"[年月日届屆次]")
_LONGEST_FIGURE: Final = 4
_LAST_FIGURE = re.compile(r"\d{1,4}$")
_FIRST_FIGURE = re.compile(r"\d{1,4}(?!\d)")
_COMMA = re.compile("[，、；的]")
_BROKEN_YEAR = re.compile(r"(?<!\d)(?:19?|20?)\d{0,2}$")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_PERSON: Final = "nr"
_APART = re.compile(r"[\s—–―─（(《“•·★◆■]")
_HAN_OR_SIGN = re.compile(r"[^\x00-\u02ff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a file or a page has it, without white space around it.

    indent: code points of that before it. apart: a blank line is above it. reach: where it ends on a printed page, in
    Han characters from the left edge of the text; 0 where that is not known.
    """

    text: str
    indent: int = 0
    apart: bool = False
    reach: float = 0.0

    @property
    def is_centred(self) -> bool:
        """Whether white space sets it in the middle of the page."""
        return self.indent > _DEEPEST_INDENT


def unwrapped(rows: Sequence[Row]) -> list[str]:
    """The rows' texts, those that were one paragraph joined; all as they are where the text is not wrapped.

    A row goes on in the next where it is as long as rows get and ends in the middle of a sentence; where it ends with
    one, only if the text sets its paragraphs apart, by an indent or by blank lines, and the next row is not; blank
    lines above nearly all rows set none apart where sentences go on over them. Rows may all have one margin, or all
    but the first of a paragraph, where breaks inside words show that they are no items.
    """
    margin = _margin([row.indent for row in rows])
    rows = [replace(row, indent=max(0, row.indent - margin)) for row in rows] if margin else rows
    measures = [_reach] if rows and all(row.reach for row in rows) else [_wide, _counted]
    fit = max((_fit(rows, measure) for measure in measures), key=lambda fit: fit.full)
    if fit.full < _FEWEST:
        return [row.text for row in rows]
    if _is_apart_throughout(rows, fit):
        # The first row may be the title.
        titled = not _is_torn(rows[0].text, rows[1].text)
        rows = [replace(row, apart=at == 1 and titled) for at, row in enumerate(rows)]
    base = _continuing_indent(rows, fit)
    if (base or margin) and not _is_broken_in_words(rows, fit, base):
        if margin:
            return [row.text for row in rows]
        base = 0
    return _rejoined(rows, fit, base)


def _margin(indents: Sequence[int]) -> int:
    """The indent that all rows have, or most of a text whose rows are not centred but far to the right."""
    deep = [indent for indent in indents if indent > _DEEPEST_INDENT]
    return min(deep if len(deep) > _MOST * len(indents) else indents, default=0)


def _rejoined(rows: Sequence[Row], fit: _Fit, base: int) -> list[str]:
    """The paragraphs of rows broken at a width; base: indent of rows that begin none."""
    first = [below for row, below in pairwise(rows) if not (fit.is_full(row) or row.is_centred or below.is_centred)]
    separated = len(first) >= _FEWEST and sum(row.apart for row in first) > _MOST * len(first)
    # Too few ends of paragraphs tell nothing; then every row counts.
    begun = first if len(first) > _FEW_ROWS else [row for row in rows if row.indent != base and not row.is_centred]
    indented = sum(row.indent != base for row in begun)
    indents = separated or (indented >= _FEWEST and 2 * indented >= len(begun))
    found: list[str] = []
    goes_on = False
    items = _items(rows)
    for at, row in enumerate(rows):
        hangs = bool(found) and (_HANGING.match(row.text) is not None or _is_figure(found[-1], row.text))
        begins = at in items or row.indent != base or row.apart or _ADDRESS.match(row.text) or _BULLET.match(row.text)
        continues = (goes_on or hangs) and not begins and (indents or not is_numbered(row.text))
        if continues:
            found[-1] = _joined(found[-1], row.text)
        else:
            found.append(row.text)
        # Where paragraphs are indented, a row that is not and continues none is a heading.
        heads = indents and not separated and row.indent == base and not continues
        goes_on = fit.is_full(row) and not (heads or row.is_centred) and (indents or not _ENDS.search(row.text))
    return found


def _is_apart_throughout(rows: Sequence[Row], fit: _Fit) -> bool:
    """Whether a blank line is above nearly every row, and sentences go on over them."""
    if sum(row.apart for row in rows[1:]) < _NEARLY_ALL * (len(rows) - 1):
        return False
    pairs = [(row.text, below.text) for row, below in pairwise(rows) if fit.is_full(row) and not _ENDS.search(row.text)]
    pairs = pairs[:_MOST_TRIED]
    return sum(_is_torn(*pair) for pair in pairs) >= max(_FEWEST, _SEPARATED * len(pairs))


def _items(rows: Sequence[Row]) -> set[int]:
    """Indexes of the rows of lists, which begin or end alike or break in no word, and of the row behind each list."""
    found: set[int] = set()
    for first, stop in _runs([_may_part(row, below) for row, below in pairwise(rows)], _FEWEST_ITEMS):
        texts = [row.text for row in rows[first:stop]]
        pairs = list(pairwise(texts))
        alike = [_begin_alike(*pair) for pair in pairs], [left[-_ALIKE:] == right[-_ALIKE:] for left, right in pairs]
        likely = [run for told in alike for run in _runs(told, _FEWEST_ITEMS)]
        if not likely and len(texts) < _FEWEST_WHOLE:
            continue
        whole = [not _is_torn(*pair) for pair in pairs]
        likely = [run for run in likely if all(whole[run[0] : run[1] - 1])] + list(_runs(whole, _FEWEST_WHOLE))
        found.update(first + at for start, end in likely for at in range(start, end))
        ends = [first + end for _, end in likely if first + end < len(rows)]
        found.update(at for at in ends if not _is_torn(rows[at - 1].text, rows[at].text))
    return found


def _runs(joins: Sequence[bool], fewest: int) -> Iterator[tuple[int, int]]:
    """Ranges of at least so many members of which each is joined to the next."""
    start = 0
    for at, joined in enumerate([*joins, False], 1):
        if not joined:
            if at - start >= fewest:
                yield start, at
            start = at


def _may_part(row: Row, below: Row) -> bool:
    """Whether two rows may be items of a list: neither ends a sentence, and they are not set apart."""
    return not (below.apart or _ENDS.search(row.text) or _ENDS.search(below.text))


def _begin_alike(left: str, right: str) -> bool:
    """Whether rows begin with the same two characters, 关于 or 坚持, or each with a number."""
    numbered = [is_numbered(text) or _NUMBER.match(text) is not None for text in (left, right)]
    return all(numbered) or (left[:_ALIKE] == right[:_ALIKE] and not left[:1].isdigit())


def _is_figure(left: str, right: str) -> bool:
    """Whether a figure ends a row and its unit begins the next."""
    return left[-1:].isdigit() and _UNIT.match(right) is not None


def _is_torn(left: str, right: str) -> bool:
    """Whether a sentence goes on over a break."""
    if _HANGING.match(right) or _OPEN_END.search(left) or (left[-1:].isdigit() and not is_numbered(right)):
        return True
    return _is_in_word(simplified(left[-_CONTEXT:]), simplified(right[:_CONTEXT]))


def _continued(rows: Sequence[Row], fit: _Fit) -> Iterator[tuple[Row, Row]]:
    """Full rows in the middle of a sentence, and the next ones."""
    for row, below in pairwise(rows):
        if fit.is_full(row) and not (_ENDS.search(row.text) or below.apart or row.is_centred or below.is_centred):
            yield row, below


def _continuing_indent(rows: Sequence[Row], fit: _Fit) -> int:
    """The indent that most rows have that continue one; the smallest of several."""
    counts = Counter(below.indent for _, below in _continued(rows, fit))
    return min(counts, key=lambda indent: (-counts[indent], indent), default=0)


def _is_broken_in_words(rows: Sequence[Row], fit: _Fit, base: int) -> bool:
    """Whether breaks stand in words, as programs set them, and rows are no columns of a table."""
    pairs = [(row.text, below.text) for row, below in _continued(rows, fit) if below.indent == base][:_MOST_TRIED]
    if any(_COLUMNS.search(left) for left, _ in pairs):
        return False
    torn = sum(
        _HANGING.match(right) is not None or _is_in_word(simplified(left[-_CONTEXT:]), simplified(right[:_CONTEXT]))
        for left, right in pairs
    )
    return torn >= max(1, _IN_WORDS * len(pairs))


@dataclass(frozen=True, slots=True)
class _Fit:
    """The width at which rows were broken, by a measure, and the number of rows that are as wide; 0 of other text."""

    measure: Callable[[Row], float]
    width: float
    full: int

    def is_full(self, row: Row) -> bool:
        """Whether a row is as long as rows get."""
        return abs(self.measure(row) - self.width) <= _SLACK


def _fit(rows: Sequence[Row], measure: Callable[[Row], float]) -> _Fit:
    """Rows in the middle of a sentence that are about as long as the longest of all, but for a few of a site."""
    rows = [row for row in rows if not row.is_centred]
    lengths = [measure(row) for row in rows]
    longest = max(lengths, default=0)
    if not _NARROWEST <= longest <= _WIDEST or not any(_ENDS.search(row.text) for row in rows):
        return _Fit(measure, longest, 0)
    broken = Counter(length for row, length in zip(rows[:-1], lengths, strict=False) if not _ENDS.search(row.text))
    widths = dict.fromkeys(sorted(lengths, reverse=True)[: _LONGER + 1])
    fits = [
        _Fit(measure, width, sum(count for length, count in broken.items() if width - _SLACK <= length <= width))
        for width in widths
    ]
    many = [fit for fit in fits[1:] if fit.full >= _MANY and fit.full >= _SEPARATED * len(rows)]
    return max([fits[0], *many], key=lambda fit: fit.full)


def _counted(row: Row) -> int:
    """Code points of a row, as programs break text."""
    return row.indent + len(row.text)


def _reach(row: Row) -> float:
    """How far a row goes on its page, as it was measured there."""
    return row.reach


def _wide(row: Row) -> int:
    """Width of a row in Han characters, as it is printed; two Latin ones count as one."""
    wide = len(_HAN_OR_SIGN.findall(row.text))
    return row.indent + wide + (len(row.text) - wide + 1) // 2


def _joined(left: str, right: str) -> str:
    """Two rows of a paragraph; Latin words on both sides of the break are kept apart, a figure is one."""
    apart = left[-1:].isascii() and right[:1].isascii() and left[-1:].isalnum() and right[:1].isalnum()
    apart = apart and not (left[-1:].isdigit() and right[:1].isdigit())
    return f"{left} {right}" if apart else left + right


def preformatted(text: str) -> list[str]:
    """The paragraphs of a text whose line breaks and indents are its author's, as in <pre>."""
    return paragraphs_of(text.split("\n"))


def paragraphs_of(lines: Sequence[str]) -> list[str]:
    """The paragraphs of a file's lines; those of quotations (> …) apart from others, and without their signs."""
    return [text for block in _blocks(lines) for text in unwrapped(list(rows_of(block)))]


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines, quotations apart, with white space for their signs."""
    written = [line for line in lines if line.strip()]
    quote = _QUOTE if len(written) >= _FEWEST_QUOTED and all(map(_QUOTE.match, written)) else _SPACED_QUOTE
    block: list[str] = []
    for is_quoted, group in groupby(lines, key=lambda line: quote.match(line) is not None):
        found = list(group)
        if is_quoted and len(found) >= _FEWEST_QUOTED:
            yield block
            yield [_QUOTE.sub(lambda signs: " " * len(signs[0]), line, count=1) for line in found]
            block = []
        else:
            block += found
    yield block


def rows_of(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of lines; those of white space alone set the next one apart."""
    blank = False
    for line in lines:
        text = line.strip()
        if text:
            yield Row(text, len(line) - len(line.lstrip()), blank)
        blank = not text


def rejoined(rows: Sequence[str], *, heading: bool = False) -> list[str]:
    """The lines of a block of a page whose markup breaks it in `rows`.

    A heading is one line; so are short rows without a sentence where the break tears a word or a figure (一、201 /
    3年工作回顾). Rows of one width are joined as `unwrapped` does.
    """
    total = sum(map(len, rows))
    if heading and total <= _LONGEST_HEADING:
        return _folded(rows, always=True)
    if len(rows) <= _FEW_ROWS:
        broken = total <= _SHORT_BLOCK and not any(map(_ENDS.search, rows))
        return _folded(rows) if broken else list(rows)
    return unwrapped([Row(row.lstrip(), len(row) - len(row.lstrip())) for row in rows])


def _folded(rows: Sequence[str], *, always: bool = False) -> list[str]:
    """The rows, each joined to the one before if the break tears a word, or always, then with a space else."""
    found: list[str] = []
    for row in rows:
        torn = bool(found) and tears(found[-1], row)
        if found and (always or torn):
            found[-1] += row if torn else f" {row}"
        else:
            found.append(row)
    return found


def tears(left: str, right: str) -> bool:
    """Whether a break stands inside a phrase: behind a comma or 和, before a sign, in a figure or in a word."""
    if _APART.match(right) or is_numbered(right):
        return False
    if _OPEN_END.search(left) or _NO_BEGINNING.match(right):
        return True
    if _YEAR_END.search(left) and _AFTER_FIGURE.match(right):
        return True
    last, first = _LAST_FIGURE.search(left), _FIRST_FIGURE.match(right)
    if last and first:
        return len(last[0]) + len(first[0]) <= _LONGEST_FIGURE
    return _is_in_word(simplified(left[-_CONTEXT:]), simplified(right[:_CONTEXT]))


def _is_in_word(left: str, right: str) -> bool:
    """Whether a word begins in `left` and ends in `right`; names of people, which stand one a line, are none."""
    at = 0
    for word, tag in tag_words(left + right):
        if at >= len(left):
            return False
        at += len(word)
        if at > len(left):
            return not tag.startswith(_PERSON)
    return False


def untorn(rows: Sequence[str]) -> list[str]:
    """The lines of a text, short ones joined that cannot be two: a year is broken, or a line begins with a comma or 的.

    A numbered heading may also be broken in a word (（一）从 / 严管理队伍).
    """
    found: list[str] = []
    for row in rows:
        if found and len(found[-1]) + len(row) <= _SHORT_BLOCK and _cannot_be_two(found[-1].strip(), row.strip()):
            found[-1] += row.strip()
        else:
            found.append(row)
    return found


def _cannot_be_two(left: str, right: str) -> bool:
    if _ENDS.search(left) or not right:
        return False
    year = _BROKEN_YEAR.search(left)
    if _COMMA.match(right) or (year and _YEAR.match(year[0] + right)):
        return True
    return is_numbered(left) and not _ENDS.search(right) and tears(left, right)

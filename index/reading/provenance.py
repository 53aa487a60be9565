"""Where a report's paragraphs came from: the lines of its saved page, and what cleaning did to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, Literal

from index.errors import ReadError
from index.reading.cleaning import STEPS, Line, clean_page
from index.reading.cleaning.boilerplate import cut_boilerplate
from index.reading.files import read_bytes
from index.reading.formats import suffix_of
from index.reading.metadata import PageHints, read_metadata

Fate = Literal["kept", "boilerplate", "empty"]
Span = tuple[int, int]
"""Half-open, in code points."""

_LINES_SUFFIXES: Final = (".jsonl", ".jsonl.gz")
LARGEST_FILE: Final = 4 << 20
"""Bytes of a page that is read again; a request must not take long."""
_LARGEST_COMPARISON: Final = 4_000_000
"""Characters of one text times characters of the other; above that, what differs is one span."""


class SourceChanged(ReadError):
    """The file is there, but what is read from it now is not what was indexed."""

    code = "source_changed"


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """A line of a saved page, without its markup, and what became of it.

    original: as the file has it. cleaned: what cleaning made of it, "" where it left nothing. steps: the names of the
    cleaning steps that changed it, in their order. fate: kept as (a part of) a paragraph, cut away as the site's, or
    empty. paragraph: the number of the report's paragraph that it is in, for one that was kept.
    """

    original: str
    cleaned: str
    steps: tuple[str, ...]
    fate: Fate
    paragraph: int | None

    @property
    def changed(self) -> bool:
        """Whether readers of the report do not see the line as the file has it."""
        return self.fate != "kept" or self.original != self.cleaned


def is_cleaned(path: Path) -> bool:
    """Whether reports of such a file are cleaned; report lines are taken as they are."""
    return suffix_of(path) not in _LINES_SUFFIXES


def original_lines(path: Path, paragraphs: Sequence[str]) -> tuple[OriginalLine, ...]:
    """Every line of the saved page at `path`, in order, with what cleaning did to it; the file is only read.

    paragraphs: the texts of the report's paragraphs as they are in the index. Guarantee: the lines that were kept give
    exactly these. Raises SourceChanged where they would not any more, and ReadError for a file that cannot be read or
    is larger than LARGEST_FILE.
    """
    lines, hints = _read(path)
    mended = [_mend(line.text) for line in lines]
    page = clean_page(lines)
    if not page.lines:
        raise _changed(path)
    title_lines = read_metadata(page, hints, path.stem).title_lines
    told = tuple(_told(lines, mended, title_lines))
    if not _gives(told, [line.text for line in page.lines], title_lines, paragraphs):
        raise _changed(path)
    return told


def differences(original: str, cleaned: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What differs between a line and what cleaning made of it: spans of the original, and spans of the cleaned text.

    Without these spans, both texts are the same.
    """
    start = _common(original, cleaned)
    end = _common(original[start:][::-1], cleaned[start:][::-1])
    before, after = original[start : len(original) - end], cleaned[start : len(cleaned) - end]
    if len(before) * len(after) > _LARGEST_COMPARISON:
        codes = [("replace", 0, len(before), 0, len(after))]
    else:
        codes = list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    edits = [code for code in codes if code[0] != "equal"]
    removed = tuple((start + a, start + b) for _, a, b, _, _ in edits if a < b)
    added = tuple((start + a, start + b) for _, _, _, a, b in edits if a < b)
    return removed, added


def _read(path: Path) -> tuple[list[Line], PageHints]:
    data = read_bytes(path)
    if len(data) > LARGEST_FILE:
        raise ReadError(f"{path.name} 太大，不作对照", next_step=f"最大 {LARGEST_FILE >> 20} MB")
    if suffix_of(path) in (".html", ".htm"):
        from index.reading.html import read_html

        return read_html(data)
    from index.reading.text import read_text

    return read_text(data)


def _mend(text: str) -> tuple[str, tuple[str, ...]]:
    """A line through the steps until none finds work, and which of them changed it."""
    worked: set[str] = set()
    while True:
        before = text
        for step in STEPS:
            text, places = step.mend(text)
            if places:
                worked.add(step.name)
        if text == before:
            return text, tuple(step.name for step in STEPS if step.name in worked)


def _told(
    lines: Sequence[Line], mended: Sequence[tuple[str, tuple[str, ...]]], title_lines: range
) -> Iterator[OriginalLine]:
    """Which lines are the article's is asked of the boilerplate rules, which give back the lines they were given."""
    candidates = [
        Line(text, line.kind, line.title) if text else None for line, (text, _) in zip(lines, mended, strict=True)
    ]
    kept = {id(line) for line in cut_boilerplate([line for line in candidates if line]).kept}
    joined = max(0, len(title_lines) - 1)
    place = 0
    for line, candidate, (text, steps) in zip(lines, candidates, mended, strict=True):
        if candidate is None or id(candidate) not in kept:
            yield OriginalLine(line.text, text, steps, "boilerplate" if text else "empty", None)
            continue
        before = min(max(0, place - title_lines.start), joined)
        yield OriginalLine(line.text, text, steps, "kept", place - before if joined else place)
        place += 1


def _gives(told: Sequence[OriginalLine], kept: Sequence[str], title_lines: range, paragraphs: Sequence[str]) -> bool:
    """Whether the kept lines are the page's, and the page's are the paragraphs."""
    if [line.cleaned for line in told if line.fate == "kept"] != list(kept):
        return False
    if len(title_lines) < 2:
        return list(kept) == list(paragraphs)
    first, last = title_lines.start, title_lines.stop
    before, after = list(kept[:first]), list(kept[last:])
    return before == list(paragraphs[:first]) and after == list(paragraphs[first + 1 :])


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _changed(path: Path) -> SourceChanged:
    return SourceChanged(f"{path.name} 与建立索引时不同", next_step="请运行 zhengsou index 更新")

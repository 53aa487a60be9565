"""Provenance of a report's paragraphs: the lines of its saved page, and the cleaning steps that changed each."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from index.errors import ReadError
from index.language import gettext
from index.names import readable
from index.reading.apart import read_apart
from index.reading.cleaning import CleanedPage, Fate, Line
from index.reading.formats import format_of, is_read_apart
from index.reading.page import open_page, paragraph_lines

LARGEST_FILE: Final = 4 << 20
"""Greatest size of a page that is read again, in bytes; bounds the time of a request."""
LONGEST: Final = 8
"""Seconds of processor time for reading it, for the same reason."""
_few_at_once: Final = threading.BoundedSemaphore(2)
"""Pages that are read apart; each may take as much memory as indexing."""


class SourceChanged(ReadError):
    """The file exists, but its paragraphs are not those indexed."""

    code = "source_changed"


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """A line of a saved page, without its markup, and its cleaned text.

    original: as in the file. cleaned: its text after cleaning, maybe "". steps: the names of the
    cleaning steps that changed it, in their order. fate: kept as (a part of) a paragraph, cut away as the site's, or
    empty. paragraph: number of the report's paragraph it is in, if kept.
    """

    original: str
    cleaned: str
    steps: tuple[str, ...]
    fate: Fate
    paragraph: int | None

    @property
    def changed(self) -> bool:
        """Whether the report shows the line otherwise than the file."""
        return self.fate != "kept" or self.original != self.cleaned


def original_lines(path: Path, paragraphs: Sequence[str]) -> tuple[OriginalLine, ...]:
    """Every line of the saved page at `path`, in order, with its cleaned text; the file is never written.

    Guarantee: the lines kept give exactly `paragraphs`, the texts of the report's paragraphs in the index. Raises
    SourceChanged if they do not, and ReadError for a file that cannot be read or is larger than LARGEST_FILE.
    """
    found = format_of(path)
    if found is None or not found.cleaned:
        raise ReadError(gettext("%(name)s 不经清理，没有对照", name=readable(path.name)))
    if not is_read_apart(path):
        return read_original(path, paragraphs)
    if not _few_at_once.acquire(timeout=LONGEST):
        raise ReadError(gettext("正在读别的原文"), next_step=gettext("请稍后再试"))
    try:
        [lines] = read_apart(("original", (os.path.abspath(path), list(paragraphs))), seconds=LONGEST)
    finally:
        _few_at_once.release()
    return cast(tuple[OriginalLine, ...], lines)


def read_original(path: Path, paragraphs: Sequence[str]) -> tuple[OriginalLine, ...]:
    """As `original_lines`, in this process, of a page."""
    found = format_of(path)
    assert found is not None
    lines, page, metadata = open_page(path, found.load(), LARGEST_FILE)
    if metadata is None or [line.text for line in paragraph_lines(page, metadata)] != list(paragraphs):
        raise SourceChanged(
            gettext("%(name)s 与建立索引时不同", name=readable(path.name)),
            next_step=gettext("请运行 zhengsou index 更新"),
        )
    return tuple(_with_paragraphs(lines, page, metadata.title_lines))


def _with_paragraphs(lines: Sequence[Line], page: CleanedPage, title_lines: range) -> Iterator[OriginalLine]:
    """Each line with its paragraph; lines of a title share one."""
    joined = max(0, len(title_lines) - 1)
    place = 0
    for line, became in zip(lines, page.trace, strict=True):
        paragraph = None
        if became.fate == "kept":
            paragraph = place - min(max(0, place - title_lines.start), joined)
            place += 1
        yield OriginalLine(line.text, became.line.text, became.steps, became.fate, paragraph)

"""Where a report's paragraphs came from: the lines of its saved page, and what cleaning did to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import ReadError
from index.names import readable
from index.reading.cleaning import CleanedPage, Fate, Line
from index.reading.formats import format_of
from index.reading.page import open_page, paragraph_lines

LARGEST_FILE: Final = 4 << 20
"""Bytes of a page that is read again; a request must not take long."""


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


def original_lines(path: Path, paragraphs: Sequence[str]) -> tuple[OriginalLine, ...]:
    """Every line of the saved page at `path`, in order, with what cleaning did to it; the file is only read.

    paragraphs: the texts of the report's paragraphs as they are in the index. Guarantee: the lines that were kept give
    exactly these. Raises SourceChanged where they would not any more, and ReadError for a file that cannot be read or
    is larger than LARGEST_FILE.
    """
    found = format_of(path)
    if found is None or not found.cleaned:
        raise ReadError(f"{readable(path.name)} 不经清理，没有对照")
    lines, page, metadata = open_page(path, found.load(), LARGEST_FILE)
    if metadata is None or [line.text for line in paragraph_lines(page, metadata)] != list(paragraphs):
        raise SourceChanged(f"{readable(path.name)} 与建立索引时不同", next_step="请运行 zhengsou index 更新")
    return tuple(_told(lines, page, metadata.title_lines))


def _told(lines: Sequence[Line], page: CleanedPage, title_lines: range) -> Iterator[OriginalLine]:
    """Each line with the paragraph that it is in; those of a title share one."""
    joined = max(0, len(title_lines) - 1)
    place = 0
    for line, became in zip(lines, page.trace, strict=True):
        paragraph = None
        if became.fate == "kept":
            paragraph = place - min(max(0, place - title_lines.start), joined)
            place += 1
        yield OriginalLine(line.text, became.line.text, became.steps, became.fate, paragraph)

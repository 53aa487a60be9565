"""A saved page (.txt, .html) becomes a report: read, cleaned, its metadata and its structure told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.errors import ReadError
from index.reading.cleaning import Line, clean_page
from index.reading.files import read_bytes
from index.reading.metadata import read_metadata
from index.reading.sidecar import read_sidecar
from index.reading.structure import classify
from index.reading.validation import page_id
from index.report import UNKNOWN_BODY, Kind, Paragraph, Report


def read_page(path: Path, *, markup: bool) -> Iterator[Report]:
    """The one report of a page. Raises ReadError when it has no paragraph, or its name or its sidecar is wrong."""
    report = page_id(path)
    data = read_bytes(path)
    if markup:
        from index.reading.html import read_html

        lines, hints = read_html(data)
    else:
        from index.reading.text import read_text

        lines, hints = read_text(data)
    page = clean_page(lines)
    if not page.lines:
        raise ReadError("清理网页边栏等无关内容后，没有留下任何段落")
    metadata = read_metadata(page, hints, report)
    overrides = read_sidecar(path)
    yield Report(
        id=report,
        title=overrides.title or metadata.title,
        body=overrides.body or metadata.body or UNKNOWN_BODY,
        year=metadata.year if overrides.year is None else overrides.year,
        date=overrides.date or metadata.date,
        source=overrides.source or metadata.source,
        paragraphs=_paragraphs(page.lines, metadata.title, metadata.title_lines),
        changes=page.changes,
    )


def _paragraphs(lines: tuple[Line, ...], title: str, title_lines: range) -> tuple[Paragraph, ...]:
    """The page's paragraphs; a title of several lines is one of them, with exactly the title's text."""
    joined: list[Line] = list(lines)
    if title_lines:
        damaged = any(lines[place].damaged for place in title_lines)
        joined[title_lines.start : title_lines.stop] = [Line(title, "heading", damaged=damaged)]
    texts = [line.text for line in joined]
    hints: list[Kind | None] = ["heading" if line.title else line.kind for line in joined]
    kinds, sections = classify(texts, hints)
    return tuple(
        Paragraph(text, kind, section, line.damaged)
        for text, kind, section, line in zip(texts, kinds, sections, joined, strict=True)
    )

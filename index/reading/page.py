"""Saved pages to reports: reading, cleaning, metadata and structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from index.errors import ReadError
from index.language import gettext
from index.places import Gazetteer, gazetteer
from index.reading.bodies import Body
from index.reading.body_names import other_name_of_today
from index.reading.cleaning import CleanedPage, Line, clean_page
from index.reading.files import read_bytes
from index.reading.metadata import Metadata, PageHints, read_metadata
from index.reading.sidecar import Overrides, read_sidecar
from index.reading.structure import classify
from index.reading.titles import titled_organ
from index.reading.told import told_body
from index.reading.validation import Invalid, check, page_id
from index.report import UNKNOWN_BODY, Kind, Paragraph, Region, Report, Restored

PageReader = Callable[[bytes], tuple[list[Line], PageHints]]
"""The lines of a page's bytes, in reading order, and the metadata in its markup; raises ReadError for other files."""


def open_page(
    path: Path, reader: PageReader, largest: int | None = None
) -> tuple[list[Line], CleanedPage, Metadata | None]:
    """A page's lines, the cleaned page, and its metadata (None if no line is left).

    largest: greatest file size, in bytes. Raises ReadError if the page cannot be read.
    """
    return _opened(read_bytes(path, largest), reader, path.stem, gazetteer())


def _opened(
    data: bytes, reader: PageReader, stem: str, places: Gazetteer
) -> tuple[list[Line], CleanedPage, Metadata | None]:
    lines, hints = reader(data)
    page = clean_page(lines, of_site=hints.of_site)
    return lines, page, read_metadata(page, hints, stem, places) if page.lines else None


def read_page(
    path: Path, reader: PageReader, places: Gazetteer, name: str | None, *, sidecar: bool
) -> Iterator[Report]:
    """The one report of a page. Raises ReadError when it has no paragraph, or its name or its sidecar is wrong.

    name: its id, by default the stem. sidecar: whether NAME.toml overrides its metadata.
    """
    report = page_id(path.stem if name is None else name)
    data = read_bytes(path)
    told = partial(read_sidecar, path) if sidecar else Overrides
    yield page_report(report, data, reader, path.stem, places, told)


def page_report(
    report: str,
    data: bytes,
    reader: PageReader,
    stem: str,
    places: Gazetteer,
    told: Callable[[], Overrides] = Overrides,
) -> Report:
    """The report of a page's bytes. Raises ReadError when it has no paragraph, and as `told` does.

    report: its id. stem: the file's name without suffix, the title of a page without one. told: what overrides its
    metadata.
    """
    _, page, metadata = _opened(data, reader, stem, places)
    if metadata is None:
        raise ReadError(gettext("清理网页边栏等无关内容后，没有留下任何段落"))
    paragraphs = _paragraphs(paragraph_lines(page, metadata))
    try:
        check("paragraphs", [each.text for each in paragraphs])
    except Invalid as fault:
        raise ReadError(
            gettext("读出的正文不像一份报告：%(fault)s", fault=fault),
            next_step=gettext("请删去无关的内容，或分成几个文件再读"),
        ) from None
    overrides = told()
    body = _body(overrides, metadata, places)
    return Report(
        id=report,
        title=overrides.title or metadata.title,
        body=body.name if body else UNKNOWN_BODY,
        organ=body.organ if body else titled_organ(metadata.title),
        region=body.region if body else Region(),
        today=other_name_of_today(body.name, body.region, places) if body else None,
        year=metadata.year if overrides.year is None else overrides.year,
        date=overrides.date or metadata.date,
        source=overrides.source or metadata.source,
        paragraphs=paragraphs,
        changes=page.changes,
        url=overrides.url or metadata.url,
        site=overrides.site or metadata.site,
        unread=metadata.unread,
        assumed=tuple(each for each in metadata.assumed if getattr(overrides, each.partition("_")[0]) is None),
    )


def _body(overrides: Overrides, metadata: Metadata, places: Gazetteer) -> Body | None:
    """The body as the sidecar states it, or else as the page tells it."""
    told = metadata.body
    if overrides.body:
        return told_body(overrides.body, overrides.organ, overrides.region, places)
    if overrides.organ or overrides.region:
        name = told.name if told else UNKNOWN_BODY
        return told_body(name, overrides.organ, overrides.region or (told.region if told else None), places)
    return told


def paragraph_lines(page: CleanedPage, metadata: Metadata) -> list[Line]:
    """One line per paragraph; a title of several lines becomes one line."""
    joined = list(page.lines)
    title = metadata.title_lines
    if title:
        damaged = any(joined[place].damaged for place in title)
        restored = tuple(_in_title(metadata.heading, [joined[place] for place in title]))
        joined[title.start : title.stop] = [Line(metadata.heading, "heading", damaged=damaged, restored=restored)]
    return joined


def _in_title(title: str, lines: list[Line]) -> Iterator[Restored]:
    """The lines' restored places as places of the title that they are."""
    at = 0
    for line in lines:
        found = title.find(line.text, at)
        if found >= 0:
            at = found + len(line.text)
            yield from (Restored(found + place.start, found + place.end, place.raw) for place in line.restored)


def _paragraphs(lines: list[Line]) -> tuple[Paragraph, ...]:
    texts = [line.text for line in lines]
    hints: list[Kind | None] = ["heading" if line.title else line.kind for line in lines]
    kinds, sections = classify(texts, hints)
    return tuple(
        Paragraph(text, kind, section, line.damaged, line.restored)
        for text, kind, section, line in zip(texts, kinds, sections, lines, strict=True)
    )

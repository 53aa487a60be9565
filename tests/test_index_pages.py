"""Saved pages of many sites, as data: what stays and what goes, and what is read from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import UNKNOWN_BODY, Kind, Report

pytestmark = pytest.mark.usefixtures("package")

PAGES = Path(__file__).parent / "pages" / "saved.txt"
KINDS: dict[str, Kind] = {"H": "heading", "T": "text", "I": "item", "C": "caption"}


@dataclass
class Page:
    """One page of the data file: its lines as saved, and the report expected."""

    name: str
    metadata: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    paragraphs: list[tuple[Kind, str, bool]] = field(default_factory=list)

    def add(self, marked: str) -> None:
        damaged = marked[1:].startswith("!")
        dirty, _, clean = marked[1 + damaged :].partition(" => ")
        self.lines.append(dirty)
        if marked[0] == "h":
            kind, above, lost = self.paragraphs.pop()
            self.paragraphs.append((kind, f"{above} {clean or dirty}", lost))
        elif marked[0] != "-":
            self.paragraphs.append((KINDS[marked[0]], (clean or dirty).replace("　", " "), damaged))


def pages() -> Iterator[Page]:
    page: Page | None = None
    for line in PAGES.read_text("utf-8").splitlines():
        if line.startswith("@@ "):
            if page:
                yield page
            name, *metadata = line[3:].split(" | ")
            page = Page(name, tuple(metadata))
        elif page and line:
            page.add(line)
    assert page
    yield page


ALL = list(pages())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_a_saved_page(page: Page, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("\r\n".join(page.lines).encode(encoding))
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    assert [(p.kind, p.text, p.damaged) for p in report.paragraphs] == page.paragraphs
    body = "-" if report.body == UNKNOWN_BODY else report.body
    read = (body, str(report.year or "-"), report.date or "-", report.source or "-", report.title)
    assert read == page.metadata

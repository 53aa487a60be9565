"""Report file formats and their readers: one table, a row per format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from index.errors import ReadError
from index.language import gettext
from index.places import Gazetteer, gazetteer
from index.reading.apart import read_apart
from index.reading.files import largest_streamed, open_file, sidecar_path, too_large, unreadable
from index.reading.refusals import refusal
from index.report import Report
from index.settings import largest_file

_QUICK: Final = 64 << 10
"""Bytes of a page, whatever is in it, that are read within seconds."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of report files.

    suffixes: endings of file names, in lower case. reader: `module:function`, imported when the first
    such file is read; a PageReader (index/reading/page.py) if the text is cleaned, else a function
    with the signature of `read_reports`, always given places. cleaned: files are saved pages, whose text is cleaned;
    otherwise it is stored as given. sidecar: NAME.toml beside the file overrides its metadata. container: it holds
    files of the other formats, and the reader is also given `format_of`. apart: bytes from which on a file is read in a
    process of its own (index/reading/apart.py); None for a reader that is bounded by itself.
    """

    suffixes: tuple[str, ...]
    reader: str
    cleaned: bool
    sidecar: bool
    container: bool = False
    apart: int | None = _QUICK

    def load(self) -> Any:
        """The reader."""
        module, _, function = self.reader.partition(":")
        return getattr(import_module(module), function)


FORMATS: Final[tuple[Format, ...]] = (
    Format((".txt",), "index.reading.text:read_text", cleaned=True, sidecar=True),
    Format((".html", ".htm"), "index.reading.html:read_html", cleaned=True, sidecar=True),
    Format((".mhtml", ".mht"), "index.reading.mhtml:read_mhtml", cleaned=True, sidecar=True, apart=_QUICK // 4),
    Format((".md", ".markdown"), "index.reading.markdown:read_markdown", cleaned=True, sidecar=True),
    Format((".zip",), "index.reading.archive:read_archive", cleaned=False, sidecar=False, container=True, apart=0),
    Format((".docx",), "index.reading.docx:read_docx", cleaned=True, sidecar=True, apart=0),
    Format((".pdf",), "index.reading.pdf:read_pdf", cleaned=True, sidecar=True, apart=0),
    Format((".jsonl", ".jsonl.gz"), "index.reading.lines:read_lines", cleaned=False, sidecar=False, apart=None),
)
SUFFIXES: Final[tuple[str, ...]] = tuple(suffix for each in FORMATS for suffix in each.suffixes)


def format_of(path: Path) -> Format | None:
    """The format by the file's name, case-insensitively; the longest suffix wins. None for other files."""
    name = path.name.lower()
    fitting = [(len(suffix), each) for each in FORMATS for suffix in each.suffixes if name.endswith(suffix)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def is_report_file(path: Path) -> bool:
    """Whether the name is a report file's; hidden files are not. The file is not opened."""
    return not path.name.startswith(".") and format_of(path) is not None


def is_cleaned(path: Path) -> bool:
    """Whether the text of such a file is cleaned; report lines are stored as given."""
    found = format_of(path)
    return found is not None and found.cleaned


def is_archive(path: Path) -> bool:
    """Whether the file holds files of the other formats."""
    found = format_of(path)
    return found is not None and found.container


def is_named_by_path(path: Path) -> bool:
    """Whether the file's path tells its reports' ids; report lines have ids of their own."""
    return is_cleaned(path) or is_archive(path)


def has_sidecar(path: Path) -> bool:
    """Whether NAME.toml beside such a file overrides the metadata of its one report."""
    found = format_of(path)
    return found is not None and found.sidecar


def files_of(path: Path) -> tuple[Path, ...]:
    """The file and, if its format has one, its sidecar, which need not exist."""
    return (path, sidecar_path(path)) if has_sidecar(path) else (path,)


def read_reports(path: Path, places: Gazetteer | None = None, name: str | None = None) -> Iterator[Report | ReadError]:
    """Every report of a file: one of a page, one a line of report lines.

    places: by which bodies are known, by default the shipped gazetteer. name: the id of a page, or the first part of
    the ids in an archive, by default the file's stem. An invalid line yields, in its place, a ReadError that names it;
    reading goes on. Raises ReadError with the reason, in Chinese, when the file cannot be read (any further): also
    where it is no regular file, or takes more memory or time than is allowed (index/settings.py).
    """
    known = places or gazetteer()
    if is_read_apart(path):
        return read_apart(("reports", (os.path.abspath(path), name)), known)
    return read_here(path, known, name)


def is_read_apart(path: Path) -> bool:
    """Whether the file is one that is read in a process of its own. Raises ReadError if it cannot be read at all."""
    found = format_of(path)
    if found is None or found.apart is None:
        return False
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
    except OSError as fault:
        raise unreadable(fault) from fault
    if size > (most := largest(path)):
        raise too_large(most)
    return size >= max(found.apart, 1)


def largest(path: Path) -> int:
    """Bytes of the largest file of its kind that is read."""
    found = format_of(path)
    return largest_streamed() if found and (found.container or found.apart is None) else largest_file()


def read_here(path: Path, places: Gazetteer, name: str | None = None) -> Iterator[Report | ReadError]:
    """As `read_reports`, in this process."""
    found = format_of(path)
    if found is None:
        reason, advice = refusal(path)
        raise ReadError(reason, next_step=advice or gettext("可用 %(names)s", names=" ".join(SUFFIXES)))
    reader = found.load()
    if not found.cleaned:
        reports: Iterator[Report | ReadError] = (
            reader(path, places, format_of, name) if found.container else reader(path, places)
        )
        return reports
    from index.reading.page import read_page

    return read_page(path, reader, places, name, sidecar=found.sidecar)

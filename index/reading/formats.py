"""Which files are reports, and which reader reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from index.errors import ReadError
from index.report import Report

SUFFIXES: Final[tuple[str, ...]] = (".txt", ".html", ".htm", ".jsonl", ".jsonl.gz")


def suffix_of(path: Path) -> str | None:
    """The suffix of SUFFIXES that the file's name ends in, whatever its case, or None."""
    name = path.name.lower()
    return next((suffix for suffix in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(suffix)), None)


def is_report_file(path: Path) -> bool:
    """Whether the name is that of a report file; hidden files are none. The file itself is not looked at."""
    return not path.name.startswith(".") and suffix_of(path) is not None


def sidecar_path(path: Path) -> Path:
    """Where a page's sidecar would be, whether or not it is there."""
    return path.with_suffix(".toml")


def read_reports(path: Path) -> Iterator[Report | ReadError]:
    """Every report of a file: one of a page, one a line of `.jsonl` and `.jsonl.gz`.

    A line that is no report comes as a ReadError that names it, in its place; the others are given all the same.
    Raises ReadError with the reason, in Chinese, when the file cannot be read (any further).
    """
    suffix = suffix_of(path)
    if suffix in (".jsonl", ".jsonl.gz"):
        from index.reading.lines import read_lines

        return read_lines(path)
    from index.reading.page import read_page

    return read_page(path, markup=suffix in (".html", ".htm"))

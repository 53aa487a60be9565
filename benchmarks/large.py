"""The large corpus: its reports, and report lines cut to a size or repeated under new ids until they have it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from index.errors import ReadError
from index.reading import read_reports
from index.report import Report


def reports(corpus: Path) -> Iterator[Report]:
    """The corpus' reports."""
    for each in read_reports(corpus):
        if isinstance(each, ReadError):
            raise each
        yield each


def first_reports(corpus: Path, wanted: int, path: Path) -> Path:
    """Write the corpus' first `wanted` reports to `path`, which it returns."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(islice(_lines(corpus), wanted))
    return path


def with_paragraphs(corpus: Path, wanted: int, path: Path) -> Path:
    """Write report lines with exactly `wanted` paragraphs to `path`, which it returns.

    The corpus is cut within a report, or begins again with other ids.
    """
    with path.open("w", encoding="utf-8") as out:
        for turn in count():
            for line in _lines(corpus):
                fields = json.loads(line)
                if turn:
                    fields["id"] += f"-{turn}"
                fields["paragraphs"] = fields["paragraphs"][:wanted]
                wanted -= len(fields["paragraphs"])
                out.write(json.dumps(fields, ensure_ascii=False) + "\n")
                if not wanted:
                    return path
    raise AssertionError


def size(directory: Path) -> int:
    """Bytes of all files below a directory."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def _lines(corpus: Path) -> Iterator[str]:
    packed = corpus.suffix == ".gz"
    with gzip.open(corpus, "rt", encoding="utf-8") if packed else corpus.open(encoding="utf-8") as lines:
        yield from lines

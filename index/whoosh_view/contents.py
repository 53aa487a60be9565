"""Whoosh's table of contents, which makes a data directory an index that `whoosh.index.open_dir` opens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.analysis import Segmenter
from index.manifest import SegmentRecord
from index.segment.reader import INDEX_NAME
from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.codec import ColumnarSegment
from index.whoosh_view.refusal import ReadOnlySegments
from index.whoosh_view.schema import report_schema


def write_contents(data: Path, number: int, segments: Iterable[SegmentRecord], segmenter: Segmenter) -> str:
    """Write the table of contents of a generation to its data directory; returns the file's name. Raises OSError.

    segmenter: of the words of all segments. From then on Whoosh opens this generation; this program itself never reads
    the file, which is a pickle.
    """
    words = WordAnalyzer(segmenter.user_dictionary)
    own = [
        ColumnarSegment(INDEX_NAME, each.name.removeprefix(f"{INDEX_NAME}_"), each.documents, each.deleted, words)
        for each in segments
    ]
    TOC(report_schema(words), ReadOnlySegments(own), number).write(FileStorage(str(data)), INDEX_NAME)
    name: str = TOC._filename(INDEX_NAME, number)
    return name

"""The peer: Whoosh as it comes, with `jieba.analyse.ChineseAnalyzer`, one document a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jieba.analyse
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser.default import QueryParser

from index.report import Report


def build(directory: Path, reports: Iterable[Report]) -> int:
    """Index the reports with the usual recipe; returns the number of paragraphs."""
    jieba.setLogLevel(60)
    schema = Schema(
        text=TEXT(analyzer=jieba.analyse.ChineseAnalyzer(), stored=True),
        body=ID,
        year=NUMERIC(int),
        report=STORED,
        number=STORED,
    )
    directory.mkdir(parents=True)
    writer = FileStorage(str(directory)).create_index(schema).writer(limitmb=256)
    count = 0
    for report in reports:
        for number, paragraph in enumerate(report.paragraphs):
            fields = {"body": report.body, "year": report.year, "report": report.id, "number": number}
            writer.add_document(text=paragraph.text, **fields)
            count += 1
    writer.commit()
    return count


class StockSearcher:
    """Answers a query with the first ten hits and the exact total; no facets, no occurrences."""

    def __init__(self, directory: Path) -> None:
        self._searcher: Any = FileStorage(str(directory)).open_index().searcher()
        self._parser = QueryParser("text", self._searcher.schema)

    def search(self, query: str) -> int:
        """The total; the hits' texts are read, as a page would."""
        results = self._searcher.search(self._parser.parse(query), limit=10)
        for hit in results:
            assert hit["text"]
        return len(results)

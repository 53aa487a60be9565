"""The peer: Whoosh as it comes, with `jieba.analyse.ChineseAnalyzer`, one document a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jieba.analyse
from whoosh.collectors import FacetCollector, FilterCollector, TopCollector
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser.default import QueryParser
from whoosh.query.compound import And
from whoosh.query.ranges import NumericRange
from whoosh.query.terms import Term
from whoosh.sorting import Count

from benchmarks.page import HITS, Page, PageHit
from benchmarks.queries import Facet, Query
from index.report import Report


def build(directory: Path, reports: Iterable[Report]) -> int:
    """Index the reports with the usual recipe; returns the number of paragraphs."""
    jieba.setLogLevel(60)
    schema = Schema(
        text=TEXT(analyzer=jieba.analyse.ChineseAnalyzer(), stored=True),
        body=ID(stored=True, sortable=True),
        year=NUMERIC(int, stored=True, sortable=True),
        kind=ID(stored=True, sortable=True),
        report=STORED,
        number=STORED,
    )
    directory.mkdir(parents=True)
    writer = FileStorage(str(directory)).create_index(schema).writer(limitmb=256)
    count = 0
    for report in reports:
        for number, paragraph in enumerate(report.paragraphs):
            fields = {"body": report.body, "year": report.year, "report": report.id, "number": number}
            writer.add_document(text=paragraph.text, kind=paragraph.kind, **fields)
            count += 1
    writer.commit()
    return count


class StockSearcher:
    """Answers with the first ten hits, the exact total and facets; it counts no occurrences."""

    def __init__(self, directory: Path) -> None:
        jieba.setLogLevel(60)
        self._searcher: Any = FileStorage(str(directory)).open_index().searcher()
        self._parser = QueryParser("text", self._searcher.schema)

    def search(self, query: str) -> int:
        """The total; the hits' texts are read, as a page would."""
        results = self._searcher.search(self._parser.parse(query), limit=10)
        for hit in results:
            assert hit["text"]
        return len(results)

    def page(self, query: Query) -> Page:
        """A page, with Whoosh's own grouping, filter and highlights."""
        (plain, _), *others = query.counted()
        results = self._ask(query, plain)
        facets = {facet: results.groups(facet) for facet in plain}
        for (facet,), wider in others:
            facets[facet] = self._ask(wider, (facet,)).groups(facet)
        return Page(len(results), [_hit(hit) for hit in results], facets)

    def _ask(self, query: Query, facets: tuple[Facet, ...]) -> Any:
        # `search(groupedby=...)` would keep and sort all the hits; this keeps ten. `replace` would leave out hits that
        # cannot be among them, and they are to be counted.
        best = TopCollector(HITS, usequality=False)
        best.replace = 0
        collector: Any = FacetCollector(best, list(facets), maptype=Count)
        narrowing = _filter(query)
        if narrowing is not None:
            collector = FilterCollector(collector, narrowing)
        self._searcher.search_with_collector(self._parser.parse(query.text), collector)
        return collector.results()


def _hit(hit: Any) -> PageHit:
    fields = hit.fields()
    place = fields["report"], fields["number"]
    return PageHit(*place, fields["body"], fields.get("year"), fields["kind"], hit.highlights("text"))


def _filter(query: Query) -> Any:
    parts: list[Any] = []
    if query.body:
        parts.append(Term("body", query.body))
    if query.years:
        parts.append(NumericRange("year", *query.years))
    if query.kind:
        parts.append(Term("kind", query.kind))
    return And(parts) if parts else None

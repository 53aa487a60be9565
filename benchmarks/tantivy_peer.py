"""The peer: tantivy, a Rust engine, given the words of our segmenter; one document a paragraph.

It is asked the cheapest way that was found to fill the page: hits without counting, and totals and facets by
aggregations over fast fields; highlights by finding the words in the ten folded texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Condition

from benchmarks.page import HITS, Page, PageHit
from benchmarks.queries import Facet, Query
from index.analysis import Segmenter, fold
from index.report import Report

NO_YEAR: Final = -1
HEAP: Final = 256_000_000
"""Writer heap, in bytes; one thread indexed more on two cores than two or tantivy's default."""
MOST_VALUES: Final = 10_000
"""Buckets of a facet; tantivy's default is ten."""

_Row = dict[str, Any]


def rows(reports: Iterable[Report]) -> Iterator[_Row]:
    """The documents' fields, paragraph by paragraph, segmented as they are taken."""
    words = Segmenter().words
    for report in reports:
        year = NO_YEAR if report.year is None else report.year
        for number, paragraph in enumerate(report.paragraphs):
            yield {
                "words": " ".join([word for word, _, _ in words(paragraph.text)]),
                "text": paragraph.text.encode(),
                "body": report.body,
                "year": year,
                "kind": paragraph.kind,
                "report": report.id,
                "number": number,
            }


def build(directory: Path, documents: Iterable[_Row]) -> int:
    """Index documents with one writer and commit; returns their number."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("words", tokenizer_name="whitespace")
    # As bytes, since tantivy has no stored-only text: every paragraph would become a term.
    schema.add_bytes_field("text", stored=True)
    for name in ("body", "kind", "report"):
        schema.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    schema.add_integer_field("year", stored=True, fast=True, indexed=True)
    schema.add_unsigned_field("number", stored=True)
    directory.mkdir(parents=True)
    writer = tantivy.Index(schema.build(), path=str(directory)).writer(HEAP, num_threads=1)
    count = 0
    for fields in documents:
        writer.add_document(tantivy.Document(**fields))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


class TantivySearcher:
    """Answers with the first ten hits, the exact total and facets; it counts no occurrences."""

    def __init__(self, directory: Path) -> None:
        index = tantivy.Index.open(str(directory))
        self._schema = index.schema
        self._searcher = index.searcher()
        self._words = Segmenter().words

    def page(self, query: Query) -> Page:
        """A page."""
        condition = self._condition(query)
        (plain, _), *others = query.counted()
        facets = self._count(condition, plain)
        total = sum(facets[plain[0]].values())
        for names, wider in others:
            facets |= self._count(self._condition(wider), names)
        marked = self._marked(query)
        found = self._searcher.search(condition, HITS, count=False).hits
        return Page(total, [_hit(self._searcher.doc(address), marked) for _, address in found], facets)

    def _count(self, condition: Condition, facets: tuple[Facet, ...]) -> dict[Facet, dict[object, int]]:
        wanted = {facet: {"terms": {"field": facet, "size": MOST_VALUES}} for facet in facets}
        counts = self._searcher.aggregate(condition, wanted)
        return {facet: {each["key"]: each["doc_count"] for each in counts[facet]["buckets"]} for facet in facets}

    def _condition(self, query: Query) -> Condition:
        if query.run:
            parts = [(Occur.Must, self._phrase(query.run))]
        elif query.any_of:
            parts = [(Occur.Must, Condition.boolean_query([(Occur.Should, self._all(each)) for each in query.words]))]
        else:
            parts = [(Occur.Must, self._all(each)) for each in query.words]
        if query.without:
            parts.append((Occur.MustNot, self._all(query.without)))
        parts += [(Occur.Must, Condition.const_score_query(each, 0.0)) for each in self._filters(query)]
        return parts[0][1] if len(parts) == 1 else Condition.boolean_query(parts)

    def _filters(self, query: Query) -> Iterator[Condition]:
        if query.body:
            yield Condition.term_query(self._schema, "body", query.body, "basic")
        if query.years:
            yield Condition.range_query(self._schema, "year", FieldType.Integer, *query.years)
        if query.kind:
            yield Condition.term_query(self._schema, "kind", query.kind, "basic")

    def _all(self, text: str) -> Condition:
        terms = [Condition.term_query(self._schema, "words", word, "freq") for word, _, _ in self._words(text)]
        return terms[0] if len(terms) == 1 else Condition.boolean_query([(Occur.Must, term) for term in terms])

    def _phrase(self, run: str) -> Condition:
        words = [word for word, _, _ in self._words(run)]
        if len(words) == 1:
            return self._all(run)
        return Condition.phrase_query(self._schema, "words", list(words))

    def _marked(self, query: Query) -> re.Pattern[str]:
        texts = [query.run] if query.run else [word for each in query.words for word, _, _ in self._words(each)]
        return re.compile("|".join(sorted(map(re.escape, map(fold, texts)), key=len, reverse=True)))


def _hit(document: Any, marked: re.Pattern[str]) -> PageHit:
    fields = document.to_dict()
    text = bytes(fields["text"][0]).decode()
    year = None if fields["year"][0] == NO_YEAR else fields["year"][0]
    marks = tuple(found.span() for found in marked.finditer(fold(text)))
    return PageHit(fields["report"][0], fields["number"][0], fields["body"][0], year, fields["kind"][0], text, marks)

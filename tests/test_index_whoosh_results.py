"""What a Whoosh user makes of hits (highlights, groups, pages, similar ones) is as in an index of Whoosh's own."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from whoosh import classify as whoosh_classify
from whoosh import highlight as whoosh_highlight
from whoosh import query as whoosh_query
from whoosh import sorting as whoosh_sorting
from whoosh_indexes import Searchers
from whoosh_uses import Use, both, either, hits, parsed, term

# Whoosh has types for a part only of what is called here.
classify: Any = whoosh_classify
highlight: Any = whoosh_highlight
query: Any = whoosh_query
sorting: Any = whoosh_sorting


def highlights(
    asked: str, field: str, searcher: Any, fragmenter: Any = None, terms: bool = False, **options: Any
) -> Any:
    results = searcher.search(parsed(searcher, asked, field), limit=20, terms=terms)
    results.fragmenter = fragmenter or results.fragmenter
    return [hit.highlights(field, **options) for hit in results]


HIGHLIGHTS: Final[dict[str, Use]] = {
    "text": partial(highlights, "提案 办理", "text"),
    "words": partial(highlights, "提案 办理", "words"),
    "the other script": partial(highlights, "關於", "text"),
    "prefix": partial(highlights, "提*", "text"),
    "whole": partial(highlights, "提案", "text", fragmenter=highlight.WholeFragmenter()),
    "sentences": partial(highlights, "提案", "text", fragmenter=highlight.SentenceFragmenter(sentencechars="。；")),
    "context": partial(highlights, "提案", "text", fragmenter=highlight.ContextFragmenter(30, surround=4), top=5),
    "pinpoint": partial(highlights, "提案", "text", fragmenter=highlight.PinpointFragmenter(), terms=True),
    "strict phrase": partial(highlights, '"提案办理"', "text", strict_phrase=True),
    "bigrams, of a text that is given": partial(highlights, "grams:办理满意", "grams", text="提案办理满意2023"),
}


@pytest.mark.parametrize("use", HIGHLIGHTS.values(), ids=HIGHLIGHTS)
def test_highlights_are_those_of_stock_whoosh(searchers: Searchers, use: Use) -> None:
    assert any(both(searchers, use))


def test_a_highlight_is_what_was_written(searchers: Searchers) -> None:
    assert '<b class="match term0">關於</b>提案辦理的報告' in highlights("关于", "text", searchers.ours)


def first(searcher: Any, text: str = "满意", field: str = "text") -> Any:
    return searcher.search(term(text, field))[0]


def key_terms(model: Any, searcher: Any) -> Any:
    return searcher.key_terms([first(searcher).docnum], "words", model=model, numterms=9)


SIMILAR: Final[dict[str, Use]] = {
    "key terms": partial(key_terms, classify.Bo1Model),
    "key terms by Bo2": partial(key_terms, classify.Bo2Model),
    "key terms by KL": partial(key_terms, classify.KLModel),
    "of results": lambda searcher: searcher.search(term("满意", "text")).key_terms("text", docs=5, numterms=8),
    "of a text": lambda searcher: searcher.key_terms_from_text("words", "提案办理工作情况"),
    "like this": lambda searcher: [hit.docnum for hit in first(searcher).more_like_this("text")],
    "like a text": lambda searcher: [hit.docnum for hit in searcher.more_like(0, "words", text="提案办理")],
    "suggestions": lambda searcher: [searcher.suggest(field, "提安") for field in ("words", "text", "title", "grams")],
    "correction": lambda searcher: searcher.correct_query(parsed(searcher, "提安 办理"), "提安 办理").string,
}


@pytest.mark.parametrize("use", SIMILAR.values(), ids=SIMILAR)
def test_key_terms_similar_paragraphs_and_suggestions_are_the_same(searchers: Searchers, use: Use) -> None:
    assert both(searchers, use)


def groups(facet: Any, searcher: Any, **options: Any) -> Any:
    return searcher.search(either("提案", "工作"), groupedby=facet, limit=None, **options).groups()


def order(facets: Any, searcher: Any) -> list[int]:
    return [hit.docnum for hit in searcher.search(either("提案", "工作"), sortedby=facets, limit=None)]


def collapsed(facet: Any, searcher: Any) -> tuple[list[int], dict[Any, int]]:
    results = searcher.search(either("提案", "工作"), collapse=facet, limit=None)
    return [hit.docnum for hit in results], dict(results.collapsed_counts)


SINCE = datetime(1990, 1, 1)
FACETS: Final[dict[str, Use]] = {
    **{f"groups of {name}": partial(groups, name) for name in ("year", "date", "kind", "body", "paragraph")},
    **{f"counts of {name}": partial(groups, name, maptype=sorting.Count) for name in ("year", "kind")},
    **{f"by {name}": partial(order, name) for name in ("year", "date", "kind", "body", "characters")},
    **{
        f"by {name} downwards": partial(order, sorting.FieldFacet(name, reverse=True))
        for name in ("year", "date", "kind", "paragraph")
    },
    **{f"one of each {name}": partial(collapsed, name) for name in ("year", "kind")},
    "overlapping": partial(groups, sorting.FieldFacet("year", allow_overlap=True)),
    "ranges": partial(groups, sorting.RangeFacet("year", 1990, 2030, 5)),
    "ranges of days": partial(groups, sorting.DateRangeFacet("date", SINCE, datetime(2030, 1, 1), timedelta(days=365))),
    "of stored": partial(groups, sorting.StoredFieldFacet("heading")),
    "by several": partial(order, [sorting.FieldFacet("year", reverse=True), "kind", sorting.ScoreFacet()]),
    "values of hits": lambda searcher: [
        [hit[name] for name in ("year", "date", "kind", "paragraph", "text", "heading")]
        for hit in searcher.search(query.Every(), limit=None)
    ],
}


@pytest.mark.parametrize("use", FACETS.values(), ids=FACETS)
def test_sorting_grouping_and_collapsing_are_the_same(searchers: Searchers, use: Use) -> None:
    assert both(searchers, use)


def page(number: int, searcher: Any) -> tuple[Any, ...]:
    found = searcher.search_page(term("提案"), number, 5)
    return found.total, found.pagecount, found.pagenum, [hit.docnum for hit in found], found.is_last_page()


LOOKED_UP: Final[dict[str, Use]] = {
    "second page": partial(page, 2),
    "last page": partial(page, 10_000),
    "a range": lambda searcher: [hit.docnum for hit in searcher.search_range(term("提案"), 3, 9)],
    "counts": lambda searcher: (searcher.doc_count(), searcher.doc_count_all(), searcher.avg_field_length("title")),
    "all terms": lambda searcher: list(searcher.reader().all_terms()),
    "frequent": lambda searcher: searcher.reader().most_frequent_terms("words", 9),
    "distinctive": lambda searcher: searcher.reader().most_distinctive_terms("words", 9, prefix="提"),
    "values": lambda searcher: [list(searcher.field_terms(name)) for name in ("year", "date", "kind", "body")],
    "documents": lambda searcher: [
        searcher.document(report="长"),
        searcher.document_number(kind="heading", year=2023),
        list(searcher.documents(body="甲政协")),
    ],
    "terms that matched": lambda searcher: [
        hit.matched_terms()
        for hit in searcher.search(query.Or([term("提案"), query.Prefix("words", "办")]), terms=True)
    ],
    "filtered": lambda searcher: hits(searcher, term("提案"), filter=query.NumericRange("year", 2020, 2023)),
    "filtered by columns": lambda searcher: hits(
        searcher, term("提案"), filter=query.ColumnQuery("paragraph", lambda number: number < 3)
    ),
    "masked": lambda searcher: hits(searcher, term("提案"), mask=query.Term("kind", "heading")),
    "lengths": lambda searcher: [
        searcher.reader().doc_field_length(number, name) or 0
        for name in ("words", "text", "grams", "title", "title_grams")
        for number in range(searcher.doc_count_all())
    ],
}


@pytest.mark.parametrize("use", LOOKED_UP.values(), ids=LOOKED_UP)
def test_what_is_looked_up_is_the_same(searchers: Searchers, use: Use) -> None:
    assert both(searchers, use)

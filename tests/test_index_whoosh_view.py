"""What a Whoosh user asks of the index finds and scores as in an index that Whoosh itself wrote of the same texts."""

import pickle
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import qparser as whoosh_qparser
from whoosh import query as whoosh_query
from whoosh import scoring as whoosh_scoring
from whoosh.qparser import dateparse
from whoosh.query import spans as whoosh_spans
from whoosh.searching import Searcher
from whoosh_indexes import Searchers
from whoosh_uses import Hits, Use, both, hits, parsed, term

from index.analysis import Segmenter, grams, variants, well_formed
from index.analysis.user_dictionary import DictionaryEntry
from index.whoosh_view.analyzer import BigramAnalyzer, VariantAnalyzer, WordAnalyzer

# Whoosh has types for a part only of what is called here.
qparser: Any = whoosh_qparser
query: Any = whoosh_query
scoring: Any = whoosh_scoring
spans: Any = whoosh_spans
date_parser: Any = dateparse.DateParserPlugin


TYPED: Final = [
    "提案 办理",
    "關於提案 辦理",
    "提案 OR 满意",
    "提案 NOT 办理",
    "提案 AND (办理 OR 满意) AND NOT 协商",
    '"提案办理"',
    '"提案 满意"~3',
    "'提案'",
    "政协委员",
    "２０２３年",
    "提案^2 办理",
    "提*",
    "*协",
    "提?",
    "[办 TO 提]",
    "title:提案",
    "title_grams:提案",
    'title:"政协 坚持"',
    "grams:办理满意",
    'grams:"一、提案"',
    "grams:提*",
    "year:2023",
    'year:"2023"',
    "year:[2020 TO 2023] 提案",
    "year:{2020 TO}",
    "year:*",
    "date:20240229",
    "date:2024",
    "date:[20240101 TO]",
    "kind:heading",
    "kind:text 办理",
    "body:某市政协",
    "report:长",
    "variants:關",
    "about:政协",
]


@pytest.mark.parametrize("text", TYPED)
def test_what_is_typed_finds_the_same_with_the_same_scores(searchers: Searchers, text: str) -> None:
    assert both(searchers, lambda searcher: hits(searcher, parsed(searcher, text)))


def typed(text: str, field: str, searcher: Any) -> Hits:
    return hits(searcher, parsed(searcher, text, field))


@pytest.mark.parametrize("field", ["words", "text"])
def test_scripts_and_widths_are_one(searchers: Searchers, field: str) -> None:
    simplified, other = (both(searchers, partial(typed, text, field)) for text in ("协商 2023", "協商 ２０２３"))
    assert simplified == other != []


def test_a_phrase_of_bigrams_is_what_stands_literally(searchers: Searchers) -> None:
    answer = both(searchers, lambda searcher: hits(searcher, parsed(searcher, "grams:办理满意")))
    stored = searchers.ours.stored_fields
    literal = [number for number in searchers.ours.reader().all_doc_ids() if "办理满意" in stored(number)["text"]]
    assert sorted(number for number, _ in answer) == literal != []


def with_plugin(plugin: Any, text: str, searcher: Any) -> Hits:
    parser = qparser.QueryParser("words", searcher.schema)
    if isinstance(plugin, qparser.SequencePlugin):
        parser.remove_plugin_class(qparser.PhrasePlugin)
    parser.add_plugin(plugin)
    return hits(searcher, parser.parse(text))


def by_parser(parser: Callable[[Any], Any], text: str, searcher: Any) -> Hits:
    return hits(searcher, parser(searcher.schema).parse(text))


PARSERS: Final[dict[str, Use]] = {
    "many fields": partial(
        by_parser, lambda schema: qparser.MultifieldParser(["text", "title"], schema, {"title": 2.0}), "提案 办理"
    ),
    "many fields, best": partial(
        by_parser, lambda schema: qparser.DisMaxParser({"text": 1.0, "title": 2.0}, schema), "提案 办理"
    ),
    "simple": partial(by_parser, lambda schema: qparser.SimpleParser("text", schema), "提案 -办理 +满意"),
    "or": partial(
        by_parser,
        lambda schema: qparser.QueryParser("text", schema, group=qparser.OrGroup.factory(0.8)),
        "提案 办理 协商",
    ),
    "comparisons": partial(with_plugin, qparser.GtLtPlugin(), "year:>2020 提案"),
    "fuzzy": partial(with_plugin, qparser.FuzzyTermPlugin(), "提安~1"),
    "sequence": partial(with_plugin, qparser.SequencePlugin(), '"提* 办理"~3'),
    "dates": partial(with_plugin, date_parser(datetime(2024, 1, 1)), "date:[20230101 to 20240301]"),
}


@pytest.mark.parametrize("use", PARSERS.values(), ids=PARSERS)
def test_parsers_and_their_plugins_work(searchers: Searchers, use: Use) -> None:
    assert both(searchers, use)


NUMBERS: Final = [
    query.Term("year", 2023),
    query.Term("date", datetime(2024, 2, 29)),
    query.Term("kind", "heading"),
    query.NumericRange("year", 2000, 2023),
    query.NumericRange("year", None, 2023, endexcl=True),
    query.NumericRange("year", 1999, 2020, startexcl=True, boost=2.0),
    query.NumericRange("year", 1999, 2023, constantscore=False),
    query.DateRange("date", datetime(1999, 12, 31), datetime(2024, 3, 1)),
    query.DateRange("date", None, datetime(2024, 2, 29), endexcl=True),
    query.Every("year"),
    query.Every("date"),
    query.And([term("提案"), query.NumericRange("year", 2021, 2023)]),
    query.ConstantScoreQuery(query.Prefix("kind", "h")),
    query.NestedParent(query.Every("report"), term("办理")),
    query.NestedChildren(query.Every("report"), query.Term("body", "甲政协")),
]


@pytest.mark.parametrize("asked", NUMBERS, ids=repr)
def test_years_days_kinds_and_reports_are_found(searchers: Searchers, asked: Any) -> None:
    assert both(searchers, lambda searcher: hits(searcher, asked))


@settings(max_examples=40)
@given(start=st.none() | st.integers(-5, 2100), end=st.none() | st.integers(-5, 2100), ends=st.booleans())
def test_any_range_of_years_is_found(searchers: Searchers, start: int | None, end: int | None, ends: bool) -> None:
    asked = query.NumericRange("year", start, end, startexcl=ends, endexcl=not ends)
    both(searchers, lambda searcher: hits(searcher, asked))


words = st.sampled_from(["提案", "办理", "满意", "工作", "委员", "政协", "关于", "2023"])
leaves = words.map(term) | st.tuples(st.lists(words, min_size=2, max_size=3), st.integers(1, 6)).map(
    lambda both: query.Phrase("words", both[0], slop=both[1])
)


def of_two(parts: Any) -> Any:
    near = st.tuples(parts, parts, st.integers(1, 9), st.booleans())
    return st.one_of(
        near.map(lambda four: spans.SpanNear(four[0], four[1], slop=four[2], ordered=four[3])),
        near.map(lambda four: spans.SpanNear2(list(four[:2]), slop=four[2], ordered=four[3])),
        st.tuples(parts, st.integers(0, 20)).map(lambda two: spans.SpanFirst(two[0], limit=two[1])),
        st.tuples(parts, parts).map(lambda two: spans.SpanNot(*two)),
        st.tuples(parts, parts).map(lambda two: spans.SpanContains(*two)),
        st.tuples(parts, parts).map(lambda two: spans.SpanBefore(*two)),
        st.lists(parts, min_size=1, max_size=3).map(spans.SpanOr),
    )


@settings(max_examples=60)
@given(asked=st.recursive(leaves, of_two, max_leaves=4))
def test_spans_go_by_the_order_of_words(searchers: Searchers, asked: Any) -> None:
    both(searchers, lambda searcher: hits(searcher, asked))


def test_positions_count_words_and_not_characters(searchers: Searchers) -> None:
    def positions(searcher: Any) -> list[list[int]]:
        number = searcher.document_number(report="三")
        matchers = [searcher.reader().postings(field, "办理") for field in ("words", "grams")]
        for matcher in matchers:
            matcher.skip_to(number)
        return [matcher.value_as("positions") for matcher in matchers]

    assert both(searchers, positions) == [[2], [4]]


WEIGHTINGS: Final = {
    "BM25F": scoring.BM25F(B=0.2, K1=2.0, title_B=0.9),
    "TF_IDF": scoring.TF_IDF(),
    "Frequency": scoring.Frequency(),
    "PL2": scoring.PL2(),
    "of each field": scoring.MultiWeighting(scoring.BM25F(), title=scoring.TF_IDF()),
    "reversed": scoring.ReverseWeighting(scoring.TF_IDF()),
    "by positions": scoring.FunctionWeighting(lambda _s, _f, _t, matcher: 1 / (1 + matcher.value_as("positions")[0])),
}


@pytest.mark.parametrize("weighting", WEIGHTINGS.values(), ids=WEIGHTINGS)
def test_scores_are_those_of_stock_whoosh(searchers: Searchers, weighting: Any) -> None:
    asked = query.Or([term("提案"), term("满意"), term("提案", "title"), term("提案", "grams")])
    weighted = Searchers(*(Searcher(each.reader(), weighting=weighting, closereader=False) for each in searchers))
    scores = both(weighted, lambda searcher: hits(searcher, asked))
    assert len({score for _, score in scores}) >= 3
    both(weighted, lambda searcher: [score for _, score in hits(searcher, asked, limit=7)])


@pytest.mark.parametrize("text", ["全国政协委员会提案委员会", "關於提案办理", "ＡＢ-c.3，政协", "a\ud800b", "提", ""])
def test_the_analyzers_give_the_terms_of_the_index(text: str) -> None:
    def tokens(analyzer: Any) -> list[tuple[str, int, int, int]]:
        given = analyzer(text, positions=True, chars=True, mode="index")
        return [(token.text, token.startchar, token.endchar, token.pos) for token in given]

    words = [(word, start, end, place) for place, (word, start, end) in enumerate(Segmenter().words(well_formed(text)))]
    assert tokens(WordAnalyzer()) == words
    for analyzer, offsets in ((BigramAnalyzer(), grams(well_formed(text))), (VariantAnalyzer(), variants(text))):
        found: dict[str, list[int]] = {}
        for term_, start, end, place in tokens(analyzer):
            assert (place, end) == (start, start + len(term_))
            found.setdefault(term_, []).append(start)
        assert found == offsets


def test_an_analyzer_numbers_from_where_it_is_told_and_keeps_what_was_written() -> None:
    words: Any = WordAnalyzer()
    given = words("關於提案", positions=True, chars=True, keeporiginal=True, start_pos=7, start_char=20)
    assert [(token.original, token.pos, token.startchar, token.endchar) for token in given] == [
        ("關於", 7, 20, 22),
        ("提案", 8, 22, 24),
    ]


def test_an_analyzer_is_the_same_when_it_was_pickled() -> None:
    words = WordAnalyzer((DictionaryEntry("提案办理", 99),))
    first = [token.text for token in words("提案办理")]
    again = pickle.loads(pickle.dumps(words))
    assert again == words != WordAnalyzer()
    assert [token.text for token in again("提案办理")] == first == ["提案", "办理", "提案办理"]

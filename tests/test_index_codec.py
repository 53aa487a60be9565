"""Our segments serve all of Whoosh: every kind of query, sorting, facet and filter answers as on Whoosh's own index."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh import sorting as whoosh_sorting
from whoosh.matching.binary import AndNotMatcher
from whoosh.matching.mcore import ReadTooFar
from whoosh.query import spans as whoosh_spans
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh_indexes import Searchers, columnar_index, make_report

from index.facets import REPORT_FACETS
from index.segment.arrays import ArrayFileError
from index.segment.columns import COLUMNS
from index.segment.reader import EXTENSION, INDEX_NAME
from index.whoosh_view import WhooshRefused
from index.whoosh_view.codec import ColumnarCodec, ColumnarSegment
from index.whoosh_view.columns import rounded

# Whoosh has types for a part only of what is called here.
query: Any = whoosh_query
spans: Any = whoosh_spans
sorting: Any = whoosh_sorting


def found(searcher: Any, asked: Any, **options: Any) -> list[tuple[int | None, float | None]]:
    return [(hit.docnum, hit.score) for hit in searcher.search(asked, **{"limit": None} | options)]


def term(text: str, field: str = "words") -> Any:
    return query.Term(field, text)


def near(*texts: str, slop: int, ordered: bool = True) -> Any:
    return spans.SpanNear2([term(text) for text in texts], slop=slop, ordered=ordered)


QUERIES: Final = [
    term("提案"),
    term("nowhere"),
    term("提", "grams"),
    query.Every(),
    query.Every("variants"),
    query.And([term("提案"), term("办理")]),
    query.Or([term("提案"), term("满意"), term("协商")]),
    query.And([term("提案"), query.Not(term("办理"))]),
    query.AndNot(term("提案"), term("办理")),
    query.AndMaybe(term("提案"), term("办理")),
    query.Require(term("提案"), term("办理")),
    query.DisjunctionMax([term("提案"), term("办理")]),
    query.ConstantScoreQuery(term("提案")),
    query.Prefix("words", "提"),
    query.Wildcard("words", "*协?"),
    query.Regex("words", "[提议]案"),
    query.FuzzyTerm("words", "提安"),
    query.FuzzyTerm("words", "提案办", maxdist=2, prefixlength=1),
    query.TermRange("words", "办", "提"),
    query.Phrase("grams", ["提案", "案办", "办理"]),
    query.Phrase("words", ["提案", "办理"], slop=2),
    query.Phrase("words", ["提案", "办理"], slop=1),
    query.Sequence([term("提案"), term("办理")], slop=3),
    query.Sequence([query.Prefix("words", "提"), term("办理")], slop=3),
    near("提案", "办理", slop=2),
    near("办理", "提案", slop=8, ordered=False),
    spans.SpanNear(term("提案"), term("办理"), slop=4),
    spans.SpanFirst(term("提案"), limit=2),
    spans.SpanNot(term("提案"), near("提案", "办理", slop=2)),
    spans.SpanOr([near("提案", "办理", slop=2), term("满意")]),
    spans.SpanContains(near("提案", "满意", slop=12), term("办理")),
    spans.SpanBefore(term("提案"), term("满意")),
    query.Term("body", "某市政协"),
    query.Term("report", "长"),
    query.Term("variants", "關"),
    query.Term("title", "提案"),
    query.Term("about", "政协"),
    query.NullQuery,
]


@pytest.mark.parametrize("asked", QUERIES, ids=repr)
def test_a_query_finds_what_it_finds_in_stock_whoosh(searchers: Searchers, asked: Any) -> None:
    assert found(searchers.ours, asked) == found(searchers.stock, asked)


# Whoosh's matcher for Require fails an assertion of its own when it leaves out blocks, on its own index too.
@pytest.mark.parametrize("asked", [each for each in QUERIES if not isinstance(each, query.Require)], ids=repr)
def test_the_best_few_are_the_first_of_all(searchers: Searchers, asked: Any) -> None:
    best = found(searchers.ours, asked, limit=3)
    assert best == found(searchers.ours, asked, limit=3, optimize=False)
    assert [score for _, score in best] == [score for _, score in found(searchers.stock, asked, limit=3)]


leaves = (
    st.sampled_from(["提案", "办理", "满意", "工作", "委员", "协商", "关于", "2023", "不在"]).map(term)
    | st.sampled_from(["提", "政协", "理满", "案"]).map(lambda text: term(text, "grams"))
    | st.sampled_from(["提", "政", ""]).map(lambda text: query.Prefix("words", text))
    | st.lists(st.sampled_from(["提案", "案办", "办理", "理满"]), min_size=2, max_size=3).map(
        lambda texts: query.Phrase("grams", texts)
    )
)
trees = st.recursive(
    leaves,
    lambda parts: (
        st.lists(parts, min_size=1, max_size=3).map(query.And)
        | st.lists(parts, min_size=1, max_size=3).map(query.Or)
        | parts.map(query.Not)
        | st.tuples(parts, parts).map(lambda both: query.AndNot(*both))
    ),
    max_leaves=6,
)


@settings(max_examples=5)
@given(tree=trees)
def test_some_trees_find_what_they_find_in_stock_whoosh(searchers: Searchers, tree: Any) -> None:
    assert_found_alike(searchers, tree)


@pytest.mark.slow
@settings(max_examples=30)
@given(tree=trees)
@example(query.AndNot(query.AndNot(term("办理"), term("提案")), term("提案")))
def test_any_tree_finds_what_it_finds_in_stock_whoosh(searchers: Searchers, tree: Any) -> None:
    assert_found_alike(searchers, tree)


def assert_found_alike(searchers: Searchers, tree: Any) -> None:
    assert dict(found(searchers.ours, tree)) == dict(found(searchers.stock, tree))
    scored = searchers.ours.search(tree, limit=2).scored_length()
    with leaving_out_what_whoosh_cannot():
        assert scored == searchers.stock.search(tree, limit=2).scored_length()


@contextmanager
def leaving_out_what_whoosh_cannot() -> Iterator[None]:
    """An example is no example where Whoosh's AndNotMatcher reads on after its last posting.

    `skip_to_quality` of it, which only a search with a limit calls, goes on to the next posting without asking whether
    there is one.
    """
    try:
        yield
    except IndexError as fault:
        frames = [frame.f_code for frame, _ in walk_tb(fault.__traceback__)]
        if AndNotMatcher._find_next.__code__ not in frames:
            raise
        event("Whoosh's AndNotMatcher read past its end")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("reverse", [False, True])
def test_hits_are_sorted_and_grouped_by_columns(searchers: Searchers, column: str, reverse: bool) -> None:
    asked = query.Or([term("提案"), term("工作")])
    order = [sorting.FieldFacet(column, reverse=reverse), sorting.FieldFacet("paragraph")]
    sides = [[hit.docnum for hit in searcher.search(asked, sortedby=order, limit=None)] for searcher in searchers]
    assert sides[0] == sides[1]
    groups = [searcher.search(asked, groupedby=column, limit=None).groups(column) for searcher in searchers]
    assert groups[0] == groups[1]


def test_hits_are_filtered_and_masked(searchers: Searchers) -> None:
    for options in ({"filter": term("办理")}, {"mask": term("办理")}, {"filter": query.Term("grams", "提案")}):
        assert found(searchers.ours, term("提案"), **options) == found(searchers.stock, term("提案"), **options)
    facets = sorting.Facets().add_query("which", {"办": term("办理"), "满": term("满意")}, allow_overlap=True)
    counts = [each.search(term("提案"), groupedby=facets, limit=None).groups("which") for each in searchers]
    assert counts[0] == counts[1]


def test_columns_have_a_number_for_each_document(searchers: Searchers) -> None:
    pairs = zip(*(searcher.reader().leaf_readers() for searcher in searchers), strict=True)
    for (ours, _), (stock, _) in pairs:
        for name in COLUMNS:
            column = ours.column_reader(name)
            assert list(column) == list(stock.column_reader(name))
            assert len(column) == stock.doc_count_all()


def test_the_dictionary_is_whooshs(searchers: Searchers) -> None:
    pairs = zip(*(searcher.reader().leaf_readers() for searcher in searchers), strict=True)
    for (ours, _), (stock, _) in pairs:
        assert list(ours.all_terms()) == list(stock.all_terms())
        assert list(ours.terms_from("grams", "提".encode())) == list(stock.terms_from("grams", "提".encode()))
        assert list(ours.indexed_field_names()) == list(stock.indexed_field_names())
        assert [what_is_known(*each) for each in ours] == [what_is_known(*each) for each in stock]
        for name in ("words", "grams"):
            assert list(ours.lexicon(name)) == list(stock.lexicon(name))
            assert ours.frequency(name, "提案") == stock.frequency(name, "提案")
            assert ours.doc_frequency(name, "nowhere") == 0
            assert set(ours.terms_within(name, "提案", 1)) == set(stock.terms_within(name, "提案", 1))
        assert list(ours.iter_from("words", "政"))[:5] != []
        assert [each for each, _ in ours.iter_from("words", "政")] == [
            each for each, _ in stock.iter_from("words", "政")
        ]


def what_is_known(term: tuple[str, bytes], info: Any) -> tuple[Any, ...]:
    """Of a term, what does not depend on lengths: Whoosh keeps none for our fields."""
    return term, info.weight(), info.doc_frequency(), info.max_weight(), info.min_id(), info.max_id()


@pytest.mark.slow
def test_every_posting_is_whooshs(searchers: Searchers) -> None:
    pairs = zip(*(searcher.reader().leaf_readers() for searcher in searchers), strict=True)
    for (ours, _), (stock, _) in pairs:
        for field, text in ours.all_terms():
            left, right = ours.postings(field, text), stock.postings(field, text)
            while left.is_active():
                assert (left.id(), left.weight()) == (right.id(), right.weight())
                if left.value():
                    assert left.value() == right.value()
                    assert left.value_as("positions") == right.value_as("positions")
                    assert [span.start for span in left.spans()] == left.value_as("positions")
                else:
                    assert field in ("about", "report", "date", "kind", *(facet.name for facet in REPORT_FACETS))
                left.next()
                right.next()
            assert not right.is_active()


def test_stored_fields_are_what_was_given_to_whoosh(searchers: Searchers) -> None:
    for number in range(searchers.stock.doc_count_all()):
        assert searchers.ours.stored_fields(number) == searchers.stock.stored_fields(number)


def test_deleted_documents_are_counted_and_not_found(searchers: Searchers) -> None:
    ours, stock = (searcher.reader() for searcher in searchers)
    assert (ours.doc_count(), ours.doc_count_all()) == (stock.doc_count(), stock.doc_count_all())
    assert ours.has_deletions() == stock.has_deletions()
    everything = range(stock.doc_count_all())
    assert [ours.is_deleted(number) for number in everything] == [stock.is_deleted(number) for number in everything]
    assert list(ours.all_doc_ids()) == list(stock.all_doc_ids())


@pytest.fixture(scope="module")
def long_index(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """1,000 documents: the n-th says 提案 n % 300 + 1 times, and nothing else."""
    texts = ["提案" * (number % 300 + 1) for number in range(1000)]
    return columnar_index(tmp_path_factory.mktemp("long"), [[make_report("long", texts)]])


def test_lengths_are_those_of_the_texts_as_whoosh_rounds_them(long_index: Any) -> None:
    with long_index.reader() as reader:
        assert (reader.doc_field_length(299, "grams"), reader.doc_field_length(299, "words")) == (603, 302)
        assert (reader.min_field_length("grams"), reader.max_field_length("grams")) == (2, 603)
        assert reader.field_length("words") == sum(number % 300 + 1 for number in range(1000))
        assert (reader.field_length("body"), reader.doc_field_length(0, "body", 7)) == (0, 7)
        info = reader.term_info("words", "提案")
        assert (info.min_length(), info.max_length(), info.max_weight()) == (1, 302, 300.0)
        lengths = np.arange(120_000)
        assert rounded(lengths).tolist() == [byte_to_length(length_to_byte(each)) for each in lengths.tolist()]


def test_the_best_are_found_however_whoosh_skips(long_index: Any) -> None:
    # Blocks whose best cannot be good enough are left out.
    with long_index.searcher() as searcher:
        for asked in (
            term("提案"),
            query.Or([term("提案"), term("nowhere")]),
            query.And([term("提案"), query.Every()]),
        ):
            everything = found(searcher, asked, optimize=False)
            assert len({score for _, score in everything}) > 250
            for limit in (1, 10, 50):
                assert [score for _, score in found(searcher, asked, limit=limit)] == [
                    score for _, score in everything[:limit]
                ]


def test_no_posting_is_better_than_its_block_says(long_index: Any) -> None:
    with long_index.reader() as reader:
        matcher = reader.postings("words", "提案")
        ids, blocks = [], 1
        while matcher.is_active():
            length = reader.doc_field_length(matcher.id(), "words")
            assert matcher.weight() <= matcher.block_max_weight()
            assert matcher.block_min_length() <= length <= matcher.block_max_length()
            assert matcher.block_min_id() <= matcher.id() <= matcher.block_max_id()
            ids.append(matcher.id())
            blocks += matcher.next()
        assert ids == list(range(1000)) == list(matcher.all_ids())
        assert blocks - 1 == 8
        with pytest.raises(ReadTooFar):
            matcher.next()
        with pytest.raises(ReadTooFar):
            matcher.skip_to(3)


@given(st.lists(st.integers(0, 699), min_size=1, max_size=20))
def test_skipping_ends_where_walking_does(searchers: Searchers, targets: list[int]) -> None:
    # The last segment: 办理 stands in six of each seven documents.
    reader, _ = searchers.ours.reader().leaf_readers()[-1]
    matcher = reader.postings("words", "办理")
    fresh, copies = matcher.copy(), []
    for target in targets:
        before = matcher.id()
        matcher.skip_to(target)
        if not matcher.is_active():
            break
        expected = before if target <= before else target + (target % 7 == 0)
        assert matcher.id() == expected
        copies.append((matcher.copy(), expected))
    assert all(copy.id() == expected for copy, expected in copies)
    matcher.reset()
    assert matcher.id() == fresh.id() == 1


def test_what_is_not_there_is_told(searchers: Searchers) -> None:
    reader, _ = searchers.ours.reader().leaf_readers()[0]
    with pytest.raises(TermNotFound):
        reader.postings("words", "nowhere")
    with pytest.raises(TermNotFound):
        reader.term_info("grams", b"\xff")
    assert ("words", b"nowhere") not in reader
    assert ("words", "提案".encode()) in reader
    assert ("other", b"x") not in reader
    assert reader.cursor("meta").text() is None


def test_a_cursor_walks_a_fields_terms(searchers: Searchers) -> None:
    reader, _ = searchers.ours.reader().leaf_readers()[0]
    for field in ("words", "grams"):
        terms = [text.decode() for text in reader.lexicon(field)]
        cursor = reader.cursor(field)
        assert cursor.text() == cursor.first() == terms[0]
        assert [cursor.text(), *iter(cursor.next, None)] == terms
        assert not cursor.is_valid()
        assert cursor.find("提") == next(text for text in terms if text >= "提")
        assert cursor.term_info().doc_frequency() == reader.doc_frequency(field, cursor.text())
        assert cursor.find(terms[-1] + "\0") is None


def test_the_codec_does_not_write() -> None:
    segment, codec = ColumnarSegment(INDEX_NAME, "0" * 16, 1), ColumnarCodec()
    writing = (codec.field_writer, codec.per_document_writer, codec.postings_writer, codec.new_segment)
    for write in (*writing, segment.delete_document, segment.set_doc_count):
        with pytest.raises(WhooshRefused, match="only reads"):
            write(None, segment)


def test_a_segment_that_is_not_what_was_recorded_is_not_read(tmp_path: Path) -> None:
    index = columnar_index(tmp_path, [[make_report("a", ["提案", "办理"])]])
    (path,) = tmp_path.glob(f"*{EXTENSION}")
    codec = ColumnarCodec()
    segment = ColumnarSegment(INDEX_NAME, path.stem.removeprefix(f"{INDEX_NAME}_"), 3)
    with pytest.raises(ValueError, match="2 documents, not 3"):
        codec.per_document_reader(index.storage, segment)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArrayFileError):
        index.reader()
    path.unlink()
    with pytest.raises(FileNotFoundError):
        index.reader()


def test_a_segment_is_pickled_with_what_is_deleted() -> None:
    segment: Any = ColumnarSegment(INDEX_NAME, "0" * 16, 10, ((2, 4), (7, 10)))
    again = pickle.loads(pickle.dumps(segment))
    assert (again, hash(again)) == (segment, hash(segment))
    assert again != ColumnarSegment(INDEX_NAME, "0" * 16, 10, ((2, 4),))
    assert list(again.deleted_docs()) == [2, 3, 7, 8, 9]
    assert [number for number in range(10) if again.is_deleted(number)] == [2, 3, 7, 8, 9]
    assert (again.doc_count(), again.doc_count_all(), again.deleted_count()) == (5, 10, 5)

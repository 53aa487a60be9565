"""Our segments serve all of Whoosh: every kind of query, sorting, facet and filter answers as on Whoosh's own index."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh import sorting as whoosh_sorting
from whoosh.matching.mcore import ReadTooFar
from whoosh.query import spans as whoosh_spans
from whoosh.reading import TermNotFound
from whoosh_indexes import NAME, columnar_index, make_report, seed_reports, stock_index

from index.report import Report
from index.segment.arrays import ArrayFileError
from index.segment.columns import COLUMNS
from index.segment.reader import EXTENSION
from index.whoosh_view.codec import ColumnarCodec, ColumnarSegment

# Whoosh has types for a part only of what is called here.
query: Any = whoosh_query
spans: Any = whoosh_spans
sorting: Any = whoosh_sorting


class Searchers(NamedTuple):
    """The same documents: in our segments, and as Whoosh wrote them."""

    ours: Any
    stock: Any


def report_groups(seeds: Path) -> list[list[Report]]:
    """Three segments: seeds, reports with traditional and odd texts, one long report."""
    odd = [
        make_report(
            "古", ["關於提案辦理的報告", "", "A\0B\0", "𠀀𠀁提案", "第一\n第二"], title="提案", body="乙政协", year=None
        ),
        make_report("无", []),
        make_report("gone", ["提案提案提案", "办理"], title="办理提案", body="丙政协", year=1999, date="1999-12-31"),
        make_report("三", ["一、提案办理", "提案" * 200, "提案办理，" * 3], body="甲政协", date="2024-02-29"),
    ]
    long = make_report("长", [f"提案{'办理' * (number % 7)}满意{number}" for number in range(700)], year=2020)
    return [seed_reports(seeds), odd, [long]]


@pytest.fixture(scope="module", params=[(), ("gone", "002_b162581768fd791d")], ids=["whole", "with deletions"])
def searchers(
    request: pytest.FixtureRequest, seeds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searchers]:
    folder, groups = tmp_path_factory.mktemp("codec"), report_groups(seeds)
    ours = columnar_index(folder / "ours", groups, request.param)
    stock = stock_index(folder / "stock", groups, request.param)
    with ours.searcher() as left, stock.searcher() as right:
        yield Searchers(left, right)


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


@settings(max_examples=30)
@given(tree=trees)
def test_any_tree_finds_what_it_finds_in_stock_whoosh(searchers: Searchers, tree: Any) -> None:
    assert dict(found(searchers.ours, tree)) == dict(found(searchers.stock, tree))
    assert searchers.ours.search(tree, limit=2).scored_length() == searchers.stock.search(tree, limit=2).scored_length()


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
                    assert field in ("about", "report", "body")
                left.next()
                right.next()
            assert not right.is_active()


def test_stored_fields_are_text_section_and_what_is_known_of_the_report(searchers: Searchers) -> None:
    paragraphs = {column: searchers.stock.reader().column_reader(column) for column in ("paragraph", "section")}
    for number in range(searchers.stock.doc_count_all()):
        stored, stock = searchers.ours.stored_fields(number), searchers.stock.stored_fields(number)
        assert stored["text"] == stock["text"]
        assert ("meta" in stored) == (paragraphs["paragraph"][number] == 0)
        assert stored.get("meta") == stock.get("meta")
        section = paragraphs["section"][number]
        heading = number - paragraphs["paragraph"][number] + section
        assert stored["section"] == (
            "" if section == COLUMNS["section"][1] else searchers.stock.stored_fields(heading)["text"]
        )


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


def test_lengths_are_those_of_the_texts(long_index: Any) -> None:
    with long_index.reader() as reader:
        assert reader.doc_field_length(299, "grams") == 600
        assert reader.doc_field_length(299, "words") == 300
        assert (reader.min_field_length("grams"), reader.max_field_length("grams")) == (2, 600)
        assert reader.field_length("words") == sum(number % 300 + 1 for number in range(1000))
        assert (reader.field_length("body"), reader.doc_field_length(0, "body", 7)) == (0, 7)
        info = reader.term_info("words", "提案")
        assert (info.min_length(), info.max_length(), info.max_weight()) == (1, 300, 300.0)


def test_the_best_are_found_however_whoosh_skips(long_index: Any) -> None:
    # A field with lengths is ranked by BM25, and blocks whose best cannot be good enough are left out.
    long_index.schema["words"].scorable = True
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
    assert ("text", b"x") not in reader
    assert reader.cursor("text").text() is None


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


def test_whoosh_does_not_write_our_segments(tmp_path: Path) -> None:
    index = columnar_index(tmp_path, [[make_report("a", ["提案"])]])
    with pytest.raises(NotImplementedError, match="written by index"):
        index.writer(codec=ColumnarCodec())
    segment, codec = ColumnarSegment(NAME, "0" * 16, 1), ColumnarCodec()
    writing = (codec.field_writer, codec.per_document_writer, codec.postings_writer, codec.new_segment)
    for write in (*writing, segment.delete_document, segment.set_doc_count):
        with pytest.raises(NotImplementedError, match="written by index"):
            write(None, segment)


def test_a_segment_that_is_not_what_was_recorded_is_not_read(tmp_path: Path) -> None:
    index = columnar_index(tmp_path, [[make_report("a", ["提案", "办理"])]])
    (path,) = tmp_path.glob(f"*{EXTENSION}")
    codec = ColumnarCodec()
    with pytest.raises(ValueError, match="2 documents, not 3"):
        codec.per_document_reader(index.storage, ColumnarSegment(NAME, path.stem.removeprefix(f"{NAME}_"), 3))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArrayFileError):
        index.reader()
    path.unlink()
    with pytest.raises(FileNotFoundError):
        index.reader()


def test_a_segment_is_pickled_with_what_is_deleted() -> None:
    segment: Any = ColumnarSegment(NAME, "0" * 16, 10, ((2, 4), (7, 10)))
    again = pickle.loads(pickle.dumps(segment))
    assert again.segment_id() == segment.segment_id()
    assert list(again.deleted_docs()) == [2, 3, 7, 8, 9]
    assert [number for number in range(10) if again.is_deleted(number)] == [2, 3, 7, 8, 9]
    assert (again.doc_count(), again.doc_count_all(), again.deleted_count()) == (5, 10, 5)

"""A segment gives back what was written; merged ones are as if written together; a damaged file is noticed."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plain_documents import documents
from reports import line, write_lines
from whoosh_indexes import deleted_ranges, make_report, seed_reports

from index import index_paths
from index.analysis import Segmenter, fold, well_formed
from index.analysis.batch import BatchSegmenter
from index.facets import NAME_FACETS
from index.report import Change, Paragraph, Report
from index.segment.arrays import ArrayFile, ArrayFileError, ArrayFileWriter
from index.segment.inversion import ReportColumns, write_segment
from index.segment.merging import merge_segments
from index.segment.postings import MAX_DOCUMENTS, FieldWriter
from index.segment.reader import DOCUMENT_COLUMNS, REPORT_COLUMNS, SegmentReader
from index.segment.terms import ShortTerms
from index.store import open_store

PLACED = ("words", "grams", "variants", "title", "title_grams")
NAMED = ("about", "report", *(facet.name for facet in NAME_FACETS))
Postings = dict[str, dict[int, list[int]]]
"""For each term its documents, with the offsets where it stands."""

segmenter = BatchSegmenter(Segmenter())

texts = st.text(st.sampled_from("提案办理政協着著 。a1\0\n𠀀\ud800"), max_size=12)
paragraphs = st.builds(
    Paragraph, texts, st.sampled_from(["heading", "text", "item"]), st.sampled_from(["", "提案", "一"]), st.booleans()
)


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    found = []
    for number in range(draw(st.integers(0, 5))):
        report = Report(
            id=f"{number}𠀀",
            title=draw(texts.map(well_formed)),
            body=draw(st.sampled_from(["甲政协", "乙政協", ""])),
            year=draw(st.none() | st.integers(1900, 2100)),
            date=draw(st.none() | st.just("2024-02-29")),
            source=draw(st.none() | texts.map(well_formed)),
            paragraphs=tuple(draw(st.lists(paragraphs, max_size=4))),
            changes=tuple(
                draw(st.lists(st.builds(Change, st.just("step"), st.integers(0, 9), st.integers()), max_size=2))
            ),
        )
        found.append(report)
    return found


def write(path: Path, given_reports: Sequence[Report]) -> SegmentReader:
    """The segment of these reports."""
    columns = [ReportColumns.of(report, {"digest": report.id}) for report in given_reports]
    assert write_segment(path, columns, segmenter) == sum(len(report.paragraphs) for report in given_reports)
    return SegmentReader(path)


def read_field(reader: SegmentReader, field: str) -> Postings:
    """All postings of a field, by way of its dictionary."""
    postings = reader.field(field)
    if postings is None:
        return {}
    found: Postings = {}
    names = [postings.terms.term(number) for number in range(len(postings.terms))]
    assert names == sorted(set(names))
    for number, name in enumerate(names):
        each = reader.postings(field, name)
        assert postings.document_frequency(number) == len(each.documents) > 0
        offsets: list[list[int]] = [[] for _ in each.documents]
        if len(each.positions):
            pieces = np.split(each.positions, np.cumsum(each.frequencies, dtype=np.int64)[:-1])
            offsets = [piece.tolist() for piece in pieces]
        found[name] = dict(zip(each.documents.tolist(), offsets, strict=True))
    return found


def what_is_stored(reader: SegmentReader) -> dict[str, Any]:
    """Everything but postings."""
    stored: dict[str, Any] = {name: reader.file[name].tolist() for name in (*DOCUMENT_COLUMNS, *REPORT_COLUMNS)}
    stored["texts"] = [reader.text(document) for document in range(reader.documents)]
    stored["metas"] = [reader.meta(report) for report in range(reader.reports)]
    stored["heads"] = reader.heads.tolist()
    stored["report"] = reader.file["report"].tolist()
    return stored


def occurrences_of(report: Report) -> list[int]:
    """Which of the report's paragraphs with the same folded text each one is."""
    folded = [fold(well_formed(paragraph.text)) for paragraph in report.paragraphs]
    return [folded[: number + 1].count(text) for number, text in enumerate(folded)]


def expected_field(plain: Sequence[dict[str, Any]], field: str) -> Postings:
    found: Postings = {}
    for number, document in enumerate(plain):
        terms = document.get(field, {})
        for term in terms:
            found.setdefault(term, {})[number] = list(terms[term]) if field in PLACED else []
    return found


@given(reports())
@example([])
@settings(max_examples=60)
def test_a_segment_gives_back_what_was_written(given_reports: list[Report]) -> None:
    plain = [document for report in given_reports for document in documents(report, {"digest": report.id}, Segmenter())]
    with TemporaryDirectory() as folder:
        reader = write(Path(folder) / "a.zs", given_reports)
        stored = what_is_stored(reader)
        assert stored["texts"] == [document["text"] for document in plain]
        heads = [number for number, document in enumerate(plain) if document["paragraph"] == 0]
        assert stored["heads"] == [*heads, len(plain)]
        assert stored["metas"] == [plain[head]["meta"] for head in heads]
        assert [stored["heads"][report] for report in stored["report"]] == [
            number - document["paragraph"] for number, document in enumerate(plain)
        ]
        for name in ("kind", "section", "characters", "tokens"):
            assert stored[name] == [document[name] for document in plain]
        for name in REPORT_COLUMNS:
            assert stored[name] == [plain[head][name] for head in heads]
        repeats = [number for report in given_reports for number in occurrences_of(report)]
        assert stored["repeat"] == repeats
        assert stored["damaged"] == [each.damaged for report in given_reports for each in report.paragraphs]
        for field in (*PLACED, *NAMED):
            assert read_field(reader, field) == expected_field(plain, field)
        assert set(reader.fields()) <= {*PLACED, *NAMED}


def test_the_seeds_are_given_back(seeds: Path, tmp_path: Path) -> None:
    found = seed_reports(seeds)
    reader = write(tmp_path / "a.zs", found)
    plain = [document for report in found for document in documents(report, {}, Segmenter())]
    assert [reader.text(number) for number in range(len(plain))] == [document["text"] for document in plain]
    for field in (*PLACED, *NAMED):
        assert read_field(reader, field) == expected_field(plain, field)


@given(st.lists(reports(), min_size=1, max_size=3), st.sets(st.sampled_from([f"{number}𠀀" for number in range(5)])))
@example([[]], set())
@settings(max_examples=60)
def test_a_merged_segment_is_that_of_the_live_documents(groups: list[list[Report]], deleted: set[str]) -> None:
    assert_merging_is_writing_together(groups, deleted)


def assert_merging_is_writing_together(groups: Sequence[Sequence[Report]], deleted: set[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        readers = [write(folder / f"{number}.zs", group) for number, group in enumerate(groups)]
        lives = []
        for reader, group in zip(readers, groups, strict=True):
            live = np.ones(reader.documents, np.bool_)
            for start, end in deleted_ranges(group, deleted):
                live[start:end] = False
            lives.append(live)
        merge_segments(folder / "merged.zs", readers, lives)
        merged = SegmentReader(folder / "merged.zs")
        together = write(folder / "together.zs", [each for group in groups for each in group if each.id not in deleted])
        assert what_is_stored(merged) == what_is_stored(together)
        assert sorted(merged.fields()) == sorted(together.fields())
        for field in together.fields():
            assert read_field(merged, field) == read_field(together, field)
        assert_same_arrays(merged.file, together.file)


def assert_same_arrays(left: ArrayFile, right: ArrayFile) -> None:
    """Array by array, but for how wide numbers are kept, which may depend on what was deleted."""
    wide = {name for name in (*left.names(), *right.names()) if name.endswith((".positions", ".at", ".over"))}
    assert set(left.names()) - wide == set(right.names()) - wide
    for name in set(right.names()) - wide:
        assert left[name].tolist() == right[name].tolist(), name


@pytest.mark.slow
def test_the_seeds_are_merged(seeds: Path) -> None:
    found = seed_reports(seeds)
    assert_merging_is_writing_together([found[:2], found[2:3], found[3:]], {found[0].id, found[2].id})
    assert_merging_is_writing_together([found[:1], found[1:2], found[2:]], set())
    assert_merging_is_writing_together([found[:2], found[2:]], {report.id for report in found})


def test_positions_and_frequencies_have_no_bound(tmp_path: Path) -> None:
    long = "案" + "提案" * 300 + "办" * 70_000 + "提案"
    found = [make_report("a", ["提案", long, "办" * 255, "办" * 256]), make_report("b", ["办" * 300 + "理" * 200])]
    reader = write(tmp_path / "a.zs", found)
    plain = [document for report in found for document in documents(report, {}, Segmenter())]
    for field in (*PLACED, *NAMED):
        assert read_field(reader, field) == expected_field(plain, field)
    grams = reader.postings("grams", "提案")
    assert grams.frequencies.tolist() == [1, 301]
    assert grams.positions[-1] == 70_601
    assert reader.postings("grams", "办办").frequencies.tolist() == [69_999, 254, 255, 299]
    assert_merging_is_writing_together([found[:1], found[1:]], set())
    assert_merging_is_writing_together([found[:1], [make_report("c", ["提案"])], found[1:]], {"a"})


@pytest.mark.slow
def test_a_segment_has_more_documents_than_two_bytes_count(tmp_path: Path) -> None:
    # 70,000 paragraphs; what stands in some of them says which.
    numbered = ["提案" if number % 1000 == 999 else "办" for number in range(66_000)]
    halves = [make_report("a", numbered[:40_000]), make_report("b", [*numbered[40_000:], "末"])]
    reader = write(tmp_path / "a.zs", halves)
    marked = list(range(999, 66_000, 1000))
    assert reader.documents == 66_001
    assert reader.postings("grams", "提案").documents.tolist() == marked
    assert reader.postings("words", "提案").documents.tolist() == marked
    assert reader.postings("grams", "末").documents.tolist() == [66_000]
    assert reader.postings("report", "b").documents.tolist() == [40_000]
    assert reader.text(65_999) == "提案"
    assert_merging_is_writing_together([halves[:1], halves[1:]], set())
    assert_merging_is_writing_together([halves, [make_report("c", ["提案"])]], {"b"})


def test_a_field_has_no_more_documents_than_its_arrays_number(tmp_path: Path) -> None:
    with ArrayFileWriter(tmp_path / "a.zs") as file, pytest.raises(ValueError, match="at most"):
        FieldWriter(
            file, "f", ShortTerms(np.zeros(0, np.uint64)), np.zeros(0, np.int64), None, documents=MAX_DOCUMENTS + 1
        )


def test_a_segment_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.zs"
    with contextlib.suppress(RuntimeError), ArrayFileWriter(path) as file:
        file.add("numbers", np.arange(10))
        raise RuntimeError
    with pytest.raises(ArrayFileError):
        ArrayFile(path)
    with pytest.raises(FileExistsError):
        write(path, [])


def test_an_array_has_the_room_that_was_reserved(tmp_path: Path) -> None:
    with ArrayFileWriter(tmp_path / "a.zs") as file:
        region = file.reserve("numbers", "u2", 2)
        region.write(np.array([1, 2]))
        with pytest.raises(ValueError, match="more elements"):
            region.write(np.array([3]))
    assert ArrayFile(tmp_path / "a.zs")["numbers"].tolist() == [1, 2]


def test_a_buffer_holds_what_a_file_does(seeds: Path, tmp_path: Path) -> None:
    columns = [ReportColumns.of(report, {}) for report in seed_reports(seeds)]
    buffer = bytearray()
    assert write_segment(buffer, columns, segmenter) == write_segment(tmp_path / "a.zs", columns, segmenter)
    assert bytes(buffer) == (tmp_path / "a.zs").read_bytes()
    reader = SegmentReader(buffer)
    assert what_is_stored(reader) == what_is_stored(SegmentReader(tmp_path / "a.zs"))
    assert not reader.file["text"].flags.writeable
    reader.file.forget_pages()
    assert reader.text(0) == columns[0].texts[0]
    with pytest.raises(ArrayFileError):
        SegmentReader(bytes(buffer)[:-1])


@pytest.fixture(scope="module")
def segment_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("segment") / "a.zs"
    write(path, [make_report("a", ["一、提案", "提案办理", "著著"], title="提案"), make_report("b", ["满意"])])
    return path


def everything(path: Path) -> Any:
    """All that can be read of a segment."""
    reader = SegmentReader(path)
    return what_is_stored(reader), {field: read_field(reader, field) for field in sorted(reader.fields())}


def test_a_truncated_segment_is_no_file_of_arrays(segment_file: Path, tmp_path: Path) -> None:
    content = segment_file.read_bytes()
    path = tmp_path / "a.zs"
    for size in (*range(0, len(content), 53), *range(len(content) - 40, len(content))):
        path.write_bytes(content[:size])
        with pytest.raises(ArrayFileError):
            SegmentReader(path)
    path.write_bytes(content + b"\0")
    with pytest.raises(ArrayFileError):
        SegmentReader(path)
    path.write_bytes(content)
    assert everything(path) == everything(segment_file)


@pytest.fixture(scope="module")
def index_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    write_lines(folder / "r.jsonl", line("a", ["一、提案", "提案办理", "著著"], title="提案"), line("b", ["满意"]))
    index_paths([folder / "r.jsonl"], folder / "index")
    return folder / "index"


@given(data=st.data(), place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_told_by_the_sum(index_directory: Path, data: st.DataObject, place: float, bit: int) -> None:
    written = [path for path in index_directory.glob("data-*/*") if path.suffix != ".json"]
    assert len(written) == 2
    path = data.draw(st.sampled_from(sorted(written)))
    content = path.read_bytes()
    flipped = bytearray(content)
    flipped[int(place * len(content))] ^= 1 << bit
    assert not list(open_store(index_directory).check())
    path.write_bytes(flipped)
    try:
        assert list(open_store(index_directory).check())
    finally:
        path.write_bytes(content)


@settings(max_examples=200)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_file_with_a_flipped_bit_is_opened_or_no_file_of_arrays(segment_file: Path, place: float, bit: int) -> None:
    # What is wrong in the arrays, the sum of the file tells: see the tests of the store.
    content = bytearray(segment_file.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    path = segment_file.with_name("flipped.zs")
    path.write_bytes(content)
    with contextlib.suppress(ArrayFileError):
        SegmentReader(path)


def test_a_file_of_other_arrays_is_no_segment() -> None:
    buffer = bytearray()
    with ArrayFileWriter(buffer) as file:
        file.add("numbers", np.arange(10))
    with pytest.raises(ArrayFileError, match="no segment"):
        SegmentReader(buffer)

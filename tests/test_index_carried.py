"""Rebuilding keeps the last version of what cannot be read any more, as it was, and names it."""

from pathlib import Path
from typing import Any

import pytest
from reports import line, page, write_lines

from index import IndexSummary, index_paths
from index.indexing.run import report_digest
from index.reading import read_reports
from index.report import Report
from index.segment.arrays import ArrayFile
from index.store import open_store
from search import SearchRequest, open_searcher
from search.origin import origin

ONE = "一年来,,区政协共收到提案一百件，办理工作扎实推进&amp;nbsp;，委员满意。"
TWO = "全年开展视察调研十二次，形成调研报告九篇，建议被采纳。"


@pytest.fixture(params=["local", pytest.param("cluster", marks=pytest.mark.opensearch)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A place for an index: a directory, or an address on a cluster."""
    if request.param == "local":
        return tmp_path / "index"
    return str(request.getfixturevalue("opensearch_index"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page with headings and damage, and two files of lines."""
    folder = tmp_path / "reports"
    folder.mkdir()
    text = page("甲区政协", 2022, "一、过去一年的工作", ONE, "二、今后的打算", TWO).encode()
    (folder / "a.txt").write_bytes(text.replace("委员满意".encode(), "委员".encode() + b"\xe6\xbb"))
    fields: dict[str, Any] = {"year": None, "date": "2024-01-25", "source": "某网"}
    write_lines(
        folder / "b.jsonl", line("b1", ["提案", "", "两行\n提案"], **fields), line("b2", ["提案"]), line("b0", [])
    )
    write_lines(folder / "c.jsonl", line("c", ["提案"]))
    return folder


def counts(summary: IndexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


def failed(summary: IndexSummary) -> list[str]:
    return [Path(each.path).name for each in summary.failed]


def contents(place: Path | str) -> list[Any]:
    """All that is shown of every report, but when `c` was indexed."""
    with open_searcher(place) as searcher:
        ids = [each.id for each in searcher.reports()]
        found = [(searcher.report(each), origin(searcher.meta(each)) if each != "c" else None) for each in ids]
        hits = searcher.search(SearchRequest("提案", limit=100, sort="date")).to_dict()["hits"]
    return [found, sorted((hit["report"], hit["paragraph"], hit["highlights"]) for hit in hits)]


def spoil(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"")
    (folder / "b.jsonl").unlink()
    (folder / "b.jsonl").symlink_to("nowhere")


def test_a_rebuild_carries_over_what_cannot_be_read(place: Path | str, folder: Path) -> None:
    index_paths([folder], place)
    before, sources = contents(place), open_store(place).state(forgive=False).sources
    spoil(folder)
    for _ in range(2):
        summary = index_paths([folder], place, rebuild=True)
        assert (counts(summary), failed(summary)) == ((0, 0, 0, 5), ["b.jsonl", "a.txt"])
        assert (summary.reports, summary.paragraphs) == (5, 10)
        assert contents(place) == before
        assert list(open_store(place).check()) == []
    after = open_store(place).state(forgive=False).sources
    assert {path: each.reports for path, each in after.items()} == {
        path: each.reports for path, each in sources.items()
    }


def test_what_was_carried_over_is_what_the_file_gives_again(place: Path | str, folder: Path) -> None:
    index_paths([folder], place)
    content = {path: path.read_bytes() for path in folder.iterdir()}
    digests = [report_digest(each) for path in content for each in read_reports(path) if isinstance(each, Report)]
    spoil(folder)
    index_paths([folder], place, rebuild=True)
    stored = list(open_store(place).reports({"a", "b1", "b2", "b0", "c", "nowhere"}))
    assert {each.report.id for each in stored} == {"a", "b1", "b2", "c"}
    assert {report_digest(each.report) for each in stored} < set(digests)
    for path, data in content.items():
        path.unlink()
        path.write_bytes(data)
    assert counts(index_paths([folder], place)) == (0, 0, 0, 5)


def test_an_upgrade_carries_over_and_the_rest_is_read_anew(
    place: Path | str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_paths([folder], place)
    spoil(folder)
    write_lines(folder / "c.jsonl", line("c", ["议案"]))
    monkeypatch.setattr("index.reading.CLEANING_VERSION", "another")
    summary = index_paths([folder], place)
    assert (summary.rebuilt, counts(summary), failed(summary)) == (True, (0, 1, 0, 4), ["b.jsonl", "a.txt"])
    with open_searcher(place) as searcher:
        assert {hit.report for hit in searcher.search(SearchRequest("提案")).hits} == {"a", "b1", "b2"}
    assert counts(index_paths([folder], place)) == (0, 0, 0, 5)


def test_only_what_no_other_file_has_is_carried_over(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    (folder / "b.jsonl").write_bytes(b"{\n")
    write_lines(folder / "z.jsonl", line("b2", ["视察"]))
    summary = index_paths([folder], place, rebuild=True)
    assert (counts(summary), failed(summary)) == ((0, 1, 0, 4), ["b.jsonl"])
    sources = open_store(place).state(forgive=False).sources
    assert sources[str(folder / "b.jsonl")].reports.keys() == {"b0", "b1"}
    assert sources[str(folder / "z.jsonl")].reports.keys() == {"b2"}


def test_a_line_gone_bad_keeps_its_report(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    write_lines(folder / "b.jsonl", line("b1", ["议案"]), line("b2", ["提案"]) | {"year": 10**12})
    summary = index_paths([folder], place, rebuild=True)
    assert (counts(summary), failed(summary)) == ((0, 1, 0, 4), ["b.jsonl"])


def test_a_file_that_is_gone_leaves_when_its_folder_is_given(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    (folder / "a.txt").unlink()
    assert (failed(summary := index_paths([], place, rebuild=True)), summary.removed) == (["a.txt"], 0)
    assert (failed(summary := index_paths([folder], place, rebuild=True)), summary.removed) == ([], 1)


def test_a_dry_run_counts_what_would_be_carried_over(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    spoil(folder)
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    assert counts(index_paths([folder], place, rebuild=True, dry_run=True)) == (0, 0, 0, 5)
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


def test_an_id_that_is_none_any_more_is_not_carried_over(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    store = open_store(place)
    state = store.state(forgive=False)
    assert state.made_by
    sources = state.sources
    (report,) = store.reports(["c"])
    with store.writing(rebuild=False) as session:
        session.remove("c")
        session.add(
            Report(**{**{n: getattr(report.report, n) for n in report.report.__slots__}, "id": "/c"}), report.origin
        )
        sources[str(folder / "c.jsonl")].reports = {"/c": ("", 1)}
        session.commit(state.made_by, sources)
    write_lines(folder / "c.jsonl", line("/c", ["提案"]))
    assert (failed(summary := index_paths([folder], place)), summary.removed) == (["c.jsonl"], 0)
    assert (failed(summary := index_paths([folder], place, rebuild=True)), summary.removed) == (["c.jsonl"], 1)


@pytest.mark.parametrize("damage", ["byte", "cut", "gone"])
def test_damage_in_the_old_index_is_not_carried_over_and_said(damage: str, tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    (segment,) = place.rglob("*.zs")
    content = segment.read_bytes()
    at = content.index("两行".encode("utf-16-le"))
    segment.write_bytes(content[:at] + b"\0" + content[at + 1 :] if damage == "byte" else content[:100])
    if damage == "gone":
        segment.unlink()
    spoil(folder)
    summary = index_paths([folder], place, rebuild=True)
    assert (summary.removed, summary.reports) == (3, 2)
    said = [each.error for each in summary.failed if "没能保留" in each.error]
    assert len(said) == 2
    assert list(open_store(place).check()) == []


def test_an_index_without_records_is_said_to_be_lost(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    next(place.rglob("sources-*.json")).write_text("{")
    (folder / "a.txt").write_bytes(b"")
    summary = index_paths([folder], place, rebuild=True)
    assert (failed(summary), summary.reports) == (["a.txt"], 4)
    assert "旧索引也读不了" in summary.failed[0].error


def test_files_elsewhere_are_read_again_though_the_index_is_damaged(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    index_paths([folder], place)
    next(place.rglob("*.zs")).unlink()
    write_lines(tmp_path / "new.jsonl", line("new", ["提案"]))
    summary = index_paths([tmp_path / "new.jsonl"], place, rebuild=True)
    assert (counts(summary), summary.failed) == ((1, 0, 0, 5), [])


def test_a_damaged_segment_takes_nothing_from_the_others(tmp_path: Path) -> None:
    place = tmp_path / "index"
    sources = []
    for number in range(3):
        sources.append(write_lines(tmp_path / f"{number}.jsonl", line(f"r{number}", ["一、提案", "两行\n提案"])))
        index_paths(sources, place)
    paths = sorted(place.rglob("*.zs"), key=lambda path: path.stat().st_mtime_ns)
    assert len(paths) == 3
    file, content = ArrayFile(paths[1]), bytearray(paths[1].read_bytes())
    start = min(file[name].ctypes.data for name in file.names())
    for name in ("kind", "report", "section", "text.first", "report.low", "grams.low"):
        at, size = file[name].ctypes.data - start, file[name].nbytes
        content[at : at + size] = b"\xff" * size
    paths[1].write_bytes(content)
    for path in sources:
        path.write_bytes(b"{\n")
    summary = index_paths(sources, place, rebuild=True)
    assert (summary.reports, summary.removed) == (2, 1)
    with open_searcher(place) as searcher:
        assert {each.id for each in searcher.reports()} == {"r0", "r2"}

"""A report that moves between files stays what it is: the index after any changes of files is that of a fresh run."""

import random
from pathlib import Path

import pytest
from reports import line, write_lines

from index import IndexSummary, index_paths
from index.errors import IndexingFailed
from index.manifest import MadeBy
from index.store import open_store
from search import SearchRequest, open_searcher

Files = dict[str, dict[str, str]]
"""For each file its reports' ids, each with its text."""


def counts(summary: IndexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


def write(folder: Path, files: Files) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, reports in files.items():
        if reports:
            write_lines(folder / name, *(line(report, [text]) for report, text in reports.items()))


def texts(directory: Path) -> dict[str, tuple[str, str]]:
    """Every report's text, and the name of the file that the index has it from, by search."""
    with open_searcher(directory) as searcher:
        hits = searcher.search(SearchRequest("NOT 无此词", limit=1000)).hits
        return {hit.report: (hit.text, Path(searcher.meta(hit.report)["path"]).name) for hit in hits}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a.jsonl": {"r1": "提案", "r2": "视察"}}, {"a.jsonl": {"r1": "提案"}, "b.jsonl": {"r2": "视察"}}),
        (
            {"a.jsonl": {"r1": "提案"}, "b.jsonl": {"r2": "视察", "r3": "调研"}},
            {"a.jsonl": {"r1": "提案", "r2": "视察"}, "b.jsonl": {"r3": "调研"}},
        ),
        (
            {"a.jsonl": {"r1": "提案"}, "b.jsonl": {"r2": "视察"}},
            {"a.jsonl": {"r2": "视察"}, "b.jsonl": {"r1": "提案"}},
        ),
        ({"a.jsonl": {"r1": "提案"}}, {"b.jsonl": {"r1": "提案"}}),
        ({"b.jsonl": {"r1": "提案"}}, {"a.jsonl": {"r1": "提案"}}),
    ],
    ids=["to a later file", "to an earlier file", "two change places", "with its file", "with its file to an earlier"],
)
def test_a_report_moves_between_files_in_one_run(before: Files, after: Files, folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "index"
    write(folder, before)
    index_paths([folder], directory)
    write(folder, after)
    summary = index_paths([folder], directory)
    reports = {report: (text, name) for name, own in after.items() for report, text in own.items()}
    assert (counts(summary), summary.failed) == ((0, 0, 0, len(reports)), [])
    assert texts(directory) == reports
    assert list(open_store(directory).check()) == []
    assert counts(index_paths([folder], directory)) == (0, 0, 0, len(reports))


def test_a_report_that_stays_where_it_was_is_not_taken_over(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "index"
    write(folder, {"b.jsonl": {"r1": "提案"}})
    index_paths([folder], directory)
    write(folder, {"a.jsonl": {"r1": "视察"}, "b.jsonl": {"r1": "提案办理"}})
    for _ in range(2):
        summary = index_paths([folder], directory)
        assert [(Path(each.path).name, "编号重复" in each.error) for each in summary.failed] == [("a.jsonl", True)]
        assert texts(directory) == {"r1": ("提案办理", "b.jsonl")}
    write(folder, {"a.jsonl": {"r1": "视察"}})
    assert index_paths([folder], directory).failed == []
    assert texts(directory) == {"r1": ("视察", "a.jsonl")}


def changed(files: Files, chance: random.Random) -> Files:
    """Some reports added, changed, removed and moved."""
    places = {report: (name, text) for name, reports in files.items() for report, text in reports.items()}
    for _ in range(chance.randint(1, 4)):
        report, name = f"r{chance.randint(1, 6)}", chance.choice(["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl"])
        match chance.choice(["put", "move", "move", "remove"]):
            case "put":
                places[report] = name, f"第{chance.randint(1, 5)}件提案"
            case "move" if report in places:
                places[report] = name, places[report][1]
            case "remove":
                places.pop(report, None)
    return {
        name: {report: text for report, (own, text) in sorted(places.items()) if own == name}
        for name in ("a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl")
    }


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_changes_gives_the_index_of_the_files(seed: int, folder: Path, tmp_path: Path) -> None:
    chance, directory = random.Random(seed), tmp_path / "index"
    files = changed({}, chance) | {"e.jsonl": {"r0": "提案"}}
    for _ in range(6):
        write(folder, files)
        assert index_paths([folder], directory).failed == []
        expected = {report: (text, name) for name, own in files.items() for report, text in own.items()}
        assert texts(directory) == expected
        files = changed(files, chance) | {"e.jsonl": {"r0": "提案"}}


def test_a_session_that_lost_a_report_does_not_commit(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "index"
    write(folder, {"a.jsonl": {"r1": "提案", "r2": "视察"}})
    index_paths([folder], directory)
    store = open_store(directory)
    sources = store.state(forgive=False).sources
    with store.writing(rebuild=False) as session:
        session.remove("r2")
        with pytest.raises(IndexingFailed, match="r2"):
            session.commit(MadeBy.with_segmenter(store.segmenter), sources)
    assert texts(directory).keys() == {"r1", "r2"}

"""Indexing again costs only what is new, and the index agrees with the files."""

import os
from pathlib import Path

import pytest
from reports import line, page, write_lines

from index import IndexSummary, Progress, index_paths
from search import SearchRequest, open_searcher

ONE = "一年来，区政协共收到提案一百件，办理工作扎实推进，委员满意。"
TWO = "全年开展视察调研十二次，形成调研报告九篇，建议被采纳。"


def counts(summary: IndexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


def total(directory: Path, query: str) -> int:
    with open_searcher(directory) as searcher:
        return searcher.search(SearchRequest(query)).total


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(page("甲区政协", 2022, ONE), "utf-8")
    (folder / "b.txt").write_text(page("乙区政协", 2023, TWO), "utf-8")
    return folder


@pytest.fixture
def directory(folder: Path, tmp_path: Path) -> Path:
    directory = tmp_path / "index"
    assert counts(index_paths([folder], directory)) == (2, 0, 0, 0)
    return directory


def test_nothing_new_writes_nothing(folder: Path, directory: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in directory.rglob("*")}
    assert counts(index_paths([folder], directory)) == (0, 0, 0, 2)
    assert {path: path.stat().st_mtime_ns for path in directory.rglob("*")} == before


def test_a_new_file_costs_one_file(folder: Path, directory: Path) -> None:
    (folder / "c.txt").write_text(page("丙区政协", 2023, "丙区开展读书活动，书香政协氛围浓厚。"), "utf-8")
    read: list[Progress] = []
    assert counts(index_paths([folder], directory, progress=read.append)) == (1, 0, 0, 2)
    assert {step.path.name for step in read} == {"c.txt"}
    assert total(directory, "书香政协") == 1
    assert total(directory, "提案") == 1


def test_a_changed_file_replaces_its_report(folder: Path, directory: Path) -> None:
    (folder / "a.txt").write_text(page("甲区政协", 2022, ONE.replace("提案", "议案")), "utf-8")
    assert counts(index_paths([folder], directory)) == (0, 1, 0, 1)
    assert (total(directory, "提案"), total(directory, "议案"), total(directory, "视察")) == (0, 1, 1)


def test_a_changed_sidecar_replaces_its_report(folder: Path, directory: Path) -> None:
    (folder / "a.toml").write_text('body = "丁区政协"\nyear = 2020\n', "utf-8")
    assert counts(index_paths([folder], directory)) == (0, 1, 0, 1)
    with open_searcher(directory) as searcher:
        found = searcher.search(SearchRequest.parse("提案", body=["丁区政协"], year=["2020"]))
    assert found.total == 1


def test_a_touched_file_is_looked_at_once(folder: Path, directory: Path) -> None:
    os.utime(folder / "a.txt", (1, 1))
    read: list[Progress] = []
    assert counts(index_paths([folder], directory, progress=read.append)) == (0, 0, 0, 2)
    assert len(read) == 1
    assert counts(index_paths([folder], directory, progress=read.append)) == (0, 0, 0, 2)
    assert len(read) == 1


def test_a_deleted_file_leaves_with_its_report(folder: Path, directory: Path) -> None:
    (folder / "a.txt").unlink()
    assert counts(index_paths([folder], directory)) == (0, 0, 1, 1)
    assert (total(directory, "提案"), total(directory, "视察")) == (0, 1)


def test_other_folders_are_left_alone(directory: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_lines(other / "c.jsonl", line("c", ["丙区收到提案三件。"]))
    summary = index_paths([other], directory)
    assert (counts(summary), summary.reports) == ((1, 0, 0, 2), 3)
    assert total(directory, "提案") == 2


def test_a_moved_file_keeps_its_report(folder: Path, directory: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "a.txt").rename(folder / "sub" / "a.txt")
    assert counts(index_paths([folder], directory)) == (0, 0, 0, 2)
    (folder / "sub" / "a.txt").unlink()
    assert counts(index_paths([folder], directory)) == (0, 0, 1, 1)


def test_the_same_id_twice_is_named_and_the_first_stays(folder: Path, directory: Path) -> None:
    (folder / "a.md").write_text(page("丙区政协", 2023, "丙区的话题是读书，氛围浓厚。"), "utf-8")
    summary = index_paths([folder], directory)
    assert [Path(failure.path).name for failure in summary.failed] == ["a.md"]
    assert "重复" in summary.failed[0].error
    assert (total(directory, "提案"), total(directory, "读书")) == (1, 0)


def test_only_changed_lines_of_a_file_count(tmp_path: Path) -> None:
    path, directory = tmp_path / "r.jsonl", tmp_path / "index"
    write_lines(path, line("a", [ONE]), line("b", [TWO]), line("c", ["旧的话"]))
    assert counts(index_paths([path], directory)) == (3, 0, 0, 0)
    write_lines(path, line("a", [ONE]), line("b", [TWO, "新的话"]), line("d", ["更新的话"]))
    assert counts(index_paths([path], directory)) == (1, 1, 1, 1)
    assert [total(directory, query) for query in ("“新的话”", "“旧的话”", "提案")] == [2, 0, 1]


def test_a_bad_line_is_named_and_the_others_are_indexed(tmp_path: Path) -> None:
    path, directory = tmp_path / "r.jsonl", tmp_path / "index"
    write_lines(path, line("a", [ONE]), {"id": "b"}, line("c", [TWO]))
    summary = index_paths([path], directory)
    assert [failure.error.startswith("第 2 行") for failure in summary.failed] == [True]
    assert (summary.added, summary.reports) == (2, 2)
    again = index_paths([path], directory)
    assert (counts(again), len(again.failed)) == ((0, 0, 0, 2), 1)


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3" * 100, b"\x89PNG\r\n\x1a\n\0\0\0"])
def test_a_file_gone_bad_is_named_and_its_report_stays(content: bytes, folder: Path, directory: Path) -> None:
    (folder / "a.txt").write_bytes(content)
    (folder / "c.txt").write_text(page("丙区政协", 2023, "丙区开展读书活动，氛围浓厚。"), "utf-8")
    summary = index_paths([folder], directory)
    assert [Path(failure.path).name for failure in summary.failed] == ["a.txt"]
    assert counts(summary) == (1, 0, 0, 2)
    assert (total(directory, "提案"), total(directory, "读书")) == (1, 1)
    assert len(index_paths([folder], directory).failed) == 1


@pytest.mark.parametrize("name", ["nowhere.txt", "picture.png"])
def test_a_path_that_is_no_report_is_named(name: str, folder: Path, directory: Path) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG")
    summary = index_paths([folder / name, folder], directory)
    assert [Path(failure.path).name for failure in summary.failed] == [name]
    assert summary.unchanged == 2


def test_a_dry_run_says_it_all_and_writes_nothing(folder: Path, directory: Path) -> None:
    (folder / "a.txt").unlink()
    (folder / "c.txt").write_text(page("丙区政协", 2023, TWO), "utf-8")
    summary = index_paths([folder], directory, dry_run=True)
    assert (counts(summary), summary.reports) == ((1, 0, 1, 1), 2)
    assert total(directory, "提案") == 1


def test_after_many_small_runs_everything_is_found(tmp_path: Path) -> None:
    folder, directory = tmp_path / "pages", tmp_path / "index"
    folder.mkdir()
    for number in range(12):
        write_lines(folder / f"{number}.jsonl", line(f"r{number}", [f"第{number}份报告谈提案", "又一段"]))
        if number % 3 == 2:
            write_lines(
                folder / f"{number - 1}.jsonl", line(f"r{number - 1}", ["改过的报告谈提案", "又两段", "又三段"])
            )
        index_paths([folder], directory)
    assert (total(directory, "提案"), total(directory, "又一段"), total(directory, "又两段")) == (12, 8, 4)
    with open_searcher(directory) as searcher:
        assert [len(searcher.report(f"r{number}").paragraphs) for number in range(12)] == [2, 3, 2] * 4

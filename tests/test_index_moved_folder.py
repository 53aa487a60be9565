"""A folder of reports that moves, as to another machine: the record of its old place goes, and nothing is lost."""

import shutil
from pathlib import Path

import pytest
from command import run
from reports import line, page, write_lines
from test_index_folders import counts, reports

from index import index_paths
from index.freshness import freshness
from index.manifest import Source, Sources
from index.store import open_store
from search import open_searcher

PROSE = "一年来共收到提案一百件，办理工作扎实推进，委员满意。"
MUCH = [f"第{number}项：{PROSE}" for number in range(20)]
ALL = {"甲", "乙", "r1", "r2"}


def sources(directory: Path) -> Sources:
    return open_store(directory).state(forgive=False).sources


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Pages, one of which is a reprint of another, and report lines."""
    folder = tmp_path / "m"
    (folder / "sub").mkdir(parents=True)
    (folder / "甲.txt").write_text(page("某市政协", 2022, *MUCH), "utf-8")
    (folder / "转载.txt").write_text(page("某市政协", 2022, *MUCH), "utf-8")
    (folder / "sub" / "乙.txt").write_text(page("某县政协", 2023, PROSE, "县里的工作。"), "utf-8")
    write_lines(folder / "lines.jsonl", line("r1", ["提案"]), line("r2", ["视察"]))
    return folder


@pytest.fixture
def directory(old: Path, tmp_path: Path) -> Path:
    assert index_paths([old], tmp_path / "index").reports == 4
    return tmp_path / "index"


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("name", ["a", "z/reports"])
def test_a_folder_that_moved_leaves_no_record_of_its_old_place(
    name: str, rebuild: bool, old: Path, directory: Path
) -> None:
    new = old.parent / name
    shutil.copytree(old, new)
    shutil.rmtree(old)
    summary = index_paths([new], directory, rebuild=rebuild)
    assert (counts(summary), summary.failed) == ((0, 0, 0, 4), [])
    assert {Path(path).relative_to(new).name for path in sources(directory)} == {
        "甲.txt", "转载.txt", "乙.txt", "lines.jsonl"
    }  # fmt: skip
    assert freshness(directory).fresh
    assert reports(directory) == ALL
    with open_searcher(directory) as searcher:
        assert searcher.meta("乙")["path"] == str(new / "sub/乙.txt")
    assert list(open_store(directory).check()) == []
    again = run("index", index=directory, cwd=new.parent)
    assert (again.returncode, again.stderr) == (0, "")
    assert freshness(directory).fresh


def test_a_record_without_reports_of_a_file_that_is_gone_goes_in_any_run(old: Path, directory: Path) -> None:
    other = write_lines(old.parent / "other.jsonl", line("o", ["协商"]))
    index_paths([old, other], directory)
    store = open_store(directory)
    # As a run leaves it by a version that keeps such records.
    with store.writing(rebuild=False):
        store.write_sources(sources(directory) | {str(old.parent / "older/lines.jsonl"): Source(((1, 1),))})
    assert freshness(directory).changed_files == 1
    assert counts(index_paths([other], directory)) == (0, 0, 0, 5)
    assert freshness(directory).fresh


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_the_new_place_lacks_stays_with_the_old_one(rebuild: bool, old: Path, directory: Path) -> None:
    new = old.parent / "new"
    shutil.copytree(old, new)
    (new / "sub/乙.txt").unlink()
    write_lines(new / "lines.jsonl", line("r1", ["提案"]))
    away = old.rename(old.parent / "away")
    for _ in range(2):
        index_paths([new], directory, rebuild=rebuild)
        assert reports(directory) == ALL
        assert {path for path in sources(directory) if path.startswith(str(old))} == {
            str(old / "sub/乙.txt"), str(old / "lines.jsonl")
        }  # fmt: skip
    assert list(open_store(directory).check()) == []
    # It was a disk that was not mounted.
    away.rename(old)
    shutil.rmtree(new)
    summary = index_paths([old], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 0, 4), [])
    assert (reports(directory), freshness(directory).fresh) == (ALL, True)


def test_a_rebuild_names_the_files_that_are_gone_only_where_it_needs_them(old: Path, directory: Path) -> None:
    new = old.parent / "new"
    shutil.copytree(old, new)
    (new / "甲.txt").unlink()
    (new / "转载.txt").unlink()
    shutil.rmtree(old)
    summary = index_paths([new], directory, rebuild=True)
    assert {Path(each.path).name for each in summary.failed} == {"甲.txt", "转载.txt"}
    assert reports(directory) == ALL


def test_without_a_path_a_remembered_folder_that_is_gone_is_named_and_stays(old: Path, directory: Path) -> None:
    other = old.parent / "other"
    other.mkdir()
    write_lines(other / "o.jsonl", line("o", ["协商"]))
    index_paths([old, other], directory)
    away = old.rename(old.parent / "away")
    write_lines(other / "p.jsonl", line("p", ["协商"]))
    (old.parent / "library").mkdir()
    done = run("index", index=directory, cwd=old.parent)
    assert (done.returncode, "新增 1 份" in done.stdout) == (1, True)
    (told,) = done.stderr.splitlines()
    assert all(each in told for each in (str(old), "不存在", "5 份", "--allow-empty"))
    shutil.rmtree(other)
    assert run("index", index=directory, cwd=old.parent).returncode == 1
    assert reports(directory) == {*ALL, "o", "p"}
    assert run("index", away, index=directory, cwd=old.parent).returncode == 0
    assert {Path(path).parent.name for path in sources(directory)} == {"away", "sub", "other"}


@pytest.mark.parametrize("rebuild", [False, True])
def test_the_reports_of_a_folder_that_is_gone_go_when_the_user_says_so(
    rebuild: bool, old: Path, directory: Path
) -> None:
    other = write_lines(old.parent / "other.jsonl", line("o", ["协商"]))
    index_paths([other], directory)
    shutil.rmtree(old)
    typo = index_paths([old.parent / "typo"], directory, allow_empty=True)
    assert (typo.removed, [each.error for each in typo.failed]) == (0, ["文件不存在"])
    kept = index_paths([old], directory, rebuild=rebuild)
    assert (kept.removed, len(kept.failed) >= 1) == (0, True)
    gone = index_paths([old], directory, allow_empty=True, rebuild=rebuild)
    assert (counts(gone), gone.failed) == ((0, 0, 4, 1), [])
    assert (reports(directory), freshness(directory).fresh) == ({"o"}, True)

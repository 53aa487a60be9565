"""Files of one stem in several folders: each is a report, named by its path; and what becomes of that as files come."""

from collections.abc import Callable
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines

from index import IndexSummary, index_paths
from index.indexing.naming import file_names, root_of
from search import SearchRequest, open_searcher

Add = Callable[[str], Path]


@pytest.fixture
def add(tmp_path: Path) -> Add:
    """Saves a page of the library, and gives its path."""

    def write(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<h1>乐清市政协工作综述</h1><p>全年立案提案一百二十件，{name}。</p>", "utf-8")
        return path

    return write


def ids(directory: Path) -> list[str]:
    with open_searcher(directory) as searcher:
        return sorted(hit.report for hit in searcher.search(SearchRequest("提案", limit=50)).hits)


def is_settled(summary: IndexSummary) -> bool:
    """Whether nothing was read, refused or taken away."""
    return not (summary.added or summary.changed or summary.removed or summary.failed)


def test_reports_kept_by_year_are_told_apart_by_their_folders(tmp_path: Path, add: Add) -> None:
    for name in ("lib/2022/report.html", "lib/2023/report.html", "lib/other.html", "lib/2023/deep/other.html"):
        add(name)
    summary = index_paths([tmp_path / "lib"], tmp_path / "index")
    assert (summary.added, summary.failed) == (4, [])
    assert ids(tmp_path / "index") == ["2022/report", "2023/deep/other", "2023/report", "other"]
    assert is_settled(index_paths([tmp_path / "lib"], tmp_path / "index"))
    assert is_settled(index_paths([tmp_path / "lib" / "2023"], tmp_path / "index"))
    assert index_paths([tmp_path / "lib"], tmp_path / "index", rebuild=True).reports == 4
    assert ids(tmp_path / "index") == ["2022/report", "2023/deep/other", "2023/report", "other"]


def test_ids_follow_the_files(tmp_path: Path, add: Add) -> None:
    """As if the index were made afresh each time."""
    first = add("lib/2022/report.html")
    index_paths([tmp_path / "lib"], tmp_path / "index")
    assert ids(tmp_path / "index") == ["report"]
    add("lib/2023/report.html")
    summary = index_paths([tmp_path / "lib"], tmp_path / "index")
    assert (summary.failed, summary.reports) == ([], 2)
    assert ids(tmp_path / "index") == ["2022/report", "2023/report"]
    first.unlink()
    assert index_paths([tmp_path / "lib"], tmp_path / "index").reports == 1
    assert ids(tmp_path / "index") == ["report"]
    add("lib/report.html")
    index_paths([tmp_path / "lib"], tmp_path / "index")
    assert ids(tmp_path / "index") == ["2023/report", "report"]


def test_folders_given_one_after_the_other(tmp_path: Path, add: Add) -> None:
    add("lib/2022/report.html")
    add("lib/2023/report.html")
    for folder in ("2022", "2023"):
        index_paths([tmp_path / "lib" / folder], tmp_path / "index")
    assert ids(tmp_path / "index") == ["2022/report", "2023/report"]
    assert is_settled(index_paths([tmp_path / "lib"], tmp_path / "index"))


def test_two_files_of_one_stem_in_one_folder_are_still_refused_by_name(tmp_path: Path, add: Add) -> None:
    add("lib/report.html")
    add("lib/report.txt").write_text("全年立案提案一百二十件，办理协商作用进一步发挥。\n" * 3, "utf-8")
    summary = index_paths([tmp_path / "lib"], tmp_path / "index")
    assert [Path(each.path).name for each in summary.failed] == ["report.txt"]
    assert ids(tmp_path / "index") == ["report"]


def test_lines_have_ids_of_their_own(tmp_path: Path) -> None:
    for folder in ("2022", "2023"):
        (tmp_path / "lib" / folder).mkdir(parents=True)
        write_lines(tmp_path / "lib" / folder / "r.jsonl", line(f"of-{folder}", ["提案"]))
    index_paths([tmp_path / "lib"], tmp_path / "index")
    assert ids(tmp_path / "index") == ["of-2022", "of-2023"]


def test_a_report_named_by_its_path_is_found_on_the_command_line(tmp_path: Path, add: Add) -> None:
    add("lib/2022/report.html")
    add("lib/2023/report.html")
    index_paths([tmp_path / "lib"], tmp_path / "index")
    found = run("search", "提案", "--report", "2022/report", "--json", index=tmp_path / "index")
    assert found.returncode == 0
    assert '"2023/report"' not in found.stdout


@pytest.mark.parametrize(
    ("roots", "names"),
    [
        ({"/a/r.html": "/a", "/b/s.html": "/b"}, ["r", "s"]),
        ({"/a/r.html": "/a", "/b/r.html": "/b"}, ["a/r", "b/r"]),
        ({"/x/a/r.html": "/x/a", "/y/a/r.html": "/y/a"}, ["x/a/r", "y/a/r"]),
        ({"/a/r.html": "", "/b/r.txt": "/"}, ["r", "b/r"]),
        ({"/a/r.zip": "/a", "/a/b/r.html": "/a"}, ["r", "r"]),
        ({"/a/r.zip": "/a", "/a/b/r.zip": "/a"}, ["r", "b/r"]),
        ({"/a/r.html": "/a", "/a/r.pdf": "/a", "/a/b/r.md": "/a"}, ["r", "r", "b/r"]),
    ],
)
def test_names(roots: dict[str, str], names: list[str]) -> None:
    assert file_names(roots) == dict(zip(roots, names, strict=True))


@pytest.mark.parametrize(
    ("path", "folders", "before", "root"),
    [
        ("/a/b/r.html", ["/a", "/a/b"], "", "/a"),
        ("/a/b/r.html", ["/a/b"], "/a", "/a"),
        ("/a/b/r.html", [], "/a/b", "/a/b"),
        ("/ab/r.html", ["/a"], "", ""),
        ("/r.html", ["/"], "", "/"),
    ],
)
def test_roots(path: str, folders: list[str], before: str, root: str) -> None:
    assert root_of(path, folders, before) == root

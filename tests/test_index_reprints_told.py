"""What the command says of reprints, and the option that keeps them as reports of their own."""

import json
import zipfile
from pathlib import Path

import pytest
from command import run
from made_prose import page, paragraphs, traditional

from index import index_paths
from index.errors import IndexingFailed
from index.manifest import MadeBy
from index.store import open_store
from search import SearchRequest, open_searcher

TEXT = paragraphs(1, 12)
MORE = paragraphs(2, 12)
BODY = "乐清市政协"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A report, and its reprint in the other script."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "a.html").write_text(page(BODY, 2023, TEXT), "utf-8")
    (folder / "b.html").write_text(traditional(page(BODY, 2023, TEXT)), "utf-8")
    return folder


def kept(folder: Path) -> dict[str, list[str]]:
    """The reports of the folder's index, each with its reprints."""
    with open_searcher(folder.parent / "index") as searcher:
        return {each.id: [other.id for other in each.reprints] for each in searcher.reports()}


def test_the_command_says_what_it_recognised(folder: Path) -> None:
    directory = folder.parent / "index"
    tried = run("index", folder, "--dry-run", index=directory)
    assert "识别出 1 份转载，各留一份：\n  b.html = a\n" in tried.stdout
    assert not directory.exists()
    done = run("index", folder, "--json", index=directory)
    told = json.loads(done.stdout)
    assert told["reprints"] == [{"path": str(folder / "b.html"), "report": "b", "kept": "a"}]
    assert (told["added"], told["reports"]) == (1, 1)
    assert "转载" not in run("index", folder, index=directory).stdout
    assert "转载：另有 1 份是其中 1 份报告的转载" in run("status", index=directory).stdout
    status = json.loads(run("status", "--json", index=directory).stdout)
    assert status["reprints"] == [{"id": "b", "of": "a", "file": "b.html"}]
    assert (status["reports"], status["keep_reprints"], status["changed_files"]) == (1, False, 0)
    assert run("check", index=directory).returncode == 0


def test_many_are_not_all_listed(folder: Path) -> None:
    for number in range(25):
        (folder / f"c{number}.html").write_text(page(BODY, 2023, TEXT), "utf-8")
    lines = run("index", folder, index=folder.parent / "index").stdout.splitlines()
    assert (lines[0], lines[21], len(lines)) == ("识别出 26 份转载，各留一份：", "  …另有 6 份", 23)


def test_reprints_kept_as_reports_stay_so_until_told_otherwise(folder: Path) -> None:
    directory = folder.parent / "index"
    run("index", folder, index=directory)
    assert "新增 1 份" in run("index", folder, "--keep-reprints", index=directory).stdout
    assert kept(folder) == {"a": [], "b": []}
    with open_searcher(directory) as searcher:
        assert searcher.search(SearchRequest(f'"{traditional(TEXT[0])}"', exact_script=True)).total == 1
    (folder / "c.html").write_text(page(BODY, 2023, TEXT), "utf-8")
    for _ in range(2):
        run("index", folder, index=directory)
        assert kept(folder) == {"a": [], "b": [], "c": []}
    run("index", folder, "--rebuild", index=directory)
    assert kept(folder) == {"a": [], "b": [], "c": []}
    assert "转载：各自成篇" in run("status", index=directory).stdout
    assert "移除 2 份" in run("index", folder, "--merge-reprints", index=directory).stdout
    for _ in range(2):
        assert kept(folder) == {"a": ["b", "c"]}
        run("index", folder, index=directory)


def test_reprints_in_an_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "二〇二三.zip", "w") as archive:
        archive.writestr("c.html", page(BODY, 2023, TEXT))
        archive.writestr("d.html", page(BODY, 2023, MORE))
        archive.writestr("e.html", page(BODY, 2023, MORE))
    summary = index_paths([folder], folder.parent / "index")
    assert kept(folder) == {"a": ["b", "二〇二三/c"], "二〇二三/d": ["二〇二三/e"]}
    assert [Path(each.path).name for each in summary.reprints] == ["b.html", "二〇二三.zip", "二〇二三.zip"]
    (folder / "a.html").unlink()
    (folder / "b.html").unlink()
    index_paths([folder], folder.parent / "index")
    assert kept(folder) == {"二〇二三/c": [], "二〇二三/d": ["二〇二三/e"]}


def test_a_text_that_was_indexed_keeps_its_time(folder: Path) -> None:
    directory = folder.parent / "index"
    index_paths([folder / "a.html"], directory)
    with open_searcher(directory) as searcher:
        before = searcher.meta("a")["indexed"]
    (folder / "b.html").write_text(page(BODY, 2023, TEXT), "utf-8")
    index_paths([folder], directory)
    (folder / "a.html").unlink()
    index_paths([folder], directory)
    with open_searcher(directory) as searcher:
        assert searcher.meta("b")["indexed"] == before


def test_a_reprint_that_cannot_be_read_is_named_and_taken_later(folder: Path) -> None:
    directory = folder.parent / "index"
    index_paths([folder], directory)
    (folder / "b.toml").write_text("year = 'unknown'", "utf-8")
    (folder / "a.html").unlink()
    for _ in range(2):
        assert {Path(each.path).name for each in index_paths([folder], directory).failed} == {"b.html"}
        assert kept(folder) == {"b": []}
        with open_searcher(directory) as searcher:
            assert searcher.report("b").paragraphs[1].text == TEXT[0]
            assert searcher.report("b").summary.title == traditional(f"{BODY}2023年工作综述")
        assert list(open_store(directory).check()) == []
    (folder / "b.toml").unlink()
    assert index_paths([folder], directory).failed == []
    assert kept(folder) == {"b": []}
    with open_searcher(directory) as searcher:
        assert searcher.report("b").paragraphs[1].text == traditional(TEXT[0])


def test_of_several_reprints_one_that_can_be_read_takes_the_place(folder: Path) -> None:
    """b, which would be kept, cannot be read: it stands with the text of a, or c instead, as when nothing is stored."""
    directory = folder.parent / "index"
    (folder / "c.html").write_text(page(BODY, 2023, TEXT), "utf-8")
    index_paths([folder], directory)
    (folder / "b.toml").write_text("year = 'unknown'", "utf-8")
    (folder / "a.html").unlink()
    tried = index_paths([folder], directory, dry_run=True)
    assert (tried.added, tried.removed, tried.reports, tried.reprints) == (1, 1, 1, [])
    for rebuild in (True, False):
        index_paths([folder], directory, rebuild=rebuild)
        with open_searcher(directory) as searcher:
            assert searcher.search(SearchRequest(f'"{TEXT[11]}"')).total >= 1
        assert list(open_store(directory).check()) == []
    (folder / "b.toml").unlink()
    index_paths([folder], directory)
    assert kept(folder) in ({"b": ["c"]}, {"c": ["b"]})


def test_a_reprint_without_its_kept_report_is_refused(folder: Path) -> None:
    directory = folder.parent / "index"
    index_paths([folder], directory)
    store = open_store(directory)
    state = store.state(forgive=False)
    del state.sources[str(folder / "a.html")]
    with store.writing(rebuild=False) as session:
        session.remove("a")
        with pytest.raises(IndexingFailed, match="转载没有所留的那一份"):
            session.commit(state.made_by or MadeBy.with_segmenter(store.segmenter), state.sources)
    assert kept(folder) == {"a": ["b"]}

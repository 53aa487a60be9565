"""Reprints: a report under several names is kept once, its other sources are named, and no text is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from made_prose import page, paragraphs, traditional
from reports import line, write_lines

from index import IndexSummary, index_paths
from index.reading import read_reports
from index.report import Report
from index.store import open_store
from search import SearchRequest, open_searcher

Save = Callable[[str, str], Path]
TEXT = paragraphs(1, 12)
MORE = paragraphs(2, 12)
BODY = "乐清市政协"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lib"
    folder.mkdir()
    return folder


@pytest.fixture
def save(folder: Path) -> Save:
    """Saves a page of the library, and gives its path."""

    def write(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return write


def kept(folder: Path) -> dict[str, list[str]]:
    """The reports of the folder's index, each with its reprints."""
    with open_searcher(folder.parent / "index") as searcher:
        return {each.id: [other.id for other in each.reprints] for each in searcher.reports()}


def update(folder: Path, *, rebuild: bool = False, keep_reprints: bool | None = None) -> IndexSummary:
    directory = folder.parent / "index"
    summary = index_paths([folder], directory, rebuild=rebuild, keep_reprints=keep_reprints)
    assert summary.failed == []
    assert list(open_store(directory).check()) == []
    return summary


def is_settled(summary: IndexSummary) -> bool:
    """Whether nothing was taken in, changed, taken away, or recognised."""
    return not (summary.added or summary.changed or summary.removed or summary.reprints)


def assert_nothing_is_lost(folder: Path, name: str) -> None:
    """Whatever stands between two signs in the file is found."""
    with open_searcher(folder.parent / "index") as searcher:
        for report in read_reports(folder / name):
            assert isinstance(report, Report)
            runs = {run for each in report.paragraphs[1:] for run in re.split("[，,。；]", each.text) if run}
            assert len(runs) > 30
            missed = [run for run in runs if not searcher.search(SearchRequest(f'"{run}"', limit=0)).occurrences]
            assert missed == []


MENU = '<div class="nav"><a href="/">首页</a> <a href="/a">新闻</a> <a href="/b">专题</a></div>'
REPRINTS = {
    "word for word": page(BODY, 2023, TEXT),
    "in the other script": traditional(page(BODY, 2023, TEXT)),
    "with another title": page(BODY, 2023, TEXT, title="乐清市政协2023年工作综述：凝心聚力开新局"),
    "with other furniture": page(BODY, 2023, TEXT, head=MENU, end="<p>【打印本页】【关闭窗口】</p>"),
    "with other breaks": page(BODY, 2023, ("".join(TEXT[:5]), "".join(TEXT[5:9]), *TEXT[9:])),
    "with other forms of signs": page(
        BODY, 2023, tuple(each.replace("，", ",").replace("。", "。。") for each in TEXT)
    ),
    "with spaces": page(BODY, 2023, tuple(each.replace("协商", "协　商") for each in TEXT)),
    "without its last paragraph": page(BODY, 2023, TEXT[:11]),
    "by a body unknown": page("", None, TEXT, title="凝心聚力开新局"),
}


@pytest.mark.parametrize("reprint", REPRINTS.values(), ids=REPRINTS)
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")], ids=["later", "earlier"])
def test_a_reprint_is_not_indexed(reprint: str, names: tuple[str, str], folder: Path, save: Save) -> None:
    save(f"{names[0]}.html", page(BODY, 2023, TEXT))
    save(f"{names[1]}.html", reprint)
    summary = update(folder)
    assert (summary.added, summary.reports, len(summary.reprints)) == (1, 1, 1)
    [(one, others)] = kept(folder).items()
    assert sorted([one, *others]) == ["a", "b"]
    assert [(each.report, each.kept, Path(each.path).name) for each in summary.reprints] == [
        (others[0], one, f"{others[0]}.html")
    ]
    assert_nothing_is_lost(folder, f"{others[0]}.html")
    before = kept(folder)
    assert is_settled(update(folder))
    update(folder, rebuild=True)
    assert kept(folder) == before


OTHERS = {
    "an excerpt": page(BODY, 2023, TEXT[:9]),
    "one more paragraph, and one less": page(BODY, 2023, (*TEXT[:11], MORE[0])),
    "a word changed": page(BODY, 2023, (TEXT[0].replace("得到", "没得到"), *TEXT[1:])),
    "a lost character": page(BODY, 2023, (TEXT[0].replace("肯定", "肯\ufffd定"), *TEXT[1:])),
    "of another body": page("温岭市政协", 2023, TEXT),
    "of another year": page(BODY, 2022, TEXT),
    "with other punctuation": page(BODY, 2023, tuple(each.replace("，", "；") for each in TEXT)),
    "a paragraph within another": page(BODY, 2023, (TEXT[0] + "特此报告。", *TEXT[1:])),
    "in another order": page(BODY, 2023, TEXT[::-1]),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")], ids=["later", "earlier"])
def test_what_says_something_else_stays(other: str, names: tuple[str, str], folder: Path, save: Save) -> None:
    save(f"{names[0]}.html", page(BODY, 2023, TEXT))
    save(f"{names[1]}.html", other)
    assert (update(folder).reprints, kept(folder)) == ([], {"a": [], "b": []})


@pytest.mark.parametrize("within", ["、", " 5 ", "?", "\ue000"], ids=["sign", "spaces", "damage", "private"])
def test_what_the_fuller_one_has_only_with_a_sign_within_stays(within: str, folder: Path, save: Save) -> None:
    first = TEXT[0].replace("十", "十5次")
    save("a.html", page(BODY, 2023, (first, *TEXT[1:11])))
    save("b.html", page(BODY, 2023, (first.replace("5", within), *TEXT[1:])))
    assert (update(folder).reprints, kept(folder)) == ([], {"a": [], "b": []})


def test_short_pages_are_left_alone(folder: Path, save: Save) -> None:
    for name in ("a.html", "b.html"):
        save(name, page(BODY, 2023, TEXT[:2]))
    assert (update(folder).reprints, kept(folder)) == ([], {"a": [], "b": []})


def test_report_lines_are_taken_as_told(folder: Path, save: Save) -> None:
    write_lines(folder / "r.jsonl", line("x", TEXT, body=BODY), line("y", TEXT, body=BODY))
    save("a.html", page(BODY, 2023, TEXT))
    assert (update(folder).reprints, kept(folder)) == ([], {"a": [], "x": [], "y": []})


def test_the_fuller_one_is_kept_whichever_comes_first(folder: Path, save: Save) -> None:
    save("a.html", page(BODY, 2023, TEXT[:11]))
    update(folder)
    save("b.html", page(BODY, 2023, TEXT))
    summary = update(folder)
    assert (summary.added, summary.removed, kept(folder)) == (1, 1, {"b": ["a"]})
    with open_searcher(folder.parent / "index") as searcher:
        assert searcher.search(SearchRequest(f'"{TEXT[11]}"')).total == 1


def test_of_equal_ones_that_which_is_indexed_stays(folder: Path, save: Save) -> None:
    save("b.html", page(BODY, 2023, TEXT))
    update(folder)
    save("a.html", page(BODY, 2023, TEXT))
    assert (update(folder).added, kept(folder)) == (0, {"b": ["a"]})
    update(folder, rebuild=True)
    assert kept(folder) == {"a": ["b"]}


def test_when_the_kept_one_goes_its_reprint_takes_its_place(folder: Path, save: Save) -> None:
    first = save("a.html", page(BODY, 2023, TEXT))
    for name in ("b.html", "c.html"):
        save(name, page(BODY, 2023, TEXT, title="凝心聚力"))
    update(folder)
    first.unlink()
    summary = update(folder)
    assert (summary.added, summary.removed, kept(folder)) == (1, 1, {"b": ["c"]})
    assert [(each.report, each.kept) for each in summary.reprints] == [("c", "b")]


def test_when_the_kept_one_changes_its_reprint_is_a_report(folder: Path, save: Save) -> None:
    save("a.html", page(BODY, 2023, TEXT))
    save("b.html", traditional(page(BODY, 2023, TEXT)))
    update(folder)
    save("a.html", page(BODY, 2023, MORE))
    summary = update(folder)
    assert (summary.added, summary.changed, kept(folder)) == (1, 1, {"a": [], "b": []})
    with open_searcher(folder.parent / "index") as searcher:
        assert searcher.report("b").paragraphs[2].text == traditional(TEXT[1])


def test_a_reprint_that_goes_or_changes(folder: Path, save: Save) -> None:
    save("a.html", page(BODY, 2023, TEXT))
    second = save("b.html", page(BODY, 2023, TEXT))
    update(folder)
    save("b.html", page(BODY, 2023, MORE))
    assert (update(folder).added, kept(folder)) == (1, {"a": [], "b": []})
    save("b.html", page(BODY, 2023, TEXT))
    assert (update(folder).removed, kept(folder)) == (1, {"a": ["b"]})
    second.unlink()
    assert (update(folder).removed, kept(folder)) == (0, {"a": []})


def test_reprints_move_with_their_files(folder: Path, save: Save) -> None:
    first = save("x/a.html", page(BODY, 2023, TEXT))
    second = save("x/b.html", page(BODY, 2023, TEXT))
    update(folder)
    (folder / "y").mkdir()
    second.rename(folder / "y/b.html")
    assert (update(folder).added, kept(folder)) == (0, {"a": ["b"]})
    first.rename(folder / "y/a.html")
    assert (update(folder).unchanged, kept(folder)) == (1, {"a": ["b"]})
    (folder / "y/a.html").rename(folder / "y/c.html")
    assert len(kept(folder)) == update(folder).reports == 1


def test_what_is_known_of_a_body_and_a_year_tells_reports_apart(folder: Path, save: Save) -> None:
    """One text, of two years, and once without: the one without is the reprint, whenever it came."""
    save("a.html", page("", None, TEXT, title="凝心聚力开新局"))
    update(folder)
    save("b.html", page(BODY, 2022, TEXT))
    assert (update(folder).removed, kept(folder)) == (1, {"b": ["a"]})
    save("c.html", page(BODY, 2023, TEXT))
    assert (update(folder).added, kept(folder)) == (1, {"b": ["a"], "c": []})

"""Reprints in an index on a real OpenSearch: what is kept, named and taken back is as in a directory."""

from pathlib import Path

import pytest
from made_prose import page, paragraphs, traditional

from index import IndexSummary, index_paths
from index.errors import IndexingFailed
from index.manifest import MadeBy
from index.store import open_store
from search import SearchRequest, open_searcher

pytestmark = pytest.mark.opensearch

TEXT = paragraphs(1, 12)
BODY = "乐清市政协"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A report without its end, its reprint in the other script, and the whole report."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "a.html").write_text(page(BODY, 2023, TEXT[:11]), "utf-8")
    (folder / "b.html").write_text(traditional(page(BODY, 2023, TEXT[:11])), "utf-8")
    (folder / "c.html").write_text(page(BODY, 2023, TEXT), "utf-8")
    return folder


def update(folder: Path, address: str, *, keep_reprints: bool | None = None) -> IndexSummary:
    summary = index_paths([folder], address, keep_reprints=keep_reprints)
    assert summary.failed == []
    assert list(open_store(address).check()) == []
    return summary


def kept(address: str) -> dict[str, list[str]]:
    """The reports, each with its reprints."""
    with open_searcher(address) as searcher:
        return {each.id: [other.id for other in each.reprints] for each in searcher.reports()}


def test_reports_added_and_taken_back_in_one_run(folder: Path, opensearch_index: str) -> None:
    summary = update(folder, opensearch_index)
    assert (summary.added, summary.reports, kept(opensearch_index)) == (1, 1, {"c": ["a", "b"]})
    with open_searcher(opensearch_index) as searcher:
        assert searcher.search(SearchRequest(f'"{TEXT[0]}"')).total == 1
        assert (searcher.kept_for("b"), searcher.kept_for("c")) == ("c", None)
        assert [each.file for each in searcher.report("c").summary.reprints] == ["a.html", "b.html"]
    again = update(folder, opensearch_index)
    assert (again.unchanged, again.reprints, kept(opensearch_index)) == (1, [], {"c": ["a", "b"]})


def test_when_the_kept_one_goes_its_reprint_takes_its_place(folder: Path, opensearch_index: str) -> None:
    update(folder, opensearch_index)
    (folder / "c.html").unlink()
    summary = update(folder, opensearch_index)
    assert (summary.added, summary.removed, kept(opensearch_index)) == (1, 1, {"a": ["b"]})
    (folder / "b.html").unlink()
    update(folder, opensearch_index)
    assert kept(opensearch_index) == {"a": []}


def test_the_option_is_remembered(folder: Path, opensearch_index: str) -> None:
    update(folder, opensearch_index, keep_reprints=True)
    update(folder, opensearch_index)
    assert kept(opensearch_index) == {"a": [], "b": [], "c": []}
    assert open_store(opensearch_index).status().keep_reprints
    update(folder, opensearch_index, keep_reprints=False)
    assert kept(opensearch_index) == {"c": ["a", "b"]}
    assert len(open_store(opensearch_index).status().reprints) == 2


def test_a_reprint_without_its_kept_report_is_refused(folder: Path, opensearch_index: str) -> None:
    update(folder, opensearch_index)
    store = open_store(opensearch_index)
    state = store.state(forgive=False)
    del state.sources[str(folder / "c.html")]
    with store.writing(rebuild=False) as session:
        session.remove("c")
        with pytest.raises(IndexingFailed, match="转载没有所留的那一份"):
            session.commit(state.made_by or MadeBy.with_segmenter(store.segmenter), state.sources)
    assert kept(opensearch_index) == {"c": ["a", "b"]}

"""What a view of the library costs: no file is read or looked at on each view, and a cluster is asked once."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from reports import line, page, write_lines
from web_client import get, opened

from index import index_paths
from index.analysis import Segmenter
from index.freshness import RecentFreshness
from index.opensearch.client import Cluster
from search import open_searcher

PROSE = "一年来，县政协常委会团结带领广大委员，围绕中心、服务大局，认真履行职能，取得了新的成绩。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve saved pages, and an index of them beside."""
    (tmp_path / "pages").mkdir()
    for number in range(12):
        path = tmp_path / "pages" / f"{number:02}.txt"
        path.write_text(page(f"第{number}县政协", 2023, PROSE + "&nbsp;", PROSE), "utf-8")
    index_paths([tmp_path / "pages"], tmp_path / "index")
    return tmp_path / "pages"


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch, *functions: tuple[Any, str]) -> Iterator[list[str]]:
    """The first arguments, as text, of the calls that this thread makes."""
    calls: list[str] = []
    own = threading.get_ident()

    def count(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() == own:
                calls.append(" ".join(map(str, arguments)))
            return real(*arguments, **named)

        return call

    with monkeypatch.context() as patch:
        for owner, name in functions:
            patch.setattr(owner, name, count(getattr(owner, name)))
        yield calls


def test_files_are_left_alone_from_view_to_view(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.freshness.GOOD_FOR", 60.0)
    files = ((os, "stat"), (os, "open"), (Path, "open"), (Path, "stat"))
    with opened(folder.parent / "index") as client:
        with counted(monkeypatch, *files) as calls:
            first, _ = get(client, "/reports")
        assert any(str(folder) in each for each in calls)
        with counted(monkeypatch, *files) as calls:
            assert get(client, "/reports")[0] == first
            get(client, "/reports", name="第3县")
        assert [each for each in calls if str(folder.parent) in each] == []
        assert "清理去掉" in first


def test_a_look_is_made_again_when_it_is_old_and_at_once_for_a_new_generation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.freshness._SHARE", 0)
    with open_searcher(folder.parent / "index") as searcher:
        now = [100.0]
        monkeypatch.setattr("index.freshness.time.monotonic", lambda: now[0])
        state = RecentFreshness(searcher.location, Segmenter())
        assert state.get().changed_files == 0
        (folder / "03.txt").unlink()
        now[0] += 1
        assert state.get().changed_files == 0
        now[0] += 2
        assert state.get().changed_files == 1
        assert RecentFreshness(searcher.location, Segmenter()).get().changed_files == 1


def test_a_look_that_takes_long_is_not_made_often(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]

    def slow(path: Path) -> tuple[Any, ...]:
        clock[0] += 1
        return ((path.stat().st_size, 0),)

    with open_searcher(folder.parent / "index") as searcher:
        monkeypatch.setattr("index.freshness.time.monotonic", lambda: clock[0])
        monkeypatch.setattr("index.indexing.plan.file_stamps", slow)
        state = RecentFreshness(searcher.location, Segmenter())
        known = state.get()
        assert (known.changed_files, clock[0]) == (12, 12.0)
        clock[0] += 19 * 12
        assert state.get() is known
        clock[0] += 2 * 12
        assert state.get() is not known


def test_what_is_open_is_listed_when_the_index_is_gone(folder: Path) -> None:
    with opened(folder.parent / "index") as client:
        assert client.get("/").status_code == 200
        shutil.rmtree(folder.parent / "index")
        text, shown = get(client, "/reports")
        assert "索引现在的状态看不到" in text
        assert "这里还没有索引" in text
        assert sum("?" not in each for each in shown.addresses("/reports/")) == 12


@pytest.mark.opensearch
def test_a_cluster_is_not_asked_for_each_report(
    opensearch_index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.freshness.GOOD_FOR", 60.0)
    lines = [line(f"r{number}", ["提案"], title=f"题{number}") for number in range(40)]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], opensearch_index)
    asked = ((Cluster, "request"), (Cluster, "msearch"), (Cluster, "pages"))
    with opened(opensearch_index) as client:
        client.get("/?q=提案")
        with counted(monkeypatch, *asked) as calls:
            get(client, "/reports")
        assert len(calls) < 15
        with counted(monkeypatch, *asked) as calls:
            get(client, "/reports")
            get(client, "/reports", name="题3")
        assert calls == []
        with open_searcher(opensearch_index) as searcher, counted(monkeypatch, (Cluster, "pages")) as calls:
            assert len(searcher.library.indexed) == len(searcher.reports()) == 40
            assert searcher.lexicon.entries.keys
            assert len(calls) == 1

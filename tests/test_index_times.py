"""A report's time goes with its text: what did not change is not new, wherever it lies and whatever is rebuilt."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from reports import line, page, write_lines

from index import index_paths
from index.indexing import times
from index.manifest import MadeBy, Source
from index.report import Paragraph, Report
from index.store import open_store
from index.stored import text_digest
from search import open_searcher

FIRST, SECOND, THIRD = (f"2026-0{month}-01T00:00:00+00:00" for month in (1, 2, 3))
TEXT = "一年来，区政协共收到提案一百件，办理工作扎实推进，委员满意。"


class Clock(datetime):
    """The time that index runs see."""

    moment = FIRST

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.fromisoformat(cls.moment).astimezone(tz)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "datetime", Clock)
    Clock.moment = FIRST


@pytest.fixture(params=["local", pytest.param("cluster", marks=pytest.mark.opensearch)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A place for an index: a directory, or an address on a cluster."""
    if request.param == "local":
        return tmp_path / "index"
    return str(request.getfixturevalue("opensearch_index"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(page("甲区政协", 2022, TEXT), "utf-8")
    write_lines(folder / "b.jsonl", line("b1", ["提案。", "满意。"]), line("b2", ["视察。"]))
    return folder


def indexed(place: Path | str) -> dict[str, str]:
    with open_searcher(place) as searcher:
        return dict(searcher.library.indexed)


def at(moment: str, paths: list[Path], place: Path | str, **options: Any) -> dict[str, str]:
    """The times of the reports after an index run at this moment."""
    Clock.moment = moment
    index_paths(paths, place, **options)
    return indexed(place)


def test_a_rebuild_changes_no_time(place: Path | str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = at(FIRST, [folder], place)
    assert before == dict.fromkeys(("a", "b1", "b2"), FIRST)
    assert at(SECOND, [folder], place, rebuild=True) == before
    monkeypatch.setattr("index.reading.CLEANING_VERSION", "another")
    assert at(THIRD, [folder], place) == before
    assert list(open_store(place).check()) == []


@pytest.mark.parametrize("rebuild", [False, True])
def test_only_a_changed_text_is_new(place: Path | str, folder: Path, *, rebuild: bool) -> None:
    at(FIRST, [folder], place)
    write_lines(
        folder / "b.jsonl",
        line("b1", ["提案。", "很满意。"]),
        line("b2", ["视察。"], body="乙区政协", year=2021, date="2024-01-25"),
        line("b3", ["新的。"]),
    )
    assert at(SECOND, [folder], place, rebuild=rebuild) == {"a": FIRST, "b1": SECOND, "b2": FIRST, "b3": SECOND}
    write_lines(folder / "b.jsonl", line("b1", ["提案。", "满意。"]), line("b2", ["视察。"], title="新题目"))
    assert at(THIRD, [folder], place, rebuild=rebuild) == {"a": FIRST, "b1": THIRD, "b2": THIRD}


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_report_takes_its_time_along(place: Path | str, folder: Path, tmp_path: Path, *, rebuild: bool) -> None:
    """From file to file, from folder to folder, and under another name."""
    at(FIRST, [folder], place)
    write_lines(folder / "b.jsonl", line("b1", ["提案。", "满意。"]))
    write_lines(folder / "c.jsonl", line("b2", ["视察。"]))
    (folder / "a.txt").rename(folder / "z.txt")
    moved = at(SECOND, [folder], place, rebuild=rebuild)
    assert moved == dict.fromkeys(("z", "b1", "b2"), FIRST)
    folder.rename(tmp_path / "elsewhere")
    assert at(THIRD, [tmp_path / "elsewhere"], place, rebuild=rebuild) == moved


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_copy_is_new_and_so_is_what_comes_back(tmp_path: Path, folder: Path, *, rebuild: bool) -> None:
    place = tmp_path / "index"
    at(FIRST, [folder], place)
    write_lines(folder / "copy.jsonl", line("b9", ["视察。"]))
    assert at(SECOND, [folder], place, rebuild=rebuild) == {"a": FIRST, "b1": FIRST, "b2": FIRST, "b9": SECOND}
    kept = (folder / "a.txt").read_bytes()
    (folder / "a.txt").unlink()
    at(SECOND, [folder], place, rebuild=rebuild)
    (folder / "a.txt").write_bytes(kept)
    assert at(THIRD, [folder], place, rebuild=rebuild)["a"] == THIRD


def test_a_report_without_a_stored_digest_keeps_its_time(place: Path | str, tmp_path: Path) -> None:
    """One of an index from before digests were stored: its texts are read."""
    write_lines(tmp_path / "one.jsonl", line("one", ["提案\ufffd", ""], title="题目"))
    store = open_store(place)
    with store.writing(rebuild=False) as session:
        paragraphs = (Paragraph("提案\ud800"), Paragraph(""))
        session.add(Report("one", "题目", "某市政协", 2023, None, None, paragraphs), {"path": "/x", "indexed": FIRST})
        session.commit(MadeBy.with_segmenter(store.segmenter), {"/x": Source((), {"one": ("0", 2)})})
    assert at(SECOND, [tmp_path / "one.jsonl"], place, rebuild=True) == {"one": FIRST}
    assert [each.text for each in open_store(place).times(["one", "none"])] == [text_digest("题目", ["提案\ufffd", ""])]


def test_a_rebuild_mends_an_index_of_which_nothing_can_be_read(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "index"
    at(FIRST, [folder], place)
    for segment in place.glob("data-*/*.zs"):
        segment.write_bytes(b"")
    assert at(SECOND, [folder], place, rebuild=True) == dict.fromkeys(("a", "b1", "b2"), SECOND)


def test_texts_that_differ_have_different_digests() -> None:
    texts: list[tuple[str, list[str]]] = [
        ("", []), ("", [""]), ("甲", []), ("", ["甲"]), ("甲", ["乙"]), ("甲乙", [""]), ("", ["甲", "乙"]),
        ("", ["甲乙"]), ("", ["乙", "甲"]), ("1", ["2"]), ("[1", ["2"]),
    ]  # fmt: skip
    assert len({text_digest(title, paragraphs) for title, paragraphs in texts}) == len(texts)

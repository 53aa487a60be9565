"""Stable keys of paragraphs: what keeps them, what changes them, and how they lead back."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines

import index.analysis
from index import index_paths
from index.segment import SegmentReader
from search import SearchRequest, open_searcher
from search.export.table import export_hits
from search.permalink import KEY, find_paragraph, paragraph_keys, permalink, text_key


@given(st.lists(st.text("提案办理 A", max_size=3), max_size=12))
def test_keys_are_all_different_and_lead_back(texts: list[str]) -> None:
    keys = paragraph_keys(texts)
    assert len(set(keys)) == len(texts)
    for number, key in enumerate(keys):
        assert KEY.fullmatch(key)
        assert find_paragraph(texts, key) == number


def test_script_and_width_do_not_change_a_key() -> None:
    assert text_key("政协协商１") == text_key("政協協商1")
    assert text_key("政协协商") != text_key("政协协商。")
    assert re.fullmatch("[0-9a-f]{12}", text_key(""))


def test_keys_outlive_changes_of_the_folding() -> None:
    """Addresses that were given out lead to their paragraphs, whatever is folded in later."""
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert text_key(every) == "1280e514120b"


def test_key_lasts_when_other_paragraphs_come_and_go() -> None:
    key = paragraph_keys(["甲", "乙", "丙"])[2]
    assert find_paragraph(["丙", "新"], key) == 0
    assert find_paragraph(["甲", "乙"], key) is None


def test_numbered_key_of_a_repeated_text() -> None:
    keys = paragraph_keys(["甲", "乙", "甲"])
    assert keys[2] == f"{keys[0]}-2"
    assert find_paragraph(["乙", "甲"], keys[2]) == 1


def test_address_is_quoted() -> None:
    assert permalink("a b?", "0" * 12) == "/reports/a%20b%3F/t/000000000000"


def exported_keys(directory: Path) -> list[str]:
    """The permalinks of all hits of 提案, in reading order, without what stands before their keys."""
    request = SearchRequest("提案", sort="date")
    with open_searcher(directory) as searcher:
        content = b"".join(export_hits(searcher, request, "csv", site="", when=datetime(2024, 1, 1, tzinfo=UTC)))
    table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [next(value for value in row.values() if "/t/" in value).rpartition("/t/")[2] for row in table]


ALIKE = st.sampled_from(["提案", "提案。", "提案辦理", "提案办理", "ＡＢ提案", "ab提案", "提案𠮷"])


@settings(max_examples=20)
@given(st.lists(st.lists(ALIKE, min_size=1, max_size=8), min_size=1, max_size=4), st.integers(0, 3))
def test_hits_have_the_keys_of_their_reports_paragraphs(reports: list[list[str]], gone: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, texts in enumerate(reports):
            write_lines(folder / f"{number}.jsonl", line(f"r{number}", texts))
            if number % 2:
                index_paths([folder], folder / "index")
        index_paths([folder], folder / "index")
        if gone < len(reports) - 1:
            (folder / f"{gone}.jsonl").unlink()
            index_paths([folder], folder / "index")
        with open_searcher(folder / "index") as searcher:
            expected = []
            for meta in searcher.metas():
                texts = [paragraph.text for paragraph in searcher.report(meta["id"]).paragraphs]
                expected += paragraph_keys(texts)
        assert sorted(exported_keys(folder / "index")) == sorted(expected)


def test_alike_paragraphs_are_exported_in_linear_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work: dict[int, int] = {}
    for count in (500, 2_000):
        source = write_lines(tmp_path / f"{count}.jsonl", line("a", ["提案办理。"] * count))
        index_paths([source], tmp_path / f"index-{count}")
        calls: list[None] = []

        def counted(real: Callable[..., Any], calls: list[None] = calls) -> Callable[..., Any]:
            def call(*arguments: Any) -> Any:
                calls.append(None)
                return real(*arguments)

            return call

        with monkeypatch.context() as patch:
            patch.setattr(SegmentReader, "text", counted(SegmentReader.text))
            patch.setattr("search.permalink.fold_for_keys", counted(index.analysis.fold_for_keys))
            patch.setattr("index.segment.segments.fold", counted(index.analysis.fold), raising=False)
            keys = exported_keys(tmp_path / f"index-{count}")
        assert sorted(keys) == sorted(paragraph_keys(["提案办理。"] * count))
        work[count] = len(calls)
    assert work[2_000] <= 4 * work[500]
    assert work[2_000] < 5 * 2_000


def test_a_number_takes_no_more_than_a_byte(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"] * 255))], tmp_path / "index")
    (path,) = (tmp_path / "index").rglob("*.zs")
    assert SegmentReader(path).file["repeat"].itemsize == 1

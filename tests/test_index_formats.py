"""The table of readers: a reader is its module and its row, and everything that asks about files walks the rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import index_paths
from index.cli import index_command
from index.errors import ReadError
from index.reading import SUFFIXES, files_of, formats, is_cleaned, is_report_file, read_reports, sidecar_path
from index.reading.formats import FORMATS, Format
from index.reading.provenance import original_lines
from index.report import Report
from search import SearchRequest, open_searcher

PROSE = "一年来，县政协共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
PAGES = """
from index.reading.cleaning import Line
from index.reading.metadata import PageHints

def read(data):
    return [Line(text) for text in data.decode().split(";")], PageHints()
"""
RAW = """
from index.errors import ReadError
from index.report import Paragraph, Report

def read(path, places):
    yield Report(path.stem, "题", "某市政协", 2023, None, None, (Paragraph(path.read_text("utf-8")),))
    yield ReadError("第 2 份不行")
"""


@pytest.fixture(autouse=True)
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two more readers: one of saved pages, one of texts that are taken as they are."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "made_up_pages.py").write_text(PAGES, "utf-8")
    (modules / "made_up_raw.py").write_text(RAW, "utf-8")
    monkeypatch.syspath_prepend(modules)
    rows = (
        Format((".semi",), "made_up_pages:read", cleaned=True, sidecar=True),
        Format((".raw",), "made_up_raw:read", cleaned=False, sidecar=False),
    )
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, *rows))


def saved(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_row_is_all_that_a_reader_of_pages_needs(tmp_path: Path) -> None:
    path = saved(tmp_path / "pages" / "县.SEMI", f"广安区政协2023年工作报告;政協(xié){PROSE};责任编辑：李明")
    sidecar_path(path).write_text('source = "手工录入"', "utf-8")
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    assert [paragraph.text for paragraph in report.paragraphs] == ["广安区政协2023年工作报告", f"政協{PROSE}"]
    assert (report.id, report.body, report.source) == ("县", "广安区政协", "手工录入")
    told = original_lines(path, [paragraph.text for paragraph in report.paragraphs])
    assert [(line.fate, line.paragraph) for line in told] == [("kept", 0), ("kept", 1), ("boilerplate", None)]
    assert is_report_file(path)
    assert is_cleaned(path)
    assert files_of(path) == (path, sidecar_path(path))


def test_a_row_is_all_that_a_reader_of_whole_reports_needs(tmp_path: Path) -> None:
    path = saved(tmp_path / "pages" / "r.raw", "政協(xié)，，")
    saved(sidecar_path(path), "is not read")
    report, error = read_reports(path)
    assert isinstance(report, Report)
    assert report.paragraphs[0].text == "政協(xié)，，"
    assert isinstance(error, ReadError)
    assert not is_cleaned(path)
    assert files_of(path) == (path,)
    with pytest.raises(ReadError, match="不经清理"):
        original_lines(path, ["政協(xié)，，"])


def test_files_of_a_new_format_are_indexed_and_found(tmp_path: Path) -> None:
    path = saved(tmp_path / "pages" / "a.semi", f"广安区政协2023年工作报告;{PROSE}")
    saved(tmp_path / "pages" / "b.semis", f"广安区政协2023年工作报告;{PROSE}")
    index = tmp_path / "index"
    assert index_paths([tmp_path / "pages"], index).added == 1
    assert index_paths([tmp_path / "pages"], index).unchanged == 1
    saved(sidecar_path(path), "year = 2020")
    assert index_paths([tmp_path / "pages"], index).changed == 1
    with open_searcher(index) as searcher:
        assert [(hit.report, hit.year) for hit in searcher.search(SearchRequest("收到提案")).hits] == [("a", 2020)]


def test_a_sidecar_is_looked_at_only_where_it_is_read(tmp_path: Path) -> None:
    line = {"id": "a", "title": "", "body": "某市政协", "year": 2023, "paragraphs": ["提案"]}
    path = saved(tmp_path / "pages" / "r.jsonl", json.dumps(line))
    index = tmp_path / "index"
    assert index_paths([path], index).added == 1
    saved(sidecar_path(path), "year = 2020")
    assert index_paths([path], index).unchanged == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_row_names_a_reader_and_is_told_in_the_help(suffix: str) -> None:
    assert suffix in (index_command.help or "").split("可用 ")[1].split("。")[0].split()
    found = formats.format_of(Path(f"a{suffix}"))
    assert found
    assert callable(found.load())
    assert suffix == suffix.lower()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.doc", r"不读这种文件（\.doc）.*soffice --headless --convert-to docx"),
        ("a.WPS", r"不读这种文件（\.wps）.*soffice"),
        ("a.ofd", r"不读这种文件（\.ofd）.*\.pdf"),
        ("a.tar.gz", r"不读这种文件（\.gz）.*解开"),
        ("a", r"没有后缀.*\.txt"),
        ("a.semi.bak", r"不读这种文件（\.bak）.*\.txt"),
    ],
)
def test_other_files_are_refused_with_what_to_do(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=message):
        list(read_reports(saved(tmp_path / name, PROSE)))


def test_the_longest_suffix_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    longer = Format((".old.txt",), "made_up_raw:read", cleaned=False, sidecar=False)
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, longer))
    assert formats.format_of(Path("a.old.txt")) == longer
    assert formats.format_of(Path("old.txt")) != longer

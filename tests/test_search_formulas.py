"""No table that is written has a cell which the program that opens it computes: both commands, and the workbook."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from reports import line, write_lines

from index import index_paths
from search import Searcher, SearchRequest
from search.export.cells import csv_lines
from search.export.rows import COLUMNS
from search.export.table import export_hits
from web.cli import cli

SIGNS = ("=1+1", "+", "-", "@", "\t=", "\r=", "\n=", "＝1", "＋", "－", "＠", "﹦1", "﹢", "﹣", "﹫")
HARMLESS = ("提案=1", "１", "'=1", "“提案”", "·提案", "")
BAD = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
TEXTS = ("body", "title", "text")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report for each sign, with which its body, its title and its paragraph begin."""
    folder = tmp_path_factory.mktemp("formulas")
    reports = [
        line(f"r{number}", [f"{sign}提案"], body=f"{sign}某市政协", title=f"{sign}提案报告")
        for number, sign in enumerate((*SIGNS, *HARMLESS))
    ]
    write_lines(folder / "a.jsonl", *reports)
    index_paths([folder], folder / "index")
    return folder / "index"


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_search_writes_no_formula_and_loses_nothing(index: Path, indexed: Searcher) -> None:
    done = CliRunner().invoke(cli, ["search", "提案", "--csv", "--limit", "100", "--index", str(index)])
    rows = {row["report"]: row for row in read(done.stdout_bytes.decode())}
    hits = indexed.search(SearchRequest("提案", limit=100)).hits
    assert len(rows) == len(hits) == len(SIGNS) + len(HARMLESS)
    for hit in hits:
        row, dangerous = rows[hit.report], int(hit.report[1:]) < len(SIGNS)
        assert not any(cell.startswith(BAD) for cell in row.values())
        for name in TEXTS:
            assert row[name] == ("'" if dangerous else "") + getattr(hit, name)


def test_export_writes_the_same_cells(indexed: Searcher) -> None:
    pieces = export_hits(indexed, SearchRequest("提案"), "csv", site="", when=datetime(2026, 1, 1, tzinfo=UTC))
    rows = read(b"".join(pieces).decode("utf-8-sig"))
    hits = indexed.search(SearchRequest("提案", limit=100)).hits
    assert len(rows) == len(hits)
    for row, hit in zip(rows, hits, strict=True):
        mark = "'" if int(hit.report[1:]) < len(SIGNS) else ""
        assert (row["机构"], row["标题"], row["原文"]) == (mark + hit.body, mark + hit.title, mark + hit.text)
        assert not any(cell.startswith(BAD) for cell in row.values())


def test_a_workbook_has_no_formula(indexed: Searcher) -> None:
    pieces = export_hits(
        indexed, SearchRequest("=提案 OR 提案"), "xlsx", site="", when=datetime(2026, 1, 1, tzinfo=UTC)
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as book:
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    assert sheets[0].count("<row ") == 1 + len(SIGNS) + len(HARMLESS)
    for sheet in sheets:
        assert "<f>" not in sheet
        assert "<f " not in sheet


@pytest.mark.parametrize("column", range(3))
@pytest.mark.parametrize("sign", SIGNS)
def test_every_column_follows_the_same_rule(sign: str, column: int) -> None:
    cells: list[str | int | float | None] = [-1, None, -0.5]
    cells[column] = f"{sign}提案"
    _, row = csv.reader(io.StringIO("".join(csv_lines(COLUMNS[:3], [cells])), newline=""))
    expected = ["-1", "", "-0.5"]
    expected[column] = f"'{sign}提案"
    assert row == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(text: str) -> None:
    written = "".join(csv_lines(["a", "b"], [[text, "提案"]], end="\n"))
    assert list(csv.reader(io.StringIO(written, newline="")))[1] == [text, "提案"]
    assert "\r" not in written

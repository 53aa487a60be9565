"""Tables of terms: every cell is the search that its address opens, and files of terms are read as users write them."""

import io
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from command import run
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.errors import RequestError, TooMuch, UserFileError
from index.facets import BY_NAME, counted_by
from search import Searcher, SearchRequest, open_searcher
from search.library import ReportFilter
from search.study import Term, matrix, read_terms
from search.study.matrix import MEASURES
from search.study.trend import AXES, TREND_BYS

BODIES = ("浙江省政协", "杭州市政协", "杭州市人民政府", "贵阳市政协", "某某会", "机构不详")
TERMS = (Term(1, "提案"), Term(3, "甲乙 OR “案甲”"), Term(4, "无此言"), Term(5, "提案 -甲"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of provinces, cities and levels over years with a gap; some know neither year nor place."""
    folder = tmp_path_factory.mktemp("matrix")
    dice = random.Random(7)
    lines = []
    for number in range(20):
        texts = ["".join(dice.choices(("甲", "乙", "提案", "，"), k=dice.randint(1, 9))) for _ in range(3)]
        lines.append(line(f"r{number}", texts, body=BODIES[number % 6], year=(None, 2018, 2020, 2021)[number % 4]))
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    return folder / "index"


def asked(url: str) -> SearchRequest:
    """The search that an address opens."""
    pairs: dict[str, Any] = parse_qs(urlsplit(url).query)
    switches: dict[str, Any] = {
        name: bool(pairs.pop(name, "")) for name in ("exact_body", "exact_script", "synonyms", "split_words")
    }
    return SearchRequest.parse(pairs.pop("q")[0], **switches, **pairs)


@pytest.mark.parametrize("filters", [{}, {"organ": ["cppcc"], "year": ["2018..2020", "none"]}, {"exact_body": True}])
@pytest.mark.parametrize("by", TREND_BYS)
def test_every_cell_is_the_search_that_it_opens(indexed: Searcher, by: str, filters: dict[str, Any]) -> None:
    request = SearchRequest.parse("", limit=100, **filters)
    table = matrix(indexed, TERMS, request, by=by)
    characters = indexed.characters(request, [counted_by(facet, exact_body=request.exact_body) for facet in AXES[by]])
    told = 0
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            key = (column,) if len(AXES[by]) == 1 else (row.name, column)
            assert (cell is None) == (key not in characters)
            if cell:
                found = indexed.search(asked(cell.url), may_relax=False)
                numbers = (found.occurrences, found.total, found.paragraphs_literal, found.reports)
                assert (cell.occurrences, cell.paragraphs, cell.paragraphs_literal, cell.reports) == numbers
                assert cell.characters == indexed.characters(asked(cell.url), ())[()] > 0
                assert cell.per_10k == pytest.approx(cell.occurrences * 10_000 / cell.characters)
                assert cell.all_reports == len(ReportFilter(asked(cell.url)).passing(indexed.reports())) >= cell.reports
                told += cell.occurrences
        total = indexed.search(asked(row.total.url), may_relax=False)
        assert (row.total.occurrences, row.total.reports) == (total.occurrences, total.reports)
        assert row.total.all_reports == sum(cell.all_reports for cell in row.cells if cell)
    assert told == sum(row.total.occurrences for row in table.rows) > 0
    names = {row.name for row in table.rows}
    assert [(row.line, row.query) for row in table.rows[:: len(names)]] == [(term.line, term.query) for term in TERMS]


def test_columns_are_years_without_gaps_and_places_with_text(indexed: Searcher) -> None:
    def columns(by: str, **filters: list[str]) -> tuple[str | int | None, ...]:
        return matrix(indexed, TERMS[:1], SearchRequest("", **parsed(filters)), by=by).columns

    assert columns("year") == (2018, 2019, 2020, 2021, None)
    assert columns("year", year=["2020..2021"]) == (2020, 2021)
    assert columns("year", body=["谁也不是"]) == ()
    assert columns("level") == ("province", "prefecture", None)
    assert set(columns("province")) == {"浙江省", "贵州省", None}
    assert columns("province")[-1] is None
    assert columns("body")[-1] == "机构不详"
    gap = matrix(indexed, TERMS[:1], SearchRequest("")).rows[0].cells[1]
    assert gap is None


def parsed(filters: dict[str, list[str]]) -> dict[str, Any]:
    return {name: tuple(map(BY_NAME[name].parse, given)) for name, given in filters.items()}


def test_rows_come_page_by_page_and_tables_are_bounded(indexed: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = matrix(indexed, TERMS, SearchRequest("", limit=100), by="body")
    page = matrix(indexed, TERMS, SearchRequest("", limit=2, offset=1), by="body")
    assert (page.rows, page.total) == (whole.rows[1:3], 4)
    for by, measure in (("title", "reports"), ("year", "words")):
        with pytest.raises(RequestError):
            matrix(indexed, TERMS, SearchRequest(""), by=by, measure=measure)  # type: ignore[arg-type]
    cells = len(whole.columns) * 4
    monkeypatch.setattr(sys.modules[matrix.__module__], "MOST_CELLS", cells)
    assert matrix(indexed, TERMS, SearchRequest("", limit=100), by="body").rows == whole.rows
    monkeypatch.setattr(sys.modules[matrix.__module__], "MOST_CELLS", cells - 1)
    with pytest.raises(TooMuch):
        matrix(indexed, TERMS, SearchRequest("", limit=100), by="body")


def test_a_file_has_a_term_a_line(tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_bytes("\ufeff提案\r\n# 注释\r\n\r\n  协商民主 # 一个词\r\n“民主 监督” OR C#\r\n提案\r\n".encode())
    assert read_terms(file) == (Term(1, "提案"), Term(4, "协商民主"), Term(5, "“民主 监督” OR C#"), Term(6, "提案"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("提案\n協商\n".encode("gbk"), "第 1 行不是 UTF-8 文字"),
        ("提案\n".encode() + "协商\n".encode("gbk"), "第 2 行不是 UTF-8 文字"),
        ("提案\n（\n好\n“不\n".encode(), "第 2 行：左括号没有配对；第 4 行：引号没有配对"),
        (("（\n" * 7).encode(), "第 6、7 行也不对"),
        (b"# nothing\n\n", "没有词"),
        (b"", "没有词"),
        (b"a\n" * 10_001, "10,001 个词"),
    ],
)
def test_a_file_that_cannot_be_read_names_its_lines(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_bytes(content)
    with pytest.raises(UserFileError, match=said):
        read_terms(file)
    done = run("matrix", file, index=tmp_path / "none")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "terms.txt" in done.stderr


def test_no_file_is_refused(tmp_path: Path, index: Path) -> None:
    with pytest.raises(RequestError):
        read_terms(tmp_path / "none.txt")
    for wrong in (tmp_path / "none.txt", tmp_path, ""):
        assert run("matrix", wrong, index=index).returncode == 2


def test_a_list_from_standard_input_is_the_file_of_its_lines(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "\ufeff提案\r\n# 注释\n\n无此言\n".encode()
    file = tmp_path / "terms.txt"
    file.write_bytes(content)
    # A file of that name is asked for as ./-
    (tmp_path / "-").write_text("别的词\n", "utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    piped = run("matrix", "-", "--csv", "-", index=index, cwd=tmp_path)
    assert piped.returncode == 0
    without_time = [line.rpartition(",")[0] for line in piped.stdout.splitlines()]
    of_file = run("matrix", file, "--csv", "-", index=index).stdout.splitlines()
    assert without_time == [line.rpartition(",")[0] for line in of_file]
    assert "无此言" in piped.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "标准输入 里没有词"),
        ("提案\n（\n".encode(), "标准输入 第 2 行：左括号没有配对"),
        ("提案\n".encode("gbk"), "标准输入 第 1 行不是 UTF-8 文字"),
    ],
)
def test_faults_of_standard_input_name_it(
    content: bytes, said: str, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    done = run("matrix", "-", index=index)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    monkeypatch.setattr(sys, "stdin", None)
    assert "标准输入是关着的" in run("matrix", "-", index=index).stderr


def test_the_command_and_the_api_have_the_same_table(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_text("提案\n甲\n无此言\n", "utf-8")
    done = run("matrix", file, "--by", "province_year", "--measure", "per_10k", "--json", index=index)
    assert done.returncode == 0
    table = json.loads(done.stdout)
    with opened(index) as client:
        query = {"q": ["提案", "甲", "无此言"], "by": "province_year", "measure": "per_10k", "limit": "200"}
        answer = client.get("/api/matrix", query_string=query).get_json()
        assert client.get("/api/matrix", query_string={"q": ["a"] + [f"b{n}" for n in range(100)]}).status_code == 400
        assert client.get("/api/matrix?by=year").status_code == 400
        assert client.get("/api/matrix?q=a&measure=words").status_code == 400
    for name in ("took_ms", "limit"):
        del table[name], answer[name]
    assert answer == table
    assert answer["measure"] in MEASURES
    assert answer["rows"][0]["cells"][1] is None
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("无此言\n", "utf-8")
    assert run("matrix", nothing, index=index).returncode == 1


def test_the_command_leaves_cells_without_text_empty(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_text("提案\n", "utf-8")
    head, row = run("matrix", file, "--measure", "reports", index=index).stdout.splitlines()
    assert head.split() == ["查询", "2018", "2019", "2020", "2021", "不详", "合计"]
    cells = json.loads(run("matrix", file, "--json", index=index).stdout)["rows"][0]
    shown = ["提案", *(str(cell["reports"]) for cell in cells["cells"] if cell), str(cells["total"]["reports"])]
    assert row.split() == shown
    assert len(shown) == 6


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Paragraphs that say a wording, in either script, and such as have its words only apart."""
    folder = tmp_path_factory.mktemp("apart")
    texts = (["协商民主。協商民主！"], ["民主评议，协商议事。", "加强协商民主。"], ["协商之后是民主监督。"])
    lines = [line(f"a{number}", each, body="某会", year=2020) for number, each in enumerate(texts)]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    with open_searcher(folder / "index") as opened_index:
        yield opened_index


@pytest.mark.parametrize(
    ("term", "switches", "counts"),
    [
        ("协商民主", {}, (3, 2, 2, 2)),
        (" 協商民主", {}, (3, 2, 2, 2)),
        ("协商民主", {"exact_script": True}, (2, 2, 2, 2)),
        ("协商民主", {"synonyms": True}, (3, 2, 2, 2)),
        ("“协商民主”", {}, (3, 2, 2, 2)),
        ("协商民主 年份:2020", {}, (3, 4, 2, 3)),
        ("协商民主 OR 评议", {}, (4, 4, 3, 3)),
        ("协商 民主", {}, (10, 4, 4, 3)),
        ("协商民主", {"split_words": True}, (7, 4, 4, 3)),
    ],
)
def test_a_plain_term_is_counted_as_it_is_written(
    apart: Searcher, term: str, switches: dict[str, Any], counts: tuple[int, ...]
) -> None:
    (row,) = matrix(apart, [Term(1, term)], SearchRequest.parse("", **switches)).rows
    found = apart.search(asked(row.total.url), may_relax=False)
    for cell in (row.total, row.cells[0]):
        assert cell
        assert (cell.occurrences, cell.paragraphs, cell.paragraphs_literal, cell.reports) == counts
    assert (found.occurrences, found.total, found.paragraphs_literal, found.reports) == counts
    assert (row.query, row.counted) == (term, asked(row.total.url).query)

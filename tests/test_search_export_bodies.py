"""Tables of hits and lines say whose each is, in columns behind those that were there before."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines
from workbooks import sheet_rows

from index import index_paths
from index.deadline import UNLIMITED
from search import Searcher, SearchRequest, open_searcher
from search.export.columns import HITS, LINES, Columns, Language
from search.export.concordance import line_table
from search.export.notes import Origin
from search.export.rows import HitTable, Table
from search.export.table import ExportKind, pieces

WHEN = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = {
    "zh": {"机关": "政协", "省份": "四川省", "城市": "广安市", "级别": "县级"},
    "en": {"organ": "政协", "province": "四川省", "prefecture": "广安市", "level": "county"},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whose")
    known = line("known", ["提案办理"], body="广安区政协", organ="政协", region={"code": "511602"})
    index_paths([write_lines(folder / "a.jsonl", known, line("unknown", ["提案"], body="甲乙丙"))], folder / "index")
    return folder / "index"


@pytest.fixture
def searcher(index: Path) -> Iterator[Searcher]:
    with open_searcher(index) as opened:
        yield opened


def tables(searcher: Searcher) -> list[Table]:
    request = SearchRequest("提案")
    origin = Origin.of(searcher, request, "", WHEN, UNLIMITED)
    return [HitTable(searcher.find(request, UNLIMITED), origin), line_table(searcher, origin, UNLIMITED)]


def rows(table: Table, kind: ExportKind, language: Language) -> list[dict[str, str]]:
    content = b"".join(pieces(table, kind, columns=language, bom=False))
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    head, *found = next(iter(sheet_rows(content).values()))
    return [dict(zip(map(str, head), [str(cell or "") for cell in row], strict=False)) for row in found]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_say_whose_they_are(searcher: Searcher, kind: ExportKind, language: Language) -> None:
    expected = PEOPLE[language]
    for table in tables(searcher):
        found = {row["机构" if language == "zh" else "body"]: row for row in rows(table, kind, language)}
        assert {name: found["广安区政协"][name] for name in expected} == expected
        assert not any(found["甲乙丙"].get(name) for name in expected)


@pytest.mark.parametrize(("columns", "last"), [(HITS, "restored"), (LINES, "original")])
def test_columns_stand_behind_those_that_there_were(columns: Columns, last: str) -> None:
    for names in (list(columns.labels), list(columns.names)):
        assert names[-5:] == [last, "organ", "province", "prefecture", "level"]


def test_lines_in_json_have_organ_and_region(searcher: Searcher) -> None:
    hits, lines = (json.loads(b"".join(pieces(table, "json"))) for table in tables(searcher))
    for found in (hits["hits"], lines["lines"]):
        assert {each["body"]: (each["organ"], each["region"]["county"]) for each in found} == {
            "广安区政协": ("政协", "广安区"),
            "甲乙丙": (None, None),
        }


@pytest.mark.parametrize("command", ["search", "kwic"])
def test_the_command_prints_them(index: Path, command: str) -> None:
    printed = run(command, "提案", "--csv", "--columns", "en", index=index)
    found = {row["body"]: row for row in csv.DictReader(io.StringIO(printed.stdout))}
    assert {name: found["广安区政协"][name] for name in PEOPLE["en"]} == PEOPLE["en"]
    assert not any(found["甲乙丙"][name] for name in PEOPLE["en"])

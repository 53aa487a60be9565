"""Files of changes, traces, tables of terms and groups of lines: all rows, as the API has them, by page and CLI."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened
from workbooks import sheet_rows

from index import index_paths

HANDED = "坚持人民政协为人民，"
TRACED = {"report": "b", "least": "6"}
MATRIX = {"q": ["提案", "没有的词"], "by": "body_year", "measure": "paragraphs"}
CHANGES = {"body": "甲市政协", "year": "2023"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    source = write_lines(
        folder / "r.jsonl",
        line("a", [HANDED + "开展视察。", "全年收到提案134件。", "提案办理好。"], year=2021, body="甲市政协"),
        line("b", [HANDED + "办好实事。", "全年收到提案156件。", "提案办理好。"], year=2023, body="甲市政协"),
        line("c", [HANDED + "办好每一件提案。", "=1+1 提案者。"], year=2023, body="乙市政协"),
    )
    index_paths([source], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def csv_of(client: FlaskClient, study: str, asked: dict[str, Any]) -> list[dict[str, str]]:
    answer = client.get(f"/api/{study}.csv", query_string=asked | {"columns": "en"})
    assert answer.status_code == 200, answer.text
    return table(answer.text)


def test_changes_have_every_sentence_of_both_years(client: FlaskClient, index: Path) -> None:
    rows = csv_of(client, "changes", CHANGES)
    assert [(row["kind"], row["before"], row["after"]) for row in rows] == [
        ("reworded", HANDED + "开展视察。", HANDED + "办好实事。"),
        ("reworded", "全年收到提案134件。", "全年收到提案156件。"),
        ("kept", "提案办理好。", "提案办理好。"),
    ]
    assert [(urlsplit(row["before_link"]).fragment, urlsplit(row["link"]).fragment) for row in rows] == [
        (f"p{number}", f"p{number}") for number in range(3)
    ]
    whole = json.loads(client.get("/api/changes.json", query_string=CHANGES).data)
    assert whole["counts"] == {"kept": 1, "reworded": 2, "new": 0, "gone": 0}
    assert (whole["before"], whole["after"], whole["about"]["searched"]["reports"]) == (2021, 2023, 2)
    told = run("changes", "甲市政协", 2023, "--csv", index=index)
    assert [row["after"] for row in table(told.stdout)] == [row["after"] for row in rows]
    few = run("changes", "甲市政协", 2023, "--limit", 1, "--csv", index=index)
    assert [row["kind"] for row in table(few.stdout)] == ["reworded", "kept"]


def test_a_trace_has_every_run(client: FlaskClient, index: Path, tmp_path: Path) -> None:
    runs = client.get("/api/trace", query_string=TRACED).json["runs"]  # type: ignore[index]
    rows = csv_of(client, "trace", TRACED)
    assert [(row["text"], row["count"], row["first_report"], row["first_year"]) for row in rows] == [
        (each["text"], str(each["count"]), each["first"]["report"], str(each["first"]["year"])) for each in runs
    ]
    assert len(rows) == 2
    path = tmp_path / "draft.txt"
    path.write_text(HANDED + "再上台阶。", "utf-8")
    assert [row["text"] for row in table(run("trace", path, "--csv", index=index).stdout)] == [HANDED.strip("，")]


def test_a_draft_that_is_sent_is_traced_in_a_file_from_its_page(client: FlaskClient) -> None:
    text = HANDED + "再上台阶。\n全年收到提案一件。"
    page = client.post("/study/trace", data={"text": text, "least": "6"}, headers={"Origin": "http://localhost"})
    assert page.status_code == 200
    assert 'aria-current="page">溯源' in page.text
    address = next(part.partition('"')[0] for part in page.text.split('formaction="') if "/trace.csv" in part[:40])
    answer = client.post(address.replace("&amp;", "&"), data={"text": text})
    assert answer.status_code == 200, answer.text
    assert [row["字句"] for row in table(answer.text)] == [HANDED.strip("，"), "全年收到提案"]
    assert client.post("/api/trace.csv", data={}).status_code == 400
    assert client.get("/api/trace.csv").status_code == 400


def test_a_matrix_is_a_table_with_empty_cells_where_there_is_no_text(client: FlaskClient) -> None:
    rows = csv_of(client, "matrix", MATRIX)
    cells = [{name: row[name] for name in ("term", "name", "2021", "2022", "2023", "total")} for row in rows]
    assert cells == [
        {"term": "提案", "name": "甲市政协", "2021": "2", "2022": "", "2023": "2", "total": "4"},
        {"term": "提案", "name": "乙市政协", "2021": "", "2022": "", "2023": "2", "total": "2"},
        {"term": "没有的词", "name": "甲市政协", "2021": "0", "2022": "", "2023": "0", "total": "0"},
        {"term": "没有的词", "name": "乙市政协", "2021": "", "2022": "", "2023": "0", "total": "0"},
    ]
    book = sheet_rows(client.get("/api/matrix.xlsx", query_string=MATRIX).data)
    assert book["词表对照"][0][:5] == ["词", "机构", "2021", "2022", "2023"]
    assert book["词表对照"][1][2] == 2
    whole = json.loads(client.get("/api/matrix.json", query_string=MATRIX).data)
    answer = client.get("/api/matrix", query_string=MATRIX).json
    assert answer
    assert [whole["columns"], len(whole["rows"])] == [answer["columns"], len(answer["rows"])]
    assert whole["rows"][0]["total"]["url"] == "http://localhost" + answer["rows"][0]["total"]["url"]
    _, page = get(client, "/study/matrix", terms="提案\n没有的词", by="body_year", measure="paragraphs")
    [address] = page.addresses("/api/matrix.csv")
    assert [row["合计"] for row in table(client.get(address).text)] == ["4", "2", "0", "0"]


def test_groups_of_lines_are_a_table_too(client: FlaskClient, index: Path) -> None:
    asked = {"q": "提案", "group": "R1"}
    groups = client.get("/api/kwic", query_string=asked | {"limit": "200"}).json["groups"]  # type: ignore[index]
    rows = csv_of(client, "kwic", asked)
    assert [(row["text"], row["occurrences"], row["reports"]) for row in rows] == [
        (each["text"], str(each["occurrences"]), str(each["reports"])) for each in groups
    ]
    assert sum(int(row["occurrences"]) for row in rows) == 6
    lines = client.get(urlsplit(rows[0]["link"])._replace(scheme="", netloc="").geturl())
    assert lines.status_code == 200
    _, page = get(client, "/kwic", q="提案", group="R1")
    [address] = page.addresses("/api/kwic.csv")
    assert len(table(client.get(address).text)) == len(rows)
    _, page = get(client, "/kwic", q="提案", group="R1:办理")
    [address] = page.addresses("/api/kwic.csv")
    assert len(table(client.get(address).text)) == 2
    assert len(table(run("kwic", "提案", "--group", "R1", "--csv", index=index).stdout)) == len(rows)


def test_places_have_each_occurrence_in_reading_order(client: FlaskClient, index: Path) -> None:
    found = client.get("/api/places", query_string={"q": "提案"}).json
    assert found
    assert [(each["report"], each["occurrences"], each["paragraphs"]) for each in found["reports"]] == [
        ("b", 2, [1, 2]), ("c", 2, [0, 1]), ("a", 2, [1, 2]),
    ]  # fmt: skip
    rows = csv_of(client, "places", {"q": "提案"})
    assert [(row["report"], row["number"], float(row["place"])) for row in rows] == [
        (report["report"], str(paragraph + 1), place)
        for report in found["reports"]
        for paragraph, place in zip(report["paragraphs"], report["places"], strict=True)
    ]
    assert all(0 <= float(row["place"]) < 1 for row in rows)
    done = run("places", "提案", "--limit", 2, index=index)
    assert [line.split()[:3] for line in done.stdout.splitlines()[2:]] == [
        ["甲市政协", "2023", "2"], ["乙市政协", "2023", "2"],
    ]  # fmt: skip
    assert run("places", "无此言", index=index).returncode == 1
    assert table(run("places", "提案", "--csv", index=index).stdout)[0]["body"] == "甲市政协"


def test_links_of_runs_and_a_trace_keep_what_was_asked(client: FlaskClient) -> None:
    text = HANDED + "再上台阶。\n\n全年收到提案一件。"
    page = client.post("/study/trace?body=乙市政协", data={"text": text, "least": "6", "other_bodies": "1"})
    assert f">{text}</textarea>" in page.text
    assert 'name="other_bodies" value="1" checked' in page.text
    assert 'action="/study/trace?body=' in page.text
    told = client.post("/api/trace.csv", data={"text": text, "least": "6"})
    assert (told.status_code, "least" in told.json["error"]["message"]) == (400, True)  # type: ignore[index]
    second = client.get("/study/trace?report=b&least=6&limit=1&page=2").text
    assert '<a aria-current="page"' in second.partition('aria-label="第 2 页"')[0].rpartition("</a>")[2]


@pytest.mark.parametrize(
    ("study", "asked"),
    [
        ("matrix", {"q": "提案 办理", "split_words": "1"}),
        ("new", {"q": "机构:甲", "since": "", "least": "1"}),
        ("keyness", {"q": "机构:甲", "against": ""}),
    ],
)
def test_a_note_leads_to_the_same_numbers(client: FlaskClient, study: str, asked: dict[str, str]) -> None:
    """Of the whole library a page is asked by a query, since its field is empty for the rest."""
    note = client.get(f"/api/{study}.txt", query_string=asked).text
    [address] = [line.partition("http://localhost")[2] for line in note.splitlines() if f"/study/{study}?" in line]
    _, page = get(client, address)
    [file] = page.addresses(f"/api/{study}.csv")
    here, there = (client.get(f"/api/{study}.csv", query_string=asked).text, client.get(file).text)
    # Links repeat the query, which is written otherwise there.
    strip, other = (
        [
            [row for name, row in each.items() if not name.endswith(("检索式", "导出时间", "链接"))]
            for each in table(file)
        ]
        for file in (here, there)
    )
    assert strip == other


@pytest.mark.parametrize(("study", "asked"), [("changes", CHANGES), ("trace", TRACED), ("matrix", MATRIX)])
def test_notes_lead_back_to_the_page(client: FlaskClient, study: str, asked: dict[str, Any]) -> None:
    note = client.get(f"/api/{study}.txt", query_string=asked).text
    [address] = [line.partition("http://localhost")[2] for line in note.splitlines() if f"/study/{study}?" in line]
    page = client.get(address)
    assert page.status_code == 200
    assert "<table" in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/changes.csv", 400),
        ("/api/changes.csv?body=甲市政协&year=二〇", 400),
        ("/api/changes.csv?body=丙市政协&year=2023", 404),
        ("/api/trace.csv?report=x", 404),
        ("/api/matrix.csv", 400),
        ("/api/places.csv", 400),
        ("/api/matrix.csv?q=(", 400),
        ("/api/matrix.pdf?q=提案", 404),
    ],
)
def test_what_cannot_be_is_told_before_a_file_begins(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status

"""The files of studies have the rows of the API, on a sheet named for the study, with what was counted."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_client import opened
from workbooks import sheet_rows

LISTS: dict[str, tuple[str, str, dict[str, str]]] = {
    "words": ("词表", "terms", {"q": "年份:2023", "part": "新…"}),
    "keyness": ("关键词", "terms", {"q": "机构:广安", "against": "机构:綦江", "least": "3"}),
    "collocates": ("搭配", "terms", {"q": "协商", "least": "3"}),
    "figures": ("数字", "figures", {"q": "提案"}),
}


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def rows_of(client: FlaskClient, study: str, asked: dict[str, Any]) -> list[dict[str, str]]:
    answer = client.get(f"/api/{study}.csv", query_string=asked | {"columns": "en"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("study", LISTS)
def test_files_have_the_rows_of_the_api(client: FlaskClient, study: str) -> None:
    sheet, items, asked = LISTS[study]
    found = client.get(f"/api/{study}", query_string=asked | {"limit": "200"}).json
    assert found
    rows = rows_of(client, study, asked)
    known = found[items]
    assert len(known) == min(200, len(rows)) > 0
    first = next(iter(known[0]))
    assert [row[first] for row in rows[: len(known)]] == [str(each[first]) for each in known]
    book = sheet_rows(client.get(f"/api/{study}.xlsx", query_string=asked).data)
    assert list(book) == [sheet, "说明"]
    assert len(book[sheet]) == len(rows) + 1
    whole = json.loads(client.get(f"/api/{study}.json", query_string=asked).data)
    assert len(whole[items]) == len(rows)
    assert f"/study/{study}?" in client.get(f"/api/{study}.txt", query_string=asked).text


def test_figures_by_body_and_year_are_cells_in_the_file_too(client: FlaskClient) -> None:
    asked = {"q": "提案", "by": "body_year"}
    cells = client.get("/api/figures", query_string=asked | {"limit": "200"}).json["cells"]  # type: ignore[index]
    rows = rows_of(client, "figures", asked)
    assert [(row["body"], row["year"], row["total"]) for row in rows] == [
        (each["body"], str(each["year"]), str(each["total"])) for each in cells
    ]
    assert len(json.loads(client.get("/api/figures.json", query_string=asked).data)["cells"]) == len(cells)


def test_the_note_of_a_history_says_what_its_page_says(client: FlaskClient) -> None:
    asked = {"q": "疫情"}
    said = re.findall('<p class="course">(.*?)</p>', client.get("/study/history", query_string=asked).text)
    assert any("2 个机构" in each for each in said)
    note = client.get("/api/history.txt", query_string=asked).text
    assert all(each in note for each in said)
    about = json.loads(client.get("/api/history.json", query_string=asked).data)["about"]
    assert (about["became_1"], about["first_1"]["bodies"]) == (said, 2)
    alone = json.loads(client.get("/api/history.json", query_string={"q": "有事来协商"}).data)["about"]
    assert alone["first_1"]["bodies"] == 1
    assert "became_1" not in alone


@pytest.mark.parametrize(("study", "name"), [("keyness", "against"), ("new", "since")])
def test_a_blank_reference_is_everything_and_none_is_the_rest(client: FlaskClient, study: str, name: str) -> None:
    """A field of the page's form that nobody filled in is none."""
    asked = {"q": "机构:广安"}
    everything, rest = (
        json.loads(client.get(f"/api/{study}.json", query_string=each).data)["about"]["reference"]
        for each in (asked | {name: ""}, asked)
    )
    assert everything["reports"] > rest["reports"]
    for given, said in ((asked | {name: ""}, everything), (asked, rest)):
        assert client.get(f"/api/{study}", query_string=given).json["reference"] == said  # type: ignore[index]
    page = client.get(f"/study/{study}", query_string=asked | {name: ""})
    assert f"{name}=&" not in page.text.partition("<main")[2]
    assert "其余的" in page.text

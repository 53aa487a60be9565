"""A body that is not there: the page and the API say so, and lead to those that are near."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, found, get, opened

from index import index_paths


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("near")
    reports = write_lines(folder / "r.jsonl", line("a", ["提案办理"], body="大兴区政协"), line("b", ["工作"]))
    assert not index_paths([reports], folder / "index").failed
    with opened(folder / "index") as client:
        yield client


def words(text: str) -> str:
    """What a page says, without its markup."""
    return re.sub("<[^>]+>", "", text)


def near(page: Page) -> str:
    """The address of the notice's link to the near body."""
    return next(each["href"] for each in page.links if each["text"] == "大兴区政协" and "q=" in each["href"])


def test_the_page_leads_to_the_near_body_and_explains_the_field(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案", body="大兴")
    assert "没有名为“大兴”的机构；相近的有 大兴区政协；筛选要写全名" in words(text)
    assert "机构:大兴" in text
    text, _ = get(client, near(page))
    assert found(text)[:2] == (1, 1)
    assert "没有名为" not in text


def test_the_library_leads_to_the_near_body_among_its_reports(client: FlaskClient) -> None:
    text, page = get(client, "/reports", body="大兴")
    assert "没有名为“大兴”的机构；相近的有 大兴区政协；筛选要写全名" in words(text)
    (to,) = [each["href"] for each in page.links if each["text"] == "大兴区政协"]
    assert to.startswith("/reports?")
    assert "没有名为" not in get(client, to)[0]


def test_the_concordance_leads_to_the_near_body_in_its_own_order(client: FlaskClient) -> None:
    text, page = get(client, "/kwic", q="提案", body="大兴", sort="right")
    assert "没有名为“大兴”的机构；相近的有 大兴区政协；筛选要写全名" in words(text)
    (to,) = [each["href"] for each in page.links if each["text"] == "大兴区政协"]
    assert to.startswith("/kwic?")
    assert "sort=right" in to


def test_a_part_in_the_query_is_replaced_by_the_whole_name(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案 机构:大星")
    assert "没有名称含“大星”的机构；相近的有 大兴区政协。" in words(text)
    text, _ = get(client, near(page))
    assert found(text)[:2] == (1, 1)


@pytest.mark.parametrize(("body", "says"), [("大足区政协", "收录里没有大足区政协的报告。"), ("大兴区政协", "")])
def test_a_body_that_is_known_is_told_from_one_that_is_not(body: str, says: str, client: FlaskClient) -> None:
    text, _ = get(client, "/", q="提案", body=body)
    assert says in text
    assert ("没有名为" in text, "收录里没有" in text) == (False, bool(says))


def test_in_english_and_in_traditional_script(client: FlaskClient) -> None:
    for ui, says in (
        ("en", "There is no body of the name “大兴”; near are 大兴区政协; the filter takes the whole name"),
        ("zh-Hant", "沒有名為“大兴”的機構；相近的有 "),
    ):
        client.set_cookie("ui", ui)
        text, _ = get(client, "/", q="提案", body="大兴")
        assert says in words(text)
    client.delete_cookie("ui")


def test_the_api_has_it_in_its_suggestions(client: FlaskClient) -> None:
    answer = client.get("/api/suggest", query_string={"q": "提案", "body": "大兴"}).get_json()
    [absent] = answer["absent"]
    assert (absent["asked"], absent["near"], absent["message"]) == ("大兴", ["大兴区政协"], "没有名为“大兴”的机构")
    first = answer["suggestions"][0]
    assert (first["kind"], first["total"]) == ("body", 1)
    assert found(client.get(first["url"]).text)[:2] == (1, 1)
    assert client.get("/api/suggest", query_string={"q": "提案"}).get_json()["absent"] == []

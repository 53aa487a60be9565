"""Links of terms in a selection that is made with synonyms open what was counted: the terms, and not their synonyms."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened

from index import index_paths

TEXTS = (
    ["协商提案。", "协商议案，再谈议案。", "城市农村。"],
    ["提案，协商。", "协商议案！议案？", "农村提案。"],
    ["协商道路。", "道路议案。", "道路农村。"],
)
ASKED: dict[str, dict[str, Any]] = {
    "words": {},
    "keyness": {"against": "农村", "least": "1"},
    "new": {"since": "农村", "least": "1"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("synonyms")
    (folder / "synonyms.txt").write_text("提案 = 议案\n协商 = 道路\n", "utf-8")
    lines = [line(f"a{number}", each, year=2020 + number) for number, each in enumerate(TEXTS)]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    with opened(folder / "index") as connected:
        yield connected


def rows(client: FlaskClient, name: str, **asked: Any) -> dict[str, list[str]]:
    """The addresses of lines in each row of a study's page, each once, by the row's term."""
    text = client.get(f"/study/{name}", query_string={"synonyms": "1", **asked}).text
    found: dict[str, list[str]] = {}
    for row in re.findall("<tr>.*?</tr>", text, re.DOTALL):
        if head := re.search('<th scope="row"[^>]*>(?:<[^>]*>)*([^<]+)<', row):
            found[head[1]] = [unescape(each) for each in dict.fromkeys(re.findall('href="(/kwic[^"]*)"', row))]
    return found


def lines(client: FlaskClient, address: str) -> list[str]:
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return [each["word"] for each in client.get("/api/kwic", query_string=query).get_json()["lines"]]


@pytest.mark.parametrize("name", ASKED)
def test_a_term_opens_its_own_lines_in_a_selection_with_synonyms(client: FlaskClient, name: str) -> None:
    asked = {"q": "提案 协商", **ASKED[name]}
    answer = client.get(f"/api/{name}", query_string={"synonyms": "1", **asked}).get_json()
    terms = [each for key in ("terms", "new", "more", "less", "gone") for each in answer.get(key, [])]
    addresses = rows(client, name, **asked)
    assert {"协商", "议案"} <= {each["term"] for each in terms} == set(addresses)
    for each in terms:
        opened_lines = [lines(client, address) for address in addresses[each["term"]]]
        counts = [each["count"]] if "count" in each else [each["target"], each["reference"]]
        assert opened_lines == [[each["term"]] * count for count in counts if count]


def test_a_collocate_opens_its_own_lines_beside_the_synonyms_of_a_query(client: FlaskClient) -> None:
    answer = client.get("/api/collocates", query_string={"q": "提案", "synonyms": "1"}).get_json()
    addresses = rows(client, "collocates", q="提案")
    together = {each["term"]: each["together"] for each in answer["terms"]}
    assert together == {"协商": 4, "道路": 1, "农村": 1, "再谈": 1, "议案": 2}
    for row in answer["terms"]:
        beside, *sides = addresses[row["term"]]
        assert lines(client, beside) == [row["term"]] * row["together"]
        assert len(sides) == (row["left"] > 0) + (row["right"] > 0)
        for address in sides:
            assert set(lines(client, address)) == {row["term"]}
    # Another occurrence of what is looked for is beside it, and not it itself.
    assert parse_qs(urlsplit(addresses["议案"][0]).query)["q"] == ["整词:议案 /句5词 范围:(提案)"]


@pytest.mark.parametrize("name", ["words", "keyness", "new", "collocates"])
def test_without_synonyms_a_link_says_nothing_of_them(client: FlaskClient, name: str) -> None:
    for addresses in rows(client, name, q="协商", synonyms="").values():
        assert not any("原样" in each or "synonyms" in each for each in map(unescape, addresses))

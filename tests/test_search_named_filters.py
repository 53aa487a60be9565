"""Kinds, organs and levels by any of their names, alike on the command line, in addresses, the API and fields."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import found, opened

from index import index_paths
from index.facets import BY_NAME

NAMES = [
    ("kind", "heading", ("标题", "標題", "Heading", "ＨＥＡＤＩＮＧ")),
    ("kind", "item", ("列表", "条目", "列表项", "item", "List item")),
    ("organ", "法院", ("法院", "人民法院", "Court", "court")),
    ("organ", "人大", ("人大", "人民代表大會", "People's Congress")),
    ("level", "prefecture", ("地级", "地級", "市", "Prefecture")),
    ("level", "none", ("不详", "不詳", "none", "Unknown")),
]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named")
    bodies = ("宁波市法院", "宁波市人大", "某某政协")
    kinds = ["heading", "item", "text"]
    lines = [line(f"r{at}", ["提案一", "提案二", "提案三"], body=each, kinds=kinds) for at, each in enumerate(bodies)]
    assert not index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index").failed
    return folder / "index"


@pytest.fixture(scope="module")
def client(directory: Path) -> Iterator[FlaskClient]:
    with opened(directory) as client:
        yield client


@pytest.mark.parametrize(("facet", "own", "names"), NAMES)
def test_every_name_asks_for_the_same_everywhere(
    facet: str, own: str, names: tuple[str, ...], directory: Path, client: FlaskClient
) -> None:
    expected = client.get("/api/search", query_string={"q": "提案", facet: own}).get_json()["total"]
    assert 0 < expected < 9
    for name in names:
        asked = {"q": "提案", facet: name}
        assert client.get("/api/search", query_string=asked).get_json()["total"] == expected, name
        assert found(client.get("/", query_string=asked).text)[1] == expected, name
        field = f"提案 {BY_NAME[facet].fields[0]}:“{name}”"
        assert client.get("/api/search", query_string={"q": field}).get_json()["total"] == expected, name
    answer = run("search", "提案", f"--{facet}", names[-1], "--index", directory)
    assert f"{expected} 段" in answer.stdout


@pytest.mark.parametrize(("facet", "name"), [("kind", "title"), ("organ", "学校"), ("level", "乡"), ("kind", "none")])
def test_what_is_no_name_is_refused_with_those_that_are(facet: str, name: str, client: FlaskClient) -> None:
    answer = client.get("/api/search", query_string={"q": "提案", facet: name})
    assert answer.status_code == 400
    assert name in answer.text

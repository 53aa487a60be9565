"""The library is narrowed by every facet of reports, on its page and in the API, as searches are."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, get, opened

from index import index_paths
from index.facets import FACETS
from search import SearchRequest, open_searcher

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORTS = {
    "xy-2009": {"body": "襄樊市政协", "year": 2009},
    "xy-2011": {"body": "襄阳市政协", "year": 2011},
    "ga": {"body": "广安区政协", "year": 2011, "organ": "政协", "region": {"code": "511602"}},
    "sc": {"body": "四川省政府", "year": 2011},
    "court": {"body": "余姚市人民法院", "year": None},
    "nobody": {"body": "甲乙丙", "year": 2009},
}
FILTERS: list[tuple[dict[str, str | list[str]], set[str]]] = [
    ({"organ": "政府"}, {"sc"}),
    ({"organ": ["政府", "法院"]}, {"sc", "court"}),
    ({"organ": "法院", "level": "县级"}, {"court"}),
    ({"organ": "none"}, {"nobody"}),
    ({"province": "四川省"}, {"ga", "sc"}),
    ({"province": "none"}, {"nobody"}),
    ({"province": "四川省", "organ": "政协"}, {"ga"}),
    ({"prefecture": "廣安市"}, {"ga"}),
    ({"level": "county"}, {"ga", "court"}),
    ({"level": "prefecture", "year": "..2010"}, {"xy-2009"}),
    ({"year": "none"}, {"court"}),
    ({"body": "襄阳市政协"}, {"xy-2009", "xy-2011"}),
    ({"body": "襄阳市政协", "exact_body": "1"}, {"xy-2011"}),
    ({"body": "政协襄阳市委员会"}, {"xy-2009", "xy-2011"}),
    ({"province": "没有的省"}, set()),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facets")
    lines = [line(name, ["提案"], title=f"报告{name}", **fields) for name, fields in REPORTS.items()]  # type: ignore[arg-type]
    index_paths([write_lines(folder / "a.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def listed(page: Page) -> set[str]:
    return {
        link["href"].removeprefix("/reports/").partition("?")[0]
        for link in page.links
        if "lang" in link and "/reports/" in link["href"]
    }


@pytest.mark.parametrize(("query", "expected"), FILTERS, ids=lambda given: " ".join(sorted(given)))
def test_reports_are_filtered_as_searches_are(
    client: FlaskClient, index: Path, query: dict[str, Any], expected: set[str]
) -> None:
    _, page = get(client, "/reports", **query)
    assert listed(page) == expected
    answer = client.get("/api/reports", query_string=query).json
    assert answer is not None
    assert ({each["id"] for each in answer["reports"]}, answer["total"]) == (expected, len(expected))
    asked: dict[str, Any] = {name: [given] if isinstance(given, str) else given for name, given in query.items()}
    exact = bool(asked.pop("exact_body", False))
    with open_searcher(index) as searcher:
        hits = searcher.search(SearchRequest.parse("提案", exact_body=exact, **asked)).hits
    assert {hit.report for hit in hits} == expected


@pytest.mark.parametrize(
    "query", [{"kind": "text"}, {"organ": "学校"}, {"level": "乡级"}, {"year": "去年"}, {"exact_body": "x"}], ids=str
)
@pytest.mark.parametrize("address", ["/reports", "/api/reports"])
def test_what_reports_cannot_be_filtered_by_is_refused(
    client: FlaskClient, address: str, query: dict[str, str]
) -> None:
    assert client.get(address, query_string=query).status_code == 400


def test_the_page_offers_every_facet_with_the_number_that_a_click_lists(client: FlaskClient) -> None:
    _, page = get(client, "/reports")
    offered = [name.removeprefix("facet-") for name in page.identifiers if name.startswith("facet-")]
    assert offered == [facet.name for facet in FACETS if facet.of_report]
    links = [link for link in page.links if link["href"].startswith("/reports?") and link["text"].split()[-1:] != []]
    counted = [(link["href"], link["text"].split()[-1]) for link in links if link["text"].split()[-1].isdecimal()]
    assert len(counted) > 12
    for address, count in counted:
        assert len(listed(get(client, address)[1])) == int(count), address


def test_a_chosen_value_is_shown_kept_and_removed(client: FlaskClient) -> None:
    text, page = get(client, "/reports", province="四川省", organ="政协")
    assert listed(page) == {"ga"}
    assert '<input type="hidden" name="province" value="四川省">' in text
    removed = next(link["href"] for link in page.links if link.get("aria-label") == "去掉筛选：政协")
    assert listed(get(client, removed)[1]) == {"ga", "sc"}
    assert "province=" in page.link("订阅新报告")


def test_former_names_are_told_and_can_be_left_out(client: FlaskClient) -> None:
    text, page = get(client, "/reports", body="襄阳市政协")
    assert "机构连同别的名称：襄樊市政协" in text
    _, exact = get(client, page.link("只认所选的名称"))
    assert listed(exact) == {"xy-2011"}
    assert listed(get(client, exact.link("连同旧名和别的写法"))[1]) == {"xy-2009", "xy-2011"}
    feed = client.get(exact.link("订阅新报告")).text
    assert "报告xy-2011" in feed
    assert "报告xy-2009" not in feed


def test_the_api_describes_them(client: FlaskClient) -> None:
    paths = client.get("/api/openapi.json").json["paths"]  # type: ignore[index]
    named = {
        name: [each["name"] for each in paths[name]["get"]["parameters"] if "name" in each]
        for name in ("/api/reports", "/api/search")
    }
    assert named["/api/reports"] == [
        *(facet.name for facet in FACETS if facet.of_report), "exact_body", "sort", "limit", "offset"
    ]  # fmt: skip
    described = {each["name"]: each for each in paths["/api/search"]["get"]["parameters"] if "name" in each}
    for each in paths["/api/reports"]["get"]["parameters"]:
        assert each.get("name") in (None, "sort", "limit", "offset") or each == described[each["name"]]


def test_long_lists_fold_in_the_concordance_too(tmp_path: Path) -> None:
    lines = [line(f"r{number}", ["提案"], body=f"第{number:02}政协") for number in range(60)]
    index_paths([write_lines(tmp_path / "a.jsonl", *lines)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        for address, folded, left_out in (("/kwic?q=提案", 55, 0), ("/reports", 40, 15)):
            text, page = get(client, address)
            assert f"再看 {folded} 个" in text
            assert ("另有 15 个没有列出" in text) == bool(left_out)
            link = next(link["href"] for link in page.links if link["text"].startswith("第44政协"))
            assert "去掉筛选：第44政协" in get(client, link)[0]


def test_the_concordance_offers_what_is_not_known(client: FlaskClient) -> None:
    _, page = get(client, "/kwic", q="提案")
    address = next(link["href"] for link in page.links if "organ=none" in link["href"])
    assert "甲乙丙" in get(client, address)[0]


@pytest.mark.parametrize("height", [900, 300])
def test_the_sidebar_never_scrolls_by_itself(chromium: "Browser", site: str, height: int) -> None:
    tab = chromium.new_page(viewport={"width": 1280, "height": height})
    for address in ("/?q=政协", "/reports"):
        tab.goto(f"{site}{address}")
        sidebar = tab.locator(".columns aside")
        assert sidebar.evaluate("each => each.scrollHeight <= each.clientHeight")
        position = "sticky" if sidebar.evaluate("each => each.offsetHeight") + 32 <= height else "static"
        tab.wait_for_function(f"getComputedStyle(document.querySelector('.columns aside')).position == '{position}'")
    assert (position == "sticky") == (height == 900)
    tab.close()


@pytest.mark.parametrize(("ui", "said"), [("zh-Hans", "省份不详"), ("zh-Hant", "省份不詳"), ("en", "Province unknown")])
def test_a_chosen_unknown_says_of_what(client: FlaskClient, ui: str, said: str) -> None:
    client.set_cookie("ui", ui)
    for address in ("/?q=提案", "/kwic?q=提案", "/compare?q=提案", "/reports?"):
        assert f"{said}<span" in get(client, f"{address}&province=none")[0]

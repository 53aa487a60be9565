"""Reports of unknown bodies are not those of one body: not one after another, not counted, and named as unknown."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened

from index import index_paths
from index.report import UNKNOWN_BODY
from search import SearchRequest, open_searcher
from search.study import trend

KNOWN, OTHER = "广安区政协", "Unknown body"
NAMES = {"zh-Hans": "未识别机构", "zh-Hant": "未識別機構", "en": OTHER}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unknown")
    reports = [
        line(f"{name}{year}", ["提案工作" * often], title=f"{name}{year}年报告", body=body, year=year)
        for name, body, often in (("u", "", 9), ("g", KNOWN, 1))
        for year in (2021, 2022)
    ]
    index_paths([write_lines(folder / "a.jsonl", *reports)], folder / "index")
    return folder / "index"


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def plain(text: str) -> str:
    return re.sub("<[^>]+>", "", text)


def test_reports_of_unknown_bodies_follow_no_other(client: FlaskClient) -> None:
    assert 'rel="next"' in get(client, "/reports/g2021")[0]
    assert 'rel="prev"' in get(client, "/reports/g2022")[0]
    for report in ("u2021", "u2022"):
        text, _ = get(client, f"/reports/{report}")
        assert 'rel="prev"' not in text
        assert 'rel="next"' not in text


def test_a_renamed_body_s_reports_follow_those_of_its_former_name(tmp_path: Path) -> None:
    earlier = line("e", ["提案"], body="襄樊市政协", year=2009)
    index_paths(
        [write_lines(tmp_path / "a.jsonl", earlier, line("l", ["提案"], body="襄阳市政协", year=2011))],
        tmp_path / "index",
    )
    with opened(tmp_path / "index") as client:
        assert get(client, "/reports/e")[1].link("2011年") == "/reports/l"


@pytest.mark.parametrize("ui", NAMES)
@pytest.mark.parametrize(
    "address",
    ["/?q=提案", "/?q=提案&group=report", "/kwic?q=提案", "/compare?q=提案&by=body", "/reports", "/reports/u2021"],
)
def test_it_is_named_as_unknown_in_the_language_of_the_page(client: FlaskClient, ui: str, address: str) -> None:
    client.set_cookie("ui", ui)
    said = plain(get(client, address)[0])
    assert NAMES[ui] in said
    assert not [name for name in NAMES.values() if name != NAMES[ui] and name in said]


def test_unknown_bodies_are_not_counted_as_one(client: FlaskClient) -> None:
    for address, said in (
        ("/", "4 份报告，1 家机构"),
        ("/?q=提案", "在 1 家机构的 4 份报告中找到 4 段"),
        (f"/?q=提案&body={UNKNOWN_BODY}", "在 2 份报告中找到 2 段"),
        ("/reports", "4 份报告，1 家机构，4 段"),
        (f"/reports?body={UNKNOWN_BODY}", "2 份报告，2 段"),
    ):
        assert said in plain(get(client, address)[0]), address
    assert UNKNOWN_BODY not in plain(get(client, "/")[0])


def test_it_stands_last_in_lists(index: Path, client: FlaskClient) -> None:
    with open_searcher(index) as searcher:
        facets = searcher.search(SearchRequest("提案")).facets
        assert [each.value for each in facets.body] == [KNOWN, UNKNOWN_BODY]
        cells = trend(searcher, ["提案"], SearchRequest(""), by="body").cells
        assert [cell.body for cell in cells] == [KNOWN, UNKNOWN_BODY]
        assert [each.body for each in searcher.reports()] == [KNOWN] * 2 + [UNKNOWN_BODY] * 2
    rows = re.findall(r'<th scope="row">(\S+?)</th>', get(client, "/reports")[0])
    assert rows == [KNOWN, UNKNOWN_BODY]


@pytest.mark.parametrize("by", ["body", "body_year"])
def test_a_comparison_draws_it_only_if_it_is_chosen(client: FlaskClient, by: str) -> None:
    def drawn(**query: str | list[str]) -> set[str]:
        picture = client.get("/compare.svg", query_string={"q": "提案", "by": by} | query).text
        return {name for name in (KNOWN, UNKNOWN_BODY) if name in plain(picture)}

    assert drawn() == {KNOWN}
    assert drawn(order="name") == {KNOWN}
    assert UNKNOWN_BODY in drawn(series=[KNOWN, UNKNOWN_BODY])
    assert UNKNOWN_BODY in plain(get(client, "/compare", q="提案", by=by)[0])


def test_a_filter_on_it_stays(client: FlaskClient) -> None:
    _, page = get(client, "/reports")
    assert "u2021" in get(client, page.link(UNKNOWN_BODY))[0]
    assert client.get("/api/search", query_string={"q": "提案", "body": UNKNOWN_BODY}).json["total"] == 2  # type: ignore[index]


def test_a_report_leads_to_those_that_are_filed_with_it(client: FlaskClient) -> None:
    _, page = get(client, "/reports/g2021")
    for label, listed in (("政协", 2), ("县级", 2), ("四川省", 2), ("广安市", 2)):
        assert get(client, page.link(label))[0].count('href="/reports/g20') >= listed
    assert "归在" not in get(client, "/reports/u2021")[0]

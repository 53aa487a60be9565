"""A report that is not there: pages, API and commands name those that are near, and where all are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened

from index import index_paths
from search import open_searcher
from search.near_reports import near_reports

TITLES = {
    "gz-2023": "广州市政协2023年工作报告",
    "gz-2022": "广州市政协2022年工作报告",
    "sz-2023": "深圳市政协2023年工作报告",
    "x<b>": "<b>另一份",
    "law-0999": "条例",
    "law-0001": "办法",
}


SEARCHES = ("search", "groups", "kwic", "kwic.csv", "trend", "trend.xlsx", "suggest", "export/csv")
COMMANDS = [
    ("search", "提案"),
    ("kwic", "提案"),
    ("trend", "提案"),
    ("export", "提案", "--csv"),
    ("kwic", "提案", "--csv"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("missing")
    lines = [line(name, ["提案"], title=title) for name, title in TITLES.items()]
    index_paths([write_lines(folder / "a.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("gz-2021", ["gz-2022", "gz-2023", "sz-2023"]),
        ("廣州市政協2022工作报告", ["gz-2022", "gz-2023", "sz-2023"]),
        ("law-9999", ["law-0999"]),
        ("条", ["law-0999"]),
        ("zzzz", []),
    ],
)
def test_near_are_those_whose_id_or_title_has_most_of_the_characters(index: Path, wanted: str, near: list[str]) -> None:
    with open_searcher(index) as searcher:
        found = [each.id for each in near_reports(wanted, searcher.reports())]
    assert found[: len(near)] == near
    assert len(found) <= (3 if near else 0)


def test_a_page_leads_to_near_reports_and_to_the_library(client: FlaskClient) -> None:
    for address in ("/reports/gz-2021", "/reports/gz-2021/t/aaaaaaaaaaaaaaaa", "/kwic?q=提案&report=gz-2021"):
        text, page = get(client, address, status=404)
        assert "没有这份报告：gz-2021" in text
        assert page.link("广州市政协2022") == "/reports/gz-2022"
        assert page.link("到报告库里找") == "/reports"
    text, page = get(client, "/reports/zzzz", status=404)
    assert "相近" not in text
    assert page.link("到报告库里找") == "/reports"
    client.set_cookie("ui", "en")
    assert "There is no such report: zzzz" in get(client, "/reports/zzzz", status=404)[0]


def test_near_names_are_never_markup(client: FlaskClient) -> None:
    text, page = get(client, "/reports/x<b", status=404)
    assert page.link("<b>另一份") == "/reports/x%3Cb%3E"
    assert "<b>" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/api/reports/gz-2021",
        *(
            f"/api/{name}?q=提案&report=gz-2021"
            for name in ("search", "groups", "kwic", "kwic.csv", "trend", "suggest")
        ),
        "/api/export/csv?q=提案&report=gz-2021",
        "/api/cite?report=gz-2021&paragraph=0",
    ],
)
def test_the_api_names_them_in_its_message(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    error = (answer.json or {})["error"]
    assert error["code"] == "no_such_report"
    assert "gz-2022（广州市政协2022年工作报告）" in error["message"]
    assert "/reports" in error["message"]


@pytest.mark.parametrize(
    "command",
    [("search", "提案"), ("kwic", "提案"), ("trend", "提案"), ("export", "提案", "--csv"), ("kwic", "提案", "--csv")],
)
def test_a_command_says_so_and_is_not_one_that_finds_nothing(index: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "--report", "gz-2021", index=index)
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有这份报告：gz-2021" in done.stderr
    assert "gz-2022" in done.stderr
    assert run(*command, "--report", "gz-2022", index=index).returncode == 0


@pytest.mark.opensearch
def test_a_cluster_says_the_same(index: Path, opensearch_index: str) -> None:
    index_paths([index.parent / "a.jsonl"], opensearch_index)
    with opened(index) as plain, opened(opensearch_index) as cluster:
        for address in ("/api/reports/gz-2021", "/api/search?q=提案&report=gz-2021"):
            assert plain.get(address).json == cluster.get(address).json

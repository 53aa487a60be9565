"""What studies say where they have nothing: on pages and on the command line, with what to ask instead."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened

from index import index_paths

KEPT = "收录的报告有：政协 2001–2002、2005；政府 1999"
WORDS = "请再写一个词或一句话"
OPTIONS = "可以放宽别的条件"
OTHER = "可以换一种说法，或减少条件"
NOTHING = [
    ("keyness", {"q": "年份:2006 机关:政协"}, ["目标范围里没有词", KEPT]),
    ("keyness", {"q": "年份:2001", "against": "年份:2003"}, ["参照范围里没有词", KEPT]),
    ("keyness", {"q": "类型:正文"}, ["参照范围里没有词", "请写一个参照范围"]),
    ("keyness", {"q": "年份:2001", "part": "龘"}, ["没有这样的词", OPTIONS]),
    ("new", {"q": "没有这样的话"}, ["目标范围里没有词", OTHER]),
    ("new", {"q": "年份:2006", "body": "甲市政协"}, ["目标范围里没有词", "收录的报告有：政协 2001–2002、2005。"]),
    ("words", {"q": "年份:2006"}, ["没有这样的词", KEPT]),
    ("words", {"q": "年份:2001", "part": "龘"}, ["没有这样的词", OPTIONS]),
    ("collocates", {"q": "没有这样的话"}, ["没有这样的词", OTHER]),
    ("collocates", {"q": "提案", "least": "99"}, ["没有这样的词", OPTIONS]),
    ("collocates", {"q": "年份:2001"}, [WORDS]),
    ("history", {"q": "没有这样的话"}, ["没有一份报告说过", OTHER, "到检索里看相近的"]),
    ("history", {"q": "年份:2001"}, [WORDS]),
    ("places", {"q": "没有这样的话"}, ["没有一份报告说过", OTHER, "到检索里看相近的"]),
    ("places", {"q": "年份:2001 机关:政协"}, [WORDS]),
    ("figures", {"q": "没有这样的话"}, ["没有这样的数字。可以减少条件，或换一种说法。"]),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instead")
    lines = [
        line(f"c{year}", ["办理提案三件。"], year=year, body="甲市政协", organ="政协") for year in (2001, 2002, 2005)
    ]
    lines.append(line("g", ["办理提案。"], year=1999, body="甲市政府", organ="政府"))
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.mark.parametrize(("study", "asked", "said"), NOTHING)
def test_a_page_that_has_nothing_says_what_to_ask(
    client: FlaskClient, study: str, asked: dict[str, str], said: list[str]
) -> None:
    page = client.get(f"/study/{study}", query_string=asked).text
    assert [each for each in said if each not in page] == []
    if WORDS in said:
        assert "说过" not in page.partition('class="notice"')[2].partition("</p>")[0]


@pytest.mark.parametrize(("study", "asked", "said"), [each for each in NOTHING if each[0] != "figures"])
def test_a_command_says_the_same(index: Path, study: str, asked: dict[str, str], said: list[str]) -> None:
    options = [part for name, value in asked.items() if name != "q" for part in (f"--{name}", value)]
    done = run(study, asked["q"], *options, index=index)
    assert done.returncode == 1
    if study != "history" or WORDS in said:
        assert [
            each.rstrip("。") for each in said if each.rstrip("。") not in done.stdout and "检索里" not in each
        ] == []


YEAR_BEFORE = "报告所说的年份，多半是作报告的前一年"
IN_YEAR = [
    ("keyness", {"q": "年份:2006"}, {"q": "年份:2005"}),
    (
        "keyness",
        {"q": "年份:2003", "against": "年份:2002", "sort": "log_ratio"},
        {"q": "年份:2002", "against": "年份:2001", "sort": "log_ratio"},
    ),
    ("keyness", {"q": "年份:2001", "against": "年份:2003"}, {"q": "年份:2001", "against": "年份:2002"}),
    ("new", {"q": "年份:2006", "body": "甲市政协"}, {"q": "年份:2005", "body": "甲市政协"}),
    ("words", {"q": "年份:2006", "part": "提"}, {"q": "年份:2005", "part": "提"}),
    ("collocates", {"q": "提案 年份:2003", "window": "2"}, {"q": "提案 年份:2002", "window": "2"}),
    ("history", {"q": "办理提案", "year": "2006"}, {"q": "办理提案", "year": "2005"}),
    ("places", {"q": "提案 年份:2006"}, {"q": "提案 年份:2005"}),
    ("figures", {"q": "提案", "year": "2006", "unit": "件"}, {"q": "提案", "year": "2005", "unit": "件"}),
]
NOT_IN_YEAR = [
    ("keyness", {"q": "年份:2004"}),
    ("words", {"q": "年份:2006..2007"}),
    ("words", {"q": "年份:2005", "part": "龘"}),
    ("history", {"q": "没有这样的话 年份:2006"}),
    ("places", {"q": "提案 年份:2008"}),
    ("figures", {"q": "提案", "year": "2006", "unit": "元"}),
]


def notice(page: str) -> str:
    return page.partition('class="notice"')[2].partition("</p>")[0]


@pytest.mark.parametrize(("study", "asked", "before"), IN_YEAR)
def test_a_year_without_anything_leads_to_the_same_study_in_the_year_before(
    client: FlaskClient, study: str, asked: dict[str, str], before: dict[str, str]
) -> None:
    said = notice(client.get(f"/study/{study}", query_string=asked).text)
    (address,) = re.findall(f'{YEAR_BEFORE}：<a href="([^"]*)">看 2', said)
    link = urlsplit(unescape(address))
    assert link.path == f"/study/{study}"
    assert dict(parse_qsl(link.query)) == before
    assert 'class="notice" role="status"' not in client.get(unescape(address)).text


@pytest.mark.parametrize(("study", "asked"), NOT_IN_YEAR)
def test_the_year_before_is_offered_only_where_it_has_something(
    client: FlaskClient, study: str, asked: dict[str, str]
) -> None:
    said = notice(client.get(f"/study/{study}", query_string=asked).text)
    assert said
    assert YEAR_BEFORE not in said


@pytest.mark.parametrize(("study", "asked", "before"), IN_YEAR)
def test_a_command_names_the_year_before(
    index: Path, study: str, asked: dict[str, str], before: dict[str, str]
) -> None:
    options = [part for name, value in asked.items() if name != "q" for part in (f"--{name}", value)]
    done = run(study, asked["q"], *options, index=index)
    assert done.returncode == 1
    year = next(value for name, value in before.items() if value != asked[name])[-4:]
    assert YEAR_BEFORE in done.stdout
    assert year in done.stdout.partition(YEAR_BEFORE)[2] if study != "history" else f"--year {year}" in done.stdout


@pytest.mark.parametrize(("study", "asked"), [each for each in NOT_IN_YEAR if each[0] != "history"])
def test_a_command_names_no_year_that_has_nothing(index: Path, study: str, asked: dict[str, str]) -> None:
    options = [part for name, value in asked.items() if name != "q" for part in (f"--{name}", value)]
    assert YEAR_BEFORE not in run(study, asked["q"], *options, index=index).stdout


@pytest.mark.parametrize(
    ("asked", "said", "before"),
    [
        ({"year": "2003"}, "2003 年初的报告说的是 2002 年，请用 2002。有 2001、2002、2005", {"year": "2002"}),
        ({"year": "2006", "other": "2005"}, "，请用 2005、2002。有", {"year": "2005", "other": "2002"}),
        ({"year": "2003", "other": "2002"}, "，请用 2002、2001。有", {"year": "2002", "other": "2001"}),
        ({"year": "2005", "other": "2006"}, "，请用 2002、2005。有", {"year": "2002", "other": "2005"}),
        ({"year": "2006", "other": "2002"}, "，请用 2005、2002。有", {"year": "2005", "other": "2002"}),
        ({"year": "2004"}, "没有 2004 年的报告。有 2001", {}),
    ],
)
def test_changes_lead_to_the_year_before(
    client: FlaskClient, index: Path, asked: dict[str, str], said: str, before: dict[str, str]
) -> None:
    answer = client.get("/study/changes", query_string={"body": "甲市政协", **asked, "show": "all"})
    assert answer.status_code == 404
    assert said in notice(answer.text)
    assert said in run("changes", "甲市政协", *asked.values(), index=index).stderr
    api = client.get("/api/changes", query_string={"body": "甲市政协", **asked}).get_json()
    assert said in str(api["error"])
    addresses = [unescape(each) for each in re.findall('<a href="([^"]*)"', notice(answer.text))]
    own = {"body": "甲市政协", **before, "show": "all"}
    assert [dict(parse_qsl(urlsplit(each).query)) for each in addresses] == ([own] if before else [])
    assert [client.get(each).status_code for each in addresses] == ([200] if before else [])


def instead_of(answer: dict[str, Any]) -> dict[str, Any] | None:
    """Of a history, of its first wording."""
    parts: list[dict[str, Any]] = [answer, *answer.get("terms", [])[:1]]
    return next((each["instead"] for each in parts if "instead" in each), None)


@pytest.mark.parametrize(("study", "asked", "said"), NOTHING)
def test_the_api_says_it_too_and_a_command_as_json_the_same(
    client: FlaskClient, index: Path, study: str, asked: dict[str, str], said: list[str]
) -> None:
    found = client.get(f"/api/{study}", query_string=asked).get_json()
    instead = instead_of(found)
    assert instead is not None
    expected = "没有找到数字" if study == "figures" else said[0]
    assert expected in instead["message"]
    assert [each for each in said[1:] if "检索里" not in each and each.rstrip("。") not in instead["message"]] == []
    options = [part for name, value in asked.items() if name != "q" for part in (f"--{name}", value)]
    done = run(study, asked["q"], *options, "--json", index=index)
    assert done.returncode == 1
    assert instead_of(json.loads(done.stdout)) == instead


@pytest.mark.parametrize(("study", "asked", "before"), IN_YEAR)
def test_the_api_offers_the_study_of_the_year_before(
    client: FlaskClient, study: str, asked: dict[str, str], before: dict[str, str]
) -> None:
    instead = instead_of(client.get(f"/api/{study}", query_string=asked).get_json())
    assert instead is not None
    assert YEAR_BEFORE in instead["message"]
    (other,) = instead["suggestions"]
    assert (other["kind"], other["label"], other["query"]) == ("year", YEAR_BEFORE, before["q"])
    assert other["reference"] == before.get("against")
    assert other["filtered"] == bool(before.keys() & {"body", "year"})
    link = urlsplit(other["url"])
    assert link.path == f"/study/{study}"
    assert dict(parse_qsl(link.query)) == before
    # The same of the API has something, and finds what was promised.
    assert instead_of(client.get(f"/api/{study}", query_string=before).get_json()) is None
    search = {name: value for name, value in before.items() if name in ("q", "body", "year")}
    assert client.get("/api/search", query_string=search).get_json()["total"] == other["total"] > 0


@pytest.mark.parametrize(("study", "asked"), NOT_IN_YEAR)
def test_the_api_offers_no_year_that_has_nothing(client: FlaskClient, study: str, asked: dict[str, str]) -> None:
    instead = instead_of(client.get(f"/api/{study}", query_string=asked).get_json())
    assert instead is not None
    assert instead["message"]
    assert YEAR_BEFORE not in instead["message"]
    assert instead["suggestions"] == []


def test_each_wording_of_a_history_has_its_own(client: FlaskClient) -> None:
    asked = {"q": ["办理提案", "没有这样的话"], "limit": "0"}
    said, unsaid = client.get("/api/history", query_string=asked).get_json()["terms"]
    assert "instead" not in said
    assert OTHER in unsaid["instead"]["message"]


def test_a_page_behind_the_end_has_something(client: FlaskClient) -> None:
    for study, asked in (("words", {}), ("keyness", {"q": "年份:2001"}), ("collocates", {"q": "提案"})):
        found = client.get(f"/api/{study}", query_string=asked | {"offset": "5000"}).get_json()
        assert found["terms"] == []
        assert "instead" not in found

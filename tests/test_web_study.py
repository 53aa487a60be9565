"""The pages of studies say what the API says, and each number opens what it counts."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from web_client import get, opened

from index.analysis import fold

PAGES = ("words", "keyness", "new", "collocates", "history", "places", "figures", "changes", "trace", "matrix")
ASKED: dict[str, dict[str, Any]] = {
    "words": {"q": "年份:2023"},
    "keyness": {"q": "机构:广安", "against": "机构:綦江"},
    "new": {"q": "年份:2023", "since": "年份:2022"},
    "collocates": {"q": "协商"},
    "history": {"q": "协商民主"},
    "places": {"q": "协商"},
    "figures": {"q": "提案"},
    "trace": {"report": "000_2a84bc86b806ce1d"},
    "matrix": {"terms": "提案\n协商", "by": "body"},
}


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def test_the_list_leads_to_every_study_with_the_search(client: FlaskClient) -> None:
    _, page = get(client, "/study", q="协商", body="广安区政协")
    addresses = {urlsplit(each).path: parse_qs(urlsplit(each).query) for each in page.addresses("/study/")}
    assert set(addresses) == {f"/study/{name}" for name in PAGES}
    assert all(asked == {"q": ["协商"], "body": ["广安区政协"]} for asked in addresses.values())


def test_results_lead_to_their_studies(client: FlaskClient) -> None:
    _, page = get(client, "/", q="协商", year="2023")
    assert parse_qs(urlsplit(page.link("搭配")).query) == {"q": ["协商"], "year": ["2023"]}
    _, none = get(client, "/", q="“没有这样的话”")
    assert not none.addresses("/study/words")


@pytest.mark.parametrize("name", PAGES)
def test_a_study_that_is_asked_nothing_says_what_it_takes(client: FlaskClient, name: str) -> None:
    text, _ = get(client, f"/study/{name}")
    assert "<form" in text


@pytest.mark.parametrize("address", ["/study/words", "/api/words", "/api/words.csv"])
def test_words_without_c_values_are_not_sorted_by_them(client: FlaskClient, address: str) -> None:
    refused = client.get(address, query_string={"sort": "c_value"})
    assert refused.status_code == 400
    said = refused.get_json()["error"]["message"] if refused.is_json else unescape(refused.text)
    assert "C 值" in said
    assert "terms=1" in said
    assert client.get(address, query_string={"sort": "c_value", "terms": "1"}).status_code == 200


@pytest.mark.parametrize("name", ["words", "keyness", "collocates", "figures"])
def test_a_page_has_the_rows_of_the_api(client: FlaskClient, name: str) -> None:
    text, page = get(client, f"/study/{name}", **ASKED[name])
    rows = client.get(f"/api/{name}", query_string={**ASKED[name], "limit": 50}).get_json()
    listed = rows["figures" if name == "figures" else "terms"]
    assert text.count('<th scope="row"') == len(listed)
    for row in listed:
        assert row["counts" if name == "figures" else "term"] in text
    assert page.addresses(f"/api/{name}.csv")


def number_cells(text: str) -> Iterator[tuple[int, str]]:
    """Each whole number of a study's tables that opens a concordance, and the address of that."""
    for address, said in re.findall('<td[^>]*><a href="(/kwic[^"]*)">([0-9,]+)</a></td>', text):
        yield int(said.replace(",", "")), unescape(address)


@pytest.mark.parametrize("name", ["words", "keyness", "new", "collocates"])
@pytest.mark.parametrize("asked", [{}, {"q": "协商"}, {"q": "提案 协商", "terms": "1"}, {"q": "委员 -提案", "n": "2"}])
def test_every_number_of_words_opens_just_what_it_counts(client: FlaskClient, name: str, asked: dict[str, Any]) -> None:
    text, _ = get(client, f"/study/{name}", **(ASKED[name] | asked))
    cells = list(number_cells(text))[::7]
    assert cells
    for count, address in cells:
        query = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        found = client.get("/api/kwic", query_string=query).get_json()
        assert found["total"] == count, (query["q"], count)
        assert {fold(each["word"]) for each in found["lines"]} == {fold(word_of(query["q"]))}


def word_of(query: str) -> str:
    """The words that a link of a study looks for."""
    found = re.match(r"整词:(\S+)", query)
    assert found, query
    return found[1].replace("/", "")


def test_reports_and_dispersion_open_too(client: FlaskClient) -> None:
    row = client.get("/api/words", query_string={**ASKED["words"], "limit": 1}).get_json()["terms"][0]
    _, page = get(client, "/study/words", **ASKED["words"])
    query = {"q": f"整词:{row['term']} (年份:2023)"}
    reports = next(each for each in page.addresses("/reports?") if "%E6%95%B4" in each)
    assert {key: each[0] for key, each in parse_qs(urlsplit(reports).query).items()} == query
    places = next(each for each in page.addresses("/study/places?") if "%E6%95%B4" in each)
    assert {key: each[0] for key, each in parse_qs(urlsplit(places).query).items()} == query
    assert client.get("/api/places", query_string=query).get_json()["occurrences"] == row["count"]


def test_a_word_beside_itself_opens_two_occurrences(client: FlaskClient) -> None:
    """And not all that it finds, of which each is in one sentence with itself."""
    asked: dict[str, Any] = {"q": "协商", "part": "协商…"}
    terms = client.get("/api/collocates", query_string=asked).get_json()["terms"]
    together = next(each["together"] for each in terms if each["term"] == "协商")
    text, _ = get(client, "/study/collocates", **asked)
    row = next(each for each in text.split("<tr>") if re.search("<th[^>]*><[^>]*>协商</", each))
    opened_query = parse_qs(urlsplit(unescape(re.findall('href="([^"]*)"', row)[0])).query)["q"][0]
    found = client.get("/api/search", query_string={"q": opened_query}).get_json()
    every = client.get("/api/search", query_string={"q": "协商"}).get_json()
    assert together <= found["occurrences"] < every["occurrences"]


def test_key_terms_are_drawn_on_the_side_on_which_they_are_said(client: FlaskClient) -> None:
    asked = ASKED["keyness"] | {"limit": "16"}
    terms = client.get("/api/keyness", query_string=asked).get_json()["terms"]
    text, _ = get(client, "/study/keyness", **asked)
    more = sum(term["log_ratio"] >= 0 for term in terms)
    assert (text.count('<rect class="more"'), text.count('<rect class="less"')) == (more, len(terms) - more)
    assert more
    text, _ = get(client, "/study/keyness")
    assert "key-bars" not in text


def test_each_cell_of_a_matrix_opens_its_search(client: FlaskClient) -> None:
    table = client.get("/api/matrix", query_string={"q": ["提案", "协商"], "by": "body"}).get_json()
    for row in table["rows"]:
        for cell in row["cells"]:
            query = parse_qs(urlsplit(cell["url"]).query)
            found = client.get("/api/search", query_string=query).get_json()
            assert (found["occurrences"], found["total"]) == (cell["occurrences"], cell["paragraphs"])
    text, _ = get(client, "/study/matrix", **ASKED["matrix"])
    assert "提案" in text


def test_provinces_lie_on_a_map(client: FlaskClient) -> None:
    text, page = get(client, "/study/matrix", terms="提案", by="province")
    assert text.count('<li class="row-') == 34
    # Each has one report, so that their numbers compare as they are.
    assert set(re.findall("<small>([0-9]+) 份</small>", text)) == {"1"}
    assert "小字是那里一共几份报告" in text
    assert "看每万字处数" not in text
    # Four provinces have reports.
    assert text.count(" without") == 34 - len({each for each in page.addresses("/?") if "province=" in each})


def test_a_history_names_the_first_to_say_it(client: FlaskClient) -> None:
    text, page = get(client, "/study/history", q="协商民主", body="洛江区政协")
    assert "洛江区政协" in text
    [address] = page.addresses("/api/history.json")
    file = client.get(address).get_json()
    [term] = client.get("/api/history", query_string={"q": "协商民主", "body": "洛江区政协"}).get_json()["terms"]
    assert [row["occurrences"] for row in file["years"]] == [year["occurrences"] for year in term["years"]]
    assert {row["term"] for row in file["years"]} == {"协商民主"}
    text, _ = get(client, "/study/history", q="没有人说过的话")
    assert "没有一份报告说过" in text


def test_a_draft_is_traced_where_it_is_sent_and_not_kept(client: FlaskClient) -> None:
    words = "坚持团结和民主两大主题"
    for form in ({"text": words}, {"file": (BytesIO(words.encode()), "draft.txt")}):
        answer = client.post("/study/trace", data=form, content_type="multipart/form-data")
        assert answer.status_code == 200
        assert "<mark>" in answer.get_data(as_text=True) or "file" in form
    other = client.post("/study/trace", data={"text": words}, headers={"Origin": "http://elsewhere.example"})
    assert other.status_code == 403
    assert client.post("/study/trace", data={}).status_code == 400


def test_a_paragraph_leads_to_those_like_it(client: FlaskClient) -> None:
    _, report = get(client, "/reports/000_2a84bc86b806ce1d")
    similar = [each for each in report.addresses("/study/trace?") if "paragraph=5" in each]
    text, _ = get(client, similar[0])
    assert "咸阳市政协" in text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/study/words?n=6", 400),
        ("/study/words?sort=size", 400),
        ("/study/words?with=verbs", 400),
        ("/study/words?q=(", 400),
        ("/study/keyness?q=提案&against=(", 400),
        ("/study/collocates?q=协商&window=0", 400),
        ("/study/figures?q=提案&least=x", 400),
        ("/study/changes?body=广安区政协&year=2023", 404),
        ("/study/changes?body=广安区政协&year=x", 400),
        ("/study/trace?report=nothing", 404),
        ("/study/matrix?terms=(", 400),
        ("/study/words?page=100000", 200),
        ("/study/keyness?q=不存在的词", 200),
        ("/study/new?q=不存在的词", 200),
        ("/study/collocates?q=不存在的词", 200),
        ("/study/words?body=没有的机构", 200),
    ],
)
def test_what_cannot_be_is_said(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_a_body_that_is_not_there_is_told_beside_the_form(client: FlaskClient) -> None:
    answer = client.get("/study/changes?body=广安&year=2023")
    assert answer.status_code == 404
    assert "是不是 广安区政协？" in answer.text
    assert 'name="body"' in answer.text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/study/words?q=协商&sort=reports", {"sort": "reports"}),
        ("/study/keyness?q=机构:广安&sort=target&least=3", {"sort": "target", "least": "3"}),
        ("/study/new?q=机构:广安&least=4", {}),
        ("/study/figures?q=提案&sort=value", {"sort": "value"}),
        ("/study/keyness?q=机构:广安&sort=g2&least=1", {}),
    ],
)
def test_a_form_takes_along_what_it_has_no_field_for(client: FlaskClient, address: str, kept: dict[str, str]) -> None:
    text, _ = get(client, address)
    form = text.partition('<form class="options"')[2].partition("</form>")[0]
    hidden = dict(re.findall('type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    assert {name: hidden[name] for name in hidden if name in ("sort", "least")} == kept


def test_how_often_a_term_must_be_said_to_be_new_is_said_and_asked(client: FlaskClient) -> None:
    given: list[tuple[dict[str, Any], str]] = [({}, "2"), ({"least": ""}, "2"), ({"least": "4"}, "4")]
    for asked, least in given:
        text, _ = get(client, "/study/new", q="机构:广安", **asked)
        assert f"至少说过 {least} 次的词和词组" in text
        assert f'name="least" value="{least}"' in text
        note = client.get("/api/new.txt", query_string={"q": "机构:广安", "least": least}).text
        assert f"至少说过 {least} 次的词和词组" in note


def test_a_list_that_has_no_query_stays_beside_what_is_wrong_with_it(client: FlaskClient) -> None:
    text = client.get("/study/matrix", query_string={"terms": "提案\n(", "by": "body"}).text
    assert "第 2 行：" in text
    assert ">提案\n(</textarea>" in text


def test_a_figure_opens_its_paragraph_with_the_query(client: FlaskClient) -> None:
    _, page = get(client, "/study/figures", **ASKED["figures"])
    opened = page.addresses("/reports/")
    assert opened
    assert all(parse_qs(urlsplit(each).query) == {"q": ["提案"]} for each in opened)


def test_values_are_written_out(client: FlaskClient) -> None:
    text, _ = get(client, "/study/figures?q=万元&sort=value")
    assert "e+" not in text.partition("<table")[2]


def test_pages_are_in_english(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    for name in PAGES:
        text, page = get(client, f"/study/{name}", **ASKED.get(name, {}))
        assert ("html", {"lang": "en"}) in page.elements
        assert "索引写于" not in text
    client.delete_cookie("ui")


def test_a_selection_is_limited_without_the_query_language(client: FlaskClient) -> None:
    text, _ = get(client, "/study/words?q=协商&n=2&organ=cppcc&level=county")
    form = text.partition('class="limits"')[2].partition("</details>")[0]
    assert {*re.findall('type="hidden" name="([a-z_]+)" value="([^"]*)"', form)} == {("q", "协商"), ("n", "2")}
    assert {*re.findall('value="([^"]*)" selected', form)} >= {"county"}
    for name in PAGES:
        text, _ = get(client, f"/study/{name}", **ASKED.get(name, {}))
        assert ('class="limits"' in text) == (name not in ("changes", "trace"))


def test_bodies_that_have_said_a_wording_open_up_to_their_year(client: FlaskClient) -> None:
    (term,) = client.get("/api/history", query_string=ASKED["history"]).get_json()["terms"]
    _, page = get(client, "/study/history", **ASKED["history"])
    opened_until = {
        query["year"][0]: query
        for query in (parse_qs(urlsplit(each).query) for each in page.addresses("/reports?"))
        if query.get("year", [""])[0].startswith("..")
    }
    said = {f"..{each['year']:04}": each["cumulative_bodies"] for each in term["years"] if each["cumulative_bodies"]}
    assert set(opened_until) == set(said)
    for year, count in said.items():
        facets = client.get("/api/search", query_string=opened_until[year]).get_json()["facets"]
        assert len(facets["body"]) == count
    _, page = get(client, "/study/history", **ASKED["history"], year=["2022", "2023"])
    assert not any("year=.." in each for each in page.addresses("/reports?"))

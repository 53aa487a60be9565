"""Search, concordance, comparison and library are views of one search: changing the view keeps it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from web_client import Page, get, opened

SEARCHES: list[dict[str, str | list[str]]] = [
    {"q": "提案"},
    {"q": "提案 办理", "body": ["广安区政协", "咸阳市政协"], "year": "2019..2023", "kind": "text"},
    {"q": "協商", "exact_script": "1", "synonyms": "1", "script": "zh-Hant"},
    {"q": "“民主监督” OR 视察", "split_words": "1", "province": "四川省", "level": "county", "script": "zh-Hans"},
    {"q": "政协", "report": "004_86cd2f42baa246a3", "exact_body": "1"},
    {"body": "广安区政协", "year": "2023"},
]
VIEWS = ["检索", "语境", "比较", "研究", "报告库"]


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def places(page: Page) -> list[dict[str, str]]:
    """The links of the navigation, in their order."""
    first = next(at for at, link in enumerate(page.links) if link["text"] == VIEWS[0])
    return page.links[first : first + len(VIEWS)]


def asked(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query, keep_blank_values=True)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_a_search_goes_round_the_views_and_comes_back(client: FlaskClient, search: dict[str, str | list[str]]) -> None:
    first = "/?" + urlencode(search, doseq=True)
    _, page = get(client, first)
    paths = []
    for name in [*VIEWS[1:], VIEWS[0]]:
        address = page.link(name)
        assert asked(address) == asked(first), name
        paths.append(urlsplit(address).path)
        _, page = get(client, address)
        assert [link["text"] for link in places(page) if "aria-current" in link] == [name]
    assert paths == ["/kwic", "/compare", "/study", "/reports", "/"]


def test_without_a_search_the_views_are_plain(client: FlaskClient) -> None:
    for address in ("/", "/kwic", "/compare", "/study", "/reports", "/help"):
        _, page = get(client, address)
        assert [link["href"] for link in places(page)] == ["/", "/kwic", "/compare", "/study", "/reports"]


def test_a_report_leads_back_to_the_search_that_found_it(client: FlaskClient) -> None:
    _, page = get(client, "/reports/004_86cd2f42baa246a3", q="提案", synonyms="1", script="zh-Hant")
    for link in places(page):
        assert asked(link["href"]) == {"q": ["提案"], "synonyms": ["1"], "script": ["zh-Hant"]}
    _, page = get(client, "/reports/004_86cd2f42baa246a3", q="提案 (")
    assert [link["href"] for link in places(page)] == ["/", "/kwic", "/compare", "/study", "/reports"]


def test_all_values_of_a_facet_are_of_the_search(client: FlaskClient) -> None:
    _, page = get(client, "/facets/body", q="政协", year="2019..2023", sort="date")
    for link in places(page):
        assert asked(link["href"]) == {"q": ["政协"], "year": ["2019..2023"]}


def test_what_only_one_view_knows_stays_there_and_is_kept_there(client: FlaskClient) -> None:
    for address in (
        "/?q=提案&sort=date&limit=20&page=2&group=report&synonyms=1&utm_source=x",
        "/kwic?q=提案&sort=left&width=10&limit=100&page=2&synonyms=1",
        "/kwic?q=提案&sort=L1&sort=R1&synonyms=1",
        "/compare?q=提案&q=协商&by=body&measure=occurrences&order=-q1&synonyms=1&script=zh-Hans",
        "/reports?q=提案&sort=title&name=政协&synonyms=1",
    ):
        _, page = get(client, address)
        own = {name: values for name, values in asked(address).items() if name not in ("page", "utm_source")}
        for link in places(page):
            here = link.get("aria-current") == "page"
            others = {"q": ["提案"], "synonyms": ["1"]} | ({"script": ["zh-Hans"]} if "script" in own else {})
            others |= {"compare": own["q"]} if len(own["q"]) > 1 else {}
            assert asked(link["href"]) == (own if here else others), (address, link)


def test_the_first_word_of_a_comparison_is_the_search(client: FlaskClient) -> None:
    _, page = get(client, "/compare", q=["提案", "协商"], year="2023")
    assert asked(page.link("检索")) == {"q": ["提案"], "year": ["2023"], "compare": ["提案", "协商"]}
    _, page = get(client, "/compare", q="提案", year="2023")
    assert asked(page.link("检索")) == {"q": ["提案"], "year": ["2023"]}


@pytest.mark.parametrize("view", ["检索", "语境", "报告库"])
def test_the_other_words_of_a_comparison_wait_for_the_way_back(client: FlaskClient, view: str) -> None:
    given = {"q": ["提案", "协商", "监督"], "year": ["2022..2024"]}
    _, page = get(client, "/compare?" + urlencode(given, doseq=True))
    _, there = get(client, page.link(view))
    for link in places(there):
        # What the view shows is the first word, found in the same years.
        assert asked(link["href"])["q"] == (given["q"] if link["text"] == "比较" else ["提案"])
    assert asked(there.link("比较")) == given
    narrowed = next(each for each in there.addresses(urlsplit(page.link(view)).path + "?") if "body=" in each)
    _, narrower = get(client, narrowed)
    assert asked(narrower.link("比较"))["q"] == given["q"]


def test_every_number_of_a_comparison_leads_back_to_it(client: FlaskClient) -> None:
    _, page = get(client, "/compare", q=["提案", "协商"])
    numbers = page.addresses("/?")
    total = next(each for each in numbers if asked(each)["q"] == ["协商"])
    for address in (total, next(each for each in numbers if "year" in asked(each))):
        _, found = get(client, address)
        assert asked(found.link("比较"))["q"] == ["提案", "协商"]
        _, report = get(client, found.hits()[0].partition("#")[0])
        assert asked(report.link("比较"))["q"] == ["提案", "协商"]


def test_another_query_joins_the_words_that_wait(client: FlaskClient) -> None:
    text, page = get(client, "/", q="委员", compare=["提案", "协商"])
    assert asked(page.link("比较"))["q"] == ["委员", "提案", "协商"]
    assert text.count('<input type="hidden" name="compare" value="协商">')
    six = list("甲乙丙丁戊己")
    _, page = get(client, "/", q="委员", compare=six)
    assert asked(page.link("比较"))["q"] == ["委员", *six[:5]]
    _, page = get(client, "/reports", compare=six)
    assert asked(page.link("比较"))["q"] == six
    get(client, "/", 400, q="委员", compare="字" * 201)
    # They are in each link of a page, so that there is an end to their length.
    _, page = get(client, "/", q="委员", compare=["提案", "字" * 99])
    assert asked(page.link("比较"))["q"] == ["委员", "提案"]


def test_words_that_wait_are_no_part_of_what_is_kept(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案", compare=["提案", "协商"])
    lines, kwic = get(client, "/kwic", q="提案", compare=["提案", "协商"])
    kept = [*page.addresses("/feed"), *page.addresses("/export/"), *kwic.addresses("/api/"), *kwic.addresses("/feed")]
    assert len(kept) > 6
    for address in kept:
        assert "compare" not in asked(address), address
        assert client.get(address).status_code == 200
    for page_text in (text, lines):
        assert "compare=" not in page_text.partition('rel="canonical" href="')[2].partition('"')[0]


def test_the_library_leaves_types_of_paragraphs_to_searches(client: FlaskClient) -> None:
    _, page = get(client, "/kwic", body="广安区政协", kind="text")
    assert asked(page.link("报告库")) == {"body": ["广安区政协"]}
    get(client, page.link("报告库"))
    assert asked(page.link("比较")) == {"body": ["广安区政协"], "kind": ["text"]}
    get(client, "/reports", 400, kind="text")


NARROWED = {"body": ["广安区政协"], "year": ["2019..2023"], "synonyms": ["1"]}


def form_fields(text: str) -> dict[str, list[str]]:
    """What the search box's form sends."""
    form = next(each for each in text.split("<form")[1:] if 'id="q"' in each).split("</form>")[0]
    sent: dict[str, list[str]] = {}
    for _, each in Page(form).elements:
        if each.get("name") and each.get("value"):
            sent.setdefault(each["name"], []).append(each["value"])
    return sent


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/", {"sort": ["date"], "group": ["report"], "limit": ["20"]}),
        ("/kwic", {"sort": ["left"], "width": ["10"]}),
        ("/compare", {"by": ["body"], "measure": ["paragraphs"]}),
        ("/reports", {"kind": ["text"], "sort": ["title"]}),
    ],
)
def test_a_query_that_is_wrong_takes_nothing_else_away(
    client: FlaskClient, path: str, own: dict[str, list[str]]
) -> None:
    given = {"q": ["提案 ("], **NARROWED, **own}
    text, page = get(client, path + "?" + urlencode({**given, "page": "2"}, doseq=True), 400)
    assert form_fields(text) == given
    views = {"q": ["提案 ("], **NARROWED, **{name: own[name] for name in own if name == "kind"}}
    for link in places(page):
        assert asked(link["href"]) == (given if link.get("aria-current") else views)


@pytest.mark.parametrize(
    ("path", "own", "wrong"),
    [
        ("/", {"sort": "date"}, "year=20x3"),
        ("/", {"group": "report"}, "sort=size"),
        ("/", {"sort": "date"}, "page=0"),
        ("/kwic", {"width": "10"}, "sort=L9"),
        ("/compare", {"by": "body"}, "measure=weight"),
        ("/reports", {"sort": "title"}, "unsure=2"),
    ],
)
def test_a_page_that_refuses_a_parameter_leads_to_the_same_without_it(
    client: FlaskClient, path: str, own: dict[str, str], wrong: str
) -> None:
    given = {"q": ["提案"], **NARROWED, **{name: [value] for name, value in own.items()}}
    text, page = get(client, f"{path}?{urlencode(given, doseq=True)}&{wrong}", 400)
    without = page.link("去掉不对的，再查")
    assert urlsplit(without).path == path
    assert asked(without) == form_fields(text) == given
    get(client, without)


def test_what_cannot_be_kept_is_not_offered(client: FlaskClient) -> None:
    for address in ("/?page=x", "/?q=" + "提" * 20_001, "/reports?kind=text", "/?q=(&year=2023"):
        assert "去掉不对的" not in get(client, address, 400)[0]
    assert "去掉不对的" not in get(client, "/nowhere?q=提案&year=2023", 404)[0]


@pytest.mark.parametrize("path", ["/", "/kwic", "/compare", "/study/words", "/reports"])
def test_the_box_of_a_view_searches_there_and_keeps_what_narrows(client: FlaskClient, path: str) -> None:
    given = {"q": "提案", "body": "广安区政协", "exact_script": "1", "script": "zh-Hant"}
    text, page = get(client, path + "?" + urlencode(given))
    assert page.identifiers["q"]["value"] == "提案"
    form = next(each for each in text.split("<form")[1:] if 'id="q"' in each).split("</form>")[0]
    fields = Page(form).elements
    assert f'action="{path}"' in form
    sent = {each["name"]: each["value"] for tag, each in fields if tag == "input" and each.get("value")}
    # What limits a comparison stands beside its form, which it names.
    sent |= (
        {"body": "广安区政协"}
        if 'form="compared" type="checkbox" name="body" value="广安区政协" checked' in text
        else {}
    )
    assert sent == given


def test_the_box_of_any_other_page_searches(client: FlaskClient) -> None:
    for address in ("/help", "/reports/004_86cd2f42baa246a3?q=提案"):
        assert '<form class="search" action="/"' in get(client, address)[0]


def test_a_comparison_is_not_told_apart_by_the_script_it_is_shown_in(client: FlaskClient) -> None:
    text, page = get(client, "/compare", q="提案", script="zh-Hant", by="body")
    assert "script" not in asked(page.link("CSV"))
    assert "script=zh-Hant" in page.link("按年份")
    assert "廣安區政協" in text


def test_a_look_at_a_report_loses_nothing_of_the_search(client: FlaskClient) -> None:
    given = {"q": ["提案"], **NARROWED}
    for view in ("/", "/kwic", "/reports"):
        _, page = get(client, view + "?" + urlencode(given, doseq=True))
        to = next(link["href"] for link in page.links if link["href"].startswith("/reports/0"))
        _, reader = get(client, to.partition("#")[0])
        for label in ("检索", "语境", "报告库"):
            assert asked(reader.link(label)) == given, (view, label)
        _, beside = get(client, reader.link("与另一份并排"))
        assert asked(beside.link("检索")) == given

"""The compare page: every number is that of the search it opens, in charts and tables, with and without scripts."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import get, opened
from web_site import served

from index import index_paths
from search import SearchRequest, open_searcher
from search.study.trend import TREND_BYS
from web.asked.comparison import BY_LABELS
from web.shown.charts import MOST_LINES, Reading, axis, axis_labels, line_chart, shade

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BODIES = ("甲市政协", "乙市政协", "丙县政协")
YEARS = range(2015, 2025)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three bodies over ten years with more and more of a word, a year that one has not, and a report without year."""
    folder = tmp_path_factory.mktemp("compared")
    reports = [
        line(f"r{place}_{year}", ["提案办理。" * (year - 2014), "协商" * place + "会议。"], body=body, year=year)
        for place, body in enumerate(BODIES)
        for year in YEARS
        if (place, year) != (1, 2020)
    ]
    reports.append(line("undated", ["提案。"], body=BODIES[0], year=None))
    write_lines(folder / "all.jsonl", *reports)
    index_paths([folder / "all.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[str]:
    with served(index) as address:
        yield address


def cells(text: str) -> list[list[str]]:
    """The rows of the page's heat tables, as they read."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def totals(text: str) -> list[str]:
    """What is said of each word as a whole."""
    listed = text.partition('<ul class="totals">')[2].partition("</ul>")[0]
    return [re.sub("<[^>]+>", "", item) for item in re.findall("<li>(.*?)</li>", listed, re.DOTALL)]


def links(text: str) -> list[tuple[str, str]]:
    """The value of each cell of the tables that has hits, and where it leads."""
    found = re.findall(r'<td[^>]*><a href="([^"]+)">([^<]+)</a>', text)
    return [(value, address.replace("&amp;", "&")) for address, value in found]


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
@pytest.mark.parametrize("measure", ["paragraphs", "occurrences"])
def test_every_cell_opens_what_it_counts(index: Path, client: FlaskClient, by: str, measure: str) -> None:
    text, _ = get(client, "/compare", q=["提案", "协商"], by=by, measure=measure)
    assert links(text)
    with open_searcher(index) as searcher:
        for value, address in links(text):
            query = parse_qs(urlsplit(address).query)
            result = searcher.search(
                SearchRequest.parse(query["q"][0], body=query.get("body", ()), year=query.get("year", ()))
            )
            counted = result.total if measure == "paragraphs" else result.occurrences
            assert int(value.replace(",", "")) == counted


def test_the_table_by_year(client: FlaskClient) -> None:
    text, page = get(client, "/compare", q=["提案", "宇宙飞船"], measure="paragraphs")
    head, *rows = cells(text)
    assert head == ["年份&nbsp;↑", "字数", "提案段", "宇宙飞船段"]
    assert [row[0] for row in rows] == [*map(str, YEARS), "年份不详"]
    assert [row[2] for row in rows] == [*("2" if year == 2020 else "3" for year in YEARS), "1"]
    assert {row[3] for row in rows} == {"0"}
    # Nothing leads to where nothing is.
    assert not [each for each in page.addresses("/?") if "q=%E5%AE%87" in each and "year" in each]


def test_the_table_by_body_and_year_has_gaps_where_there_is_no_report(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案", by="body_year", measure="occurrences")
    rows = {row[0].strip(): row[3:] for row in cells(text.partition('<details class="bases')[0])}
    assert rows["乙市政协"][5] == "–"
    assert rows["丙县政协"][5] == "6"
    assert rows["甲市政协"][-1] == "1"
    assert rows["丙县政协"][-1] == "–"
    # The line of the body without a report is broken there, not drawn through.
    lines = re.findall(r'<g class="line-\d">(<path class="stroke".*?)</g>', text)
    assert sorted(drawn.count("<path") for drawn in lines) == [1, 1, 2]


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
def test_numbers_of_table_and_picture_are_those_of_the_api(client: FlaskClient, by: str) -> None:
    """A rate has two decimals, and its base stands in the table or in the one of the bases."""
    answer = client.get("/api/trend", query_string={"q": "提案", "by": by}).get_json()
    rates = sorted(f"{cell['per_10k']:,.2f}" for cell in answer["cells"])
    for cell in answer["cells"]:
        assert cell["per_10k"] == pytest.approx(cell["occurrences"] * 10_000 / cell["characters"], abs=1e-4)
    text, _ = get(client, "/compare", q="提案", by=by)
    tables, _, bases = text.partition('<details class="bases')
    skipped = 3 if by == "body_year" else 2
    assert sorted(value for row in cells(tables)[1:] for value in row[skipped:] if value != "–") == rates
    columns = [row[3:] for row in cells(bases)[1:]] if bases else [row[1:2] for row in cells(tables)[1:]]
    counted = sorted(f"{cell['characters']:,}" for cell in answer["cells"])
    assert sorted(value for row in columns for value in row if value != "–") == counted
    drawn = re.findall(r"<title>[^<]+：([0-9.,]+)</title>", text)
    assert sorted(drawn) == sorted(
        f"{cell['per_10k']:,.2f}" for cell in answer["cells"] if cell["year"] or by == "body"
    )
    assert "每万字处数（以全部段落的字数为底）" in text
    assert "以全部段落" not in get(client, "/compare", q="提案", by=by, measure="paragraphs")[0]


def test_totals_of_all_years_open_what_they_count(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案", by="body_year", measure="occurrences")
    by_body = {cell["body"]: cell for cell in client.get("/api/trend?q=提案&by=body").get_json()["cells"]}
    for row in cells(text.partition('<details class="bases')[0])[1:]:
        cell = by_body[row[0].strip()]
        assert row[1:3] == [f"{cell['characters']:,}", f"{cell['occurrences']:,}"]


def test_words_that_stand_apart_are_told_and_counted_when_asked(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", line("a", ["协商民主好。", "民主的协商。"]))
    index_paths([tmp_path / "a.jsonl"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text, page = get(client, "/compare", q=["协商民主", "民主", "年份:2023"], measure="occurrences")
        assert [row[2:] for row in cells(text)[1:]] == [["1", "2", "0"]]
        assert text.count("原样含有") == 1
        assert 'title="2（原样 1） 段、1 处，共 12 字"' in text
        split, back = get(client, page.link("词分开的地方也计入"))
        assert [row[2:] for row in cells(split)[1:]] == [["3", "2", "0"]]
        assert "原样含有" not in split
        assert get(client, back.link("只计原样的"))[0] == text
        assert "词分开也计" in client.get(back.addresses("/compare.svg")[0]).text


def test_filters_narrow_and_can_be_taken_away(client: FlaskClient) -> None:
    text, page = get(client, "/compare", q="提案", body=BODIES[0], year="2020..2022", measure="paragraphs")
    assert [row[::2] for row in cells(text)[1:]] == [["2020", "1"], ["2021", "1"], ["2022", "1"]]
    assert all("body=" in each for each in page.addresses("/?") if "year=" in each)
    wider, _ = get(client, page.link("2020–2022年"))
    assert len(cells(wider)) == 12


def test_the_form_offers_organs_places_and_levels_where_there_are_several(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "r.jsonl",
        line("a", ["提案办理"], body="乐清市政协"),
        line("b", ["提案提案"], body="岳池县政协"),
        line("c", ["提案"], body="四川省政府"),
    )
    index_paths([path], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text, _ = get(client, "/compare", q="提案", organ="", province="四川省", level=["county", "province"])
        alone, _ = get(client, "/compare", q="提案", organ="政府")
    offered = dict(re.findall(r'<select form="compared" name="([a-z]+)">(.*?)</select>', text))
    assert re.findall('<option value="([^"]*)"( selected)?', offered["organ"]) == [("", ""), ("政协", ""), ("政府", "")]
    assert '<option value="四川省" selected>' in offered["province"]
    assert '<option value="county" selected>县级' in offered["level"]
    assert '<input form="compared" type="hidden" name="level" value="province">' in text
    assert totals(text) == ["提案 2 份报告，2 段，3 处，每万字 5,000.00 处"]
    assert totals(alone)[0].startswith("提案 1 份报告，1 段，1 处")


def test_totals_are_those_of_the_search(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案", body=BODIES[1])
    answer = client.get("/api/search", query_string={"q": "提案", "body": BODIES[1]}).get_json()
    assert f"{answer['reports']} 份报告，{answer['total']} 段，{answer['occurrences']} 处" in totals(text)[0]


def test_the_form_keeps_what_was_asked(client: FlaskClient) -> None:
    _, page = get(client, "/compare", q=["提案", "协商"], by="body", measure="paragraphs", body=BODIES[2], synonyms="1")
    fields = [attributes for tag, attributes in page.elements if tag == "input"]
    assert [each["value"] for each in fields if each["name"] == "q"] == ["提案", "协商", ""]
    assert {
        each["name"]: each["value"] for each in fields if each.get("type") == "hidden" and "ui" not in each["name"]
    }["measure"] == "paragraphs"
    assert [each["value"] for each in fields if each["name"] == "body" and "checked" in each] == [BODIES[2]]
    assert ("synonyms", "1") in [(each["name"], each["value"]) for each in fields]


@pytest.mark.parametrize(
    "query",
    [
        {"q": [str(number) for number in range(7)]},
        {"q": "提案", "by": "month"},
        {"q": "提案", "measure": "words"},
        {"q": "提案", "order": "length"},
        {"q": "提案", "order": "q7"},
        {"q": "提案", "series": ["字" * 201]},
        {"q": "提案", "year": "20x3"},
        {"q": "提案", "kind": "video"},
        {"q": ["提案", "("]},
        {"q": "字" * 20_001},
    ],
)
def test_bad_parameters(client: FlaskClient, query: dict[str, str | list[str]]) -> None:
    get(client, "/compare", 400, **query)


@given(st.one_of(st.floats(0, 1e7), st.integers(0, 10**6).map(float), st.floats(1e-9, 1)))
def test_the_axis_is_round_and_reaches(most: float) -> None:
    marks = axis(most)
    assert marks[0] == 0
    assert marks[-1] >= most or (most < 1e-9 and marks == (0, 1))
    assert 2 <= len(marks) <= 8
    steps = [high - low for low, high in pairwise(marks)]
    assert all(step == pytest.approx(steps[0]) for step in steps)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=1, max_size=30))
def test_points_lie_in_the_plot_and_higher_is_more(values: list[float | None]) -> None:
    places = list(range(2000, 2000 + len(values)))
    readings = [None if value is None else Reading(value, str(value), None) for value in values]
    chart = line_chart(places, [("词", readings)])
    (drawn,) = chart.lines
    present = [value for value in values if value is not None]
    assert len(drawn.points) == len(present)
    for point in drawn.points:
        assert chart.left <= point.x <= chart.right
        assert chart.top <= point.y <= chart.bottom
    by_height = sorted(zip(present, drawn.points, strict=True), key=lambda pair: pair[0])
    assert all(low[1].y >= high[1].y for low, high in pairwise(by_height))


def test_lines_join_neighbours_only() -> None:
    """A year that no report has at all is a gap too, and the axis leaves room for it."""
    at = [Reading(1, "1", None)] * 5
    chart = line_chart([2001, 2002, 2004, 2006, 2007], [("词", at)])
    assert [path.count("L") for path in chart.lines[0].paths] == [1, 1]
    steps = [high.x - low.x for low, high in pairwise(chart.lines[0].points)]
    assert steps[1] == pytest.approx(2 * steps[0], abs=0.2)
    assert [tick.label for tick in chart.x_ticks] == ["2007", "2006", "2005", "2004", "2003", "2002", "2001"]


def test_labels_of_years_keep_their_distance() -> None:
    chart = line_chart([1954, 2021, 2022, 2023], [("词", [Reading(1, "1", None)] * 4)])
    assert [tick.label for tick in chart.x_ticks] == ["2023", "2013", "2003", "1993", "1983", "1973", "1963"]


@given(st.floats(0, 1e9), st.booleans())
def test_labels_of_an_axis_have_the_same_decimals(most: float, whole: bool) -> None:
    labels = axis_labels(axis(most, whole=whole))
    assert len({len(label.partition(".")[2]) for label in labels}) == 1
    assert len(set(labels)) == len(labels)
    assert not whole or not any("." in label for label in labels)


def test_a_year_by_itself_is_a_point(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案", year="2020")
    assert text.count("2020年：") == 1
    assert '<path class="stroke" d="M7' not in text
    undated, _ = get(client, "/compare", q="提案", year="none")
    assert "<figure" not in undated
    assert cells(undated)[1][0] == "年份不详"


def test_every_axis_has_a_name() -> None:
    assert set(BY_LABELS) == set(TREND_BYS)


def test_more_lines_than_can_be_told_apart_are_said_to_be_left_out() -> None:
    series = [(str(number), [Reading(number, str(number), None)]) for number in range(MOST_LINES + 2)]
    chart = line_chart([2020], series)
    assert (len(chart.lines), chart.left_out) == (MOST_LINES, 2)


def test_shades() -> None:
    assert [shade(value, 70) for value in (0, 0.001, 10, 10.1, 35, 70)] == [0, 1, 1, 2, 4, 7]
    assert shade(0, 0) == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_in_a_browser(chromium: "Browser", site: str, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site + "/compare")
    boxes = page.locator("[name=q]")
    boxes.nth(0).fill("提案")
    boxes.nth(1).fill("协商")
    if scripts:
        page.get_by_role("button", name="再加一个").click()
        assert boxes.count() == 4
        page.keyboard.type("会议")
    else:
        assert not page.get_by_role("button", name="再加一个").is_visible()
    page.keyboard.press("Enter") if scripts else boxes.nth(1).press("Enter")
    page.wait_for_url("**/compare?*")
    assert page.locator(".heat thead th").count() == (5 if scripts else 4)
    # A point by keyboard: it says what it is, and opens its hits.
    point = page.locator(".chart a").first
    point.focus()
    assert page.evaluate("document.activeElement.querySelector('title').textContent").startswith("提案，2015年：")
    page.keyboard.press("Enter")
    page.wait_for_url("**year=2015*")
    assert "3 段" in page.get_by_role("status").first.inner_text()
    context.close()


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("by", ["year", "body", "province_year"])
def test_nothing_scrolls_sideways(chromium: "Browser", site: str, by: str, language: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 740})
    context.add_cookies([{"name": "ui", "value": language, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/compare?q=提案&q=协商&q=全过程人民民主的广泛实践&by={by}&organ=政协&split_words=1")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_years_stand_in_order_whichever_body_has_them(client: FlaskClient) -> None:
    text, _ = get(client, "/compare", q="提案", by="body_year")
    heads = [head for head in cells(text)[0] if head.isdigit()]
    assert heads == list(map(str, YEARS))

"""The compare page with many bodies: one table, sorted by any column, and the series that the reader draws."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from test_web_compare import cells
from web_client import Page, opened
from web_site import served

from index import index_paths
from web.shown.bars import MOST_BARS, bar_chart
from web.shown.charts import MOST_LINES, Reading
from web.shown.compared import MOST_CELLS, MOST_ROWS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

YEARS = [*range(2008, 2013), *range(2014, 2024)]
BODIES = [f"第{number:02}市政协" for number in range(40)]


def holes(number: int, year: int) -> bool:
    return (number * 7 + year) % 6 == 0


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty bodies over fifteen years, with holes, a year that no report has, and a body of unknown years only."""
    folder = tmp_path_factory.mktemp("many")
    reports = [
        line(f"r{number}_{year}", ["提案。" * (number * 5 % 13), "协商会议。" * (1 + year % 3)], body=body, year=year)
        for number, body in enumerate(BODIES)
        for year in YEARS
        if not holes(number, year)
    ]
    reports.append(line("undated", ["提案。" * 99], body="无年政协", year=None))
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


def shown(client: FlaskClient, **query: str | list[str]) -> str:
    response = client.get("/compare", query_string=query)
    assert response.status_code == 200, response.text
    return response.text


def table(text: str) -> list[list[str]]:
    """The rows of the first table, without its head."""
    return cells(text.partition("</table>")[0])[1:]


def names(text: str) -> list[str]:
    return [row[0].strip() for row in table(text)]


def legend(text: str) -> list[str]:
    """The names of the lines, in their order."""
    return re.findall(r'<svg class="line-\d" viewBox="-14.*?</svg> <span>([^<]+)</span>', text, re.DOTALL)


def test_all_bodies_stand_in_one_table(client: FlaskClient) -> None:
    text = shown(client, q="提案", by="body_year")
    assert sorted(names(text)) == sorted([*BODIES, "无年政协"])
    assert 'class="pages"' not in text
    assert len(table(text)[0]) == 3 + len(YEARS) + 1


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
@pytest.mark.parametrize("measure", ["per_10k", "occurrences"])
def test_every_column_sorts_both_ways(client: FlaskClient, by: str, measure: str) -> None:
    text = shown(client, q=["提案", "协商"], by=by, measure=measure)
    heads = re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', text.partition("</thead>")[0])
    assert len(heads) == {"year": 4, "body": 4, "body_year": 4 + len(YEARS)}[by]
    for column, address in enumerate(heads[1:], 1):
        following = address
        for _ in range(2):
            sorted_text = client.get(unescape(following)).text
            thead = sorted_text.partition("</thead>")[0]
            (direction,) = re.findall(r'aria-sort="(\w+)"', thead)
            values = [row[column] for row in table(sorted_text)]
            numbers = [float(value.replace(",", "")) for value in values if value != "–"]
            assert numbers == sorted(numbers, reverse=direction == "descending")
            assert values[len(numbers) :] == ["–"] * (len(values) - len(numbers))
            following = re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', thead)[column]


def test_names_sort_by_their_sound(client: FlaskClient) -> None:
    upwards = names(shown(client, q="提案", by="body", order="name"))
    assert upwards == [*BODIES, "无年政协"]
    assert names(shown(client, q="提案", by="body", order="-name")) == upwards[::-1]
    assert names(shown(client, q="提案", order="-name"))[:2] == ["2023", "2022"]


def test_a_column_that_is_not_there_leaves_the_order(client: FlaskClient) -> None:
    assert names(shown(client, q="提案", by="body", order="1999")) == names(shown(client, q="提案", by="body"))


def test_the_picture_has_the_first_rows_and_says_how_many_it_leaves_out(client: FlaskClient) -> None:
    text = shown(client, q="提案", by="body_year", order="-2016", measure="occurrences")
    assert legend(text) == names(text)[:MOST_LINES]
    assert f"另有 {41 - MOST_LINES} 条未画" in text
    boxes = [each for tag, each in Page(text).elements if tag == "input" and each.get("type") == "checkbox"]
    assert [each["value"] for each in boxes if "checked" in each and each.get("form")] == names(text)[:MOST_LINES]
    # A body without any known year has no line; all that are drawn have one.
    first = shown(client, q="提案", by="body_year", order="-none")
    assert names(first)[0] == "无年政协"
    assert legend(first) == names(first)[1 : MOST_LINES + 1]


@pytest.mark.parametrize("by", ["body_year", "body"])
def test_the_reader_chooses_series_and_their_order(client: FlaskClient, by: str) -> None:
    chosen = [BODIES[30], BODIES[2], BODIES[17]]
    text = shown(client, q="提案", by=by, series=[*chosen, "没有这个"])
    if by == "body":
        assert re.findall(r'<text class="name"[^>]*>([^<]+)<', text) == chosen
        assert "另有 38 个未画" in text
    else:
        assert legend(text) == chosen
        assert "另有 38 条未画" in text
    many = shown(client, q="提案", by=by, series=BODIES)
    assert f"另有 {41 - (MOST_BARS if by == 'body' else MOST_LINES)} " in many


def moved(client: FlaskClient, **query: str | list[str]) -> list[str]:
    """The series of the address that such a form leads to."""
    response = client.get("/compare", query_string={"q": "提案", "by": "body_year", **query})
    assert response.status_code == 302
    found = parse_qs(urlsplit(response.headers["Location"]).query)
    assert not {"earlier", "without", "with", "was"} & set(found)
    return found.get("series", [])


def test_series_are_moved_taken_away_and_added(client: FlaskClient) -> None:
    assert moved(client, series=["a", "b", "c"], earlier="c") == ["a", "c", "b"]
    assert moved(client, series=["a", "b", "c"], earlier="a") == ["a", "b", "c"]
    assert moved(client, series=["a", "b", "c"], without="b") == ["a", "c"]
    assert moved(client, series=["a"], **{"with": "d"}) == ["a", "d"]
    # Boxes come in the table's order; what was drawn keeps its own.
    assert moved(client, series=["a", "b", "c", "d"], was=["c", "x", "a"]) == ["c", "a", "b", "d"]


def test_words_are_chosen_too(client: FlaskClient) -> None:
    text = shown(client, q=["提案", "协商", "会议"], series=["会议", "提案"])
    assert legend(text) == ["会议", "提案"]
    assert "另有 1 条未画" in text
    assert 'name="with" value="协商"' in text
    assert 'type="checkbox" name="series"' not in text


def test_bars_are_links_with_what_they_say(client: FlaskClient) -> None:
    text = shown(client, q=["提案", "协商"], by="body", measure="occurrences")
    rows = {row[0].strip(): row[2:] for row in table(text)}
    bars = re.findall(r'<a href="([^"]+)"><title>(.+?)，(.+?)：(.+?)</title>', text)
    # Without an order of the reader's, those that say the words most.
    most = sorted(names(text), key=lambda name: -sum(int(value.replace(",", "")) for value in rows[name]))
    drawn = most[: MOST_BARS // 2]
    wanted = [(name, word, value) for name in drawn for word, value in zip(["提案", "协商"], rows[name], strict=True)]
    assert [bar[1:] for bar in bars] == [each for each in wanted if each[2] != "0"]
    for address, name, word, _ in bars:
        query = parse_qs(urlsplit(unescape(address)).query)
        assert (query["body"], query["q"]) == ([name], [word])


def test_bars_in_proportion() -> None:
    readings = [Reading(value, str(value), None) for value in (10.0, 5.0, 0.0)]
    chart = bar_chart(["词"], [(str(number), [each]) for number, each in enumerate(readings)])
    widths = [group.bars[0].width for group in chart.groups]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[2] == 0
    assert chart.left + widths[0] < chart.width
    assert [group.bars[0].y for group in chart.groups] == sorted(group.bars[0].y for group in chart.groups)
    many = bar_chart(["一", "二"], [("名", [readings[0], None])] * 40)
    assert (len(many.groups), many.left_out) == (MOST_BARS // 2, 40 - MOST_BARS // 2)


def test_a_table_has_a_most(tmp_path: Path) -> None:
    """It shows the first rows of all by the chosen column, and says how many it leaves out."""
    count = MOST_ROWS + 20
    reports = [line(f"r{n}", ["提案。" * (1 + n % 7)], body=f"第{n:04}社", year=2020 + n % 2) for n in range(count)]
    write_lines(tmp_path / "many.jsonl", *reports)
    index_paths([tmp_path / "many.jsonl"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text = shown(client, q="提案", by="body", measure="occurrences", order="-q1")
        assert len(table(text)) == MOST_ROWS
        assert "另有 20 行" in text
        assert {row[2] for row in table(text)} == {"2", "3", "4", "5", "6", "7", "1"}
        assert [row[2] for row in table(text)][-1] == "1"
        wide = shown(client, q=["提案", "案", "提"], by="body_year")
        assert sum(map(len, cells(wide))) < MOST_CELLS * 1.5
        assert f"另有 {count - MOST_LINES} 条未画" in wide


def test_many_bodies_in_a_browser(chromium: "Browser", site: str) -> None:
    """Head and names stay while the numbers scroll in their box, the page never scrolls sideways, print shows all."""
    for width in (320, 1280):
        page = chromium.new_page(viewport={"width": width, "height": 700})
        page.goto(f"{site}/compare?q=提案&by=body_year")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator(".scrolled").first
        places = box.evaluate(
            """box => {
                 box.scrollTo(300, 200);
                 const [outer, head, name] = [box, box.querySelector('thead th:nth-child(3)'),
                   box.querySelector('tbody tr:nth-child(9) th')].map((each) => each.getBoundingClientRect());
                 return [head.top - outer.top, name.left - outer.left, box.scrollTop, box.scrollLeft];
               }"""
        )
        assert places[2:] == [200, 300]
        assert abs(places[0]) < 4
        assert abs(places[1]) < 4
        page.close()
    page = chromium.new_page(viewport={"width": 718, "height": 1000})
    page.emulate_media(media="print")
    page.goto(f"{site}/compare?q=提案&by=body_year")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.locator(".heat").first.evaluate("table => table.getBoundingClientRect().width") <= 718
    assert page.locator(".scrolled").first.evaluate("box => box.scrollHeight - box.clientHeight") <= 1
    page.close()


def test_choosing_in_a_browser(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/compare?q=提案&by=body_year&series={BODIES[3]}&series={BODIES[4]}&order=name")
    page.get_by_role("checkbox", name=BODIES[9]).check()
    page.get_by_role("checkbox", name=BODIES[3]).uncheck()
    page.get_by_role("button", name="画勾选的").click()
    assert page.locator(".legend li").all_inner_texts()[0].strip().startswith(BODIES[4])
    page.get_by_role("button", name=f"{BODIES[9]}：往前移").click()
    assert page.locator(".legend li").all_inner_texts()[0].strip().startswith(BODIES[9])
    page.get_by_role("button", name=f"{BODIES[4]}：不画").click()
    assert page.locator(".legend li").count() == 2
    assert parse_qs(urlsplit(page.url).query) == {
        "q": ["提案"],
        "by": ["body_year"],
        "order": ["name"],
        "series": [BODIES[9]],
    }
    context.close()

"""The histogram of years above results: which bars there are, how high they are, and where they lead."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened
from web_site import served

from index import index_paths
from search.result import FacetCount
from web.shown.histogram import MOST_BARS, year_bars

if TYPE_CHECKING:
    from playwright.sync_api import Browser

YEARS = {2019: 1, 2020: 4, 2023: 2, None: 3}
BAR = re.compile(r'<a href="([^"]*)"( aria-current="true")?><title>([^<]*)</title>.*?v-(\d+)h')


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a report of each of YEARS with so many paragraphs, and one of 1950 about something else."""
    folder = tmp_path_factory.mktemp("years")
    lines = [
        line(f"r{year}", [f"提案工作第{number}条" for number in range(count)], year=year)
        for year, count in YEARS.items()
    ]
    lines.append(line("old", ["视察", "调研"], year=1950))
    lines.append(line("new", ["视察"], year=2023))
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[FlaskClient]:
    with opened(place) as client:
        yield client


def bars(client: FlaskClient, **query: str | list[str]) -> dict[str, tuple[str, bool, int]]:
    """By name of a bar: where it leads, whether it is chosen, how high it is."""
    text, _ = get(client, "/", **{"q": "提案", **query})  # type: ignore[arg-type]
    drawn = text.partition('<nav class="years')[2].partition("</nav>")[0]
    return {name: (unescape(to), bool(chosen), int(high)) for to, chosen, name, high in BAR.findall(drawn)}


def years(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("year", [])


def counted(*years: int | None) -> list[FacetCount]:
    return [FacetCount(year, 1) for year in years]


def test_a_bar_for_each_known_year_of_the_hits(client: FlaskClient) -> None:
    drawn = bars(client)
    assert list(drawn) == ["2019年：1 段", "2020年：4 段", "2023年：2 段"]
    assert [high for _, _, high in drawn.values()] == [11, 44, 22]
    assert [years(to) for to, _, _ in drawn.values()] == [["2019"], ["2020"], ["2023"]]
    text, _ = get(client, "/", q="提案")
    assert [int(x) for x in re.findall(r'<rect x="(\d+)"/>', text)] == [0, 24, 96]
    assert re.findall(r"<text [^>]*>(\d+)</text>", text) == ["2019", "2023"]


def test_a_bar_leads_to_the_hits_that_it_counts(client: FlaskClient) -> None:
    for name, (to, _, _) in bars(client).items():
        text, _ = get(client, to)
        assert name.split("：")[1] in re.sub("<[^>]+>", "", text)


def test_chosen_years_are_marked_and_the_others_stay(client: FlaskClient) -> None:
    drawn = bars(client, year="2020")
    assert [chosen for _, chosen, _ in drawn.values()] == [False, True, False]
    assert [years(to) for to, _, _ in drawn.values()] == [["2020", "2019"], [], ["2020", "2023"]]
    assert [high for _, _, high in drawn.values()] == [11, 44, 22]


def test_a_year_takes_the_place_of_a_range_around_it(client: FlaskClient) -> None:
    drawn = bars(client, year=["2018..2020", "none"])
    assert [chosen for _, chosen, _ in drawn.values()] == [True, True, False]
    assert years(drawn["2019年：1 段"][0]) == ["none", "2019"]
    assert years(drawn["2023年：2 段"][0]) == ["2018..2020", "none", "2023"]


def test_what_else_is_asked_goes_along(client: FlaskClient) -> None:
    to, _, _ = bars(client, body="某市政协", sort="date", page="1", synonyms="1", year="2019")["2023年：2 段"]
    assert parse_qs(urlsplit(to).query) == {
        "q": ["提案"],
        "body": ["某市政协"],
        "year": ["2019", "2023"],
        "sort": ["date"],
        "synonyms": ["1"],
    }


def test_no_histogram_of_one_year_or_none(client: FlaskClient) -> None:
    assert bars(client, q="第3条") == {}
    assert bars(client, q="没有的词") == {}
    assert year_bars(counted(2020, None)) == []
    assert len(year_bars(counted(2020, 2021, None))) == 2


def test_many_years_are_binned(client: FlaskClient) -> None:
    drawn = bars(client, q="视察 OR 调研")
    assert list(drawn) == ["1950–1954年：2 段", "2020–2024年：1 段"]
    assert years(drawn["1950–1954年：2 段"][0]) == ["1950..1954"]
    assert bars(client, q="视察 OR 调研", year="1950..1954")["1950–1954年：2 段"][1]


@pytest.mark.parametrize(
    ("first", "last", "size"),
    [(1996, 2025, 1), (1995, 2025, 2), (1966, 2025, 2), (1965, 2024, 5), (1946, 2026, 5), (1826, 2026, 10)],
)
def test_bins_hold_all_years_and_are_few(first: int, last: int, size: int) -> None:
    drawn = year_bars([FacetCount(year, 2) for year in range(last, first - 1, -1)])
    assert {bar.last - bar.first + 1 for bar in drawn} == {size}
    assert len(drawn) <= MOST_BARS
    assert sum(bar.count for bar in drawn) == 2 * (last - first + 1)
    assert drawn[0].first <= first <= drawn[0].last
    assert drawn[-1].first <= last <= drawn[-1].last
    assert all(one.last + 1 == other.first for one, other in pairwise(drawn))


def test_a_long_query_is_not_said_by_every_bar(client: FlaskClient) -> None:
    for words, drawn in ((20, True), (100, False)):
        text = client.get("/", query_string={"q": " OR ".join(["提案"] * words)}).text
        assert "份报告中找到" in re.sub("<[^>]+>", "", text)
        assert ('<nav class="years' in text) == drawn


def test_markup_in_a_query_stays_text(client: FlaskClient) -> None:
    text, _ = get(client, "/", q="提案 OR <script>&", year="2020")
    drawn = text.partition('<nav class="years')[2]
    assert drawn
    assert "<script>&" not in drawn


def test_names_of_bars_in_other_languages(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    assert list(bars(client)) == ["2019: 1 paragraph", "2020: 4 paragraphs", "2023: 2 paragraphs"]
    client.delete_cookie("ui")


@pytest.mark.parametrize("width", [360, 1440])
def test_it_is_low_and_tab_stops_once(chromium: "Browser", place: Path, width: int) -> None:
    with served(place) as address:
        page = chromium.new_page(viewport={"width": width, "height": 740})
        page.goto(f"{address}/?q=提案")
        drawn = page.locator(".years")
        assert drawn.bounding_box()["height"] <= 64  # type: ignore[index]
        assert all(bar.bounding_box()["width"] >= 24 for bar in page.locator(".years a").all())  # type: ignore[index]
        stops = page.locator('.years a:not([tabindex="-1"])')
        assert stops.count() == 1
        stops.focus()
        page.keyboard.press("ArrowRight")
        assert stops.locator("title").text_content() == "2020年：4 段"
        page.keyboard.press("Enter")
        page.wait_for_url("**year=2020*")
        assert page.locator(".years [aria-current] title").text_content() == "2020年：4 段"
        page.close()

"""All values of a facet: the page of them, what is found in it, and that its links are those of the results."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import get, opened
from werkzeug.test import EnvironBuilder

from index import index_paths
from index.facets import FACETS
from web.app import create_app
from web.asked.parameters import Parameters
from web.shown.addresses import search_url, toggling

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BODIES = [f"第{number}区政协" for number in range(1, 31)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of thirty bodies."""
    folder = tmp_path_factory.mktemp("bodies")
    lines = [line(f"r{at}", ["提案办理工作"] * (at + 1), body=body) for at, body in enumerate(BODIES)]
    write_lines(folder / "reports.jsonl", *lines)
    index_paths([folder / "reports.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture
def client(many: Path) -> Iterator[FlaskClient]:
    with opened(many) as client:
        yield client


def test_results_lead_to_all_values(client: FlaskClient) -> None:
    _, results = get(client, "/", q="提案")
    address = results.link("全部 30 个")
    text, page = get(client, address)
    named = [link["text"].split()[0] for link in page.links if "政协" in link["text"]]
    assert sorted(named) == sorted(BODIES)
    assert named[0] == BODIES[-1]
    assert "共 30 个" in text
    _, narrowed = get(client, page.link("第7区政协"))
    assert narrowed.link("第7区政协 ×").startswith("/?q=")
    assert len(narrowed.hits()) == 7


def test_a_part_of_a_name_finds_values_in_either_script(client: FlaskClient) -> None:
    for part in ("12區", "12区", " 12区政協 "):
        text, page = get(client, "/facets/body", q="提案", find=part)
        assert [link["text"].split()[0] for link in page.links if "政协" in link["text"]] == ["第12区政协"]
        assert "30 个中有 1 个符合" in text
    text, page = get(client, "/facets/body", q="提案", find="没有这个")
    assert "30 个中有 0 个符合" in text


def test_filters_stay_and_the_facet_s_own_does_not_narrow_it(client: FlaskClient) -> None:
    _, page = get(client, "/facets/body", q="提案", body="第3区政协", synonyms="1")
    links = [link for link in page.links if "区政协" in link["text"]]
    assert len(links) == 30
    assert links[0]["text"].startswith("第3区政协")
    assert "body" not in parse_qs(urlsplit(links[0]["href"]).query)
    assert all(parse_qs(urlsplit(link["href"]).query)["synonyms"] == ["1"] for link in links)


def test_what_is_no_facet_or_no_search_has_no_such_page(client: FlaskClient) -> None:
    assert client.get("/facets/colour?q=提案").status_code == 404
    assert client.get("/facets/body").status_code == 303
    assert client.get("/facets/body?q=(").status_code == 400
    for address in ("/facets/body?q=提案&report=nope", "/compare?q=提案&report=nope"):
        assert client.get(address).status_code == 404


TEXTS = st.text('广安政协 &+/%"“', min_size=1, max_size=8)
FILTERS = st.dictionaries(
    st.sampled_from([facet.name for facet in FACETS]), st.lists(TEXTS, min_size=1, max_size=3, unique=True).map(tuple)
)


@given(query=TEXTS, filters=FILTERS, value=TEXTS, facet=st.sampled_from([facet.name for facet in FACETS]))
def test_a_facet_s_links_are_those_of_its_values(
    query: str, filters: dict[str, tuple[str, ...]], value: str, facet: str
) -> None:
    ordered = {each.name: filters[each.name] for each in FACETS if each.name in filters}
    parameters = Parameters(query, ordered, report="r1", sort="date", limit=20, offset=40, synonyms=True)
    with APP.request_context(EnvironBuilder().get_environ()):
        address = toggling(parameters)(facet)
        for each in (value, *ordered.get(facet, ())):
            assert address(each) == search_url(parameters.toggled(facet, each))


APP = create_app(Path("nowhere"))


def test_values_open_in_their_place_and_are_searched_there(chromium: "Browser", many: Path) -> None:
    from web_site import served

    with served(many) as site:
        page = chromium.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"{site}/?q=提案")
        page.click("text=全部 30 个")
        page.wait_for_selector("section:has(#facet-body) li >> nth=29")
        page.keyboard.type("12区")
        page.wait_for_selector("section:has(#facet-body) li >> nth=1", state="detached")
        page.click("section:has(#facet-body) li a")
        page.wait_for_url("**body=*")
        assert "第12区政协" in page.inner_text(".chosen")
        page.close()

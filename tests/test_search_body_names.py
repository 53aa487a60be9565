"""A body under all its names: filters, facets and comparisons go by that of today, unless they are told not to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from opensearch_server import OpenSearchCluster
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.places import gazetteer
from index.reading.body_names import name_of_today
from index.reading.told import told_body
from search import Searcher, SearchRequest, open_searcher
from search.study import trend

LINES = [
    line("f09", ["提案一件", "协商"], body="襄樊市政协", year=2009),
    line("y12", ["提案两件，提案办理"], body="襄阳市政协", year=2012),
    line("y13", ["提案"], body="湖北省襄阳市政协", year=2013),
    line("q09", ["提案"], body="綦江县政协", year=2009),
    line("q13", ["提案"], body="綦江区政协", year=2013),
    line("gov", ["提案"], body="襄阳市政府", year=2013),
    line("full", ["提案"], body="襄阳市人民检察院", year=2013),
    line("short", ["提案"], body="襄阳市检察院", year=2014),
    line("some", ["提案"], body="某市政协", year=2013),
    line("gul", ["提案"], body="鼓楼区政协", year=2013),
    line("nan", ["提案"], body="南京市鼓楼区政协", year=2013),
]
TODAY, BEFORE = "襄阳市政协", "襄樊市政协"


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Path | str]:
    folder = tmp_path_factory.mktemp("names")
    file = write_lines(folder / "made.jsonl", *LINES)
    if request.param == "local":
        index_paths([file], folder / "index")
        yield folder / "index"
        return
    cluster: OpenSearchCluster = request.getfixturevalue("opensearch")
    with cluster.fresh_index() as address:
        index_paths([file], address)
        yield address


@pytest.fixture(scope="module")
def made(place: Path | str) -> Iterator[Searcher]:
    with open_searcher(place) as searcher:
        yield searcher


def found(searcher: Searcher, body: str, *, exact_body: bool = False) -> set[str]:
    answer = searcher.search(SearchRequest("提案", body=(body,), limit=100, exact_body=exact_body))
    assert answer.total == len(answer.hits)
    return {hit.report for hit in answer.hits}


def test_a_filter_on_a_body_takes_its_former_names_along(made: Searcher) -> None:
    assert found(made, TODAY) == {"f09", "y12", "y13"}
    assert found(made, TODAY, exact_body=True) == {"y12"}
    assert found(made, BEFORE) == found(made, BEFORE, exact_body=True) == {"f09"}
    assert found(made, "綦江区政协") == {"q09", "q13"}
    assert found(made, "襄阳市政府") == {"gov"}
    assert found(made, "鼓楼区政协") == {"gul"}
    assert found(made, "南京市鼓楼区政协") == {"nan"}


@pytest.mark.parametrize(
    ("typed", "reports"),
    [
        ("襄阳市人民政府", {"gov"}),
        ("襄陽市人民政府", {"gov"}),
        ("政协襄阳市委员会", {"f09", "y12", "y13"}),
        ("襄阳市人民检察院", {"full", "short"}),
        ("襄阳市检察院", {"full", "short"}),
        ("襄阳市人民", set()),
    ],
)
def test_a_body_is_asked_for_in_any_form_in_which_it_is_written(made: Searcher, typed: str, reports: set[str]) -> None:
    answer = made.search(SearchRequest.parse("提案", body=[typed], limit=100))
    assert {hit.report for hit in answer.hits} == reports


@pytest.mark.parametrize(
    ("field", "reports"),
    [
        ("襄阳市人民政府", {"gov"}),
        ("襄阳市人民检察院", {"full", "short"}),
        ("人民检察院", {"full", "short"}),
        ("人民政府", {"gov"}),
        ("政协襄阳市委员会", {"y12", "y13"}),
    ],
)
def test_so_is_a_field_of_the_query(made: Searcher, field: str, reports: set[str]) -> None:
    answer = made.search(SearchRequest(f"提案 机构:{field}", limit=100))
    assert {hit.report for hit in answer.hits} == reports
    others = made.search(SearchRequest(f"提案 -机构:{field}", limit=100))
    assert {hit.report for hit in others.hits} == {each["id"] for each in LINES} - reports


def test_facets_count_what_a_filter_finds(made: Searcher) -> None:
    for exact_body in (False, True):
        answer = made.search(SearchRequest("提案", limit=0, exact_body=exact_body))
        assert sum(each.count for each in answer.facets.body) == answer.total
        for each in answer.facets.body:
            assert len(found(made, str(each.value), exact_body=exact_body)) == each.count, each
    values = {each.value for each in made.search(SearchRequest("提案", limit=0)).facets.body}
    assert values == {TODAY, "綦江区政协", "襄阳市政府", "襄阳市检察院", "某市政协", "鼓楼区政协", "南京市鼓楼区政协"}


@pytest.mark.parametrize("exact_body", [False, True])
def test_a_comparison_draws_a_body_as_one_line(exact_body: bool, made: Searcher) -> None:
    result = trend(made, ["提案"], SearchRequest("", exact_body=exact_body), by="body_year")
    years = {cell.bucket["year"] for cell in result.cells if cell.body == TODAY}
    assert years == ({2012} if exact_body else {2009, 2012, 2013})
    for cell in result.cells:
        search = SearchRequest.parse(
            "提案", body=[cell.body or ""], year=[str(cell.bucket["year"])], exact_body=exact_body
        )
        answer = made.search(search)
        assert (cell.paragraphs, cell.occurrences, cell.reports) == (answer.total, answer.occurrences, answer.reports)
    [total] = result.totals
    assert sum(cell.occurrences for cell in result.cells) == total.occurrences
    assert sum(cell.characters for cell in result.cells) == total.characters


def test_a_hit_keeps_the_name_of_its_time_in_the_region_of_today(made: Searcher) -> None:
    [hit] = made.search(SearchRequest("提案 一件")).hits
    assert (hit.body, hit.organ) == (BEFORE, "政协")
    assert hit.region.to_dict() == {
        "province": "湖北省", "prefecture": "襄阳市", "county": None, "level": "prefecture", "code": "420600",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "reports"),
    [
        ({"organ": ["政府"]}, {"gov"}),
        ({"province": ["重庆市"]}, {"q09", "q13"}),
        ({"prefecture": ["襄阳市"]}, {"f09", "y12", "y13", "gov", "full", "short"}),
        ({"level": ["县级"]}, {"q09", "q13", "gul", "nan"}),
        ({"level": ["county"], "prefecture": ["南京市"]}, {"nan"}),
        ({"level": ["none"]}, {"some"}),
        ({"province": ["none"]}, {"some", "gul"}),
    ],
)
def test_organ_and_region_filter_and_count(filters: dict[str, list[str]], reports: set[str], made: Searcher) -> None:
    answer = made.search(SearchRequest.parse("提案", limit=100, **filters))  # type: ignore[arg-type]
    assert {hit.report for hit in answer.hits} == reports
    fields = {"organ": "机关", "province": "省份", "prefecture": "城市", "level": "级别"}
    if "none" not in [value for values in filters.values() for value in values]:
        query = " ".join(["提案", *(f"{fields[name]}:{value}" for name, [value] in filters.items())])
        assert {hit.report for hit in made.search(SearchRequest(query, limit=100)).hits} == reports


def test_the_command_says_so(place: Path | str) -> None:
    done = run("search", "提案", "--body", TODAY, index=place)
    assert "机构连同别的名称：湖北省襄阳市政协、襄樊市政协；加上 --exact-body 则不连同" in done.stdout
    assert "连同" not in run("search", "提案", "--body", TODAY, "--exact-body", index=place).stdout
    assert "连同" not in run("search", "提案", "--body", "某市政协", index=place).stdout
    assert run("search", "提案", "--level", "乡级", index=place).returncode == 2
    assert run("search", "提案", "--organ", "政府", "--province", "湖北省", index=place).returncode == 0


def test_pages_say_so(place: Path | str) -> None:
    with opened(place) as client:
        for address in ("/?q=提案", "/kwic?q=提案", "/compare?q=提案"):
            text = client.get(f"{address}&body={TODAY}").text
            assert "机构连同别的名称：湖北省襄阳市政协、襄樊市政协" in text
            text = client.get(f"{address}&body={TODAY}&exact_body=1").text
            assert "机构连同别的名称" not in text
            assert "机构只认所选的名称" in text


@pytest.mark.parametrize(
    ("body", "today"),
    [
        ("襄樊市政协", "襄阳市政协"),
        ("湖北省襄樊市政协", "襄阳市政协"),
        ("四川省广安市广安区政协", "广安区政协"),
        ("廣安區政協", "广安区政协"),
        ("延边州政协", "延边朝鲜族自治州政协"),
        ("思茅地区政协", "普洱市政协"),
        ("吴淞区政协", "吴淞区政协"),
        ("万盛区政协", "万盛区政协"),
        ("鼓楼区政协", "鼓楼区政协"),
        ("南京市鼓楼区政协", "南京市鼓楼区政协"),
        ("江苏省南京市鼓楼区政协", "南京市鼓楼区政协"),
        ("北京市通州区政协", "北京市通州区政协"),
        ("全国政协", "全国政协"),
        ("某市政协", "某市政协"),
    ],
)
def test_names_of_today(body: str, today: str) -> None:
    assert name_of_today(body, told_body(body, None, None).region, gazetteer()) == today

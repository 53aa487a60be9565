"""Values of filters are cleaned as texts and queries are: what comes along in copying asks for nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import run
from web_client import opened

from index import index_paths
from index.errors import QueryError, RequestError
from index.facets import FACETS, LEVEL, YEAR
from index.year_ranges import YearRange
from search import SearchRequest, open_searcher

REPORTS: list[dict[str, Any]] = [
    {"id": "a", "body": "北京市政协", "year": 2024, "paragraphs": ["甲提案。"]},
    {"id": "b", "body": "上海\u200b市 政协", "year": 2023, "paragraphs": ["乙提案。", "丙提案。"]},
    {"id": "c", "body": "Cafe\u0301 政协", "year": None, "paragraphs": ["丁提案。"]},
    {"id": "d", "body": "某委员会", "year": 2020, "paragraphs": ["戊提案。"], "region": {"province": "四川\u3000省"}},
]


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filters")
    lines = [json.dumps({"title": "", **each}, ensure_ascii=False) for each in REPORTS]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    index_paths([folder / "all.jsonl"], folder / "index")
    return folder / "index"


def found(location: Path, query: str = "提案", **filters: Any) -> set[str]:
    with open_searcher(location) as searcher:
        return {hit.report for hit in searcher.search(SearchRequest.parse(query, **filters)).hits}


CASES = [
    ({"body": ["北京 市政协"]}, "a"),
    ({"body": ["\u200b北京\ufe00市\u3000政\u00ad协 "]}, "a"),
    ({"body": ["上海市政协"]}, "b"),
    ({"body": ["上海\u200b市 政协"]}, "b"),
    ({"body": ["Café 政协"]}, "c"),
    ({"body": ["Cafe\u0301 政协"], "exact_body": True}, "c"),
    ({"body": ["Café政协"]}, ""),
    ({"body": ["政协 北京市 委员会"]}, "a"),
    ({"body": ["政协北京市委员会\ufeff"]}, "a"),
    ({"year": ["２０２４"]}, "a"),
    ({"year": ["２０２３．．２０２４\u200b"]}, "ab"),
    ({"year": ["\ufeffｎｏｎｅ"]}, "c"),
    ({"province": ["四 川 省"]}, "d"),
    ({"kind": ["正 文\u200b"]}, "abcd"),
    ({"organ": ["政\u2060协"]}, "ab"),
]


@pytest.mark.parametrize(("filters", "reports"), CASES)
def test_a_filter_is_cleaned(location: Path, filters: dict[str, Any], reports: str) -> None:
    assert found(location, **filters) == set(reports)


@pytest.mark.parametrize(
    ("query", "reports"),
    [
        ("提案 机构:上\u00ad海市", "b"),
        ('提案 机构:"上海 市政协"', "b"),
        ('提案 机构:"Cafe\u0301 政"', "c"),
        ("提案 年份:２０２４", "a"),
        ('提案 省份:"四 川省"', "d"),
        ("提案 机构:上海\u3164市政协", "b"),
    ],
)
def test_so_is_a_field_of_the_query(location: Path, query: str, reports: str) -> None:
    assert found(location, query) == set(reports)


@pytest.mark.parametrize("year", ["²⁰²⁰", "₂₀₂₀", "②⓪②⓪", "202²", "2019..202⁰", "㏠", "⑳20"])
def test_a_year_is_written_in_plain_digits(location: Path, year: str) -> None:
    with pytest.raises(RequestError, match="上标") as refused:
        SearchRequest.parse("提案", year=[year])
    assert "普通数字" in str(refused.value.next_step)
    with pytest.raises(QueryError, match="上标"):
        found(location, f"提案 年份:{year}")
    done = run("search", "提案", "--year", year, index=location)
    assert done.returncode == 2
    assert "上标" in done.stderr


@pytest.mark.parametrize("year", ["20 20", "2020年1月", "2020年-", "2019、2020", "..", ""])
def test_other_years_are_refused_as_before(year: str) -> None:
    with pytest.raises(RequestError, match="年份写法不对"):
        SearchRequest.parse("提案", year=[year])


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        *(
            ("2023年", "2023"),
            ("２０２３年度", "2023"),
            ("二〇二三", "2023"),
            ("二零二三年", "2023"),
            ("二○二三年度", "2023"),
        ),
        *((f"2019{to}2023", "2019..2023") for to in ("-", "－", "—", "——", "–", "~", "～", "至", "到", " - ")),
        *(("2019年至2023年", "2019..2023"), ("二〇一九—二〇二三年", "2019..2023"), ("2019年..", "2019..")),
    ],
)
def test_a_year_is_written_as_titles_write_it_too(written: str, plain: str, location: Path) -> None:
    assert YEAR.parse(written) == YearRange.parse(plain)
    assert YEAR.cleaned(written) == plain
    assert found(location, f"提案 年份:{plain}") == found(location, year=[written])


def test_a_span_written_so_is_not_turned_round() -> None:
    with pytest.raises(RequestError, match="前后颠倒"):
        SearchRequest.parse("提案", year=["2023-2019年"])


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("县", "county"),
        ("區", "county"),
        ("市级", "prefecture"),
        ("市", "prefecture"),
        ("省", "province"),
        ("全国", "national"),
    ],
)
def test_a_level_is_named_by_its_unit(written: str, level: str) -> None:
    assert LEVEL.parse(written) == level


@pytest.mark.parametrize("facet", ["body", "year", "kind", "organ", "province", "prefecture", "level"])
def test_an_empty_value_is_refused_everywhere(facet: str, location: Path) -> None:
    for value in ("", " \u200b"):
        done = run("search", "提案", f"--{facet}", value, index=location)
        assert done.returncode == 2
        assert done.stderr.count("\n") <= 2
        chosen: dict[str, Any] = {facet: [value]}
        with pytest.raises(RequestError):
            SearchRequest.parse("提案", **chosen)


def test_cleaning_is_idempotent_and_keeps_what_is_chosen() -> None:
    for facet in FACETS:
        for text in ("北京 市\u200b政协", "２０２０", "²⁰²⁰", "A B", "none", " \u200b ", "2019－2023年", "二〇二三"):
            assert facet.cleaned(facet.cleaned(text)) == facet.cleaned(text)
    assert YEAR.parse("２０１９．．") == YearRange(2019, None)


def test_an_address_is_read_so_too(location: Path) -> None:
    with opened(location) as client:
        asked = {"q": "提案", "body": "上海 市政协\u200b", "year": "２０２３"}
        answer = client.get("/api/search", query_string=asked).get_json()
        assert {hit["report"] for hit in answer["hits"]} == {"b"}
        assert client.get("/api/search", query_string={"q": "提案", "body": "\u200b"}).status_code == 400
        page = client.get("/", query_string={"q": "提案", "year": "２０２４"}).get_data(as_text=True)
        assert "２０２４年" not in page
        assert client.get("/api/search", query_string={"q": "提案", "year": "²⁰²⁰"}).status_code == 400
        shelf = client.get("/reports", query_string={"year": "２０２４", "body": "北京 市政协"}).get_data(as_text=True)
        assert "/reports/a" in shelf
        assert "/reports/b" not in shelf

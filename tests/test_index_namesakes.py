"""Names that several places have or had: which is meant, what its bodies are called today, how they are asked for."""

import json
from pathlib import Path

import pytest

from index import index_paths
from index.places import gazetteer
from index.reading import read_reports
from index.reading.body_names import name_of_today
from index.reading.told import told_body
from index.report import Region, Report
from search import SearchRequest, open_searcher


def page(folder: Path, text: str) -> Report:
    (folder / "page.txt").write_text(text, encoding="utf-8")
    report = next(iter(read_reports(folder / "page.txt")))
    assert isinstance(report, Report)
    return report


PROSE = "一年来，全体委员认真履行政治协商、民主监督、参政议政职能，各项工作取得新的成效。\n" * 3


@pytest.mark.parametrize(
    ("text", "today", "code"),
    [
        ("重庆市江北区政协2023年工作综述\n2024-01-20　来源：重庆日报\n", "重庆市江北区政协", "500157"),
        ("江北区政协2023年工作综述\n2024-01-20　来源：宁波日报\n", "宁波市江北区政协", "330205"),
        ("江北区政协2023年工作综述\n", "江北区政协", None),
        ("鼓楼区政协2023年工作综述\n2024-01-20　来源：徐州日报\n", "徐州市鼓楼区政协", "320302"),
        ("鼓楼区政协2023年工作综述\n", "鼓楼区政协", None),
        ("重庆市政协2023年工作综述\n", "重庆市政协", "500000"),
        ("重庆市政协工作综述\n", "重庆市政协", None),
        ("东城区政协2023年工作综述\n2024-01-20　来源：北京日报\n", "北京市东城区政协", "110101"),
        ("三亚市政协2023年工作综述\n", "三亚市政协", "460200"),
    ],
)
def test_the_name_of_today_is_that_of_the_place_that_is_meant(
    tmp_path: Path, text: str, today: str, code: str | None
) -> None:
    report = page(tmp_path, text + PROSE)
    assert (report.body_today, report.region.code) == (today, code)


def test_the_bodies_of_all_divisions_have_names_of_their_own() -> None:
    places = gazetteer()
    today = [place for place in places if place.until is None]
    names = {name_of_today(f"{place.name}政协", places.region(place), places) for place in today}
    assert len(names) == len(today)


def test_a_district_of_the_past_is_in_no_other_province(tmp_path: Path) -> None:
    report = page(tmp_path, f"太原市河西区政协1996年工作总结\n1997-01-20　来源：太原日报\n{PROSE}")
    assert (report.region.province, report.region.prefecture, report.region.code) == ("山西省", "太原市", None)
    provinces = {place.code: place.province for place in gazetteer() if place.until is None}
    carved_out = {("广东省", "海南省"), ("四川省", "重庆市")}
    moved = {
        (place.province, provinces[place.code])
        for place in gazetteer()
        if place.until is not None and provinces.get(place.code, place.province) != place.province
    }
    assert moved == carved_out


@pytest.mark.parametrize(
    ("body", "year", "code"),
    [("重庆市政府", None, "500000"), ("重庆市政协", 2020, "500000"), ("三亚市政协", None, "460200")],
)
def test_a_stated_body_is_one_of_today(body: str, year: int | None, code: str) -> None:
    told = told_body(body, None, None, year=year)
    assert (told.region.code, name_of_today(body, told.region, gazetteer())) == (code, body)


def test_a_stated_body_of_long_ago_may_be_either() -> None:
    assert told_body("重庆市政协", None, None, year=1990).region == Region()


BODIES = [
    "湖北省襄阳市人民检察院", "襄樊市人民政府", "四川省广安市广安区人民政府", "重庆市綦江县人民政府",
    "中国人民政治协商会议重庆市綦江区委员会", "重庆市人民政府", "重庆市政府", "綦江区政协", "余姚市人大常委会",
    "某某研究会", "北京市通州区政协", "江苏省南通市通州区政协",
]  # fmt: skip


def test_every_body_is_found_by_its_own_name(tmp_path: Path) -> None:
    with (tmp_path / "r.jsonl").open("w", encoding="utf-8") as file:
        for number, body in enumerate(BODIES):
            line = {"id": f"r{number}", "title": "t", "body": body, "year": 2023, "paragraphs": ["提案办理"]}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    index_paths([tmp_path / "r.jsonl"], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:

        def found(body: str) -> set[str]:
            return {hit.body for hit in opened.search(SearchRequest.parse("提案", body=[body], limit=50)).hits}

        for body in BODIES:
            assert body in found(body), body
        assert found("重庆市人民政府") == found("重庆市政府") == {"重庆市人民政府", "重庆市政府"}
        assert found("重庆市綦江区政协") == {"綦江区政协", "中国人民政治协商会议重庆市綦江区委员会"}
        assert found("浙江省余姚市人大常委会") == {"余姚市人大常委会"}
        assert found("南通市通州区政协") == {"江苏省南通市通州区政协"}

"""Places that a house adds: what the file says, what is found by them, and that a change is taken over."""

import json
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.errors import UserFileError
from index.places import Place, gazetteer
from index.places.house import read_places
from index.reading.bodies import canonical_body
from index.reading.body_names import name_of_today
from index.reading.told import told_body
from index.report import UNKNOWN_BODY
from search import SearchRequest, open_searcher

ZONE = "雄安新区\t市\t河北省\n"
PAGE = "<h1>雄安新区政协2023年工作综述</h1>" + "<p>全年立案提案一百二十件，办理协商作用进一步发挥。</p>" * 3


def page(folder: Path) -> Path:
    """A saved page of the zone's report."""
    path = folder / "in" / "a.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGE, "utf-8")
    return path


def test_a_line_is_a_place(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(
        "名称\t级别\t省份\t城市\t今名\n# 新区\n雄安新区\t市\t河北省\n旧镇县\tcounty\t四川省\t广安市\t岳池县\n", "utf-8"
    )
    zone, former = read_places(path)
    assert zone == Place("雄安新区", "prefecture", "河北省", "雄安新区", "")
    assert (former.name, former.level, former.code, former.renamed) == ("旧镇县", "county", "511621", True)
    assert read_places(tmp_path / "none.tsv") == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("雄安新区\n", "第 1 行写法不对"),
        ("\n雄安新区\t新区\t河北省\n", "第 2 行写法不对"),
        ("雄安新区\t市\t河北\t\t\t多\n", "第 1 行写法不对"),
        ("区\t县\t河北省\n", "第 1 行写法不对"),
        ("雄安新区\t市\n", "第 1 行的省份不认识：没有写"),
        ("雄安新区\t市\t河比省\n", "第 1 行的省份不认识：河比省"),
        ("旧镇县\t县\t四川省\t广安市\t岳迟县\n", "第 1 行的今名不认识：岳迟县"),
        ("旧镇县\t县\t四川省\t广安市\t綦江县\n", "第 1 行的今名不认识：綦江县"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(content, "utf-8")
    with pytest.raises(UserFileError, match=message):
        read_places(path)


def test_bodies_are_found_by_added_places(tmp_path: Path) -> None:
    (tmp_path / "places.tsv").write_text(ZONE + "旧镇县\t县\t四川省\t广安市\t岳池县\n", "utf-8")
    places = gazetteer(read_places(tmp_path / "places.tsv"))
    assert canonical_body("雄安新區政協工作報告", places) == "雄安新区政协"
    assert canonical_body("雄安新区政协工作报告") is None
    assert name_of_today("旧镇县政协", told_body("旧镇县政协", None, None, places).region, places) == "岳池县政协"
    assert name_of_today("襄樊市政协", told_body("襄樊市政协", None, None, places).region, places) == "襄阳市政协"


def test_a_prefecture_that_is_added_is_its_own_prefecture_as_the_shipped_ones_are(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(ZONE + "小城新区\t市\t河北省\t保定市\n白沟新城\t县\t河北省\n", "utf-8")
    places = gazetteer(read_places(path))
    regions = [told_body(f"{name}政府", None, None, places).region for name in ("雄安新区", "小城新区", "白沟新城")]
    assert [(each.province, each.prefecture, each.level) for each in regions] == [
        ("河北省", "雄安新区", "prefecture"),
        ("河北省", "保定市", "prefecture"),
        ("河北省", None, "county"),
    ]


def test_a_change_of_the_file_reads_the_reports_again(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "index"
    source = page(tmp_path)
    lines = write_lines(tmp_path / "in" / "r.jsonl", line("b", ["提案"], body="雄安新区政协"))
    index_paths([source, lines], directory)
    with open_searcher(directory) as searcher:
        assert {hit.body for hit in searcher.search(SearchRequest("提案")).hits} == {UNKNOWN_BODY, "雄安新区政协"}

    (tmp_path / "var" / "places.tsv").write_text(ZONE, "utf-8")
    status = json.loads(run("status", "--json", index=directory).stdout)
    assert (status["house_places"], status["stale"]) == (1, ["places"])
    assert "地名表有变化" in run("status", index=directory).stdout

    assert index_paths([source, lines], directory).rebuilt
    assert not index_paths([source, lines], directory).rebuilt
    with open_searcher(directory) as searcher:
        result = searcher.search(SearchRequest("提案", province=("河北省",)))
    assert {(hit.body, hit.organ) for hit in result.hits} == {("雄安新区政协", "政协")}
    assert {hit.report for hit in result.hits} == {"a", "b"}


def test_a_bad_file_costs_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "index"
    source = page(tmp_path)
    index_paths([source], directory)
    (tmp_path / "var" / "places.tsv").write_text("雄安新区\n", "utf-8")
    refused = run("index", str(source), index=directory)
    assert refused.returncode == 2
    assert "places.tsv" in refused.stderr
    assert "第 1 行" in refused.stderr
    assert run("search", "提案", index=directory).returncode == 0


def test_the_library_page_names_a_bad_line(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "index"
    index_paths([page(tmp_path)], directory)
    (tmp_path / "var" / "places.tsv").write_text("雄安新区\n", "utf-8")
    with opened(directory) as client:
        answer = client.get("/reports")
    assert answer.status_code == 200
    assert "places.tsv 第 1 行写法不对" in answer.text
    assert str(tmp_path) not in answer.text
